"""One's own export: everything is in it, and read back it comes to the same."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.winnow import Team, entry, ris
from winnow_sr import Review, WinnowError
from winnow_sr.records import read_export
from winnow_sr.review.picking import Pick

PROTOCOL = """
title: Tea
question: {text: "Is tea good?"}
exclusion_reasons: [{code: off, label: "Off topic"}, {code: ani, label: "Animals"}]
tags: [{name: preprint}, {name: late data}]
sources: [{name: MEDLINE, lane: database}, {name: Embase, lane: database}]
screening:
  title_abstract: {reviewers: 2}
  full_text: {reviewers: 2}
  conflicts: open
  pilot: {size: 0}
"""
TA, FT = "title-abstract", "full-text"
ENDINGS = ("ris", "csv", "xlsx", "jsonl")


def made(folder: Path, n: int = 8) -> Review:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "p.yaml").write_text(PROTOCOL, encoding="utf-8")
    review = Review.create(folder / "rev", folder / "p.yaml")
    if n:
        review.searches.add(ris(folder / "a.ris", map(entry, range(1, n + 1))), "MEDLINE")
        review.searches.add(ris(folder / "b.ris", [entry(2, AN="E2")]), "Embase")
        review.duplicates.run()
    return review


def both(review: Review, key: str, verdict: str, stage: str = TA, reason: str = "") -> None:
    for who in ("Ana", "Ben"):
        review.screening.decide(key, verdict, reviewer=who, stage=stage, reason=reason)


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    """K1 final, K2 (twice) excluded at full text, K3 not retrieved, K4 awaiting, K5 excluded, K6 in
    conflict, K7 waiting, K8 unscreened."""
    with made(tmp_path / "one") as review:
        for key in ("K1", "K2", "K3", "K4"):
            both(review, key, "include")
        both(review, "K5", "exclude", reason="off")
        review.screening.decide("K6", "include", reviewer="Ana", note="a note by Ana")
        review.screening.decide("K6", "exclude", reviewer="Ben")
        review.screening.decide("K7", "include", reviewer="Ana", note="to myself")
        both(review, "K1", "include", FT)
        both(review, "K2", "exclude", FT, "ani")
        both(review, "K4", "unsure", FT)
        review.full_texts.retrieve("K3", "not-retrieved", actor="Ana", reason="no copy")
        yield review


def keys(review: Review, *statuses: str, **pick: Any) -> list[str]:
    rows = review.searches.records(pick=Pick(statuses=statuses, **pick))
    return [row.key for row in rows]


@pytest.mark.parametrize(
    ("status", "found"),
    [
        ("final", ["K1"]),
        ("include", ["K1", "K3"]),  # included at the last stage reached: K3 was never read in full
        ("title-abstract-include", ["K1", "K2", "K3", "K4"]),
        ("excluded-full-text", ["K2"]),
        ("exclude", ["K2", "K5"]),
        ("title-abstract-exclude", ["K5"]),
        ("not-retrieved", ["K3"]),
        ("awaiting", ["K4"]),
        ("conflict", ["K6"]),
        ("waiting", ["K7"]),
        ("unscreened", ["K8"]),
        ("duplicate", ["E2"]),
        ("sought", ["K1", "K2", "K3", "K4"]),
    ],
)
def test_records_are_picked_by_every_status_a_team_thinks_in(
    review: Review, status: str, found: list[str], tmp_path: Path
) -> None:
    assert keys(review, status) == found
    done = review.exchange.export(tmp_path / "x.csv", [status])
    assert (done.records, done.citations) == (len(found), len(found))
    with (tmp_path / "x.csv").open(encoding="utf-8-sig") as file:
        assert [row["key"] for row in csv.DictReader(file)] == found


def test_final_is_what_the_diagram_counts(review: Review) -> None:
    assert review.flow.prisma().boxes["new_reports"] == len(keys(review, "final"))


def test_an_export_says_who_said_what_with_reasons_and_notes(
    review: Review, tmp_path: Path
) -> None:
    done = review.exchange.export(tmp_path / "x.csv")
    assert (done.records, done.citations, done.withheld) == (9, 8, 1)
    with (tmp_path / "x.csv").open(encoding="utf-8-sig") as file:
        rows = {row["key"]: row for row in csv.DictReader(file)}
    assert rows["K2"]["full-text reason of Ben"] == "ani"
    assert rows["E2"]["status"] == "duplicate"
    assert rows["K6"]["title-abstract vote of Ben"] == "exclude"
    assert rows["K6"]["title-abstract note of Ana"] == "a note by Ana"
    assert rows["K3"]["report said"] == "no copy"
    assert rows["K7"]["title-abstract vote of Ana"] == "", "Ben has still to read it"
    text = (tmp_path / "x.csv").read_text("utf-8-sig")
    assert "to myself" not in text
    review.exchange.export(tmp_path / "mine.csv", viewer="Ana")
    assert "to myself" in (tmp_path / "mine.csv").read_text("utf-8-sig")


def test_blind_conflicts_are_in_nobodys_export_but_the_adjudicators(tmp_path: Path) -> None:
    blind = PROTOCOL.replace("conflicts: open", "conflicts: blind\n  adjudicators: [Cleo]")
    (tmp_path / "p.yaml").write_text(blind, encoding="utf-8")
    with Review.create(tmp_path / "rev", tmp_path / "p.yaml") as review:
        review.searches.add(ris(tmp_path / "a.ris", [entry(1)]), "MEDLINE")
        for who in ("Ana", "Ben"):
            review.team.join(who, role="reviewer", actor="team")
        review.screening.decide("K1", "include", reviewer="Ana")
        review.screening.decide("K1", "exclude", reviewer="Ben")
        for viewer, seen in (("", []), ("Ana", ["Ana"]), ("Cleo", ["Ana", "Ben"])):
            review.exchange.export(tmp_path / "x.ris", viewer=viewer)
            text = (tmp_path / "x.ris").read_text("utf-8")
            named = [who for who in ("Ana", "Ben") if f"vote of {who}: " in text]
            assert named == seen, viewer


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_export_comes_back_by_add_and_decide_from_records(
    review: Review, tmp_path: Path, ending: str
) -> None:
    review.exchange.export(tmp_path / f"all.{ending}")
    second = Team(tmp_path / "two", tmp_path / "one" / "p.yaml")
    second("add", tmp_path / f"all.{ending}", "--source", "MEDLINE")
    second("dedupe")
    done = second.json("decide", "--from-records", "--as", "Old")
    assert done["reviewers"] == {"Old/Ana": 9, "Old/Ben": 9}
    before = {row.key: row.status for row in review.searches.records()}
    after = {row["key"]: row["status"] for row in second.json("records")}
    assert after == before | {"K7": "unscreened"}, "what is not complete is not in the file"
    again = second.json("decide", "--from-records", "--as", "Old")
    assert (again["unchanged"], again["decided"]) == (18, 18)
    assert second.json("verify")["ok"]


def test_an_export_can_be_handed_in_as_a_sheet(review: Review, tmp_path: Path) -> None:
    review.exchange.export(tmp_path / "all.csv")
    done = review.screening.decide_from(tmp_path / "all.csv", reviewer="Ana", every_reader=True)
    assert (done.decided, done.unchanged, done.ignored) == (18, 18, [])
    with pytest.raises(WinnowError, match="this is Ben's verdict, not Ana's"):
        review.screening.decide_from(tmp_path / "all.csv", reviewer="Ana")


# -- for meta-analysis -----------------------------------------------------------------------------
def test_a_folder_holds_the_final_set_for_meta_analysis(review: Review, tmp_path: Path) -> None:
    both(review, "K3", "include")
    review.full_texts.retrieve("K3", "retrieved", actor="Ana")
    both(review, "K3", "include", FT)
    review.full_texts.link_study("Author 1991", ["K1"], actor="Ana")
    review.full_texts.describe("K3", actor="Ana", design="cohort")
    done = review.exchange.export(tmp_path / "final")
    assert (done.records, done.citations) == (2, 2)
    for name in ("references.ris", "references.json"):
        found = read_export(tmp_path / "final" / name).records
        assert [(r.title, r.year, r.authors, r.journal) for r in found] == [
            (entry(n)["TI"], entry(n)["PY"], tuple(entry(n)["AU"]), entry(n)["T2"])  # type: ignore[arg-type]
            for n in (1, 3)
        ]
    with (tmp_path / "final" / "studies.csv").open(encoding="utf-8-sig") as file:
        rows = [(r["study"], r["key"], r["design"]) for r in csv.DictReader(file)]
    assert rows == [("Author 1991", "K1", ""), ("C000003", "K3", "cohort")]
    items = json.loads((tmp_path / "final" / "references.json").read_text("utf-8"))
    assert items[0]["id"] == "C000001"
    assert items[0]["author"][0] == {"family": "Author1", "given": "A."}
    assert items[0]["issued"] == {"date-parts": [[1991]]}


def test_references_of_any_status_in_one_file(review: Review, tmp_path: Path) -> None:
    done = review.exchange.export(tmp_path / "x.ris", ["excluded-full-text"], "references")
    assert done.records == 1, "a citation of two records is one reference"
    with pytest.raises(WinnowError, match=r"references are written as \.ris or \.json"):
        review.exchange.export(tmp_path / "x.csv", tool="references")


# -- a property ------------------------------------------------------------------------------------
VERDICT = st.sampled_from(["include", "exclude", "unsure"])
NOTE = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
PLAN = st.lists(
    st.tuples(VERDICT, VERDICT, NOTE, NOTE, st.sampled_from(["", "include", "exclude"]), VERDICT),
    min_size=1,
    max_size=4,
)


def play(review: Review, plan: list[tuple[str, ...]]) -> None:
    """Two readers at title and abstract, an end to some conflicts, two readers of full texts."""
    for n, (one, two, note, other, ended, full) in enumerate(plan, 1):
        key = f"K{n}"
        review.screening.decide(key, one, reviewer="Ana", note=note)
        review.screening.decide(key, two, reviewer="Ben: B", note=other)
        if tags := ["late data", "preprint"][: n % 3]:
            review.tags.change([key], actor="Ana", add=tags)
        if ended and any(c.key == key for c in review.screening.conflicts()):
            review.screening.resolve(key, ended, actor="Cleo", note=other)
        sought = {r.citation for r in review.full_texts.reports("") if r.status == "sought"}
        if f"C{n:06d}" in sought:
            reason = "ani" if full == "exclude" else ""
            for who in ("Ana", "Ben: B"):
                review.screening.decide(key, full, reviewer=who, stage=FT, reason=reason, note=note)


def told(review: Review, prefix: str = "") -> dict[str, object]:
    """key -> everything that was said of a citation, by names without their prefix."""
    state = review.session.replayed()
    rows = {row.key: row for row in review.searches.records()}
    found: dict[str, object] = {}
    for key, row in rows.items():
        citation = review.lookup.citation(key, state)
        said = [
            (stage, vote.actor.removeprefix(prefix), vote.verdict, vote.reason, vote.note)
            for stage in (TA, FT)
            for vote in state.votes_on(stage, citation).values()  # type: ignore[arg-type]
        ]
        found[key] = (row.status, sorted(said), state.tags_of(citation))
    return found


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=PLAN, ending=st.sampled_from(ENDINGS))
def test_whatever_was_said_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, plan: list[tuple[str, ...]], ending: str
) -> None:
    base = tmp_path_factory.mktemp("there-and-back")
    with made(base / "one", 4) as first:
        play(first, plan)
        first.exchange.export(base / f"all.{ending}")
        expected = told(first)
    with made(base / "two", 0) as second:
        second.searches.add(base / f"all.{ending}", "Embase")
        second.duplicates.run()
        second.screening.decide_from_records("Old")
        assert told(second, "Old/") == expected
