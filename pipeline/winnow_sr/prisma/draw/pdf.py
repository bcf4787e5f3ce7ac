"""PDF: vector, fonts embedded as subsets, text that can be searched and copied."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from winnow_sr.prisma.arrows import arrow_head, shaft
from winnow_sr.prisma.draw.colours import LINE, style
from winnow_sr.prisma.draw.svg import description
from winnow_sr.prisma.draw.typeset import FACES, font_file, runs
from winnow_sr.prisma.drawing import Arrow, Drawing, Shape, Text

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas


def pdf(drawing: Drawing, colour: bool = True) -> bytes:
    """One page, exactly as large as the drawing."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    for face in FACES:
        if face not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(face, str(font_file(face))))
    out = io.BytesIO()
    canvas = Canvas(
        out,
        pagesize=(drawing.width, drawing.height),
        invariant=1,
        lang=drawing.language,
        initialFontName=FACES[0],  # else an unembedded Helvetica is listed, which journals refuse
    )
    canvas.setTitle(drawing.title or drawing.name)
    canvas.setSubject(description(drawing))
    canvas.setCreator("winnow")
    canvas.translate(0, drawing.height)
    canvas.setLineWidth(LINE)
    for arrow in drawing.arrows:
        _arrow(canvas, arrow)
    for shape in drawing.shapes:
        _shape(canvas, shape, colour)
    canvas.setFillColor("#000000")
    for text in (*drawing.heading, *drawing.notes):
        _text(canvas, text)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _path(canvas: Canvas, points: tuple[tuple[float, float], ...], fill: bool) -> None:
    path = canvas.beginPath()
    path.moveTo(points[0][0], -points[0][1])
    for x, y in points[1:]:
        path.lineTo(x, -y)
    if fill:
        path.close()
    canvas.drawPath(path, stroke=not fill, fill=fill)


def _arrow(canvas: Canvas, arrow: Arrow) -> None:
    canvas.setStrokeColor("#000000")
    canvas.setFillColor("#000000")
    _path(canvas, shaft(arrow), fill=False)
    _path(canvas, arrow_head(arrow), fill=True)


def _shape(canvas: Canvas, shape: Shape, colour: bool) -> None:
    look = style(shape.kind, colour)
    canvas.setFillColor(look.fill)
    canvas.setStrokeColor(look.line)
    corner = (shape.x, -shape.bottom, shape.width, shape.height)
    canvas.roundRect(*corner, look.radius, stroke=1, fill=1)
    canvas.setFillColor(look.text)
    for text in shape.texts:
        _text(canvas, text, upwards=shape.kind == "side")


def _text(canvas: Canvas, text: Text, upwards: bool = False) -> None:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    parts = runs(text.text, text.bold)
    total = sum(stringWidth(part, face, text.size) for face, part in parts)
    canvas.saveState()
    canvas.translate(text.x, -text.y)
    if upwards:
        canvas.rotate(90)
    x = -total / 2 if text.anchor == "middle" else 0.0
    for face, part in parts:
        canvas.setFont(face, text.size)
        canvas.drawString(x, 0, part)
        x += stringWidth(part, face, text.size)
    canvas.restoreState()
