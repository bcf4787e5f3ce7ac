"""A new review folder: from a protocol file, or for a ledger that lies on PostgreSQL already."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from winnow_sr.errors import WinnowError
from winnow_sr.files import AnyPath
from winnow_sr.ledger.sqlite import DATABASE, SqliteStore
from winnow_sr.ledger.store import Draft, Store
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.session import Session, is_review

PARTS = ("exports", "cache", "outputs")


def create(place: AnyPath, protocol: AnyPath, actor: str = "", database: str = "") -> Session:
    """A new review folder from a protocol file; nothing is left behind on failure.

    database: a postgresql:// address to keep the ledger there instead of in review.db.
    """
    import shutil
    from hashlib import sha256

    from winnow_sr.protocol import load_protocol

    folder = Path(place)
    plan = load_protocol(Path(protocol)).as_plan()
    check_names(Plan.from_dict(plan))
    made = prepare_folder(folder)
    try:
        shutil.copyfile(protocol, folder / "protocol.yaml")
        store = make_store(folder, database)
    except (OSError, WinnowError) as error:
        if made:
            shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, WinnowError):
            raise
        raise WinnowError(f"{folder} cannot be made: {error.strerror}") from error
    content = (folder / "protocol.yaml").read_bytes()
    digest = sha256(content).hexdigest()
    begun = {
        "title": plan["title"],
        "digest": digest,
        "plan": plan,
        "text": content.decode("utf-8", "replace"),
    }
    with store.writing():
        store.append(
            [
                Draft(actor or "winnow", "human", "review_created", begun),
                Draft("protocol", "rule", "stop_rule_fixed", stop_rule(plan, digest)),
            ]
        )
    return Session(folder, store)


def attach(place: AnyPath, database: str, schema: str) -> Session:
    """Another folder for a review whose ledger lies on PostgreSQL already."""
    from winnow_sr.ledger.postgresql import PostgresStore

    folder = Path(place)
    store = PostgresStore.open(database, schema)
    prepare_folder(folder)
    link_database(folder, database, schema)
    session = Session(folder, store)
    texts = [
        json.loads(e.payload).get("text")
        for e in store.events()
        if e.kind in ("review_created", "protocol_amended")
    ]
    (folder / "protocol.yaml").write_text(texts[-1], encoding="utf-8", newline="")
    return session


def prepare_folder(folder: Path) -> bool:
    """Make the folder and its parts; was it new?"""
    if is_review(folder):
        raise WinnowError(f"{folder} already holds a review; choose another folder")
    if folder.exists() and not folder.is_dir():
        raise WinnowError(f"{folder} is a file; choose another name for the review's folder")
    made = not folder.exists()
    try:
        for part in PARTS:
            (folder / part).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WinnowError(f"{folder} cannot be made: {error.strerror}") from error
    return made


def make_store(folder: Path, database: str) -> Store:
    """A new store: review.db in the folder, or a schema on PostgreSQL."""
    if not database:
        return SqliteStore.create(folder / "review.db")
    import secrets

    from winnow_sr.ledger.postgresql import PostgresStore

    name = re.sub(r"[^a-z0-9]+", "_", folder.resolve().name.lower()).strip("_")[:30]
    schema = f"winnow_{name or 'review'}_{secrets.token_hex(3)}"
    store = PostgresStore.create(database, schema)
    link_database(folder, database, schema)
    return store


def link_database(folder: Path, database: str, schema: str) -> None:
    """Write down where the ledger lies, for this user's eyes only: the address may hold a password."""
    link = folder / DATABASE
    link.touch(mode=0o600)
    link.write_text(json.dumps({"url": database, "schema": schema}), encoding="utf-8")


def stop_rule(plan: Mapping[str, Any], digest: str) -> dict[str, Any]:
    """The payload of `stop_rule_fixed` for a protocol."""
    rule = Plan.from_dict(plan).stopping
    return {
        "rule": rule.rule,
        "target": rule.target,
        "confidence": rule.confidence,
        "parameters": dict(rule.parameters),
        "digest": digest,
    }


def check_names(plan: Plan) -> None:
    """Refuse a protocol that names a stopping rule or a model that does not exist."""
    from winnow_sr.ranking import model_card
    from winnow_sr.stopping import make_rule

    rule = plan.stopping
    make_rule(rule.rule, target=rule.target, confidence=rule.confidence, **rule.parameters)
    try:
        model_card(plan.screening.model)
    except WinnowError as error:
        raise WinnowError(f"screening.model.name: {error}") from error
