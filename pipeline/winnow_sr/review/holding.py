"""What is on somebody's screen or in a packet is kept for them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.events import PacketDropped
from winnow_sr.ledger.reserved import Reserved
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.answers import PacketOut
from winnow_sr.review.session import Session
from winnow_sr.screening.checks import check_stage
from winnow_sr.screening.held import by_others, held
from winnow_sr.screening.queues import not_held
from winnow_sr.screening.team import check_manager, check_name
from winnow_sr.vocabulary import CitationId, Stage, citation_id, parse_citation


def held_by_others(
    session: Session, state: ReviewState, plan: Plan, name: str, stage: Stage
) -> dict[CitationId, int]:
    """citation -> how many colleagues have it before them."""
    on_screens = Reserved(session.store).readers(stage)
    return by_others(held(state, plan, stage, on_screens), name)


class Holding:
    """Who has what before them; accessed via `review.holding`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def take(self, citations: Sequence[str], *, reviewer: str, stage: str) -> list[str]:
        """Keep citations for a reviewer who is about to read them; returns those they may have:
        without what a colleague took a moment before, where that is enough."""
        at, name = check_stage(stage), check_name(reviewer)
        wanted = _numbers(citations)
        kept = Reserved(self._session.store)
        if not kept.lacks(name, at, wanted):
            return list(citations)
        with self._session.writing() as state:
            plan = self._session.plan_of(state)
            busy = held_by_others(self._session, state, plan, name, at)
            free = not_held(state, plan, at, wanted, busy)
            kept.hand_out(name, at, free)
        return [citation_id(citation) for citation in free]

    def let_go(self, citations: Sequence[str] | None = None, *, reviewer: str, stage: str) -> None:
        """A reviewer no longer has these before them (none at all, where not given)."""
        at, name = check_stage(stage), check_name(reviewer)
        with self._session.writing():
            Reserved(self._session.store).give_back(
                name, at, None if citations is None else _numbers(citations)
            )

    def packets(self) -> list[PacketOut]:
        """The packets that are out: whose, and how many of their citations wait for a verdict."""
        state = self._session.state()
        found = []
        for number, packet in state.packets.items():
            read = state.standing(packet.stage, packet.reviewer)
            citations = set(state.citations_of(packet.citations)) - state.removed.keys()
            found.append(
                PacketOut(
                    packet=number,
                    reviewer=packet.reviewer,
                    stage=packet.stage,
                    at=packet.at,
                    citations=len(citations),
                    left=sum(citation not in read for citation in citations),
                )
            )
        return found

    def drop_packet(self, packet: str, *, actor: str, reason: str = "") -> PacketOut:
        """A packet is lost or not wanted any more: what it holds is open to everybody again."""
        known = {out.packet: out for out in self.packets()}
        close = [number for number in known if packet and number.startswith(packet.strip())]
        if len(close) != 1:
            raise WinnowError(f"no packet {packet!r} is out: `winnow packet list` names them")
        out = known[close[0]]
        with self._session.writing() as state:
            if check_name(actor) != out.reviewer:
                check_manager(state, self._session.plan_of(state), actor)
            self._session.append(actor, PacketDropped(packet=out.packet, reason=reason))
        return out


def _numbers(citations: Collection[str]) -> list[CitationId]:
    return [number for text in citations if (number := parse_citation(text)) is not None]
