"""Many PDFs at once: each goes to the report that it belongs to; where that is not sure, it is asked."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from winnow_sr.errors import WinnowError
from winnow_sr.faces.web.pages.access import WORKERS, allow
from winnow_sr.faces.web.pages.fulltexts import LARGEST_PDF, is_pdf, retrieved
from winnow_sr.files import write_whole
from winnow_sr.review.answers import QueueRow, SoughtReport
from winnow_sr.review.pdf_matching import match

blueprint = Blueprint("pdfs", __name__)

MOST_FILES = 200
DIGEST = re.compile(r"[0-9a-f]{64}")


class Asked(NamedTuple):
    """A file of which it is not sure to what it belongs."""

    name: str
    digest: str
    choices: list[QueueRow]


@blueprint.post("/full-texts/pdfs")
@allow(*WORKERS)
def upload() -> Response | str:
    """Keep what is sure; ask for the rest."""
    wanted = [g.served.row(found.citation) for found in open_reports()]
    done: list[str] = []
    refused: list[str] = []
    asked: list[Asked] = []
    for file in request.files.getlist("files")[:MOST_FILES]:
        name = Path((file.filename or "").replace("\\", "/")).name[:200]
        content = file.stream.read(LARGEST_PDF + 1)
        if len(content) > LARGEST_PDF or not is_pdf(content):
            refused.append(f"{name}: no whole PDF of at most {LARGEST_PDF // 2**20} MB")
            continue
        found = match(name, content, wanted)
        if len(found.citations) != 1:
            choices = [r for r in wanted if r.citation in found.citations] or wanted
            asked.append(Asked(name, put_aside(content), choices))
            continue
        try:
            keep(found.citations[0], content)
        except WinnowError as error:
            refused.append(f"{name}: {error}")
        else:
            done.append(f"{name}: {found.citations[0]}, by its {found.how}")
            wanted = [r for r in wanted if r.citation != found.citations[0]]
    if not done and not refused and not asked:
        flash("Choose PDFs first.")
        return redirect(url_for("fulltexts.reports"))
    return render_template("pdfs.html", done=done, refused=refused, asked=asked)


@blueprint.post("/full-texts/pdfs/<digest>")
@allow(*WORKERS)
def belongs(digest: str) -> Response:
    """A person says which report a file belongs to."""
    citation = request.form.get("citation", "")
    path = aside(digest)
    try:
        if path is None:
            raise WinnowError("the file is no longer there: upload it again")
        if citation not in {found.citation for found in open_reports()}:
            raise WinnowError("choose a report that has no full text yet")
        keep(citation, path.read_bytes())
        path.unlink(missing_ok=True)
    except WinnowError as error:
        flash(f"Not recorded: {error}.")
    else:
        flash(f"{citation}: PDF kept, retrieved.")
    return redirect(url_for("fulltexts.reports"))


def open_reports() -> list[SoughtReport]:
    """The reports of which no full text is there yet, as far as this person may know of them."""
    every: list[SoughtReport] = g.served.review.full_texts.reports(g.name)
    return [found for found in every if not found.decided and found.status == "sought"]


def keep(citation: str, content: bytes) -> None:
    """Keep a PDF with its report, as one that was uploaded for it."""
    folder = g.served.folder / "fulltexts"
    folder.mkdir(exist_ok=True)
    path = folder / f"{sha256(content).hexdigest()}.pdf"
    with g.served.writer() as review:
        retrieved(review, citation, path, content)


def put_aside(content: bytes) -> str:
    """Keep a file until a person has said what it belongs to."""
    digest = sha256(content).hexdigest()
    folder = g.served.folder / "cache" / "pdfs"
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / f"{digest}.pdf", content, ours=True)
    return digest


def aside(digest: str) -> Path | None:
    """The file that was put aside under a digest."""
    path: Path = g.served.folder / "cache" / "pdfs" / f"{digest}.pdf"
    return path if DIGEST.fullmatch(digest) and path.is_file() else None
