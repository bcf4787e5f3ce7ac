"""Sign-in, sign-out, invitations."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response

from winnow_sr.errors import WinnowError
from winnow_sr.faces.web.accounts import SHORTEST_PASSWORD
from winnow_sr.faces.web.pages.access import first_page
from winnow_sr.faces.web.security import csrf_token

blueprint = Blueprint("signing", __name__)


@blueprint.route("/")
def home() -> Response:
    """The page a person comes for."""
    return redirect(url_for(first_page(g.served.review, g.name)))


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Response | str | tuple[str, int] | tuple[str, int, dict[str, str]]:
    """Name and password."""
    if request.method != "POST":
        return render_template("sign_in.html", next=request.args.get("next", ""))
    name = " ".join(request.form.get("name", "").split())[:80]
    address = request.remote_addr or "?"
    keys = g.served.limits.of(name, address)
    if wait := max(limiter.wait(key) for limiter, key in keys):
        seconds = int(wait) + 1
        text = f"Too many attempts. Try again in {-(-seconds // 60)} min."
        page = render_template("sign_in.html", error=text, given=name)
        return page, 429, {"Retry-After": str(seconds)}
    right = g.served.accounts.check(name, request.form.get("password", ""))
    if not right or g.served.role_of(name) is None:
        for limiter, key in keys:
            limiter.failed(key)
        page = render_template(
            "sign_in.html",
            error="Name or password is wrong.",
            given=name,
            next=request.form.get("next", ""),
        )
        return page, 401
    g.served.limits.person.passed(keys[0][1])
    begin(name)
    return redirect(inside(request.form.get("next", "")) or url_for("signing.home"))


def begin(name: str) -> None:
    """A session of their own: nothing of what the browser brought along is kept."""
    if old := session.get("sid"):
        g.served.accounts.end(old)
    session.clear()
    session["sid"] = g.served.accounts.begin(name)


def inside(path: str) -> str:
    """The path, if it leads to a page of ours."""
    parts = urlsplit(path)
    ours = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if ours and not parts.netloc and not parts.scheme and "\\" not in path else ""


@blueprint.get("/session")
def whose() -> dict[str, str]:
    """Who is signed in in this browser now, and the token of their forms: asked by a page that has
    something to send and was refused."""
    return {"name": g.name, "csrf": csrf_token()}


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End the session, here and on the server."""
    if token := session.get("sid"):
        g.served.accounts.end(token)
    session.clear()
    return redirect(url_for("signing.sign_in"))


@blueprint.route("/invite/<token>", methods=["GET", "POST"])
def invited(token: str) -> Response | str | tuple[str, int]:
    """An invitation: choose a password, and be signed in."""
    address = request.remote_addr or "?"
    if g.served.limits.address.wait(address):
        abort(429, "Too many attempts. Try again in a few minutes.")
    name = g.served.accounts.invited(token)
    if name is None:
        g.served.limits.address.failed(address)
        abort(404, "This link has been used or has expired. Ask your review's lead for a new one.")
    values = {"who": name, "as_role": g.served.role_of(name), "shortest": SHORTEST_PASSWORD}
    if request.method != "POST":
        return render_template("invited.html", **values)
    try:
        begin(g.served.accounts.accept(token, request.form.get("password", "")))
    except WinnowError as error:
        return render_template("invited.html", error=str(error), **values), 422
    return redirect(url_for("signing.home"))


HERE = frozenset({"127.0.0.1", "::1"})
"""Addresses of this machine itself."""


def let_in(app: Flask, name: str) -> str:
    """The secret of a link that signs a person in, once, at this machine."""
    token = secrets.token_urlsafe(32)
    app.extensions.setdefault("winnow open", {})[token] = name
    return token


@blueprint.get("/open/<token>")
def opened(token: str) -> Response:
    """Whoever started the server at this machine, signed in without a password."""
    waiting: dict[str, str] = current_app.extensions.get("winnow open", {})
    name = waiting.pop(token, None) if request.remote_addr in HERE else None
    if name is None:
        abort(404, "This link has been used, or leads nowhere from here.")
    begin(name)
    return redirect(url_for("signing.home"))
