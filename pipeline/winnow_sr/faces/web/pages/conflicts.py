"""Conflicts: what is in dispute, and the verdict that ends it."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from winnow_sr.errors import WinnowError
from winnow_sr.faces.web.pages.access import sees_conflicts
from winnow_sr.faces.web.served_review import FIRST
from winnow_sr.review.answers import Conflict
from winnow_sr.screening.checks import check_stage
from winnow_sr.vocabulary import Stage, citation_id

blueprint = Blueprint("conflicts", __name__)


@blueprint.get("/conflicts")
def listing() -> str:
    """Every conflict of a stage with its texts; votes only where the protocol shows them."""
    if not sees_conflicts(g.served, g.name):
        abort(403, "Conflicts are for adjudicators and leads.")
    stage = check_stage(request.args.get("stage", FIRST))
    unread = {citation_id(c) for c in g.served.pilot_unread(g.name)}
    found = [
        row
        for row in g.served.review.screening.conflicts(stage, viewer=g.name)
        if row.citation not in unread
    ]
    cards = [
        {"row": row, "text": g.served.row(row.citation), "notes": notes(row, stage)}
        for row in found[:50]
    ]
    return render_template(
        "conflicts.html",
        stage=stage,
        cards=cards,
        total=len(found),
        may_resolve=g.served.may_resolve(g.name),
    )


def notes(row: Conflict, stage: Stage) -> dict[str, str]:
    """reviewer -> their note, of those whose vote is shown."""
    state = g.served.review.session.state()
    votes = state.votes_on(stage, g.served.review.lookup.citation(row.citation, state))
    return {vote.reviewer: votes[vote.reviewer].note for vote in row.decisions}


@blueprint.post("/resolve")
def resolve() -> Response:
    """An adjudicator's verdict."""
    if not g.served.may_resolve(g.name):
        abort(403, "Only adjudicators and leads resolve conflicts.")
    form = request.form
    stage = check_stage(form.get("stage", FIRST))
    verdict = form.get("verdict", "")
    try:
        with g.served.writer() as review:
            state = review.session.state()
            number = review.lookup.citation(form.get("citation", ""), state)
            g.served.may_know(g.name, number)
            done = review.screening.resolve(
                citation_id(number),
                verdict,
                actor=g.name,
                stage=stage,
                reason=form.get("reason", "") if verdict == "exclude" else "",
                note=" ".join(form.get("note", "").split())[:2000],
            )
    except WinnowError as error:
        flash(f"Not recorded: {error}.")
    else:
        flash(f"{done.citation} resolved: {verdict}.")
    return redirect(url_for("conflicts.listing", stage=stage))
