"""Answers come back: checked, and recorded once."""

from __future__ import annotations

import hmac
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from winnow_sr.errors import WinnowError
from winnow_sr.faces.packet.register import Answer, Register, signature
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.answers import Offer, VerdictRow
from winnow_sr.screening.checks import check_open, check_reason, check_verdict, repeated
from winnow_sr.screening.team import check_name

if TYPE_CHECKING:
    from winnow_sr.review import Review

LARGEST = 20 * 2**20
LONGEST_NOTE = 2000


def take(review: Review, path: Path, name: str) -> dict[str, Any]:
    """Record the answers of a packet: {packet, decided, unchanged, kept, gone, conflicts}.

    decided: new verdicts, and verdicts changed in the packet since it was last taken. unchanged:
    taken before, or standing already. kept: the reviewer has since decided otherwise elsewhere, and
    that stands. gone: no longer to be decided on (removed, say), with the reason. All or nothing.
    """
    register = Register(review.folder)
    try:
        issue, answers = read(path, register)
        who = check_name(name)
        if who != issue["reviewer"]:
            raise WinnowError(
                f"{path.name} holds the answers of {issue['reviewer']}, not of {who}: "
                f"take it with --as {issue['reviewer']!r}"
            )
        return record(review, register, issue, answers)
    finally:
        register.close()


def read(path: Path, register: Register) -> tuple[dict[str, Any], list[Answer]]:
    """What was issued and what was answered, once both signatures are right."""
    try:
        if path.stat().st_size > LARGEST:
            raise WinnowError(f"{path} is too large for an answers file")
        file = json.loads(path.read_text("utf-8"))
        parts = [file[k] for k in ("format", "issue", "issue_mac", "answers", "answers_mac")]
        if parts[0] != "winnow answers 1" or not all(isinstance(part, str) for part in parts):
            raise ValueError(parts[0])
    except OSError as error:
        raise WinnowError(f"{path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise WinnowError(
            f"{path} is not an answers file: open the packet and use its button Save answers"
        ) from error
    _, issue_text, issue_mac, text, mac = parts
    if not same(register.sign(issue_text), issue_mac):
        raise WinnowError(
            f"{path} was not issued by this review folder, or was changed: take it where it was made"
        )
    issue = json.loads(issue_text)
    key = bytes.fromhex(register.answer_key(issue["packet"]))
    if not same(signature(key, text), mac):
        raise WinnowError(
            f"the answers in {path} were changed after they were saved: save them again"
        )
    return issue, [checked(answer, issue, path) for answer in json.loads(text)]


def same(right: str, given: str) -> bool:
    """Compared in constant time, whatever was given."""
    return hmac.compare_digest(right.encode(), given.encode("utf-8", "replace"))


def checked(answer: dict[str, Any], issue: dict[str, Any], path: Path) -> Answer:
    """One answer as plain values, of a citation that the packet holds."""
    try:
        found = Answer(*(str(answer[k]) for k in Answer._fields))
        if found.citation not in issue["citations"]:
            raise KeyError(found.citation)
    except (KeyError, TypeError) as error:
        raise WinnowError(f"{path}: an answer is damaged ({error})") from error
    return found._replace(
        verdict=check_verdict(found.verdict), note=" ".join(found.note.split())[:LONGEST_NOTE]
    )


def record(
    review: Review, register: Register, issue: dict[str, Any], answers: list[Answer]
) -> dict[str, Any]:
    """Sort the answers into new, known, overtaken and gone; write the new ones."""
    state = review.session.state()
    plan = review.session.plan_of(state)
    before = register.taken(issue["packet"])
    done: dict[str, Any] = {"packet": issue["packet"], "decided": 0, "unchanged": 0, "conflicts": 0}
    done |= {"kept": [], "gone": []}
    new: list[Answer] = []
    for answer in answers:
        sort, why = sorted_as(answer, before.get(answer.citation), review, state, plan, issue)
        if sort == "new":
            new.append(answer)
        elif sort == "unchanged":
            done["unchanged"] += 1
        else:
            done[sort].append({"citation": answer.citation, "why": why})
    if new:
        rows = [row_of(answer, issue) for answer in new]
        made = review.screening.decide_all(rows, reviewer=issue["reviewer"], stage=issue["stage"])
        done["decided"], done["conflicts"] = made.decided, made.conflicts
    register.take(issue["packet"], [a for a in answers if a in new or a == before.get(a.citation)])
    return done


def row_of(answer: Answer, issue: dict[str, Any]) -> VerdictRow:
    """An answer as a verdict to record, with the offer that the packet made."""
    ranking, rank, score = issue.get("offers", {}).get(answer.citation, ("", 0, None))
    return VerdictRow(
        key=f"R{answer.citation[1:]}",
        verdict=answer.verdict,
        reason=answer.reason,
        note=answer.note,
        where=f"{answer.citation}: ",
        offer=Offer(by="packet", ranking=ranking, rank=rank, score=score),
    )


def sorted_as(
    answer: Answer, before: Answer | None, review: Review, state: ReviewState, plan: Plan,
    issue: dict[str, Any],
) -> tuple[str, str]:  # fmt: skip
    """(new | unchanged | kept | gone, why)."""
    if answer == before:
        return "unchanged", ""
    try:
        number = review.lookup.citation(f"R{answer.citation[1:]}", state)
    except WinnowError as error:  # its import was taken back
        return "gone", str(error)
    stage = issue["stage"]
    standing = state.votes_on(stage, number).get(issue["reviewer"])
    if standing is not None:
        verdict = check_verdict(answer.verdict)
        reason = check_reason(plan, stage, verdict, answer.reason)
        if repeated(standing, verdict, reason, answer.note) == "same":
            return "unchanged", ""
        if before is None or (standing.verdict, standing.reason, standing.note) != before[1:]:
            return "kept", f"decided otherwise in the meantime ({standing.verdict})"
    try:
        check_open(state, plan, stage, number)
    except WinnowError as error:
        return "gone", str(error)
    return "new", ""
