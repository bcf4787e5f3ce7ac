"""What the texts say of declared readers: plain values, gathered by `winnow_sr.review`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StratumFacts:
    """What a reader found of citations that people settled."""

    name: str
    n: int
    relevant: int
    found: int
    sensitivity: str
    """With its interval, in words."""
    specificity: str


@dataclass(frozen=True, slots=True)
class ReaderFacts:
    """A declared reader: as declared, what it said, how well it read, what it did."""

    name: str
    version: str
    kind: str
    developer: str = ""
    accessed: str = ""
    where: str = ""
    prompt: str = ""
    training: str = ""
    digest: str = ""
    parameters: str = ""
    fields: tuple[str, ...] = ()
    cost: str = ""
    interests: str = ""
    declared_by: str = ""
    declared: str = ""
    scale: str = ""
    threshold: str = ""
    planned: str = ""
    role: str = "compare"
    granted: str = ""
    granted_by: str = ""
    evidence: str = ""
    """What the role was granted on, in words; empty where nothing was."""
    scored: int = 0
    unanswered: int = 0
    sent_to: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    sample: int = 0
    relevant: int = 0
    found: int = 0
    bound: str = ""
    """Lower bound of its sensitivity with its confidence, in words; empty where nothing was measured."""
    strata: tuple[StratumFacts, ...] = ()
    agreement: tuple[str, ...] = ()
    """Beside each person, in words."""
    seconded: int = 0
    aside: int = 0
    ended: tuple[str, ...] = ()
    again: int = 0
