"""Where the review stands and what to do next."""

from __future__ import annotations

from collections import Counter

import msgspec

from winnow_sr.ledger.reserved import Reserved
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.answers import FullTextCounts, ScreeningCounts, StatusAnswer
from winnow_sr.review.lookup import Lookup
from winnow_sr.review.next_step import next_step
from winnow_sr.review.reading import brief
from winnow_sr.review.session import Session
from winnow_sr.screening.flow import flow_of
from winnow_sr.screening.held import held
from winnow_sr.screening.labels import dry_spell
from winnow_sr.screening.outcomes import statuses, twin_alarms
from winnow_sr.screening.queues import known_of, open_round
from winnow_sr.screening.reports import sought_reports
from winnow_sr.screening.seconding import set_aside
from winnow_sr.screening.situation import situation_of
from winnow_sr.vocabulary import FULL_TEXT, STAGES, TITLE_ABSTRACT, Stage


def status_of(session: Session) -> StatusAnswer:
    """Counts of every stage, who decided how much, and what to do next."""
    state = session.state()
    plan = session.plan_of(state)
    known = known_of(state, plan)
    first, second = known.statuses[TITLE_ABSTRACT], known.statuses[FULL_TEXT]
    screened = Counter(status for c, status in first.items() if c not in state.removed)
    read = Counter(second.values())
    sought = Counter(sought_reports(state, plan, first).values())
    citations = state.count_citations() - len(state.removed)
    per_reviewer: dict[str, dict[Stage, int]] = {}
    for stage, by in state.ballots.items():
        for name, ballot in by.items():
            per_reviewer.setdefault(name, {})[stage] = len(ballot.letters)
    batch = open_round(state)
    now = situation_of(state, plan, known)
    aside = len(set_aside(state))
    found = StatusAnswer(
        set_aside=aside,
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
            unscreened=citations - sum(screened.values()) - aside,
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
        left=now.left,
        held=held_now(session, state, plan),
        round=brief(batch),
        round_left=now.round_left,
        gate=now.gate,
        stopped=state.stop.label if state.stop else None,
        unread_since=now.late,
        protocol_changed=session.protocol_changed(state),
        twins_decided_differently=len(twin_alarms(state)),
        warnings=state.warnings,
    )
    step = next_step(
        now,
        folder=session.place,
        protocol_changed=found.protocol_changed,
        may_stop=lambda: may_stop(session, state, plan),
        failed=lambda: [c.text for c in flow_of(state, plan).checks if c.failed],
    )
    return msgspec.structs.replace(found, next=step)


def may_stop(session: Session, state: ReviewState, plan: Plan) -> str:
    """The label under which screening may stop now; empty where it may not.

    Asked only after a long spell without anything relevant: it takes longer than all the rest.
    """
    found_any = "include" in statuses(state, plan, TITLE_ABSTRACT).values()
    if not found_any or dry_spell(state, plan) < plan.screening.batch:
        return ""
    from winnow_sr.review.rankings import Rankings
    from winnow_sr.review.stopping import Stopping

    lookup = Lookup(session)
    found = Stopping(session, lookup, Rankings(session, lookup)).check()
    return found.label if found.may_stop else ""


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
