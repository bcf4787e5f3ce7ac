"""Replaying a labelled review: complete orders, the defined metrics, the same on any worker."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from winnow_sr.errors import WinnowError
from winnow_sr.records.model import Record
from winnow_sr.simulation import labelled_review, metrics, read_labels, simulate
from winnow_sr.simulation.metrics import wss
from winnow_sr.simulation.outputs import write_outputs
from winnow_sr.simulation.replay import schedule, starting_pair

HEAD = "key,title_abstract,title_abstract_reason,full_text,full_text_reason\n"


def a_review(n: int = 40) -> tuple[list[Record], list[str], list[int]]:
    """Every fifth record is about opioids for pain; the others about the heart."""
    labels = [int(i % 5 == 0) for i in range(n)]
    records = [
        Record(
            accession=f"A{i}",
            title=f"{'Oxycodone for pain' if y else 'Beta blockers and the heart'} {i}",
            abstract=f"{'Opioid analgesia' if y else 'Cardiac output'} in centre{i % 7}.",
            keywords=("Analgesics, Opioid",) if y else ("Heart",),
        )
        for i, y in enumerate(labels)
    ]
    return records, [r.key for r in records], labels


def test_metrics_follow_their_definitions() -> None:
    """Ten records, relevant at ranks 1 and 4: every number worked out by hand."""
    order = [1, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    found = metrics(order)
    assert found["wss@100"] == pytest.approx(0.6)
    assert found["wss@95"] == pytest.approx(0.6 - 0.05), "95 % of two is two"
    assert found["atd"] == pytest.approx(0.25)
    assert found["recall@10"] == pytest.approx(0.5)
    assert found["loss"] == pytest.approx(2 / 16), "two ranks lost of 16 that could be"


def test_loss_is_asreviews_loss() -> None:
    from asreview.metrics import loss

    rng = np.random.RandomState(1)
    for _ in range(20):
        order = [1, 0, *rng.randint(0, 2, 30).tolist()]
        assert metrics(order)["loss"] == pytest.approx(loss(order))


def test_95_percent_of_twenty_is_nineteen_not_twenty() -> None:
    ranks = [*range(1, 20), 100]
    assert wss(ranks, 100, 95) == pytest.approx((100 - 19) / 100 - 0.05)


def test_the_starting_pair_is_drawn_as_the_contract_says() -> None:
    relevant = np.array([0, 1, 0, 1, 1, 0])
    rng = np.random.RandomState(3)
    expected = [rng.choice([1, 3, 4]), rng.choice([0, 2, 5])]
    assert starting_pair(relevant, 3) == expected


@pytest.mark.parametrize("model", ["default", "elas_u4", "elas_u3", "random"])
def test_an_order_is_complete_and_begins_with_the_pair(model: str) -> None:
    records, keys, labels = a_review()
    run = simulate(records, keys, labels, models=[model])["runs"][0]
    assert sorted(run["order"]) == sorted(keys)
    pair = starting_pair(np.array(labels), 0)
    assert run["order"][:2] == [keys[i] for i in pair]
    assert {"rule", "at", "recall", "saved"} <= set(run["stops"][0])
    for stop in run["stops"]:
        assert stop["saved"] == pytest.approx(1 - stop["at"] / len(keys))


def test_a_review_that_can_be_learned_is_learned() -> None:
    """The eight relevant records share words nothing else has: they come right after the pair."""
    runs = simulate(*a_review(), models=["default", "elas_u4"])["runs"]
    for run in runs:
        assert run["last_relevant"]["at"] == 9, "eight relevant ones and one irrelevant"


def test_one_worker_or_two_give_the_same_bytes(tmp_path: Path) -> None:
    options = {"models": ["default", "elas_u4", "random"], "seeds": 2}
    one = simulate(*a_review(), jobs=1, **options)
    two = simulate(*a_review(), jobs=2, **options)
    assert json.dumps(one) == json.dumps(two)


def test_a_study_resumes_where_it_was(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    first = simulate(*a_review(), seeds=2, keep=tmp_path)
    again = simulate(
        *a_review(), seeds=3, keep=tmp_path, progress=lambda done, total: seen.append((done, total))
    )
    assert seen[0] == (80, 120), "two runs of forty were already there"
    assert seen[-1] == (120, 120)
    assert again["runs"][:2] == first["runs"]


def test_a_changed_label_is_not_answered_from_what_was_kept(tmp_path: Path) -> None:
    records, keys, labels = a_review()
    before = simulate(records, keys, labels, keep=tmp_path)
    labels[1] = 1
    after = simulate(records, keys, labels, keep=tmp_path)
    assert before["runs"][0]["relevant"] + 1 == after["runs"][0]["relevant"]


def test_the_schedule_is_exact_for_reviews_of_ordinary_size_and_always_said() -> None:
    assert schedule(6000, None) == 1
    assert schedule(100_000, None) > 1
    assert schedule(100_000, 1) == 1
    assert simulate(*a_review(), every=7)["schedule"] == "retrained after every 7 records"


def test_files_for_spreadsheets_and_readers(tmp_path: Path) -> None:
    records, keys, labels = a_review()
    result = simulate(records, keys, labels, models=["default", "random"], seeds=2)
    relevant = {"review": {k for k, y in zip(keys, labels, strict=True) if y}}
    paths = write_outputs(result, relevant, tmp_path)
    assert all(path.stat().st_size for path in paths)
    assert {"simulation.json", "runs.csv", "stops.csv", "wss.svg"} <= {p.name for p in paths}
    assert json.loads((tmp_path / "simulation.json").read_text()) == result
    found = [line.split(",") for line in (tmp_path / "curves.csv").read_text().splitlines()[1:]]
    assert len(found) == 4 * sum(labels), "a line per relevant record and run"


def labels_file(folder: Path, rows: str) -> Path:
    path = folder / "labels.csv"
    path.write_text(HEAD + rows, "utf-8")
    return path


def test_relevant_depends_on_the_stage(tmp_path: Path) -> None:
    records, _, _ = a_review(4)
    path = labels_file(tmp_path, "A0,include,,include,\nA1,include,,exclude,x\nA2,exclude,,,\n")
    labels, _ = read_labels(path)
    assert labelled_review("r", records, labels)[0].relevant == (1, 1, 0)
    assert labelled_review("r", records, labels, "full-text")[0].relevant == (1, 0, 0)


def test_unknown_and_missing_keys_are_said_and_left_out(tmp_path: Path) -> None:
    records, _, _ = a_review(4)
    records.append(records[0])
    records.append(Record(title="no key"))
    labels, _ = read_labels(labels_file(tmp_path, "A0,include,,,\nA1,exclude,,,\nZZ,exclude,,,\n"))
    review, notes = labelled_review("r", records, labels)
    assert review.keys == ("A0", "A1")
    text = " ".join(notes)
    for words in (
        "1 key (first: ZZ)",
        "2 records without a label",
        "seen before",
        "without accession",
    ):
        assert words in text


def test_contradictory_labels_are_said_and_count_as_included(tmp_path: Path) -> None:
    labels, notes = read_labels(labels_file(tmp_path, "A0,exclude,,,\nA0,include,,exclude,\n"))
    assert labels["A0"].title_abstract == "include"
    assert "contradictory labels for 1 key (first: A0)" in notes[0]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("ZZ,include,,,\n", "belong together"),
        ("A0,include,,,\n", "nothing to replay"),
        ("A0,exclude,,,\nA1,exclude,,,\n", "nothing to replay"),
        ("A0,perhaps,,,\n", "line 2"),
    ],
)
def test_what_cannot_be_replayed_is_refused_in_one_line(
    tmp_path: Path, rows: str, words: str
) -> None:
    records, _, _ = a_review(4)
    with pytest.raises(WinnowError, match=words) as error:
        labelled_review("r", records, read_labels(labels_file(tmp_path, rows))[0])
    assert "\n" not in str(error.value)


def test_records_with_nothing_in_them_do_no_harm() -> None:
    records = [Record(accession=f"A{i}") for i in range(6)]
    for model in ("default", "elas_u4", "elas_u3", "random"):
        run = simulate(records, [r.key for r in records], [1, 0, 0, 1, 0, 0], models=[model])[
            "runs"
        ][0]
        assert len(run["order"]) == 6


@pytest.mark.slow
def test_the_replay_of_elas_u4_is_asreviews_own_loop(corpora: Path) -> None:
    """From the same pair, record by record, until the last relevant one."""
    import pandas as pd
    from asreview.learner import ActiveLearningCycle
    from asreview.models import get_ai_config
    from asreview.simulation.simulate import Simulate

    from winnow_sr.records import read_export

    folder = corpora / "screening"
    records = read_export(folder / "Antihistamines.ris").records
    labels, _ = read_labels(folder / "Antihistamines.labels.csv")
    review, _ = labelled_review("Antihistamines", records, labels)
    run = simulate(review.records, review.keys, review.relevant, models=["elas_u4"])["runs"][0]
    place = {key: i for i, key in enumerate(review.keys)}
    ours = [place[key] for key in run["order"]]
    frame = pd.DataFrame(
        {"title": [r.title for r in records], "abstract": [r.abstract for r in records]}
    )
    cycle = ActiveLearningCycle.from_meta(get_ai_config("elas_u4")["value"])
    loop = Simulate(frame, np.array(review.relevant), cycle, print_progress=False)
    loop.label(ours[:2])
    loop.review()
    theirs = loop._results["record_id"].tolist()
    assert ours[: len(theirs)] == theirs


def test_progress_is_told_within_a_run() -> None:
    records, keys, labels = a_review(40)
    told: list[tuple[int, int]] = []
    simulate(records, keys, labels, seeds=2, progress=lambda *far: told.append(far))
    assert told[0] == (0, 80)
    assert told[-1] == (80, 80)
    assert any(0 < done < 40 for done, _ in told), "before the first run is done"
    assert [done for done, _ in told] == sorted(done for done, _ in told)
