"""What stands between the pages and the world: headers, CSRF tokens, limits on guessing."""

from __future__ import annotations

import secrets
import threading
import time
from collections import deque

from flask import Flask, Response, abort, request, session

CSP = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'",
        "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "object-src 'none'",
        "frame-ancestors 'none'",
    )
)  # fmt: skip
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


def protect(app: Flask, *, https: bool) -> None:
    """Put all of this around an application."""
    app.config.update(
        SESSION_COOKIE_NAME="winnow",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=https,
        MAX_CONTENT_LENGTH=FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=FORM_BYTES,
    )
    app.after_request(add_headers)
    app.jinja_env.globals["csrf_token"] = csrf_token


class Limiter:
    """At most `most` failures per key within `seconds`."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most, self.seconds = most, seconds
        self._failures: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def wait(self, key: str) -> float:
        """Seconds until the next attempt is allowed; 0 where it is allowed now."""
        now = time.monotonic()
        with self._lock:
            found = self._failures.get(key)
            while found and found[0] < now - self.seconds:
                found.popleft()
            if not found or len(found) < self.most:
                return 0.0
            return found[0] + self.seconds - now

    def failed(self, key: str) -> None:
        """Count a failure."""
        with self._lock:
            if len(self._failures) > 10_000:  # a flood of names must not fill the memory
                self._failures.clear()
            self._failures.setdefault(key, deque(maxlen=self.most)).append(time.monotonic())

    def passed(self, key: str) -> None:
        """Forget the failures of a key."""
        with self._lock:
            self._failures.pop(key, None)
