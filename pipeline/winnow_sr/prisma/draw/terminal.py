"""The diagram for a terminal or a plain text file: boxes of rules, nothing but characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from winnow_sr.prisma.box_lines import Line, box_lines, footnotes, mark, side_text
from winnow_sr.prisma.flow import Flow

_ARROW = "──▶"
_ROWS = (
    ("identification", (("box2", "box3"),)),
    ("screening", (("box4", "box5"), ("box6", "box7"), ("box8", "box9"), ("", "waiting9"))),
)
_OTHER = (("box11", ""), ("box12", "box13"), ("box14", "box15"), ("", "waiting15"))
_LAST = (("box10", ""), ("box16", ""), ("box18", "box19"), ("box20", ""), ("box17", ""))


def render_text(
    flow: Flow,
    width: int = 100,
    *,
    title: str = "",
    language: str = "en",
    spelling: str = "british",
    per_source: bool = True,
) -> str:
    """The diagram in characters, at most `width` (40 or more) columns wide, without colours."""
    boxes = box_lines(flow, language, spelling, per_source)
    side = (max(width, 40) - 5) // 2
    lines = [title, ""] if title else []
    warning = mark(flow, language, spelling)
    if warning:
        lines += [f"*** {part} ***" for part in _wrap(warning, max(width, 40) - 8)] + [""]
    if flow.updated:
        lines += _section(_text(boxes.get("prevstud", ())), [("box1", "")], boxes, side, False)
    lines += [_rule(_text(boxes.get("newstud", ())), width)]
    for name, rows in _ROWS:
        label = side_text(flow, name, language, spelling)
        lines += [f"[{label}]", *_chain(rows, boxes, side)]
    if flow.with_other:
        lines += ["", *_section(_text(boxes.get("othstud", ())), _OTHER, boxes, side, True)]
    label = side_text(flow, "included", language, spelling)
    lines += ["", f"[{label}]", *_chain(_LAST, boxes, side, False), ""]
    for note in footnotes(flow, language, spelling, per_source, instructions=False):
        lines += _wrap(note, max(width, 40))
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _section(
    head: str,
    rows: Sequence[tuple[str, str]],
    boxes: dict[str, list[Line]],
    side: int,
    onward: bool,
) -> list[str]:
    return [_rule(head, 2 * side + 5), *_chain(rows, boxes, side, onward), ""]


def _text(lines: Sequence[Line]) -> str:
    return " ".join(line.text for line in lines)


def _rule(head: str, width: int) -> str:
    return f"══ {head} ".ljust(max(min(width, 100), len(head) + 6), "═")


def _chain(
    rows: Sequence[tuple[str, str]],
    boxes: dict[str, list[Line]],
    side: int,
    onward: bool = True,
) -> list[str]:
    """Boxes below one another, each with its exit to the right. onward: an arrow after the last."""
    lines: list[str] = []
    present = [(a, b) for a, b in rows if a in boxes or b in boxes]
    mains = [i for i, (main, _) in enumerate(present) if main in boxes]
    for i, (main, aside) in enumerate(present):
        left = _frame(boxes[main], side) if main in boxes else []
        right = _frame(boxes[aside], side) if aside in boxes else []
        runs_on = bool(mains) and (onward or i < mains[-1])
        lines += _beside(left, right, side, runs_on)
        if runs_on and (i + 1 == len(present) or i + 1 in mains):
            lines.append(f"{'│':>{side // 2 + 1}}")
            lines.append(f"{'▼':>{side // 2 + 1}}")
    return lines


def _beside(left: list[str], right: list[str], side: int, runs_on: bool) -> list[str]:
    """A box and its exit. runs_on: the flow goes on downwards past a taller exit."""
    below = f"{'│':>{side // 2 + 1}}".ljust(side) if runs_on else " " * side
    joined: list[str] = []
    for i in range(max(len(left), len(right))):
        a = left[i] if i < len(left) else below
        b = right[i] if i < len(right) else ""
        link = _ARROW if i == 1 and left and right else "   "
        joined.append(f"{a} {link} {b}" if b else a)
    return joined


def _frame(lines: Sequence[Line], width: int) -> list[str]:
    inside: list[str] = []
    for line in lines:
        pad = "  " * line.indent
        parts = _wrap(line.text, width - 4 - len(pad))
        inside += [pad + part for part in parts]
    body = [f"│ {text}{' ' * (width - 4 - cells(text))} │" for text in inside]
    return [f"┌{'─' * (width - 2)}┐", *body, f"└{'─' * (width - 2)}┘"]


def cells(text: str) -> int:
    """Columns a text takes in a terminal: two for a wide letter, none for an accent."""
    return sum(_cell(char) for char in text)


def _cell(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns; "(n = 12)" stays in one piece."""
    lines: list[str] = [""]
    for word in text.split(" "):
        while cells(word) > width:
            head = _fit(word, width)
            lines += [head]
            word = word[len(head) :]
        longer = f"{lines[-1]} {word}".lstrip(" ")
        if cells(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return [line.replace("\u00a0", " ") for line in lines if line]


def _fit(word: str, width: int) -> str:
    n = 1
    while n < len(word) and cells(word[: n + 1]) <= width:
        n += 1
    return word[:n]
