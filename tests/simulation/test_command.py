"""`winnow simulate` on the command line: one JSON document, clear words for what cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from winnow_sr.errors import WinnowError
from winnow_sr.faces.cli.simulate import simulate_command


def a_review(folder: Path, name: str = "review") -> tuple[Path, Path]:
    ris, labels = folder / f"{name}.ris", folder / f"{name}.csv"
    entries, rows = [], ["key,title_abstract,title_abstract_reason,full_text,full_text_reason"]
    for i in range(30):
        relevant = i % 6 == 0
        words = "Oxycodone for pain" if relevant else "Beta blockers and the heart"
        entries.append(
            f"TY  - JOUR\nTI  - {words} {i}\nAB  - Centre {i % 4}.\nAN  - A{i}\nER  - \n"
        )
        rows.append(f"A{i},{'include' if relevant else 'exclude'},,{'include' if i == 0 else ''},")
    ris.write_text("\n".join(entries), "utf-8")
    labels.write_text("\n".join(rows) + "\n", "utf-8")
    return ris, labels


def run(*arguments: object) -> Result:
    return CliRunner().invoke(simulate_command, [str(a) for a in arguments])


def test_json_is_one_document_of_the_agreed_shape(tmp_path: Path) -> None:
    ris, labels = a_review(tmp_path)
    found = run(
        ris, "--labels", labels, "--model", "default", "--model", "elas_u4", "--seeds", 2, "--json"
    )
    assert found.exit_code == 0, found.output
    document = json.loads(found.stdout)
    assert len(document["runs"]) == 4
    first = document["runs"][0]
    assert {"model", "seed", "order", "metrics", "stops"} <= first.keys()
    assert set(first["metrics"]) == {"loss", "atd", "wss@95", "wss@100", "recall@10"}
    assert len(first["order"]) == 30


def test_people_get_tables_and_the_schedule(tmp_path: Path) -> None:
    ris, labels = a_review(tmp_path)
    found = run(ris, "--labels", labels, "-o", tmp_path / "out")
    assert "retrained after every record" in found.output
    assert (tmp_path / "out" / "simulation.json").is_file()
    assert (tmp_path / "out" / "recall-review.svg").is_file()


def test_several_reviews_each_with_its_labels(tmp_path: Path) -> None:
    (one, first), (two, second) = a_review(tmp_path, "one"), a_review(tmp_path, "two")
    found = run(one, two, "--labels", first, "--labels", second, "--json")
    assert [r["review"] for r in json.loads(found.stdout)["runs"]] == ["one", "two"]


def test_full_text_asks_who_was_included_there(tmp_path: Path) -> None:
    ris, labels = a_review(tmp_path)
    found = run(ris, "--labels", labels, "--stage", "full-text", "--json")
    assert json.loads(found.stdout)["runs"][0]["relevant"] == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (["--model", "gpt"], "choose one of"),
        (["--stage", "abstract"], "title-abstract or full-text"),
        (["--labels", "nowhere.csv", "--labels", "x.csv"], "one labels file for all"),
    ],
)
def test_wrong_calls_are_refused_with_what_to_do(
    tmp_path: Path, change: list[str], words: str
) -> None:
    ris, labels = a_review(tmp_path)
    found = run(ris, "--labels", labels, *change)
    assert isinstance(found.exception, WinnowError)
    assert words in str(found.exception)


@pytest.mark.slow
def test_a_dask_cluster_of_two_workers_gives_the_same_bytes(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    ris, labels = a_review(tmp_path)
    here = run(ris, "--labels", labels, "--seeds", 4, "--json").stdout
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        there = run(
            ris,
            "--labels",
            labels,
            "--seeds",
            4,
            "--scheduler",
            cluster.scheduler_address,
            "--json",
        ).stdout
    assert here == there


def test_prior_knowledge_comes_first_and_is_no_finding(tmp_path: Path) -> None:
    ris, labels = a_review(tmp_path)
    known = tmp_path / "known.csv"
    known.write_text("key\nA0\nA1\n", "utf-8")
    found = run(ris, "--labels", labels, "--prior", known, "--prior", "A6", "--json")
    assert found.exit_code == 0, found.output
    [one] = json.loads(found.stdout)["runs"]
    assert one["order"][:3] == one["prior"] == ["A0", "A1", "A6"]
    assert sorted(one["order"]) == sorted(f"A{i}" for i in range(30))
    # five records are relevant, A0, A6, A12, A18, A24: three are left to find among 27
    ranks = [n for n, key in enumerate(one["order"][3:], 1) if key in ("A12", "A18", "A24")]
    assert one["metrics"]["atd"] == pytest.approx(sum(ranks) / 3 / 27)
    assert min(stop["at"] for stop in one["stops"]) >= 3
    assert (
        "3 records known beforehand"
        in run(ris, "--labels", labels, "--prior", known, "--prior", "A6").output
    )


def test_what_prior_knowledge_lacks_is_drawn_by_the_seed(tmp_path: Path) -> None:
    ris, labels = a_review(tmp_path)
    found = run(ris, "--labels", labels, "--prior", "A0", "--seeds", 4, "--json")
    starts = [one["order"][:2] for one in json.loads(found.stdout)["runs"]]
    assert {start[0] for start in starts} == {"A0"}
    assert all(int(start[1][1:]) % 6 for start in starts), "an irrelevant one was drawn"
    assert len({start[1] for start in starts}) > 1


@pytest.mark.parametrize(
    ("keys", "what"),
    [
        (["A99"], "1 key (first: A99) with a label nowhere"),
        (["A0", "A6", "A12", "A18", "A24"], "nothing is left to find"),
    ],
)
def test_prior_knowledge_that_cannot_be(tmp_path: Path, keys: list[str], what: str) -> None:
    ris, labels = a_review(tmp_path)
    found = run(ris, "--labels", labels, *[w for key in keys for w in ("--prior", key)])
    assert isinstance(found.exception, WinnowError)
    assert what in str(found.exception)


def test_labels_of_another_review_are_called_that(tmp_path: Path) -> None:
    ris, labels = a_review(tmp_path)
    labels.write_text("key,title_abstract\nZ1,include\nZ2,exclude\n", "utf-8")
    found = run(ris, "--labels", labels)
    assert "none of the 2 labelled keys is a key of its 30 records" in str(found.exception)


def test_reliability_is_said_with_its_n(tmp_path: Path) -> None:
    ris, labels = a_review(tmp_path)
    said = run(ris, "--labels", labels, "--seeds", 2).output
    assert "of 2 runs" in said
    assert "fewer than 20 runs says little" in said
