"""Fonts of the system, for letters that our own do not have (Chinese, Japanese, Korean, ...).

A font is found by what it can draw, not by its name; only the letters needed are taken from it, as
TrueType outlines, which PDF and PNG alike can embed.
"""

from __future__ import annotations

import io
import os
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from winnow_sr.errors import WinnowError

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

FOLDERS = "WINNOW_FONTS"
"""Environment variable: folders to look in, instead of the system's."""
_ENDINGS = (".ttf", ".ttc", ".otf", ".otc")
_LIKELY = (
    "sanscjk",
    "sans-cjk",
    "notosans",
    "wqy",
    "msyh",
    "yugoth",
    "malgun",
    "hiragino",
    "pingfang",
)
"""Parts of the names of plain faces: looked at first, so that the text looks like its neighbours."""
_JOINED = (
    (0x0700, 0x07FF),
    (0x0900, 0x0DFF),
    (0x0F00, 0x109F),
    (0x1780, 0x18AF),
    (0x1900, 0x1CFF),
    (0xA800, 0xABFF),
)
"""Scripts whose letters change with their neighbours (Devanagari, Tamil, Khmer, ...): a font alone
does not set them right."""
_BITS = 1000


class SystemFace(msgspec.Struct, frozen=True):
    """A part of a font of the system: its name, the letters it draws, and the font file itself."""

    name: str
    letters: frozenset[str]
    data: bytes


def faces_for(letters: str, form: str) -> list[SystemFace]:
    """Fonts of the system that draw all these letters. WinnowError, with what to do, if none do."""
    joined = [c for c in letters if any(a <= ord(c) <= b for a, b in _JOINED)]
    if joined:
        raise WinnowError(
            f"{form}: letters of this script ({''.join(joined)[:12]}) are not set right here; draw "
            "svg, html, docx or pptx, where the reader's program sets them"
        )
    wanted = set(letters)
    faces: list[SystemFace] = []
    for path, number in _candidates():
        found = wanted & _drawn(path, number)
        if found:
            faces.append(_part(path, number, frozenset(found)))
            wanted -= found
        if not wanted:
            return faces
    lacking = "".join(c for c in letters if c in wanted)
    raise WinnowError(
        f"{form}: no font here has the letters {lacking[:12]} ({unicodedata.name(lacking[0], '?')}"
        f"{', ...' if len(lacking) > 1 else ''}); install one that does (Noto Sans CJK for Chinese, "
        "Japanese and Korean), or draw svg, html, docx or pptx, which use the reader's fonts"
    )


def _folders() -> list[Path]:
    told = os.environ.get(FOLDERS)
    if told is not None:
        return [Path(folder) for folder in told.split(os.pathsep) if folder]
    home = Path.home()
    if sys.platform == "darwin":
        return [home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")]
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home)) / "Microsoft/Windows/Fonts"
        return [local, Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"]
    shared = os.environ.get("XDG_DATA_DIRS", "/usr/local/share:/usr/share").split(":")
    return [home / ".fonts", home / ".local/share/fonts", *(Path(s) / "fonts" for s in shared)]


def _candidates() -> Iterator[tuple[Path, int]]:
    """Font files and, in collections, the number of the face; plain regular faces first."""
    found = {
        Path(root) / name
        for folder in _folders()
        for root, _, names in os.walk(folder)
        for name in names
        if name.lower().endswith(_ENDINGS)
    }
    for path in sorted(found, key=_rank):
        yield path, 0


def _rank(path: Path) -> tuple[bool, bool, str]:
    name = path.name.lower().replace(" ", "")
    heavy = any(word in name for word in ("bold", "light", "black", "italic", "serif", "mono"))
    return heavy, not any(part in name for part in _LIKELY), str(path)


@cache
def _drawn(path: Path, number: int) -> frozenset[str]:
    """The letters a font file draws in outlines."""
    try:
        with _opened(path, number) as font:
            if not any(table in font for table in ("glyf", "CFF ", "CFF2")):
                return frozenset()
            return frozenset(map(chr, font.getBestCmap() or ()))
    except Exception:  # a broken font of the system is none of ours: the next may do
        return frozenset()


def _opened(path: Path, number: int) -> TTFont:
    from fontTools.ttLib import TTFont

    collection = path.suffix.lower() in (".ttc", ".otc")
    return TTFont(path, fontNumber=number if collection else -1, lazy=True)


@cache
def _part(path: Path, number: int, letters: frozenset[str]) -> SystemFace:
    """These letters of a font, as a font of their own with TrueType outlines."""
    from hashlib import sha256

    from fontTools.subset import Options, Subsetter

    options = Options(layout_features=[], hinting=False, notdef_outline=True, name_languages=["*"])
    options.drop_tables += [
        "fvar",
        "gvar",
        "avar",
        "HVAR",
        "VVAR",
        "MVAR",
        "STAT",
        "BASE",
        "vhea",
        "vmtx",
    ]
    with _opened(path, number) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=[0x20, *map(ord, letters)])
        subsetter.subset(font)
        if "glyf" not in font:
            _to_truetype(font)
        font["head"].modified = font["head"].created
        font.recalcTimestamp = False
        out = io.BytesIO()
        font.flavor = None
        font.save(out)
    data = out.getvalue()
    return SystemFace(f"{path.stem}-{sha256(data).hexdigest()[:8]}", letters, data)


def _to_truetype(font: Any) -> None:
    """Cubic outlines (CFF) to quadratic ones, within a thousandth of the em."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import newTable

    glyphs, order = font.getGlyphSet(), font.getGlyphOrder()
    fine = font["head"].unitsPerEm / _BITS
    made: dict[str, Any] = {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, fine, reverse_direction=True))
        made[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = table = newTable("glyf")
    table.glyphOrder, table.glyphs = order, made
    for old in ("CFF ", "CFF2", "VORG"):
        if old in font:
            del font[old]
    font["maxp"] = most = newTable("maxp")
    most.tableVersion, most.numGlyphs = 0x00010000, len(order)
    for field in [
        "maxZones",
        "maxTwilightPoints",
        "maxStorage",
        "maxFunctionDefs",
        "maxInstructionDefs",
        "maxStackElements",
        "maxSizeOfInstructions",
        "maxComponentElements",
        "maxPoints",
        "maxContours",
        "maxCompositePoints",
        "maxCompositeContours",
        "maxComponentDepth",
    ]:
        setattr(most, field, 0)
    most.maxZones = 1
    font["post"].formatType = 3.0
    font["post"].extraNames, font["post"].mapping = [], {}
    font.sfntVersion = "\x00\x01\x00\x00"
    for name, glyph in made.items():
        glyph.recalcBounds(table)
        advance, _ = font["hmtx"][name]
        font["hmtx"][name] = (advance, getattr(glyph, "xMin", 0))
