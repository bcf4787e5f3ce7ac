"""Imports: files in, where each is from, the report of what was noted, what could not be read, and
taking an import back.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from flask import (
    Blueprint,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from winnow_sr.errors import WinnowError
from winnow_sr.faces.web.behind import Job
from winnow_sr.faces.web.pages.access import managers_only
from winnow_sr.faces.web.tray import Tray, Waiting
from winnow_sr.faces.web.words import plain
from winnow_sr.review import Review
from winnow_sr.review.answers import Imported
from winnow_sr.vocabulary import LANES

blueprint = Blueprint("imports", __name__)

LARGEST = 60 * 2**20
"""Bytes of the files that one form may bring."""
LARGEST_REPAIR = 2**20
NOTES_SHOWN = 200


class Wanted(NamedTuple):
    """A file and what its row of the form says of it."""

    file: Waiting
    source: str
    lane: str
    date: str
    even_so: bool


class Came(NamedTuple):
    """What became of a file: an answer, or why there is none."""

    file: str
    answer: Imported | None
    error: str


def tray() -> Tray:
    """The files that wait in the review that is served."""
    found: Tray | None = current_app.extensions.get("winnow tray")
    if found is None:
        found = current_app.extensions["winnow tray"] = Tray(g.served.folder)
    return found


@blueprint.get("/imports")
@managers_only
def files() -> str:
    """What waits, what was imported, and the way in for more."""
    review: Review = g.served.review
    job = g.served.behind.job("import")
    return render_template(
        "imports.html",
        imports=review.sources.all()[::-1],
        waiting=tray().all(g.name),
        known=review.sources.known(),
        lanes=LANES,
        job=job if job and job.running else None,
        unread=[row for row in review.searches.quarantine() if not row.repaired],
        largest=LARGEST // 2**20,
        reported=job is not None and not job.running,
    )


@blueprint.post("/imports/look")
@managers_only
def look() -> Response:
    """Keep the files that were sent, and propose where each is from."""
    sent = [file for file in request.files.getlist("files") if file.filename]
    if not sent:
        flash("Choose a file first.")
    for file in sent:
        try:
            tray().put(g.name, file, g.served.review)
        except WinnowError as error:
            flash(plain(error))
    return redirect(url_for("imports.files"))


@blueprint.post("/imports/leave")
@managers_only
def leave() -> Response:
    """Leave a file that waits."""
    tray().drop(g.name, request.form.get("file", ""))
    return redirect(url_for("imports.files"))


@blueprint.post("/imports/add")
@managers_only
def add() -> Response:
    """Import what waits, each file as its row says; a file that cannot be is told, the others go on."""
    form = request.form
    rows = [
        Wanted(
            file,
            form.get(f"source-{file.token}", "").strip(),
            form.get(f"lane-{file.token}", ""),
            form.get(f"date-{file.token}", "").strip()[:80],
            form.get(f"even-so-{file.token}") == "1",
        )
        for file in tray().all(g.name)
    ]
    rows = [row for row in rows if row.source]
    if not rows:
        flash("Say where each file is from.")
        return redirect(url_for("imports.files"))
    kept, who = tray(), g.name

    def work(review: Review, job: Job) -> object:
        return [came for row in rows if (came := import_row(review, job, row, kept, who))]

    try:
        job = g.served.behind.start("import", "Reading the files", g.name, work)
    except WinnowError as error:
        flash(plain(error))
        return redirect(url_for("imports.files"))
    return redirect(url_for("imports.files" if job.running else "imports.report"))


def import_row(review: Review, job: Job, row: Wanted, kept: Tray, who: str) -> Came:
    """One file in; what came of it."""
    name = row.file.path.name
    try:
        (answer,) = review.searches.add(
            [row.file.path],
            row.source,
            lane=row.lane,
            date=row.date,
            even_so=row.even_so,
            actor=who,
            progress=lambda file, done, total: job.told(done, total, file),
        )
    except WinnowError as error:
        return Came(name, None, plain(str(error).replace(str(row.file.path), name)))
    kept.drop(who, row.file.token)
    return Came(name, answer, "")


@blueprint.get("/imports/report")
@managers_only
def report() -> str:
    """What the last import brought, with every remark on it."""
    job = g.served.behind.job("import")
    came: Sequence[Came] = job.answer if job and isinstance(job.answer, list) else []
    return render_template(
        "import_report.html", job=job, came=came, shown=NOTES_SHOWN, error=job.error if job else ""
    )


@blueprint.post("/imports/repair")
@managers_only
def repair() -> Response:
    """Add an entry that could not be read from its mended text."""
    place, text = request.form.get("place", ""), request.form.get("text", "")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "the text"
        path.write_text(text.replace("\r\n", "\n"), encoding="utf-8")
        try:
            with g.served.writer() as review:
                done = review.searches.repair(place, path, actor=g.name)
            flash(f"Added: {', '.join(done.records)}.")
        except WinnowError as error:
            flash(f"Not added: {plain(str(error).replace(str(path), 'it'))}")
    return redirect(url_for("imports.files", _anchor="unread"))


@blueprint.post("/imports/take-back")
@managers_only
def take_back() -> Response:
    """Take a wrong import back, with its reason."""
    form = request.form
    try:
        with g.served.writer() as review:
            done = review.sources.take_back(
                form.get("import", ""),
                actor=g.name,
                reason=" ".join(form.get("reason", "").split())[:500],
                with_decisions=form.get("with_decisions") == "1",
            )
        flash(
            f"{done.file} is taken back: {done.records} records, {done.citations} citations and "
            f"{done.decisions} decisions count no more."
        )
    except WinnowError as error:
        flash(f"Not taken back: {plain(error)}")
    return redirect(url_for("imports.files"))


@blueprint.post("/imports/rename")
@managers_only
def rename() -> Response:
    """Name a source rightly."""
    form = request.form
    try:
        with g.served.writer() as review:
            done = review.sources.rename(
                form.get("old", ""), form.get("new", ""), actor=g.name, lane=form.get("lane", "")
            )
        flash(f"{done.old} is called {done.new} now: {done.records} records.")
    except WinnowError as error:
        flash(f"Not renamed: {plain(error)}")
    return redirect(url_for("imports.files"))
