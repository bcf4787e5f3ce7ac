"""Whole reviews of other tools, taken apart: files of records, and who said what of which entry.

Rayyan: the zip of its export (articles.csv with its log), or articles.csv alone. Covidence: the CSV
files of its lists, whose names say which list it is. ASReview: a project of version 1, 2 or 3. Any
other file of records or table with a verdict column (metagear) is
one list whose own columns and notes are believed.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.records.decisions import EarlierDecision
from winnow_sr.records.model import Record
from winnow_sr.records.notes import Quarantined
from winnow_sr.records.reading import open_export

MOST_BYTES = 256 << 20
"""Of what a zip holds, unpacked: more is refused before it is read."""
RAYYAN_VALUES = {"1": "include", "0": "unsure", "-1": "exclude"}
"""`included` in Rayyan's log; `deleted` takes a vote back."""
REASON = "__EXR__"
COVIDENCE_LISTS: tuple[tuple[str, str, str, str], ...] = (
    # in the file's name, in words, verdict on title and abstract, verdict on the full text
    ("irrelevant", "irrelevant", "exclude", ""),
    ("excluded", "excluded", "include", "exclude"),
    ("included", "included", "include", "include"),
    ("extract", "in extraction", "include", "include"),
    ("select", "in full text review", "include", ""),
    ("full_text", "in full text review", "include", ""),
    ("screen", "not screened", "", ""),
)
"""Covidence keeps the team's consensus, not who voted how: one verdict a stage."""


class Noticed(msgspec.Struct, frozen=True):
    """What was noticed of a file, in words. ok: it only says what the file is."""

    text: str
    ok: bool = False


class ForeignList(msgspec.Struct, frozen=True, kw_only=True):
    """A file of records as `add` takes it, and what is said of its entries beside their notes."""

    path: Path
    tool: str
    """`Rayyan`, `Covidence`, `ASReview`, or the format's name."""
    entries: int
    quarantined: int = 0
    said: dict[int, list[EarlierDecision]] = {}
    """Entry (from 0, readable ones only) -> verdicts that its own notes do not state."""
    notes: list[Noticed] = []


def taken_apart(path: Path, scratch: Path) -> list[ForeignList]:
    """The lists of a file. scratch: an empty folder for what has to be unpacked.

    WinnowError where it is a zip of nothing that is known, or cannot be read.
    """
    if path.suffix.lower() == ".asreview":
        return [_asreview(path, scratch)]
    if zipfile.is_zipfile(path) and path.suffix.lower() not in (".xlsx", ".xlsm"):
        return _zip(path, scratch)
    name = path.name.lower()
    for mark, words, first, second in COVIDENCE_LISTS:
        if re.match(r"review_\d+_", name) and mark in name:
            return [_covidence(path, words, first, second)]
    return [counted(path, "")]


def counted(path: Path, tool: str) -> ForeignList:
    """A file of records with nothing beside it."""
    reader = open_export(path)
    kinds = [isinstance(entry, Quarantined) for entry in reader]
    return ForeignList(
        path=path,
        tool=tool or reader.format,
        entries=kinds.count(False),
        quarantined=kinds.count(True),
    )


# -- Covidence ------------------------------------------------------------------------------------
def _covidence(path: Path, words: str, first: str, second: str) -> ForeignList:
    found = counted(path, "Covidence")
    said: dict[int, list[EarlierDecision]] = {}
    for place, record in enumerate(_records(path)):
        verdicts = []
        if first:
            verdicts.append(EarlierDecision("Covidence", first, stage="title-abstract"))
        if second:
            reason = _covidence_reason(record.fields) if second == "exclude" else ""
            verdicts.append(EarlierDecision("Covidence", second, reason=reason, stage="full-text"))
        said[place] = verdicts
    note = Noticed(f"{path.name} is the list of studies {words}", ok=True)
    return msgspec.structs.replace(found, said=said, notes=[note])


def _covidence_reason(fields: Iterable[tuple[str, str]]) -> str:
    for _, value in fields:
        found = re.search(r"exclusion reason:\s*([^;|\n]*)", value, re.IGNORECASE)
        if found:
            return found[1].strip()
    return ""


