"""Draws a flow into a file; the file's ending says how."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from winnow_sr.errors import WinnowError
from winnow_sr.files import AnyPath, write_whole
from winnow_sr.prisma.csv_writer import flow_to_csv
from winnow_sr.prisma.flow import Flow
from winnow_sr.prisma.layout import lay_out
from winnow_sr.prisma.shapes import Drawing, Look, Notes

if TYPE_CHECKING:
    from winnow_sr.prisma.living import Update


@dataclass(frozen=True, slots=True)
class Order:
    """What to draw, and how."""

    flow: Flow
    look: Look
    colour: bool
    records: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def _svg(drawing: Drawing, colour: bool, dpi: int) -> bytes:
    from winnow_sr.prisma.draw.svg import svg

    return svg(drawing, colour).encode()


def _pdf(drawing: Drawing, colour: bool, dpi: int) -> bytes:
    from winnow_sr.prisma.draw.pdf import pdf

    return pdf(drawing, colour)


def _png(drawing: Drawing, colour: bool, dpi: int) -> bytes:
    from winnow_sr.prisma.draw.png import png

    return png(drawing, colour, dpi)


def _tiff(drawing: Drawing, colour: bool, dpi: int) -> bytes:
    from winnow_sr.prisma.draw.png import tiff

    return tiff(drawing, colour, dpi)


def _pptx(drawing: Drawing, colour: bool, dpi: int) -> bytes:
    from winnow_sr.prisma.draw.pptx import pptx

    return pptx(drawing, colour)


def _docx(drawing: Drawing, colour: bool, dpi: int) -> bytes:
    from winnow_sr.prisma.draw.docx import docx

    return docx(drawing, colour)


def _tex(drawing: Drawing, colour: bool, dpi: int) -> bytes:
    from winnow_sr.prisma.draw.tikz import tex

    return tex(drawing, colour).encode()


def _tikz(drawing: Drawing, colour: bool, dpi: int) -> bytes:
    from winnow_sr.prisma.draw.tikz import tikz

    return tikz(drawing, colour).encode()


def _html(order: Order) -> bytes:
    from winnow_sr.prisma.draw.html import html

    drawing = lay_out(order.flow, order.look)
    return html(order.flow, drawing, order.colour, order.records).encode()


def _md(order: Order) -> bytes:
    from winnow_sr.prisma.draw.markdown import markdown

    return markdown(order.flow, order.look).encode()


def _csv(order: Order) -> bytes:
    return flow_to_csv(order.flow, order.look.language, order.look.spelling).encode()


def _json(order: Order) -> bytes:
    return (json.dumps(order.flow.as_json(), ensure_ascii=False, indent=2) + "\n").encode()


FIGURES: dict[str, Callable[[Drawing, bool, int], bytes]] = {
    "svg": _svg,
    "pdf": _pdf,
    "png": _png,
    "tiff": _tiff,
    "tif": _tiff,
    "pptx": _pptx,
    "docx": _docx,
    "tex": _tex,
    "tikz": _tikz,
}
"""Formats of the figure alone: from a drawing, in colour or not, with dots to the inch."""
PAGES: dict[str, Callable[[Order], bytes]] = {
    "html": _html,
    "md": _md,
    "csv": _csv,
    "json": _json,
}
"""Formats that hold more of the flow than the figure does."""
RENDERERS = (*FIGURES, *PAGES)


def render(
    flow: Flow,
    path: AnyPath,
    *,
    title: str = "",
    language: str = "en",
    spelling: str = "british",
    colour: bool = True,
    per_source: bool = True,
    records: Mapping[str, Mapping[str, Any]] | None = None,
    notes: Notes = "none",
    width: float | None = None,
    portrait: bool = False,
    screening_reasons: bool | None = None,
    dpi: int = 300,
    name: str = "",
    author: str = "",
    form: str = "",
) -> None:
    """Write the flow to `path` in the format of its ending, or in `form` (`RENDERERS`).

    title: printed above the drawing. per_source: list every database, register and website under
    its total. records: by citation, `{key, title, authors, year}`, for the lists in HTML. notes,
    width (mm), portrait, screening_reasons, name, author: see `Look`. dpi: dots to the inch of a
    PNG or TIFF. Nothing is written if anything fails. Raises WinnowError for an unknown ending,
    language or spelling, a width that cannot be, letters without a font, or a path that cannot be
    written.
    """
    path = Path(path)
    ending = _form(path, form, RENDERERS)
    _check_dpi(dpi)
    look = Look(
        title=title,
        language=language,
        spelling=spelling,
        per_source=per_source,
        notes=notes,
        width=width,
        portrait=portrait,
        screening_reasons=screening_reasons,
        name=name,
        author=author,
    )
    if ending in FIGURES:
        content = FIGURES[ending](lay_out(flow, look), colour, dpi)
    else:
        content = PAGES[ending](Order(flow, look, colour, records or {}))
    write_whole(path, content)


def render_living(
    updates: Sequence[Update],
    path: AnyPath,
    look: Look | None = None,
    *,
    colour: bool = True,
    dpi: int = 300,
    form: str = "",
) -> None:
    """Draw a living review, one column per search (`FIGURES`). Errors as in `render`."""
    from winnow_sr.prisma.living import lay_out_living

    path = Path(path)
    ending = _form(path, form, FIGURES)
    _check_dpi(dpi)
    write_whole(path, FIGURES[ending](lay_out_living(updates, look), colour, dpi))


def _form(path: Path, form: str, known: Sequence[str] | Mapping[str, object]) -> str:
    ending = form or path.suffix.lower().removeprefix(".")
    if ending not in known:
        raise WinnowError(
            f"{path}: cannot draw '{ending or 'a file without ending'}': "
            f"use one of {', '.join(known)}"
        )
    return ending


def _check_dpi(dpi: int) -> None:
    if not 30 <= dpi <= 2400:
        raise WinnowError(f"{dpi} dots to the inch: use 30 to 2400 (journals ask for 300 to 1200)")
