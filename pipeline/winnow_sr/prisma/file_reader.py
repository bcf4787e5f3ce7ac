"""Numbers from a file: a PRISMA2020 CSV of anybody's, or JSON of our own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.files import AnyPath
from winnow_sr.prisma.csv_reader import flow_from_sheet
from winnow_sr.prisma.flow import KEYS, UNFINISHED, Flow
from winnow_sr.prisma.flow_parts import (
    After,
    Breakdown,
    OwnLine,
    ReasonRow,
    SourceRow,
    Tail,
    Template,
)
from winnow_sr.prisma.from_numbers import Numbers, Remarks, flow_of
from winnow_sr.prisma.spreadsheets import decoded, read_bytes


class Written(msgspec.Struct):
    """The document of `winnow prisma --json`, as far as it is read back."""

    template: Template
    boxes: dict[str, int | str | None]
    reasons: dict[str, list[ReasonRow]]
    sources: list[SourceRow]
    unfinished: dict[str, int] = {}
    tail: Tail = "box5"
    final: bool = True
    screening_reasons: tuple[ReasonRow, ...] = ()
    breakdown: Breakdown = Breakdown()
    own_lines: tuple[OwnLine, ...] = ()
    after: After = After()
    wording: dict[str, str] = {}
    links: dict[str, tuple[str, str]] = {}
    spoken: str = ""
    checks: list[dict[str, Any]] = []
    absent: list[str] = []
    """Keys whose 0 stands for a line that is not drawn."""


def flow_from_file(path: AnyPath, template: Template | None = None) -> Flow:
    """The flow of a file of numbers: CSV (see `flow_from_csv`), or JSON as `winnow prisma` writes.

    Raises WinnowError if it is neither, or if JSON is to be drawn as another template than its own.
    """
    path = Path(path)
    text = decoded(read_bytes(path)).removeprefix("\ufeff")
    if not text.lstrip().startswith("{"):
        return flow_from_sheet(text, path, template)
    try:
        document = msgspec.json.decode(text, type=Written)
    except msgspec.MsgspecError as error:
        raise WinnowError(
            f"{path}: not the JSON that 'winnow prisma -o flow.json' writes ({error})"
        ) from error
    if template and template != document.template:
        raise WinnowError(
            f"{path}: holds the numbers of template {document.template}, not {template}; "
            "leave --template out"
        )
    return _flow(document)


def _flow(document: Written) -> Flow:
    counts = {key: document.boxes.get(key) for key in KEYS if key not in document.absent}
    counts = {key: counts.get(key) for key in KEYS}
    faults = [
        f"{key} is negative ({n})" for key, n in counts.items() if isinstance(n, int) and n < 0
    ]
    faults += [f"no such key as '{key}'" for key in document.boxes if key not in KEYS]
    unfinished = {key: document.unfinished.get(key, 0) for key in UNFINISHED}
    failed = any(
        not check.get("ok") and check.get("kind") != "warning" for check in document.checks
    )
    finished = document.final or any(unfinished.values()) or failed
    return flow_of(
        Numbers(
            template=document.template,
            boxes=counts,
            reasons={lane: document.reasons.get(lane, []) for lane in ("databases", "other")},
            sources=document.sources,
            faults=tuple(faults),
            remarks=Remarks(document.breakdown, document.tail, unfinished, finished),
            screening_reasons=document.screening_reasons,
            own_lines=document.own_lines,
            after=document.after,
            wording=document.wording,
            links=document.links,
            spoken=document.spoken,
        )
    )
