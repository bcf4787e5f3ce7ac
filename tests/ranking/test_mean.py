"""Several machines have a say, and the question, as long as the labels do not speak against it."""

from __future__ import annotations

import numpy as np
import pytest

from winnow_sr.ranking import Features, ModelCard, Question, model_card, rank, why
from winnow_sr.ranking.learners import learner_for, replay_data, replay_learner
from winnow_sr.ranking.model_cards import FIELDS, U4
from winnow_sr.ranking.parts import asked_say, standard, together
from winnow_sr.records.model import Record

RNG = np.random.RandomState(3)
PAIN = ["opioid", "oxycodone", "analgesia", "withdrawal", "craving", "dose", "pain"]
HEART = ["heart", "cardiac", "infarction", "valve", "artery", "dose", "pressure"]
NOISE = [f"noise{i}" for i in range(80)]


def a_record(topic: list[str], abstract: bool) -> Record:
    """Titles say little, abstracts more; both with words of no topic."""
    title = [*RNG.choice(topic, 2), *RNG.choice(NOISE, 5)]
    text = [*RNG.choice(topic, 8), *RNG.choice(NOISE, 40)] if abstract else []
    return Record(title=" ".join(title), abstract=" ".join(text), keywords=(str(title[0]),))


RECORDS = [a_record(PAIN if i % 3 == 0 else HEART, abstract=i % 4 != 0) for i in range(96)]
LABELS = {i: int(i % 3 == 0) for i in range(36)}
CHOSEN = np.array(sorted(LABELS))
Y = np.array([LABELS[int(i)] for i in CHOSEN])
DEFAULT = model_card("default")


def one_machine(parameters: object) -> ModelCard:
    return ModelCard("one", "", "svm", parameters=parameters)  # type: ignore[arg-type]


def test_a_mean_is_the_mean_of_its_parts_standardised_scores() -> None:
    card = one_machine({"parts": ({"say": 0.5, **U4}, {"say": 0.5, **FIELDS})})
    found, first, second = (
        learner_for(c, Features.of(RECORDS)).scores(CHOSEN, Y)
        for c in (card, one_machine(U4), one_machine(FIELDS))
    )
    unread = np.arange(len(RECORDS)) >= 36
    wanted = (standard(first, unread) + standard(second, unread)) / 2
    assert standard(found, unread) * wanted[unread].std() == pytest.approx(
        wanted - wanted[unread].mean()
    )
    assert found[unread].mean() == pytest.approx(first[unread].mean()), "on the first one's scale"


def test_a_part_without_a_say_or_without_an_opinion_changes_nothing() -> None:
    among = np.ones(4, dtype=bool)
    scores, other, same = np.array([3.0, 1, 2, 0]), np.array([0.0, 9, 1, 4]), np.full(4, 7.0)
    assert together((scores, other), (1.0, 0.0), among) == pytest.approx(scores)
    mixed = together((scores, same), (0.5, 0.5), among)
    assert np.argsort(-mixed).tolist() == [0, 2, 1, 3]
    mixed = together((same, scores), (0.5, 0.5), among)
    assert np.argsort(-mixed).tolist() == [0, 2, 1, 3], "also where the first has none"


def test_a_replay_scores_as_a_session_does() -> None:
    session = learner_for(DEFAULT, Features.of(RECORDS)).scores(CHOSEN, Y, 9)
    data = replay_data(DEFAULT, RECORDS)
    replayed = replay_learner(DEFAULT, data, len(RECORDS), 0).scores(CHOSEN, Y, 9)
    assert replayed == pytest.approx(session, abs=1e-5)


@pytest.mark.parametrize("asked", [None, Question("opioid withdrawal", ["oxycodone", "crav*"])])
@pytest.mark.parametrize("dry", [0, 6])
def test_the_terms_of_why_explain_the_difference_of_scores(
    dry: int, asked: Question | None
) -> None:
    scores = rank(RECORDS, LABELS, dry=dry, question=asked).scores
    for pair in ((37, 39), (41, 90), (40, 60), (84, 92)):
        one, other = (
            sum(
                term.weight
                for term in why(RECORDS, LABELS, i, dry=dry, limit=10_000, question=asked)
            )
            for i in pair
        )
        assert scores[pair[0]] - scores[pair[1]] == pytest.approx(one - other, abs=1e-6)


def test_the_questions_say_fades_as_relevant_records_are_found() -> None:
    asked = np.arange(40.0)
    says = []
    for found in (1, 2, 5, 20):
        chosen = np.concatenate([np.arange(40 - found, 40), [0, 1]])
        y = np.concatenate([np.ones(found), np.zeros(2)]).astype(np.int64)
        says.append(asked_say(0.6, asked, chosen, y))
    assert says == pytest.approx([0.5, 0.6 / 1.4, 0.3, 0.12])


def test_a_question_that_the_labels_speak_against_has_no_say() -> None:
    """Three relevant records lie below the irrelevant ones by it: it misleads."""
    asked = np.arange(6.0)
    chosen = np.arange(6)
    against, along = np.array([1, 1, 1, 0, 0, 0]), np.array([0, 0, 0, 1, 1, 1])
    assert asked_say(0.6, asked, chosen, against) == 0
    assert asked_say(0.6, asked, chosen, along) > 0
    two = np.array([0, 1, 4, 5])
    assert asked_say(0.6, asked, two, np.array([1, 1, 0, 0])) > 0, "two say too little"
    assert asked_say(0.6, np.zeros(6), chosen, along) == 0, "likeness that tells nothing apart"


def test_a_misleading_question_leaves_the_order_of_the_machines() -> None:
    misleads = Question("cardiac infarction", ["heart", "valve", "artery"])
    assert rank(RECORDS, LABELS, question=misleads).order == rank(RECORDS, LABELS).order


def test_the_question_helps_while_little_is_known() -> None:
    """The one relevant record known is about sleep; the question names pain as well."""
    titles = ["Sleep and melatonin", "Valve repair", "Melatonin at night", "Pain and kratom", "Old"]
    records = [Record(title=title) for title in titles]
    asked = Question("melatonin or kratom", ["melatonin", "kratom"])
    without, with_it = (rank(records, {0: 1, 1: 0}, question=q).order for q in (None, asked))
    assert without.index(2) < without.index(3), "what is like the known one still leads"
    assert with_it.index(2) < with_it.index(3) < with_it.index(4)


def test_models_of_others_take_no_question() -> None:
    asked = Question("cardiac infarction", ["heart"])
    for model in ("elas_u4", "elas_u3"):
        known = rank(RECORDS, {0: 1, 1: 0}, model=model, question=asked)
        assert known.scores == rank(RECORDS, {0: 1, 1: 0}, model=model).scores
