"""The browser version: the same verbs as the command line, for a team with one server.

In: a review folder. Out: a Flask application (`create_app`), served by waitress (`serve`). Pages
are rendered on the server; a little JavaScript makes the screening screen instant, and every page
works without it. It calls `Review` and nothing else; who may sign in is kept beside the ledger, in
`accounts.db`, because passwords are no part of a review.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["create_app", "serve"]


def create_app(folder: Path, url: str = "", *, train: bool = True) -> Flask:
    """The application for one review folder. `url`: where people reach it, if not by loopback.

    With `train` a process of its own renews the ranking behind the screens.
    """
    from winnow_sr.faces.web.app import make_app

    return make_app(folder, url, train=train)


def serve(
    folder: Path, host: str, port: int, url: str = "", *, proxy: str = "", opened_by: str = ""
) -> None:
    """Serve until interrupted. `proxy`: address of a trusted reverse proxy in front. `opened_by`:
    whose browser is opened here, signed in."""
    from winnow_sr.faces.web.app import served_of

    app = create_app(folder, url)
    threading.Thread(target=served_of(app).warm, daemon=True).start()
    import logging

    from winnow_sr.faces.web.server import make_server

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a short queue is no news
    try:
        server = make_server(app, host, port, proxy=proxy)
        if opened_by:
            import webbrowser

            from winnow_sr.faces.web.pages.signing import let_in

            webbrowser.open(f"http://{host}:{port}/open/{let_in(app, opened_by)}")
        server.run()
    finally:
        served_of(app).close()
