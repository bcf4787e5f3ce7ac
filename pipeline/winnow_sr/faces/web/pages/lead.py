"""For leads: the team and the rounds."""

from __future__ import annotations

import threading
from typing import NamedTuple

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from winnow_sr.errors import WinnowError
from winnow_sr.faces.web.pages.access import managers_only
from winnow_sr.faces.web.served_review import ServedReview
from winnow_sr.review import Review
from winnow_sr.vocabulary import ROLES, Role

blueprint = Blueprint("lead", __name__)

KINDS = {
    "pilot": "Pilot: a random sample that everybody reads",
    "priority": "Priority: the best of the ranking",
    "random": "Random: a sample for estimation",
}
OPENING_SECONDS = 2.0
"""How long the page waits for a round to open; a longer ranking goes on behind."""


class OnTeam(NamedTuple):
    """Somebody as the page of the team shows them."""

    name: str
    role: Role | None
    """None: they left, or were never on the list."""
    signs_in: bool
    decisions: int


# -- the team ------------------------------------------------------------------------------------
@blueprint.get("/team")
@managers_only
def team() -> str:
    """Who is on the team."""
    return render_template("team.html", people=people(g.served), roles=ROLES)


def people(served: ServedReview) -> list[OnTeam]:
    """Everybody listed or with a decision."""
    ready = served.accounts.has_password()
    return [
        OnTeam(row.name, served.role_of(row.name), row.name in ready, row.decisions)
        for row in served.review.team.members()
    ]


@blueprint.post("/team/invite")
@managers_only
def invite() -> str | Response:
    """Invite somebody, or give them a new link."""
    role = request.form.get("role", "reviewer")
    try:
        who = g.served.review.team.check_name(request.form.get("name", ""))
        token = g.served.invite(who, role, g.name)
    except WinnowError as error:
        flash(f"{error}.")
        return redirect(url_for("lead.team"))
    base = current_app.config["WINNOW_URL"] or request.host_url.rstrip("/")
    link = f"{base}{url_for('signing.invited', token=token)}"
    return render_template(
        "team.html", people=people(g.served), roles=ROLES, link=link, invited=who, invited_as=role
    )


@blueprint.post("/team/role")
@managers_only
def role() -> Response:
    """Change a role."""
    who, new = request.form.get("name", ""), request.form.get("role", "")
    if who == g.name:
        flash("You cannot change your own role: another lead can.")
        return redirect(url_for("lead.team"))
    try:
        with g.served.writer() as review:
            review.team.join(who, new, actor=g.name)
        flash(f"{who} is {new} now.")
    except WinnowError as error:
        flash(f"{error}.")
    return redirect(url_for("lead.team"))


@blueprint.post("/team/remove")
@managers_only
def remove() -> Response:
    """Take somebody off the team; what they decided stays."""
    who = request.form.get("name", "")
    if who == g.name:
        flash("You cannot remove yourself: another lead can.")
        return redirect(url_for("lead.team"))
    try:
        with g.served.writer() as review:
            review.team.leave(who, actor=g.name)
        g.served.accounts.forget(who)
        flash(f"{who} has left; what they decided stays.")
    except WinnowError as error:
        flash(f"{error}.")
    return redirect(url_for("lead.team"))


# -- rounds --------------------------------------------------------------------------------------
@blueprint.get("/rounds")
@managers_only
def rounds() -> str:
    """All rounds; one to open or close."""
    review = g.served.review
    screening = review.protocol.plan.screening
    return render_template(
        "rounds.html",
        rows=g.served.once(f"rounds {g.name}", lambda: review.rounds.all(viewer=g.name))[::-1],
        is_open=review.rounds.current(),
        kinds=KINDS,
        size=screening.batch,
        pilot_size=screening.pilot.size,
        opening=g.served.opening,
    )


@blueprint.post("/rounds/open")
@managers_only
def open_() -> Response:
    """Open a round. Its ranking may take a while, so the page does not wait for long."""
    kind = request.form.get("kind", "")
    size = request.form.get("size", type=int) if request.form.get("size") else None
    why = " ".join(request.form.get("despite", "").split())[:500]
    served: ServedReview = g.served
    result: list[str] = []
    worker = threading.Thread(
        target=open_behind, args=(served, kind, size, g.name, why, result), daemon=True
    )
    served.opening = kind
    worker.start()
    worker.join(OPENING_SECONDS)
    flash(result[0] if result else "The ranking is being made; the round opens when it is ready.")
    return redirect(url_for("lead.rounds"))


def open_behind(
    served: ServedReview, kind: str, size: int | None, actor: str, why: str, result: list[str]
) -> None:
    """Open a round on a connection of its own."""
    review = Review.open(served.folder)
    try:
        found = review.rounds.open(kind, size, actor=actor, despite=why)
        result.append(f"Round {found.round} is open: {found.size} citations.")
    except WinnowError as error:
        result.append(f"{error}.")
    finally:
        served.opening = ""
        review.close()


@blueprint.post("/rounds/close")
@managers_only
def close() -> Response:
    """Close the open round."""
    try:
        with g.served.writer() as review:
            found = review.rounds.close(actor=g.name)
        flash(f"Round {found.round} is closed.")
    except WinnowError as error:
        flash(f"{error}.")
    return redirect(url_for("lead.rounds"))
