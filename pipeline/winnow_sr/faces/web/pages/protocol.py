"""The protocol: as the ledger has it, checked while it is changed, amended with a reason."""

from __future__ import annotations

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirected

from winnow_sr.errors import WinnowError
from winnow_sr.faces.web.diffs import diff_lines
from winnow_sr.faces.web.pages.access import managers_only
from winnow_sr.faces.web.pages.stop import reason_in_form
from winnow_sr.faces.web.words import plain
from winnow_sr.review import Review
from winnow_sr.review.answers import ProtocolChecked

blueprint = Blueprint("protocol", __name__)

LONGEST = 512 * 1024
"""Bytes of a protocol that a page takes."""


@blueprint.get("/protocol")
@managers_only
def show() -> str:
    """The protocol in force and its amendments."""
    return page(g.served.review.protocol.text)


def page(text: str, **more: object) -> str:
    """The page, with the text that is being written."""
    review: Review = g.served.review
    amendments = g.served.once("amendments", review.listing.amendments)
    return render_template(
        "protocol.html",
        text=text,
        base=more.pop("base", review.protocol.digest),
        outside=review.protocol.changed(),
        amendments=[(row, diff_lines(row.before, row.after)) for row in amendments],
        **more,
    )


def text_in_form() -> str:
    """The protocol in the form, with a file's ends of lines."""
    return request.form.get("text", "").replace("\r\n", "\n")


@blueprint.post("/protocol/look")
@managers_only
def look() -> str:
    """What a change would do: what is wrong with it, and the difference."""
    text, review = text_in_form(), g.served.review
    return page(
        text,
        base=request.form.get("base", ""),
        checked=review.protocol.check(text),
        difference=diff_lines(review.protocol.text, text),
        reason=request.form.get("reason", ""),
    )


@blueprint.post("/protocol/check")
@managers_only
def check() -> Response:
    """What is wrong with a text, for the script that checks while somebody writes."""
    return checked_answer(g.served.review.protocol.check(text_in_form()))


def checked_answer(found: ProtocolChecked) -> Response:
    """A check as JSON: {ok, title, problems: [{line, field, text}]}."""
    from flask import jsonify

    return jsonify(
        ok=found.ok,
        title=found.title,
        problems=[{"line": p.line, "field": p.field, "text": p.text} for p in found.problems],
    )


@blueprint.post("/protocol/amend")
@managers_only
def amend() -> Redirected | str:
    """Record the change with its reason."""
    text, base = text_in_form(), request.form.get("base", "")
    try:
        with g.served.writer() as review:
            done = review.protocol.amend_to(text, actor=g.name, reason=reason_in_form(), base=base)
    except WinnowError as error:
        flash(f"Not recorded: {plain(error)}")
        return page(
            text,
            base=base,
            reason=request.form.get("reason", ""),
            difference=diff_lines(g.served.review.protocol.text, text),
        )
    flash(f"Recorded: {'; '.join(done.words) or 'the text only'}.")
    return redirect(url_for("protocol.show"))


@blueprint.post("/protocol/record")
@managers_only
def record() -> Redirected:
    """Record a change that somebody made in the file itself."""
    try:
        with g.served.writer() as review:
            review.protocol.amend(actor=g.name, reason=reason_in_form())
        flash("Recorded.")
    except WinnowError as error:
        flash(f"Not recorded: {plain(error)}")
    return redirect(url_for("protocol.show"))


@blueprint.get("/protocol.yaml")
@managers_only
def download() -> Response:
    """The protocol in force as a file."""
    response = Response(g.served.review.protocol.text, mimetype="text/yaml")
    response.headers["Content-Disposition"] = "attachment; filename=protocol.yaml"
    return response
