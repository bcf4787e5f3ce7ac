"""Doubtful pairs: side by side, what differs marked, every answer can be taken back."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.faces.terminal.playing import LARGE, SMALL, Player
from tests.winnow import winnow
from winnow_sr.errors import WinnowError
from winnow_sr.faces.differences import differences
from winnow_sr.faces.terminal.pair_sitting import PairSitting
from winnow_sr.faces.terminal.pairs_app import PairsApp
from winnow_sr.review import Review


def play(review: Review, story: Callable[[Player], Awaitable[None]], size: tuple[int, int]) -> None:
    app = PairsApp(review, "Ana")

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            player = Player(app, pilot)
            await player.ready()
            await story(player)

    asyncio.run(run())


def grouping(review: Review) -> tuple[int, int]:
    counts = review.duplicates.counts()
    return counts.citations, counts.doubtful


@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_same_different_later_and_undo(pairs: Review, size: tuple[int, int]) -> None:
    async def story(player: Player) -> None:
        assert "1 to judge" in player.words("#place")
        picture = player.app.export_screenshot()
        for part in ("medRxiv", "R000001", "R000002"):
            assert part in picture
        await player.press("s")
        assert "are one publication" in player.said
        assert grouping(pairs) == (2, 0)
        await player.press("u")
        assert grouping(pairs) == (3, 1), "as if it had never been answered"
        await player.press("d")
        assert grouping(pairs) == (3, 0)
        await player.press("u", "l")
        assert "left for later" in player.said
        assert grouping(pairs) == (3, 1)
        await player.press("u")
        assert player.said.startswith("Not done: nothing to take back")

    play(pairs, story, size)
    assert not pairs.ledger.verify().problems


def test_votes_stay_with_their_records_when_a_merge_is_taken_back(pairs: Review) -> None:
    pairs.screening.decide("K1", "include", reviewer="Ana")
    pairs.screening.decide("K2", "exclude", reviewer="Ben")
    pairing = PairSitting(pairs, "Ana")
    pairing.answer(True)
    pairing.undo()
    state = pairs.session.state()
    votes = [{w: v.verdict for w, v in state.votes_on("title-abstract", n).items()} for n in (1, 2)]
    assert votes == [{"Ana": "include"}, {"Ben": "exclude"}]


def test_an_answer_that_others_have_built_on_is_not_taken_back(pairs: Review) -> None:
    pairing = PairSitting(pairs, "Ana")
    pairing.answer(True)
    pairs.duplicates.merge("K1", "K3", actor="Ben")
    with pytest.raises(WinnowError, match="has changed since: use `winnow split`"):
        pairing.undo()
    assert grouping(pairs) == (1, 0)


def test_through_a_pipe(pairs: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("x\ns\n"))
    done = winnow("-C", pairs.folder, "dedupe", "--review", "--as", "Ana")
    assert "\x1b" not in done.out
    assert "Same title: Kratom and buprenorphine" in done.out
    assert "Different journal, R000001: medRxiv" in done.out
    assert "Different journal, R000002: Journal of Trials" in done.out
    assert "No doubtful pairs left." in done.out
    assert grouping(pairs) == (2, 0)


def test_leaving_in_the_middle_keeps_the_pair(
    pairs: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("d\n"))
    winnow("-C", pairs.folder, "dedupe", "--review", "--as", "Ana")
    assert grouping(pairs) == (3, 0)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    winnow("-C", pairs.folder, "dedupe", "--review", "--as", "Ana")


@pytest.mark.parametrize(
    ("one", "two", "marked"),
    [
        ("Effect of kratom in rats", "Effect of kratom in men", (["rats"], ["men"])),
        ("Melatonin for sleep", "MELATONIN for sleep", ([], [])),
        ("Kratom: part one", "Kratom: part one and two", ([], ["and two"])),
        ("12-19", "", (["12-19"], [])),
    ],
)
def test_only_the_words_that_differ_are_marked(
    one: str, two: str, marked: tuple[list[str], list[str]]
) -> None:
    places = differences(one, two)
    assert (
        tuple([text[a:b] for a, b in at] for text, at in zip((one, two), places, strict=True))
        == marked
    )


@given(st.text("ab .,", max_size=40), st.text("ab .,", max_size=40))
def test_what_is_not_marked_is_the_same_in_both(one: str, two: str) -> None:
    def rest(text: str, places: list[tuple[int, int]]) -> str:
        kept = [c for i, c in enumerate(text) if not any(a <= i < b for a, b in places)]
        return "".join("".join(kept).split())

    places = differences(one, two)
    assert rest(one, places[0]) == rest(two, places[1])
