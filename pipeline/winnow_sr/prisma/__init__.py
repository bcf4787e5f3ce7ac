"""The PRISMA 2020 flow: counted, checked, explained and drawn.

In: the fates of all citations (`Fate`), or the numbers of a PRISMA2020 CSV file. Out: a `Flow`
(the 28 numbers of the diagram, who is behind each, the identities they must satisfy) and its
drawing in any of the formats `render` knows. Counting, checking, CSV, JSON, SVG and terminal
text need the standard library only; a format that needs more imports it when it is asked for.
"""

from typing import TYPE_CHECKING

from winnow_sr.later import later
from winnow_sr.prisma.counting import flow_counts
from winnow_sr.prisma.fate import LANES, Fate, Lane, Member
from winnow_sr.prisma.flow import KEYS, Flow
from winnow_sr.prisma.flow_parts import Check, Members, MetaAnalysis, Previous

if TYPE_CHECKING:
    from winnow_sr.prisma.compare import Change, compare
    from winnow_sr.prisma.csv_reader import flow_from_csv
    from winnow_sr.prisma.csv_writer import flow_to_csv
    from winnow_sr.prisma.draw.terminal import render_text
    from winnow_sr.prisma.explain import explain
    from winnow_sr.prisma.file_reader import flow_from_file
    from winnow_sr.prisma.legends import legend, write_legend
    from winnow_sr.prisma.living import Update, by_update
    from winnow_sr.prisma.own_file import with_own
    from winnow_sr.prisma.rendering import render, render_living
    from winnow_sr.prisma.shapes import Look

LATER = {
    "Change": "compare",
    "Look": "shapes",
    "Update": "living",
    "by_update": "living",
    "compare": "compare",
    "explain": "explain",
    "flow_from_csv": "csv_reader",
    "flow_from_file": "file_reader",
    "flow_to_csv": "csv_writer",
    "legend": "legends",
    "render": "rendering",
    "render_living": "rendering",
    "render_text": "draw.terminal",
    "with_own": "own_file",
    "write_legend": "legends",
}
"""Names that are imported when they are first asked for: counting alone must start fast."""

__all__ = [
    "KEYS",
    "LANES",
    "Change",
    "Check",
    "Fate",
    "Flow",
    "Lane",
    "Look",
    "Member",
    "Members",
    "MetaAnalysis",
    "Previous",
    "Update",
    "by_update",
    "compare",
    "explain",
    "flow_counts",
    "flow_from_csv",
    "flow_from_file",
    "flow_to_csv",
    "legend",
    "render",
    "render_living",
    "render_text",
    "with_own",
    "write_legend",
]

__getattr__ = later(__name__, LATER)
