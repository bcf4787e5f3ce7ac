"""PostgreSQL under people's hands: connections cut, servers started anew, clocks that disagree."""

from __future__ import annotations

import threading
from pathlib import Path

import psycopg
import pytest

from tests.winnow import Team, entry, ris
from winnow_sr.errors import WinnowError
from winnow_sr.ledger.events import RoundClosed
from winnow_sr.ledger.store import SCHEMA, Store
from winnow_sr.review import Review


@pytest.fixture
def team(postgresql: str, flagship: Path, tmp_path: Path) -> Team:
    team = Team(tmp_path / "review", flagship, postgresql)
    team("add", ris(tmp_path / "a.ris", map(entry, range(1, 11))), "--source", "MEDLINE")
    return team


def cut(url: str, store: Store) -> None:
    """End a store's connection from the server's side, as an administrator or a restart would."""
    pid = store.connection.info.backend_pid
    with psycopg.connect(url, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 10000)", (pid,))


def deciders(review: Review) -> list[str]:
    return [event.actor for event in review.ledger.log() if event.kind == "decision_made"]


def test_a_connection_that_was_cut_is_opened_again(postgresql: str, team: Team) -> None:
    with Review.open(team.folder) as review:
        review.screening.decide("K1", "include", reviewer="ana")
        cut(postgresql, review.session.store)
        assert review.status().records == 10, "reading goes on"
        cut(postgresql, review.session.store)
        review.screening.decide("K2", "include", reviewer="ben")
        assert deciders(review) == ["ana", "ben"]
    assert team.json("verify")["ok"]


def test_a_connection_cut_within_a_decision_leaves_nothing_of_it(
    postgresql: str, team: Team
) -> None:
    with Review.open(team.folder) as review:
        session = review.session

        def cut_half_way() -> None:
            with session.writing():
                session.append("ana", RoundClosed(round=1))
                cut(postgresql, session.store)
                session.store.head()

        with pytest.raises(
            WinnowError, match=r"connection to the server was lost.*nothing was changed"
        ):
            cut_half_way()
        review.screening.decide("K1", "include", reviewer="ana")
        assert deciders(review) == ["ana"]


class Answerless:
    """A connection that is lost at the commit: after the server did it, or before."""

    def __init__(self, store: Store, done: bool) -> None:
        self.store, self.real, self.done = store, store.connection, done

    def commit(self) -> None:
        if self.done:
            self.real.commit()
        self.real.close()
        self.store.connection = self.real
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    def __getattr__(self, name: str) -> object:
        return getattr(self.real, name)


@pytest.mark.parametrize("done", [True, False])
def test_an_uncertain_commit_is_looked_up_and_told_truly(team: Team, done: bool) -> None:
    with Review.open(team.folder) as review:
        store = review.session.store
        store.connection = Answerless(store, done)
        said = ""
        try:
            review.screening.decide("K1", "include", reviewer="ana")
        except WinnowError as trouble:
            said = str(trouble)
        assert (deciders(review) == ["ana"]) is done
        assert ("nothing was changed" in said) is not done
        review.screening.decide("K2", "include", reviewer="ana")
        assert deciders(review).count("ana") == 1 + done
    assert team.json("verify")["ok"]


def test_people_go_on_deciding_while_connections_are_cut(postgresql: str, team: Team) -> None:
    """Every acknowledged decision is there once; what was refused can be given again and is."""
    errors: list[BaseException] = []
    refused: list[str] = []
    rounds = threading.Barrier(4)

    def work(name: str) -> None:
        try:
            with Review.open(team.folder) as review:
                for n in range(1, 11):
                    rounds.wait()
                    while True:
                        try:
                            review.screening.decide(f"K{n}", "include", reviewer=name)
                        except WinnowError as trouble:
                            refused.append(str(trouble))
                        else:
                            break
        except BaseException as error:
            errors.append(error)
            rounds.abort()

    threads = [threading.Thread(target=work, args=(f"p{i}",)) for i in range(3)]
    for thread in threads:
        thread.start()
    with psycopg.connect(postgresql, autocommit=True) as other:
        for _ in range(10):
            try:
                rounds.wait()
            except threading.BrokenBarrierError:
                break
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                " AND backend_type = 'client backend' AND random() < 0.5"
            )
    for thread in threads:
        thread.join()
    assert not errors
    assert all("nothing was changed" in said for said in refused)
    with Review.open(team.folder) as review:
        assert sorted(deciders(review)) == sorted(f"p{i}" for i in range(3) for _ in range(10))
    assert team.json("verify")["ok"]


def test_guards_that_are_switched_off_are_found(postgresql: str, team: Team) -> None:
    with Review.open(team.folder) as review:
        review.session.store.connection.execute("ALTER TABLE events DISABLE TRIGGER USER")
    (problem,) = team.json("verify", code=1)["problems"]
    assert "events_append_only" in problem


def test_an_older_format_is_lifted_by_the_first_who_writes(team: Team) -> None:
    with Review.open(team.folder) as review:
        review.session.store.connection.execute("UPDATE winnow SET format = 1")
    with Review.open(team.folder) as one, Review.open(team.folder) as two:
        assert (one.session.store.version, two.session.store.version) == (1, 1)
        one.screening.decide("K1", "include", reviewer="ana")
        two.screening.decide("K1", "include", reviewer="ben")
        rows = two.session.store.rows("SELECT format FROM winnow")
        assert rows == [(SCHEMA,)]


def test_machines_whose_clocks_disagree_are_cut_by_order(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ana's machine is years ahead, Ben's is right: the order holds, moments never run back, what
    Ben's clock said stands beside, and every cut is a prefix."""
    clock = {"now": "2090-01-01T12:00:00.000000Z"}
    monkeypatch.setattr("winnow_sr.ledger.store.utc_now", lambda: clock["now"])
    team("decide", "K1", "include", "--as", "ana")
    clock["now"] = "2026-06-01T12:00:00.000000Z"
    team("decide", "K2", "include", "--as", "ben")
    team("decide", "K3", "include", "--as", "ben")
    log = team.json("log")
    assert [e["at"] for e in log] == sorted(e["at"] for e in log)
    assert log[-1]["payload"]["clock"] == clock["now"]
    assert "clock" not in log[-3]["payload"]
    found = team.json("verify")
    assert any(
        "2 events (the first: 5) came from a machine whose clock" in w for w in found["warnings"]
    )
    assert found["ok"]
    for moment in ("2089-12-31", "2090-01-01", "4", "5"):
        flow = team.json("prisma", "--as-of", moment, code=(0, 1))
        assert flow["boxes"]["database_results"] == 10
