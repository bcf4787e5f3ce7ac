"""A real Chromium, and what people do in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.faces.web.server import PASSWORD

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser")


class NoBrowserError(Exception):
    """Why there is none."""


@contextmanager
def launch() -> Iterator[Any]:
    """Chromium; NoBrowserError says what is missing."""
    try:
        from playwright import sync_api
    except ImportError as error:
        raise NoBrowserError("playwright is not installed") from error
    path = next((p for p in PLACES if Path(p).exists()), None)
    with sync_api.sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        except sync_api.Error as error:
            raise NoBrowserError(
                f"no Chromium that starts: {str(error).splitlines()[0]}"
            ) from error
        try:
            yield browser
        finally:
            browser.close()


def sign_in(page: Any, address: str, name: str) -> None:
    """Through the sign-in page, by its labels."""
    page.goto(f"{address}/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
