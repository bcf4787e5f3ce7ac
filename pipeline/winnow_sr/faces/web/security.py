"""What stands between the pages and the world: headers and CSRF tokens."""

from __future__ import annotations

import secrets

from flask import Flask, Response, abort, request, session

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
FORM_BYTES = 64 * 1024
"""Largest form; an upload states its own limit."""

LARGEST_UPLOAD = 256 * 2**20
"""Bytes of one request with many PDFs."""


def csrf_token() -> str:
    """The token of this session, made when first asked for."""
    if "csrf" not in session:
        session["csrf"] = secrets.token_urlsafe(24)
    return str(session["csrf"])


def check_csrf() -> None:
    """Every request that changes something carries the session's token."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    given = request.form.get("csrf", "") or request.headers.get("X-CSRF-Token", "")
    if (
        not secrets.compare_digest(given.encode(), str(session.get("csrf", "")).encode())
        or not given
    ):
        abort(400, "The form is out of date. Go back, reload the page and try again.")


def add_headers(response: Response) -> Response:
    """The same headers on every response, errors and static files among them."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def protect(app: Flask, *, cookie: str, https: bool) -> None:
    """Put all of this around an application.

    cookie: its own name; cookies know no ports, and two reviews on one machine must not end each
    other's sessions.
    """
    app.config.update(
        SESSION_COOKIE_NAME=cookie,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=https,
        MAX_CONTENT_LENGTH=FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=FORM_BYTES,
    )
    app.after_request(add_headers)
    app.jinja_env.globals["csrf_token"] = csrf_token
