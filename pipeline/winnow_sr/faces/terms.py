"""Where the protocol's terms stand in a text, for highlighting."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple


class Span(NamedTuple):
    """A term found: text[start:end], and whether it speaks for or against."""

    start: int
    end: int
    kind: Literal["include", "exclude"]


def spans(text: str, include: Sequence[str], exclude: Sequence[str]) -> list[Span]:
    """Non-overlapping places of the terms, in order; the longer of two that overlap wins.

    Case does not matter; an asterisk at the end of a term stands for any ending; a space stands
    for any white space or a hyphen.
    """
    found: list[Span] = []
    for kind, terms in (("include", include), ("exclude", exclude)):
        pattern = term_pattern(terms)
        if pattern is not None:
            found += [Span(m.start(), m.end(), kind) for m in pattern.finditer(text)]  # type: ignore[arg-type]
    kept: list[Span] = []
    for span in sorted(found, key=lambda s: (s.start, s.start - s.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def term_pattern(terms: Sequence[str]) -> re.Pattern[str] | None:
    """One pattern for all terms, longest first; None where there is none."""
    parts = [part for term in sorted(set(terms), key=len, reverse=True) if (part := _part(term))]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})", re.IGNORECASE) if parts else None


def _part(term: str) -> str:
    body = term.strip(" \"'")
    open_ended = body.endswith("*")
    words = [re.escape(word) for word in re.split(r"[\s-]+", body.rstrip("*")) if word]
    if not words:
        return ""
    return r"[\s-]+".join(words) + (r"\w*" if open_ended else r"(?!\w)")
