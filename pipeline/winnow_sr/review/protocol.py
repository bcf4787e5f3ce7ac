"""The protocol once the review has begun: has it changed, and amending it."""

from __future__ import annotations

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.events import ProtocolAmended
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.answers import Amended, ProtocolChecked
from winnow_sr.review.reader_roles import end_lost
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

    @property
    def text(self) -> str:
        """The protocol file as the ledger has it."""
        return self._session.state().protocol_text

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of that file: what an amendment was made on."""
        return self._session.state().protocol_digest

    def check(self, text: str) -> ProtocolChecked:
        """Would this text do as a protocol? What is wrong in it is in the answer."""
        import tempfile
        from pathlib import Path

        from winnow_sr.review.protocol_file import check_protocol

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "protocol.yaml"
            path.write_text(text, encoding="utf-8", newline="")
            return check_protocol(path)

    def amend_to(self, text: str, *, actor: str, reason: str, base: str) -> Amended:
        """Put this text in the place of protocol.yaml and record the change with its reason.

        base: the `digest` of the protocol it was made on; WinnowError where another amendment came
        between. The file is put back as it was where the amendment is refused.
        """
        from winnow_sr.files import write_whole

        self._session.require_protocol(self._session.state())
        if base != self._session.state().protocol_digest:
            raise WinnowError(
                "the protocol was amended meanwhile: look at that first, then make your change on it"
            )
        path = self._session.folder / "protocol.yaml"
        before = path.read_bytes()
        write_whole(path, text.encode("utf-8"), ours=True)
        try:
            return self.amend(actor=actor, reason=reason)
        except BaseException:
            write_whole(path, before, ours=True)
            raise

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
            end_lost(self._session)
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
