"""Where the review stands and what to do next."""

from __future__ import annotations

import os
from collections import Counter

import msgspec

from winnow_sr.files import OUTPUTS
from winnow_sr.ledger.reserved import Reserved
from winnow_sr.ledger.state import ReviewState, Round
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.answers import FullTextCounts, ScreeningCounts, StatusAnswer
from winnow_sr.review.reading import brief
from winnow_sr.review.session import Session
from winnow_sr.review.stopping import unread_since
from winnow_sr.screening.gate import gate_words, shut_gate
from winnow_sr.screening.held import held
from winnow_sr.screening.left import left
from winnow_sr.screening.outcomes import statuses, twin_alarms
from winnow_sr.screening.queues import open_round, still_to_check
from winnow_sr.screening.reports import sought_reports
from winnow_sr.screening.team import screeners
from winnow_sr.vocabulary import FULL_TEXT, STAGES, TITLE_ABSTRACT, Stage


def status_of(session: Session) -> StatusAnswer:
    """Counts of every stage, who decided how much, and what to do next."""
    state = session.state()
    plan = session.plan_of(state)
    first = statuses(state, plan, TITLE_ABSTRACT)
    screened = Counter(status for c, status in first.items() if c not in state.removed)
    read = Counter(statuses(state, plan, FULL_TEXT).values())
    sought = Counter(sought_reports(state, plan, first).values())
    citations = state.count_citations() - len(state.removed)
    per_reviewer: dict[str, dict[Stage, int]] = {}
    for stage, by in state.ballots.items():
        for name, ballot in by.items():
            per_reviewer.setdefault(name, {})[stage] = len(ballot.letters)
    batch = open_round(state)
    found = StatusAnswer(
        title=state.title,
        folder=session.place,
        events=state.seq,
        records=state.count_records(),
        citations=citations,
        duplicates=state.count_records() - state.count_citations(),
        doubtful=len(state.doubtful),
        uncompared=state.uncompared(),
        removed=len(state.removed),
        title_abstract=ScreeningCounts(
            include=screened["include"],
            exclude=screened["exclude"],
            conflict=screened["conflict"],
            waiting=screened["waiting"],
            unscreened=citations - sum(screened.values()),
        ),
        full_text=FullTextCounts(
            sought=sum(sought.values()),
            retrieved=sought["retrieved"],
            not_retrieved=sought["not-retrieved"],
            include=read["include"],
            exclude=read["exclude"],
            conflict=read["conflict"],
            unsure=read["unsure"],
        ),
        reviewers=dict(sorted(per_reviewer.items())),
        left=left(state, plan),
        held=held_now(session, state, plan),
        round=brief(batch),
        round_left=left_in(state, plan, batch) if batch else 0,
        gate=gate_words(shut) if (shut := shut_gate(state, plan)) and not batch else "",
        stopped=state.stop.label if state.stop else None,
        unread_since=unread_since(state, plan),
        protocol_changed=session.protocol_changed(state),
        twins_decided_differently=len(twin_alarms(state)),
        warnings=state.warnings,
    )
    step, text = next_step(found)
    return msgspec.structs.replace(found, next=text, next_step=step)


def held_now(session: Session, state: ReviewState, plan: Plan) -> dict[str, dict[Stage, int]]:
    """name -> stage -> how many citations somebody has before them, on a screen or in a packet."""
    found: dict[str, dict[Stage, int]] = {}
    for stage in STAGES:
        on_screens = Reserved(session.store).readers(stage)
        for readers in held(state, plan, stage, on_screens).values():
            for who in readers:
                on = found.setdefault(who, {})
                on[stage] = on.get(stage, 0) + 1
    return dict(sorted(found.items()))


def left_in(state: ReviewState, plan: Plan, batch: Round) -> int:
    """How many citations of the open round still want somebody's reading."""
    sample = {c for c in state.citations_of(batch.citations) if c not in state.removed}
    if batch.kind == "check":
        return sum(still_to_check(state, "", batch, c) for c in sample)
    status = statuses(state, plan, batch.stage)
    readers = screeners(state, plan) if batch.kind == "pilot" else []
    everybody = [state.standing(batch.stage, who) for who in readers]
    return sum(
        status.get(c, "unscreened") in ("unscreened", "waiting")
        or any(c not in read for read in everybody)
        for c in sample
    )


def next_step(status: StatusAnswer) -> tuple[str, str]:
    """The one thing to do next: its name, and how to do it by a command."""
    first, second = status.title_abstract, status.full_text
    unread = first.unscreened + first.waiting
    settled = second.include + second.exclude + second.unsure + second.conflict
    open_reports = second.sought - second.not_retrieved - settled
    steps = (
        (
            "amend",
            status.protocol_changed,
            "record the changed protocol: winnow amend --reason TEXT --as NAME",
        ),
        ("import", not status.records, "import a search: winnow add FILE --source NAME"),
        ("dedupe", status.uncompared, "find duplicates: winnow dedupe"),
        ("pairs", status.doubtful, "look at the doubtful pairs: winnow dedupe --review --as NAME"),
        (
            "conflicts",
            first.conflict,
            "resolve conflicts: winnow conflicts, then winnow resolve ID VERDICT --as NAME",
        ),
        (
            "gate",
            status.gate,
            "talk the pilot over and run another (winnow round open --kind pilot), or say why to go "
            "on: winnow round override --reason TEXT --as NAME",
        ),
        (
            "close",
            status.round and not status.round_left,
            "close the round: winnow round close --as NAME",
        ),
        (
            "after-stop",
            status.unread_since,
            f"read what came after the stop ({status.unread_since}): winnow screen --as NAME",
        ),
        (
            "screen",
            unread and not status.stopped,
            "screen: winnow screen --as NAME (may we stop? winnow stop)",
        ),
        (
            "full-text-conflicts",
            second.conflict,
            "resolve conflicts: winnow conflicts --stage full-text",
        ),
        (
            "full-texts",
            open_reports > 0,
            "full texts: winnow retrieve, then winnow screen --as NAME --stage full-text",
        ),
        (
            "diagram",
            True,
            f"draw the flow diagram: winnow prisma -o {os.path.join(status.folder, OUTPUTS, 'prisma.svg')}",
        ),
    )
    return next((step, text) for step, needed, text in steps if needed)
