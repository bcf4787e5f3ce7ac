"""The tools of `checks`: named numbers, sums that say themselves, and what they are taken from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from winnow_sr.prisma.classify import Trouble
from winnow_sr.prisma.flow import MAY_LACK
from winnow_sr.prisma.flow_parts import (
    After,
    Breakdown,
    Check,
    Kind,
    OwnLine,
    ReasonRow,
    SourceRow,
    Template,
)

Boxes = Mapping[str, int | str | None]


class Term(msgspec.Struct, frozen=True):
    """One number of a sum: its name, its value (None: missing), and whether 0 is worth saying."""

    name: str
    value: int | None
    always: bool = True


class Numbers(msgspec.Struct, frozen=True):
    """Everything the identities look at."""

    template: Template
    boxes: Boxes
    reasons: Mapping[str, Sequence[ReasonRow]]
    sources: Sequence[SourceRow]
    more: Breakdown
    trouble: Trouble
    faults: tuple[str, ...]
    from_file: bool
    own_lines: tuple[OwnLine, ...] = ()
    after: After = After()
    screening_reasons: tuple[ReasonRow, ...] = ()

    @property
    def unscreened_layer(self) -> bool:
        """A file without the two boxes of screening: sought follows from what was identified."""
        lines = (self.n("records_screened"), self.n("records_excluded"))
        return self.from_file and lines == (None, None)

    def n(self, key: str) -> int | None:
        value = self.boxes.get(key)
        return value if isinstance(value, int) else None

    def term(self, key: str) -> Term:
        """The number of a key. A line that may be lacking and is counts as an unspoken 0."""
        value = self.n(key)
        if value is None and key in MAY_LACK:
            return Term(key, 0, always=False)
        return Term(key, value)

    def own(self, box: str) -> list[Term]:
        """The author's own lines in a box."""
        return [Term(f"'{line.text}'", line.n) for line in self.own_lines if line.box == box]


def equal(numbers: Numbers, name: str, left: Term, right: Sequence[Term]) -> Check:
    """left = sum of right. A missing number fails: what cannot be added up cannot be right."""
    missing = [t.name.removeprefix("-") for t in (left, *right) if t.value is None]
    if missing:
        return Check(name, False, f"cannot be checked: no number for {', '.join(missing)}")
    total = sum(t.value or 0 for t in right)
    ok = left.value == total
    shown = [t for t in right if t.always or t.value]
    sum_text = " ".join(_signed(t, first=i == 0) for i, t in enumerate(shown)) or "0"
    text = f"{left.name} {left.value} {'=' if ok else '≠'} {sum_text}"
    if not ok:
        text += f" = {total} (off by {(left.value or 0) - total:+d})"
    trouble = numbers.trouble.text(name)
    if trouble:
        return Check(name, False, f"{text}; {trouble}", members=numbers.trouble.members(name))
    return Check(name, ok, text)


def _signed(term: Term, first: bool) -> str:
    value = term.value or 0
    minus = value < 0 or term.name.startswith("-")
    name = term.name.removeprefix("-")
    sign = ("-" if minus else "") if first else ("- " if minus else "+ ")
    return f"{sign}{name} {abs(value)}"


def at_most(name: str, small: Term, large: Term, kind: Kind = "inequality") -> Check:
    if small.value is None or large.value is None:
        missing = small.name if small.value is None else large.name
        return Check(name, False, f"cannot be checked: no number for {missing}", kind)
    ok = small.value <= large.value
    sign = "≤" if ok else ">"
    return Check(name, ok, f"{small.name} {small.value} {sign} {large.name} {large.value}", kind)


def minus(term: Term) -> Term:
    return Term(f"-{term.name}", None if term.value is None else -term.value, term.always)


def add_up(name: str, *terms: Term) -> Term:
    values = [t.value for t in terms]
    known = [v for v in values if v is not None]
    return Term(name, sum(known) if len(known) == len(values) else None)
