"""A dense model adds meaning to words: what says the same in other words comes forward."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from winnow_sr.errors import WinnowError
from winnow_sr.ranking import embedding, model_card, rank, why
from winnow_sr.ranking.dense import centred
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
    monkeypatch.setattr(
        embedding, "sentence_encoder", lambda name: embedding.Encoder(f"{name} 1", known)
    )
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
    first = embedding.embedded(REVIEW, "any", tmp_path)
    (kept,) = tmp_path.glob("dense-*.npz")
    kept.write_bytes(kept.read_bytes()[:100])
    assert np.array_equal(embedding.embedded(REVIEW, "any", tmp_path), first)


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


def test_what_a_kill_leaves_is_taken_up_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Texts are kept batch by batch: after a break in the second only that one is still to do."""
    monkeypatch.setattr(embedding, "BATCH", 2)
    asked: list[list[str]] = []

    def breaks_once(texts: list[str]) -> np.ndarray:
        asked.append(texts)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return np.ones((len(texts), 3))

    def load(name: str) -> embedding.Encoder:
        return embedding.Encoder(name, breaks_once)

    with pytest.raises(KeyboardInterrupt):
        embedding.embedded(REVIEW, "any", tmp_path, load)
    told: list[tuple[int, int]] = []
    rows = embedding.embedded(REVIEW, "any", tmp_path, load, lambda *now: told.append(now))
    assert [len(texts) for texts in asked] == [2, 2, 2, 2]
    assert asked[2] == asked[1], "the batch that was broken off is done again, the first is not"
    assert told == [(2, 4), (4, 4)]
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-3)


def test_embeddings_of_another_version_are_not_used(tmp_path: Path) -> None:
    made: list[str] = []

    def version(identity: str, width: int) -> np.ndarray:
        def encode(texts: list[str]) -> np.ndarray:
            made.append(identity)
            return np.ones((len(texts), width))

        return embedding.embedded(
            REVIEW, "any", tmp_path, lambda _: embedding.Encoder(identity, encode)
        )

    assert version("any 1", 3).shape == (6, 3)
    assert version("any 2", 5).shape == (6, 5), "not those of version 1, of another width"
    assert version("any 2", 5).shape == (6, 5)
    assert made == ["any 1", "any 2"]


def test_an_encoder_reads_no_more_than_it_is_made_for(tmp_path: Path) -> None:
    long = [Record(title="Kratom", abstract="tea " * 100), Record(title="Kratom", abstract="tea")]
    read: list[str] = []

    def encode(texts: list[str]) -> np.ndarray:
        read.extend(texts)
        return np.eye(2, 4)[: len(texts)]

    embedding.embedded(long, "any", None, lambda _: embedding.Encoder("any", encode, reads=11))
    assert read == ["Kratom. tea"], "the same beginning is embedded once"


def test_what_all_texts_have_in_common_tells_nothing() -> None:
    rows = np.array([[0.98, 0.2, 0], [0.98, -0.2, 0], [0.98, 0, 0.2], [0, 0, 0]], dtype=np.float32)
    found = centred(rows)
    assert np.allclose(np.linalg.norm(found[:3], axis=1), 1)
    assert not found[3].any(), "a citation without text stays without meaning"
    assert found[0] @ found[1] < 0 < rows[0] @ rows[1]
    assert np.array_equal(centred(rows[3:]), rows[3:])
