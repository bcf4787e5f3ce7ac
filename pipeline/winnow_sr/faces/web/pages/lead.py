"""For leads: the team and the rounds."""

from __future__ import annotations

import threading
from typing import NamedTuple

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from winnow_sr.errors import WinnowError
from winnow_sr.faces.web.pages.access import managers_only
from winnow_sr.faces.web.pages.stop import reason_in_form
from winnow_sr.faces.web.served_review import ServedReview
from winnow_sr.faces.web.words import plain
from winnow_sr.review import Review
from winnow_sr.vocabulary import ROLES, Role

blueprint = Blueprint("lead", __name__)

KINDS = {
    "pilot": "Pilot: a random sample that everybody reads",
    "priority": "Priority: the best of the ranking",
    "random": "Random: a sample for estimation",
    "check": "Check: a sample of the excluded, read again",
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
        shut=shut_gate(review),
        votes=screening.title_abstract.reviewers,
        shares=review.sharing.all(),
        screeners=[
            row.name for row in review.team.members() if row.screens and row.status != "left"
        ],
    )


def shut_gate(review: Review) -> str:
    """Why a pilot's gate holds screening back; empty where none does, or while it may not be told."""
    if review.desk.pilot_unread(g.name):
        return ""
    try:
        review.rounds.check_gate()
    except WinnowError as error:
        return plain(error)
    return ""


@blueprint.post("/rounds/open")
@managers_only
def open_() -> Response:
    """Open a round. Its ranking may take a while, so the page does not wait for long."""
    kind = request.form.get("kind", "")
    size = request.form.get("size", type=int) if request.form.get("size") else None
    why = " ".join(request.form.get("despite", "").split())[:500]
    votes = request.form.get("reviewers", 0, type=int) or 0
    served: ServedReview = g.served
    result: list[str] = []
    worker = threading.Thread(
        target=open_behind, args=(served, kind, size, g.name, why, votes, result), daemon=True
    )
    served.opening = kind
    worker.start()
    worker.join(OPENING_SECONDS)
    flash(result[0] if result else "The ranking is being made; the round opens when it is ready.")
    return redirect(url_for("lead.rounds"))


def open_behind(
    served: ServedReview,
    kind: str,
    size: int | None,
    actor: str,
    why: str,
    votes: int,
    result: list[str],
) -> None:
    """Open a round on a connection of its own."""
    review = Review.open(served.folder)
    try:
        found = review.rounds.open(kind, size, actor=actor, despite=why, reviewers=votes)
        result.append(f"Round {found.round} is open: {found.size} citations.")
    except WinnowError as error:
        result.append(plain(error))
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


@blueprint.post("/rounds/cancel")
@managers_only
def cancel() -> Response:
    """Give the open pilot up."""
    try:
        with g.served.writer() as review:
            found = review.rounds.cancel(actor=g.name, reason=reason_in_form())
        flash(f"Round {found.round} is given up; its votes stay.")
    except WinnowError as error:
        flash(plain(error))
    return redirect(url_for("lead.rounds"))


@blueprint.post("/rounds/override")
@managers_only
def override() -> Response:
    """Let screening go on although the pilot did not pass its gate."""
    try:
        with g.served.writer() as review:
            found = review.rounds.override(actor=g.name, reason=reason_in_form())
        flash(f"Screening goes on in spite of the gate of round {found.round}.")
    except WinnowError as error:
        flash(plain(error))
    return redirect(url_for("lead.rounds"))


@blueprint.post("/rounds/share")
@managers_only
def share() -> Response:
    """Divide what is unread among people, in the parts given; or let everybody read everything."""
    form = request.form
    try:
        with g.served.writer() as review:
            if form.get("clear") == "1":
                review.sharing.clear(actor=g.name)
                flash("Nothing is divided any more: everybody reads what comes.")
            else:
                names = [who for who in form.getlist("who") if form.get(f"part-{who}", "").strip()]
                parts = [f"{who}={form[f'part-{who}'].strip()}" for who in names]
                done = review.sharing.divide(parts, actor=g.name)
                flash("; ".join(f"{row.reviewer}: {row.left} to read" for row in done) + ".")
    except WinnowError as error:
        flash(plain(error))
    return redirect(url_for("lead.rounds"))
