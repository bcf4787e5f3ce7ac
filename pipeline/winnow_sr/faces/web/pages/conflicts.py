"""Conflicts: what is in dispute, and the verdict that ends it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from winnow_sr.errors import WinnowError
from winnow_sr.faces.web.pages.access import sees_conflicts
from winnow_sr.faces.web.served_review import FIRST
from winnow_sr.screening.deciding import check_stage

blueprint = Blueprint("conflicts", __name__)


@blueprint.get("/conflicts")
def listing() -> str:
    """Every conflict of a stage with its texts; votes only where the protocol shows them."""
    if not sees_conflicts(g.served, g.name):
        abort(403, "Conflicts are for adjudicators and leads.")
    stage = check_stage(request.args.get("stage", FIRST))
    state = g.served.review.session.state()
    unread = g.served.pilot_unread(g.name)
    found = [
        row
        for row in g.served.review.screening.conflicts(stage, viewer=g.name)
        if state.citation_of(int(row["citation"][1:])) not in unread
    ]
    shown = [int(row["citation"][1:]) for row in found[:50] if row["decisions"]]
    g.served.accounts.show(g.name, stage, shown)
    cards = [
        {**row, "text": g.served.row(row["citation"]), "notes": notes(row, stage)}
        for row in found[:50]
    ]
    return render_template(
        "conflicts.html", stage=stage, cards=cards, total=len(found),
        may_resolve=g.served.may_resolve(g.name),
    )  # fmt: skip


def notes(row: dict[str, Any], stage: str) -> dict[str, str]:
    """reviewer -> their note, of those whose vote is shown."""
    state = g.served.review.session.state()
    votes = state.votes_on(stage, int(row["citation"][1:]))
    return {d["reviewer"]: votes[d["reviewer"]].note for d in row["decisions"]}


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
                f"C{number:06d}", verdict, actor=g.name, stage=stage,
                reason=form.get("reason", "") if verdict == "exclude" else "",
                note=" ".join(form.get("note", "").split())[:2000],
            )  # fmt: skip
    except WinnowError as error:
        flash(f"Not recorded: {error}.")
    else:
        flash(f"{done['citation']} resolved: {verdict}.")
    return redirect(url_for("conflicts.listing", stage=stage))
