"""The main job: real labelled reviews through the whole pipeline, by two people who disagree here
and there, must end in exactly the numbers that the labels say."""

from __future__ import annotations

import csv
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.winnow import Team

FLIP = {"include": "exclude", "exclude": "include"}


@pytest.mark.parametrize("name", ["Opiods", "AtypicalAntipsychotics"])
def test_flow_counts_equal_the_labels(
    name: str, corpora: Path, flagship: Path, tmp_path: Path
) -> None:
    team = Team(tmp_path / "review", flagship)
    team("add", corpora / f"screening/{name}.ris", "--source", "MEDLINE")
    team("dedupe")
    truth = Truth(corpora / f"screening/{name}.labels.csv", team)
    rng = random.Random(name)

    disputed = screen(team, truth, rng)
    full_texts(team, truth, rng)
    included = {c for c in truth.sought if truth.full_text[c] == ("include", "")}

    flow = team.json("prisma")
    excluded = Counter(
        reason
        for verdict, reason in (truth.full_text[c] for c in truth.sought - truth.lost)
        if verdict == "exclude"
    )
    included -= truth.lost
    n = len(truth.title_abstract)
    want = {
        "database_results": truth.records, "register_results": 0, "duplicates": truth.records - n,
        "excluded_automatic": 0, "excluded_other": 0, "records_screened": n,
        "records_excluded": n - len(truth.sought), "dbr_sought_reports": len(truth.sought),
        "dbr_notretrieved_reports": len(truth.lost), "dbr_assessed": len(truth.sought - truth.lost),
        "dbr_excluded": sum(excluded.values()), "new_reports": len(included), "new_studies": len(included),
        "other_sought_reports": 0, "other_assessed": 0,
    }  # fmt: skip
    assert {key: flow["boxes"][key] for key in want} == want
    assert {r["reason"]: r["n"] for r in flow["reasons"]["databases"]} == dict(excluded)
    assert flow["final"]
    assert all(check["ok"] for check in flow["checks"])
    assert {"A1", "A2", "A3", "A4", "A5", "A6", "C1", "D1", "D2"} <= {
        check["id"] for check in flow["checks"]
    }

    in_csv(team, tmp_path, want, excluded)
    explained(team, truth, included, flow)
    assert disputed, "no disagreement was planted: the test would prove less than it says"
    assert team.json("verify")["ok"]


class Truth:
    """The labels, by citation: two records of one citation are one, included if either is."""

    def __init__(self, labels: Path, team: Team) -> None:
        rows = team.json("records")
        self.records = len(rows)
        citation = {row["key"]: row["citation"] for row in rows}
        codes = [
            r["code"]
            for r in team.json("log", "--kind", "review_created")[0]["payload"]["plan"][
                "exclusion_reasons"
            ]
        ]
        self.key: dict[str, str] = {}
        self.title_abstract: dict[str, str] = {}
        self.full_text: dict[str, tuple[str, str]] = {}
        reasons: dict[str, str] = {}
        with labels.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                c = citation[row["key"]]
                self.key.setdefault(c, row["key"])
                if self.title_abstract.get(c) != "include":
                    self.title_abstract[c] = row["title_abstract"]
                # the reviews' own reasons have other names: each gets one of the protocol's codes
                reason = reasons.setdefault(
                    row["full_text_reason"] or "?", codes[len(reasons) % len(codes)]
                )
                if row["full_text"] and self.full_text.get(c, ("", ""))[0] != "include":
                    self.full_text[c] = (
                        ("include", "") if row["full_text"] == "include" else ("exclude", reason)
                    )
        self.sought = {c for c, v in self.title_abstract.items() if v == "include"}
        self.lost: set[str] = set()


def screen(team: Team, truth: Truth, rng: random.Random) -> set[str]:
    """Both read everything; Ben errs on some, an adjudicator puts it right."""
    disputed = set(rng.sample(sorted(truth.title_abstract), 12))
    rows = [(truth.key[c], v, "") for c, v in truth.title_abstract.items()]
    team.decide("ana", rows)
    done = team.decide(
        "ben",
        [
            (key, FLIP[v] if c in disputed else v, "")
            for c, (key, v, _) in zip(truth.title_abstract, rows, strict=True)
        ],
    )
    assert done == {"decided": len(rows), "conflicts": 12}
    found = team.json("conflicts")
    assert {row["citation"] for row in found} == disputed
    for row in found:
        assert {d["reviewer"] for d in row["decisions"]} == {"ana", "ben"}
        team("resolve", row["citation"], truth.title_abstract[row["citation"]], "--as", "cleo")
    assert team.json("conflicts") == []
    return disputed


def full_texts(team: Team, truth: Truth, rng: random.Random) -> None:
    """Three reports cannot be had; two disagreements at the full text are resolved."""
    truth.lost = set(rng.sample(sorted(truth.sought), 3))
    with (team.folder.parent / "reports.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["key", "status", "reason"])
        for c in sorted(truth.sought - truth.lost):
            writer.writerow([truth.key[c], "retrieved", ""])
    team("retrieve", "--from", team.folder.parent / "reports.csv", "--as", "ana")
    for c in truth.lost:
        team("retrieve", truth.key[c], "not-retrieved", "--reason", "library has no copy")
    read = sorted(truth.sought - truth.lost)
    rows = [(truth.key[c], *truth.full_text[c]) for c in read]
    team.decide("ana", rows, "full-text")
    disputed = set(rng.sample(read, 2))
    team.decide(
        "ben",
        [
            (key, "unsure", "") if c in disputed else (key, v, r)
            for c, (key, v, r) in zip(read, rows, strict=True)
        ],
        "full-text",
    )
    assert {row["citation"] for row in team.json("conflicts", "--stage", "full-text")} == disputed
    for c in disputed:
        verdict, reason = truth.full_text[c]
        more = ["--reason", reason] if reason else []
        team("resolve", truth.key[c], verdict, "--as", "cleo", *more)


def in_csv(team: Team, tmp_path: Path, want: dict[str, Any], excluded: Counter[str]) -> None:
    """The 34-row CSV says the same."""
    path = tmp_path / "prisma.csv"
    team("prisma", "-o", path)
    absent = team.json("prisma")["absent"]
    assert "register_results" in absent
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 34
    numbers = {row["data"]: row["n"] for row in rows}
    for key, n in want.items():
        if key != "dbr_excluded":
            # what was not searched is no 0: the package leaves out a line with NA
            assert numbers[key] == ("NA" if key in absent else str(n)), key
    parts = [part.rsplit(",", 1) for part in numbers["dbr_excluded"].split(";")]
    assert sorted(int(n) for _, n in parts) == sorted(excluded.values())


def explained(team: Team, truth: Truth, included: set[str], flow: Any) -> None:
    """Behind every box stand exactly the citations that the labels put there."""
    behind = {
        "records_screened": set(truth.title_abstract),
        "records_excluded": set(truth.title_abstract) - truth.sought,
        "dbr_sought_reports": truth.sought,
        "dbr_notretrieved_reports": truth.lost,
        "dbr_assessed": truth.sought - truth.lost,
        "dbr_excluded": truth.sought - truth.lost - included,
        "new_reports": included,
        "new_studies": included,
    }
    for key, citations in behind.items():
        found = team.json("prisma", "--explain", key)
        assert set(found["citations"]) == citations, key
        assert found["n"] == flow["boxes"][key] == len(citations), key
    assert team.json("prisma", "--explain", "database_results")["n"] == truth.records
    assert len(team.json("prisma", "--explain", "duplicates")["records"]) == truth.records - len(
        truth.title_abstract
    )
