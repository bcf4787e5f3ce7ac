"""PDF: vector, fonts embedded as subsets, text that can be searched and copied, tagged."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from winnow_sr.prisma.arrows import arrow_head, shaft
from winnow_sr.prisma.bidi import visual
from winnow_sr.prisma.draw.colours import LINE, style
from winnow_sr.prisma.draw.pdf_tags import Structure
from winnow_sr.prisma.draw.svg import description
from winnow_sr.prisma.draw.typeset import OWN, Typesetter
from winnow_sr.prisma.shapes import Arrow, Drawing, Shape, Text

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas


def pdf(drawing: Drawing, colour: bool = True) -> bytes:
    """One page, exactly as large as the drawing. WinnowError where letters have no font."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    letters = Typesetter(drawing, "PDF")
    for face in letters.faces:
        if face not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(face, letters.file(face)))
    out = io.BytesIO()
    canvas = Canvas(
        out,
        pagesize=(drawing.width, drawing.height),
        invariant=1,
        lang=drawing.language,
        initialFontName=OWN[0],  # else an unembedded Helvetica is listed, which journals refuse
    )
    _Page(canvas, drawing, colour, letters).draw()
    _properties(canvas, drawing)
    canvas.save()
    return out.getvalue()


def _properties(canvas: Canvas, drawing: Drawing) -> None:
    """Title, language, author if there is one; no date, so that a file can be made again."""
    from reportlab.pdfbase import pdfdoc

    class Properties(pdfdoc.PDFInfo):  # type: ignore[misc]
        def format(self, document: Any) -> Any:
            fields = {"Title": self.title, "Author": self.author, "Subject": self.subject}
            fields |= {"Creator": "winnow", "Keywords": self.keywords}
            told = {name: pdfdoc.PDFString(text) for name, text in fields.items() if text}
            return pdfdoc.PDFDictionary(told).format(document)

    info = Properties()
    info.title, info.author, info.subject = drawing.document_title, drawing.author, drawing.name
    info.keywords = drawing.origin
    canvas._doc.info = info
    canvas.setViewerPreference("DisplayDocTitle", "true")


class _Page:
    """The page being drawn, from the top left downwards."""

    def __init__(self, canvas: Canvas, drawing: Drawing, colour: bool, letters: Typesetter) -> None:
        self.canvas, self.drawing, self.colour, self.letters = canvas, drawing, colour, letters
        self.structure = Structure(canvas, description(drawing))

    def draw(self) -> None:
        canvas, tags = self.canvas, self.structure
        with tags.artifact():
            canvas.translate(0, self.drawing.height)
            canvas.setLineWidth(LINE)
            for arrow in self.drawing.arrows:
                self._arrow(arrow)
        self._lines("Sect", self.drawing.heading, "H1")
        for shape in self.drawing.shapes:
            self._shape(shape)
        self._lines("Sect", self.drawing.notes, "Note")
        canvas.showPage()
        page = canvas._doc.Pages.pages[-1]
        tags.write(page)

    def _lines(self, kind: str, texts: tuple[Text, ...], what: str) -> None:
        if texts:
            self.structure.section(kind)
            self.canvas.setFillColor("#000000")
            for i, text in enumerate(texts):
                with self.structure.paragraph("" if i else what):
                    self._text(text)

    def _path(self, points: tuple[tuple[float, float], ...], fill: bool) -> None:
        path = self.canvas.beginPath()
        path.moveTo(points[0][0], -points[0][1])
        for x, y in points[1:]:
            path.lineTo(x, -y)
        if fill:
            path.close()
        self.canvas.drawPath(path, stroke=not fill, fill=fill)

    def _arrow(self, arrow: Arrow) -> None:
        self.canvas.setStrokeColor("#000000")
        self.canvas.setFillColor("#000000")
        self._path(shaft(arrow), fill=False)
        self._path(arrow_head(arrow), fill=True)

    def _shape(self, shape: Shape) -> None:
        look = style(shape.kind, self.colour)
        with self.structure.artifact():
            self.canvas.setFillColor(look.fill)
            self.canvas.setStrokeColor(look.line)
            corner = (shape.x, -shape.bottom, shape.width, shape.height)
            self.canvas.roundRect(*corner, look.radius, stroke=1, fill=1)
            self.canvas.setFillColor(look.text)
        self.structure.section("Sect")
        kind = "P" if shape.kind in ("box", "grey") else "H2"
        last = ""
        said = iter([line.text for line in shape.lines])
        for text in shape.texts:  # a line that was broken is one paragraph
            again = bool(last) and _continues(shape, last)
            whole = "" if again else next(said, "")
            turned = whole if visual(whole) != whole else ""
            with self.structure.paragraph("" if again else kind, turned):
                self._text(text, upwards=shape.kind == "side")
            last = last + " " + text.text if again else text.text

    def _text(self, text: Text, upwards: bool = False) -> None:
        from reportlab.pdfbase.pdfmetrics import stringWidth

        canvas = self.canvas
        parts = self.letters.runs(text.text, text.bold)
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


def _continues(shape: Shape, so_far: str) -> bool:
    """Whether the printed line goes on in the next: it is not the whole of one of the box's."""
    squeezed = so_far.replace(" ", "").replace("-", "")
    return all(line.text.replace(" ", "").replace("-", "") != squeezed for line in shape.lines)
