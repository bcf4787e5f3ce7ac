"""What leaves the review: the live diagram in every format, its legend, the report kit, exports."""

from __future__ import annotations

import io
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Redirected

from winnow_sr.errors import WinnowError
from winnow_sr.faces.web.behind import Job
from winnow_sr.faces.web.pages.access import managers_only
from winnow_sr.faces.web.pages.progress import totals_hidden
from winnow_sr.faces.web.words import plain
from winnow_sr.review import Review
from winnow_sr.review.answers import ReportWritten
from winnow_sr.review.exchange import STATUSES, TOOLS

blueprint = Blueprint("publish", __name__)

KIT = "report"
"""The folder of the kit in the review's outputs/."""
FORMATS = {
    "svg": ("SVG", "image/svg+xml"),
    "pdf": ("PDF", "application/pdf"),
    "png": ("PNG", "image/png"),
    "tiff": ("TIFF", "image/tiff"),
    "docx": ("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pptx": (
        "PowerPoint",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    "tex": ("LaTeX", "text/plain"),
    "html": ("Interactive page", "text/html"),
    "csv": ("CSV", "text/csv"),
    "json": ("JSON", "application/json"),
    "md": ("Markdown", "text/markdown"),
}
"""Ending of a drawing -> its name, and what a browser calls it."""
LEGENDS = {"md": "text/markdown", "docx": FORMATS["docx"][1]}
EXPORTS = {"ris": "RIS", "csv": "CSV", "xlsx": "Excel", "jsonl": "JSON lines"}
LANGUAGES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish", "pt": "Portuguese"}
READ_HERE = (".md", ".csv", ".txt", ".json", ".bib")
"""Files of the kit that a page can show."""
LONGEST_SHOWN = 200_000


def check_may_know() -> None:
    """Nobody who must still read in the open pilot is told its totals."""
    if totals_hidden():
        abort(403, "Hidden until you have read your pilot citations.")


def options_in(values: MultiDict[str, str]) -> dict[str, object]:
    """How the diagram is to look, as an address says."""
    found: dict[str, object] = {
        "language": values.get("language", "en"),
        "spelling": values.get("spelling", "british"),
        "colour": values.get("colour", "1") != "0",
        "portrait": values.get("portrait") == "1",
        "notes": values.get("notes", "none"),
        "title": values.get("title", "").strip()[:300],
    }
    if width := values.get("width", type=float):
        found["width"] = width
    return found


@blueprint.get("/publish")
def page() -> str:
    """The diagram as it is now, and everything that can be taken away."""
    if totals_hidden():
        return render_template("publish.html", hidden=True)
    review: Review = g.served.review
    flow = g.served.once("prisma", review.flow.prisma)
    asked = {name: value for name, value in request.args.items() if value}
    job = g.served.behind.job("report")
    return render_template(
        "publish.html",
        flow=flow,
        asked=asked,
        options=options_in(request.args),
        formats=FORMATS,
        languages=LANGUAGES,
        exports=EXPORTS,
        statuses=STATUSES,
        tools=TOOLS,
        job=job if job and job.running else None,
        failed=plain(job.error) if job and job.error else "",
        kit=kit_files(),
        manages=review.team.may_manage(g.name),
    )


@blueprint.get("/publish/prisma.<ending>")
def diagram(ending: str) -> Response:
    """The diagram in one of its formats."""
    check_may_know()
    if ending not in FORMATS:
        abort(404, f"No such format; there are {', '.join(FORMATS)}.")
    options = options_in(request.args)

    def draw(path: Path) -> None:
        review = g.served.review
        review.flow.draw([path], review.flow.prisma(), **options)

    return made(f"prisma.{ending}", FORMATS[ending][1], draw, inline=ending == "svg")


@blueprint.get("/publish/legend.<ending>")
def legend(ending: str) -> Response:
    """The figure's legend."""
    check_may_know()
    if ending not in LEGENDS:
        abort(404, "A legend is .md or .docx.")
    options = options_in(request.args)
    title = str(options.pop("title"))

    def write(path: Path) -> None:
        review = g.served.review
        review.flow.write_legend(path, review.flow.prisma(), title=title, **options)

    return made(f"legend.{ending}", LEGENDS[ending], write)


@blueprint.get("/publish/records.<ending>")
@managers_only
def export(ending: str) -> Response:
    """The records with their decisions, or the citations for another tool."""
    check_may_know()
    if ending not in EXPORTS:
        abort(404, f"No such format; there are {', '.join(EXPORTS)}.")
    status, tool = request.args.get("status", ""), request.args.get("tool", "")

    def write(path: Path) -> None:
        g.served.review.exchange.export(path, [status] if status else [], tool)

    return made(f"records.{ending}", "application/octet-stream", write)


def made(name: str, kind: str, write: Callable[[Path], None], *, inline: bool = False) -> Response:
    """A file that is written now, as an answer; what cannot be drawn is one line."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        try:
            write(path)
        except WinnowError as error:
            abort(409, plain(str(error).replace(str(path), name)))
        content = path.read_bytes()
    response = Response(content, mimetype=kind)
    if not inline or "download" in request.args:
        response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response


# -- the report kit --------------------------------------------------------------------------------
def kit_folder() -> Path:
    """Where the kit of this review lies."""
    folder: Path = g.served.folder / "outputs" / KIT
    return folder


def kit_files() -> list[str]:
    """The files of the kit, where it has been written."""
    folder = kit_folder()
    if not folder.is_dir():
        return []
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


@blueprint.post("/publish/report")
@managers_only
def report() -> Redirected:
    """Write the kit anew; behind, for it takes a while."""
    check_may_know()
    who, folder = g.name, kit_folder()

    def work(review: Review, job: Job) -> object:
        return review.report.write(folder, viewer=who, progress=job.told)

    try:
        job = g.served.behind.start("report", "Writing the report", who, work)
    except WinnowError as error:
        flash(plain(error))
    else:
        if isinstance(job.answer, ReportWritten):
            flash(f"{len(job.answer.files)} files are written.")
    return redirect(url_for("publish.page", _anchor="kit"))


@blueprint.get("/publish/report/<path:name>")
@managers_only
def kit_file(name: str) -> Response | str:
    """One file of the kit: shown where it is text, else handed over."""
    check_may_know()
    if name not in kit_files():
        abort(404, "There is no such file in the report.")
    path = kit_folder() / name
    if "download" not in request.args and path.suffix in READ_HERE:
        text = path.read_text("utf-8", "replace")
        return render_template(
            "kit_file.html", file=name, text=text[:LONGEST_SHOWN], cut=len(text) > LONGEST_SHOWN
        )
    response = Response(path.read_bytes(), mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = "attachment"
    return response


@blueprint.get("/publish/report.zip")
@managers_only
def kit_zip() -> Response:
    """The whole kit in one file."""
    check_may_know()
    names = kit_files()
    if not names:
        abort(404, "The report has not been written yet.")
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as pack:
        for name in names:
            with pack.open(name, "w") as target, (kit_folder() / name).open("rb") as source:
                shutil.copyfileobj(source, target)
    response = Response(content.getvalue(), mimetype="application/zip")
    response.headers["Content-Disposition"] = "attachment; filename=report.zip"
    return response
