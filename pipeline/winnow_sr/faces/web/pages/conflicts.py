"""Conflicts: what is in dispute, and the verdict that ends it."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from winnow_sr.errors import WinnowError
from winnow_sr.faces.web.pages.access import WORKERS, note_in_form, stage_in
from winnow_sr.faces.web.pages.fulltexts import kept_pdf
from winnow_sr.review import Review
from winnow_sr.review.answers import Conflict, QueueRow, Resolution
from winnow_sr.review.screening import AlreadyResolved
from winnow_sr.vocabulary import FULL_TEXT, Stage

blueprint = Blueprint("conflicts", __name__)

SHOWN = 50
"""Conflicts on one page."""
LONGEST_NOTE = 2000


class Card(NamedTuple):
    """A conflict as the page shows it."""

    row: Conflict
    text: QueueRow
    pdf: bool
    """Is there a full text to read?"""


class Settled(NamedTuple):
    """A conflict that somebody has ended, shown to whoever wants it decided otherwise."""

    by: Resolution
    text: QueueRow


@blueprint.get("/conflicts")
def listing() -> str:
    """Every conflict of a stage with its texts; votes only where the protocol shows them."""
    review: Review = g.served.review
    if not review.desk.sees_conflicts(g.name):
        abort(403, "Conflicts are for adjudicators and leads.")
    stage = stage_in(request.args)
    found = review.screening.conflicts(stage, viewer=g.name)
    last = review.desk.last(g.name)
    return render_template(
        "conflicts.html",
        stage=stage,
        cards=[
            Card(row, review.screening.shown(row.citation), has_pdf(stage, row.citation))
            for row in found[:SHOWN]
        ],
        total=len(found),
        hidden=review.desk.pilot_unread(g.name),
        settled=settled(request.args.get("change", ""), stage),
        may_resolve=review.team.may_resolve(g.name),
        last=last if last is not None and last.resolution else None,
    )


def has_pdf(stage: Stage, citation: str) -> bool:
    """Is a PDF kept, at the stage at which it is to be read?"""
    return stage == FULL_TEXT and g.role in WORKERS and kept_pdf(g.served, citation) is not None


def settled(citation: str, stage: Stage) -> Settled | None:
    """The resolution of a citation that this person asks to see, so as to decide it otherwise."""
    review: Review = g.served.review
    if not citation or not review.team.may_resolve(g.name):
        return None
    found = review.desk.resolution(citation, viewer=g.name, stage=stage)
    return Settled(found, review.screening.shown(citation)) if found else None


@blueprint.post("/resolve")
def resolve() -> Response:
    """An adjudicator's verdict. What was resolved meanwhile is decided anew only if the form says
    `change`."""
    if not g.served.review.team.may_resolve(g.name):
        abort(403, "Only adjudicators and leads resolve conflicts.")
    form = request.form
    stage = stage_in(form)
    verdict = form.get("verdict", "")
    change: str | None = None
    try:
        with g.served.writer() as review:
            done = review.screening.resolve(
                form.get("citation", ""),
                verdict,
                actor=g.name,
                stage=stage,
                reason=form.get("reason", "") if verdict == "exclude" else "",
                note=note_in_form(LONGEST_NOTE),
                change=form.get("change") == "1",
            )
    except AlreadyResolved as error:
        flash(f"Not recorded: {error.by} has resolved {error.citation} meanwhile: {error.verdict}.")
        change = error.citation
    except WinnowError as error:
        flash(f"Not recorded: {error}.")
    else:
        flash(f"{done.citation} resolved: {verdict}.")
    return redirect(url_for("conflicts.listing", stage=stage, change=change))
