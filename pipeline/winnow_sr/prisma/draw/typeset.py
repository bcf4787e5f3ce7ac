"""For renderers that carry their own fonts: which font draws which part of a line."""

from __future__ import annotations

import io
from functools import cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path

from winnow_sr.prisma import fonts
from winnow_sr.prisma.bidi import visual
from winnow_sr.prisma.shapes import Drawing, Text
from winnow_sr.prisma.text_widths import covered, undrawable

OWN = ("Arimo-Regular", "Arimo-Bold", "DejaVuSans", "DejaVuSans-Bold")
"""The faces that are always at hand."""


@cache
def font_file(face: str) -> Path:
    """Where a face lies: Arimo here, DejaVu Sans among Matplotlib's data (not imported)."""
    if face.startswith("Arimo"):
        return Path(fonts.__file__).parent / f"{face}.ttf"
    spec = find_spec("matplotlib")
    if spec is None or spec.origin is None:
        return font_file("Arimo-Bold" if face.endswith("Bold") else "Arimo-Regular")
    return Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf" / f"{face}.ttf"


def all_texts(drawing: Drawing) -> list[Text]:
    """Every printed line of a drawing."""
    shown = [text for shape in drawing.shapes for text in shape.texts]
    return [*shown, *drawing.heading, *drawing.notes]


class Typesetter:
    """The fonts that one drawing needs. WinnowError where letters have none."""

    def __init__(self, drawing: Drawing, form: str) -> None:
        lacking = undrawable("".join(text.text for text in all_texts(drawing)))
        self._face_of: dict[str, str] = {}
        self._data: dict[str, bytes] = {}
        if lacking:
            from winnow_sr.prisma.draw.system_fonts import faces_for

            for face in faces_for(lacking, form):
                self._face_of.update(dict.fromkeys(face.letters, face.name))
                self._data[face.name] = face.data

    @property
    def faces(self) -> list[str]:
        return [*OWN, *self._data]

    def file(self, face: str) -> str | io.BytesIO:
        """What a font library opens: the path of a face, or its content."""
        return io.BytesIO(self._data[face]) if face in self._data else str(font_file(face))

    def runs(self, text: str, bold: bool) -> list[tuple[str, str]]:
        """A line as it stands on paper, from left to right, cut where the face changes."""
        own = "Arimo-Bold" if bold else "Arimo-Regular"
        spare = "DejaVuSans-Bold" if bold else "DejaVuSans"
        reach = covered()

        def face(char: str) -> str:
            return own if ord(char) in reach else self._face_of.get(char, spare)

        return [(name, "".join(chars)) for name, chars in groupby(visual(text), face)]
