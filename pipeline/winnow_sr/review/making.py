"""A new review folder: from a protocol file, or for a ledger that lies on PostgreSQL already."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.files import PART, AnyPath, why, write_whole
from winnow_sr.ledger.events import ReviewCreated, StopRuleFixed
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
    try:
        content = Path(protocol).read_bytes()
    except OSError as error:
        raise WinnowError(f"{protocol}: {error.strerror or error}") from error
    plan = load_protocol(Path(protocol)).as_plan()
    check_names(Plan.from_dict(plan))
    digest = sha256(content).hexdigest()
    begun = ReviewCreated(
        title=plan["title"],
        digest=digest,
        plan=as_raw(plan),
        text=content.decode("utf-8", "replace"),
    )
    first = [
        Draft(actor or "winnow", "human", begun),
        Draft("protocol", "rule", stop_rule(plan, digest)),
    ]
    made = prepare_folder(folder)
    try:
        write_whole(folder / "protocol.yaml", content, ours=True)
        return Session(folder, make_store(folder, database, first))
    except (OSError, WinnowError) as error:
        if made:
            shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, WinnowError):
            raise
        raise WinnowError(f"{folder} cannot be made: {why(error)}") from error


def as_raw(plan: Mapping[str, Any]) -> msgspec.Raw:
    """A plan as the JSON that events carry."""
    return msgspec.Raw(json.dumps(plan, ensure_ascii=False, separators=(",", ":")).encode())


def attach(place: AnyPath, database: str, schema: str) -> Session:
    """Another folder for a review whose ledger lies on PostgreSQL already."""
    from winnow_sr.ledger.postgresql import PostgresStore

    folder = Path(place)
    store = PostgresStore.open(database, schema)
    prepare_folder(folder)
    link_database(folder, database, schema)
    session = Session(folder, store)
    write_whole(folder / "protocol.yaml", session.state().protocol_text, ours=True)
    return session


def prepare_folder(folder: Path) -> bool:
    """Make the folder and its parts; was it new?"""
    if is_review(folder):
        raise WinnowError(f"{folder} already holds a review; choose another folder")
    if folder.exists() and not folder.is_dir():
        raise WinnowError(f"{folder} is a file; choose another name for the review's folder")
    import shutil

    made = not folder.exists()
    try:
        for part in PARTS:
            (folder / part).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if made:
            shutil.rmtree(folder, ignore_errors=True)
        raise WinnowError(f"{folder} cannot be made: {why(error)}") from error
    return made


def make_store(folder: Path, database: str, first: Sequence[Draft]) -> Store:
    """A new store that holds its first events: review.db in the folder, or a schema on PostgreSQL.

    review.db gets its name when it is whole: a kill before that leaves no review.
    """
    if not database:
        part, whole = folder / f"{PART}review.db", folder / "review.db"
        for left in (part, Path(f"{part}-wal"), Path(f"{part}-shm")):
            left.unlink(missing_ok=True)
        store = SqliteStore.create(part)
        with store.writing():
            store.append(first)
        store.close()
        part.replace(whole)
        return SqliteStore.open(whole)
    import secrets

    from winnow_sr.ledger.postgresql import PostgresStore

    name = re.sub(r"[^a-z0-9]+", "_", folder.resolve().name.lower()).strip("_")[:30]
    schema = f"winnow_{name or 'review'}_{secrets.token_hex(3)}"
    made = PostgresStore.create(database, schema)
    with made.writing():
        made.append(first)
    link_database(folder, database, schema)
    return made


def link_database(folder: Path, database: str, schema: str) -> None:
    """Write down where the ledger lies, for this user's eyes only: the address may hold a password."""
    link = folder / DATABASE
    link.touch(mode=0o600)
    link.write_text(json.dumps({"url": database, "schema": schema}), encoding="utf-8")


def stop_rule(plan: Mapping[str, Any], digest: str) -> StopRuleFixed:
    """The rule for stopping that a protocol fixes."""
    rule = Plan.from_dict(plan).stopping
    return StopRuleFixed(
        rule=rule.rule,
        target=rule.target,
        confidence=rule.confidence,
        parameters=dict(rule.parameters),
        digest=digest,
    )


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
