"""Searches in: `add`, the quarantine and its repair, the list of records, edits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from winnow_sr.errors import WinnowError
from winnow_sr.files import AnyPath, paths_of
from winnow_sr.ledger.state import ReviewState
from winnow_sr.ledger.store import RecordRow, row_bytes, rows_digest
from winnow_sr.review.lookup import EDITABLE, Lookup
from winnow_sr.review.session import Session
from winnow_sr.screening.deciding import check_name, citation_id, record_id
from winnow_sr.screening.outcomes import statuses

if TYPE_CHECKING:
    from pathlib import Path

    from winnow_sr.records import ExportReader
    from winnow_sr.review.columns import Columns, Remark


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
        actor: str = "import",
        progress: Callable[[str, int, int], None] | None = None,
    ) -> list[dict[str, Any]]:
        """Import the export files of one search; all of them, or none.

        Returns one dict per file: file, format, source, lane, entries, imported, unchanged,
        quarantined, notes (line, code, text). progress(file, bytes read, bytes in all).
        """
        from winnow_sr.records import open_export

        name = " ".join(source.split())
        if not name or not name.isprintable():
            raise WinnowError("a source needs a name: --source NAME")
        readers = [(path, open_export(path)) for path in paths_of(files)]
        text = read_strategy(strategy)
        with self._session.writing() as state:
            self._session.require_protocol(state)
            lane = self.lane_for(name, lane, state)
            planned = self._session.plan_of(state).source(name)
            details = {
                "source": planned.name if planned else name,
                "lane": lane,
                "date": date or (planned.date if planned else ""),
                "platform": platform or (planned.platform if planned else ""),
                "strategy": text or (planned.strategy if planned else ""),
            }
            known = {search["digest"]: search for search in state.searches}
            reports = []
            for path, reader in readers:
                digest = file_digest(path)
                if digest in known:
                    reports.append(unchanged_report(path, known[digest], details))
                    continue
                report, payload = self._import_one(path, reader, digest, details, progress)
                known[digest] = payload
                self._session.append(actor, "search_imported", [payload], "import")
                self._keep_file(path, digest)
                reports.append(report)
        return reports

    def lane_for(self, source: str, lane: str, state: ReviewState) -> str:
        """The lane given, else the one the protocol or an earlier import has for the source."""
        if lane:
            from winnow_sr.prisma import LANES

            if lane not in LANES:
                raise WinnowError(f"unknown lane {lane!r}: {', '.join(LANES)}")
            return lane
        planned = self._session.plan_of(state).lane_of(source)
        earlier = next((s["lane"] for s in state.searches if s["source"] == source), "")
        if found := planned or earlier:
            return found
        names = ", ".join(s.name for s in self._session.plan_of(state).sources)
        raise WinnowError(
            f"source {source!r} is not in the protocol ({names}): say what it is with --lane"
        )

    def _import_one(
        self,
        path: Path,
        reader: ExportReader,
        digest: str,
        details: dict[str, str],
        progress: Callable[[str, int, int], None] | None,
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Store one file's records; the report for people and the event's payload."""
        from winnow_sr.review.columns import clean, read_columns

        first = self._session.store.count_records() + 1
        source, lane = details["source"], details["lane"]
        tally = Tally(first, source, lane, self._session.store.contents(source))
        remarks: list[Remark] = []
        for batch in read_columns(path, reader):
            remarks += batch.quarantined
            self._session.store.add_records([row for c in batch.columns if (row := tally.row(c))])
            if progress:
                progress(path.name, *batch.progress)
        quarantined = len(remarks)
        notes = batch.notes
        remarks += [(line, code, clean(text)) for line, code, text in notes]
        self._session.store.add_remarks(first, digest, remarks)
        payload = {
            "file": path.name, "digest": digest, "format": reader.format,
            "encoding": batch.encoding, **details,
            "entries": tally.count + tally.unchanged + quarantined, "first": first,
            "count": tally.count, "unchanged": tally.unchanged, "quarantined": quarantined,
            "records_digest": tally.digest.hexdigest(), "remarks_digest": rows_digest(sorted(remarks)),
        }  # fmt: skip
        report = {
            "file": path.name, "format": reader.format, "source": source, "lane": lane,
            "entries": payload["entries"], "imported": tally.count,
            "unchanged": tally.unchanged, "quarantined": quarantined,
            "notes": [{"line": line, "code": code, "text": text} for line, code, text in notes],
        }  # fmt: skip
        return report, payload

    def _keep_file(self, path: Path, digest: str) -> None:
        kept = self._session.folder / "exports" / f"{digest}{path.suffix.lower()}"
        if not kept.exists():
            import shutil

            kept.parent.mkdir(exist_ok=True)
            shutil.copyfile(path, kept)

    # -- what is there ---------------------------------------------------------------------------
    def records(self, source: str = "") -> list[dict[str, Any]]:
        """All records (of one source): record, citation, key, source, lane, title, year, doi,
        pmid, status (removed, duplicate, unscreened, waiting, conflict, include, exclude)."""
        state = self._session.state()
        origins = state.origins()
        screened = statuses(state, self._session.plan_of(state), "title-abstract")
        found = []
        for number, (accession, doi, pmid, year, title) in sorted(
            self._session.store.briefs().items()
        ):
            name, lane = origins[number]
            if source and name.casefold() != source.casefold():
                continue
            citation = state.citation_of(number)
            status: str = screened.get(citation, "unscreened")
            if citation in state.removed:
                status = "removed"
            elif citation != number:
                status = "duplicate"
            found.append(
                {
                    "record": record_id(number), "citation": citation_id(citation),
                    "key": accession or doi or record_id(number), "source": name, "lane": lane,
                    "title": state.edits.get(number, {}).get("title", title), "year": year,
                    "doi": doi, "pmid": pmid, "status": status,
                }
            )  # fmt: skip
        if source and not found:
            names = sorted({s["source"] for s in state.searches})
            raise WinnowError(
                f"no records from {source!r}; imported so far: {', '.join(names) or 'nothing'}"
            )
        return found

    def quarantine(self) -> list[dict[str, Any]]:
        """Entries that could not be read: file, line, why, their raw text, repaired or not."""
        state = self._session.state()
        mended = {(repair["search"], repair["line"]) for repair in state.repairs}
        return [
            {
                "file": search["file"], "search": search["seq"], "line": line,
                "reason": code.removeprefix("quarantined: "), "raw": text,
                "repaired": (search["seq"], line) in mended,
            }
            for search in state.searches
            for line, code, text in self._session.store.remarks(search["digest"])
            if code.startswith("quarantined: ")
        ]  # fmt: skip

    def repair(self, place: str, path: AnyPath, *, actor: str) -> dict[str, Any]:
        """Add a quarantined entry from its mended text. place: IMPORT:LINE as `quarantine` lists."""
        from pathlib import Path

        from winnow_sr.records import read_text
        from winnow_sr.review.columns import columns_of

        try:
            text = Path(path).read_bytes().decode("utf-8-sig")
        except OSError as error:
            raise WinnowError(f"{path}: {error.strerror or error}") from error
        except UnicodeDecodeError as error:
            raise WinnowError(f"{path} is not UTF-8 text") from error
        with self._session.writing() as state:
            waiting = {
                f"{row['search']}:{row['line']}": row
                for row in self.quarantine()
                if not row["repaired"]
            }
            if place not in waiting:
                raise WinnowError(
                    f"no quarantined entry {place!r} waits: {', '.join(waiting) or 'there is none'}"
                )
            search = next(s for s in state.searches if s["seq"] == waiting[place]["search"])
            parsed = read_text(text, search["format"])
            if not parsed.records or parsed.quarantined:
                raise WinnowError(f"{path} still cannot be read as {search['format']}")
            first = self._session.store.count_records() + 1
            tally = Tally(first, search["source"], search["lane"], set())
            rows = [row for c in columns_of(parsed.records) if (row := tally.row(c))]
            self._session.store.add_records(rows)
            payload = {
                "search": search["seq"], "line": waiting[place]["line"], "first": first,
                "count": tally.count, "records_digest": tally.digest.hexdigest(),
                "source": search["source"], "lane": search["lane"],
            }  # fmt: skip
            self._session.append(check_name(actor), "quarantine_repaired", [payload])
        return {"added": tally.count, "records": [record_id(row[0]) for row in rows]}

    def missing_abstracts(self) -> list[dict[str, Any]]:
        """Citations without an abstract in any of their records: citation, key, title, sources."""
        state = self._session.state()
        citations = list(state.citations())
        origins = state.origins()
        briefs = self._session.store.briefs()
        return [
            {
                "citation": citation_id(citation), "key": self._lookup.key_of(citation, state, briefs),
                "title": record.title,
                "sources": sorted({origins[n][0] for n in state.members(citation)}),
            }
            for citation, record in self._lookup.composed(citations, state).items()
            if not record.abstract.strip()
        ]  # fmt: skip

    def edit(self, text: str, field: str, value: str, *, actor: str, reason: str) -> dict[str, Any]:
        """Correct or fill one field of a record; the record as imported stays beside it."""
        if field not in EDITABLE:
            raise WinnowError(f"{field!r} cannot be edited: {', '.join(EDITABLE)} can")
        if (
            field == "year"
            and value.strip()
            and not (value.isdigit() and 1500 <= int(value) <= 2100)
        ):
            raise WinnowError(f"{value!r} is not a year")
        if not reason.strip():
            raise WinnowError("an edit needs its reason or origin: --reason TEXT")
        with self._session.writing() as state:
            number = self._lookup.citation(text, state)
            if text.strip().upper().startswith("R") and text.strip()[1:].isdigit():
                number = int(text.strip()[1:])
            payload = {"record": number, "field": field, "value": value, "reason": reason}
            self._session.append(actor, "record_edited", [payload])
        return {"record": record_id(number), "field": field, "value": value}


