"""A protocol before the review begins: the template, and whether a file would do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.files import AnyPath
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.answers import ProtocolChecked, ProtocolProblem

if TYPE_CHECKING:
    from winnow_sr.protocol.searching import SearchCheck
    from winnow_sr.records import Record

TEMPLATE = "template.yaml"


def template() -> str:
    """The commented template of a protocol."""
    from winnow_sr.shipped import shipped

    return (shipped("protocols") / TEMPLATE).read_text("utf-8")


def check_protocol(
    path: AnyPath, records: Sequence[AnyPath] = (), labels: AnyPath | None = None
) -> ProtocolChecked:
    """Would this file do as a protocol, and would its strategies find the relevant studies?

    records: export files that hold studies known to be relevant: those the protocol names, and
    those that `labels` (columns key, title_abstract, full_text) has as included. WinnowError where
    a file cannot be read; what is wrong in the protocol is in the answer.
    """
    from pathlib import Path

    from winnow_sr.protocol import ProtocolError, load_protocol
    from winnow_sr.protocol.positions import dotted
    from winnow_sr.review.making import check_names

    if labels is not None and not records:
        raise WinnowError("labels say which records are relevant: name these with --records FILE")
    try:
        plan = Plan.from_dict(load_protocol(Path(path)).as_plan())
    except ProtocolError as error:
        problems = [
            ProtocolProblem(line=found.line, field=dotted(found.path), text=found.text)
            for found in error.problems
        ]
        return ProtocolChecked(file=str(path), ok=False, title="", problems=problems, searches=[])
    problems = []
    try:
        check_names(plan)
    except WinnowError as error:
        problems.append(ProtocolProblem(line=0, field="", text=str(error)))
    tried = searched(plan, records, labels)
    return ProtocolChecked(
        file=str(path),
        ok=tried.ok and not problems,
        title=plan.title,
        problems=problems,
        searches=list(tried.lines())[0 if records else 1 :],
    )


def searched(plan: Plan, records: Sequence[AnyPath], labels: AnyPath | None) -> SearchCheck:
    """The plan's strategies, read, and tried on the relevant among the records of some files."""
    from pathlib import Path

    from winnow_sr.protocol.searching import check_searches
    from winnow_sr.simulation.labelled import read_labels

    relevant: set[str] = set()
    if labels is not None:
        verdicts, _ = read_labels(Path(labels))
        last = any(said.full_text for said in verdicts.values())
        relevant = {
            key.lower()
            for key, said in verdicts.items()
            if (said.full_text if last else said.title_abstract) == "include"
        }
    tried = check_searches(plan, read_all(records), relevant)
    return tried if records else msgspec.structs.replace(tried, not_given=())


def read_all(files: Iterable[AnyPath]) -> Iterator[Record]:
    """The records of export files."""
    from pathlib import Path

    from winnow_sr.records import read_export

    for file in files:
        yield from read_export(Path(file)).records
