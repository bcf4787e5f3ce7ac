"""The team's list."""

from __future__ import annotations

from typing import Any

from winnow_sr.errors import WinnowError
from winnow_sr.review.session import Session
from winnow_sr.screening.deciding import check_name


class Team:
    """Who is on the team; accessed via `review.team`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def join(self, name: str, role: str, *, actor: str) -> dict[str, Any]:
        """Put somebody on the team's list; with a list, only those on it may decide."""
        roles = ("reviewer", "adjudicator", "lead", "observer")
        if role not in roles:
            raise WinnowError(f"unknown role {role!r}: {', '.join(roles)}")
        who = check_name(name)
        self._session.record_one(actor, "reviewer_joined", {"name": who, "role": role})
        return {"name": who, "role": role}

    def leave(self, name: str, *, actor: str) -> dict[str, Any]:
        """Take somebody off the team's list; what they did stays."""
        with self._session.writing() as state:
            who = check_name(name)
            if who not in state.team and who not in state.deciders():
                raise WinnowError(f"{who} is not on the team")
            if who not in state.team:
                self._session.append(actor, "reviewer_joined", [{"name": who, "role": "reviewer"}])
            self._session.append(actor, "reviewer_left", [{"name": who}])
        return {"name": who, "left": True}

    def members(self) -> list[dict[str, Any]]:
        """Everybody on the list or with a decision: name, role, status, decisions (how many)."""
        state = self._session.state()
        return [
            {
                "name": name,
                "role": state.team.get(name, ["reviewer"])[0],
                "status": state.team.get(name, ["", "not listed"])[1],
                "decisions": sum(
                    len(by[name].letters) for by in state.ballots.values() if name in by
                ),
            }
            for name in sorted({*state.team, *state.deciders()})
        ]
