"""Before anything is labelled: the rank of the first relevant citation by the protocol's question.

    python benchmarks/coldstart.py [FOLDER]

Against a random start, as ASReview's: its first relevant citation is expected at (n + 1)/(R + 1).
The questions are what a protocol for each review would say, written from its topic alone.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from sets import CORPORA, reviews_in

from winnow_sr.ranking import Question, rank
from winnow_sr.simulation.labelled import STAGES

TRIALS = ("randomized controlled trial", "double-blind", "efficacy", "adverse events")
QUESTIONS = {
    "ADHD": ("Drugs for attention deficit hyperactivity disorder", ("ADHD", "methylphenidate", "amphetamine*", "atomoxetine", "hyperactiv*")),
    "Antihistamines": ("Newer antihistamines for allergic rhinitis and urticaria", ("antihistamine*", "cetirizine", "loratadine", "fexofenadine", "desloratadine")),
    "AtypicalAntipsychotics": ("Atypical antipsychotics for schizophrenia and bipolar disorder", ("antipsychotic*", "olanzapine", "risperidone", "quetiapine", "clozapine", "aripiprazole")),
    "Estrogens": ("Hormone replacement with estrogens in menopause", ("estrogen*", "estradiol", "menopaus*", "hormone replacement therapy")),
    "Kitchenham_2010": ("Systematic literature reviews in software engineering", ("systematic review", "meta-analysis", "evidence-based software engineering", "literature survey")),
    "Opiods": ("Long-acting opioids for chronic non-cancer pain", ("opioid*", "oxycodone", "morphine", "fentanyl", "chronic pain")),
    "OralHypoglycemics": ("Oral hypoglycemic drugs for type 2 diabetes", ("hypoglycemic*", "sulfonylurea*", "glyburide", "metformin", "glipizide")),
    "Triptans": ("Triptans for acute migraine", ("triptan*", "sumatriptan", "rizatriptan", "zolmitriptan", "migraine")),
    "UrinaryIncontinence": ("Drugs for overactive bladder and urinary incontinence", ("incontinence", "overactive bladder", "oxybutynin", "tolterodine", "anticholinergic*")),
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=CORPORA)
    args = parser.parse_args()
    ratios = []
    print(
        f"{'review':24}{'stage':16}{'n':>6}{'R':>5}{'ours':>6}{'random':>8}{'in first 10':>13}{'random':>8}"
    )
    for stage in STAGES:
        for review in reviews_in(args.folder, stage):
            if review.name not in QUESTIONS:
                continue
            text, terms = QUESTIONS[review.name]
            medical = () if review.name.startswith("Kitchenham") else TRIALS
            order = rank(review.records, {}, question=Question(text, (*terms, *medical))).order
            relevant = [review.relevant[i] for i in order]
            n, count = len(relevant), sum(relevant)
            ours, random = relevant.index(1) + 1, (n + 1) / (count + 1)
            ratios.append(ours / random)
            print(
                f"{review.name:24}{stage:16}{n:>6}{count:>5}{ours:>6}{random:>8.1f}{sum(relevant[:10]):>13}{10 * count / n:>8.1f}"
            )
    print(f"mean share of random's expected rank: {np.mean(ratios):.2f}")


if __name__ == "__main__":
    main()
