"""Files out: the records with their decisions, and datasets for other screening tools.

What goes out is computed from the events alone: others build on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from winnow_sr.errors import WinnowError
from winnow_sr.files import AnyPath, check_outputs
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.answers import Exported
from winnow_sr.review.lookup import CHUNK, Lookup
from winnow_sr.review.session import Session
from winnow_sr.screening.blinding import known_statuses
from winnow_sr.screening.outcomes import outcome_at, statuses
from winnow_sr.vocabulary import (
    FULL_TEXT,
    TITLE_ABSTRACT,
    CitationId,
    RecordId,
    Status,
    citation_id,
    record_id,
)

if TYPE_CHECKING:
    from pathlib import Path

    from winnow_sr.records import Record

STATUSES = ("include", "exclude", "conflict", "waiting", "unscreened", "duplicate")
TOOLS = ("asreview", "rayyan", "covidence")
Notes: TypeAlias = list[tuple[str, str]]
"""(name, value) of what we know of a record, written beside its own fields."""
LABELS: dict[Status, int] = {"include": 1, "exclude": 0}


class Exchange:
    """Handing on what is in the review; accessed via `review.exchange`."""

    def __init__(self, session: Session, lookup: Lookup) -> None:
        self._session = session
        self._lookup = lookup

    def export(self, path: AnyPath, wanted: Sequence[str] = (), tool: str = "") -> Exported:
        """Write every record with its decisions (RIS, CSV, XLSX or JSONL by the ending), or for
        another `tool` every citation as that tool imports it.

        wanted: statuses (`STATUSES`) to keep, all if empty. tool: one of `TOOLS`.
        """
        from pathlib import Path

        from winnow_sr.records import write_export

        check_outputs(path)
        for status in wanted:
            if status not in STATUSES:
                raise WinnowError(f"unknown status {status!r}: {', '.join(STATUSES)}")
        if tool:
            return self.export_for(tool, path, wanted)
        n = 0

        def counted() -> Iterator[tuple[Record, Notes]]:
            nonlocal n
            for _, record, notes in self.export_records(wanted):
                n += 1
                yield record, notes

        write_export(counted(), Path(path))
        return Exported(file=str(path), records=n)

    def export_records(
        self, wanted: Sequence[str] = ()
    ) -> Iterator[tuple[RecordId, Record, Notes]]:
        """(record number, record, our notes) of every record, streamed; by status if asked."""
        state = self._session.replayed()
        plan = self._session.plan_of(state)
        origins = state.origins()
        first = known_statuses(state, plan, TITLE_ABSTRACT)
        second = statuses(state, plan, FULL_TEXT)
        for start in range(1, state.n_records + 1, CHUNK):
            numbers = list(state.records(start, start + CHUNK - 1))
            for number, record in sorted(self._lookup.record_texts(numbers, state).items()):
                citation = state.citation_of(number)
                status: str = first.get(citation, "unscreened")
                if citation != number:
                    status = "duplicate"
                if wanted and status not in wanted:
                    continue
                notes = [
                    ("record", record_id(number)),
                    ("citation", citation_id(citation)),
                    ("source", origins[number][0]),
                    ("title-abstract", status),
                ]
                if citation in second:
                    notes += _full_text_notes(state, plan, citation)
                yield number, record, notes

    def export_for(self, tool: str, path: AnyPath, wanted: Sequence[str] = ()) -> Exported:
        """Write the citations for another tool: asreview (with labels), rayyan, covidence."""
        from pathlib import Path

        from winnow_sr.records import write_covidence, write_rayyan

        if tool not in TOOLS:
            raise WinnowError(f"unknown tool {tool!r}: {', '.join(TOOLS)}")
        target = Path(path)
        state = self._session.replayed()
        status = known_statuses(state, self._session.plan_of(state), TITLE_ABSTRACT)
        citations = [
            c
            for c in state.citations()
            if c not in state.removed and (not wanted or status.get(c, "unscreened") in wanted)
        ]
        texts = self._lookup.composed(citations, state)
        if tool == "asreview":
            labels = [LABELS.get(status.get(c, "unscreened")) for c in citations]
            _write_asreview([texts[c] for c in citations], labels, target)
        else:
            write = {"rayyan": write_rayyan, "covidence": write_covidence}[tool]
            write(((texts[c], [("title-abstract", status.get(c, ""))]) for c in citations), target)
        return Exported(file=str(path), records=len(citations))


def _full_text_notes(state: ReviewState, plan: Plan, citation: CitationId) -> Notes:
    outcome = outcome_at(state, plan, FULL_TEXT, citation)
    return [("full-text", outcome.status), ("reason", outcome.reason)]


def _write_asreview(records: Sequence[Record], labels: Sequence[int | None], target: Path) -> None:
    """A dataset (.csv, .ris) or a project (.asreview), with labels: 1 relevant, 0 not, None unseen."""
    import tempfile
    from pathlib import Path

    from winnow_sr.ranking.asreview_project import write_project
    from winnow_sr.records import write_asreview

    labelled = zip(records, labels, strict=True)
    if target.suffix != ".asreview":
        write_asreview(labelled, target)
        return
    with tempfile.TemporaryDirectory() as folder:
        dataset = Path(folder) / "citations.csv"
        write_asreview(labelled, dataset)
        write_project(dataset, target)
