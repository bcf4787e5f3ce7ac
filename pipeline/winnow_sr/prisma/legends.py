"""The legend of the figure: what a journal prints below it, written beside the drawing.

It says only what the flow holds: the counting rules that were used, what was not searched, the
abbreviations that occur, and the statement that the figure follows.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.files import AnyPath, write_whole
from winnow_sr.prisma.box_lines import box_lines, duties, tongue
from winnow_sr.prisma.flow import LANE_KEYS, Flow
from winnow_sr.prisma.notes import note_text
from winnow_sr.prisma.shapes import Look
from winnow_sr.prisma.text_widths import tidy
from winnow_sr.prisma.wording import words

STATEMENT = (
    "Page MJ, McKenzie JE, Bossuyt PM, Boutron I, Hoffmann TC, Mulrow CD, et al. The PRISMA 2020 "
    "statement: an updated guideline for reporting systematic reviews. BMJ 2021;372:n71. "
    "doi:10.1136/bmj.n71"
)
_CAPITALS = re.compile(r"\b[A-Z][A-Z0-9]+\b")
_KNOWN = Path(__file__).parent / "wording" / "abbreviations.json"


class Legend(msgspec.Struct, frozen=True):
    """The caption (bold where it can be) and the sentences after it."""

    caption: str
    paragraphs: tuple[str, ...]


def legend(
    flow: Flow, look: Look | None = None, *, title: str = "", stop: str = "", searched: str = ""
) -> Legend:
    """The legend of a drawing of this flow with this look.

    title: what the review is called; '' = the official title of the template. stop: the label of
    the rule under which screening was stopped, as the review gives it. searched: date of the last
    search. Both are left out where they are empty.
    """
    look = look or Look()
    language = tongue(flow, look.language)
    table = words(language, look.spelling)
    said = {name: table[f"legend.{name}"] for name in ("units", "one_reason")}
    paragraphs = [table["legend.searched"].format(date=searched)] if searched else []
    paragraphs.append(said["units"])
    if flow.members and any(flow.reasons.values()):
        paragraphs.append(said["one_reason"])
    if "stars" not in duties(flow):
        tools = flow.breakdown.automation or flow.n("excluded_automatic")
        if flow.breakdown.automation:
            paragraphs.append(table["legend.split"])
        elif not tools:
            paragraphs.append(table["legend.no_tools"])
    paragraphs += [note_text(note, language, look.spelling) for note in flow.note_items]
    paragraphs += [tidy(stop)] if stop else []
    paragraphs += [tidy(note) for note in flow.extra_notes]
    lanes = [table[f"box.{LANE_KEYS[lane]}"] for lane in flow.not_searched]
    if lanes and flow.members:  # a file says only that a line is absent, not why
        paragraphs.append(table["legend.not_searched"].format(lanes=", ".join(lanes)))
    paragraphs.append(_abbreviations(flow, look, table))
    paragraphs.append(f"{table['legend.source']}: {STATEMENT}.")
    name = tidy(title).rstrip(".") or table[f"title.{flow.template}"]
    caption = table["legend.caption"].format(title=name) if tidy(title) else f"{name}."
    return Legend(caption, tuple(paragraphs))


def write_legend(
    flow: Flow,
    path: AnyPath,
    look: Look | None = None,
    *,
    title: str = "",
    stop: str = "",
    searched: str = "",
) -> None:
    """Write the legend as Markdown or Word, by the file's ending. Arguments as in `legend`.

    Raises WinnowError for another ending, or a path that cannot be written.
    """
    path = Path(path)
    ending = path.suffix.lower().removeprefix(".")
    if ending not in WRITERS:
        raise WinnowError(f"{path}: a legend is written as {' or '.join(WRITERS)}")
    found = legend(flow, look, title=title, stop=stop, searched=searched)
    write_whole(path, WRITERS[ending](found))


def look_of(options: Mapping[str, Any]) -> Look:
    """The look that `render` takes as keywords, without those that are no part of it."""
    return Look(**{key: value for key, value in options.items() if key in Look.__struct_fields__})


def _abbreviations(flow: Flow, look: Look, table: dict[str, str]) -> str:
    """Those in capitals that the boxes print, spelled out where they are known."""
    boxes = box_lines(
        flow,
        look.language,
        look.spelling,
        look.per_source,
        screening_reasons=look.screening_reasons,
    )
    text = " ".join(line.text for lines in boxes.values() for line in lines)
    found = sorted(set(_CAPITALS.findall(text)))
    known = _known()
    parts = [table["legend.number"]]
    parts += [f"{name}, {known[name]}" for name in found if name in known]
    unknown = [name for name in found if name not in known]
    if unknown:
        parts.append(table["legend.unknown"].format(names=", ".join(unknown)))
    return f"{table['legend.abbreviations']}{table['text.colon']} {'; '.join(parts)}."


@cache
def _known() -> dict[str, str]:
    found: dict[str, str] = json.loads(_KNOWN.read_text(encoding="utf-8"))
    return found


def _markdown(found: Legend) -> bytes:
    from winnow_sr.prisma.draw.markdown import plain

    parts = [f"**{plain(found.caption)}**", *map(plain, found.paragraphs)]
    return ("\n\n".join(parts) + "\n").encode()


def _docx(found: Legend) -> bytes:
    from docx import Document

    document = Document()
    document.core_properties.title = found.caption
    document.core_properties.author = document.core_properties.comments = ""
    document.add_paragraph().add_run(found.caption).bold = True
    for text in found.paragraphs:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


WRITERS: dict[str, Callable[[Legend], bytes]] = {"md": _markdown, "docx": _docx}
