"""Files out: the records with their decisions, and datasets for other screening tools.

What goes out is computed from the events alone: others build on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.files import AnyPath, check_outputs
from winnow_sr.review.answers import Exported
from winnow_sr.review.lookup import CHUNK, Lookup
from winnow_sr.review.picking import ALL, Pick, Picker
from winnow_sr.review.session import Session
from winnow_sr.review.telling import Teller
from winnow_sr.screening.standings import PICKED_BY
from winnow_sr.vocabulary import CitationId, RecordId, Status

if TYPE_CHECKING:
    from pathlib import Path

    from winnow_sr.records import Record
    from winnow_sr.review.reference_set import ReferenceSet

STATUSES = PICKED_BY
TOOLS = ("asreview", "rayyan", "covidence", "references")
Notes: TypeAlias = list[tuple[str, str]]
"""(name, value) of what we know of a record, written beside its own fields."""
LABELS: dict[Status, int] = {"include": 1, "exclude": 0}


class Exchange:
    """Handing on what is in the review; accessed via `review.exchange`."""

    def __init__(self, session: Session, lookup: Lookup) -> None:
        self._session = session
        self._lookup = lookup

    def export(
        self,
        path: AnyPath,
        wanted: Sequence[str] = (),
        tool: str = "",
        *,
        pick: Pick = ALL,
        viewer: str = "",
    ) -> Exported:
        """Write records with everything that was said of them (RIS, CSV, XLSX or JSONL by the
        ending), or for another `tool` every citation as that tool imports it. A path without an
        ending is a folder for meta-analysis: the final set (or what is wanted) as RIS and CSL-JSON
        for reference managers, and a CSV with the study of each report.

        wanted: statuses (`STATUSES`) to keep, all if empty. tool: one of `TOOLS`. pick: what else
        to keep. viewer: for whom; nobody gets verdicts that they may not see (of somebody unnamed:
        that anybody may not). Read back with `add` and `decide_from_records` it comes to the same.
        """
        from pathlib import Path

        from winnow_sr.records import write_export

        check_outputs(path)
        chosen = msgspec.structs.replace(pick, statuses=(*pick.statuses, *wanted))
        if tool:
            return self.export_for(tool, path, pick=chosen, viewer=viewer)
        if not Path(path).suffix:
            if chosen == ALL:
                chosen = Pick(statuses=("final",))
            return self._references(chosen, viewer).write_folder(Path(path))
        state = self._session.replayed()
        plan = self._session.plan_of(state)
        picker = Picker(state, plan, chosen, viewer)
        teller = Teller(picker)
        n = 0
        citations: set[CitationId] = set()

        def counted() -> Iterator[tuple[Record, Notes]]:
            from winnow_sr.records.own import to_items

            nonlocal n
            for number, record in self._picked(picker):
                n += 1
                citations.add(state.citation_of(number))
                yield record, to_items(teller.of(number))

        write_export(counted(), Path(path))
        return Exported(
            file=str(path),
            records=n,
            citations=len(citations),
            withheld=len(teller.withheld & citations),
        )

    def _references(self, pick: Pick, viewer: str) -> ReferenceSet:
        from winnow_sr.review.reference_set import ReferenceSet

        state = self._session.replayed()
        return ReferenceSet(self._lookup, Picker(state, self._session.plan_of(state), pick, viewer))

    def _picked(self, picker: Picker) -> Iterator[tuple[RecordId, Record]]:
        """(record number, record) of every record that is wanted, streamed."""
        state = picker.state
        for start in range(1, state.n_records + 1, CHUNK):
            numbers = [n for n in state.records(start, start + CHUNK - 1) if picker.by_ledger(n)]
            for number, record in sorted(self._lookup.record_texts(numbers, state).items()):
                if not picker.needs_text or picker.by_text(record):
                    yield number, record

    def export_records(
        self, wanted: Sequence[str] = ()
    ) -> Iterator[tuple[RecordId, Record, Notes]]:
        """(record number, record, our notes) of every record, streamed; by status if asked."""
        from winnow_sr.records.own import to_items

        state = self._session.replayed()
        picker = Picker(state, self._session.plan_of(state), Pick(statuses=tuple(wanted)))
        teller = Teller(picker)
        for number, record in self._picked(picker):
            yield number, record, to_items(teller.of(number))

    def export_for(
        self,
        tool: str,
        path: AnyPath,
        wanted: Sequence[str] = (),
        *,
        pick: Pick = ALL,
        viewer: str = "",
    ) -> Exported:
        """Write the citations for another tool: asreview (with labels), rayyan, covidence, or
        references (RIS or CSL-JSON for RevMan and reference managers)."""
        from pathlib import Path

        from winnow_sr.records import write_covidence, write_rayyan

        if tool not in TOOLS:
            raise WinnowError(f"unknown tool {tool!r}: {', '.join(TOOLS)}")
        target = Path(path)
        if tool == "references":
            chosen = msgspec.structs.replace(pick, statuses=(*pick.statuses, *wanted))
            return self._references(chosen, viewer).write(target)
        state = self._session.replayed()
        plan = self._session.plan_of(state)
        chosen = msgspec.structs.replace(pick, statuses=(*pick.statuses, *wanted))
        picker = Picker(state, plan, chosen, viewer)
        citations = [c for c in state.citations() if c not in state.removed and picker.by_ledger(c)]
        texts = self._lookup.composed(citations, state)
        citations = [c for c in citations if not picker.needs_text or picker.by_text(texts[c])]
        status = {c: picker.standing(c).title_abstract for c in citations}
        if tool == "asreview":
            labels = [LABELS.get(status.get(c, "unscreened")) for c in citations]
            _write_asreview([texts[c] for c in citations], labels, target)
        else:
            write = {"rayyan": write_rayyan, "covidence": write_covidence}[tool]
            write(((texts[c], [("title-abstract", status.get(c, ""))]) for c in citations), target)
        return Exported(file=str(path), records=len(citations), citations=len(citations))


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
