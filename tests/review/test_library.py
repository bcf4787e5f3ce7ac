"""The library as a script or a notebook uses it."""

from __future__ import annotations

from pathlib import Path

import pytest

import winnow_sr
from tests.winnow import ris
from winnow_sr import Review, WinnowError

PROTOCOL = (
    Path(__file__).resolve().parents[2] / "protocols" / "melatonin-kratom-opioid-withdrawal.yaml"
)
LANE = "database"


def entries(n: int) -> list[dict[str, object]]:
    return [{"AN": f"K{i}", "TI": f"Cup of tea {i}", "PY": 2000 + i} for i in range(1, n + 1)]


def test_the_public_names_are_these() -> None:
    assert winnow_sr.__all__ == [
        "AnswerIsNo",
        "Flow",
        "Record",
        "Review",
        "WinnowError",
        "__version__",
        "find_duplicates",
        "make_rule",
        "rank",
    ]
    for name in winnow_sr.__all__:
        assert getattr(winnow_sr, name) is not None
    assert dir(winnow_sr) == winnow_sr.__all__


def test_a_name_that_is_not_public_is_refused() -> None:
    with pytest.raises(AttributeError, match="winnow_sr"):
        winnow_sr.nothing  # type: ignore[attr-defined]  # noqa: B018


def test_places_may_be_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ris(Path("x.ris"), entries(4))
    Path("strategy.txt").write_text("tea", encoding="utf-8")
    Path("votes.csv").write_text("key,verdict,reason\nK2,exclude,\n", encoding="utf-8")
    with Review.create("rev", str(PROTOCOL), "Ana") as review:
        assert review.folder == Path("rev")
    with Review.open("rev") as review:
        done = review.searches.add(["x.ris"], "MEDLINE", lane=LANE, strategy="strategy.txt")
        assert [report.imported for report in done] == [4]
        again = review.searches.add("x.ris", "MEDLINE", lane=LANE)
        assert [report.imported for report in again] == [0]
        review.duplicates.run()
        review.screening.decide("K1", "include", reviewer="Ana")
        assert review.screening.decide_from("votes.csv", reviewer="Ana").decided == 1
        assert review.exchange.export("out.csv").records == 4
        assert review.exchange.export("rayyan.csv", tool="rayyan").records == 4
        assert review.flow.draw("flow.svg") == ["flow.svg"]
        assert review.report.write("report").events == review.status().events
        assert {path.name for path in Path().iterdir()} >= {"out.csv", "rayyan.csv", "flow.svg"}


def test_an_export_for_nobody_and_of_no_status_is_refused(tmp_path: Path) -> None:
    with Review.create(tmp_path / "rev", PROTOCOL) as review:
        with pytest.raises(WinnowError, match="unknown tool 'paper'"):
            review.exchange.export(tmp_path / "x.csv", tool="paper")
        with pytest.raises(WinnowError, match="unknown status 'lost'"):
            review.exchange.export(tmp_path / "x.csv", ["lost"])
        assert not (tmp_path / "x.csv").exists()


def test_a_review_says_what_it_is_and_where_it_stands(tmp_path: Path) -> None:
    review = Review.create(tmp_path / "rev", PROTOCOL)
    title = review.status().title
    assert title in repr(review)
    assert "0 records, 0 citations; next: import a search" in repr(review)
    review.searches.add(ris(tmp_path / "x.ris", entries(3)), "MEDLINE", lane=LANE)
    assert "3 records, 3 citations; next: find duplicates" in repr(review)
    review.close()
    assert repr(review) == f"<Review in {tmp_path / 'rev'}: closed>"


def test_a_with_statement_lets_go_even_after_an_error(tmp_path: Path) -> None:
    with (
        pytest.raises(WinnowError, match="no citation is called"),
        Review.create(tmp_path / "rev", PROTOCOL) as review,
    ):
        review.screening.decide("K1", "include", reviewer="Ana")
    assert review.session.closed
