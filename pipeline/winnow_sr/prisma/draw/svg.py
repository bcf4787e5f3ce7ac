"""SVG: text stays text, in Arial or a face of the same widths.

Each line carries its measured width (`textLength`), so a viewer with another face fits it to the
place it was given. Lines with letters outside Arimo's reach (Arabic, Chinese) carry none: their
measure is an upper estimate, and stretching them to it would only make them ugly.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from winnow_sr.prisma.arrows import arrow_head, shaft
from winnow_sr.prisma.draw.colours import LINE, style
from winnow_sr.prisma.shapes import Arrow, Drawing, Shape, Text
from winnow_sr.prisma.text_widths import exact

FONTS = "Arial, 'Liberation Sans', Arimo, Helvetica, 'DejaVu Sans', sans-serif"


def svg(
    drawing: Drawing, colour: bool = True, prefix: str = "prisma", interactive: bool = False
) -> str:
    """The drawing as one SVG document. prefix: of its ids, so that it can stand in a page.

    interactive: parts of it will be buttons, so it must not be announced as a single image.
    """
    role = "group" if interactive else "img"
    w, h = _f(drawing.width), _f(drawing.height)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}pt" height="{h}pt" '
        f'viewBox="0 0 {w} {h}" role="{role}" lang="{drawing.language}" '
        f'aria-labelledby="{prefix}-title {prefix}-desc" font-family="{FONTS}" fill="#000000">',
        f'<title id="{prefix}-title">{_text(drawing.document_title)}</title>',
        f'<desc id="{prefix}-desc">{_text(description(drawing))}</desc>',
        *([f"<metadata>{_text(drawing.origin)}</metadata>"] if drawing.head else []),
        f'<rect width="{w}" height="{h}" fill="#FFFFFF"/>',
        f'<g fill="none" stroke="#000000" stroke-width="{LINE}">',
        *(_line(arrow) for arrow in drawing.arrows),
        "</g>",
        *(_head(arrow) for arrow in drawing.arrows),
        *(_shape(shape, colour, prefix) for shape in drawing.shapes),
        *_texts((*drawing.heading, *drawing.notes)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def description(drawing: Drawing) -> str:
    """The diagram in words, for readers who hear it: every box with its numbers."""
    return f"{drawing.name}. " + "; ".join(spoken(shape) for shape in drawing.shapes) + "."


def spoken(shape: Shape) -> str:
    """A box in words."""
    return " ".join(line.text for line in shape.lines).replace("\u00a0", " ")


def _f(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _text(text: str) -> str:
    return escape(text, quote=False)


def _line(arrow: Arrow) -> str:
    points = " ".join(f"{_f(x)},{_f(y)}" for x, y in shaft(arrow))
    return f'<polyline points="{points}"/>'


def _head(arrow: Arrow) -> str:
    points = " ".join(f"{_f(x)},{_f(y)}" for x, y in arrow_head(arrow))
    return f'<polygon points="{points}"/>'


def _shape(shape: Shape, colour: bool, prefix: str) -> str:
    look = style(shape.kind, colour)
    box = (
        f'<rect x="{_f(shape.x)}" y="{_f(shape.y)}" width="{_f(shape.width)}" '
        f'height="{_f(shape.height)}" rx="{_f(look.radius)}" fill="{look.fill}" '
        f'stroke="{look.line}" stroke-width="{LINE}"/>'
    )
    fill = "" if look.text == "#000000" else f' fill="{look.text}"'
    texts = _texts(shape.texts, upwards=shape.kind == "side")
    name = f'<g id="{prefix}-{shape.name}" class="{shape.kind}"{fill}>'
    tip = [f"<title>{_text(shape.tip)}</title>"] if shape.tip else []
    parts = [name, *tip, box, *texts, "</g>"]
    if shape.url.startswith(("https://", "http://")):
        parts = [f'<a href="{escape(shape.url)}">', *parts, "</a>"]
    return "\n".join(parts)


def _texts(texts: Iterable[Text], upwards: bool = False) -> list[str]:
    return [_one(text, upwards) for text in texts if text.text]


def _one(text: Text, upwards: bool) -> str:
    turn = f' transform="rotate(-90 {_f(text.x)} {_f(text.y)})"' if upwards else ""
    weight = ' font-weight="bold"' if text.bold else ""
    anchor = ' text-anchor="middle"' if text.anchor == "middle" else ""
    length = (
        f' textLength="{_f(text.width)}" lengthAdjust="spacingAndGlyphs"'
        if exact(text.text)
        else ""
    )
    key = f' data-key="{escape(text.key)}"' if text.key else ""
    return (
        f'<text x="{_f(text.x)}" y="{_f(text.y)}" font-size="{_f(text.size)}"{weight}{anchor}'
        f"{length}{turn}{key}>{_text(text.text)}</text>"
    )
