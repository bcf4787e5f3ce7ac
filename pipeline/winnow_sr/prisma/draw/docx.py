"""Word: the diagram as native shapes in one group, as the official templates have it.

Text boxes that can be edited, in Arial; the page is as large as the drawing.
"""

from __future__ import annotations

import io
from itertools import count
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from winnow_sr.prisma.boxes import CENTRED
from winnow_sr.prisma.draw.colours import LINE, style
from winnow_sr.prisma.draw.svg import description, spoken
from winnow_sr.prisma.shapes import Arrow, Drawing, Shape, Sizes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FONT = "Arial"
_EMU = 12700
_LARGEST = 22 * 72.0
"""Word's largest page side, points."""
_EDGE = 18.0
"""Margin of the page, points."""
_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_GROUP = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"


def docx(drawing: Drawing, colour: bool = True) -> bytes:
    """One page with the drawing, its title above and its notes below where they were asked for."""
    from docx import Document
    from docx.oxml import parse_xml
    from docx.shared import Pt

    document = Document()
    told = document.core_properties
    told.title, told.subject, told.author = drawing.document_title, drawing.name, drawing.author
    told.language, told.comments = drawing.language, drawing.origin
    group = _Group(drawing, colour)
    page = document.sections[0]
    words = 14.0 * len(drawing.heading) + 12.0 * len(drawing.notes) + 30
    page.page_width = Pt(min(group.width + 2 * _EDGE, _LARGEST))
    page.page_height = Pt(min(group.height + words + 2 * _EDGE, _LARGEST))
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Pt(_EDGE)
    page.header_distance = page.footer_distance = Pt(0)
    style_of = document.styles["Normal"]
    style_of.font.name, style_of.font.size = FONT, Pt(drawing.sizes.size)
    style_of.paragraph_format.space_after = Pt(0)
    if drawing.title:
        head = document.add_paragraph().add_run(drawing.title)
        head.bold, head.font.size = True, Pt(_half(drawing.sizes.head_size))
    holder = document.add_paragraph()
    holder.paragraph_format.left_indent = Pt(group.left * group.scale)
    for part in group.parts():
        holder.add_run()._r.append(parse_xml(part))
    for note in drawing.note_paragraphs:
        document.add_paragraph().add_run(note).font.size = Pt(drawing.sizes.note_size)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _half(size: float) -> float:
    """Word knows half points only."""
    return round(size * 2) / 2


