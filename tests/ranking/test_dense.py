"""A dense model adds meaning to words: what says the same in other words comes forward."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from winnow_sr.errors import WinnowError
from winnow_sr.ranking import dense, model_card, rank, why
from winnow_sr.records.model import Record

MEANINGS = (("oxycodone", "painkiller", "analgesic"), ("heart", "cardiac", "myocardial"))


class Encoder:
    """Knows two meanings, whatever the word for them; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def __call__(self, texts: list[str]) -> np.ndarray:
        self.asked.append(texts)
        return np.array(
            [[sum(w in t.lower() for w in words) for words in MEANINGS] + [0.1] for t in texts]
        )


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> Encoder:
    known = Encoder()
    monkeypatch.setattr(dense, "sentence_encoder", lambda name: known)
    return known


def titled(*titles: str) -> list[Record]:
    return [Record(title=title) for title in titles]


REVIEW = titled(
    "Oxycodone after surgery",  # relevant
    "Heart failure in the old",  # irrelevant
    "Myocardial infarction after surgery",
    "A painkiller for the old",
    "Cardiac arrest at night",
    "Which analgesic in the ward",
)


def test_other_words_for_the_same_thing_come_forward(encoder: Encoder) -> None:
    """By its words, a painkiller for the old is like the irrelevant one."""
    labels = {0: 1, 1: 0}
    places = [rank(REVIEW, labels, model=m).order.index for m in ("dense:any", "default")]
    for same in (3, 5):
        assert places[0](same) < places[1](same)


def test_texts_are_embedded_once(encoder: Encoder, tmp_path: Path) -> None:
    one = rank(REVIEW, {0: 1, 1: 0}, model="dense:any", cache=tmp_path)
    again = rank(REVIEW, {0: 1, 1: 0}, model="dense:any", cache=tmp_path)
    assert (len(encoder.asked), again.order, again.scores) == (1, one.order, one.scores)
    rank([*REVIEW, *titled("Cardiac output", "")], {0: 1, 1: 0}, model="dense:any", cache=tmp_path)
    assert encoder.asked[1:] == [["Cardiac output"]], "only what is new, and no empty text"
    rank(REVIEW, {0: 1, 1: 0}, model="dense:other", cache=tmp_path)
    assert len(encoder.asked) == 3, "another encoder says other things"


def test_a_spoilt_cache_is_made_anew(encoder: Encoder, tmp_path: Path) -> None:
    first = dense.embedded(REVIEW, "any", tmp_path)
    (kept,) = tmp_path.glob("dense-*.npz")
    kept.write_bytes(kept.read_bytes()[:100])
    assert np.array_equal(dense.embedded(REVIEW, "any", tmp_path), first)


def test_records_without_any_text_do_not_stop_it(encoder: Encoder) -> None:
    ranking = rank(titled("", "", ""), {0: 1, 1: 0}, model="dense:any")
    assert sorted(ranking.order) == [0, 1, 2]


def test_the_start_and_the_reasons_are_the_words(encoder: Encoder) -> None:
    assert rank(REVIEW, {}, model="dense:any").description["phase"] == "cold-start"
    assert not encoder.asked, "nothing is embedded before there is something to learn from"
    assert "surgery" in {t.term for t in why(REVIEW, {0: 1, 1: 0}, 2, model="dense:any")}


def test_a_missing_library_or_name_is_said_in_one_line() -> None:
    with pytest.raises(WinnowError, match=r"dense:ENCODER"):
        model_card("dense:")
    with pytest.raises(WinnowError, match=r"winnow-sr\[dense\]|cannot be loaded"):
        rank(REVIEW, {0: 1, 1: 0}, model="dense:/no/such/folder")
