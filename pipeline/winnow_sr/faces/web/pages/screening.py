"""The screening screen: one citation, a verdict, the next."""

from __future__ import annotations

from math import isfinite

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from winnow_sr.errors import WinnowError
from winnow_sr.faces.keys import ACTIONS, keymap
from winnow_sr.faces.sitting import Draft, Row, id_of
from winnow_sr.faces.web.pages.access import (
    WORKERS,
    allow,
    first_page,
    note_in_form,
    screeners_only,
    stage_in,
)
from winnow_sr.faces.web.served_review import FIRST
from winnow_sr.faces.web.wants_json import wants_json
from winnow_sr.review import Review
from winnow_sr.vocabulary import Stage

blueprint = Blueprint("screening", __name__)

AHEAD = 10
"""Citations handed to the page in advance, so that the next one is instant."""
LONGEST_READ = 3600.0
LONGEST_NOTE = 2000
WEB_ACTIONS = (
    "include",
    "exclude",
    "unsure",
    "reason",
    "note",
    "undo",
    "skip",
    "criteria",
    "terms",
    "open",
    "keys",
)
"""What a key does here; the others belong to a terminal."""


@blueprint.get("/screen")
@screeners_only
def screen() -> str:
    """The next citation, with all that is needed to decide on it."""
    stage = stage_in(request.args)
    review: Review = g.served.review
    rows = g.sittings.next(g.name, stage, 1)
    keys = keymap(review.protocol.plan.keys)
    return render_template(
        "screen.html",
        stage=stage,
        row=rows[0] if rows else None,
        draft=g.sittings.draft(g.name, stage, id_of(rows[0])) if rows else Draft(),
        waiting=rows is None,
        trouble=g.served.worker.error,
        mine=review.desk.decided(g.name, stage),
        others=g.sittings.held_by_others(g.name, stage) if rows == [] else 0,
        team=review.desk.progress(g.name, stage),
        pdf=pdf_of(stage, rows[0]) if rows else False,
        keys=[(action, keys[action], ACTIONS[action]) for action in WEB_ACTIONS],
        key_of=keys,
        stopped=review.stopping.declared() if stage == FIRST else None,
    )


def pdf_of(stage: Stage, row: Row) -> bool:
    """Is there a full text to open beside the citation?"""
    if stage == FIRST:
        return False
    from winnow_sr.faces.web.pages.fulltexts import kept_pdf

    return kept_pdf(g.served, row.citation) is not None


def card(stage: Stage, row: Row) -> dict[str, str]:
    """A citation as the page's script takes it."""
    html = render_template("_card.html", row=row, stage=stage, pdf=pdf_of(stage, row))
    draft = g.sittings.draft(g.name, stage, id_of(row))
    return {"citation": id_of(row), "html": html, "note": draft.note, "reason": draft.reason}


@blueprint.get("/queue")
@screeners_only
def queue() -> dict[str, object]:
    """The next citations for the page's script, in reading order."""
    stage = stage_in(request.args)
    rows = g.sittings.next(g.name, stage, AHEAD)
    return {"cards": [card(stage, row) for row in rows or ()], "waiting": rows is None}


@blueprint.post("/decide")
@screeners_only
def decide() -> Response | dict[str, object]:
    """Record a verdict; acknowledged only when it is durable."""
    form = request.form
    stage = stage_in(form)
    verdict = form.get("verdict", "")
    citation, typed = named(), draft_in_form()
    given = typed if verdict == "exclude" else Draft(typed.note)
    took = seconds(form.get("seconds", ""))
    g.sittings.decide(g.name, stage, citation, verdict, given, took)
    if wants_json():
        return {
            "citation": citation,
            "verdict": verdict,
            "mine": g.served.review.desk.decided(g.name, stage),
        }
    flash(f"{citation}: {verdict}.")
    return redirect(url_for("screening.screen", stage=stage))


def named() -> str:
    """The id of the citation that the form is about."""
    review: Review = g.served.review
    return review.lookup.id_of(request.form.get("citation", ""))


def draft_in_form() -> Draft:
    """What was typed in the form."""
    return Draft(note_in_form(LONGEST_NOTE), request.form.get("reason", ""))


def seconds(text: str) -> float:
    """Time the reader took, as the page measured it; 0 where it did not."""
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return min(max(value, 0.0), LONGEST_READ) if isfinite(value) else 0.0


@blueprint.post("/undo")
@allow(*WORKERS)
def undo() -> Response | dict[str, object]:
    """Take back the last verdict, of this sitting or before it. It comes next, as it was typed;
    what was typed for the citation in front is kept with that."""
    try:
        if request.form.get("citation"):
            stage = stage_in(request.form)
            g.sittings.keep(g.name, stage, named(), draft_in_form())
        done = g.sittings.undo(g.name)
    except WinnowError as error:
        if wants_json():
            raise
        flash(f"{error}.")
        return redirect(url_for(first_page(g.served.review, g.name)))
    if wants_json():
        return {
            "undone": "resolution" if done.resolution else "decision",
            "citation": done.citation,
            "stage": done.stage,
            "card": card(done.stage, g.served.row(done.citation)),
            "mine": g.served.review.desk.decided(g.name, done.stage),
        }
    if done.resolution:
        flash(f"Took back your resolution of {done.citation}; it is among the conflicts again.")
        return redirect(url_for("conflicts.listing", stage=done.stage))
    flash(f"Took back {done.citation}; it comes again.")
    return redirect(url_for("screening.screen", stage=done.stage))


@blueprint.post("/skip")
@screeners_only
def skip() -> Response | dict[str, object]:
    """Put the citation off until nothing else is left."""
    stage = stage_in(request.form)
    citation = named()
    g.sittings.skip(g.name, stage, citation, draft_in_form())
    if wants_json():
        return {"skipped": citation}
    return redirect(url_for("screening.screen", stage=stage))
