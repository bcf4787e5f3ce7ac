"""Reports and the studies they describe: linked, set aside, counted, described for the claims."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from winnow_sr.errors import WinnowError
from winnow_sr.faces.web.pages.access import managers_only
from winnow_sr.faces.web.pages.stop import reason_in_form
from winnow_sr.faces.web.words import plain
from winnow_sr.review import Review

blueprint = Blueprint("studies", __name__)


@blueprint.get("/studies")
@managers_only
def listing() -> str:
    """Every report that is sought, and every study that is known."""
    review: Review = g.served.review
    reports, studies = review.listing.studies(g.name)
    chosen = request.args.get("describe", "")
    return render_template(
        "studies.html",
        reports=reports,
        studies=studies,
        chosen=next((s for s in studies if s.study == chosen), None),
        describe=chosen,
        designs=sorted(
            {*review.protocol.plan.question.designs, *(s.design for s in studies)} - {""}
        ),
        claims=review.protocol.plan.claims,
    )


def said(act: Callable[[Review], str]) -> Response:
    """Do it, say how it went, and go back to the list."""
    try:
        with g.served.writer() as review:
            flash(act(review))
    except WinnowError as error:
        flash(f"Not recorded: {plain(error)}")
    return redirect(url_for("studies.listing"))


@blueprint.post("/studies/link")
@managers_only
def link() -> Response:
    """Say that the ticked reports describe one study."""
    ids, study = request.form.getlist("report"), request.form.get("study", "")

    def act(review: Review) -> str:
        done = review.full_texts.link_study(study, ids, actor=g.name)
        return f"{done.study}: {', '.join(done.reports)}."

    return said(act)


@blueprint.post("/studies/aside")
@managers_only
def aside() -> Response:
    """Set a report aside, or bring it back."""
    form = request.form

    def act(review: Review) -> str:
        done = review.full_texts.set_aside(
            form.get("citation", ""), form.get("status", ""), actor=g.name, reason=reason_in_form()
        )
        return f"{done.citation}: {done.status}."

    return said(act)


@blueprint.post("/studies/count")
@managers_only
def count() -> Response:
    """Say for how many reports a citation stands."""
    form = request.form

    def act(review: Review) -> str:
        done = review.full_texts.count_reports(
            form.get("citation", ""),
            form.get("reports", -1, type=int),
            actor=g.name,
            reason=reason_in_form(),
        )
        return f"{done.citation} stands for {done.reports} reports."

    return said(act)


@blueprint.post("/studies/describe")
@managers_only
def describe() -> Response:
    """Say what a study is and which claims it bears on."""
    form = request.form

    def act(review: Review) -> str:
        done = review.full_texts.describe(
            form.get("study", ""),
            actor=g.name,
            design=form.get("design", ""),
            substances=[s for s in form.get("substances", "").split(";") if s.strip()],
            claims=form.getlist("claim"),
            note=form.get("note", "")[:2000],
        )
        new = f" New words: {', '.join(done.new)}." if done.new else ""
        return f"{done.study} is described: {done.design}.{new}"

    return said(act)


@blueprint.post("/studies/meta")
@managers_only
def meta() -> Response:
    """Say which studies went into the meta-analysis."""

    def act(review: Review) -> str:
        done = review.full_texts.meta_analysed(request.form.getlist("study"), actor=g.name)
        return f"In the meta-analysis: {', '.join(done.studies) or 'none'}."

    return said(act)
