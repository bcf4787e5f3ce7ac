"""Many reviewers at once over HTTP: is every acknowledged decision in the ledger exactly once, how
long does an answer take?

    python benchmarks/web.py [--reviewers 16] [--decisions 200] [--citations 0] [--postgresql]

Starts `winnow serve` as a process of its own, on a review of invented citations, with the ranking
renewed behind. Each reviewer does what the page's script does: sign in, fetch ten citations at a
time, send a verdict and wait for its acknowledgement, then send the next at once.
"""

from __future__ import annotations

import argparse
import http.client
import json
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.faces.web.server import PASSWORD, protocol
from tests.faces.web.story import citation
from tests.postgres import server as database_server
from tests.winnow import Team, ris


class Reviewer(threading.Thread):
    """One browser: one kept-alive connection, one cookie."""

    def __init__(self, address: tuple[str, int], name: str, link: str, n: int) -> None:
        super().__init__(daemon=True)
        self.address, self.name_, self.link, self.n = address, name, link, n
        self.cookie = self.csrf = ""
        self.acknowledged: list[tuple[str, str]] = []
        self.seconds: list[float] = []
        self.queue_seconds: list[float] = []
        self.error: Exception | None = None
        self.connection = http.client.HTTPConnection(*address, timeout=60)

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """One request on the kept connection."""
        headers = {"Cookie": self.cookie, "Accept": "application/json"}
        body = None
        if form is not None:
            body = urlencode({"csrf": self.csrf, **form})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        text = response.read().decode()
        if cookie := response.getheader("Set-Cookie"):
            self.cookie = cookie.split(";", 1)[0]
        if found := re.search(r'name="csrf" value="([^"]+)"', text):
            self.csrf = found.group(1)
        return response.status, text

    def sign_in(self) -> None:
        """Accept the invitation."""
        path = "/invite/" + self.link.rsplit("/", 1)[1]
        self.ask("GET", path)
        status, _ = self.ask("POST", path, {"password": PASSWORD})
        assert status == 302, status
        self.ask("GET", "/progress")

    def run(self) -> None:
        """Decide until the number is reached or nothing is left."""
        try:
            done: set[str] = set()
            while len(self.acknowledged) < self.n:
                begun = time.perf_counter()
                status, text = self.ask("GET", "/queue")
                self.queue_seconds.append(time.perf_counter() - begun)
                cards = [c["citation"] for c in json.loads(text)["cards"]]
                cards = [c for c in cards if c not in done]
                if not cards:
                    break
                for number in cards[: self.n - len(self.acknowledged)]:
                    done.add(number)
                    verdict = "include" if int(number[1:]) % 7 == 0 else "exclude"
                    begun = time.perf_counter()
                    form = {"citation": number, "verdict": verdict, "seconds": "1"}
                    status, text = self.ask("POST", "/decide", form)
                    self.seconds.append(time.perf_counter() - begun)
                    if status != 200:
                        raise RuntimeError(f"{status}: {text}")
                    self.acknowledged.append((number, verdict))
        except Exception as error:
            self.error = error


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def start(folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    """`winnow serve` as a process of its own, once it answers; and its port."""
    port = free_port()
    command = [
        sys.executable,
        "-P",
        "-m",
        "winnow_sr",
        "-C",
        str(folder),
        "serve",
        "--port",
        str(port),
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            time.sleep(0.1)
    return server, port


def quantile(values: list[float], q: float) -> float:
    """The value below which a share q lies."""
    return sorted(values)[min(len(values) - 1, int(q * len(values)))]


def measure(
    folder: Path, reviewers: int, decisions: int, database: str = "", citations: int = 0
) -> dict[str, object]:
    """One run on at least so many citations: counts, and quantiles of the answers' times in
    milliseconds."""
    plan = protocol(folder / "protocol.yaml")
    plan.write_text(plan.read_text().replace("batch: 1000", "batch: 500"))
    team = Team(folder / "review", plan, database)
    count = max(citations, reviewers * decisions // 2 + 20 * reviewers)  # two votes each, a margin
    team("add", ris(folder / "a.ris", map(citation, range(1, count + 1))), "--source", "MEDLINE")
    team("queue", "--as", "warm", "-n", "1")
    links = [team.json("invite", f"Reviewer {n}")["link"] for n in range(reviewers)]
    server, port = start(team.folder)
    try:
        people = [
            Reviewer(("127.0.0.1", port), f"Reviewer {n}", link, decisions)
            for n, link in enumerate(links)
        ]
        for person in people:
            person.sign_in()
        begun = time.perf_counter()
        for person in people:
            person.start()
        for person in people:
            person.join()
        took = time.perf_counter() - begun
    finally:
        server.terminate()
        server.wait(30)
    errors = [str(person.error) for person in people if person.error]
    acknowledged = sorted((p.name_, *pair) for p in people for pair in p.acknowledged)
    ledger = sorted(
        (e["actor"], f"C{e['payload']['citation']:06d}", e["payload"]["verdict"])
        for e in team.json("log", "--kind", "decision_made")
    )
    trained = sum(e["kind"] == "model_trained" for e in team.json("log"))
    seconds = [s for p in people for s in p.seconds]
    queue = [s for p in people for s in p.queue_seconds]
    return {
        "citations": count, "reviewers": reviewers, "acknowledged": len(acknowledged), "errors": errors[:3],
        "each_exactly_once": ledger == acknowledged, "intact": team.json("verify")["ok"],
        "trainings_behind": trained - 1, "per_second": round(len(seconds) / took, 1),
        "decide_ms": {f"p{q}": round(1000 * quantile(seconds, q / 100), 1) for q in (50, 95, 99)},
        "queue_ms": {f"p{q}": round(1000 * quantile(queue, q / 100), 1) for q in (50, 95)},
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reviewers", type=int, default=16)
    parser.add_argument("--decisions", type=int, default=200)
    parser.add_argument(
        "--citations", type=int, default=0, help="at least so many, more than are decided on"
    )
    parser.add_argument(
        "--postgresql", action="store_true", help="on a PostgreSQL server of its own"
    )
    given = parser.parse_args()
    servers = database_server() if given.postgresql else iter([""])
    for database in servers:
        with tempfile.TemporaryDirectory() as folder:
            found = measure(
                Path(folder), given.reviewers, given.decisions, database, given.citations
            )
        print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
