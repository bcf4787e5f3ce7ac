"""One look at whether screening may stop: what was read, what the rule says, and the words for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from winnow_sr.ledger.state import ReviewState, Rule
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.answers import StopAnswer
from winnow_sr.screening.outcomes import wanted_votes
from winnow_sr.vocabulary import TITLE_ABSTRACT

if TYPE_CHECKING:
    from winnow_sr.screening.reading import Reading
    from winnow_sr.stopping import History, Label, Verdict


class Judged(NamedTuple):
    """One look: what was read under which order, and what the rule says of it."""

    state: ReviewState
    plan: Plan
    fixed: Rule
    reading: Reading
    history: History
    verdict: Verdict
    changed: bool
    """Was the plan for stopping changed after ranked reading had begun?"""
    fixed_target: float
    """The target that stood when ranked reading began."""

    def label(self, against_rule: bool = False) -> Label:
        """On what a stop declared now rests."""
        from winnow_sr.stopping import stop_label

        return stop_label(
            self.verdict,
            everything_read=self.reading.facts.all_read,
            ranked=self.reading.ranked,
            changed=self.changed,
            against_rule=against_rule,
        )

    @property
    def people(self) -> int:
        """Votes that each citation gets."""
        return wanted_votes(self.plan, TITLE_ABSTRACT)


CHANGED = "Rule, target or confidence were changed after ranked reading had begun: "


def changed_words(now: Judged, label: Label) -> list[str]:
    """What a change of the plan will mean, while the rule allows no stop yet."""
    if not now.changed or label != "none" or now.reading.facts.all_read:
        return []
    return [CHANGED + "a stop will be labelled `changed after looking`, whatever the rule says."]


def reason_of(now: Judged, unresolved: int) -> str:
    """Why one may stop, or may not."""
    from winnow_sr.stopping import everything_read_text

    said: list[str] = []
    if unresolved:
        are = "conflict is" if unresolved == 1 else "conflicts are"
        said.append(f"{unresolved} {are} unresolved: resolve them first.")
    if now.reading.facts.all_read:
        said.append(everything_read_text(now.reading.facts.total, now.people))
    elif now.label() == "none" and now.verdict.label != "audited" and now.reading.problems:
        said += now.reading.problems
    else:
        said.append(now.verdict.text)
    if now.label() == "changed after looking":
        said.append(CHANGED + "the promise no longer holds.")
    return " ".join(said)


def numbers_of(answer: StopAnswer) -> dict[str, str | int | float | bool | None]:
    """What is kept with a declared stop beside the rule's own numbers."""
    read = answer.read
    return {
        "recall_low": answer.recall.low,
        "recall_estimate": answer.recall.estimate,
        "read_ranked": read.ranked,
        "read_random": read.random,
        "read_pilot": read.pilot,
        "read_without_abstract": read.without_abstract,
        "read_elsewhere": read.elsewhere,
    }
