"""Keeping the review in order: removals, the log of everything, whether the ledger is intact."""

from __future__ import annotations

import re

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from winnow_sr.errors import WinnowError
from winnow_sr.faces.web.behind import Job
from winnow_sr.faces.web.pages.access import managers_only
from winnow_sr.faces.web.pages.stop import reason_in_form
from winnow_sr.faces.web.words import plain
from winnow_sr.review import Review
from winnow_sr.review.answers import LogRow, Verified

blueprint = Blueprint("keeping", __name__)

PER_PAGE = 100


@blueprint.get("/removed")
@managers_only
def removed() -> str:
    """What was removed before screening, and why."""
    found = g.served.once("removed", g.served.review.listing.removed)
    return render_template("removed.html", rows=found)


@blueprint.post("/removed/add")
@managers_only
def remove() -> Response:
    """Remove citations before screening."""
    ids = re.split(r"[\s,;]+", request.form.get("ids", "").strip())
    try:
        with g.served.writer() as review:
            done = review.duplicates.remove(
                [text for text in ids if text],
                reason=reason_in_form(),
                by=request.form.get("by", ""),
                actor=g.name,
            )
        flash(f"Removed: {', '.join(done.removed) or 'nothing was named'}.")
    except WinnowError as error:
        flash(f"Not removed: {plain(error)}")
    return redirect(url_for("keeping.removed"))


@blueprint.post("/removed/restore")
@managers_only
def restore() -> Response:
    """Take a removal back."""
    try:
        with g.served.writer() as review:
            done = review.duplicates.restore(
                [request.form.get("citation", "")], actor=g.name, reason=reason_in_form()
            )
        flash(f"Back: {', '.join(done.restored)}.")
    except WinnowError as error:
        flash(f"Not restored: {plain(error)}")
    return redirect(url_for("keeping.removed"))


@blueprint.get("/log")
@managers_only
def log() -> str:
    """Every event, newest first, as far as this person may know."""
    kind, page = request.args.get("kind", ""), max(1, request.args.get("page", 1, type=int))
    rows: list[LogRow] = g.served.once(
        f"log {g.name}", lambda: g.served.review.ledger.log(viewer=g.name)
    )
    kinds = sorted({row.kind for row in rows})
    found = [row for row in rows if row.kind == kind or not kind][::-1]
    job = g.served.behind.job("verify")
    return render_template(
        "log.html",
        rows=found[(page - 1) * PER_PAGE : page * PER_PAGE],
        total=len(found),
        kinds=kinds,
        kind=kind,
        page=page,
        more=len(found) > page * PER_PAGE,
        job=job if job and job.running else None,
        verified=job.answer if job and isinstance(job.answer, Verified) else None,
        failed=job.error if job else "",
    )


@blueprint.post("/log/verify")
@managers_only
def verify() -> Response:
    """Check every event, record and file; behind, since a large review takes a while."""

    def work(review: Review, job: Job) -> object:
        return review.ledger.verify()

    try:
        g.served.behind.start("verify", "Checking the ledger", g.name, work)
    except WinnowError as error:
        flash(plain(error))
    return redirect(url_for("keeping.log", _anchor="verified"))
