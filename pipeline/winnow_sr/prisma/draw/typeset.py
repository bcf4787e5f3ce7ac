"""For renderers that carry their own fonts: which font draws which part of a line."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Literal

from winnow_sr.prisma import fonts
from winnow_sr.prisma.bidi import visual
from winnow_sr.prisma.metrics import covered

Face = Literal["Arimo-Regular", "Arimo-Bold", "DejaVuSans", "DejaVuSans-Bold"]
FACES: tuple[Face, ...] = ("Arimo-Regular", "Arimo-Bold", "DejaVuSans", "DejaVuSans-Bold")


@cache
def font_file(face: Face) -> Path:
    """Where a face lies: Arimo here, DejaVu Sans among Matplotlib's data (not imported)."""
    if face.startswith("Arimo"):
        return Path(fonts.__file__).parent / f"{face}.ttf"
    spec = find_spec("matplotlib")
    if spec is None or spec.origin is None:
        return font_file("Arimo-Bold" if face.endswith("Bold") else "Arimo-Regular")
    return Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf" / f"{face}.ttf"


def runs(text: str, bold: bool) -> list[tuple[Face, str]]:
    """A line as it stands on paper, from left to right, cut where the face changes."""
    own: Face = "Arimo-Bold" if bold else "Arimo-Regular"
    spare: Face = "DejaVuSans-Bold" if bold else "DejaVuSans"
    ordered, reach = visual(text), covered()
    return [
        (spare if other else own, "".join(chars))
        for other, chars in groupby(ordered, lambda char: ord(char) not in reach)
    ]
