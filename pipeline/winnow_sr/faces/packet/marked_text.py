"""Text of a record as HTML. Whatever stands in it stays text."""

from __future__ import annotations

import re
from html import escape

from winnow_sr.faces.terms import spans
from winnow_sr.review.answers import Terms

LABEL = re.compile(r"(?<=[.?!)]) +(?=[A-Z][A-Z &/,-]{3,40}:)")
"""Before a heading inside a structured abstract."""


def marked(text: str, terms: Terms) -> str:
    """The text escaped, with `<mark class="include|exclude">` around each of the terms."""
    out, at = "", 0
    for span in spans(text, terms.include, terms.exclude):
        found = escape(text[span.start : span.end])
        out += f'{escape(text[at : span.start])}<mark class="{span.kind}">{found}</mark>'
        at = span.end
    return out + escape(text[at:])


def paragraphs(text: str) -> list[str]:
    """An abstract's paragraphs; the headings of a structured abstract begin new ones."""
    lines = (part.strip() for line in text.splitlines() for part in LABEL.split(line))
    return [line for line in lines if line]
