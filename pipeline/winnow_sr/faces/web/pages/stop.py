"""May we stop? The advice, the act of stopping, also against the rule, and taking it back."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from winnow_sr.errors import WinnowError
from winnow_sr.faces.web.pages.access import managers_only
from winnow_sr.faces.web.pages.progress import may_stop, totals_hidden
from winnow_sr.faces.web.words import plain

blueprint = Blueprint("stop", __name__)


def reason_in_form(longest: int = 500) -> str:
    """The reason in the form, on one line."""
    return " ".join(request.form.get("reason", "").split())[:longest]


@blueprint.get("/stop")
@managers_only
def advice() -> str:
    """What the rule says now, on what it rests, and the buttons."""
    if totals_hidden():
        return render_template("stop.html", hidden=True)
    stop, no_stop = g.served.once("stop", may_stop)
    return render_template("stop.html", stop=stop, no_stop=plain(no_stop) if no_stop else "")


@blueprint.post("/stop/declare")
@managers_only
def declare() -> Response:
    """Declare screening finished."""
    against = request.form.get("against") == "1"
    try:
        with g.served.writer() as review:
            done = review.stopping.declare(
                actor=g.name, against_rule=against, reason=reason_in_form()
            )
        flash(f"Screening is declared finished ({done.label}); {done.unread} citations are unread.")
    except WinnowError as error:
        flash(f"Not declared: {plain(error)}")
    return redirect(url_for("stop.advice"))


@blueprint.post("/stop/resume")
@managers_only
def resume() -> Response:
    """Take the declared stop back."""
    try:
        with g.served.writer() as review:
            review.stopping.resume(actor=g.name, reason=reason_in_form())
        flash("Screening goes on.")
    except WinnowError as error:
        flash(plain(error))
    return redirect(url_for("stop.advice"))
