"""The screening screen: one citation, a verdict, the next."""

from __future__ import annotations

from math import isfinite
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from winnow_sr.errors import WinnowError
from winnow_sr.faces.sitting import Draft, Row, id_of
from winnow_sr.faces.web.pages.access import WORKERS, allow, screeners_only
from winnow_sr.faces.web.served_review import FIRST
from winnow_sr.faces.web.wants_json import wants_json
from winnow_sr.review import Review
from winnow_sr.screening.checks import check_stage
from winnow_sr.screening.keys import ACTIONS, keymap
from winnow_sr.screening.outcomes import statuses
from winnow_sr.vocabulary import Stage, citation_id

blueprint = Blueprint("screening", __name__)

AHEAD = 10
"""Citations handed to the page in advance, so that the next one is instant."""
LONGEST_READ = 3600.0
LONGEST_NOTE = 2000
WEB_ACTIONS = (
    "include", "exclude", "unsure", "reason", "note", "undo", "skip", "criteria", "terms", "open",
    "keys",
)  # fmt: skip
"""What a key does here; the others belong to a terminal."""


@blueprint.get("/screen")
@screeners_only
def screen() -> str:
    """The next citation, with all that is needed to decide on it."""
    stage = check_stage(request.args.get("stage", FIRST))
    state, plan = g.served.state()
    rows = g.sittings.next(g.name, stage, 1)
    keys = keymap(plan.keys)
    return render_template(
        "screen.html",
        stage=stage,
        row=rows[0] if rows else None,
        draft=g.sittings.draft(g.name, stage, id_of(rows[0])) if rows else Draft(),
        waiting=rows is None,
        trouble=g.served.worker.error,
        mine=g.served.count(g.name, stage),
        others=0 if rows else g.sittings.others_reading(g.name, stage),
        team=read_by_team(stage),
        pdf=pdf_of(stage, rows[0]) if rows else False,
        keys=[(action, keys[action], ACTIONS[action]) for action in WEB_ACTIONS],
        key_of=keys,
        stopped=state.stop if stage == FIRST else None,
    )


def read_by_team(stage: Stage) -> dict[str, int]:
    """How many citations have all the votes they need, agreeing or not, and how many there are.

    Conflicts count as read: whether colleagues agreed is not for everybody.
    """
    state, plan = g.served.state()
    found = statuses(state, plan, stage)
    if stage == FIRST:
        done = sum(s != "waiting" for c, s in found.items() if c not in state.removed)
        return {"read": done, "total": state.count_citations() - len(state.removed)}
    sought = {c for c, s in g.served.sought(g.name).items() if s != "not-retrieved"}
    return {"read": sum(found.get(c, "waiting") != "waiting" for c in sought), "total": len(sought)}


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
def queue() -> dict[str, Any]:
    """The next citations for the page's script, in reading order."""
    stage = check_stage(request.args.get("stage", FIRST))
    rows = g.sittings.next(g.name, stage, AHEAD)
    return {"cards": [card(stage, row) for row in rows or ()], "waiting": rows is None}


@blueprint.post("/decide")
@screeners_only
def decide() -> Response | dict[str, Any]:
    """Record a verdict; acknowledged only when it is durable."""
    form = request.form
    stage = check_stage(form.get("stage", FIRST))
    verdict = form.get("verdict", "")
    citation, typed = named(), draft_in_form()
    given = typed if verdict == "exclude" else Draft(typed.note)
    took = seconds(form.get("seconds", ""))
    g.sittings.decide(g.name, stage, citation, verdict, given, took)
    if wants_json():
        return {"citation": citation, "verdict": verdict, "mine": g.served.count(g.name, stage)}
    flash(f"{citation}: {verdict}.")
    return redirect(url_for("screening.screen", stage=stage))


def named() -> str:
    """The id of the citation that the form is about."""
    review: Review = g.served.review
    state = review.session.state()
    return citation_id(review.lookup.citation(request.form.get("citation", ""), state))


def draft_in_form() -> Draft:
    """What was typed in the form."""
    note = " ".join(request.form.get("note", "").split())[:LONGEST_NOTE]
    return Draft(note, request.form.get("reason", ""))


def seconds(text: str) -> float:
    """Time the reader took, as the page measured it; 0 where it did not."""
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return min(max(value, 0.0), LONGEST_READ) if isfinite(value) else 0.0


@blueprint.post("/undo")
@allow(*WORKERS)
def undo() -> Response | dict[str, Any]:
    """Take back the last verdict, of this sitting or before it. It comes next, as it was typed;
    what was typed for the citation in front is kept with that."""
    try:
        if request.form.get("citation"):
            stage = check_stage(request.form.get("stage", FIRST))
            g.sittings.keep(g.name, stage, named(), draft_in_form())
        done = g.sittings.undo(g.name)
    except WinnowError as error:
        if wants_json():
            raise
        flash(f"{error}.")
        return redirect(url_for("signing.home"))
    if wants_json():
        return {
            "undone": "resolution" if done.resolution else "decision",
            "citation": done.citation, "stage": done.stage,
            "card": card(done.stage, g.served.row(done.citation)),
            "mine": g.served.count(g.name, done.stage),
        }  # fmt: skip
    if done.resolution:
        flash(f"Took back your resolution of {done.citation}; it is among the conflicts again.")
        return redirect(url_for("conflicts.listing", stage=done.stage))
    flash(f"Took back {done.citation}; it comes again.")
    return redirect(url_for("screening.screen", stage=done.stage))


@blueprint.post("/skip")
@screeners_only
def skip() -> Response | dict[str, Any]:
    """Put the citation off until nothing else is left."""
    stage = check_stage(request.form.get("stage", FIRST))
    citation = named()
    g.sittings.skip(g.name, stage, citation, draft_in_form())
    if wants_json():
        return {"skipped": citation}
    return redirect(url_for("screening.screen", stage=stage))
