"""Why is this citation here? The terms add up to the score, and name the field they are in."""

from __future__ import annotations

import pytest

from winnow_sr.errors import WinnowError
from winnow_sr.ranking import Question, rank, why
from winnow_sr.records.model import Record

RECORDS = [
    Record(
        title=f"{'Oxycodone for pain' if i % 2 == 0 else 'Bisoprolol and the heart'} {i}",
        abstract=f"Patients {'with cancer' if i % 2 == 0 else 'after infarction'} in centre {i % 3}.",
        keywords=("Analgesics, Opioid",) if i % 2 == 0 else ("Myocardial Infarction",),
    )
    for i in range(12)
]
LABELS = {0: 1, 1: 0, 3: 0}


@pytest.mark.parametrize("model", ["default", "elas_u4", "elas_u3"])
def test_the_words_of_the_relevant_push_up_and_those_of_the_irrelevant_down(model: str) -> None:
    up = {t.term: t.weight for t in why(RECORDS, LABELS, 4, model=model)}
    assert up["oxycodone"] > 0
    down = {t.term: t.weight for t in why(RECORDS, LABELS, 5, model=model)}
    assert down["bisoprolol"] < 0


def test_terms_come_strongest_first_with_their_field() -> None:
    terms = why(RECORDS, LABELS, 4)
    assert [abs(t.weight) for t in terms] == sorted((abs(t.weight) for t in terms), reverse=True)
    fields = {t.term: t.field for t in terms}
    assert fields["analgesics, opioid"] == "keywords"
    assert fields["oxycodone"] == "title"
    assert fields["cancer"] == "abstract"


@pytest.mark.parametrize("dry", [0, 1])
def test_the_terms_explain_the_whole_difference_between_two_citations(dry: int) -> None:
    """A score is a constant plus its terms' weights, so differences of scores are explained."""
    scores = rank(RECORDS, LABELS, dry=dry).scores
    total = [
        sum(t.weight for t in why(RECORDS, LABELS, i, dry=dry, limit=10_000)) for i in (4, 5, 7)
    ]
    assert scores[4] - scores[5] == pytest.approx(total[0] - total[1], abs=1e-6)
    assert scores[7] - scores[5] == pytest.approx(total[2] - total[1], abs=1e-6)


def test_before_any_label_the_question_is_the_reason() -> None:
    terms = why(RECORDS, {}, 4, question=Question("pain", ["oxycodone"]))
    assert {t.term for t in terms} >= {"oxycodone", "pain"}
    assert all(t.weight > 0 for t in terms)


def test_a_random_order_has_no_reasons() -> None:
    assert why(RECORDS, LABELS, 4, model="random") == []


def test_a_citation_that_is_not_there_is_refused() -> None:
    with pytest.raises(WinnowError, match="there are 12"):
        why(RECORDS, LABELS, 12)
