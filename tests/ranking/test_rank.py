"""A team's labels and question decide the order; the same input always gives the same order."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from winnow_sr.errors import WinnowError
from winnow_sr.ranking import Question, models, rank
from winnow_sr.records.model import Record

OPIOID = "Oxycodone for chronic pain: a randomised trial"
HEART = "Beta blockers after myocardial infarction"


def a_review(n: int = 12) -> list[Record]:
    """Even positions are about opioids for pain, odd ones about the heart."""
    return [
        Record(
            title=f"{OPIOID if i % 2 == 0 else HEART} number{i}",
            abstract=f"We studied {'opioid analgesia' if i % 2 == 0 else 'cardiac output'} in centre{i}.",
            keywords=("Analgesics, Opioid",) if i % 2 == 0 else ("Heart",),
        )
        for i in range(n)
    ]


@pytest.mark.parametrize("model", ["default", "elas_u4", "elas_u3"])
def test_what_is_like_the_relevant_ones_comes_first(model: str) -> None:
    ranking = rank(a_review(), {0: 1, 1: 0}, model=model)
    assert {i % 2 for i in ranking.order[:6]} == {0}
    assert sorted(ranking.order) == list(range(12))
    assert ranking.description["phase"] == "model"


@pytest.mark.parametrize("model", list(models()))
def test_the_same_input_gives_the_same_order_whatever_the_order_of_decisions(model: str) -> None:
    one = rank(a_review(), {0: 1, 1: 0, 5: 0}, model=model)
    two = rank(a_review(), {5: 0, 1: 0, 0: 1}, model=model)
    assert json.dumps([one.order, one.scores, one.description]) == json.dumps(
        [two.order, two.scores, two.description]
    )


def test_before_any_label_the_question_leads() -> None:
    question = Question("Opioids in chronic pain", ["oxycod*", "analgesia"], ["heart"])
    ranking = rank(a_review(), {}, question=question)
    assert {i % 2 for i in ranking.order[:6]} == {0}
    assert ranking.description["phase"] == "cold-start"


def test_what_is_like_a_study_the_protocol_names_comes_first() -> None:
    """The question alone says nothing of the heart; a known study of it does."""
    records = a_review()
    ranking = rank(records, {}, question=Question("What helps patients?", seeds=(3,)))
    assert {i % 2 for i in ranking.order[:6]} == {1}
    read = rank(records, {3: 0}, question=Question("What helps patients?", seeds=(3,)))
    assert {i % 2 for i in read.order[:6]} == {0}, "the team's own verdict on it counts"


def test_one_class_alone_is_used_with_the_question() -> None:
    records = a_review()
    liked = rank(records, {1: 1})
    assert {i % 2 for i in liked.order[:6]} == {1}, "like the only relevant one"
    disliked = rank(records, {1: 0, 3: 0})
    assert {i % 2 for i in disliked.order[:6]} == {0}, "unlike the irrelevant ones"


def test_with_nothing_known_the_order_is_random_and_fixed_by_the_seed() -> None:
    assert rank(a_review(), {}, seed=1).order == rank(a_review(), {}, seed=1).order
    assert rank(a_review(), {}, seed=1).order != rank(a_review(), {}, seed=2).order


def test_an_unknown_model_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(WinnowError, match=r"default, elas_u4, elas_u3, random"):
        rank(a_review(), {}, model="gpt")


@pytest.mark.parametrize("labels", [{99: 1}, {-1: 0}, {0: 2}])
def test_a_label_that_cannot_be_is_refused(labels: dict[int, int]) -> None:
    with pytest.raises(WinnowError):
        rank(a_review(), labels)


@pytest.mark.parametrize("model", list(models()))
@pytest.mark.parametrize("labels", [{}, {0: 1}, {0: 0}, {0: 1, 1: 0}])
def test_poor_records_are_ranked_without_a_word_of_complaint(
    model: str, labels: dict[int, int]
) -> None:
    records = [
        Record(),
        Record(title="?"),
        Record(title="Опиоиды при хронической боли"),
        Record(title="慢性疼痛患者的阿片类药物治疗"),
        Record(title="Same"),
        Record(title="Same"),
    ]
    assert sorted(rank(records, labels, model=model).order) == list(range(6))
    blank = [Record() for _ in range(4)]
    assert sorted(rank(blank, labels, model=model).order) == list(range(4))


def test_no_citations_no_order() -> None:
    assert rank([], {}).order == []


def test_scripts_without_spaces_are_compared_by_their_characters() -> None:
    records = [
        Record(title="慢性疼痛的阿片类药物治疗"),
        Record(title="心肌梗死后的治疗"),
        Record(title="阿片类药物与慢性疼痛"),
        Record(title="急性心肌梗死"),
    ]
    assert set(rank(records, {0: 1, 1: 0}).order[:2]) == {0, 2}


def test_importing_the_room_is_light() -> None:
    heavy = ["numpy", "scipy", "sklearn", "pandas", "asreview", "matplotlib"]
    code = f"import sys, winnow_sr.ranking as r; r.models(); print([m for m in {heavy!r} if m in sys.modules])"
    out = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert out.stdout.strip() == "[]"


def test_as_screening_runs_dry_the_headings_get_their_say() -> None:
    """A citation whose title says nothing, but indexed like the relevant ones, rises."""
    records = [*a_review(40), Record(title="Editorial", keywords=("Analgesics, Opioid",))]
    records.append(Record(title="Chronic pain of the heart trial", keywords=("Heart",)))
    labels = {i: int(i % 2 == 0) for i in range(30)}
    fresh, dry = rank(records, labels, dry=0), rank(records, labels, dry=6)
    gap = [r.scores[40] - r.scores[41] for r in (fresh, dry)]
    assert gap[1] > gap[0]
    assert dry.description["dry"] == 6


def test_a_ranker_kept_at_hand_gives_what_a_fresh_one_gives() -> None:
    from winnow_sr.ranking import Ranker

    records, ranker = a_review(), Ranker(a_review())
    for labels in ({}, {0: 1}, {0: 1, 1: 0}, {0: 1, 1: 0, 2: 1}):
        assert ranker.rank(labels).scores == rank(records, labels).scores
