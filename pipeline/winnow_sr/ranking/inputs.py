"""What goes into a ranking and what comes out of it, as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Question:
    """The protocol's question, for the order before anything relevant is known.

    terms: words or phrases that belong to it (synonyms included; `opioid*` stands for all words
    that begin so). exclude_terms: words that speak against a citation. seeds: positions, among the
    citations to be ranked, of studies that the protocol names as relevant.
    """

    text: str
    terms: Sequence[str] = ()
    exclude_terms: Sequence[str] = ()
    seeds: Sequence[int] = ()


@dataclass(frozen=True)
class Ranking:
    """An order of citations and how it was obtained.

    order       : positions of all citations, best first; labelled ones keep their place by score.
    scores      : by position; higher is better. Comparable within one ranking only.
    description : model, parameters, seed, counts, phase and library versions, fit for JSON.
    """

    order: list[int]
    scores: list[float]
    description: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Term:
    """How much one term of one field moved a citation: up when `weight` is positive."""

    field: str
    term: str
    weight: float
