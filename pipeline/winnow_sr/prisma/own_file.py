"""A file of the author's own words, lines and steps, laid over any flow."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.files import AnyPath
from winnow_sr.prisma.checks import identities
from winnow_sr.prisma.csv_rows import ROWS, STEPS, TITLES, row_name
from winnow_sr.prisma.flow import Flow
from winnow_sr.prisma.flow_parts import After, OwnLine, ReasonRow
from winnow_sr.prisma.spreadsheets import decoded, read_bytes

_TOUCHED = ("A1", "A2", "A4", "B1", "B2", "M2")
"""The identities that lines and steps of one's own take part in."""
_BOXES = ("box2", "box3", "box11")


class Line(msgspec.Struct, forbid_unknown_fields=True):
    """A line in a box that lists numbers."""

    box: str
    text: str
    n: int


class Reason(msgspec.Struct, forbid_unknown_fields=True):
    """Why studies were left out after appraisal."""

    text: str
    n: int


class Steps(msgspec.Struct, forbid_unknown_fields=True):
    """What was done after the full text."""

    appraised_studies: int | None = None
    appraised_reports: int | None = None
    removed: list[Reason] = []
    narrative_studies: int | None = None
    narrative_reports: int | None = None


class Own(msgspec.Struct, forbid_unknown_fields=True):
    """The whole file. words: by row of the CSV (a title by its box); null takes the row away."""

    words: dict[str, str | None] = {}
    lines: list[Line] = []
    after: Steps = msgspec.field(default_factory=Steps)


def with_own(flow: Flow, path: AnyPath) -> Flow:
    """The flow with the words, lines and steps of a file: YAML, JSON, or a PRISMA2020 CSV, of which
    only `boxtext` is taken.

    Raises WinnowError, naming what is wrong, for a file that is none of these or names a row or box
    that does not exist.
    """
    path = Path(path)
    text = decoded(read_bytes(path)).removeprefix("\ufeff")
    if path.suffix.lower() in (".csv", ".txt", ".tsv"):
        from winnow_sr.prisma.csv_reader import flow_from_sheet

        found = flow_from_sheet(text, path)
        words = {**flow.wording, **found.wording}
        return msgspec.structs.replace(flow, wording=words, links={**flow.links, **found.links})
    own = _decoded(text, path)
    rows = {*map(row_name, ROWS), *TITLES, *STEPS}
    for row in own.words:
        if row not in rows:
            close = get_close_matches(row, rows, n=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            raise WinnowError(f"{path}: there is no row '{row}' to word{hint}")
    for line in own.lines:
        if line.box not in _BOXES or line.n < 0:
            raise WinnowError(
                f"{path}: '{line.text}': a line of one's own goes into {', '.join(_BOXES)}, with a "
                "number of 0 or more"
            )
    lines = tuple(OwnLine(s.box, f"own_line_{i}", s.text, s.n) for i, s in enumerate(own.lines, 1))
    return _laid_over(flow, {row: text or "" for row, text in own.words.items()}, lines, own.after)


def _decoded(text: str, path: Path) -> Own:
    try:
        if text.lstrip().startswith("{"):
            return msgspec.json.decode(text, type=Own)
        return msgspec.yaml.decode(text.encode(), type=Own)
    except msgspec.MsgspecError as error:
        said = " ".join(str(error).split())
        raise WinnowError(f"{path}: not a file of own words ({said[:160]})") from error


def _laid_over(flow: Flow, words: dict[str, str], lines: tuple[OwnLine, ...], steps: Steps) -> Flow:
    removed: tuple[ReasonRow, ...] = tuple(
        {"reason": reason.text, "label": reason.text, "n": reason.n} for reason in steps.removed
    )
    after = After(
        steps.appraised_studies,
        steps.appraised_reports,
        removed,
        steps.narrative_studies,
        steps.narrative_reports,
    )
    changed = msgspec.structs.replace(
        flow,
        wording={**flow.wording, **words},
        own_lines=(*flow.own_lines, *lines),
        after=after if after.taken else flow.after,
    )
    again = identities(
        flow.template,
        flow.boxes,
        flow.reasons,
        flow.sources,
        flow.breakdown,
        from_file=not flow.members,
        own_lines=changed.own_lines,
        after=changed.after,
        screening_reasons=flow.screening_reasons,
    )
    new = {check.id: check for check in again if check.id in _TOUCHED}
    checks = [new.pop(c.id, c) if c.ok or c.id != "A4" else c for c in flow.checks]
    checks += [check for check in new.values() if check.id == "M2"]
    final = flow.final and not any(check.failed for check in checks)
    return msgspec.structs.replace(changed, checks=checks, final=final)
