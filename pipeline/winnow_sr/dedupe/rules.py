"""How a rule looks, and how the first rule that holds decides a pair."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from winnow_sr.dedupe.compare import Evidence
from winnow_sr.dedupe.policy import Policy

Outcome = Literal["merge", "ask", "leave", "apart"]
"""apart: leave, and never let anything else bring the two into one citation."""

Switch = Literal[
    "cochrane_versions", "errata", "preprints", "conference_abstracts", "registry_entries"
]
Test = Callable[[Evidence], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """If `holds`, the pair is settled with `outcome` (or as the policy's `switch` says)."""

    name: str
    outcome: Outcome
    reason: str
    """One sentence for the reader, true of every pair the rule decides."""
    holds: Test
    switch: Switch | None = None

    def outcome_under(self, policy: Policy) -> Outcome:
        """What this rule leads to under a policy."""
        if self.switch is None:
            return self.outcome
        treatment: Outcome = getattr(policy, self.switch)
        return treatment


@dataclass(frozen=True, slots=True)
class Chapter:
    """Rules tried only where `about` holds; the last rule of a closed chapter always holds."""

    title: str
    about: Test
    rules: tuple[Rule, ...]


def always(_: Evidence) -> bool:
    """The test of a rule or chapter without a condition."""
    return True


DIFFERENT = Rule("different", "leave", "Nothing suggests that these are one publication.", always)


def decide(pair: Evidence, book: tuple[Chapter, ...]) -> Rule:
    """The first rule of the book that holds; `DIFFERENT` when none does."""
    for chapter in book:
        if chapter.about(pair):
            for rule in chapter.rules:
                if rule.holds(pair):
                    return rule
    return DIFFERENT
