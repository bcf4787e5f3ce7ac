"""May this decision be made? One line that says why not, otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.state import ReviewState
from winnow_sr.ledger.votes import STAGES, VERDICTS
from winnow_sr.protocol.plan import Plan
from winnow_sr.screening.outcomes import outcome_at


def citation_id(citation: int) -> str:
    """`C000012`."""
    return f"C{citation:06d}"


def record_id(record: int) -> str:
    """`R000012`."""
    return f"R{record:06d}"


def ids(letter: str, numbers: Sequence[int]) -> tuple[str, ...]:
    """`citation_id` (letter C) or `record_id` (R) of many, formatted in one go."""
    return tuple((f"{letter}%06d " * len(numbers) % tuple(numbers)).split())


def check_name(name: str) -> str:
    """A reviewer's name as it goes into the ledger."""
    text = " ".join(name.split())
    if not text or not text.isprintable() or len(text) > 80:
        raise WinnowError("a reviewer's name must be 1 to 80 printable characters (--as NAME)")
    return text


def check_member(state: ReviewState, plan: Plan, name: str, *, resolving: bool = False) -> str:
    """The name, if the team has no list or the list has it."""
    text = check_name(name)
    declared = {who: role for who, (role, status) in state.team.items() if status == "joined"}
    left = {who for who, (_, status) in state.team.items() if status == "left"}
    listed = {*plan.screening.reviewers, *plan.screening.adjudicators, *declared} - left
    if text in left:
        raise WinnowError(f"{text} has left the team; `winnow team join {text}` to bring them back")
    if listed and text not in listed:
        raise WinnowError(f"unknown reviewer {text!r}: the team is {', '.join(sorted(listed))}")
    allowed = {*plan.screening.adjudicators}
    allowed |= {who for who, role in declared.items() if role in ("adjudicator", "lead")}
    if resolving and plan.screening.adjudicators and text not in allowed:
        raise WinnowError(f"{text} may not resolve conflicts: {', '.join(sorted(allowed))} may")
    if not resolving and declared.get(text) == "observer":
        raise WinnowError(f"{text} is an observer and cannot decide")
    return text


def check_stage(stage: str) -> str:
    """The stage, if there is such a one."""
    if stage not in STAGES:
        raise WinnowError(f"unknown stage {stage!r}: title-abstract or full-text")
    return stage


def check_verdict(verdict: str) -> str:
    """The verdict, if there is such a one."""
    found = [v for v in VERDICTS if v == verdict.strip().lower()]
    if not found:
        raise WinnowError(f"unknown verdict {verdict!r}: include, exclude or unsure")
    return found[0]


def check_reason(plan: Plan, stage: str, verdict: str, reason: str) -> str:
    """The reason's code. A full-text exclusion must have one, an inclusion must not."""
    text = reason.strip()
    if verdict != "exclude":
        if text:
            raise WinnowError(f"a reason ({text!r}) goes with exclude only, not with {verdict}")
        return ""
    if not text:
        if stage == "full-text":
            raise WinnowError(f"a full-text exclusion needs its reason (--reason): {codes(plan)}")
        return ""
    found = plan.reason(text)
    if found is None:
        raise WinnowError(f"reason {text!r} is not in the protocol: {codes(plan)}")
    return found.code


def codes(plan: Plan) -> str:
    """The reason codes in order, for messages."""
    return ", ".join(reason.code for reason in plan.reasons) or "the protocol lists none"


def check_open(state: ReviewState, plan: Plan, stage: str, citation: int) -> None:
    """Is the citation there to be decided on at this stage?"""
    if citation in state.removed:
        by, why = state.removed[citation]
        raise WinnowError(f"{citation_id(citation)} was removed before screening ({by}: {why})")
    if stage == "full-text":
        check_sought(state, plan, citation)
        status = state.reports.get(citation, ["", ""])[0]
        if status == "not-retrieved":
            raise WinnowError(
                f"the report of {citation_id(citation)} was not retrieved: mark it as retrieved first"
            )


def is_other_lane(state: ReviewState, citation: int) -> bool:
    """Found neither by a database nor by a register (only then may screening be skipped)."""
    lanes = {state.origin(record)["lane"] for record in state.members(citation)}
    return not lanes & {"database", "register"}


def report_of(state: ReviewState, citation: int) -> list[str] | None:
    """[status, reason] of the report, looked for on all records of the citation."""
    return next((state.reports[m] for m in state.members(citation) if m in state.reports), None)


def check_sought(state: ReviewState, plan: Plan, citation: int) -> None:
    """Is the report of this citation sought?"""
    outcome = outcome_at(state, plan, "title-abstract", citation)
    if outcome.status == "include":
        return
    if is_other_lane(state, citation) and report_of(state, citation) and not outcome.settled:
        return
    why = {
        "unscreened": "has not been screened on title and abstract",
        "waiting": "still waits for a vote on title and abstract",
        "conflict": "is in conflict on title and abstract",
        "exclude": "was excluded on title and abstract",
    }.get(outcome.status, "was not included")
    raise WinnowError(f"the report of {citation_id(citation)} is not sought: the citation {why}")