# -- zips, Rayyan ---------------------------------------------------------------------------------
def _zip(path: Path, scratch: Path) -> list[ForeignList]:
    check_size(path)
    with zipfile.ZipFile(path) as whole:
        members = [m for m in whole.infolist() if not m.is_dir()]
        log = next(
            (m for m in members if m.filename.lower().endswith("customizations_log.csv")), None
        )
        articles = [
            m
            for m in members
            if m is not log and re.search(r"articles[^/]*\.csv$", m.filename, re.IGNORECASE)
        ]
        if not articles:
            names = ", ".join(m.filename for m in members[:4])
            raise WinnowError(
                f"{path} is a zip, but no Rayyan export: it holds no articles.csv ({names})"
            )
        texts = [(m, _unpacked(whole, m, path)) for m in articles]
        events = _table(_unpacked(whole, log, path)) if log else []
    found = []
    for number, (member, content) in enumerate(texts):
        place = scratch / f"{number}-{Path(member.filename).name}"
        place.write_bytes(content)
        found.append(_rayyan(place, content, events))
    return found


def check_size(path: Path) -> None:
    """Refuse a zip that says it holds more than anybody's review."""
    with zipfile.ZipFile(path) as whole:
        size = sum(member.file_size for member in whole.infolist())
    if size > MOST_BYTES:
        raise WinnowError(
            f"{path} holds {size >> 20} MB unpacked, and at most {MOST_BYTES >> 20} MB are read"
        )


