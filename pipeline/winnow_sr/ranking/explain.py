"""`why`: which terms of which field moved a citation up or down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from winnow_sr.errors import WinnowError
from winnow_sr.ranking.coldstart import BLOCKS as COLD_BLOCKS
from winnow_sr.ranking.coldstart import cold_weights
from winnow_sr.ranking.features import Features
from winnow_sr.ranking.fields import BLOCKS, Block, whole, words
from winnow_sr.ranking.inputs import Question, Term
from winnow_sr.ranking.learners import learner_for, words_of
from winnow_sr.ranking.matrix import Matrix
from winnow_sr.ranking.mean import Blend, MeanOfMachines, add_weights, share_of
from winnow_sr.ranking.model_cards import ModelCard, model_card
from winnow_sr.ranking.parts import Labels, Positions, asked_say, spread_of, unread_of
from winnow_sr.ranking.ranker import check_labels, labelled_arrays
from winnow_sr.ranking.term_counts import pair_codes, term_code
from winnow_sr.ranking.threads import one_thread
from winnow_sr.records.model import Record

Floats = NDArray[np.float64]
FIELDS: dict[str, str] = {
    "title": "title",
    "headings": "keywords",
    "heading letters": "keywords",
    "types": "publication type",
    "journal": "journal",
}


def why(
    citations: Sequence[Record],
    labels: Mapping[int, int],
    position: int,
    *,
    model: str = "default",
    seed: int = 535,
    question: Question | None = None,
    cache: Path | None = None,
    features: Features | None = None,
    dry: int = 0,
    limit: int = 20,
) -> list[Term]:
    """The terms that moved one citation, strongest first, both directions.

    A weight is the term's part of the citation's score in the ranking these same arguments give.
    Runs of letters count towards the words they are in, pairs towards the pair. The random model
    has no reasons: an empty list. Raises WinnowError as `rank` does.
    """
    card = model_card(model)
    check_labels(labels, len(citations))
    if not 0 <= position < len(citations):
        raise WinnowError(f"there is no citation {position}: there are {len(citations)}")
    with one_thread():
        if card.kind == "random":
            return []
        both = len(set(labels.values())) == 2
        if both and card.kind == "bayes":
            from winnow_sr.ranking.elas import asreview_terms

            found = asreview_terms(
                str(card.asreview), citations, *labelled_arrays(labels), position
            )
            moved = {(_where(citations[position], term), term): w for term, w in found}
        else:
            features = Features.of(citations, cache) if features is None else features
            matrix, weights = _weights(
                card, features, citations, labels, position, question, dry, both
            )
            moved = _moved(matrix, weights, citations[position], position)
    terms = [Term(field, term, weight) for (field, term), weight in moved.items() if weight != 0]
    return sorted(terms, key=lambda t: (-abs(t.weight), t.field, t.term))[:limit]


def _weights(
    card: ModelCard,
    features: Features,
    citations: Sequence[Record],
    labels: Mapping[int, int],
    position: int,
    question: Question | None,
    dry: int,
    both: bool,
) -> tuple[Matrix, dict[str, Floats]]:
    """The matrix of the ranking in force, and the weights of each block's columns."""
    if both:
        learner = learner_for(card, features)
        chosen, y = labelled_arrays(labels)
        weights = learner.weights(chosen, y, position, dry)
        blend = Blend.of(words_of(card))
        if blend.question and question is not None:
            weights = _with_question(learner, weights, blend, citations, question, chosen, y, dry)
        return learner.matrix, weights
    matrix = features.matrix(tuple(COLD_BLOCKS))
    return matrix, cold_weights(matrix, citations, labels, question)


def _with_question(
    learner: MeanOfMachines,
    weights: dict[str, Floats],
    blend: Blend,
    citations: Sequence[Record],
    question: Question,
    chosen: Positions,
    y: Labels,
    dry: int,
) -> dict[str, Floats]:
    """The machines' weights and what likeness to the question adds to them."""
    columns = cold_weights(learner.matrix.only(COLD_BLOCKS), citations, {}, question)
    asked = learner.matrix.times(columns)
    unread = unread_of(len(asked), chosen)
    say = asked_say(blend.question, asked, chosen, y)
    spread = spread_of(learner.scores(chosen, y, dry)[unread])
    total: dict[str, Floats] = {}
    add_weights(total, weights, 1 - say)
    add_weights(total, columns, share_of(say * spread, asked[unread]))
    return total


def _moved(
    matrix: Matrix, weights: Mapping[str, Floats], record: Record, position: int
) -> dict[tuple[str, str], float]:
    """(field, term) -> its part of the score."""
    moved: dict[tuple[str, str], float] = {}
    for name, columns in weights.items():
        rows = matrix.rows[name]
        start, end = rows.indptr[position], rows.indptr[position + 1]
        places = rows.indices[start:end]
        parts = dict(
            zip(places.tolist(), (rows.data[start:end] * columns[places]).tolist(), strict=True)
        )
        for term, shares in _named(BLOCKS[name], record, matrix.codes[name]):
            weight = sum(parts.get(place, 0.0) * share for place, share in shares)
            if weight:
                key = (FIELDS.get(name) or _where(record, term), term)
                moved[key] = moved.get(key, 0.0) + weight
    return moved


def _named(
    block: Block, record: Record, codes: NDArray[np.uint64]
) -> Iterator[tuple[str, list[tuple[int, float]]]]:
    """Each term a reader would recognise, with the columns it answers for and in what share."""
    tokens = block.tokens(record)
    if block.letters:
        total: dict[str, int] = {}
        for token in tokens:
            for run in block.parts(token):
                total[run] = total.get(run, 0) + 1
        for token in dict.fromkeys(tokens):
            runs = block.parts(token) * tokens.count(token)
            yield token, [(p, 1 / total[r]) for r in runs for p in _place(codes, term_code(r))]
        return
    for token in dict.fromkeys(tokens):
        yield token, [(p, 1.0) for p in _place(codes, term_code(token))]
    if block.pairs:
        for one, two in dict.fromkeys(pairwise(tokens)):
            single = np.array([term_code(one), term_code(two)], dtype=np.uint64)
            code = int(pair_codes(single[:1], single[1:])[0])
            yield f"{one} {two}", [(p, 1.0) for p in _place(codes, code)]


def _place(codes: NDArray[np.uint64], code: int) -> list[int]:
    place = int(np.searchsorted(codes, np.uint64(code)))
    return [place] if place < len(codes) and int(codes[place]) == code else []


def _where(record: Record, term: str) -> str:
    """The field a term of title and abstract is in."""
    inside = [f for f in ("title", "abstract") if _holds(words(getattr(record, f)), term.split())]
    return " and ".join(inside) or ("keywords" if term in whole(record.keywords) else "text")


def _holds(tokens: list[str], wanted: list[str]) -> bool:
    return any(tokens[i : i + len(wanted)] == wanted for i in range(len(tokens)))
