"""Full texts: what is sought, what came, and the PDFs, kept by content hash.

The ledger says which file belongs to a report (`sha256:...` in the event's reason); the folder
`fulltexts/` holds the files, named by that hash.
"""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from flask import Blueprint, abort, flash, g, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from winnow_sr.errors import WinnowError
from winnow_sr.faces.web.pages.access import WORKERS, allow
from winnow_sr.faces.web.served_review import ServedReview
from winnow_sr.files import write_whole
from winnow_sr.review import Review
from winnow_sr.review.answers import QueueRow, SoughtReport
from winnow_sr.vocabulary import FULL_TEXT

blueprint = Blueprint("fulltexts", __name__)

LARGEST_PDF = 50 * 2**20
HASH = re.compile(r"\bsha256:([0-9a-f]{64})\b")
PER_PAGE = 50
WORDS = {"sought": "sought", "retrieved": "retrieved", "not-retrieved": "not retrieved"}


class ReportCard(NamedTuple):
    """A report as the page shows it."""

    text: QueueRow
    status: str
    why: str
    """Why it was not retrieved."""
    pdf: bool


def kept_pdf(served: ServedReview, citation: str) -> Path | None:
    """The file of a citation's report, if one was uploaded and is there."""
    found = HASH.search(served.review.full_texts.said_of(citation, g.name))
    if found is None:
        return None
    path = served.folder / "fulltexts" / f"{found.group(1)}.pdf"
    return path if path.is_file() else None


@blueprint.get("/full-texts")
@allow(*WORKERS)
def reports() -> str:
    """Every report that is sought, and what became of it."""
    review: Review = g.served.review
    wanted = request.args.get("show", "open")
    groups = grouped(review.full_texts.reports(g.name))
    page = max(1, request.args.get("page", 1, type=int))
    listed = groups.get(wanted, groups["open"])
    return render_template(
        "fulltexts.html",
        rows=[card_of(found) for found in listed[(page - 1) * PER_PAGE : page * PER_PAGE]],
        show=wanted,
        page=page,
        words=WORDS,
        counts={name: len(found) for name, found in groups.items()},
        more=len(listed) > page * PER_PAGE,
        largest=LARGEST_PDF // 2**20,
        to_read=review.team.screens(g.name) and g.sittings.anything(g.name, FULL_TEXT),
    )


def grouped(every: list[SoughtReport]) -> dict[str, list[SoughtReport]]:
    """The reports by what is to be done with them."""
    unread = [found for found in every if not found.decided]
    return {
        "open": [found for found in unread if found.status == "sought"],
        "retrieved": [found for found in unread if found.status == "retrieved"],
        "not-retrieved": [found for found in every if found.status == "not-retrieved"],
        "decided": [found for found in every if found.decided],
    }


def card_of(found: SoughtReport) -> ReportCard:
    """One report as the page shows it."""
    why = HASH.sub("", found.reason).strip(" ;") if found.status == "not-retrieved" else ""
    return ReportCard(
        g.served.row(found.citation),
        found.status,
        why,
        kept_pdf(g.served, found.citation) is not None,
    )


def back(citation: str) -> Response:
    """To the list one came from."""
    show = request.form.get("show", "open")
    return redirect(url_for("fulltexts.reports", show=show, _anchor=citation))


@blueprint.post("/full-texts/<citation>")
@allow(*WORKERS)
def mark(citation: str) -> Response:
    """Say what became of a report."""
    status = request.form.get("status", "")
    why = " ".join(request.form.get("why", "").split())[:500]
    try:
        with g.served.writer() as review:
            if status == "retrieved" and (path := kept_pdf(g.served, citation)):
                why = f"sha256:{path.stem}"  # the file that was there stays with the report
            review.full_texts.retrieve(citation, status, actor=g.name, reason=why)
    except WinnowError as error:
        flash(f"Not recorded: {error}.")
    else:
        flash(f"{citation}: {WORDS[status]}.")
    return back(citation)


@blueprint.post("/full-texts/<citation>/pdf")
@allow(*WORKERS)
def upload(citation: str) -> Response:
    """Keep a PDF by its hash, then record that the report was retrieved."""
    file = request.files.get("file")
    if file is None or not file.filename:
        flash("Choose a PDF first.")
        return back(citation)
    content = file.stream.read(LARGEST_PDF + 1)
    if len(content) > LARGEST_PDF:
        abort(413, f"The file is larger than {LARGEST_PDF // 2**20} MB.")
    if not is_pdf(content):
        abort(415, "This is not a whole PDF file. Save the article as PDF and upload that.")
    folder = g.served.folder / "fulltexts"
    folder.mkdir(exist_ok=True)
    path = folder / f"{sha256(content).hexdigest()}.pdf"
    try:
        with g.served.writer() as review:
            retrieved(review, citation, path, content)
    except WinnowError as error:
        flash(f"Not recorded: {error}.")
    else:
        flash(f"{citation}: PDF kept, retrieved.")
    return back(citation)


def retrieved(review: Review, citation: str, path: Path, content: bytes) -> None:
    """The file first, then the event that names it; no file is left of what is refused."""
    new = not path.exists()
    if new:
        write_whole(path, content, ours=True)
    try:
        reason = f"sha256:{path.stem}"
        review.full_texts.retrieve(citation, "retrieved", actor=g.name, reason=reason)
    except WinnowError:
        if new:
            path.unlink()
        raise


def is_pdf(content: bytes) -> bool:
    """Does it begin and end as a PDF does?"""
    return content[:5] == b"%PDF-" and b"%%EOF" in content[-2048:]


@blueprint.get("/full-texts/<citation>.pdf")
@allow(*WORKERS)
def pdf(citation: str) -> Response:
    """The kept file."""
    path = kept_pdf(g.served, citation)
    if path is None:
        abort(404, "No PDF was uploaded for this report.")
    response = send_file(path, mimetype="application/pdf", download_name=f"{citation}.pdf")
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; object-src 'self'; frame-ancestors 'self'; base-uri 'none'"
    )
    response.headers["X-Frame-Options"] = "SAMEORIGIN"  # beside the form, on our own page
    return response