def _unpacked(whole: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> bytes:
    try:
        return whole.read(member)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise WinnowError(f"{path}: {member.filename} cannot be read ({error})") from error


def _table(content: bytes) -> list[dict[str, str]]:
    text = content.decode("utf-8-sig", "replace")
    return [
        {key: value or "" for key, value in row.items() if key}
        for row in csv.DictReader(io.StringIO(text, newline=""))
    ]


def _rayyan(path: Path, content: bytes, events: list[dict[str, str]]) -> ForeignList:
    """Rayyan's articles; the log adds each person's own reasons, which the notes mix up."""
    found = counted(path, "Rayyan")
    if not events:
        return msgspec.structs.replace(
            found, notes=[Noticed("the export has no log: reasons are the team's", ok=True)]
        )
    rows = _table(content)
    if len(rows) != found.entries:
        lost = f"{len(rows)} articles are {found.entries} readable entries: the log was left aside"
        return msgspec.structs.replace(found, notes=[Noticed(lost)])
    logged = _logged(events)
    users = sorted({who for who, _ in logged})
    notes: list[Noticed] = []
    states = [_votes_of(row.get("notes", "")) for row in rows]
    names = _names(users, logged, [row.get("key", "") for row in rows], states)
    differ = 0
    said: dict[int, list[EarlierDecision]] = {}
    for place, (row, votes) in enumerate(zip(rows, states, strict=True)):
        key = row.get("key", "").removeprefix("rayyan-")
        for user, name in names.items():
            entry = logged.get((user, key))
            verdict = RAYYAN_VALUES.get(entry["included"], "") if entry else ""
            if entry and verdict and votes.get(name, "") != verdict:
                differ += 1
            if entry and (reasons := entry.get(REASON, "")) and votes.get(name) == "exclude":
                said.setdefault(place, []).append(
                    EarlierDecision("Rayyan", "exclude", name, reasons)
                )
    if unknown := [user for user in users if user not in names]:
        notes.append(Noticed(f"{len(unknown)} people of the log are not among those who voted"))
    if differ:
        text = f"the log and the export state {differ} votes differently; the export is taken"
        notes.append(Noticed(text))
    return msgspec.structs.replace(found, said=said, notes=notes)


def _logged(events: Iterable[Mapping[str, str]]) -> dict[tuple[str, str], dict[str, str]]:
    """(user, article) -> {included, reasons}, as they stand at the end of the log."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    reasons: dict[tuple[str, str], dict[str, None]] = {}
    for event in sorted(events, key=lambda e: e.get("created_at", "")):
        user = event.get("user_email") or event.get("user_id") or event.get("user") or ""
        at = (user, event.get("article_id", "").removeprefix("rayyan-"))
        key, value = event.get("key", "").strip('"'), event.get("value", "").strip()
        entry = found.setdefault(at, {"included": ""})
        if key == "included":
            entry["included"] = "" if value == "deleted" else value
        elif key.startswith(REASON):
            given = reasons.setdefault(at, {})
            name = key.removeprefix(REASON)
            if value == "1":
                given[name] = None
            else:
                given.pop(name, None)
            entry[REASON] = ",".join(given)
    return found


def _votes_of(notes: str) -> dict[str, str]:
    """name -> verdict, as the notes of an article state them."""
    from winnow_sr.records.decisions import rayyan_votes

    return {vote.reviewer: vote.verdict for vote in rayyan_votes(notes)}


def _names(
    users: list[str],
    logged: Mapping[tuple[str, str], Mapping[str, str]],
    keys: list[str],
    states: list[dict[str, str]],
) -> dict[str, str]:
    """The log's users by the names that the export has: who agrees with whom most often."""
    people = sorted({name for votes in states for name in votes})
    agree: dict[tuple[str, str], int] = {}
    for key, votes in zip(keys, states, strict=True):
        for user in users:
            entry = logged.get((user, key.removeprefix("rayyan-")))
            verdict = RAYYAN_VALUES.get(entry["included"], "") if entry else ""
            for name, stated in votes.items():
                if verdict and stated == verdict:
                    agree[user, name] = agree.get((user, name), 0) + 1
    found: dict[str, str] = {}
    for (user, name), _ in sorted(agree.items(), key=lambda item: (-item[1], item[0])):
        if user not in found and name not in found.values() and name in people:
            found[user] = name
    return found


# -- ASReview -------------------------------------------------------------------------------------
def _asreview(path: Path, scratch: Path) -> ForeignList:
    """An ASReview project: its dataset, and the labels with their notes."""
    if zipfile.is_zipfile(path):
        check_size(path)
    try:
        from asreview import Project

        project = Project.load(path, scratch)
        table = project.db.input.get_df()
        results = project.db.get_results_table(groups=True)
        project.close()
    except Exception as error:  # a project can be damaged in any way
        raise WinnowError(f"{path} is no ASReview project that can be read ({error})") from error
    place = scratch / f"{path.stem}.csv"
    rows = [{str(k): _cell(v) for k, v in row.items()} for row in table.to_dict("records")]
    place.write_text(_as_csv(rows), encoding="utf-8")
    found = counted(place, "ASReview")
    # by the project's own number: a row that cannot be read has no place among the entries
    where = {dict(record.fields)["record_id"]: n for n, record in enumerate(_records(place))}
    said: dict[int, list[EarlierDecision]] = {}
    for row in results.to_dict("records"):
        verdict = {"1": "include", "0": "exclude"}.get(_cell(row.get("label")), "")
        at = where.get(_cell(row.get("record_id")))
        if not verdict or at is None:
            continue
        user = _cell(row.get("user_id"))
        said[at] = [
            EarlierDecision(
                "ASReview",
                verdict,
                f"user {user}" if user else "",
                note=_cell(row.get("note")),
            )
        ]
    notes = []
    if found.entries != len(rows):
        text = f"{len(rows)} rows of the project are {found.entries} readable entries"
        notes.append(Noticed(text))
    return msgspec.structs.replace(found, said=said, notes=notes)


def _cell(value: object) -> str:
    """A value of a table as text; empty where there is none."""
    if value is None or value != value or str(value) in ("<NA>", "NaT"):
        return ""
    if isinstance(value, (list, tuple)):
        return "; ".join(str(v) for v in value)
    text = str(value)
    return text[:-2] if isinstance(value, float) and text.endswith(".0") else text


def _as_csv(rows: list[dict[str, str]]) -> str:
    out = io.StringIO(newline="")
    names = [
        n for n in (rows[0] if rows else {}) if n not in ("dataset_id", "duplicate_of", "included")
    ]
    writer = csv.DictWriter(out, names, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _records(path: Path) -> Iterator[Record]:
    return (entry for entry in open_export(path) if isinstance(entry, Record))
