"""The server in front of the application: waitress, with clients that are slow or many kept in
bounds, so that nobody can hold it for everybody else.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any, ClassVar

from waitress import create_server
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.utilities import RequestEntityTooLarge

from winnow_sr.faces.web.security import FORM_BYTES, LARGEST_UPLOAD

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

CONNECTIONS = 1000
"""At once, all together."""
PER_ADDRESS = 100
"""Connections of one address that wait with a request half sent, or none: one more ends the oldest.
Where a proxy is in front, all come from it, and it keeps its own limits."""
SILENCE_SECONDS = 30
"""A connection on which nothing happens is ended after so long."""
REQUEST_SECONDS = 30.0
"""How long the head of a request may take to arrive; its body gets more by its size."""
SLOWEST_BYTES = 20_000
"""Bytes a second: a body that comes more slowly is not waited for."""
UPLOADS = re.compile(r"/full-texts/(?:[^/]+/pdf|pdfs)")
"""Where more than a form may be sent, by somebody with a session."""


class Parser(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """A request being read. A body that no page asks for is refused before it is read."""

    cookie: ClassVar[str] = ""
    completed: bool

    def received(self, data: bytes) -> int:
        """Take bytes; the answer of waitress: how many were used."""
        used = int(super().received(data))
        if self.headers_finished and not self.completed and self.content_length > self.most():
            self.error = RequestEntityTooLarge("more than this page takes")
            self.completed = True
        return used

    def most(self) -> int:
        """The largest body that this request may have."""
        upload = UPLOADS.fullmatch(self.path or "") and f"{self.cookie}=" in self.headers.get(
            "COOKIE", ""
        )
        return int(self.adj.max_request_body_size) if upload else FORM_BYTES


class Channel(HTTPChannel):  # type: ignore[misc]
    """One connection. Remembers since when a request is on its way."""

    parser_class = Parser
    since: float | None = None
    alone: ClassVar[bool] = True
    """Does each address stand for somebody? Not behind a proxy."""

    def __init__(self, server: Any, sock: Any, addr: Any, adj: Any, map: Any = None) -> None:
        super().__init__(server, sock, addr, adj, map=map)
        if self.alone:
            self.make_room()

    def make_room(self) -> None:
        """End the oldest of this address's connections that only wait, where there are too many."""
        waiting = [
            channel
            for channel in self.server.active_channels.values()
            if channel is not self and channel.addr[0] == self.addr[0] and not channel.requests
        ]
        if len(waiting) >= PER_ADDRESS:
            min(waiting, key=lambda channel: channel.last_activity).will_close = True

    def received(self, data: bytes) -> bool:
        """Take bytes from the client."""
        taken = super().received(data) is True
        self.since = (self.since or time.time()) if self.request is not None else None
        return taken

    def too_slow(self, now: float) -> bool:
        """Has the request that is being read taken longer than an honest client needs?"""
        if self.since is None or self.request is None:
            return False
        allowed = REQUEST_SECONDS + self.request.content_length / SLOWEST_BYTES
        return bool(now - self.since > allowed)


def end_the_slow(server: Any, now: float) -> None:
    """Close the connections whose requests will not end."""
    for channel in list(server.active_channels.values()):
        if channel.too_slow(now):
            channel.will_close = True


def make_server(application: Flask, host: str, port: int, *, proxy: str = "") -> Any:
    """A waitress server, not yet running. proxy: address of a trusted reverse proxy."""
    options: dict[str, Any] = {
        "threads": 8,
        "ident": None,
        "max_request_body_size": LARGEST_UPLOAD,
        "connection_limit": CONNECTIONS,
        "channel_timeout": SILENCE_SECONDS,
        "cleanup_interval": 5,
        "asyncore_use_poll": True,
    }
    if proxy:
        options |= {
            "trusted_proxy": proxy,
            "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        }
    server = create_server(application, host=host, port=port, **options)
    cookie = application.config["SESSION_COOKIE_NAME"]
    parser = type("OwnParser", (Parser,), {"cookie": cookie})
    channel = type("OwnChannel", (Channel,), {"parser_class": parser, "alone": not proxy})
    listening = (
        [found for found in server.map.values() if hasattr(found, "channel_class")]
        if hasattr(server, "map")
        else [server]
    )
    for found in listening:
        found.channel_class = channel
        found.maintenance = both(found.maintenance, found)
    return server


def both(silent: Callable[[float], None], server: Any) -> Callable[[float], None]:
    """Waitress's own ending of the silent, and ours of the slow."""

    def maintenance(now: float) -> None:
        silent(now)
        end_the_slow(server, now)

    return maintenance
