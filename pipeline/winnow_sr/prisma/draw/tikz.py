"""LaTeX: a TikZ picture to be put into a manuscript, or a page of its own.

Each box is one node with its printed lines, so that a number or a word is changed in one place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from winnow_sr.prisma.boxes import CENTRED
from winnow_sr.prisma.draw.colours import LINE, Style, style
from winnow_sr.prisma.shapes import Arrow, Drawing, Shape, Text

PREAMBLE = r"""\usepackage{iftex}
\ifPDFTeX
  \usepackage[utf8]{inputenc}
  \usepackage[T1]{fontenc}
  \usepackage{textcomp}
  \usepackage[scaled=1]{helvet}
\else % LuaLaTeX and XeLaTeX: for letters beyond Latin, choose a font that has them
  \usepackage{fontspec}
  \IfFontExistsTF{Arial}{\setsansfont{Arial}}{%
    \IfFontExistsTF{Liberation Sans}{\setsansfont{Liberation Sans}}{}}
\fi
\usepackage{tikz}
\usetikzlibrary{arrows.meta}"""
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    '"': r"\textquotedbl{}",
    "'": r"\textquotesingle{}",
    "\u00a0": "~",
    "\u202f": r"\,",
    "\u2003": r"\quad{}",
    "≤": r"\ensuremath{\le}",
    "≥": r"\ensuremath{\ge}",
    "−": r"\ensuremath{-}",
}


def tex(drawing: Drawing, colour: bool = True) -> str:
    """A document of one page, as large as the drawing."""
    page = f"paperwidth={_f(drawing.width)}bp,paperheight={_f(drawing.height)}bp,margin=0pt"
    title = _escaped(drawing.document_title)
    return "\n".join(
        (
            f"% {drawing.name}",
            r"\documentclass{article}",
            rf"\usepackage[{page}]{{geometry}}",
            PREAMBLE,
            rf"\usepackage[pdftitle={{{title}}},pdfauthor={{{_escaped(drawing.author)}}}]{{hyperref}}",
            r"\pagestyle{empty}",
            r"\setlength{\parindent}{0pt}",
            r"\setlength{\topskip}{0pt}",
            r"\begin{document}",
            tikz(drawing, colour).rstrip(),
            r"\end{document}",
            "",
        )
    )


def tikz(drawing: Drawing, colour: bool = True) -> str:
    """The picture alone, for \\input; what it needs is said in its first lines."""
    lines = [
        f"% {drawing.name}",
        *([f"% {drawing.origin}"] if drawing.head else []),
        "% needs, in the preamble:",
    ]
    lines += [f"%   {line}" for line in PREAMBLE.split("\n")]
    lines.append(r"\begin{tikzpicture}[x=1bp,y=-1bp,font=\sffamily,inner sep=0pt,outer sep=0pt,")
    lines.append(f"  line width={LINE}bp,>={{Triangle[length=5bp,width=4.5bp]}}]")
    lines += _colours(drawing, colour)
    edge = f"({_f(drawing.width)},{_f(drawing.height)})"
    lines.append(rf"  \path[use as bounding box] (0,0) rectangle {edge};")
    for shape in drawing.shapes:
        lines += _shape(shape, style(shape.kind, colour))
    lines += [_arrow(arrow) for arrow in drawing.arrows]
    for text in (*drawing.heading, *drawing.notes):
        lines.append(rf"  \node[anchor=base west] at {_at(text.x, text.y)} {{{_set(text)}}};")
    return "\n".join([*lines, r"\end{tikzpicture}", ""])


def _colours(drawing: Drawing, colour: bool) -> Iterator[str]:
    looks = {style(shape.kind, colour) for shape in drawing.shapes}
    for value in sorted({v for look in looks for v in (look.fill, look.line, look.text)}):
        yield rf"  \definecolor{{{_colour(value)}}}{{HTML}}{{{value.removeprefix('#')}}}"


def _colour(value: str) -> str:
    return f"prisma{value.removeprefix('#')}"


def _shape(shape: Shape, look: Style) -> Iterator[str]:
    corners = f"{_at(shape.x, shape.y)} rectangle {_at(shape.right, shape.bottom)}"
    round_ = f",rounded corners={_f(look.radius)}bp" if look.radius else ""
    yield f"  % {shape.name}"
    yield rf"  \draw[fill={_colour(look.fill)},draw={_colour(look.line)}{round_}] {corners};"
    if shape.kind == "side":
        middle = _at(shape.middle, shape.y + shape.height / 2)
        label = "".join(_set(text) for text in shape.texts)
        yield rf"  \node[rotate=90] at {middle} {{{label}}};"
        return
    centred = shape.kind in CENTRED
    for text in shape.texts:
        anchor = "base" if centred else "base west"
        ink = "" if look.text == "#000000" else f",text={_colour(look.text)}"
        yield rf"  \node[anchor={anchor}{ink}] at {_at(text.x, text.y)} {{{_set(text)}}};"


def _arrow(arrow: Arrow) -> str:
    return rf"  \draw[->] {' -- '.join(_at(x, y) for x, y in arrow.points)};"


def _set(text: Text) -> str:
    bold = r"\bfseries " if text.bold else ""
    return rf"\fontsize{{{_f(text.size)}bp}}{{{_f(text.size * 1.28)}bp}}\selectfont {bold}{_escaped(text.text)}"


def _escaped(text: str) -> str:
    return re.sub("|".join(map(re.escape, _SPECIAL)), lambda found: _SPECIAL[found[0]], text)


def _at(x: float, y: float) -> str:
    return f"({_f(x)},{_f(y)})"


def _f(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
