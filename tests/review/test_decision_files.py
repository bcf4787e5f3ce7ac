"""Verdicts from files as people keep them: separators, encodings, columns of other tools, RIS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.winnow import entry, ris
from winnow_sr import Review, WinnowError
from winnow_sr.review.answers import LeftOut

PROTOCOL = """
title: Tea
question: {text: "Is tea good?"}
exclusion_reasons: [{code: off, label: "Off topic"}, {code: ani, label: "Wrong population"}]
sources: [{name: MEDLINE, lane: database}]
screening:
  title_abstract: {reviewers: 2}
  full_text: {reviewers: 2}
  adjudicators: [Cleo]
  reviewers: [Ana, Ben]
  pilot: {size: 0}
"""
ROWS = [
    ("key", "verdict", "reason", "note"),
    ("K1", "include", "", "gr\xfcn"),
    ("K2", "exclude", "off", ""),
]


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    (tmp_path / "p.yaml").write_text(PROTOCOL, encoding="utf-8")
    with Review.create(tmp_path / "rev", tmp_path / "p.yaml") as review:
        entries = [entry(n, DO=f"10.1234/tea.{n}") for n in range(1, 8)]
        review.searches.add(ris(tmp_path / "all.ris", entries), "MEDLINE")
        review.duplicates.run()
        yield review


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[[str], Path]:
    """A CSV with this text."""

    def made(text: str) -> Path:
        path = tmp_path / "sheet.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return made


def votes(review: Review, who: str = "Ana", stage: Any = "title-abstract") -> dict[int, Any]:
    state = review.session.replayed()
    return {c: state.votes_on(stage, c)[who] for c in state.standing(stage, who)}


def said(review: Review, who: str = "Ana") -> dict[int, tuple[str, str, str]]:
    return {c: (v.verdict, v.reason, v.note) for c, v in votes(review, who).items()}


# -- what spreadsheets write -----------------------------------------------------------------------
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_sheet_is_read_whatever_program_wrote_it(
    review: Review, tmp_path: Path, encoding: str, separator: str, end: str
) -> None:
    text = end.join(separator.join(row) for row in ROWS) + end
    (tmp_path / "s.csv").write_bytes(text.encode(encoding))
    done = review.screening.decide_from(tmp_path / "s.csv", reviewer="Ana")
    assert done.as_json() == {"decided": 2, "conflicts": 0}
    assert said(review) == {1: ("include", "", "gr\xfcn"), 2: ("exclude", "off", "")}


def test_a_workbook_is_read_from_the_sheet_that_has_the_decisions(
    review: Review, tmp_path: Path
) -> None:
    book = Workbook()
    book.active.append(["To do", "Who"])
    sheet = book.create_sheet("Ana")
    sheet.append(["My decisions"])
    for row in ROWS:
        sheet.append(row)
    book.save(tmp_path / "s.xlsx")
    done = review.screening.decide_from(tmp_path / "s.xlsx", reviewer="Ana")
    assert done.decided == 2
    assert said(review)[1] == ("include", "", "gr\xfcn")


def test_excels_line_about_its_separator_and_lines_above_the_header(
    review: Review, sheet: Callable[[str], Path]
) -> None:
    path = sheet('sep=;\nkey;verdict;reason\nK1;include;\n"K2";"exclude";"Off topic"\n')
    review.screening.decide_from(path, reviewer="Ana")
    assert said(review)[2] == ("exclude", "off", "")


# -- columns -------------------------------------------------------------------------------------
def test_a_column_that_is_not_understood_is_named(
    review: Review, sheet: Callable[[str], Path]
) -> None:
    path = sheet("key,verdict,Notes,Colour,my rating\nK1,include,see table 2,red,5\n")
    done = review.screening.decide_from(path, reviewer="Ana")
    assert done.ignored == ["Colour", "my rating"]
    assert said(review)[1] == ("include", "", "see table 2")


def test_a_column_of_reviewers_is_obeyed_or_refused(
    review: Review, sheet: Callable[[str], Path]
) -> None:
    path = sheet("key,verdict,Reviewer\nK1,include,Ana\nK1,exclude,Ben\n")
    with pytest.raises(WinnowError, match=r"line 3: this is Ben's verdict, not Ana's"):
        review.screening.decide_from(path, reviewer="Ana")
    assert said(review) == {}
    done = review.screening.decide_from(path, reviewer="Ana", every_reader=True)
    assert (done.decided, done.conflicts, done.readers) == (2, 1, {"Ana": 1, "Ben": 1})
    assert said(review, "Ben")[1][0] == "exclude"
    zoe = sheet("key,verdict,reviewer\nK3,include,Zoe\n")
    with pytest.raises(WinnowError, match="unknown reviewer 'Zoe'"):
        review.screening.decide_from(zoe, reviewer="Ana", every_reader=True)


def test_a_row_without_a_verdict_is_not_decided_yet(
    review: Review, sheet: Callable[[str], Path]
) -> None:
    done = review.screening.decide_from(sheet("key,verdict\nK1,include\nK2,\n"), reviewer="Ana")
    assert (done.decided, done.undecided) == (1, 1)
    with pytest.raises(WinnowError, match="holds no decision: no row has a verdict"):
        review.screening.decide_from(sheet("key,verdict\nK1,\nK2,\n"), reviewer="Ana")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "key,verdict,decision\nK1,include,include\n",
            "'verdict' and 'decision' all say the verdict",
        ),
        ("key,verdict\nK1,inclde\n", "line 2: unknown verdict 'inclde'"),
        ("key,verdict\nK1,include\nK99,include\n", "line 3: no citation is called 'K99'"),
        ("citation,key,verdict\nC000002,K1,include\n", "line 2: .* sheet of another review"),
        (
            "citation,title,verdict\nC000001,Anxious horses of the northern plains,include\n",
            "line 2: C000001 is called .* sheet of another review",
        ),
        ("key,doi,verdict\nK1,10.1234/tea.2,include\n", "line 2: .*mean two citations"),
        ("key,verdict,reason\nK1,,off\n", "line 2: a reason, and no verdict"),
        ('key,verdict\nK1,"include\nK2,exclude\n', "line 2: a quote is never closed"),
        ("key,colour\nK1,red\n", "lacks the column verdict"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_line(
    review: Review, sheet: Callable[[str], Path], text: str, why: str
) -> None:
    with pytest.raises(WinnowError, match=why):
        review.screening.decide_from(sheet(text), reviewer="Ana")
    assert said(review) == {}


# -- other tools -----------------------------------------------------------------------------------
def test_asreviews_columns(review: Review, sheet: Callable[[str], Path]) -> None:
    path = sheet(
        "record_id,title,doi,asreview_label,asreview_note,asreview_time\n"
        "0,,10.1234/tea.1,1,why not,2026\n1,,https://doi.org/10.1234/TEA.2,0,,2026\n2,,10.1234/tea.3,,,\n"
    )
    done = review.screening.decide_from(path, reviewer="Ana")
    assert (done.decided, done.undecided, done.ignored) == (2, 1, [])
    assert said(review) == {1: ("include", "", "why not"), 2: ("exclude", "", "")}


def test_rayyans_notes_say_whose_verdict_it_is(
    review: Review, sheet: Callable[[str], Path]
) -> None:
    title = entry(1)["TI"], entry(2)["TI"]
    path = sheet(
        "key,title,year,authors,notes\n"
        f'rayyan-1,{title[0]},1991,"Author1, A. and Second1, B.",'
        '"RAYYAN-INCLUSION: {""Ana""=>""Included"", ""Ben""=>""Maybe""}"\n'
        f'rayyan-2,{title[1]},1992,"Author2, A. and Second2, B.",'
        '"RAYYAN-INCLUSION: {""Ana""=>""Excluded""} | RAYYAN-EXCLUSION-REASONS: Off topic"\n'
    )
    with pytest.raises(WinnowError, match="this is Ben's verdict"):
        review.screening.decide_from(path, reviewer="Ana")
    done = review.screening.decide_from(path, reviewer="Ana", every_reader=True)
    assert done.readers == {"Ana": 2, "Ben": 1}
    assert {c: v.verdict for c, v in votes(review, "Ben").items()} == {1: "unsure"}
    assert said(review)[2][:2] == ("exclude", "off")


def test_covidences_excluded_with_the_reason_in_the_notes(
    review: Review, sheet: Callable[[str], Path]
) -> None:
    for who in ("Ana", "Ben"):
        review.screening.decide("K1", "include", reviewer=who)
    path = sheet(
        "Title,Authors,Abstract,Published Year,DOI,Covidence #,Study,Notes,Tags\n"
        ",,,1991,10.1234/tea.1,#17,Author 1991,Exclusion reason: Wrong population;,\n"
    )
    done = review.screening.decide_from(path, reviewer="Ana", stage="full-text")
    assert done.decided == 1
    assert votes(review, stage="full-text")[1].reason == "ani"


# -- lists of what is included -----------------------------------------------------------------------
def test_a_ris_of_includes_is_matched_as_duplicates_are(review: Review, tmp_path: Path) -> None:
    listed = [
        {k: v for k, v in entry(1).items() if k != "AN"},
        entry(2, AN="Z9", DO="10.1234/TEA.2"),
        entry(55),
    ]
    done = review.screening.decide_from(ris(tmp_path / "inc.ris", listed), reviewer="Ana")
    assert (done.decided, done.taken_as) == (2, "include")
    assert [row.title for row in done.unmatched] == [entry(55)["TI"]]
    assert {c: v[0] for c, v in said(review).items()} == {1: "include", 2: "include"}
    out = review.screening.decide_from(
        ris(tmp_path / "out.ris", [entry(3)]), reviewer="Ana", verdict="exclude"
    )
    assert out.taken_as == "exclude"
    assert said(review)[3][0] == "exclude"


def test_what_is_not_surely_the_same_is_asked(review: Review, tmp_path: Path) -> None:
    """The DOI of one article under the title of quite another."""
    odd = {"TI": "Proceedings of the society of tea", "DO": "10.1234/tea.4", "PY": 2011}
    path = ris(tmp_path / "odd.ris", [odd])
    done = review.screening.decide_from(path, reviewer="Ana")
    (row,) = done.unsure
    assert (done.decided, [c.citation for c in row.candidates]) == (0, ["C000004"])
    asked: list[LeftOut] = []

    def same(row: LeftOut) -> str:
        asked.append(row)
        return row.candidates[0].citation

    assert review.screening.decide_from(path, reviewer="Ana", ask=same).decided == 1
    assert [row.title for row in asked] == [odd["TI"]]
    assert 4 in said(review)


def test_a_list_of_dois_needs_its_verdict_said(
    review: Review, sheet: Callable[[str], Path]
) -> None:
    path = sheet("doi\n10.1234/tea.1\n10.1234/tea.5\n")
    with pytest.raises(WinnowError, match="--verdict include"):
        review.screening.decide_from(path, reviewer="Ana")
    done = review.screening.decide_from(path, reviewer="Ana", verdict="include")
    assert (done.decided, done.taken_as) == (2, "include")


# -- many conflicts at once --------------------------------------------------------------------------
def test_many_conflicts_are_ended_from_one_sheet_or_none(
    review: Review, sheet: Callable[[str], Path]
) -> None:
    for key in ("K1", "K2", "K3"):
        review.screening.decide(key, "include", reviewer="Ana")
        review.screening.decide(key, "exclude", reviewer="Ben", reason="off")
    wrong = sheet("key;verdict;reason;note\nK1;include;;talked\nK4;exclude;off;\n")
    with pytest.raises(WinnowError, match=r"line 3: C000004 is not in conflict"):
        review.screening.resolve_from(wrong, actor="Cleo")
    assert len(review.screening.conflicts()) == 3
    right = sheet("key;verdict;reason;note\nK1;include;;talked\nK2;exclude;off;\n")
    done = review.screening.resolve_from(right, actor="Cleo")
    assert done.as_json() == {"resolved": 2, "conflicts": 1}
    made = review.session.replayed().resolution_of("title-abstract", 1)  # type: ignore[arg-type]
    assert made is not None
    assert (made.actor, made.verdict, made.note) == ("Cleo", "include", "talked")
    with pytest.raises(WinnowError, match="Ana may not resolve conflicts"):
        review.screening.resolve_from(right, actor="Ana")
