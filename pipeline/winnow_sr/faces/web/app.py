"""The application: its parts put together, sign-in asked for, errors in the reader's words."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, redirect, render_template, request, session, url_for
from markupsafe import Markup
from werkzeug.exceptions import Conflict, HTTPException, InternalServerError, SecurityError
from werkzeug.wrappers import Response

from winnow_sr.databases import sqlite_trouble
from winnow_sr.errors import WinnowError
from winnow_sr.faces.packet.marked_text import marked, paragraphs
from winnow_sr.faces.web import pages
from winnow_sr.faces.web.jobs import JobBook
from winnow_sr.faces.web.pages import imports
from winnow_sr.faces.web.pages.fulltexts import LARGEST_PDF
from winnow_sr.faces.web.security import FORM_BYTES, LARGEST_UPLOAD, check_csrf, protect
from winnow_sr.faces.web.served_review import ServedReview
from winnow_sr.faces.web.sittings import Sittings
from winnow_sr.faces.web.wants_json import wants_json
from winnow_sr.faces.web.words import plain
from winnow_sr.faults import fault_line

OPEN_PAGES = {"static", "signing.sign_in", "signing.invited", "signing.opened"}
"""What may be seen without signing in."""


def served_of(app: Flask) -> ServedReview:
    """What the application serves."""
    served: ServedReview = app.extensions["winnow"]
    return served


def make_app(folder: Path, url: str = "", *, train: bool = True) -> Flask:
    """The application for the review in `folder`."""
    app = Flask("winnow_sr.faces.web", root_path=str(Path(__file__).parent))
    served = ServedReview(folder, train=train)
    app.extensions["winnow"] = served
    app.extensions["winnow sittings"] = Sittings(served)
    app.extensions["winnow jobs"] = JobBook()
    app.secret_key = served.accounts.secret_key
    app.config["WINNOW_URL"] = url.rstrip("/")
    hosts = ["localhost", "127.0.0.1", "[::1]"]
    if url:
        hosts.append(urlsplit(url).hostname or "localhost")
    app.config["TRUSTED_HOSTS"] = hosts
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    protect(app, cookie=f"winnow-{served.review.ledger.mark()[:8]}", https=url.startswith("https:"))
    app.before_request(who_is_it)
    app.before_request(allow_upload)
    app.before_request(check_whose)  # before the token, which is another's too: who is told of it
    app.before_request(check_csrf)
    app.context_processor(what_every_page_shows)
    app.register_error_handler(WinnowError, in_words)
    app.register_error_handler(HTTPException, in_words)
    app.register_error_handler(Exception, unforeseen)
    app.add_template_filter(marked_by_plan, "marked")
    app.add_template_filter(paragraphs, "parts")
    app.add_template_filter(sentence, "sentence")
    for blueprint in pages.ALL:
        app.register_blueprint(blueprint)
    return app


def who_is_it() -> Response | None:
    """Find out who asks; to the sign-in page with whoever has not signed in."""
    g.served = served_of(current_app)
    g.sittings = current_app.extensions["winnow sittings"]
    g.jobs = current_app.extensions["winnow jobs"]
    g.name = g.role = None
    if isinstance(request.routing_exception, SecurityError):  # a host that is not ours
        raise request.routing_exception
    if request.endpoint == "static":
        return None
    if token := session.get("sid"):
        name = g.served.accounts.who(token)
        role = g.served.role_of(name) if name else None
        asks = request.method != "GET" or wants_json()
        if role is None and asks and (name or g.served.accounts.left(token)):
            abort(403, "You are no longer on this review's team. Ask its lead.")
        if role is None:
            session.clear()
        else:
            g.name, g.role = name, role
    if g.name is None and request.endpoint not in OPEN_PAGES:
        if request.method != "GET" or wants_json():
            abort(401, "You are signed out. Sign in again in another tab, then try again.")
        return redirect(url_for("signing.sign_in", next=request.full_path.rstrip("?")))
    return None


UPLOADS = {
    "fulltexts.upload": LARGEST_PDF + FORM_BYTES,
    "pdfs.upload": LARGEST_UPLOAD,
    "imports.look": imports.LARGEST + FORM_BYTES,
    "imports.repair": imports.LARGEST_REPAIR,
    **dict.fromkeys(("protocol.look", "protocol.check", "protocol.amend"), 2**20),
}
"""Pages that take more than a form, from somebody signed in: bytes."""


def check_whose() -> tuple[dict[str, str], int] | None:
    """What a page says or asks in somebody's name is refused where another is signed in by now."""
    whose = request.values.get("page_of", "")
    if not g.name or not whose or whose == g.name or request.endpoint in OPEN_PAGES:
        return None
    text = f"This page is {whose}'s, and {g.name} is signed in in this browser now."
    if wants_json():
        return {"error": text, "whose": g.name}, 409
    raise Conflict(f"{text} Nothing was recorded.")


def allow_upload() -> None:
    """Only the pages of `UPLOADS`, from somebody signed in, may be sent more than a form."""
    if g.name and request.endpoint in UPLOADS:
        request.max_content_length = UPLOADS[request.endpoint]
        request.max_form_memory_size = max(FORM_BYTES, imports.LARGEST_REPAIR)


def marked_by_plan(text: str) -> Markup:
    """Text with the terms of this review's protocol marked."""
    return Markup(marked(text, g.served.review.protocol.plan.terms))  # noqa: S704 - marked() escapes


def sentence(text: str) -> str:
    """The text with one full stop at its end."""
    return text if text.endswith(".") else f"{text}."


def what_every_page_shows() -> dict[str, object]:
    """Values that the frame of every page needs."""
    values: dict[str, object] = {"name": g.get("name"), "role": g.get("role"), "tabs": []}
    if values["name"]:
        review = g.served.review
        values |= {
            "review_title": review.title,
            "plan": review.protocol.plan,
            "tabs": pages.tabs_for(review, g.name),
        }
    return values


def unforeseen(error: Exception) -> tuple[str | dict[str, str], int]:
    """The last catch: a page for the reader, one line and a report file for whoever keeps the server."""
    doing = f"{request.method} {request.endpoint or 'an unknown page'}"
    if isinstance(error, sqlite3.Error):  # of the accounts: the ledger's errors have words already
        line = str(sqlite_trouble(str(served_of(current_app).accounts.path), error))
    else:
        line = fault_line(error, doing)
    print(f"winnow: {doing}: {line}", file=sys.stderr, flush=True)
    return in_words(InternalServerError(original_exception=error))


def in_words(error: Exception) -> tuple[str | dict[str, str], int]:
    """An error as a page, or as JSON for the script."""
    if isinstance(error, HTTPException):
        code, text = error.code or 500, str(error.description or error.name)
    else:
        code, text = 409, str(error)
    if code >= 500:
        text = "Something went wrong on the server. What was acknowledged is kept."
    if isinstance(error, SecurityError):  # there is no page to build an answer from
        return "This address is not served here.", 400
    text = text[:1].upper() + text[1:]
    if wants_json():
        return {"error": text}, code
    if isinstance(error, WinnowError):
        text = plain(error)
    return render_template("error.html", code=code, text=text), code