class _Group:
    """All shapes as one drawing in the text, scaled down if no page is large enough."""

    def __init__(self, drawing: Drawing, colour: bool) -> None:
        self.drawing, self.colour = drawing, colour
        self.sizes: Sizes = drawing.sizes
        boxes = [shape for shape in drawing.shapes if shape.kind != "side"]
        self.top = min(shape.y for shape in boxes)
        left = min(shape.x for shape in boxes)
        lines = [x for arrow in drawing.arrows for x, _ in arrow.points]
        self.left = min(left, *lines) if lines else left
        high = max(shape.bottom for shape in boxes) - self.top
        room = _LARGEST - 2 * _EDGE - 30 - 14 * len(drawing.heading) - 12 * len(drawing.notes)
        self.scale = min(1.0, room / high, (_LARGEST - 2 * _EDGE) / drawing.width)
        self.width, self.height = drawing.width * self.scale, high * self.scale
        self.across = (max(shape.right for shape in boxes) - self.left) * self.scale
        self.numbers = count(2)

    def parts(self) -> Iterator[str]:
        """The group of boxes and arrows, then the blue labels: LibreOffice turns text only outside
        of groups."""
        name, alt = quoteattr(self.drawing.name), quoteattr(description(self.drawing))
        size = f'cx="{self._e(self.across, 1)}" cy="{self._e(self.height, 1)}"'
        inside = [self._shape(shape) for shape in self.drawing.shapes if shape.kind != "side"]
        inside += [self._arrow(arrow) for arrow in self.drawing.arrows]
        frame = f'<a:off x="0" y="0"/><a:ext {size}/><a:chOff x="0" y="0"/><a:chExt {size}/>'
        group = (
            "<wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr>"
            f"<a:xfrm>{frame}</a:xfrm></wpg:grpSpPr>{''.join(inside)}</wpg:wgp>"
        )
        yield _choice(
            "wpg",
            f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
            f'<wp:docPr id="1" name={name} descr={alt}/><wp:cNvGraphicFramePr/>'
            f"{_graphic(_GROUP, group)}</wp:inline>",
        )
        for shape in self.drawing.shapes:
            if shape.kind == "side":
                yield _choice("wps", self._label(shape))

    def _label(self, shape: Shape) -> str:
        size = f'cx="{self._e(shape.width)}" cy="{self._e(shape.height)}"'
        told = quoteattr(spoken(shape))
        return (
            '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" '
            'behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
            '<wp:positionH relativeFrom="column"><wp:posOffset>'
            f"{self._e(shape.x)}</wp:posOffset></wp:positionH>"
            '<wp:positionV relativeFrom="paragraph"><wp:posOffset>'
            f"{self._e(shape.y - self.top)}</wp:posOffset></wp:positionV>"
            f'<wp:extent {size}/><wp:wrapNone/><wp:docPr id="{next(self.numbers)}" '
            f"name={quoteattr(shape.name)} descr={told}/><wp:cNvGraphicFramePr/>"
            f"{_graphic(_SHAPE, self._shape(shape))}</wp:anchor>"
        )

    def _e(self, points: float, scale: float | None = None) -> int:
        return round(points * (self.scale if scale is None else scale) * _EMU)

    def _frame(self, x: float, y: float, width: float, height: float) -> str:
        return (
            f'<a:xfrm><a:off x="{self._e(x - self.left)}" y="{self._e(y - self.top)}"/>'
            f'<a:ext cx="{self._e(width)}" cy="{self._e(height)}"/></a:xfrm>'
        )

    def _named(self, name: str, told: str) -> str:
        return (
            f'<wps:cNvPr id="{next(self.numbers)}" name={quoteattr(name)} descr={quoteattr(told)}/>'
        )

    def _shape(self, shape: Shape) -> str:
        look = style(shape.kind, self.colour)
        side, centred = shape.kind == "side", shape.kind in CENTRED
        form = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        if look.radius:
            share = round(look.radius / min(shape.width, shape.height) * 100000)
            guide = f'<a:gd name="adj" fmla="val {share}"/>'
            form = f'<a:prstGeom prst="roundRect"><a:avLst>{guide}</a:avLst></a:prstGeom>'
        pad_x = 0 if side else self._e(self.sizes.pad_x - 1)
        pad_y = 0 if side else self._e(self.sizes.pad_y - 1)
        body = (
            f'<wps:bodyPr vert="{"vert270" if side else "horz"}" wrap="square" lIns="{pad_x}" '
            f'rIns="{pad_x}" tIns="{pad_y}" bIns="{pad_y}" '
            f'anchor="{"ctr" if side or centred else "t"}"><a:noAutofit/></wps:bodyPr>'
        )
        frame = self._frame(shape.x, shape.y, shape.width, shape.height)
        lines = "".join(self._paragraphs(shape, look.text, side or centred))
        return (
            f"<wps:wsp>{self._named(shape.name, shape.tip or spoken(shape))}<wps:cNvSpPr/>"
            f"<wps:spPr>{frame}{form}"
            f"{_fill(look.fill)}{self._line(look.line)}</wps:spPr>"
            f"<wps:txbx><w:txbxContent>{lines}</w:txbxContent></wps:txbx>{body}</wps:wsp>"
        )

    def _paragraphs(self, shape: Shape, ink: str, centred: bool) -> Iterator[str]:
        size = round(_half(self.sizes.size * self.scale) * 2)
        leading = round(self.sizes.leading * self.scale * 20)
        for line in shape.lines:
            left = line.indent * self.sizes.indent + (self.sizes.hang if line.indent else 0)
            hang = self.sizes.hang if line.indent else 0
            bold = "<w:b/><w:bCs/>" if line.bold else ""
            yield (
                f'<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="{leading}" '
                f'w:lineRule="exact"/><w:ind w:left="{round(left * self.scale * 20)}" '
                f'w:hanging="{round(hang * self.scale * 20)}"/>'
                f'<w:jc w:val="{"center" if centred else "left"}"/></w:pPr><w:r><w:rPr>'
                f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}"/>{bold}'
                f'<w:color w:val="{ink.removeprefix("#")}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
                f'<w:t xml:space="preserve">{escape(line.text)}</w:t></w:r></w:p>'
            )

    def _arrow(self, arrow: Arrow) -> str:
        xs, ys = [x for x, _ in arrow.points], [y for _, y in arrow.points]
        x, y, w, h = min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)
        name = f"{arrow.start} to {arrow.end}"
        return (
            f"<wps:wsp>{self._named(name, f'Arrow from {arrow.start} to {arrow.end}')}"
            f"<wps:cNvSpPr/><wps:spPr>{self._frame(x, y, w, h)}{self._course(arrow.points, x, y)}"
            f"<a:noFill/>{self._line('#000000', head=True)}</wps:spPr><wps:bodyPr/></wps:wsp>"
        )

    def _course(self, points: Sequence[tuple[float, float]], x: float, y: float) -> str:
        def at(point: tuple[float, float]) -> str:
            return f'<a:pt x="{self._e(point[0] - x)}" y="{self._e(point[1] - y)}"/>'

        w = self._e(max(a for a, _ in points) - x)
        h = self._e(max(b for _, b in points) - y)
        legs = "".join(f"<a:lnTo>{at(point)}</a:lnTo>" for point in points[1:])
        return (
            "<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
            '<a:rect l="0" t="0" r="r" b="b"/><a:pathLst>'
            f'<a:path w="{w}" h="{h}" fill="none"><a:moveTo>{at(points[0])}</a:moveTo>{legs}'
            "</a:path></a:pathLst></a:custGeom>"
        )

    def _line(self, colour: str, head: bool = False) -> str:
        end = '<a:tailEnd type="triangle" w="med" len="med"/>' if head else ""
        return f'<a:ln w="{self._e(LINE)}">{_fill(colour)}{end}</a:ln>'


def _choice(needs: str, drawn: str) -> str:
    """What programs that know the namespace `needs` draw."""
    return (
        f'<mc:AlternateContent {_SPACES}><mc:Choice Requires="{needs}"><w:drawing>{drawn}'
        "</w:drawing></mc:Choice></mc:AlternateContent>"
    )


def _graphic(kind: str, content: str) -> str:
    return f'<a:graphic><a:graphicData uri="{kind}">{content}</a:graphicData></a:graphic>'


def _fill(colour: str) -> str:
    value = colour.removeprefix("#")
    return f'<a:solidFill><a:srgbClr val="{value}"/></a:solidFill>'
