"""Who sees which page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple, TypeVar, cast

from flask import abort, g

from winnow_sr.errors import WinnowError
from winnow_sr.faces.web.served_review import ServedReview

F = TypeVar("F", bound=Callable[..., Any])
WORKERS = ("reviewer", "adjudicator", "lead")
"""Everybody but those who only look."""


class Tab(NamedTuple):
    """An entry of the navigation."""

    endpoint: str
    label: str
    values: dict[str, str]


def tabs_for(served: ServedReview, name: str) -> list[Tab]:
    """What this person finds in the navigation."""
    role = served.role_of(name)
    tabs = []
    if served.screens(name):
        tabs.append(Tab("screening.screen", "Screen", {"stage": "title-abstract"}))
    if role in WORKERS:
        tabs.append(Tab("fulltexts.reports", "Full texts", {}))
    if sees_conflicts(served, name):
        tabs.append(Tab("conflicts.listing", "Conflicts", {}))
    tabs.append(Tab("progress.dashboard", "Progress", {}))
    if role == "lead":
        tabs.append(Tab("lead.rounds", "Rounds", {}))
        tabs.append(Tab("lead.team", "Team", {}))
    return tabs


def sees_conflicts(served: ServedReview, name: str) -> bool:
    """Adjudicators and leads always; reviewers where the protocol resolves conflicts openly."""
    plan = served.state()[1]
    return served.may_resolve(name) or (
        plan.screening.conflicts == "open" and served.role_of(name) == "reviewer"
    )


def screeners_only(view: F) -> F:
    """Only those who screen may open the page; others are told the rule, and are handed nothing."""

    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> Any:
        try:
            g.served.check_screener(g.name)
        except WinnowError as error:
            abort(403, str(error))
        return view(*args, **kwargs)

    return cast(F, checked)


def allow(*roles: str) -> Callable[[F], F]:
    """Only these roles may open the page."""

    def around(view: F) -> F:
        @wraps(view)
        def checked(*args: Any, **kwargs: Any) -> Any:
            if g.role not in roles:
                abort(403, f"This page is for: {', '.join(roles)}. You are {g.role}.")
            return view(*args, **kwargs)

        return cast(F, checked)

    return around
