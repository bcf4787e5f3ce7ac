"""The protocol once the review has begun: has it changed, and amending it."""

from __future__ import annotations

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.events import ProtocolAmended
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.answers import Amended
from winnow_sr.review.session import Session
from winnow_sr.screening.team import check_manager


class Protocol:
    """The plan and its amendments; accessed via `review.protocol`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def plan(self) -> Plan:
        """The protocol's plan as the ledger has it."""
        return self._session.plan_of(self._session.state())

    def changed(self) -> bool:
        """Does protocol.yaml differ from what the ledger recorded?"""
        return self._session.protocol_changed(self._session.state())

    def amend(self, *, actor: str, reason: str) -> Amended:
        """Take the changed protocol.yaml into the ledger, with the reason for the change."""
        from hashlib import sha256

        from winnow_sr.protocol import changes, load_protocol
        from winnow_sr.review.making import as_raw, check_names, stop_rule

        if not reason.strip():
            raise WinnowError("an amendment needs its reason: --reason TEXT")
        path = self._session.folder / "protocol.yaml"
        plan = load_protocol(path).as_plan()
        check_names(Plan.from_dict(plan))
        content = path.read_bytes()
        digest = sha256(content).hexdigest()
        with self._session.writing() as state:
            if digest == state.protocol_digest:
                raise WinnowError("protocol.yaml is as the ledger has it: nothing to amend")
            keep_reasons(state, Plan.from_dict(plan))
            check_manager(state, self._session.plan_of(state), actor)
            before = msgspec.json.decode(state.plan, type=dict[str, object])
            keys = plan.keys() | before.keys()
            changed = sorted(key for key in keys if plan.get(key) != before.get(key))
            words = changes(before, plan)
            amended = ProtocolAmended(
                title=plan["title"],
                digest=digest,
                plan=as_raw(plan),
                text=content.decode("utf-8", "replace"),
                reason=reason,
                changed=changed,
            )
            self._session.append(actor, amended)
            if "stopping" in changed:
                self._session.append(actor, stop_rule(plan, digest))
        return Amended(
            amended=changed, words=words, amendments=len(self._session.state().amendments)
        )


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
