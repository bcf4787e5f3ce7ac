"""Text as HTML, the protocol's terms marked. Whatever stands in a record stays text."""

from __future__ import annotations

from markupsafe import Markup, escape

from pipeline.protocol.plan import Terms
from pipeline.screening.terms import spans


def marked(text: str, terms: Terms) -> Markup:
    """The text escaped, with `<mark class="include|exclude">` around each term."""
    out, at = Markup(), 0
    for span in spans(text, terms.include, terms.exclude):
        out += escape(text[at : span.start])
        out += Markup('<mark class="{}">{}</mark>').format(span.kind, text[span.start : span.end])
        at = span.end
    return out + escape(text[at:])
