"""From records to citations: which entries of the exports describe one publication.

In: numbered records and what is settled already (`Known`), and the protocol's `Policy`. Out:
groups of record numbers, the links that made them with the rule and the field comparison behind
each, the doubtful pairs for a person, and warnings about retractions (`Found`). The steps have a
file each: `prepare` (with `folding`, `text`, `names`, `place`, `marks`, `kinds`, `forms`, `notices`,
`placeholders`, `registrations`), `block`, `compare` (with `contrast`, `oppositions`), `rulebook`
(with `rules`), `cluster`, `cautions`, `find`; `explanation` says why, `composition` builds the record reviewers see. Three
outcomes: merge the sure, ask about the doubtful, leave the rest; nothing is ever deleted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from winnow_sr.later import later

if TYPE_CHECKING:
    from winnow_sr.dedupe.cautions import Caution
    from winnow_sr.dedupe.cluster import merges_by_rule
    from winnow_sr.dedupe.composition import Composed, compose
    from winnow_sr.dedupe.explanation import Comparison, Explanation, FieldComparison, explain
    from winnow_sr.dedupe.find import Found, Known, Link, find_duplicates
    from winnow_sr.dedupe.marks import retracted, retraction_notice
    from winnow_sr.dedupe.policy import Policy
    from winnow_sr.dedupe.rulebook import REASONS

LATER = {
    "Composed": "composition",
    "compose": "composition",
    "Comparison": "explanation",
    "Explanation": "explanation",
    "FieldComparison": "explanation",
    "explain": "explanation",
    "Caution": "cautions",
    "Found": "find",
    "Known": "find",
    "Link": "find",
    "find_duplicates": "find",
    "merges_by_rule": "cluster",
    "retracted": "marks",
    "retraction_notice": "marks",
    "Policy": "policy",
    "REASONS": "rulebook",
}
"""Names that are imported when first asked for: a queue composes citations, but matches none."""

__all__ = [
    "REASONS",
    "Caution",
    "Comparison",
    "Composed",
    "Explanation",
    "FieldComparison",
    "Found",
    "Known",
    "Link",
    "Policy",
    "compose",
    "explain",
    "find_duplicates",
    "merges_by_rule",
    "retracted",
    "retraction_notice",
]

__getattr__ = later(__name__, LATER)
