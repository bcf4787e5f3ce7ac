"""What the demo says of the studies that it includes: by words of title and abstract, for show.

Nobody has judged it. A team reads the reports and says `winnow describe STUDY ...`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from winnow_sr.faces.terms import term_pattern

DESIGNS = (
    ("randomised trials", ("randomi*", "double-blind", "placebo", "clinical trial")),
    ("case series and case reports", ("case report*", "a case", "case of", "veteran", "emergency")),
    ("qualitative studies", ("qualitative", "experiences", "social media", "narrative*")),
    (
        "cross-sectional studies",
        ("survey*", "prevalence", "patterns", "correlates", "self-report*"),
    ),
)
"""Design, and words that the demo takes for it; the first that is found."""
UNKNOWN = "design not judged"
SUBSTANCES = {"melatonin": ("melatonin*",), "kratom": ("kratom", "ketum", "mitragyn*")}
NOTE = "Assigned by words of the record, for the demo; nobody has judged it."


class ClaimAsked(Protocol):
    """A claim of the protocol, as far as it is needed here."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def terms(self) -> Sequence[str]:
        """Words that speak of it."""


class Shown(NamedTuple):
    """A description as `winnow describe` takes it."""

    design: str
    substances: tuple[str, ...]
    claims: tuple[str, ...]


def shown(text: str, claims: Sequence[ClaimAsked]) -> Shown:
    """The description that the words of a text amount to."""
    given = [name for name, terms in SUBSTANCES.items() if found(text, terms)]
    both = len(given) > 1
    substances = (" with ".join(given),) if both else tuple(given)
    design = next((name for name, terms in DESIGNS if found(text, terms)), UNKNOWN)
    return Shown(design, substances, tuple(c.id for c in claims if bears(text, c, both)))


def bears(text: str, claim: ClaimAsked, both: bool) -> bool:
    """Do a substance and one of the claim's other words occur? On a combination: both substances."""
    if any(term.startswith("combin") for term in claim.terms):
        return both
    every = {term for terms in SUBSTANCES.values() for term in terms} | {"melatonin"}
    named = [term for term in claim.terms if term in every]
    others = [term for term in claim.terms if term not in every]
    return found(text, others) and (not named or found(text, named))


def found(text: str, terms: Sequence[str]) -> bool:
    """Does one of the terms occur?"""
    pattern = term_pattern(terms)
    return pattern is not None and pattern.search(text) is not None
