"""Ordering before both classes are known: by likeness to the protocol's question.

The question is read as a short document, its terms as documents that count double, the terms to
avoid as documents that count against; studies that the protocol names, where they are among the citations,
count as relevant; what the team has already called relevant is added and
what it has called irrelevant subtracted (Rocchio 1971). Cosine per block, blocks weighted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from winnow_sr.ranking.features import Features
from winnow_sr.ranking.fields import words
from winnow_sr.ranking.inputs import Question
from winnow_sr.ranking.matrix import Matrix
from winnow_sr.ranking.term_counts import pair_codes, term_code
from winnow_sr.records.model import Record

Floats = NDArray[np.float64]
BLOCKS: Mapping[str, float] = {"text": 1.0, "title": 0.5, "headings": 0.5}
TERM_WEIGHT = 2.0
RELEVANT_WEIGHT = 4.0
IRRELEVANT_WEIGHT = 1.0
MOST_VARIANTS = 40
"""A truncated term (`opioid*`) stands for at most this many words of the citations."""


@dataclass(frozen=True)
class Asked:
    """A weighted list of phrases: (tokens, weight)."""

    phrases: tuple[tuple[tuple[str, ...], float], ...]


def asked(question: Question | None, citations: Sequence[Record]) -> Asked:
    """The phrases of a question; a truncated term becomes the words it stands for."""
    if question is None:
        return Asked(())
    weighted = [(question.text, 1.0)]
    weighted += [(term, TERM_WEIGHT) for term in question.terms]
    weighted += [(term, -TERM_WEIGHT) for term in question.exclude_terms]
    stems = {
        token.rstrip("*").lower()
        for text, _ in weighted
        for token in text.split()
        if token.endswith("*") and len(token) > 3
    }
    variants = _variants(stems, citations) if stems else {}
    phrases: list[tuple[tuple[str, ...], float]] = []
    for text, weight in weighted:
        stem = text.strip().rstrip("*").lower()
        forms = variants.get(stem) if text.strip().endswith("*") else None
        for form in forms or [text]:
            phrases.append((tuple(words(form)), weight / len(forms) ** 0.5 if forms else weight))
    return Asked(tuple(p for p in phrases if p[0]))


def _variants(stems: Iterable[str], citations: Sequence[Record]) -> dict[str, list[str]]:
    """For each stem the words of titles and headings that begin with it, most frequent first."""
    from collections import Counter

    seen: Counter[str] = Counter()
    for record in citations:
        seen.update(set(words(f"{record.title} {' '.join((*record.keywords, *record.mesh))}")))
    return {
        stem: sorted((w for w in seen if w.startswith(stem)), key=lambda w: (-seen[w], w))[
            :MOST_VARIANTS
        ]
        for stem in stems
    }


def cold_scores(
    features: Features,
    citations: Sequence[Record],
    labels: Mapping[int, int],
    question: Question | None,
) -> Floats | None:
    """Likeness of each citation to what is asked, shape (n,); None when nothing is asked or known."""
    if question is None and not labels:
        return None
    matrix = features.matrix(tuple(name for name in BLOCKS if name in features.blocks))
    return matrix.times(cold_weights(matrix, citations, labels, question))


def cold_weights(
    matrix: Matrix,
    citations: Sequence[Record],
    labels: Mapping[int, int],
    question: Question | None,
) -> dict[str, Floats]:
    """What each column of the matrix of `BLOCKS` adds to the likeness, block by block."""
    phrases = asked(question, citations).phrases
    seeds = () if question is None else question.seeds
    known = {**dict.fromkeys(seeds, 1), **labels}
    query = {}
    for name, rows in matrix.rows.items():
        vector = _query(matrix.codes[name], matrix.idf[name], phrases, whole=name == "headings")
        for label, weight in ((1, RELEVANT_WEIGHT), (0, -IRRELEVANT_WEIGHT)):
            mine = np.array([i for i, y in known.items() if y == label], dtype=np.int64)
            if len(mine):
                centre = np.asarray(rows[mine].sum(axis=0), dtype=np.float64).ravel()
                vector += weight * _unit(centre) * (1.0 if phrases else 0.25)
        query[name] = BLOCKS[name] * vector
    return query


def _query(
    codes: NDArray[np.uint64],
    idf: Floats,
    phrases: Sequence[tuple[tuple[str, ...], float]],
    whole: bool,
) -> Floats:
    """The phrases as one vector over a block's columns, each phrase of unit length at most."""
    query = np.zeros(len(codes))
    for tokens, weight in phrases:
        places = _places(codes, tokens, whole)
        query[places] += weight * _unit(idf[places])
    return query


def _places(codes: NDArray[np.uint64], tokens: tuple[str, ...], whole: bool) -> NDArray[np.int64]:
    """Columns of a phrase's tokens and pairs (`whole`: of the phrase as a heading)."""
    if whole:
        wanted = np.array(
            [term_code(" ".join(tokens)), term_code(", ".join(tokens[::-1]))], np.uint64
        )
    else:
        single = np.array([term_code(t) for t in tokens], dtype=np.uint64)
        wanted = np.concatenate([single, pair_codes(single[:-1], single[1:])])
    wanted = np.unique(wanted)
    if len(codes) == 0:
        return np.zeros(0, dtype=np.int64)
    place = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
    return np.asarray(place[codes[place] == wanted])


def _unit(vector: Floats) -> Floats:
    length = float(np.sqrt(vector @ vector))
    return vector / length if length > 0 else vector
