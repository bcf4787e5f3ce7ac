"""Answers come back: checked, and recorded once."""

from __future__ import annotations

import hmac
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.faces.packet.register import Answer, Issue, Register, signature
from winnow_sr.review.answers import Offer, OwnVerdict, VerdictRow
from winnow_sr.vocabulary import Verdict

if TYPE_CHECKING:
    from winnow_sr.review import Review

LARGEST = 20 * 2**20
LONGEST_NOTE = 2000
NO_OFFER: tuple[str, int, float | None] = ("", 0, None)


class AnswersFile(msgspec.Struct, frozen=True):
    """The file that a packet saves: what was issued and what was answered, as signed texts."""

    format: Literal["winnow answers 1"]
    issue: str
    issue_mac: str
    answers: str
    answers_mac: str


class Given(msgspec.Struct, frozen=True):
    """One answer as the packet writes it."""

    citation: str
    verdict: Verdict
    reason: str
    note: str


class LeftAlone(msgspec.Struct, frozen=True):
    """An answer that was not recorded, and why not."""

    citation: str
    why: str


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the answers of a packet."""

    packet: str
    decided: int
    """New verdicts, and verdicts changed in the packet since it was last taken."""
    unchanged: int
    """Taken before, or standing already."""
    conflicts: int
    kept: list[LeftAlone]
    """The reviewer has since decided otherwise elsewhere, and that stands."""
    gone: list[LeftAlone]
    """No longer to be decided on (removed, say)."""


def take(review: Review, path: Path, name: str) -> Taken:
    """Record the answers of a packet: all that are new, or none."""
    register = Register(review.folder)
    try:
        issue, answers = read(path, register)
        who = review.team.check_name(name)
        if who != issue.reviewer:
            raise WinnowError(
                f"{path.name} holds the answers of {issue.reviewer}, not of {who}: "
                f"take it with --as {issue.reviewer!r}"
            )
        return record(review, register, issue, answers)
    finally:
        register.close()


def read(path: Path, register: Register) -> tuple[Issue, list[Answer]]:
    """What was issued and what was answered, once both signatures are right."""
    try:
        if path.stat().st_size > LARGEST:
            raise WinnowError(f"{path} is too large for an answers file")
        file = msgspec.json.decode(path.read_bytes(), type=AnswersFile)
    except OSError as error:
        raise WinnowError(f"{path}: {error.strerror}") from error
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise WinnowError(
            f"{path} is not an answers file: open the packet and use its button Save answers"
        ) from error
    if not same(register.sign(file.issue), file.issue_mac):
        raise WinnowError(
            f"{path} was not issued by this review folder, or was changed: take it where it was made"
        )
    issue = msgspec.json.decode(file.issue, type=Issue)
    key = bytes.fromhex(register.answer_key(issue.packet))
    if not same(signature(key, file.answers), file.answers_mac):
        raise WinnowError(
            f"the answers in {path} were changed after they were saved: save them again"
        )
    try:
        given = msgspec.json.decode(file.answers, type=list[Given])
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise WinnowError(f"{path}: an answer is damaged ({error})") from error
    return issue, [checked(answer, issue, path) for answer in given]


def same(right: str, given: str) -> bool:
    """Compared in constant time, whatever was given."""
    return hmac.compare_digest(right.encode(), given.encode("utf-8", "replace"))


def checked(given: Given, issue: Issue, path: Path) -> Answer:
    """One answer, of a citation that the packet holds."""
    if given.citation not in issue.citations:
        raise WinnowError(f"{path}: {given.citation} was not in the packet")
    note = " ".join(given.note.split())[:LONGEST_NOTE]
    return Answer(given.citation, given.verdict, given.reason, note)


def record(review: Review, register: Register, issue: Issue, answers: list[Answer]) -> Taken:
    """Sort the answers into new, known, overtaken and gone; write the new ones."""
    before = register.taken(issue.packet)
    new: list[Answer] = []
    left: dict[str, list[LeftAlone]] = {"kept": [], "gone": []}
    unchanged = 0
    for answer in answers:
        sort, why = sorted_as(answer, before.get(answer.citation), review, issue)
        if sort == "new":
            new.append(answer)
        elif sort == "unchanged":
            unchanged += 1
        else:
            left[sort].append(LeftAlone(answer.citation, why))
    decided = conflicts = 0
    if new:
        rows = [row_of(answer, issue) for answer in new]
        made = review.screening.decide_all(rows, reviewer=issue.reviewer, stage=issue.stage)
        decided, conflicts = made.decided, made.conflicts
    register.take(issue.packet, [a for a in answers if a in new or a == before.get(a.citation)])
    return Taken(
        packet=issue.packet,
        decided=decided,
        unchanged=unchanged,
        conflicts=conflicts,
        kept=left["kept"],
        gone=left["gone"],
    )


def record_id_of(answer: Answer) -> str:
    """The first record of the citation that was in the packet: it may be part of another by now."""
    return f"R{answer.citation[1:]}"


def row_of(answer: Answer, issue: Issue) -> VerdictRow:
    """An answer as a verdict to record, with the offer that the packet made."""
    ranking, rank, score = issue.offers.get(answer.citation, NO_OFFER)
    return VerdictRow(
        key=record_id_of(answer),
        verdict=answer.verdict,
        reason=answer.reason,
        note=answer.note,
        where=f"{answer.citation}: ",
        offer=Offer(by="packet", ranking=ranking, rank=rank, score=score),
    )


def sorted_as(
    answer: Answer, before: Answer | None, review: Review, issue: Issue
) -> tuple[Literal["new", "unchanged", "kept", "gone"], str]:
    """What is to become of an answer, and why."""
    if answer == before:
        return "unchanged", ""
    try:
        record = record_id_of(answer)
        standing = review.desk.standing(record, reviewer=issue.reviewer, stage=issue.stage)
    except WinnowError as error:  # its import was taken back
        return "gone", str(error)
    if standing is not None:
        if says(standing) == answer[1:]:
            return "unchanged", ""
        if before is None or says(standing) != before[1:]:
            return "kept", f"decided otherwise in the meantime ({standing.verdict})"
    try:
        review.desk.check_open(record, reviewer=issue.reviewer, stage=issue.stage)
    except WinnowError as error:
        return "gone", str(error)
    return "new", ""


def says(standing: OwnVerdict) -> tuple[str, str, str]:
    """(verdict, reason, note), as an answer has them."""
    return standing.verdict, standing.reason, standing.note
