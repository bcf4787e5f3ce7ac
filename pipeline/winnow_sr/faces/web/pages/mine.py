"""Looking back: a person's own decisions, newest first, and another verdict in place of one."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from winnow_sr.errors import WinnowError
from winnow_sr.faces.web.pages.access import note_in_form, screeners_only, stage_in
from winnow_sr.review import Review
from winnow_sr.vocabulary import VERDICTS

blueprint = Blueprint("mine", __name__)

PER_PAGE = 25
LONGEST_NOTE = 2000


@blueprint.get("/decided")
@screeners_only
def decided() -> str:
    """One's own verdicts that stand at a stage; nobody else's."""
    review: Review = g.served.review
    stage = stage_in(request.args)
    wanted = request.args.get("verdict", "")
    every = review.desk.own(g.name, stage)
    counts = {verdict: sum(own.verdict == verdict for own in every) for verdict in VERDICTS}
    listed = [own for own in every if wanted not in VERDICTS or own.verdict == wanted]
    page = max(1, request.args.get("page", 1, type=int))
    shown = listed[(page - 1) * PER_PAGE : page * PER_PAGE]
    return render_template(
        "mine.html",
        stage=stage,
        wanted=wanted if wanted in VERDICTS else "",
        counts=counts,
        total=len(every),
        cards=[(own, review.screening.shown(own.citation)) for own in shown],
        page=page,
        more=len(listed) > page * PER_PAGE,
    )


@blueprint.post("/decided/<citation>")
@screeners_only
def change(citation: str) -> Response:
    """Another verdict in place of the one that the page showed; refused where that one no longer
    stands."""
    form = request.form
    stage = stage_in(form)
    verdict = form.get("verdict", "")
    if not form.get("based"):
        abort(400, "The form does not say which verdict it is to change. Reload the page.")
    try:
        with g.served.writer() as review:
            standing = review.desk.standing(citation, reviewer=g.name, stage=stage)
            if standing is None or standing.verdict != form["based"]:
                raise WinnowError("your verdict is another now than the page showed: look again")
            review.screening.decide(
                citation,
                verdict,
                reviewer=g.name,
                stage=stage,
                reason=form.get("reason", "") if verdict == "exclude" else "",
                note=note_in_form(LONGEST_NOTE),
            )
    except WinnowError as error:
        flash(f"Not recorded: {error}.")
    else:
        flash(f"{citation}: {verdict} now.")
    show, page = form.get("show", ""), form.get("page", 1, type=int)
    return redirect(url_for("mine.decided", stage=stage, verdict=show, page=page, _anchor=citation))
