"""Telling a page's script from a browser."""

from __future__ import annotations

from flask import request


def wants_json() -> bool:
    """Did the page's script ask, not the browser?"""
    return request.accept_mimetypes.best == "application/json"
