"""Where the review stands and what to do next."""

from __future__ import annotations

from collections import Counter
from typing import Any

from winnow_sr.review.session import Session
from winnow_sr.screening.outcomes import statuses, twin_alarms
from winnow_sr.screening.queues import open_round, sought_reports


def status_of(session: Session) -> dict[str, Any]:
    """Counts of every stage, who decided how much, and what to do next."""
    state = session.state()
    plan = session.plan_of(state)
    first, second = (statuses(state, plan, s) for s in ("title-abstract", "full-text"))
    screened = Counter(status for c, status in first.items() if c not in state.removed)
    read = Counter(second.values())
    sought = Counter(sought_reports(state, plan).values())
    citations = state.count_citations() - len(state.removed)
    per_reviewer: dict[str, dict[str, int]] = {}
    for stage, by in state.ballots.items():
        for name, ballot in by.items():
            per_reviewer.setdefault(name, {})[stage] = len(ballot.letters)
    batch = open_round(state)
    found = {
        "title": state.title, "folder": session.place, "events": state.seq,
        "records": state.n_records, "citations": citations,
        "duplicates": state.n_records - state.count_citations(),
        "doubtful": len(state.doubtful), "uncompared": state.n_records - state.compared_upto,
        "removed": len(state.removed),
        "title_abstract": {
            "include": screened["include"], "exclude": screened["exclude"],
            "conflict": screened["conflict"], "waiting": screened["waiting"],
            "unscreened": citations - sum(screened.values()),
        },
        "full_text": {
            "sought": sum(sought.values()), "retrieved": sought["retrieved"],
            "not_retrieved": sought["not-retrieved"], "include": read["include"],
            "exclude": read["exclude"], "conflict": read["conflict"], "unsure": read["unsure"],
        },
        "reviewers": dict(sorted(per_reviewer.items())),
        "round": {"round": batch["round"], "kind": batch["kind"], "size": len(batch["citations"])}
        if batch else None,
        "stopped": state.stop.get("label") if state.stop else None,
        "protocol_changed": session.protocol_changed(state),
        "twins_decided_differently": len(twin_alarms(state)), "warnings": state.warnings,
    }  # fmt: skip
    found["next"] = next_step(found)
    return found


def next_step(status: dict[str, Any]) -> str:
    """The one thing to do next, as a command."""
    first, second = status["title_abstract"], status["full_text"]
    left = first["unscreened"] + first["waiting"]
    open_reports = (
        second["sought"]
        - second["not_retrieved"]
        - sum(second[k] for k in ("include", "exclude", "unsure", "conflict"))
    )
    steps = (
        (
            status["protocol_changed"],
            "record the changed protocol: winnow amend --reason TEXT --as NAME",
        ),
        (not status["records"], "import a search: winnow add FILE --source NAME"),
        (status["uncompared"], "find duplicates: winnow dedupe"),
        (status["doubtful"], "look at the doubtful pairs: winnow dedupe --review --as NAME"),
        (
            first["conflict"],
            "resolve conflicts: winnow conflicts, then winnow resolve ID VERDICT --as NAME",
        ),
        (
            left and not status["stopped"],
            "screen: winnow screen --as NAME (may we stop? winnow stop)",
        ),
        (second["conflict"], "resolve conflicts: winnow conflicts --stage full-text"),
        (
            open_reports > 0,
            "full texts: winnow retrieve, then winnow screen --as NAME --stage full-text",
        ),
        (True, "draw the flow diagram: winnow prisma -o prisma.svg"),
    )
    return next(text for needed, text in steps if needed)
