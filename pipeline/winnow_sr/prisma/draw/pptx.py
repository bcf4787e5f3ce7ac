"""PowerPoint: native shapes, text and connectors that can be edited, moved and restyled.

Boxes hold their logical lines as paragraphs in Arial and break them by themselves, in the room
that was measured for the same breaks. A connector is glued to a box where it meets the middle of
one of its sides, as PowerPoint's own are.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from winnow_sr.prisma.draw.colours import LINE, style
from winnow_sr.prisma.drawing import Arrow, Drawing, Shape

if TYPE_CHECKING:
    from pptx.slide import Slide
    from pptx.util import Length

FONT = "Arial"
_EMU = 12700
"""EMU in a point."""
_LARGEST = 56 * 72.0
"""PowerPoint's largest slide side, points."""
_SLACK = 0.6


def pptx(drawing: Drawing, colour: bool = True) -> bytes:
    """One slide of the drawing's size."""
    from pptx import Presentation
    from pptx.util import Emu

    scale = min(1.0, _LARGEST / max(drawing.width, drawing.height))
    deck = Presentation()
    deck.slide_width = Emu(_emu(max(drawing.width * scale, 72)))
    deck.slide_height = Emu(_emu(max(drawing.height * scale, 72)))
    deck.core_properties.title = drawing.title or drawing.name
    deck.core_properties.subject = drawing.name
    deck.core_properties.language = drawing.language
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    page = _Page(slide, drawing, colour, scale)
    page.draw()
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _emu(points: float) -> int:
    return round(points * _EMU)


