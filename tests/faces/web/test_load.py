"""A smaller run of benchmarks/web.py: several reviewers at once over HTTP, on both databases."""

from __future__ import annotations

import importlib.util
import time
from pathlib import Path
from types import ModuleType

from tests.faces.web.server import protocol
from tests.faces.web.story import review

ROOT = Path(__file__).resolve().parents[3]


def benchmark() -> ModuleType:
    """benchmarks/web.py as a module."""
    spec = importlib.util.spec_from_file_location("benchmark_web", ROOT / "benchmarks" / "web.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_each_acknowledged_decision_is_in_the_ledger_exactly_once(
    tmp_path: Path, database: str
) -> None:
    found = benchmark().measure(tmp_path, reviewers=4, decisions=20, database=database)
    assert found["errors"] == []
    assert found["acknowledged"] == 80
    assert found["each_exactly_once"]
    assert found["intact"]
    # the bound that sixteen must keep; four on a busy machine are well below it
    assert found["decide_ms"]["p95"] < 1000


def test_kill_9_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    team = review(tmp_path, protocol(tmp_path / "protocol.yaml"), 300)
    team("queue", "--as", "warm", "-n", "1")
    names = ("Ana", "Ben", "Cy", "Di")
    links = [team.json("invite", name)["link"] for name in names]
    module = benchmark()
    server, port = module.start(team.folder)
    people = [
        module.Reviewer(("127.0.0.1", port), name, link, 140)
        for name, link in zip(names, links, strict=True)
    ]
    for person in people:
        person.sign_in()
    for person in people:
        person.start()
    while sum(len(person.acknowledged) for person in people) < 60:
        time.sleep(0.01)
    server.kill()
    server.wait()
    for person in people:
        person.join()
    assert all(person.error for person in people)  # all were cut off in the middle

    acknowledged = {(p.name_, *pair) for p in people for pair in p.acknowledged}
    ledger = [
        (e["actor"], f"C{e['payload']['citation']:06d}", e["payload"]["verdict"])
        for e in team.json("log", "--kind", "decision_made")
    ]
    assert len(ledger) == len(set(ledger))
    assert acknowledged <= set(ledger)
    assert len(set(ledger) - acknowledged) <= len(names)  # one each may be durable but unanswered
    assert team.json("verify")["ok"]

    # the server comes back; the browsers send again what was not acknowledged: recorded once
    server, port = module.start(team.folder)
    try:
        for person in people:
            again = module.Reviewer(("127.0.0.1", port), person.name_, "", 0)
            again.cookie, again.csrf = person.cookie, person.csrf
            for citation, verdict in person.acknowledged[-3:]:
                status, _ = again.ask("POST", "/decide", {"citation": citation, "verdict": verdict})
                assert status == 200
    finally:
        server.terminate()
        server.wait(30)
    assert len(team.json("log", "--kind", "decision_made")) == len(ledger)
