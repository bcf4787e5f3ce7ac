"""A review of another tool becomes one of winnow: records, votes, reasons and notes, and an audit.

Nothing is guessed: who voted how is what the files say, each file is a source of its own, and what
they do not say (who voted in Covidence, why something was excluded) is named in the audit.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.files import AnyPath, paths_of
from winnow_sr.records import Record, earlier_decisions, open_export
from winnow_sr.records.reviews import ForeignList, taken_apart
from winnow_sr.review.answers import Adopted, AuditLine
from winnow_sr.review.decision_file import Statement
from winnow_sr.review.handing_in import HandingIn, Placed, Recorded, grouped
from winnow_sr.screening.agreement import agreement
from winnow_sr.screening.flow import flow_of
from winnow_sr.screening.outcomes import conflicts, twin_alarms
from winnow_sr.screening.team import check_name, check_screener
from winnow_sr.text import count
from winnow_sr.vocabulary import FULL_TEXT, STAGES, TITLE_ABSTRACT, RecordId, record_id

if TYPE_CHECKING:
    from winnow_sr.protocol.plan import Plan
    from winnow_sr.records import EarlierDecision
    from winnow_sr.review import Review

CONSENSUS = "Covidence consensus"
"""Covidence exports what the team agreed on, not who voted how."""
UNSTATED = "not-stated"
"""Code of the reason of an exclusion at the full text for which the tool states none."""


def adopt(
    folder: AnyPath, files: Sequence[AnyPath] | AnyPath, *, actor: str, protocol: AnyPath = ""
) -> Adopted:
    """Make a review in `folder` out of the files of another tool.

    files: a Rayyan zip, the CSV files of Covidence's lists, an ASReview project, or any file of
    records with verdicts in its columns or notes. protocol: the review's own; without it one is
    drafted from what the files say. Everything is taken over, or nothing is made.
    """
    import shutil

    from winnow_sr.review import Review

    name = check_name(actor)
    place = Path(folder)
    with tempfile.TemporaryDirectory() as scratch:
        lists = _lists(paths_of(files), Path(scratch))
        said = [_said(found, name) for found in lists]
        if not any(verdicts for of_list in said for verdicts in of_list):
            raise WinnowError("no verdict came with these files: use winnow init and winnow add")
        plan = Path(protocol) if protocol else Path(scratch) / "protocol.yaml"
        if not protocol:
            plan.write_text(drafted(lists, said), encoding="utf-8")
        new = not place.exists()
        review = Review.create(place, plan, name)
        try:
            answer = _Adopting(review, name).take(lists, said)
        except BaseException:
            review.close()
            if new:
                shutil.rmtree(place, ignore_errors=True)
            raise
        review.close()
    return answer


def _lists(paths: Sequence[Path], scratch: Path) -> list[ForeignList]:
    found: list[ForeignList] = []
    for number, path in enumerate(paths):
        if not path.exists():
            raise WinnowError(f"{path}: no such file")
        inside = scratch / str(number)
        inside.mkdir()
        found += taken_apart(path, inside)
    if not found:
        raise WinnowError("which files? winnow adopt FILE... --as NAME")
    return found


def _said(found: ForeignList, actor: str) -> list[list[EarlierDecision]]:
    """For each readable entry: who said what of it."""
    nobody = CONSENSUS if found.tool == "Covidence" else actor
    every = []
    records = (entry for entry in open_export(found.path) if isinstance(entry, Record))
    for place, record in enumerate(records):
        own = list(earlier_decisions(record))
        more = found.said.get(place, [])
        if more and found.tool != "Rayyan":
            own = []
        better = {(d.reviewer, d.stage): d for d in more}
        made = [
            msgspec.structs.replace(d, reason=better.pop((d.reviewer, d.stage)).reason)
            if (d.reviewer, d.stage) in better
            else d
            for d in own
        ]
        made += better.values()
        every.append([msgspec.structs.replace(d, reviewer=d.reviewer or nobody) for d in made])
    return every


# -- the drafted protocol ---------------------------------------------------------------------------
def drafted(
    lists: Sequence[ForeignList], said: Sequence[Sequence[Sequence[EarlierDecision]]]
) -> str:
    """A protocol that holds what the files say: who read, how many read each record, the reasons."""
    decisions = [d for of_list in said for of_entry in of_list for d in of_entry]
    readers = sorted({d.reviewer for d in decisions if not d.resolution})
    most = max(
        len({d.reviewer for d in of_entry if (d.stage or TITLE_ABSTRACT) == TITLE_ABSTRACT})
        for of_list in said
        for of_entry in of_list or [[]]
    )
    reasons = {
        code_of(d.reason): d.reason for d in decisions if d.verdict == "exclude" and d.reason
    }
    unstated = any(
        d.stage == FULL_TEXT and d.verdict == "exclude" and not d.reason for d in decisions
    )
    if unstated or not reasons:
        reasons[UNSTATED] = "Not stated by the tool it came from"
    tools = ", ".join(dict.fromkeys(found.tool for found in lists))
    lines = [
        f"title: {json.dumps(f'Review adopted from {tools}', ensure_ascii=False)}",
        'question: "Not stated in the files that were adopted: write it here, then winnow amend."',
        "exclusion_reasons:",
        *(
            f"  - {{code: {code}, label: {json.dumps(label, ensure_ascii=False)}}}"
            for code, label in reasons.items()
        ),
        "screening:",
        f"  title_abstract: {{reviewers: {min(2, max(1, most))}}}",
        f"  full_text: {{reviewers: {1 if CONSENSUS in readers else min(2, max(1, most))}}}",
        f"  reviewers: {json.dumps(readers, ensure_ascii=False)}",
        "  pilot: {size: 0}",
    ]
    return "\n".join(lines) + "\n"


def code_of(reason: str) -> str:
    """A reason in words as a code: lower case, letters and figures of any script, hyphens."""
    return re.sub(r"[^\w]+|_+", "-", reason.casefold()).strip("-")[:60].strip("-") or UNSTATED


# -- into the ledger --------------------------------------------------------------------------------
class _Adopting:
    """One adoption."""

    def __init__(self, review: Review, actor: str) -> None:
        self.review, self.actor = review, actor
        self.audit: list[AuditLine] = []

    def take(
        self, lists: Sequence[ForeignList], said: Sequence[Sequence[Sequence[EarlierDecision]]]
    ) -> Adopted:
        review = self.review
        placed: list[Placed] = []
        wanted = imported = quarantined = 0
        for source, found, of_list in zip(sources(lists), lists, said, strict=True):
            (answer,) = review.searches.add(found.path, source, lane="database", actor=self.actor)
            first = review.session.state().searches[-1].first
            imported += answer.imported
            quarantined += found.quarantined
            placed += self._placed(found, first, of_list)
            wanted += sum(len(of_entry) for of_entry in of_list)
        done = self._recorded(placed)
        review.duplicates.run()
        self._audit(lists, imported, quarantined, wanted, done)
        status = review.status()
        return Adopted(
            records=status.records,
            citations=status.citations,
            votes=done.decided,
            audit=self.audit,
        )

    def _placed(
        self, found: ForeignList, first: int, of_list: Sequence[Sequence[EarlierDecision]]
    ) -> Iterable[Placed]:
        state = self.review.session.state()
        plan = self.review.session.plan_of(state)
        for place, decisions in enumerate(of_list):
            number = RecordId(first + place)
            for made in decisions:
                where = f"{found.path.name}, entry {place + 1}: "
                yield Placed(
                    _statement(made, plan, where, number),
                    state.citation_of(number),
                )

    def _recorded(self, placed: Sequence[Placed]) -> Recorded:
        """All votes, in one transaction."""
        review = self.review
        done = Recorded()
        session = review.session
        with session.writing() as state:
            plan = session.plan_of(state)
            handing = HandingIn(session, review.lookup, review.screening.recorder)
            groups = grouped(placed, TITLE_ABSTRACT, lambda said: said.reviewer)
            handing.record_all(groups, lambda who, now: check_screener(now, plan, who), done)
        return done

    # -- the audit -----------------------------------------------------------------------------------
    def _say(self, id: str, ok: bool, text: str) -> None:
        self.audit.append(AuditLine(id=id, ok=ok, text=text))

    def _audit(
        self,
        lists: Sequence[ForeignList],
        imported: int,
        quarantined: int,
        wanted: int,
        done: Recorded,
    ) -> None:
        entries = sum(found.entries for found in lists)
        self._say(
            "entries",
            entries == imported,
            f"{count(entries, 'readable entry', 'readable entries')} in the files, "
            f"{count(imported, 'record')} in the review",
        )
        if quarantined:
            text = f"{count(quarantined, 'entry', 'entries')} could not be read: winnow add --quarantine"
            self._say("unread", False, text)
        self._say(
            "votes", wanted == done.decided, f"{wanted} verdicts stated, {done.decided} recorded"
        )
        state = self.review.session.state()
        plan = self.review.session.plan_of(state)
        for stage in STAGES:
            for pair in agreement(state, stage):
                if len(pair.raters) == 2:
                    kappa = (
                        "not computed" if pair.cohen_kappa is None else f"{pair.cohen_kappa:.2f}"
                    )
                    who = " and ".join(pair.raters)
                    text = f"{who} at {stage}: kappa {kappa}, observed {pair.observed:.2f}, n = {pair.n}"
                    self._say("agreement", True, text)
            open_ = len(conflicts(state, plan, stage))
            if open_:
                self._say(
                    "conflicts", False, f"{count(open_, 'conflict')} at {stage} without an end"
                )
        twins = {citation for _, citation, _ in twin_alarms(state)}
        text = (
            f"{count(len(twins), 'citation')} of which copies were judged differently by one person"
        )
        self._say("twins", not twins, text)
        reasons = state.ballots[FULL_TEXT]
        lacking = sum(
            vote.reason == UNSTATED
            for who, ballot in reasons.items()
            for record in ballot.letters
            for vote in [ballot.vote(who, record)]
        )
        if lacking:
            text = f"{count(lacking, 'exclusion')} at the full text without a reason in the files"
            self._say("reasons", False, text)
        failed = [check for check in flow_of(state, plan).checks if check.failed]
        self._say(
            "sums",
            not failed,
            "; ".join(check.text for check in failed) or "the sums of the flow diagram hold",
        )
        self._say(
            "sources",
            False,
            "the files do not say which databases the records came from: each file counts as a "
            "database of its own (winnow source rename)",
        )
        for found in lists:
            for note in found.notes:
                self._say("noticed", note.ok, note.text)


def _statement(made: EarlierDecision, plan: Plan, where: str, number: RecordId) -> Statement:
    """The verdict as it is recorded. On title and abstract a reason that the protocol does not list
    goes with the note; on the full text it is refused, with the reasons that there are."""
    reason, note = "", made.note
    if made.verdict == "exclude" and (made.reason or made.stage == FULL_TEXT):
        words = made.reason or UNSTATED
        known = plan.reason(words) or plan.reason(code_of(words))
        if known is not None:
            reason = known.code
        elif made.stage == FULL_TEXT:
            reason = words
        else:
            note = "; ".join(text for text in (words, note) if text)
    return Statement(
        where=where,
        ids=(record_id(number),),
        verdict=made.verdict,
        reason=reason,
        note=note,
        reviewer=made.reviewer,
        stage=made.stage,
        resolution=made.resolution,
    )


def sources(lists: Sequence[ForeignList]) -> list[str]:
    """A name for each list, none twice: each is counted as a source of its own."""
    found: list[str] = []
    for one in lists:
        stem = re.sub(r"[^\w.-]+", " ", one.path.stem).strip()
        name = f"{one.tool}: {stem}"[:100]
        while name in found:
            name += "'"
        found.append(name)
    return found