class _Page:
    def __init__(self, slide: Slide, drawing: Drawing, colour: bool, scale: float) -> None:
        self.slide, self.drawing, self.colour, self.scale = slide, drawing, colour, scale
        self.sizes = drawing.sizes
        self.made: dict[str, Any] = {}

    def draw(self) -> None:
        for shape in self.drawing.shapes:
            self.made[shape.name] = self._shape(shape)
        for arrow in self.drawing.arrows:
            self._connector(arrow)
        d = self.drawing
        width = d.width - 2 * self.sizes.margin
        if d.heading:
            top = d.heading[0].y - self.sizes.head_size
            high = d.heading[-1].y + 6 - top
            self._words(
                "title",
                (self.sizes.margin, top, width, high),
                [d.title],
                self.sizes.head_size,
                self.sizes.head_leading,
                True,
            )
        if d.notes:
            top = d.notes[0].y - self.sizes.note_leading
            high = d.notes[-1].y + 4 - top
            where = (self.sizes.margin, top, width, high)
            self._words(
                "notes",
                where,
                d.note_paragraphs,
                self.sizes.note_size,
                self.sizes.note_leading,
                False,
            )

    def _e(self, points: float) -> Length:
        from pptx.util import Emu

        return Emu(_emu(points * self.scale))

    def _shape(self, shape: Shape) -> Any:
        from pptx.enum.shapes import MSO_SHAPE
        from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN

        look = style(shape.kind, self.colour)
        kind = MSO_SHAPE.ROUNDED_RECTANGLE if look.radius else MSO_SHAPE.RECTANGLE
        corner = (shape.x, shape.y, shape.width, shape.height)
        made = self.slide.shapes.add_shape(kind, *(self._e(v) for v in corner))
        made.name = shape.name
        made._element.nvSpPr.cNvPr.set("descr", " ".join(line.text for line in shape.lines))
        if look.radius:
            made.adjustments[0] = look.radius / min(shape.width, shape.height)
        _paint(made, look.fill, look.line, self._e(LINE))
        frame = made.text_frame
        frame.word_wrap = True
        side, centred = shape.kind == "side", shape.kind in ("yellow-head", "grey-head", "banner")
        frame.margin_left = frame.margin_right = self._e(0 if side else self.sizes.pad_x - 1)
        frame.margin_top = frame.margin_bottom = self._e(0 if side else self.sizes.pad_y - 1)
        frame.vertical_anchor = MSO_ANCHOR.MIDDLE if side or centred else MSO_ANCHOR.TOP
        if not side and not centred:  # in case another face is wider than Arial
            frame.auto_size = MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE
        if side:
            frame._txBody.bodyPr.set("vert", "vert270")
        for i, line in enumerate(shape.lines):
            paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
            paragraph.alignment = PP_ALIGN.CENTER if side or centred else PP_ALIGN.LEFT
            self._paragraph(
                paragraph, line.text, self.sizes.size, self.sizes.leading, line.bold, look.text
            )
            if line.indent:
                properties = paragraph._p.get_or_add_pPr()
                properties.set(
                    "marL", str(self._e(line.indent * self.sizes.indent + self.sizes.hang))
                )
                properties.set("indent", str(self._e(-self.sizes.hang)))
        return made

    def _paragraph(
        self, paragraph: Any, text: str, size: float, leading: float, bold: bool, ink: str
    ) -> None:
        from pptx.util import Pt

        paragraph.line_spacing = Pt(leading * self.scale)
        run = paragraph.add_run()
        run.text = text
        run.font.size = Pt(round(size * self.scale, 1))
        run.font.bold = bold
        run.font.name = FONT
        run.font.color.rgb = _rgb(ink)

    def _words(
        self,
        name: str,
        where: tuple[float, float, float, float],
        paragraphs: Any,
        size: float,
        leading: float,
        bold: bool,
    ) -> None:
        """A text box without a frame: the title, the notes."""
        box = self.slide.shapes.add_textbox(*(self._e(v) for v in where))
        box.name = name
        frame = box.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        for i, text in enumerate(paragraphs):
            paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
            self._paragraph(paragraph, text, size, leading, bold, "#000000")
            paragraph.space_after = _points(2 * self.scale)

    def _connector(self, arrow: Arrow) -> None:
        """A straight or bent connector with a head, glued at both ends where the sides' middles
        are met. PowerPoint knows a bend of two legs (bentConnector2) and one of three."""
        from pptx.enum.shapes import MSO_CONNECTOR

        points = arrow.points
        start, end = self.drawing.shape(arrow.start), self.drawing.shape(arrow.end)
        branch = len(points) == 3 and points[0][1] != points[1][1] and points[0][0] > start.right
        if branch:  # a branch of another arrow: drawn from the box itself, in three legs
            points = ((start.right, points[0][1]), *points[1:])
        kind = MSO_CONNECTOR.STRAIGHT if len(points) == 2 else MSO_CONNECTOR.ELBOW
        (x0, y0), (x1, y1) = points[0], points[-1]
        made = self.slide.shapes.add_connector(kind, *(self._e(v) for v in (x0, y0, x1, y1)))
        made.name = f"{arrow.start} to {arrow.end}"
        if len(points) == 3 and not branch:
            self._two_legs(made, points[0], points[-1])
        self._glue(made, "stCxn", start, points[0])
        self._glue(made, "endCxn", end, points[-1])
        _line(made, self._e(LINE))

    def _two_legs(self, made: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Down, then across: a bentConnector2 turned by a quarter."""
        dx, dy = end[0] - start[0], end[1] - start[1]
        frame = made._element.spPr.xfrm
        frame.set("rot", "5400000")
        for flip in ("flipH", "flipV"):
            frame.attrib.pop(flip, None)
        if dx > 0:
            frame.set("rot", "16200000")
            frame.set("flipH", "1")
        middle_x, middle_y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
        frame.off.x = self._e(middle_x - abs(dy) / 2)
        frame.off.y = self._e(middle_y - abs(dx) / 2)
        frame.ext.cx, frame.ext.cy = self._e(abs(dy)), self._e(abs(dx))
        made._element.spPr.prstGeom.set("prst", "bentConnector2")

    def _glue(self, made: Any, tag: str, shape: Shape, point: tuple[float, float]) -> None:
        from pptx.oxml.ns import qn

        middles = (
            (shape.middle, shape.y),
            (shape.x, shape.y + shape.height / 2),
            (shape.middle, shape.bottom),
            (shape.right, shape.y + shape.height / 2),
        )
        for site, (x, y) in enumerate(middles):
            if abs(x - point[0]) < _SLACK and abs(y - point[1]) < _SLACK:
                holder = made._element.nvCxnSpPr.cNvCxnSpPr
                glue = holder.makeelement(
                    qn(f"a:{tag}"), {"id": str(self.made[shape.name].shape_id), "idx": str(site)}
                )
                holder.append(glue)


def _unthemed(made: Any) -> None:
    """The theme's style would add a shadow and colours of its own."""
    from pptx.oxml.ns import qn

    themed = made._element.find(qn("p:style"))
    if themed is not None:
        made._element.remove(themed)


def _rgb(colour: str) -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor(*bytes.fromhex(colour.removeprefix("#")))  # type: ignore[no-untyped-call]


def _points(value: float) -> Any:
    from pptx.util import Pt

    return Pt(value)


def _paint(made: Any, fill: str, line: str, width: int) -> None:

    _unthemed(made)
    made.fill.solid()
    made.fill.fore_color.rgb = _rgb(fill)
    made.line.color.rgb = _rgb(line)
    made.line.width = width


def _line(made: Any, width: int) -> None:
    from pptx.oxml.ns import qn

    _unthemed(made)
    made.line.color.rgb = _rgb("#000000")
    made.line.width = width
    line = made.line._get_or_add_ln()
    head = line.makeelement(qn("a:tailEnd"), {"type": "triangle", "w": "med", "len": "med"})
    line.append(head)
