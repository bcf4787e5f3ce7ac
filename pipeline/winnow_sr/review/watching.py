"""Where the review stands, what happened, whether the ledger is intact; amending the protocol."""

from __future__ import annotations

from collections import Counter
from typing import Any

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.flow import Flowing
from winnow_sr.review.folder import check_names, stop_rule
from winnow_sr.review.lookup import payload_of
from winnow_sr.screening.outcomes import statuses, twin_alarms
from winnow_sr.screening.queues import open_round, sought_reports


class Watching(Flowing):
    """Looking on."""

    def status(self) -> dict[str, Any]:
        """Counts of every stage, who decided how much, and what to do next."""
        state = self.state()
        plan = self.plan_of(state)
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
            "title": state.title, "folder": self.place, "events": state.seq,
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
            "protocol_changed": self.protocol_changed(state),
            "twins_decided_differently": len(twin_alarms(state)), "warnings": state.warnings,
        }  # fmt: skip
        found["next"] = next_step(found)
        return found

    def log(self, limit: int | None = None, kind: str = "") -> list[dict[str, Any]]:
        """Events, oldest first: seq, at, actor, actor_kind, kind, payload, tool_version, hash."""
        events = [event for event in self.store.events() if not kind or event.kind == kind]
        if kind and not events:
            raise WinnowError(f"no event of kind {kind!r} has happened")
        shown = events[-limit:] if limit else events
        return [
            {
                "seq": e.seq, "at": e.at, "actor": e.actor, "actor_kind": e.actor_kind, "kind": e.kind,
                "payload": payload_of(e), "tool_version": e.tool_version, "hash": e.hash,
            }
            for e in shown
        ]  # fmt: skip

    def verify(self) -> dict[str, Any]:
        """Is the ledger intact? ok, events, head (hash), problems in words."""
        from winnow_sr.ledger.verify import verify

        found = verify(self.store, self.folder)
        return {
            "ok": found.ok,
            "events": found.events,
            "head": found.head,
            "problems": found.problems,
        }

    def amend(self, *, actor: str, reason: str) -> dict[str, Any]:
        """Take the changed protocol.yaml into the ledger, with the reason for the change."""
        from hashlib import sha256

        from winnow_sr.protocol import changes, load_protocol

        if not reason.strip():
            raise WinnowError("an amendment needs its reason: --reason TEXT")
        path = self.folder / "protocol.yaml"
        plan = load_protocol(path).as_plan()
        check_names(Plan.from_dict(plan))
        content = path.read_bytes()
        digest = sha256(content).hexdigest()
        with self.writing() as state:
            if digest == state.protocol_digest:
                raise WinnowError("protocol.yaml is as the ledger has it: nothing to amend")
            keep_reasons(state, Plan.from_dict(plan))
            keys = plan.keys() | state.plan.keys()
            changed = sorted(key for key in keys if plan.get(key) != state.plan.get(key))
            words = changes(state.plan, plan)
            payload = {
                "title": plan["title"], "digest": digest, "plan": plan,
                "text": content.decode("utf-8", "replace"), "reason": reason, "changed": changed,
            }  # fmt: skip
            self.append(actor, "protocol_amended", [payload])
            if "stopping" in changed:
                self.append(actor, "stop_rule_fixed", [stop_rule(plan, digest)])
        return {"amended": changed, "words": words, "amendments": len(self.state().amendments)}


def keep_reasons(state: ReviewState, plan: Plan) -> None:
    """An amendment must not drop a reason that exclusions already rest on."""
    kept = {reason.code for reason in plan.reasons}
    used = {
        reason
        for by in state.ballots.values()
        for b in by.values()
        for reason in b.reasons.values()
    }
    for on in state.resolutions.values():
        used |= {vote.reason for stack in on.values() for vote in stack if vote.reason}
    if used - kept:
        raise WinnowError(
            f"the amended protocol lacks {', '.join(sorted(used - kept))}, which decisions rest on: "
            "keep the code (its label and text may change)"
        )


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
