"""The team's list."""

from __future__ import annotations

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.events import ReviewerJoined, ReviewerLeft
from winnow_sr.review.answers import Joined, Left, TeamRow
from winnow_sr.review.session import Session
from winnow_sr.screening import team
from winnow_sr.vocabulary import ROLES, STAGES, Role, one_of


class Team:
    """Who is on the team; accessed via `review.team`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @staticmethod
    def check_name(name: str) -> str:
        """The name as the ledger would have it; WinnowError where it can be nobody's."""
        return team.check_name(name)

    def role_of(self, name: str) -> Role | None:
        """The role of a person; None where they are not (or no longer) on the team's list."""
        state = self._session.state()
        return team.role_of(state, self._session.plan_of(state), name)

    def screens(self, name: str) -> bool:
        """Does this person read citations and vote on them?"""
        state = self._session.state()
        return team.screens(state, self._session.plan_of(state), name)

    def check_screener(self, name: str) -> str:
        """The name as the ledger has it; WinnowError where this person does not screen."""
        state = self._session.state()
        return team.check_screener(state, self._session.plan_of(state), name)

    def may_resolve(self, name: str) -> bool:
        """May this person end a conflict?"""
        state = self._session.state()
        return team.may_resolve(state, self._session.plan_of(state), name)

    def may_manage(self, name: str) -> bool:
        """May this person invite, open and close rounds, declare a stop?"""
        state = self._session.state()
        return team.may_manage(state, self._session.plan_of(state), name)

    def join(self, name: str, role: str, *, actor: str) -> Joined:
        """Put somebody on the team's list; with a list, only those on it may decide."""
        as_role = one_of("role", role, ROLES)
        who = team.check_name(name)
        with self._session.writing() as state:
            plan = self._session.plan_of(state)
            team.check_manager(state, plan, actor)
            others = [n for n in {*state.team, *team.members(state, plan)} if n != who]
            if alike := next((n for n in others if n.casefold() == who.casefold()), None):
                raise WinnowError(
                    f"{alike} is on the team already: {who} differs in capital letters only"
                )
            self._session.append(actor, ReviewerJoined(name=who, role=as_role))
        return Joined(name=who, role=as_role)

    def leave(self, name: str, *, actor: str) -> Left:
        """Take somebody off the team's list; what they did stays."""
        with self._session.writing() as state:
            plan = self._session.plan_of(state)
            team.check_manager(state, plan, actor)
            who = team.check_name(name)
            listed = team.members(state, plan)
            if who not in state.team and who not in state.deciders() and who not in listed:
                raise WinnowError(f"{who} is not on the team")
            if who not in state.team:
                role = listed.get(who, "reviewer")
                self._session.append(actor, ReviewerJoined(name=who, role=role))
            self._session.append(actor, ReviewerLeft(name=who))
        return Left(name=who, left=True)

    def members(self) -> list[TeamRow]:
        """Everybody on the list, in the protocol, or with a decision."""
        state = self._session.state()
        plan = self._session.plan_of(state)
        listed = team.members(state, plan)
        found = []
        for name in sorted({*state.team, *listed, *state.deciders()}):
            member = state.team.get(name)
            status = (
                "joined" if member and member.joined else "left" if member else "in the protocol"
            )
            if not member and name not in listed:
                status = "not listed"
            counts = [
                len(ballot.letters) if (ballot := state.ballots[stage].get(name)) else 0
                for stage in STAGES
            ]
            found.append(
                TeamRow(
                    name=name,
                    role=member.role if member else listed.get(name, "reviewer"),
                    status=status,
                    screens=team.screens(state, plan, name),
                    resolves=team.may_resolve(state, plan, name),
                    title_abstract=counts[0],
                    full_text=counts[1],
                    decisions=sum(counts),
                )
            )
        return found
