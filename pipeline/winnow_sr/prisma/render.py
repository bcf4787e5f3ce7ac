"""Draws a flow into a file; the file's ending says how."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from winnow_sr.errors import WinnowError
from winnow_sr.files import write_whole
from winnow_sr.prisma.drawing import Drawing, Look, Notes
from winnow_sr.prisma.flow import Flow
from winnow_sr.prisma.interchange import flow_to_csv
from winnow_sr.prisma.layout import lay_out


@dataclass(frozen=True, slots=True)
class Order:
    """What to draw, and how."""

    flow: Flow
    look: Look
    colour: bool
    dpi: int
    records: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def drawing(self) -> Drawing:
        return lay_out(self.flow, self.look)


def _svg(order: Order) -> bytes:
    from winnow_sr.prisma.draw.svg import svg

    return svg(order.drawing, order.colour).encode()


def _pdf(order: Order) -> bytes:
    from winnow_sr.prisma.draw.pdf import pdf

    return pdf(order.drawing, order.colour)


def _png(order: Order) -> bytes:
    from winnow_sr.prisma.draw.png import png

    return png(order.drawing, order.colour, order.dpi)


def _tiff(order: Order) -> bytes:
    from winnow_sr.prisma.draw.png import tiff

    return tiff(order.drawing, order.colour, order.dpi)


def _pptx(order: Order) -> bytes:
    from winnow_sr.prisma.draw.pptx import pptx

    return pptx(order.drawing, order.colour)


def _docx(order: Order) -> bytes:
    from winnow_sr.prisma.draw.docx import docx

    return docx(order.drawing, order.colour)


def _tex(order: Order) -> bytes:
    from winnow_sr.prisma.draw.tikz import tex

    return tex(order.drawing, order.colour).encode()


def _tikz(order: Order) -> bytes:
    from winnow_sr.prisma.draw.tikz import tikz

    return tikz(order.drawing, order.colour).encode()


def _html(order: Order) -> bytes:
    from winnow_sr.prisma.draw.html import html

    return html(order.flow, order.drawing, order.colour, order.records).encode()


def _md(order: Order) -> bytes:
    from winnow_sr.prisma.draw.markdown import markdown

    return markdown(order.flow, order.look).encode()


def _csv(order: Order) -> bytes:
    return flow_to_csv(order.flow, order.look.language, order.look.spelling).encode()


def _json(order: Order) -> bytes:
    return (json.dumps(order.flow.as_json(), ensure_ascii=False, indent=2) + "\n").encode()


RENDERERS: dict[str, Callable[[Order], bytes]] = {
    "svg": _svg,
    "pdf": _pdf,
    "png": _png,
    "tiff": _tiff,
    "tif": _tiff,
    "html": _html,
    "pptx": _pptx,
    "docx": _docx,
    "tex": _tex,
    "tikz": _tikz,
    "md": _md,
    "csv": _csv,
    "json": _json,
}


def render(
    flow: Flow,
    path: Path | str,
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
    ending = form or path.suffix.lower().removeprefix(".")
    if ending not in RENDERERS:
        raise WinnowError(
            f"{path}: cannot draw '{ending or 'a file without ending'}': "
            f"use one of {', '.join(RENDERERS)}"
        )
    if not 30 <= dpi <= 2400:
        raise WinnowError(f"{dpi} dots to the inch: use 30 to 2400 (journals ask for 300 to 1200)")
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
    write_whole(path, RENDERERS[ending](Order(flow, look, colour, dpi, records or {})))
