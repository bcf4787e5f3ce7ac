"""The screening screen: one citation, a verdict, the next."""

from __future__ import annotations

from math import isfinite
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from winnow_sr.errors import WinnowError
from winnow_sr.faces.web.asking import wants_json
from winnow_sr.faces.web.desk import FIRST
from winnow_sr.faces.web.pages.access import SCREENERS, allow
from winnow_sr.screening.deciding import check_stage
from winnow_sr.screening.keys import ACTIONS, keymap
from winnow_sr.screening.outcomes import statuses

blueprint = Blueprint("screening", __name__)

AHEAD = 10
"""Citations handed to the page in advance, so that the next one is instant."""
LONGEST_READ = 3600.0
WEB_ACTIONS = (
    "include", "exclude", "unsure", "reason", "note", "undo", "skip", "criteria", "terms", "open",
    "keys",
)  # fmt: skip
"""What a key does here; the others belong to a terminal."""


@blueprint.get("/screen")
@allow(*SCREENERS)
def screen() -> str:
    """The next citation, with all that is needed to decide on it."""
    stage = check_stage(request.args.get("stage", FIRST))
    state, plan = g.desk.state()
    rows = g.desk.next(g.name, stage, 1)
    keys = keymap(plan.keys)
    return render_template(
        "screen.html",
        stage=stage,
        row=rows[0] if rows else None,
        waiting=rows is None,
        mine=g.desk.count(g.name, stage),
        others=0 if rows else g.desk.others_reading(g.name, stage),
        team=read_by_team(stage),
        pdf=pdf_of(stage, rows[0]) if rows else False,
        keys=[(action, keys[action], ACTIONS[action]) for action in WEB_ACTIONS],
        key_of=keys,
        stopped=state.stop if stage == FIRST else None,
    )


def read_by_team(stage: str) -> dict[str, int]:
    """How many citations have all the votes they need, agreeing or not, and how many there are.

    Conflicts count as read: whether colleagues agreed is not for everybody.
    """
    state, plan = g.desk.state()
    found = statuses(state, plan, stage)
    if stage == FIRST:
        done = sum(s != "waiting" for c, s in found.items() if c not in state.removed)
        return {"read": done, "total": state.count_citations() - len(state.removed)}
    sought = {c for c, s in g.desk.sought(g.name).items() if s != "not-retrieved"}
    return {"read": sum(found.get(c, "waiting") != "waiting" for c in sought), "total": len(sought)}


def pdf_of(stage: str, row: dict[str, Any]) -> bool:
    """Is there a full text to open beside the citation?"""
    if stage == FIRST:
        return False
    from winnow_sr.faces.web.pages.fulltexts import kept_pdf

    return kept_pdf(g.desk, row["citation"]) is not None


def card(stage: str, row: dict[str, Any]) -> dict[str, str]:
    """A citation as the page's script takes it."""
    html = render_template("_card.html", row=row, stage=stage, pdf=pdf_of(stage, row))
    return {"citation": row["citation"], "html": html}


@blueprint.get("/queue")
@allow(*SCREENERS)
def queue() -> dict[str, Any]:
    """The next citations for the page's script, in reading order."""
    stage = check_stage(request.args.get("stage", FIRST))
    rows = g.desk.next(g.name, stage, AHEAD)
    return {"cards": [card(stage, row) for row in rows or ()], "waiting": rows is None}


@blueprint.post("/decide")
@allow(*SCREENERS)
def decide() -> Response | dict[str, Any]:
    """Record a verdict; acknowledged only when it is durable."""
    form = request.form
    stage = check_stage(form.get("stage", FIRST))
    verdict = form.get("verdict", "")
    done = g.desk.decide(
        g.name, stage, form.get("citation", ""), verdict,
        reason=form.get("reason", "") if verdict == "exclude" else "",
        note=" ".join(form.get("note", "").split())[:2000], seconds=seconds(form.get("seconds", "")),
    )  # fmt: skip
    if wants_json():
        return dict(done)
    flash(f"{done['citation']}: {verdict}.")
    return redirect(url_for("screening.screen", stage=stage))


def seconds(text: str) -> float:
    """Time the reader took, as the page measured it; 0 where it did not."""
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return min(max(value, 0.0), LONGEST_READ) if isfinite(value) else 0.0


@blueprint.post("/undo")
@allow(*SCREENERS)
def undo() -> Response | dict[str, Any]:
    """Take back the last verdict, of this sitting or before it."""
    try:
        done = g.desk.undo(g.name)
    except WinnowError as error:
        if wants_json():
            raise
        flash(str(error))
        return redirect(url_for("screening.screen", stage=request.form.get("stage", FIRST)))
    if wants_json():
        row = g.desk.row(done["citation"])
        return {
            **done, "card": card(done["stage"], row), "mine": g.desk.count(g.name, done["stage"]),
        }  # fmt: skip
    flash(f"Took back {done['citation']}; it comes again.")
    return redirect(url_for("screening.screen", stage=done["stage"]))


@blueprint.post("/skip")
@allow(*SCREENERS)
def skip() -> Response | dict[str, Any]:
    """Put the citation off until nothing else is left."""
    stage = check_stage(request.form.get("stage", FIRST))
    state = g.desk.review.session.state()
    number = g.desk.review.lookup.citation(request.form.get("citation", ""), state)
    g.desk.skip(g.name, stage, f"C{number:06d}")
    if wants_json():
        return {"skipped": f"C{number:06d}"}
    return redirect(url_for("screening.screen", stage=stage))
