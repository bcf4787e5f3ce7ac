"""Searches in: `add`, the quarantine and its repair, the list of records, edits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.files import AnyPath, paths_of
from winnow_sr.ledger.events import QuarantineRepaired, RecordEdited, SearchImported
from winnow_sr.ledger.state import ReviewState
from winnow_sr.ledger.store import Brief, Store
from winnow_sr.review.answers import (
    Edited,
    Imported,
    Json,
    Listed,
    QuarantinedEntry,
    Repaired,
    WithoutAbstract,
)
from winnow_sr.review.importing import (
    FileProgress,
    Given,
    Intake,
    file_digest,
    import_file,
    imported,
    imported_before,
    keep_copy,
)
from winnow_sr.review.lookup import EDITABLE, Lookup
from winnow_sr.review.picking import ALL, Pick, Picker
from winnow_sr.review.session import Session
from winnow_sr.screening.team import check_name
from winnow_sr.vocabulary import (
    LANES,
    Lane,
    RecordId,
    citation_id,
    one_of,
    parse_record,
    record_id,
)

if TYPE_CHECKING:
    from pathlib import Path

    from winnow_sr.records import ExportReader

MORE_COLUMNS = (
    "tags",
    "language",
    "authors",
    "journal",
    "volume",
    "issue",
    "pages",
    "abstract",
    "keywords",
    "mesh",
    "publication_types",
    "registry_number",
    "accession",
    "original_title",
    "kind",
)
"""Columns of a list of records beside those it has unasked."""
QUARANTINED = "quarantined: "
"""How the code of a remark begins that keeps an entry nobody could read; the reason follows."""


def check_date(text: str) -> None:
    """Refuse what is no day (or month, or year) of a search, written as the reports print it."""
    if not text:
        return
    from datetime import date

    try:
        date.fromisoformat(text + "-01" * (2 - text.count("-")))
    except ValueError:
        raise WinnowError(f"{text!r} is not the day of a search: write --date 2026-05-31") from None


class Searches:
    """What comes in, and mending it; accessed via `review.searches`."""

    def __init__(self, session: Session, lookup: Lookup) -> None:
        self._session = session
        self._lookup = lookup

    def add(
        self,
        files: Sequence[AnyPath] | AnyPath,
        source: str,
        *,
        lane: str = "",
        date: str = "",
        platform: str = "",
        strategy: AnyPath | None = None,
        hits: int | None = None,
        format: str = "",
        even_so: bool = False,
        actor: str = "import",
        progress: FileProgress | None = None,
    ) -> list[Imported]:
        """Import the export files of one search; all of them, or none. One answer a file.

        strategy: a file with the search as it was run; without it the protocol's is noted as planned.
        hits: results that the platform reported.
        format: read the files as this (a name of docs/formats.md), whatever they look like;
        even_so: take their entries even where they are not plausible as a whole.
        A file that was imported before adds nothing; its copy in exports/ is made again where it
        is missing or is not what was received. WinnowError where it came from another source then.
        """
        from winnow_sr.records import open_export

        name = " ".join(source.split())
        if not name or not name.isprintable():
            raise WinnowError("a source needs a name: --source NAME")
        check_date(date)
        readers = [
            (path, open_export(path, format=format, even_so=even_so)) for path in paths_of(files)
        ]
        text = read_strategy(strategy)
        with self._session.writing() as state:
            self._session.require_protocol(state)
            planned = self._session.plan_of(state).source(name)
            given = Given(
                source=planned.name if planned else name,
                lane=self.lane_for(name, lane, state),
                date=date or (planned.date if planned else ""),
                platform=platform or (planned.platform if planned else ""),
                strategy=text or (planned.strategy if planned else ""),
                as_run=bool(text),
                hits=hits,
            )
            known: dict[str, SearchImported] = {search.digest: search for search in state.searches}
            found: list[Imported] = []
            for path, reader in readers:
                digest = file_digest(path)
                if digest in known:
                    found.append(imported_before(path, known[digest], given, lane))
                    keep_copy(self._session.folder / "exports", path, digest)
                else:
                    event, answer = self._add_one(path, reader, digest, given, actor, progress)
                    known[digest] = event
                    found.append(answer)
            return found

    def _add_one(
        self,
        path: Path,
        reader: ExportReader,
        digest: str,
        given: Given,
        actor: str,
        progress: FileProgress | None,
    ) -> tuple[SearchImported, Imported]:
        store = self._session.store
        known = contents_of(store, self._session.state(), given.source)
        event, notes = import_file(store, path, reader, digest, given, known, progress)
        keep_copy(self._session.folder / "exports", path, digest)
        self._session.append(actor, event, actor_kind="import")
        return event, imported(event, notes)

    def lane_for(self, source: str, lane: str, state: ReviewState) -> Lane:
        """The lane given, else the one the protocol or an earlier import has for the source."""
        if lane:
            return one_of("lane", lane, LANES)
        plan = self._session.plan_of(state)
        earlier = next((s.lane for s in state.searches if s.source == source), None)
        if found := plan.lane_of(source) or earlier:
            return found
        names = ", ".join(s.name for s in plan.sources)
        raise WinnowError(
            f"source {source!r} is not in the protocol ({names}): say what it is with --lane"
        )

    # -- what is there ---------------------------------------------------------------------------
    def records(self, source: str = "", *, pick: Pick = ALL, viewer: str = "") -> list[Listed]:
        """Records (of one source, or as `pick` says), in the order of import."""
        state = self._session.state()
        origins = state.origins()
        wanted = msgspec.structs.replace(pick, sources=(*pick.sources, source)) if source else pick
        picker = Picker(state, self._session.plan_of(state), wanted, viewer)
        briefs = self._session.store.briefs()
        numbers = [n for n in sorted(briefs) if n not in state.gone and picker.by_ledger(n)]
        if picker.needs_text:
            texts = self._lookup.record_texts(numbers, state)
            numbers = [n for n in numbers if picker.by_text(texts[n])]
        return [listed(self._lookup, n, briefs[n], origins[n], picker) for n in numbers]

    def columns(
        self, names: Sequence[str], *, pick: Pick = ALL, viewer: str = ""
    ) -> list[dict[str, Json]]:
        """The same records with these columns: those of `records`, a field of the record
        (`MORE_COLUMNS`), or `tags`."""
        from msgspec.structs import asdict

        for name in names:
            if name not in (*Listed.__struct_fields__, *MORE_COLUMNS):
                known = ", ".join((*Listed.__struct_fields__, *MORE_COLUMNS))
                raise WinnowError(f"unknown column {name!r}: {known}")
        rows = self.records(pick=pick, viewer=viewer)
        state = self._session.state()
        numbers = [n for row in rows if (n := parse_record(row.record)) is not None]
        texts = self._lookup.record_texts(numbers, state)
        found: list[dict[str, Json]] = []
        for number, row in zip(numbers, rows, strict=True):
            cells = asdict(row)
            for name in MORE_COLUMNS:
                value = (
                    state.tags_of(state.citation_of(number))
                    if name == "tags"
                    else getattr(texts[number], name)
                )
                cells.setdefault(name, list(value) if isinstance(value, tuple) else value)
            found.append({name: cells[name] for name in names})
        return found

    def quarantine(self) -> list[QuarantinedEntry]:
        """Entries that could not be read, with their raw text."""
        state = self._session.state()
        mended = {(repair.search, repair.line) for repair in state.repairs}
        return [
            QuarantinedEntry(
                file=search.file,
                search=search.seq,
                line=line,
                reason=code.removeprefix(QUARANTINED),
                raw=text,
                repaired=(search.seq, line) in mended,
            )
            for search in state.searches
            for line, code, text in self._session.store.remarks(search.digest, search.first)
            if code.startswith(QUARANTINED)
        ]

    def repair(self, place: str, path: AnyPath, *, actor: str) -> Repaired:
        """Add a quarantined entry from its mended text. place: IMPORT:LINE as `quarantine` lists."""
        from winnow_sr.records import read_text
        from winnow_sr.review.columns import columns_of

        text = read_mended(path)
        with self._session.writing() as state:
            rows = [row for row in self.quarantine() if not row.repaired]
            waiting = {f"{row.search}:{row.line}": row for row in rows}
            if place not in waiting:
                raise WinnowError(
                    f"no quarantined entry {place!r} waits: {', '.join(waiting) or 'there is none'}"
                )
            entry = waiting[place]
            search = next(s for s in state.searches if s.seq == entry.search)
            parsed = read_text(text, search.format)
            if not parsed.records or parsed.quarantined:
                raise WinnowError(f"{path} still cannot be read as {search.format}")
            store = self._session.store
            intake = Intake(store.count_records() + 1, search.source, search.lane)
            added = intake.rows(columns_of(parsed.records))
            store.add_records(added)
            event = QuarantineRepaired(
                search=search.seq,
                line=entry.line,
                first=intake.first,
                count=intake.count,
                records_digest=intake.digest.hexdigest(),
                source=search.source,
                lane=search.lane,
            )
            self._session.append(check_name(actor), event)
        return Repaired(added=intake.count, records=[record_id(row.number) for row in added])

    def missing_abstracts(self) -> list[WithoutAbstract]:
        """Citations without an abstract in any of their records."""
        state = self._session.state()
        origins = state.origins()
        briefs = self._session.store.briefs()
        return [
            WithoutAbstract(
                citation=citation_id(citation),
                key=self._lookup.key_of(citation, state, briefs),
                title=record.title,
                sources=sorted({origins[n][0] for n in state.members(citation)}),
            )
            for citation, record in self._lookup.composed(list(state.citations()), state).items()
            if not record.abstract.strip()
        ]

    def edit(self, text: str, field: str, value: str, *, actor: str, reason: str) -> Edited:
        """Correct or fill one field of a record; the record as imported stays beside it."""
        if field not in EDITABLE:
            raise WinnowError(f"{field!r} cannot be edited: {', '.join(EDITABLE)} can")
        if field == "year" and value.strip() and not is_year(value):
            raise WinnowError(f"{value!r} is not a year")
        if not reason.strip():
            raise WinnowError("an edit needs its reason or origin: --reason TEXT")
        with self._session.writing() as state:
            record = self._lookup.record_or_first(text, state)
            event = RecordEdited(record=record, field=field, value=value, reason=reason)
            self._session.append(actor, event)
        return Edited(record=record_id(record), field=field, value=value)


def contents_of(store: Store, state: ReviewState, source: str) -> set[str]:
    """Content digests of the records that count and came from a source."""
    return {
        content
        for search in state.imports()
        if search.source == source and search.count
        for content in store.contents(search.first, search.first + search.count - 1)
    }


def listed(
    lookup: Lookup,
    record: RecordId,
    brief: Brief,
    origin: tuple[str, Lane],
    picker: Picker,
) -> Listed:
    """One record as `records` lists it. status: duplicate, else how far its citation came."""
    state = picker.state
    citation = state.citation_of(record)
    return Listed(
        record=record_id(record),
        citation=citation_id(citation),
        key=lookup.record_key(record, brief, state),
        source=origin[0],
        lane=origin[1],
        title=state.edits.get(record, {}).get("title", brief.title),
        year=brief.year,
        doi=brief.doi,
        pmid=brief.pmid,
        status=picker.word(record),
    )


def is_year(text: str) -> bool:
    """Is it a year in which something can have been published?"""
    return text.isdigit() and 1500 <= int(text) <= 2100


def read_mended(path: AnyPath) -> str:
    """The text of a file with a mended entry."""
    from pathlib import Path

    try:
        return Path(path).read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise WinnowError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise WinnowError(f"{path} is not UTF-8 text") from error


def read_strategy(path: AnyPath | None) -> str:
    """The text of a search strategy file."""
    from pathlib import Path

    if path is None:
        return ""
    try:
        return Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WinnowError(f"the strategy {path} cannot be read as text: {error}") from error
