"""A replay with the protocol's question reads as a team would that has written one."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from winnow_sr.faces.cli.simulate import simulate_command
from winnow_sr.ranking import Question, Ranker, model_card
from winnow_sr.records.model import Record
from winnow_sr.simulation import LabelledReview
from winnow_sr.simulation.replay import replay, starting_pair

OTHERS = [
    "valve",
    "gout",
    "asthma",
    "fracture",
    "stroke",
    "cataract",
    "hernia",
    "anaemia",
    "eczema",
    "measles",
    "rabies",
    "croup",
    "sepsis",
    "mumps",
]
TITLES = [
    *OTHERS,
    *(f"Melatonin for sleep, trial {i}" for i in range(3)),
    *(f"Kratom tea and withdrawal, report {i}" for i in range(3)),
]
LABELS = [0] * len(OTHERS) + [1] * 6
QUESTION = Question("Kratom or melatonin in withdrawal", ["kratom", "melatonin"])
PROTOCOL = """
title: Melatonin or kratom
question:
  text: Kratom or melatonin in withdrawal
eligibility:
  include: [Kratom or melatonin was taken]
terms:
  include: [kratom, melatonin]
exclusion_reasons:
  - {code: wrong-substance, label: Wrong substance}
"""


def a_review(question: Question | None = None) -> LabelledReview:
    records = tuple(Record(title=title, accession=f"A{i}") for i, title in enumerate(TITLES))
    return LabelledReview(
        "r", tuple(r.key for r in records), records, tuple(LABELS), question=question
    )


def test_a_replay_takes_the_question_as_a_session_does() -> None:
    review = a_review(QUESTION)
    made = replay(review, model_card("default"), 0, 1)
    chosen = starting_pair(_array(review.relevant), 0)
    ranker = Ranker(review.records, question=QUESTION)
    ranking = ranker.rank({i: review.relevant[i] for i in chosen})
    assert made.order[2] == next(i for i in ranking.order if i not in chosen)
    without = replay(a_review(), model_card("default"), 0, 1)
    assert _mean_rank(made.order) < _mean_rank(without.order)


def _array(labels: tuple[int, ...]):  # type: ignore[no-untyped-def]
    import numpy as np

    return np.array(labels)


def _mean_rank(order: list[int]) -> float:
    return sum(place for place, i in enumerate(order) if LABELS[i]) / sum(LABELS)


def files(folder: Path) -> tuple[Path, Path, Path]:
    ris, labels, protocol = folder / "r.ris", folder / "r.csv", folder / "p.yaml"
    ris.write_text(
        "\n".join(f"TY  - JOUR\nTI  - {t}\nAN  - A{i}\nER  - \n" for i, t in enumerate(TITLES)),
        "utf-8",
    )
    rows = [f"A{i},{'include' if y else 'exclude'}" for i, y in enumerate(LABELS)]
    labels.write_text("key,title_abstract\n" + "\n".join(rows) + "\n", "utf-8")
    protocol.write_text(PROTOCOL, "utf-8")
    return ris, labels, protocol


def run(*arguments: object) -> Result:
    return CliRunner().invoke(simulate_command, [str(a) for a in arguments])


def test_the_command_takes_a_protocol(tmp_path: Path) -> None:
    ris, labels, protocol = files(tmp_path)
    loss = []
    for more in ([], ["--protocol", protocol]):
        found = run(ris, "--labels", labels, "--json", *more)
        assert found.exit_code == 0, found.output
        loss.append(json.loads(found.stdout)["runs"][0]["metrics"]["loss"])
    assert loss[1] < loss[0]


def test_as_many_protocols_as_reviews_or_one(tmp_path: Path) -> None:
    ris, labels, protocol = files(tmp_path)
    found = run(ris, "--labels", labels, "--protocol", protocol, "--protocol", protocol)
    assert found.exit_code != 0
    assert "1 review and 2 protocols" in str(found.exception) + found.output


def test_kept_runs_without_the_question_are_not_taken_for_those_with_it(tmp_path: Path) -> None:
    ris, labels, protocol = files(tmp_path)
    out = tmp_path / "out"
    one = json.loads(run(ris, "--labels", labels, "-o", out, "--json").stdout)
    two = json.loads(
        run(ris, "--labels", labels, "-o", out, "--protocol", protocol, "--json").stdout
    )
    assert one["runs"][0]["order"] != two["runs"][0]["order"]
