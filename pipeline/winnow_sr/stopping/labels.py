"""The one word that says on what a stop rests, in every output the same.

In: a rule's verdict, whether the reading bears out what the rule assumes, and whether rule or
target were changed after looking. Out: the label and its sentence. Specification: stopping.md, 0a.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, get_args

import msgspec

from winnow_sr.stopping.rule import Verdict
from winnow_sr.text import number, percent

Label = Literal[
    "certified",
    "model-supported",
    "audited",
    "heuristic",
    "changed after looking",
    "against the rule",
    "none",
]
LABELS: tuple[Label, ...] = get_args(Label)

MEANINGS: Final[dict[Label, str]] = {
    "certified": (
        "The rule fixed beforehand allowed the stop; its promise holds if the ranking was no worse "
        "than random order."
    ),
    "model-supported": (
        "The rule fixed beforehand allowed the stop on a track record and a model's bound; it is "
        "no guarantee."
    ),
    "audited": "A random sample of the unread allowed the stop, whatever the ranking did.",
    "heuristic": "A rule of thumb allowed the stop: nothing can be promised about recall.",
    "changed after looking": (
        "The rule allowed the stop only as it was changed after ranked reading had begun: its "
        "promise no longer holds."
    ),
    "against the rule": "Screening was stopped although the rule did not allow it.",
    "none": "No stopping rule supports a stop.",
}
"""One sentence each, for legends and reports."""


def known_label(text: str) -> Label | None:
    """The label that a stop of any age carries; None for a word that is none."""
    return next((label for label in LABELS if label == text), None)


class Fixed(msgspec.Struct, frozen=True):
    """The stopping plan as fixed at one moment. seq: of the event that fixed it.

    parameters : the rule's own, in words, so that two plans can be compared.
    """

    seq: int
    rule: str
    target: float
    confidence: float
    parameters: str = ""


def changed_after_looking(fixed: Sequence[Fixed], first_look: int) -> bool:
    """Was the plan changed after the first vote in ranked order (seq `first_look`, 0: none yet)?

    fixed : every plan, oldest first. A plan that only became stricter (the same rule, target and
    confidence no lower than what stood before) takes nothing from the promise: whatever passes it
    passes the plan that was fixed in advance. Once a plan was changed in any other way the answer
    stays yes, whatever is fixed afterwards; so does it where none was fixed before the first look.
    """
    if not first_look or not fixed:
        return False
    before = [plan for plan in fixed if plan.seq < first_look]
    after = [plan for plan in fixed if plan.seq >= first_look]
    if not before:
        return True
    standing = before[-1]
    for plan in after:
        same = (plan.rule, plan.parameters) == (standing.rule, standing.parameters)
        if not same or plan.target < standing.target or plan.confidence < standing.confidence:
            return True
        standing = plan
    return False


def stop_label(
    verdict: Verdict,
    *,
    everything_read: bool,
    ranked: bool,
    changed: bool,
    against_rule: bool = False,
) -> Label:
    """The label of a stop declared now, or that a stop would have.

    verdict : of the rule. everything_read : no citation is without a verdict. ranked : the reading
    bears out what a rule that rests on the ranking assumes (`screening.reading`). changed : see
    `changed_after_looking`. against_rule : it is declared all the same.
    """
    allowed = verdict.stop and (ranked or verdict.label == "audited")
    if everything_read:
        return "none"
    if not allowed:
        return "against the rule" if against_rule else "none"
    return "changed after looking" if changed else _own(verdict)


def _own(verdict: Verdict) -> Label:
    return next(label for label in LABELS if label == verdict.label)


def may_stop(label: Label, everything_read: bool) -> bool:
    """Does the ledger support ending screening now?"""
    return everything_read or label not in ("none", "against the rule")


def everything_read_text(total: int, people: int = 2) -> str:
    """What may be said when no citation is left unread, and what may not.

    people : votes that each citation got.
    """
    who = "the person who read it" if people < 2 else "everybody who read it"
    return (
        f"All {number(total)} citations have been read: no stopping rule is needed. Nothing is "
        f"left unread; a relevant citation that {who} excluded by mistake is missed all the same, "
        "and no rule can know of it."
    )


def label_text(label: Label, *, target: float, fixed_target: float = 0.0) -> str:
    """The label's sentence for a report.

    target : the one in force. fixed_target : the one that stood before ranked reading began, where
    it was a lower one (0: the same).
    """
    text = MEANINGS[label]
    if label in ("certified", "model-supported", "audited") and 0 < fixed_target < target:
        text += (
            f" The target was {percent(fixed_target)} when ranked reading began and was raised to "
            f"{percent(target)} afterwards."
        )
    return text
