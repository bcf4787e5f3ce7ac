"""Who sees which page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple, TypeVar, cast

from flask import abort, g, request

from winnow_sr.errors import WinnowError
from winnow_sr.faces.web.served_review import FIRST
from winnow_sr.review import Review
from winnow_sr.vocabulary import STAGES, Stage, one_of

F = TypeVar("F", bound=Callable[..., Any])
WORKERS = ("reviewer", "adjudicator", "lead")
"""Everybody but those who only look."""


class Tab(NamedTuple):
    """An entry of the navigation."""

    endpoint: str
    label: str
    values: dict[str, str]


def tabs_for(review: Review, name: str) -> list[Tab]:
    """What this person finds in the navigation."""
    role = review.team.role_of(name)
    tabs = []
    if review.team.screens(name):
        tabs.append(Tab("screening.screen", "Screen", {"stage": FIRST}))
    if role in WORKERS:
        tabs.append(Tab("fulltexts.reports", "Full texts", {}))
    if review.desk.sees_conflicts(name):
        tabs.append(Tab("conflicts.listing", "Conflicts", {}))
    tabs.append(Tab("finding.listing", "Look up", {}))
    tabs.append(Tab("progress.dashboard", "Progress", {}))
    tabs.append(Tab("publish.page", "Publish", {}))
    tabs.append(Tab("diagram.form", "Diagram", {}))
    if review.team.may_manage(name):
        tabs.append(Tab("manage.home", "Manage", {}))
    elif role in WORKERS:
        tabs.append(Tab("duplicates.pairs", "Duplicates", {}))
    return tabs


def first_page(review: Review, name: str) -> str:
    """The endpoint of the page a person comes for. It hands nothing out but to those who screen."""
    if review.team.screens(name):
        return "screening.screen"
    if review.team.role_of(name) != "lead" and review.desk.sees_conflicts(name):
        return "conflicts.listing"
    return "progress.dashboard"


def stage_in(values: Any) -> Stage:
    """The stage that a form or an address names; title and abstract where it names none."""
    return one_of("stage", values.get("stage", FIRST), STAGES)


def note_in_form(longest: int) -> str:
    """The note in the form, on one line."""
    return " ".join(request.form.get("note", "").split())[:longest]


def screeners_only(view: F) -> F:
    """Only those who screen may open the page; others are told the rule, and are handed nothing."""

    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> Any:
        try:
            g.served.review.team.check_screener(g.name)
        except WinnowError as error:
            abort(403, str(error))
        return view(*args, **kwargs)

    return cast(F, checked)


def managers_only(view: F) -> F:
    """Only those who act for the team may open the page or send its form."""

    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> Any:
        if not g.served.review.team.may_manage(g.name):
            abort(403, f"This page is for: lead. You are {g.role}.")
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
