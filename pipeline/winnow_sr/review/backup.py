"""Copies of the review: made while others work, whole, with their head; compared with the review."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from winnow_sr import __version__
from winnow_sr.errors import WinnowError
from winnow_sr.files import PART, AnyPath, check_outputs, holds_review, whole_file, why, write_whole
from winnow_sr.ledger.witness import NAME as HEAD_FILE
from winnow_sr.ledger.witness import Head, note_head
from winnow_sr.review.answers import BackedUp, Compared
from winnow_sr.review.session import Session

if TYPE_CHECKING:
    from winnow_sr.ledger.store import Store

ABOUT = "backup.json"
"""In a backup: what it is of, and its head."""
FOLDERS = ("exports", "fulltexts", "outputs")
FILES = ("accounts.db", "packets.db")
"""Small databases beside the ledger: passwords, keys of packets."""


class Backup:
    """Copies of the review; accessed via `review.backup`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def write(self, place: AnyPath, *, outputs: bool = False) -> BackedUp:
        """Copy the review into a new or empty folder, which is then a review folder itself.

        Others may go on working: the ledger is copied as of one moment, then the files that its
        events name. The ledger is always an SQLite file there, also where it lies on PostgreSQL.
        outputs: copy outputs/ too. WinnowError where the folder holds something already, or where
        the copy is not whole.
        """
        from winnow_sr.ledger.copying import copy_ledger
        from winnow_sr.ledger.verify import verify

        folder = Path(place)
        check_outputs(folder / ABOUT)
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise WinnowError(f"{folder} holds something already: name a new folder for the backup")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            files = self._files(folder, outputs)
            events, head = copy_ledger(self._session.store, folder / "review.db")
            files += self._files(folder, outputs)  # what came while the ledger was copied
        except OSError as error:
            raise WinnowError(
                f"{folder}: the backup cannot be written: {why(error)}; delete the folder and do it "
                "again"
            ) from error
        protocol = self._protocol(folder)
        note_head(str(folder / HEAD_FILE), Head(events, head))
        about = {
            "of": str(self._session.folder.resolve()),
            "ledger": self._session.store.name,
            "events": events,
            "head": head,
            "winnow": __version__,
        }
        write_whole(folder / ABOUT, json.dumps(about, indent=1) + "\n", ours=True)
        copy = Session.open(folder)
        found = verify(copy.store, folder)
        copy.close()
        self._session.note_head(events, head)
        return BackedUp(
            folder=str(folder),
            events=events,
            head=head,
            files=len(set(files)) + protocol,
            ok=found.ok,
            problems=found.problems,
        )

    def _files(self, folder: Path, outputs: bool) -> list[str]:
        """Copy what is not yet in the backup."""
        import shutil

        done = []
        for name in FOLDERS if outputs else FOLDERS[:2]:
            source = self._session.folder / name
            if not source.is_dir():
                continue
            for path in sorted(source.rglob("*")):
                if not path.is_file() or path.name.startswith(PART):
                    continue
                target = folder / name / path.relative_to(source)
                if not target.exists():
                    target.parent.mkdir(parents=True, exist_ok=True)
                    with whole_file(target, ours=True) as part:
                        shutil.copyfile(path, part)
                done.append(f"{name}/{path.relative_to(source)}")
        for name in FILES:
            if (self._session.folder / name).is_file() and not (folder / name).exists():
                copy_small(self._session.folder / name, folder / name)
                done.append(name)
        for name in ("exports", "cache", "outputs"):
            (folder / name).mkdir(exist_ok=True)
        return done

    def _protocol(self, folder: Path) -> int:
        """The protocol's file as it is; as the ledger has it where it is missing."""
        try:
            content = (self._session.folder / "protocol.yaml").read_bytes()
        except OSError:
            content = self._session.state().protocol_text.encode()
        write_whole(folder / "protocol.yaml", content, ours=True)
        return 1

    def compare(self, place: AnyPath) -> Compared:
        """A backup (or any copy) against this review: is it an earlier state of it, the same, a
        later one, or has it gone another way?"""
        folder = Path(place)
        if not holds_review(folder):
            raise WinnowError(f"{folder} is no backup: it holds no ledger")
        copy = Session.open(folder)
        try:
            return compared(self._session.store, copy.store, str(folder))
        finally:
            copy.close()


def compared(here: Store, there: Store, folder: str) -> Compared:
    """Two ledgers of one review, by their chains: equal hashes mean equal events before."""
    mine, other = here.head()[0], there.head()[0]
    if here.hash_at(1) != there.hash_at(1):
        raise WinnowError(f"{folder} holds another review")
    low, high = 1, min(mine, other)
    while low < high:  # the last event that both have
        middle = (low + high + 1) // 2
        if here.hash_at(middle) == there.hash_at(middle):
            low = middle
        else:
            high = middle - 1
    return Compared(
        folder=folder,
        common=low,
        only_here=mine - low,
        only_there=other - low,
        head=here.head()[1],
        head_there=there.head()[1],
    )


def copy_small(source: Path, target: Path) -> None:
    """Copy a small SQLite database as of one moment, for this user's eyes only."""
    import sqlite3
    from contextlib import closing

    from winnow_sr.databases import told

    os.close(os.open(target, os.O_CREAT | os.O_RDWR, 0o600))
    with (
        told(source),
        closing(sqlite3.connect(source)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)
