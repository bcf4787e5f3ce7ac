"""A living review by hand: three searches, found once, counted once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from winnow_sr.errors import WinnowError
from winnow_sr.prisma import Fate, Look, Member, Previous, by_update, flow_counts, render_living
from winnow_sr.prisma.living import lay_out_living
from winnow_sr.prisma.rendering import FIGURES
from winnow_sr.prisma.text_widths import NBSP

from .conftest import READ, REASONS, SOURCES, Book, legal_reviews, out
from .test_shapes import assert_sound

LABELS = ["Search of January", "Search of May", "Search of September"]


def living(book: Book, updates: dict[str, int], **how):  # type: ignore[no-untyped-def]
    return by_update(book.fates, lambda r: updates.get(r, 0), LABELS, reasons=REASONS, **how)


def small(book: Book) -> dict[str, int]:
    """January: 4 citations of PubMed, one excluded at full text, two reports of study S1 included.
    May: one of them again in Embase, a new one excluded, and a third report of S1. September: none
    new, two again."""
    book.add("PubMed", "Embase", **READ["excluded"])  # R1 January, R2 again in May
    book.add("PubMed", **out("P"))  # R3
    book.add("PubMed", "PubMed", **READ["included"], studies=("S1",))  # R4, R5 in September
    book.add("PubMed", "WHO", **READ["included"], studies=("S1",))  # R6, R7 in September
    book.add("Embase", **READ["excluded"])  # R8 May
    book.add("Embase", **READ["included"], studies=("S1",))  # R9 May
    return {"R000002": 1, "R000008": 1, "R000009": 1, "R000005": 2, "R000007": 2}


def test_each_search_counts_what_it_found_first(book: Book) -> None:
    january, may, september = living(book, small(book), previous=Previous(5, 6))
    assert january.again == {}
    assert (january.flow.n("database_results"), january.flow.n("duplicates")) == (4, 0)
    assert (january.flow.n("new_studies"), january.flow.n("new_reports")) == (1, 2)
    assert (january.flow.n("total_studies"), january.flow.n("total_reports")) == (6, 8)
    assert may.again == {"database": 1}
    assert may.flow.n("records_screened") == 2
    assert (may.flow.n("new_studies"), may.flow.n("new_reports")) == (0, 1)  # of a known study
    assert (may.flow.n("total_studies"), may.flow.n("total_reports")) == (6, 9)
    assert september.again == {"database": 1, "website": 1}
    assert september.flow.n("total_reports") == 9
    for update in (january, may, september):
        assert update.flow.failures == []


def test_a_column_for_each_search_and_a_running_total(book: Book) -> None:
    drawing = lay_out_living(living(book, small(book)))
    assert_sound(drawing)

    def words(name: str) -> list[str]:
        return [line.text.replace(NBSP, " ") for line in drawing.shape(name).lines]

    assert words("head-u1")[0] == "Search of May"
    assert words("identified-u1") == ["Records identified from:", "Databases (n = 3)"]
    assert "Found again, known from an earlier search (n = 1)" in words("removed-u1")
    assert words("identified-u2")[1:] == ["Databases (n = 1)", "Websites (n = 1)"]
    assert words("to_date-u2")[0] == "Studies included to date (n = 1)"
    ways = {(a.start, a.end) for a in drawing.arrows}
    assert {("to_date-u0", "to_date-u1"), ("to_date-u1", "to_date-u2")} <= ways
    assert ("screened-u0", "sought-u0") in ways
    assert words("screened-u0") == ["Records screened (n = 4)", "Records excluded (n = 1)"]


@pytest.mark.parametrize("width", [120, 180])
def test_a_living_flow_is_drawn_to_a_width(book: Book, width: float) -> None:
    drawing = lay_out_living(living(book, small(book)), Look(width=width, title="A title"))
    assert_sound(drawing)
    assert drawing.width == pytest.approx(width * 72 / 25.4)
    with pytest.raises(WinnowError, match="20 mm is too narrow"):
        lay_out_living(living(book, small(book)), Look(width=20))


@pytest.mark.parametrize("ending", list(FIGURES))
def test_a_living_flow_is_drawn_in_every_format_of_figures(
    book: Book, tmp_path: Path, ending: str
) -> None:
    render_living(living(book, small(book)), tmp_path / f"living.{ending}", dpi=60)
    assert (tmp_path / f"living.{ending}").stat().st_size > 500
    with pytest.raises(WinnowError, match="cannot draw 'csv'"):
        render_living([], tmp_path / "x.csv")
    with pytest.raises(WinnowError, match="no search"):
        render_living([], tmp_path / "x.svg")


@settings(deadline=None, max_examples=60)
@given(legal_reviews(most=15), st.randoms(use_true_random=False))
def test_the_columns_add_up_to_the_whole_review(fates, random) -> None:  # type: ignore[no-untyped-def]
    at = {m.record: random.randrange(3) for fate in fates for m in fate.members}
    whole = flow_counts(fates, sources=SOURCES, reasons=REASONS)
    updates = by_update(fates, at.__getitem__, LABELS, sources=[SOURCES] * 3, reasons=REASONS)
    for key in ("database", "register", "website", "organisation", "citation"):
        lane = {"citation": "citations"}.get(key, key)
        found = sum((u.flow.n(f"{lane}_results") or 0) + u.again.get(key, 0) for u in updates)
        assert found == whole.n(f"{lane}_results")
    last = updates[-1].flow
    assert last.n("total_studies") == whole.n("new_studies")
    assert last.n("total_reports") == whole.n("new_reports")
    for key in ("sought_reports", "notretrieved_reports", "assessed", "excluded"):
        both = [sum(u.flow.n(f"{lane}_{key}") or 0 for u in updates) for lane in ("dbr", "other")]
        assert sum(both) == (whole.n(f"dbr_{key}") or 0) + (whole.n(f"other_{key}") or 0)


def test_citations_told_together_are_taken_apart() -> None:
    members = (Member("R1", "PubMed", "database"), Member("R2", "Embase", "database"))
    alike = (("C2",), (("R3",), ("R4",)))
    herd = Fate("C1", "", "", members, screening="excluded", excluded_by="human", alike=alike)
    first, second = by_update([herd], {"R1": 0, "R2": 1, "R3": 1, "R4": 1}.__getitem__, LABELS[:2])
    assert (first.flow.n("records_screened"), second.flow.n("records_screened")) == (1, 1)
    assert second.flow.n("duplicates") == 1
    assert second.again == {"database": 1}
