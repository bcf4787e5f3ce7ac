"""The screening screen: one citation, a verdict, the next."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from math import isfinite
from typing import TypeAlias

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from winnow_sr.errors import WinnowError
from winnow_sr.faces.keys import ACTIONS, keymap
from winnow_sr.faces.sitting import Draft, Row, id_of
from winnow_sr.faces.web.jobs import JobBook, Said
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
from winnow_sr.review.screening import AlreadyDecided, NotTheLast
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
        last=g.sittings.last(g.name),
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
    pdf = pdf_of(stage, row)
    html = render_template("_card.html", row=row, stage=stage, pdf=pdf)
    draft = g.sittings.draft(g.name, stage, id_of(row))
    return {
        "citation": id_of(row),
        "html": html,
        "note": draft.note,
        "reason": draft.reason,
        "pdf": url_for("fulltexts.pdf", citation=id_of(row)) if pdf else "",
    }


@blueprint.get("/queue")
@screeners_only
def queue() -> dict[str, object]:
    """The next citations for the page's script, in reading order."""
    stage = stage_in(request.args)
    rows = g.sittings.next(g.name, stage, AHEAD)
    return {"cards": [card(stage, row) for row in rows or ()], "waiting": rows is None}


Answer: TypeAlias = Response | Said | tuple[Said, int]


def done_once(view: Callable[[], Answer]) -> Callable[[], Answer]:
    """What a page's script sends with a number is done once; asked again, the answer is the same."""

    @wraps(view)
    def answered() -> Answer:
        page = request.form.get("page", "")[:40]
        number = request.form.get("job", 0, type=int)
        if not (wants_json() and page and number > 0):
            return view()
        book: JobBook = g.jobs
        with book.of(g.name, page) as known:
            if number == known.number and known.answer is not None:
                return known.answer
            if number < known.number:
                return {"error": "This was sent before, and done."}, 409
            answer = view()
            if isinstance(answer, dict):
                known.number, known.answer = number, answer
            return answer

    return answered


@blueprint.post("/decide")
@screeners_only
@done_once
def decide() -> Answer:
    """Record a verdict; acknowledged only when it is durable."""
    form = request.form
    stage = stage_in(form)
    verdict = form.get("verdict", "")
    citation, typed = named(), draft_in_form()
    given = typed if verdict == "exclude" else Draft(typed.note)
    took = seconds(form.get("seconds", ""))
    try:
        g.sittings.decide(g.name, stage, citation, verdict, given, took)
    except AlreadyDecided as error:
        if not wants_json():
            raise
        standing = g.served.review.desk.standing(citation, reviewer=g.name, stage=stage)
        return {
            "error": f"{error}.",
            "already": standing.verdict if standing else "",
            "last": g.sittings.last(g.name),
        }, 409
    if wants_json():
        return {
            "citation": citation,
            "verdict": verdict,
            "last": g.sittings.last(g.name),
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
@done_once
def undo() -> Answer:
    """Take back the last verdict, of this sitting or before it. It comes next, as it was typed;
    what was typed for the citation in front is kept with that. The form says which act it means:
    another that came after it (in another tab) is not taken back instead."""
    try:
        if request.form.get("citation"):
            stage = stage_in(request.form)
            g.sittings.keep(g.name, stage, named(), draft_in_form())
        done = g.sittings.undo(g.name, request.form.get("based", ""))
    except WinnowError as error:
        text = f"{error}."
        if isinstance(error, NotTheLast):
            text = f"Nothing taken back: {error}. Undo again to take that back."
        if wants_json():
            return {"error": text, "last": g.sittings.last(g.name)}, 409
        flash(text)
        return redirect(url_for(first_page(g.served.review, g.name)))
    if wants_json():
        return {
            "undone": "resolution" if done.resolution else "decision",
            "citation": done.citation,
            "stage": done.stage,
            "card": card(done.stage, g.served.row(done.citation)),
            "last": g.sittings.last(g.name),
            "mine": g.served.review.desk.decided(g.name, done.stage),
        }
    if done.resolution:
        flash(f"Took back your resolution of {done.citation}; it is among the conflicts again.")
        return redirect(url_for("conflicts.listing", stage=done.stage))
    flash(f"Took back {done.citation}; it comes again.")
    return redirect(url_for("screening.screen", stage=done.stage))


@blueprint.post("/skip")
@screeners_only
@done_once
def skip() -> Answer:
    """Put the citation off until nothing else is left."""
    stage = stage_in(request.form)
    citation = named()
    g.sittings.skip(g.name, stage, citation, draft_in_form())
    if wants_json():
        return {"skipped": citation}
    return redirect(url_for("screening.screen", stage=stage))
