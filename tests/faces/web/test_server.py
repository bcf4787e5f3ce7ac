"""Clients that are slow, many or too large do not hold the server for the others."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import ExitStack
from urllib.request import urlopen

import pytest

from tests.faces.web.server import House
from winnow_sr.faces.web import server

Make = Callable[..., House]
PATIENCE = 120
"""Seconds that a busy machine may take."""


def connection(address: str) -> socket.socket:
    """A connection to the server, nothing sent yet."""
    host, port = address.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE)


def everything(sock: socket.socket) -> bytes:
    """What comes until the server closes."""
    found = b""
    while got := sock.recv(4096):
        found += got
    return found


def test_half_open_connections_keep_nobody_out(house: Make) -> None:
    made = house(2)
    with made.served() as address, ExitStack() as open_:
        for _ in range(2 * server.PER_ADDRESS):
            sock = open_.enter_context(connection(address))
            sock.sendall(b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\n")
        with urlopen(f"{address}/sign-in", timeout=PATIENCE) as answer:
            assert answer.status == 200


def test_a_request_that_does_not_end_is_ended(house: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    made = house(2)
    monkeypatch.setattr(server, "REQUEST_SECONDS", 0.0)
    with made.served() as address, connection(address) as sock:
        sock.sendall(b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        assert everything(sock) == b""


@pytest.mark.parametrize("path", ["/sign-in", "/full-texts/C000001/pdf"])
def test_a_large_body_from_nobody_is_refused_before_it_is_read(house: Make, path: str) -> None:
    made = house(2)
    with made.served() as address, connection(address) as sock:
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 62914560\r\n\r\n"
        sock.sendall(head.encode())  # and nothing of the body
        assert everything(sock).startswith(b"HTTP/1.1 413 ")


def test_a_monitor_that_asks_for_the_head_is_no_attempt_to_sign_in(house: Make) -> None:
    made = house(2)
    assert made.app.test_client().head("/sign-in").status_code == 200