class Tally:
    """Numbers the rows of one import, leaves out what the source had before, and keeps the digest
    that the event will carry."""

    def __init__(self, first: int, source: str, lane: str, known: set[str]) -> None:
        from hashlib import sha256

        self.number = first - 1
        self.count = 0
        self.unchanged = 0
        self.source, self.lane, self.known = source, lane, known
        self.digest = sha256()

    def row(self, columns: Columns) -> RecordRow | None:
        """The row to store; None for an entry that an earlier import of the source brought."""
        if columns[5] in self.known:
            self.unchanged += 1
            return None
        self.number += 1
        self.count += 1
        row = (self.number, self.source, self.lane, *columns)
        self.digest.update(row_bytes(row))
        return row


def file_digest(path: Path) -> str:
    """SHA-256 (hex) of a file, read in pieces."""
    from hashlib import sha256

    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def read_strategy(path: AnyPath | None) -> str:
    """The text of a search strategy file."""
    from pathlib import Path

    if path is None:
        return ""
    try:
        return Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WinnowError(f"the strategy {path} cannot be read as text: {error}") from error


def unchanged_report(path: Path, search: dict[str, Any], details: dict[str, str]) -> dict[str, Any]:
    """The report on a file that was imported before."""
    return {
        "file": path.name, "format": search["format"], "source": search["source"],
        "lane": search["lane"], "entries": search["entries"], "imported": 0,
        "unchanged": search["entries"], "quarantined": 0,
        "notes": [{"line": 0, "code": "same-file", "text":
                   f"this file was imported before as {search['file']} from {search['source']}"}],
    }  # fmt: skip
