"""PowerPoint: native shapes, text and connectors that can be edited, moved and restyled.

Boxes hold their logical lines as paragraphs in Arial and break them by themselves, in the room
that was measured for the same breaks. Every connector is glued at both ends: where an arrow meets
a box elsewhere than in the middle of a side, the box has a connection site of its own there.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from winnow_sr.prisma.boxes import CENTRED
from winnow_sr.prisma.draw.colours import LINE, style
from winnow_sr.prisma.draw.connectors import SITES, bent, site_angle, sites_of
from winnow_sr.prisma.draw.svg import spoken
from winnow_sr.prisma.shapes import Arrow, Drawing, Shape

if TYPE_CHECKING:
    from pptx.slide import Slide
    from pptx.util import Length

FONT = "Arial"
_EMU = 12700
"""EMU in a point."""
_LARGEST = 56 * 72.0
"""PowerPoint's largest slide side, points."""
_TITLE_ONLY = 5
"""The layout of PowerPoint's standard deck that holds a title and nothing else."""


def pptx(drawing: Drawing, colour: bool = True) -> bytes:
    """One slide of the drawing's size."""
    from pptx import Presentation
    from pptx.util import Emu

    scale = min(1.0, _LARGEST / max(drawing.width, drawing.height))
    deck = Presentation()
    deck.slide_width = Emu(_emu(max(drawing.width * scale, 72)))
    deck.slide_height = Emu(_emu(max(drawing.height * scale, 72)))
    told = deck.core_properties
    told.title, told.subject, told.language = (
        drawing.document_title,
        drawing.name,
        drawing.language,
    )
    told.author, told.comments = drawing.author, drawing.origin
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    _Page(slide, drawing, colour, scale).draw()
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
        self.sites = sites_of(drawing)

    def draw(self) -> None:
        self._title()
        for shape in self.drawing.shapes:
            self.made[shape.name] = self._shape(shape)
        for arrow in self.drawing.arrows:
            self._connector(arrow)
        d = self.drawing
        if d.notes:
            top = d.notes[0].y - self.sizes.note_leading
            where = (
                self.sizes.margin,
                top,
                d.width - 2 * self.sizes.margin,
                d.notes[-1].y + 4 - top,
            )
            self._notes(where)

    def _title(self) -> None:
        """Every slide has a title for those who hear it; one that is not printed lies above it."""
        d, sizes = self.drawing, self.sizes
        holder: Any = self.slide.shapes.title
        size, high = sizes.head_size, sizes.head_leading * max(1, len(d.heading)) + 6
        top = d.heading[0].y - size if d.heading else -high - 12
        where = (sizes.margin, top, d.width - 2 * sizes.margin, high)
        holder.left, holder.top, holder.width, holder.height = (self._e(v) for v in where)
        frame = holder.text_frame
        self._plain_frame(frame)
        self._paragraph(frame.paragraphs[0], d.title or d.document_title, size, "#000000", True)

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
        made._element.nvSpPr.cNvPr.set("descr", shape.tip or spoken(shape))
        if look.radius:
            made.adjustments[0] = look.radius / min(shape.width, shape.height)
        elif len(self.sites[shape.name]) > SITES:
            self._own_sites(made, shape)
        _paint(made, look.fill, look.line, self._e(LINE))
        frame, sizes = made.text_frame, self.sizes
        frame.word_wrap = True
        side, centred = shape.kind == "side", shape.kind in CENTRED
        frame.margin_left = frame.margin_right = self._e(0 if side else sizes.pad_x - 1)
        frame.margin_top = frame.margin_bottom = self._e(0 if side else sizes.pad_y - 1)
        frame.vertical_anchor = MSO_ANCHOR.MIDDLE if side or centred else MSO_ANCHOR.TOP
        if not side and not centred:  # in case another face is wider than Arial
            frame.auto_size = MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE
        if side:
            frame._txBody.bodyPr.set("vert", "vert270")
        for i, line in enumerate(shape.lines):
            paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
            paragraph.alignment = PP_ALIGN.CENTER if side or centred else PP_ALIGN.LEFT
            self._paragraph(paragraph, line.text, sizes.size, look.text, line.bold)
            if line.indent:
                properties = paragraph._p.get_or_add_pPr()
                properties.set("marL", str(self._e(line.indent * sizes.indent + sizes.hang)))
                properties.set("indent", str(self._e(-sizes.hang)))
        return made

    def _own_sites(self, made: Any, shape: Shape) -> None:
        """A rectangle that can be glued to at further places (`a:cxnLst`), which move with it."""
        from pptx.oxml import parse_xml
        from pptx.oxml.ns import nsdecls

        w, h = self._e(shape.width), self._e(shape.height)
        guides, places = [], []
        for i, (x, y) in enumerate(self.sites[shape.name]):
            left, down = self._e(x - shape.x), self._e(y - shape.y)
            guides.append(f'<a:gd name="x{i}" fmla="*/ w {left} {w}"/>')
            guides.append(f'<a:gd name="y{i}" fmla="*/ h {down} {h}"/>')
            angle = site_angle(shape, (x, y))
            places.append(f'<a:cxn ang="{angle}"><a:pos x="x{i}" y="y{i}"/></a:cxn>')
        corners = "".join(
            f'<a:lnTo><a:pt x="{x}" y="{y}"/></a:lnTo>' for x, y in ((w, 0), (w, h), (0, h))
        )
        xml = (
            f"<a:custGeom {nsdecls('a')}><a:avLst/><a:gdLst>{''.join(guides)}</a:gdLst><a:ahLst/>"
            f'<a:cxnLst>{"".join(places)}</a:cxnLst><a:rect l="0" t="0" r="r" b="b"/><a:pathLst>'
            f'<a:path w="{w}" h="{h}"><a:moveTo><a:pt x="0" y="0"/></a:moveTo>{corners}<a:close/>'
            "</a:path></a:pathLst></a:custGeom>"
        )
        properties = made._element.spPr
        properties.replace(properties.prstGeom, parse_xml(xml))

    def _paragraph(self, paragraph: Any, text: str, size: float, ink: str, bold: bool) -> None:
        from pptx.util import Pt

        leading = size * self.sizes.leading / self.sizes.size
        paragraph.line_spacing = Pt(round(leading * self.scale, 1))
        run = paragraph.add_run()
        run.text = text
        run.font.size = Pt(round(size * self.scale, 1))
        run.font.bold = bold
        run.font.name = FONT
        run.font.color.rgb = _rgb(ink)

    def _plain_frame(self, frame: Any) -> None:
        from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

        frame.word_wrap = True
        frame.vertical_anchor = MSO_ANCHOR.TOP
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.paragraphs[0].alignment = PP_ALIGN.LEFT

    def _notes(self, where: tuple[float, float, float, float]) -> None:
        """A text box without a frame."""
        box = self.slide.shapes.add_textbox(*(self._e(v) for v in where))
        box.name = "notes"
        self._plain_frame(box.text_frame)
        for i, text in enumerate(self.drawing.note_paragraphs):
            frame = box.text_frame
            paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
            self._paragraph(paragraph, text, self.sizes.note_size, "#000000", False)
            paragraph.space_after = _points(2 * self.scale)

    def _connector(self, arrow: Arrow) -> None:
        """A straight or bent connector with a head, glued at both ends."""
        from pptx.enum.shapes import MSO_CONNECTOR

        course = bent(arrow, self.drawing)
        kind = MSO_CONNECTOR.STRAIGHT if course.preset == "line" else MSO_CONNECTOR.ELBOW
        made: Any = self.slide.shapes.add_connector(kind, *(self._e(0) for _ in range(4)))
        made.name = f"{arrow.start} to {arrow.end}"
        made._element.nvCxnSpPr.cNvPr.set("descr", f"Arrow from {arrow.start} to {arrow.end}")
        if course.preset != "line":
            made._element.spPr.prstGeom.set("prst", course.preset)
        frame = made._element.spPr.xfrm
        for name in ("rot", "flipH", "flipV"):
            frame.attrib.pop(name, None)
        for name, value in course.turned.items():
            frame.set(name, value)
        x, y, w, h = course.frame
        frame.off.x, frame.off.y = self._e(x), self._e(y)
        frame.ext.cx, frame.ext.cy = self._e(w), self._e(h)
        if course.bend is not None:
            _bend(made, course.bend)
        for tag, name, point in (
            ("stCxn", arrow.start, course.points[0]),
            ("endCxn", arrow.end, course.points[-1]),
        ):
            self._glue(made, tag, name, point)
        _line(made, self._e(LINE))

    def _glue(self, made: Any, tag: str, name: str, point: tuple[float, float]) -> None:
        from pptx.oxml.ns import qn

        site = self.sites[name].index(point)
        holder = made._element.nvCxnSpPr.cNvCxnSpPr
        glue = {"id": str(self.made[name].shape_id), "idx": str(site)}
        holder.append(holder.makeelement(qn(f"a:{tag}"), glue))


def _bend(made: Any, share: float) -> None:
    """Where the middle leg of a connector of three runs, as a share of its width."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    geometry = made._element.spPr.prstGeom
    for old in list(geometry):
        geometry.remove(old)
    guide = f'<a:gd name="adj1" fmla="val {round(share * 100000)}"/>'
    geometry.append(parse_xml(f"<a:avLst {nsdecls('a')}>{guide}</a:avLst>"))


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
