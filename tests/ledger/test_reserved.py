"""Who has which citation before them, as long as somebody reads."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

import pytest

from winnow_sr.ledger.reserved import READING_SECONDS, Reserved
from winnow_sr.ledger.sqlite import SqliteStore
from winnow_sr.ledger.store import Store
from winnow_sr.vocabulary import RecordId

TA, FT = "title-abstract", "full-text"
ONE, TWO = RecordId(1), RecordId(2)


@pytest.fixture
def store(tmp_path: Path, database: str) -> Store:
    if database:
        from winnow_sr.ledger.postgresql import PostgresStore

        return PostgresStore.create(database, f"winnow_{secrets.token_hex(6)}")
    return SqliteStore.create(tmp_path / "review.db")


@pytest.fixture
def clock() -> list[float]:
    return [1000.0]


@pytest.fixture
def kept(store: Store, clock: list[float]) -> Reserved:
    return Reserved(store, lambda: clock[0])


def hand_out(store: Store, kept: Reserved, who: str, *citations: RecordId) -> None:
    with store.writing():
        kept.hand_out(who, TA, citations)


def test_nothing_is_kept_before_anything_was_handed_out(store: Store, kept: Reserved) -> None:
    assert kept.readers(TA) == {}
    assert kept.lacks("Ana", TA, [ONE])
    with store.writing():
        kept.give_back("Ana", TA)


def test_kept_by_stage_until_a_reader_may_have_gone(
    store: Store, kept: Reserved, clock: list[float]
) -> None:
    hand_out(store, kept, "Ana", ONE, TWO)
    clock[0] += 60
    hand_out(store, kept, "Ben", ONE)
    assert kept.readers(TA) == {ONE: {"Ana", "Ben"}, TWO: {"Ana"}}
    assert kept.readers(FT) == {}
    clock[0] += READING_SECONDS - 30
    assert kept.readers(TA) == {ONE: {"Ben"}}
    hand_out(store, kept, "Ben", ONE)
    clock[0] += READING_SECONDS - 1
    assert kept.readers(TA) == {ONE: {"Ben"}}, "handed out once more, it is kept once more"


def test_it_is_renewed_in_good_time(store: Store, kept: Reserved, clock: list[float]) -> None:
    hand_out(store, kept, "Ana", ONE)
    assert not kept.lacks("Ana", TA, [ONE])
    assert kept.lacks("Ana", TA, [ONE, TWO])
    clock[0] += READING_SECONDS / 2 + 1
    assert kept.lacks("Ana", TA, [ONE])


@pytest.mark.parametrize(
    ("what", "left"),
    [
        (lambda kept: kept.give_back("Ana", TA, [ONE]), {TWO: {"Ana"}, ONE: {"Ben"}}),
        (lambda kept: kept.give_back("Ana", TA), {ONE: {"Ben"}}),
        (lambda kept: kept.give_back("Ana", FT), {ONE: {"Ana", "Ben"}, TWO: {"Ana"}}),
        (lambda kept: kept.give_back("Cy", TA), {ONE: {"Ana", "Ben"}, TWO: {"Ana"}}),
    ],
)
def test_given_back(
    store: Store, kept: Reserved, what: Callable[[Reserved], None], left: dict[RecordId, set[str]]
) -> None:
    hand_out(store, kept, "Ana", ONE, TWO)
    hand_out(store, kept, "Ben", ONE)
    with store.writing():
        what(kept)
    assert kept.readers(TA) == left
