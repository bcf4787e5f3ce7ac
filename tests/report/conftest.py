"""The tea review: sixteen records, two reviewers, an adjudicator. Every number is worked out here.

PubTea (database)     K1 ... K10                       10 records
TeaReg (register)     K11, K12, a copy of K1            3 records -> 1 duplicate
Hand search (citation) K21, K22, a copy of K2           3 records -> 1 was found by PubTea too

14 citations: 12 of databases and registers, 2 of other methods (K21, K22).
Title and abstract, first votes:        Ana includes K1 K2 K3 K4 K5 K21
                                        Ben includes K1 K2 K3 K4 K6 K21
K5: Ben changes his vote to include. K6: Cleo resolves it, exclude.
So 5 of the 12 go on (K1-K5), 7 are excluded; of the other 2, K21 goes on and K22 does not.
K5 cannot be obtained. Of K1-K4 and K21, two are excluded: K3 (reason 1), K4 (reason 2).
Included: K1 and K2, which report one trial, and K21: 2 studies in 3 reports.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.winnow import Team, entry, ris
from winnow_sr.review import Review

TITLE = 'Tea for tired people, "quoted" & <plain> | *starred*'
NO_TEA = "No tea; only coffee, 'strong'"
FORMULA = "=SUM(A1:A9)"
TRIAL = "Tea & Sleep Trial"
SECRET = "Zyzzyva"
"""A word that stands in every abstract and nowhere else."""

PROTOCOL = f"""
title: '{TITLE}'
registration: None.
question: {{text: "Does tea help tired people?", designs: [randomised trial, cohort study]}}
exclusion_reasons:
  - {{code: no-tea, label: "{NO_TEA}"}}
  - {{code: formula, label: "{FORMULA}"}}
  - {{code: never-used, label: Never used}}
sources:
  - {{name: PubTea, lane: database, platform: TeaMed, strategy: "tea OR chai\\n```\\n#1 AND #2", date: Whenever.}}
  - {{name: TeaReg, lane: register}}
  - {{name: Unsearched, lane: database}}
claims:
  - {{id: C1, question: "Does tea help, or not?"}}
  - {{id: C2, question: "Does tea harm?"}}
  - {{id: C3, question: "Is tea | coffee better?"}}
stopping: {{rule: cmh-seq, target: 0.9, confidence: 0.95}}
screening: {{pilot: {{size: 0}}, core: [Ana], quotas: {{Ben: 900}}}}
reporting: {{risk_of_bias: RoB 2 will be used.}}
"""
ANA = {1, 2, 3, 4, 5, 21}
BEN = {1, 2, 3, 4, 6, 21}
ALL = [*range(1, 13), 21, 22]


def abstracted(number: int, **tags: object) -> dict[str, object]:
    """An invented entry whose abstract holds the secret word."""
    return entry(number, AB=f"{SECRET} number {number} drank tea. Nothing is concluded.", **tags)


def votes(chosen: set[int], only: list[int] | None = None) -> list[tuple[str, str, str]]:
    """A reviewer's rows: include the chosen, exclude the rest."""
    return [(f"K{n}", "include" if n in chosen else "exclude", "") for n in only or ALL]


@dataclass
class Tea:
    """The review, step by step."""

    team: Team
    folder: Path

    @property
    def review(self) -> Review:
        return Review.open(self.team.folder)

    def searched(self) -> Tea:
        pubtea = ris(self.folder / "pubtea.ris", [abstracted(n) for n in range(1, 11)])
        reg = [abstracted(11), abstracted(12), abstracted(1, AN="REG1")]
        hand = [abstracted(21), abstracted(22), abstracted(2, AN="HAND2")]
        self.team("add", pubtea, "--source", "PubTea", "--date", "2026-05-04")
        self.team("add", ris(self.folder / "reg.ris", reg), "--source", "TeaReg")
        self.team(
            "add", ris(self.folder / "hand.ris", hand), "--source", "Hand search", "--lane", "citation"
        )  # fmt: skip
        counts = self.team.json("dedupe")
        assert (counts["records"], counts["citations"], counts["doubtful"]) == (16, 14, 0)
        return self

    def screened(self) -> Tea:
        self.team.decide("Ana", votes(ANA))
        self.team.decide("Ben", votes(BEN))
        self.team("decide", "K5", "include", "--as", "Ben")
        self.team("resolve", "K6", "exclude", "--as", "Cleo")
        return self

    def read(self) -> Tea:
        self.team(
            "retrieve", "K5", "not-retrieved", "--reason", "the library, 'alas', has none"
        )  # fmt: skip
        rows = [("K1", "include", ""), ("K2", "include", ""), ("K21", "include", ""),
                ("K3", "exclude", "no-tea"), ("K4", "exclude", "formula")]  # fmt: skip
        for n in ("K1", "K2", "K3", "K4", "K21"):
            self.team("retrieve", n, "retrieved")
        for who in ("Ana", "Ben"):
            self.team.decide(who, rows, "full-text")
        self.team("study", TRIAL, "K1", "K2")
        return self

    def report(self, name: str = "out", *more: object) -> Path:
        out = self.folder / name
        self.team("report", "-o", out, *more)
        return out


@pytest.fixture
def begun(tmp_path: Path) -> Tea:
    """The review with its protocol and nothing else."""
    protocol = tmp_path / "tea.yaml"
    protocol.write_text(PROTOCOL, "utf-8")
    return Tea(Team(tmp_path / "review", protocol), tmp_path)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Tea:
    """The whole story, shared by tests that only look."""
    folder = tmp_path_factory.mktemp("tea")
    (folder / "tea.yaml").write_text(PROTOCOL, "utf-8")
    return Tea(Team(folder / "review", folder / "tea.yaml"), folder).searched().screened().read()


@pytest.fixture(scope="module")
def kit(finished: Tea) -> Callable[[str], str]:
    """The text of a file of the finished review's kit."""
    out = finished.report()
    return lambda name: (out / name).read_text("utf-8-sig")
