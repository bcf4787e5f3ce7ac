"""The start: how much is read until the first and the fifth relevant citation?

    python benchmarks/coldstart.py [FOLDER] [--seeds N] [--model NAME]

Ours begins with the protocol's question and goes on with the model; ASReview's begins in random
order (its own start where no prior knowledge is given) until both classes are known, and goes on
with ELAS u4. Retrained after every record. The questions (questions.py) are what a protocol for
each review would say, written from its topic alone. Random orders are averaged over seeds; where
a review has fewer than five relevant citations, its last one counts. Large reviews are capped
(sets.py).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from questions import question_for
from sets import CORPORA, all_in

from winnow_sr.ranking import Question, Ranker, model_card
from winnow_sr.ranking.learners import ordered, random_scores, replay_data, replay_learner
from winnow_sr.ranking.threads import one_thread
from winnow_sr.simulation import LabelledReview

MOST = 2000
PEER = "elas_u4"


def ours(review: LabelledReview, model: str, question: Question) -> list[int]:
    """Ranks of the first five relevant records, as a team would read from the first record on."""
    ranker = Ranker(review.records, model=model, question=question)
    labels: dict[int, int] = {}
    missing = min(5, sum(review.relevant))
    while missing:
        position = next(i for i in ranker.rank(labels).order if i not in labels)
        labels[position] = review.relevant[position]
        missing -= labels[position]
    return [rank for rank, y in enumerate(labels.values(), 1) if y]


def asreviews(review: LabelledReview, data: object, seed: int) -> list[int]:
    """The same for a random order until both classes are known, and ELAS u4 then."""
    y = np.array(review.relevant, dtype=np.int64)
    chosen: list[int] = []
    for i in ordered(random_scores(len(y), seed)):
        chosen.append(i)
        if len(set(y[chosen].tolist())) == 2:
            break
    with one_thread():
        learner = replay_learner(model_card(PEER), data, len(y), seed)
        while y[chosen].sum() < min(5, int(y.sum())):
            at = np.array(chosen, dtype=np.int64)
            taken = set(chosen)
            chosen.append(next(i for i in ordered(learner.scores(at, y[at])) if i not in taken))
    return [k + 1 for k, i in enumerate(chosen) if y[i]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=CORPORA)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--model", default="default")
    args = parser.parse_args()
    print(
        f"{'review':26}{'stage':15}{'n':>6}{'R':>5}  first: ours, random; fifth: ours, ASReview's, share"
    )
    shares = []
    for review in all_in(args.folder, MOST):
        question = question_for(review.name)
        if question is None:
            continue
        n, count = len(review.keys), sum(review.relevant)
        theirs = replay_data(model_card(PEER), review.records)
        own = ours(review, args.model, question)
        others = [asreviews(review, theirs, seed) for seed in range(args.seeds)]
        fifth = float(np.mean([r[-1] for r in others]))
        shares.append((own[0] / ((n + 1) / (count + 1)), own[-1] / fifth))
        print(
            f"{review.name:26}{review.stage:15}{n:>6}{count:>5}{own[0]:>6}{(n + 1) / (count + 1):>8.1f}"
            f"{own[-1]:>8}{fifth:>8.1f}{own[-1] / fifth:>8.2f}",
            flush=True,
        )
    first, last = np.array(shares).T
    print(
        f"first relevant, share of random's expected rank: mean {first.mean():.2f}, worst {first.max():.2f}; "
        f"fifth, share of ASReview's: mean {last.mean():.2f}, median {np.median(last):.2f}, worst {last.max():.2f}"
    )


if __name__ == "__main__":
    main()
