"""PNG and TIFF at the resolution journals ask for, rounded corners and arrow heads smoothed."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from winnow_sr.prisma.arrows import arrow_head, shaft
from winnow_sr.prisma.draw.colours import LINE, style
from winnow_sr.prisma.draw.svg import description
from winnow_sr.prisma.draw.typeset import Typesetter
from winnow_sr.prisma.shapes import Arrow, Drawing, Shape, Text
from winnow_sr.prisma.text_widths import clusters

if TYPE_CHECKING:
    from PIL.Image import Image as Pixels
    from PIL.ImageDraw import ImageDraw as Pen
    from PIL.ImageFont import FreeTypeFont

DPI = 300
_LARGE = 500.0
"""Points at which widths are measured: large enough for their rounding not to be seen."""
_FINE = 4
"""How many times finer the smoothed parts are drawn."""


def png(drawing: Drawing, colour: bool = True, dpi: int = DPI) -> bytes:
    """The drawing as pixels, `dpi` to the inch."""
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_itxt("Title", drawing.document_title, lang=drawing.language)
    info.add_itxt("Description", description(drawing), lang=drawing.language)
    if drawing.author:
        info.add_itxt("Author", drawing.author)
    if drawing.head:
        info.add_itxt("Source", drawing.origin)
    out = io.BytesIO()
    image = _pixels(drawing, colour, dpi, "PNG")
    image.save(out, "PNG", dpi=(dpi, dpi), pnginfo=info, optimize=True)
    return out.getvalue()


def tiff(drawing: Drawing, colour: bool = True, dpi: int = DPI) -> bytes:
    """The same pixels as TIFF, compressed without loss (LZW)."""
    out = io.BytesIO()
    image = _pixels(drawing, colour, dpi, "TIFF")
    text = " ".join(part for part in (description(drawing), drawing.origin) if part)
    told = {270: text.encode("ascii", "replace").decode()}
    image.save(out, "TIFF", dpi=(dpi, dpi), compression="tiff_lzw", tiffinfo=told)
    return out.getvalue()


def _pixels(drawing: Drawing, colour: bool, dpi: int, form: str) -> Pixels:
    sheet = _Sheet(drawing, dpi, form)
    for arrow in drawing.arrows:
        sheet.arrow(arrow)
    for shape in drawing.shapes:
        sheet.shape(shape, colour)
    for text in (*drawing.heading, *drawing.notes):
        sheet.text(text, "#000000")
    return sheet.image


class _Sheet:
    """The page being drawn; all its methods take points."""

    def __init__(self, drawing: Drawing, dpi: int, form: str) -> None:
        from PIL import Image, ImageDraw

        self.scale = dpi / 72
        size = (math.ceil(drawing.width * self.scale), math.ceil(drawing.height * self.scale))
        self.image: Pixels = Image.new("RGB", size, "#FFFFFF")
        self.pen: Pen = ImageDraw.Draw(self.image)
        self.letters = Typesetter(drawing, form)
        self.fonts: dict[tuple[str, float], FreeTypeFont] = {}

    def arrow(self, arrow: Arrow) -> None:
        s = self.scale
        points = [(round(x * s), round(y * s)) for x, y in shaft(arrow)]
        self.pen.line(points, fill="#000000", width=max(1, round(LINE * s)))
        head = arrow_head(arrow)
        xs, ys = [x for x, _ in head], [y for _, y in head]
        box = (min(xs), min(ys), max(xs), max(ys))

        def draw(pen: Pen, place: Callable[[float, float], tuple[float, float]]) -> None:
            pen.polygon([place(x, y) for x, y in head], fill="#000000")

        self._smooth(box, draw)

    def shape(self, shape: Shape, colour: bool) -> None:
        look = style(shape.kind, colour)
        s = self.scale
        box = (shape.x, shape.y, shape.right, shape.bottom)
        width = max(1, round(LINE * s))
        if look.radius:

            def draw(pen: Pen, place: Callable[[float, float], tuple[float, float]]) -> None:
                corners = (place(shape.x, shape.y), place(shape.right, shape.bottom))
                radius = look.radius * s * _FINE
                pen.rounded_rectangle(
                    corners, radius, fill=look.fill, outline=look.line, width=width * _FINE
                )

            self._smooth(box, draw)
        else:
            corners = tuple(round(v * s) for v in box)
            self.pen.rectangle(corners, fill=look.fill, outline=look.line, width=width)
        for text in shape.texts:
            self.text(text, look.text, upwards=shape.kind == "side")

    def text(self, text: Text, ink: str, upwards: bool = False) -> None:
        from PIL import Image, ImageDraw

        s = self.scale
        letters, total = self._set(text)
        if not upwards:
            start = text.x * s - (total / 2 if text.anchor == "middle" else 0)
            for font, letter, x in letters:
                self.pen.text((start + x, text.y * s), letter, fill=ink, font=font, anchor="ls")
            return
        size = (math.ceil(total) + 4, math.ceil(text.size * s * 1.4))
        base = round(text.size * s)
        strip = Image.new("L", size, 0)
        pen = ImageDraw.Draw(strip)
        for font, letter, x in letters:
            pen.text((2 + x, base), letter, fill=255, font=font, anchor="ls")
        turned = strip.transpose(Image.Transpose.ROTATE_90)
        corner = (round(text.x * s) - base, round(text.y * s - size[0] / 2))
        self.image.paste(ink, corner, turned)

    def _set(self, text: Text) -> tuple[list[tuple[FreeTypeFont, str, float]], float]:
        """Every letter of a line with its font and place, and the length of the line. Letter by
        letter: the font library rounds each width to whole dots, which adds up at few dots."""
        letters: list[tuple[FreeTypeFont, str, float]] = []
        x = 0.0
        for face, part in self.letters.runs(text.text, text.bold):
            font, exact = self._font(face, text.size), self._font(face, _LARGE)
            share = text.size / _LARGE
            for letter in clusters(part):
                letters.append((font, letter, x))
                x += exact.getlength(letter) * share
        return letters, x

    def _font(self, face: str, size: float) -> FreeTypeFont:
        from PIL import ImageFont

        if (face, size) not in self.fonts:
            self.fonts[face, size] = ImageFont.truetype(
                self.letters.file(face), size * self.scale, layout_engine=ImageFont.Layout.BASIC
            )
        return self.fonts[face, size]

    def _smooth(
        self,
        box: tuple[float, float, float, float],
        draw: Callable[[Pen, Callable[[float, float], tuple[float, float]]], None],
    ) -> None:
        """Draw a part of the page several times finer and lay it down again."""
        from PIL import Image, ImageDraw

        s = self.scale
        left, top = math.floor(box[0] * s) - 2, math.floor(box[1] * s) - 2
        width, height = math.ceil(box[2] * s) + 3 - left, math.ceil(box[3] * s) + 3 - top
        area = (left, top, left + width, top + height)
        fine = self.image.crop(area).resize(
            (width * _FINE, height * _FINE), Image.Resampling.NEAREST
        )
        draw(ImageDraw.Draw(fine), lambda x, y: ((x * s - left) * _FINE, (y * s - top) * _FINE))
        small = fine.resize((width, height), Image.Resampling.BOX)
        self.image.paste(small, (left, top))
