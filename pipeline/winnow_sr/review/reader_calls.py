"""Calls to an OpenAI-compatible endpoint: one at a time, patient, kept as they come.

Every reply is appended to a file of lines as soon as it is there, so that what was broken off goes
on where it stopped, and what was said can be read again without a network. No key is ever written:
it comes from the environment, and is struck out where an endpoint sends it back.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.files import cannot_write

TRIES = 6
LONGEST = 60.0
"""Seconds that are waited between two tries at most."""
AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
"""Answers of a server after which the same is asked again."""
KEY = "WINNOW_READER_KEY"
Wait = Callable[[float], None]


class Call(msgspec.Struct, frozen=True):
    """One reply. request: SHA-256 of what was asked; text: what came, as it came."""

    citation: str
    request: str
    text: str


class Endpoint:
    """Where a model answers. WinnowError where the address cannot be used."""

    def __init__(
        self, address: str, *, key_name: str = KEY, pause: float = 0.0, wait: Wait = time.sleep
    ) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise WinnowError(f"{address!r} is no address of an endpoint: http(s)://HOST/v1")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise WinnowError(
                f"the address of {parts.hostname} must hold no key: put it in the environment ({key_name})"
            )
        self.address = address.rstrip("/")
        self.url = (
            self.address
            if self.address.endswith("/chat/completions")
            else f"{self.address}/chat/completions"
        )
        self.host = parts.hostname if parts.port is None else f"{parts.hostname}:{parts.port}"
        self._key = os.environ.get(key_name, "")
        self._pause = pause
        self._wait = wait
        self.calls = 0

    def ask(self, request: str, timeout: float = 120.0) -> str | None:
        """The reply to a request; None where the endpoint gave none, however often it was asked.
        WinnowError where it refuses what no repetition would mend (a wrong key, an unknown model)."""
        import requests

        headers = {"Content-Type": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        for attempt in range(TRIES):
            if self._pause and self.calls:
                self._wait(self._pause)
            self.calls += 1
            try:
                reply = requests.post(
                    self.url,
                    data=request.encode(),
                    headers=headers,
                    timeout=timeout,
                    allow_redirects=False,
                )
            except requests.RequestException:
                self._wait(delay(attempt, ""))
                continue
            if reply.status_code == 200:
                return self._struck(reply.content.decode("utf-8", "replace"))
            if reply.status_code not in AGAIN:
                said = " ".join(self._struck(reply.text).split())[:160]
                raise WinnowError(f"{self.host} refuses ({reply.status_code}): {said}")
            if attempt + 1 < TRIES:
                self._wait(delay(attempt, reply.headers.get("Retry-After", "")))
        return None

    def _struck(self, text: str) -> str:
        return text.replace(self._key, "***") if self._key else text


def delay(attempt: int, said: str) -> float:
    """Seconds until the next try: what the server says, else doubled each time."""
    try:
        asked = float(said)
    except ValueError:
        asked = 0.0
    return min(LONGEST, max(asked, 2.0**attempt))


def read_calls(path: str) -> dict[str, Call]:
    """request -> reply, of a file of calls; a line that was broken off is left out."""
    found: dict[str, Call] = {}
    try:
        with open(path, "rb") as file:
            lines = file.read().split(b"\n")
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise WinnowError(f"{path}: {error.strerror or error}") from error
    for line in lines:
        try:
            call = msgspec.json.decode(line, type=Call)
        except msgspec.MsgspecError:
            continue
        found[call.request] = call
    return found


def append_calls(path: str, calls: Iterable[Call]) -> None:
    """Add replies to the file, each a line that is on the disk before the next is asked for."""
    data = b"".join(b"\n" + msgspec.json.encode(call) for call in calls)
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "ab") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise cannot_write(path, error) from error
