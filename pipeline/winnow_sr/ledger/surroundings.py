"""What lies beside the ledger in a review folder: is each what the ledger vouches for?

Files as received and full texts are named by their content, so what is missing, changed or foreign
shows. A file that is right but that no event knows was left by an import or upload that was broken
off: harmless, and taken up when it is done again.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from winnow_sr.errors import WinnowError
from winnow_sr.files import PART, why_unread
from winnow_sr.ledger.codec import StoredEvent, entries
from winnow_sr.ledger.kept import kept_head, of_another_version
from winnow_sr.ledger.snapshot import from_snapshot
from winnow_sr.ledger.state import ReviewState, Search
from winnow_sr.ledger.witness import NAME as HEAD_FILE

PDF = re.compile(r"\bsha256:([0-9a-f]{64})\b")
LITTER = {".DS_Store", "Thumbs.db", "desktop.ini", ".gitignore", ".gitkeep"}
"""What file managers and the like leave everywhere."""
OURS = {
    "protocol.yaml",
    "review.db",
    "review.db-wal",
    "review.db-shm",
    "review.db-journal",
    "database.json",
    "exports",
    "fulltexts",
    "cache",
    "outputs",
    HEAD_FILE,
    "backup.json",
    *(
        f"{name}{end}"
        for name in ("accounts.db", "packets.db")
        for end in ("", "-wal", "-shm", "-journal")
    ),
}
"""What a review folder holds."""
CACHE = ("state", "ranking", "features")


class Kept(NamedTuple):
    """Files kept by their content: how many the ledger names, and names of those that are not as it
    says. left: right, but named by no event."""

    named: int
    missing: list[str]
    changed: list[str]
    unreadable: list[str]
    foreign: list[str]
    left: list[str]


def digest_of(path: Path) -> str:
    """SHA-256 (hex) of a file, read in pieces."""
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def compared(folder: Path, named: Mapping[str, str], required: Iterable[str]) -> Kept:
    """The files of a folder against the ledger. named: digest -> what people call the file;
    required: the digests that must be there."""
    found = Kept(len(named), [], [], [], [], [])
    seen = set()
    try:
        paths = sorted(folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        return found._replace(unreadable=[f"the folder: {why_unread(error)}"])
    for path in paths:
        if path.name in LITTER or path.name.startswith(PART):
            continue
        expected = path.name.split(".")[0]
        label = f"{path.name} ({named[expected]})" if named.get(expected) else path.name
        try:
            digest = digest_of(path)
        except OSError as error:
            found.unreadable.append(f"{label}: {why_unread(error)}")
            seen.add(expected)
            continue
        seen.add(expected)
        if expected in named:
            if digest != expected:
                found.changed.append(label)
        elif digest == expected:
            found.left.append(label)
        else:
            found.foreign.append(label)
    for digest in required:
        if digest not in seen:
            found.missing.append(f"{named[digest]} ({digest[:12]}...)")
    return found


def exports_of(folder: Path, state: ReviewState) -> Kept:
    """The files as received."""
    imports = [search for search in state.every_import() if isinstance(search, Search)]
    named = {search.digest: search.file for search in imports}
    return compared(folder / "exports", named, named)


def fulltexts_of(folder: Path, state: ReviewState, events: Iterable[StoredEvent]) -> Kept:
    """The PDFs that events name; those that a report has now must be there."""
    named = dict.fromkeys(
        (
            digest
            for e in events
            if e.kind == "report_retrieved"
            for digest in PDF.findall(e.payload)
        ),
        "",
    )
    required = [d for report in state.reports.values() for d in PDF.findall(report.reason)]
    named |= {digest: f"{digest}.pdf" for digest in required}
    return compared(folder / "fulltexts", named, dict.fromkeys(required))


def kept_problems(place: str, kept: Kept, after: str) -> list[str]:
    """What is wrong with kept files, in words. after: what came before a change."""
    return [
        *(f"{place}/ lacks the file {name} as {after}ed" for name in kept.missing),
        *(f"{place}/{name} was changed after {after}" for name in kept.changed),
        *(f"cannot be read in {place}/: {name}" for name in kept.unreadable),
        *(f"{place}/ holds a file that is not winnow's: {name}" for name in kept.foreign),
    ]


def kept_warnings(place: str, kept: Kept) -> list[str]:
    """What is odd with kept files and harmless."""
    return [
        f"{place}/{name} is named by no event: left by work that was broken off, or of a later state"
        for name in kept.left
    ]


def cache_problems(folder: Path, events: list[StoredEvent]) -> tuple[list[str], list[str]]:
    """(problems, warnings) of what is kept to be quicker: what is whole must be of this ledger."""
    problems: list[str] = []
    warnings: list[str] = []
    ends = len(events)
    for name in CACHE[:2]:
        try:
            data = (folder / "cache" / name).read_bytes()
        except FileNotFoundError:
            continue
        except OSError as error:
            warnings.append(f"cache/{name} cannot be read: {why_unread(error)}")
            continue
        basis = kept_head(name, data)
        if basis is None and of_another_version(name, data):
            continue
        if basis is None:
            warnings.append(
                f"cache/{name} is not whole: it is not used, and made again when it is needed"
            )
        elif basis > ends:
            problems.append(
                f"cache/{name} was made when the ledger had event {basis}; it ends at {ends}: events "
                "were lost, or the ledger was put back (then delete the folder cache/)"
            )
        elif name == "state":
            problems += snapshot_problems(data, events)
    return problems, warnings


def snapshot_problems(data: bytes, events: list[StoredEvent]) -> list[str]:
    """Does the kept snapshot say what replaying the events says?"""
    kept = from_snapshot(data)
    if kept is None or not any(e.seq == kept.seq and e.hash == kept.hash for e in events):
        return []  # of another ledger: it is never used
    try:
        if ReviewState().replay(entries(e for e in events if e.seq <= kept.seq)) == kept:
            return []
    except WinnowError:
        return []  # told with the events
    return ["cache/state disagrees with the ledger: delete the folder cache/"]


def strays(folder: Path) -> list[str]:
    """Files of the folder that are not a review's."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    foreign = [n for n in names if n not in OURS and n not in LITTER and not n.startswith(PART)]
    found = [
        f"{name} does not belong to a review folder: nothing here reads it" for name in foreign
    ]
    parts = [n for n in names if n.startswith(PART)]
    if parts:
        found.append(f"{parts[0]} was left by a program that was killed; it will be swept")
    return found
