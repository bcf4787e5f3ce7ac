"""Files out: the records with their decisions, and datasets for other screening tools."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from winnow_sr.errors import WinnowError
from winnow_sr.files import AnyPath
from winnow_sr.review.lookup import CHUNK, Lookup
from winnow_sr.review.session import Session
from winnow_sr.screening.deciding import citation_id, record_id
from winnow_sr.screening.outcomes import outcome_at, statuses

if TYPE_CHECKING:
    from winnow_sr.records import Record

STATUSES = ("include", "exclude", "conflict", "waiting", "unscreened", "duplicate")
TOOLS = ("asreview", "rayyan", "covidence")


class Exchange:
    """Handing on what is in the review; accessed via `review.exchange`."""

    def __init__(self, session: Session, lookup: Lookup) -> None:
        self._session = session
        self._lookup = lookup

    def export(self, path: AnyPath, wanted: Sequence[str] = (), tool: str = "") -> int:
        """Write every record with its decisions (RIS, CSV, XLSX or JSONL by the ending), or for
        another `tool` every citation as that tool imports it.

        wanted: statuses (`STATUSES`) to keep, all if empty. tool: one of `TOOLS`. Returns how many
        were written.
        """
        from pathlib import Path

        from winnow_sr.records import write_export

        for status in wanted:
            if status not in STATUSES:
                raise WinnowError(f"unknown status {status!r}: {', '.join(STATUSES)}")
        if tool:
            return self.export_for(tool, path, wanted)
        n = 0

        def counted() -> Iterator[tuple[Record, list[tuple[str, str]]]]:
            nonlocal n
            for _, record, notes in self.export_records(wanted):
                n += 1
                yield record, notes

        write_export(counted(), Path(path))
        return n

    def export_records(
        self, wanted: Sequence[str] = ()
    ) -> Iterator[tuple[int, Record, list[tuple[str, str]]]]:
        """(record number, record, our notes) of every record, streamed; by status if asked."""
        state = self._session.state()
        plan = self._session.plan_of(state)
        first = statuses(state, plan, "title-abstract")
        second = statuses(state, plan, "full-text")
        for start in range(1, state.n_records + 1, CHUNK):
            numbers = range(start, min(start + CHUNK, state.n_records + 1))
            for number, record in sorted(self._lookup.record_texts(list(numbers), state).items()):
                citation = state.citation_of(number)
                status = first.get(citation, "unscreened") if citation == number else "duplicate"
                if wanted and status not in wanted:
                    continue
                notes = [("record", record_id(number)), ("citation", citation_id(citation)),
                         ("source", state.origin(number)["source"]), ("title-abstract", status)]  # fmt: skip
                if citation in second:
                    outcome = outcome_at(state, plan, "full-text", citation)
                    notes += [("full-text", outcome.status), ("reason", outcome.reason)]
                yield number, record, notes

    def export_for(self, tool: str, path: AnyPath, wanted: Sequence[str] = ()) -> int:
        """Write the citations for another tool: asreview (with labels), rayyan, covidence."""
        import tempfile
        from pathlib import Path

        from winnow_sr.ranking.asreview_project import write_project
        from winnow_sr.records import write_asreview, write_covidence, write_rayyan

        if tool not in TOOLS:
            raise WinnowError(f"unknown tool {tool!r}: {', '.join(TOOLS)}")
        target = Path(path)
        state = self._session.state()
        status = statuses(state, self._session.plan_of(state), "title-abstract")
        citations = [
            c for c in state.citations()
            if c not in state.removed and (not wanted or status.get(c, "unscreened") in wanted)
        ]  # fmt: skip
        texts = self._lookup.composed(citations, state)
        if tool == "asreview":
            labels = {"include": 1, "exclude": 0}
            labelled = ((texts[c], labels.get(status.get(c, ""))) for c in citations)
            if target.suffix != ".asreview":
                write_asreview(labelled, target)
            else:
                with tempfile.TemporaryDirectory() as folder:
                    dataset = Path(folder) / "citations.csv"
                    write_asreview(labelled, dataset)
                    write_project(dataset, target)
        else:
            write = {"rayyan": write_rayyan, "covidence": write_covidence}[tool]
            write(((texts[c], [("title-abstract", status.get(c, ""))]) for c in citations), target)
        return len(citations)
