"""The labelled reviews that figures of the ranking are counted on, by family and capped in size."""

from __future__ import annotations

from pathlib import Path
from zlib import crc32

import numpy as np
from msgspec.structs import replace

from winnow_sr.records import read_export
from winnow_sr.simulation import LabelledReview, labelled_review, read_labels
from winnow_sr.simulation.labelled import STAGES

CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "screening"
"""Labelled reviews beside the checkout."""
FAMILIES = {
    "drug class": (
        "ADHD", "Antihistamines", "AtypicalAntipsychotics", "Estrogens", "Opiods",
        "OralHypoglycemics", "Triptans", "UrinaryIncontinence",
    ),
    "software engineering": ("Hall_2012", "Isel", "Kitchenham_2010", "LLM_SPM", "Wahono_2015_without_2009"),
    "health computing": ("AI_CDSS_survey", "CDSS_RO"),
    "other": ("SRA_585",),
}  # fmt: skip
"""Reviews that are alike: what was chosen on one of a family says little about the next of it."""

SEEN = (*FAMILIES["drug class"], "Kitchenham_2010")
"""Reviews that the model of version 0.1 was chosen on: they flatter it and all that is made of it."""


def family_of(review: str) -> str:
    """The family a review belongs to; `other` for one that is not listed."""
    return next((name for name, members in FAMILIES.items() if review in members), "other")


def reviews_in(folder: Path, stage: str, bare: bool = False) -> list[LabelledReview]:
    """The folder's reviews at a stage; one whose full-text labels repeat the first stage once."""
    found = []
    for path in sorted(folder.glob("*.ris")):
        labels, _ = read_labels(folder / f"{path.stem}.labels.csv")
        records = read_export(path).records
        if bare:
            records = [
                replace(r, keywords=(), mesh=(), publication_types=(), journal="") for r in records
            ]
        review, _ = labelled_review(path.stem, records, labels, stage)
        if stage != "title-abstract":
            first, _ = labelled_review(path.stem, records, labels)
            if first.relevant == review.relevant:
                continue
        found.append(review)
    return found


def all_in(folder: Path, most: int | None = None) -> list[LabelledReview]:
    """Every review at every stage it has labels of its own for, capped alike at both."""
    by_stage = {stage: reviews_in(folder, stage) for stage in STAGES}
    if most is None:
        return [review for reviews in by_stage.values() for review in reviews]
    first = {review.name: kept(review, most) for review in by_stage["title-abstract"]}
    return [part(r, first[r.name]) for reviews in by_stage.values() for r in reviews]


def kept(review: LabelledReview, most: int) -> list[int]:
    """Positions of a part of at most so many records: chance, fixed by the review's name.

    Relevant ones are all kept, up to two fifths of the part, so prevalence rises in a large
    review of which few are relevant; the final includes of such a review stay in.
    """
    n = len(review.keys)
    if n <= most:
        return list(range(n))
    rng = np.random.RandomState(crc32(review.name.encode()) % 2**32)
    relevant = rng.permutation(np.flatnonzero(np.array(review.relevant) == 1))
    others = rng.permutation(np.flatnonzero(np.array(review.relevant) == 0))
    share = min(len(relevant), 2 * most // 5)
    return sorted([*relevant[:share].tolist(), *others[: most - share].tolist()])


def part(review: LabelledReview, positions: list[int]) -> LabelledReview:
    """The review with those records alone."""
    return LabelledReview(
        review.name,
        tuple(review.keys[i] for i in positions),
        tuple(review.records[i] for i in positions),
        tuple(review.relevant[i] for i in positions),
        review.stage,
    )
