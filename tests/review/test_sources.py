"""A wrong import is mended: named rightly, or taken back and added anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.winnow import entry, ris
from winnow_sr import Review, WinnowError
from winnow_sr.ledger.state import ReviewState

PROTOCOL = """
title: Tea
question: {text: "Is tea good?"}
exclusion_reasons: [{code: off, label: "Off topic"}]
sources:
  - {name: MEDLINE, lane: database, platform: Ovid, date: "2026-05-01", strategy: tea.ti}
  - {name: EconLit, lane: database, platform: EBSCO, date: "2026-05-02", strategy: TI tea}
  - {name: Trials, lane: register}
screening: {title_abstract: {reviewers: 1}, full_text: {reviewers: 1}, pilot: {size: 0}}
"""


@pytest.fixture
def review(tmp_path: Path) -> Any:
    (tmp_path / "p.yaml").write_text(PROTOCOL, encoding="utf-8")
    with Review.create(tmp_path / "rev", tmp_path / "p.yaml") as review:
        yield review


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., Path]:
    """A file of invented articles by their numbers."""

    def made(name: str, *numbers: int) -> Path:
        return ris(tmp_path / name, [entry(n, AN=f"{name}{n}") for n in numbers])

    return made


def state_of(review: Review) -> ReviewState:
    state = review.session.replayed()
    assert review.ledger.verify().ok
    assert not review.flow.prisma().failures
    return state


def counted(review: Review) -> dict[tuple[str, str], int]:
    return {(row["source"], row["lane"]): row["n"] for row in review.flow.prisma().sources}


# -- another name --------------------------------------------------------------------------------
def test_a_renamed_source_is_counted_under_its_right_name(
    review: Review, export: Callable[..., Path]
) -> None:
    review.searches.add(export("econ.ris", 1, 2, 3), "MEDLINE")
    done = review.sources.rename("medline", "econlit", actor="Ana")
    assert (done.old, done.new, done.records, done.lanes) == ("MEDLINE", "EconLit", 3, ["database"])
    assert {k: n for k, n in counted(review).items() if n} == {("EconLit", "database"): 3}
    (search,) = state_of(review).searches
    assert (search.platform, search.date, search.strategy) == ("EBSCO", "2026-05-02", "TI tea")
    assert {row.source for row in review.searches.records()} == {"EconLit"}


def test_what_a_person_said_of_a_search_stays_with_it(
    review: Review, export: Callable[..., Path]
) -> None:
    review.searches.add(export("econ.ris", 1), "MEDLINE", date="2026-06-30", platform="the web")
    review.sources.rename("MEDLINE", "EconLit", actor="Ana")
    (search,) = state_of(review).searches
    assert (search.platform, search.date, search.strategy) == ("the web", "2026-06-30", "TI tea")


def test_the_lane_follows_the_protocol_or_what_is_said(
    review: Review, export: Callable[..., Path]
) -> None:
    review.searches.add(export("a.ris", 1), "MEDLINE")
    assert review.sources.rename("MEDLINE", "Trials", actor="Ana").lanes == ["register"]
    assert review.sources.rename("Trials", "A shelf", actor="Ana").lanes == ["register"]
    done = review.sources.rename("A shelf", "A desk", actor="Ana", lane="website")
    assert done.lanes == ["website"]
    assert {k: n for k, n in counted(review).items() if n} == {("A desk", "website"): 1}


def test_an_update_after_a_renaming_knows_the_entries_of_the_old_name(
    review: Review, tmp_path: Path
) -> None:
    review.searches.add(ris(tmp_path / "may.ris", map(entry, (1, 2, 3))), "MEDLINE")
    review.sources.rename("MEDLINE", "EconLit", actor="Ana")
    later = ris(tmp_path / "june.ris", map(entry, (2, 3, 4)))
    (found,) = review.searches.add(later, "EconLit")
    assert (found.imported, found.unchanged) == (1, 2)
    (other,) = review.searches.add(ris(tmp_path / "m.ris", map(entry, (1, 2))), "MEDLINE")
    assert other.imported == 2, "these are of another source now"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Embase", "EconLit", "nothing was imported from 'Embase'; imported so far: MEDLINE"),
        ("MEDLINE", "medline", "called already"),
        ("MEDLINE", " ", "needs a name"),
    ],
)
def test_a_renaming_that_cannot_be_is_refused(
    review: Review, export: Callable[..., Path], old: str, new: str, said: str
) -> None:
    review.searches.add(export("a.ris", 1), "MEDLINE")
    with pytest.raises(WinnowError, match=said):
        review.sources.rename(old, new, actor="Ana")


# -- taken back ----------------------------------------------------------------------------------
def test_an_import_taken_back_counts_nowhere_and_can_be_added_anew(
    review: Review, export: Callable[..., Path], tmp_path: Path
) -> None:
    right, wrong = export("a.ris", 1, 2, 3), export("b.ris", 3, 4, 5)
    review.searches.add(right, "MEDLINE")
    review.searches.add(wrong, "MEDLINE")
    review.duplicates.run()
    assert review.duplicates.counts().duplicates == 1
    with pytest.raises(WinnowError, match=r"b\.ris, from MEDLINE \(database\).*take-back"):
        review.searches.add(wrong, "EconLit")
    done = review.sources.take_back("b.ris", actor="Ana", reason="it is EconLit's")
    assert (done.records, done.citations, done.decisions) == (3, 2, 0)

    state = state_of(review)
    assert list(state.citations()) == [1, 2, 3]
    assert [row.record for row in review.searches.records()] == ["R000001", "R000002", "R000003"]
    counts = review.duplicates.counts()
    assert (counts.records, counts.duplicates, counts.by_rule, counts.uncompared) == (3, 0, 0, 0)
    assert (review.status().records, review.status().uncompared) == (3, 0)
    assert {k: n for k, n in counted(review).items() if n} == {("MEDLINE", "database"): 3}
    assert review.exchange.export(tmp_path / "all.csv").records == 3
    assert len(review.screening.queue("Ana")) == 3
    assert [r.file for r in review.sources.all()] == ["a.ris"]
    for text in ("R000004", "C000005", "b.ris5"):
        with pytest.raises(WinnowError, match=r"was taken back with its import, b\.ris"):
            review.screening.decide(text, "include", reviewer="Ana")

    (again,) = review.searches.add(wrong, "EconLit")
    assert (again.imported, again.unchanged, again.source) == (3, 0, "EconLit")
    review.duplicates.run()
    counts = review.duplicates.counts()
    assert (counts.records, counts.citations, counts.by_rule) == (6, 5, 1)
    assert counted(review)["EconLit", "database"] == 3
    state_of(review)


def test_decisions_keep_an_import_unless_they_are_to_go_with_it(
    review: Review, export: Callable[..., Path]
) -> None:
    review.searches.add(export("a.ris", 1, 2), "MEDLINE")
    review.searches.add(export("b.ris", 2, 3, 4), "EconLit")
    review.duplicates.run()
    for citation in ("C000001", "C000002", "C000004"):
        review.screening.decide(citation, "include", reviewer="Ana")
    with pytest.raises(WinnowError, match=r"1 decision would count no more \(on C000004\)"):
        review.sources.take_back("b.ris", actor="Ana", reason="wrong")
    done = review.sources.take_back("b.ris", actor="Ana", reason="wrong", with_decisions=True)
    assert (done.citations, done.decisions) == (2, 1)
    state = state_of(review)
    assert state.voted("title-abstract") == {1, 2}
    assert review.status().title_abstract.include == 2
    undone = review.screening.undo(reviewer="Ana")
    assert "C000002" in str(undone.as_json()), "the newest decision that counts"


def test_a_decision_on_a_citation_that_others_hold_too_stays_with_it(
    review: Review, export: Callable[..., Path]
) -> None:
    review.searches.add(export("a.ris", 1, 2), "MEDLINE")
    review.searches.add(export("b.ris", 2), "EconLit")
    review.duplicates.run()
    review.screening.decide("C000002", "include", reviewer="Ana")
    done = review.sources.take_back("a.ris", actor="Ana", reason="wrong")
    assert (done.citations, done.decisions) == (1, 0)
    state = state_of(review)
    assert list(state.citations()) == [3]
    assert state.voted("title-abstract") == {3}
    with pytest.raises(WinnowError, match=r"a\.ris: its citation is C000003 now"):
        review.screening.decide("C000002", "exclude", reviewer="Ana")
    review.screening.decide("C000003", "exclude", reviewer="Ana")
    review.screening.undo(reviewer="Ana")
    assert state_of(review).votes_on("title-abstract", 3)["Ana"].verdict == "include"  # type: ignore[arg-type]


def test_an_import_on_which_a_later_one_rests_goes_after_it(review: Review, tmp_path: Path) -> None:
    review.searches.add(ris(tmp_path / "may.ris", map(entry, (1, 2, 3))), "MEDLINE")
    review.searches.add(ris(tmp_path / "june.ris", map(entry, (2, 3, 4))), "MEDLINE")
    with pytest.raises(WinnowError, match=r"june\.ris, imported later, left out entries"):
        review.sources.take_back("may.ris", actor="Ana", reason="wrong")
    review.sources.take_back("june.ris", actor="Ana", reason="first")
    review.sources.take_back("may.ris", actor="Ana", reason="wrong")
    (june,) = review.searches.add(tmp_path / "june.ris", "MEDLINE")
    assert (june.imported, june.unchanged) == (3, 0)
    assert state_of(review).count_records() == 3


def test_the_import_is_called_by_file_number_or_digest(
    review: Review, export: Callable[..., Path], tmp_path: Path
) -> None:
    review.searches.add(export("a.ris", 1), "MEDLINE")
    (tmp_path / "other").mkdir()
    review.searches.add(ris(tmp_path / "other" / "a.ris", [entry(7)]), "EconLit")
    with pytest.raises(WinnowError, match=r"any of the imports 3 \(MEDLINE\), 4 \(EconLit\)"):
        review.sources.take_back("a.ris", actor="Ana", reason="wrong")
    with pytest.raises(WinnowError, match=r"there is no import 'b\.ris'"):
        review.sources.take_back("b.ris", actor="Ana", reason="wrong")
    with pytest.raises(WinnowError, match="needs its reason"):
        review.sources.take_back("4", actor="Ana", reason=" ")
    one, two = review.sources.all()
    assert review.sources.take_back(str(two.search), actor="Ana", reason="w").source == "EconLit"
    assert review.sources.take_back(one.digest[:12], actor="Ana", reason="w").source == "MEDLINE"
    with pytest.raises(WinnowError, match=r"a\.ris was taken back already, by Ana"):
        review.sources.take_back("4", actor="Ana", reason="wrong")
    assert state_of(review).count_records() == 0


def test_a_mended_entry_goes_with_its_import_and_its_text_comes_again(
    review: Review, tmp_path: Path
) -> None:
    path = tmp_path / "a.ris"
    path.write_text("TY  - JOUR\nTI  - One\nER  - \n\nER  - \n", "utf-8")
    before = review.searches.add(path, "MEDLINE")[0]
    assert before.quarantined == 1
    (row,) = review.searches.quarantine()
    (tmp_path / "mended.ris").write_text("TY  - JOUR\nTI  - Two\nER  - \n", "utf-8")
    review.searches.repair(f"{row.search}:{row.line}", tmp_path / "mended.ris", actor="Ana")
    assert review.sources.take_back("a.ris", actor="Ana", reason="wrong").records == 2
    assert review.searches.quarantine() == []
    assert state_of(review).count_records() == 0
    again = review.searches.add(path, "EconLit")[0]
    assert (again.imported, again.quarantined) == (1, 1)
    assert [row.repaired for row in review.searches.quarantine()] == [False]
    state_of(review)


def test_an_import_without_a_record_can_come_again(review: Review, tmp_path: Path) -> None:
    review.searches.add(ris(tmp_path / "a.ris", map(entry, (1, 2))), "MEDLINE")
    odd = tmp_path / "b.ris"
    odd.write_bytes((tmp_path / "a.ris").read_bytes() + b"a line of nothing\n")
    first = review.searches.add(odd, "MEDLINE")[0]
    assert (first.imported, first.unchanged) == (0, 2)
    for _ in range(2):
        review.sources.take_back("b.ris", actor="Ana", reason="wrong")
        assert review.searches.add(odd, "MEDLINE")[0].unchanged == 2
        state_of(review)
    review.sources.take_back("b.ris", actor="Ana", reason="wrong")
    assert review.searches.add(odd, "EconLit")[0].imported == 2
    state_of(review)


def test_a_declared_stop_comes_before_what_it_was_declared_on(
    review: Review, export: Callable[..., Path]
) -> None:
    review.searches.add(export("a.ris", 1, 2), "MEDLINE")
    review.duplicates.run()
    review.stopping.declare(actor="Ana", against_rule=True, reason="out of time")
    with pytest.raises(WinnowError, match="winnow stop --resume"):
        review.sources.take_back("a.ris", actor="Ana", reason="wrong")
    review.stopping.resume(actor="Ana", reason="wrong file")
    assert review.sources.take_back("a.ris", actor="Ana", reason="wrong").records == 2


def test_the_same_file_with_another_lane_is_told(
    review: Review, export: Callable[..., Path]
) -> None:
    path = export("a.ris", 1)
    review.searches.add(path, "A shelf", lane="website")
    with pytest.raises(WinnowError, match=r"from A shelf \(website\)"):
        review.searches.add(path, "A shelf", lane="organisation")
    assert review.searches.add(path, "a shelf", lane="website")[0].unchanged == 1
    assert review.searches.add(path, "A shelf")[0].unchanged == 1
