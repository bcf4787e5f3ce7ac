"""Files of numbers as people have them (reports to the R package's authors): what they mean is
drawn, and what cannot be is named."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from winnow_sr.errors import WinnowError
from winnow_sr.prisma import Flow, MetaAnalysis, flow_counts, flow_from_file, flow_to_csv, render
from winnow_sr.prisma.box_lines import box_lines
from winnow_sr.prisma.layout import lay_out
from winnow_sr.prisma.text_widths import NBSP
from winnow_sr.prisma.wording import LANGUAGES

from .conftest import READ, REASONS, SOURCES, Book, legal_reviews, out
from .sheets import saved, sheet


def lines(flow: Flow, box: str) -> list[str]:
    return [line.text.replace(NBSP, " ") for line in box_lines(flow).get(box, [])]


def drawn(flow: Flow) -> str:
    """Everything that a drawing prints."""
    drawing = lay_out(flow)
    texts = [line.text for shape in drawing.shapes for line in shape.lines]
    texts += [text.text for text in (*drawing.heading, *drawing.notes)]
    return "\n".join(texts).replace(NBSP, " ")


def test_the_words_in_boxtext_are_drawn(tmp_path: Path) -> None:
    """PRISMA2020 #15, #74: the package's authors tell users to rename lines there."""
    words = {
        "website_results": "Preprint servers",
        "organisation_results": "Personal communication",
        "citations_results": "Reference lists of reviews",
        "new_studies": "Evaluations included in review",
        "identification": "Search",
    }
    flow = flow_from_file(saved(tmp_path, sheet(texts=words)))
    assert flow.failures == []
    assert lines(flow, "box11")[1:] == [
        "Preprint servers (n = 10)",
        "Personal communication (n = 5)",
        "Reference lists of reviews (n = 15)",
    ]
    assert lines(flow, "box10")[0] == "Evaluations included in review (n = 30)"
    assert lay_out(flow).shape("identification").lines[0].text == "Search"
    # what was not renamed is worded as the template that is drawn, not as the package's default
    assert lines(flow, "box10")[1] == "Reports of included studies (n = 35)"
    assert lines(flow, "newstud") == ["Identification of studies via databases and registers"]


def test_a_file_translated_by_its_author_keeps_its_language(tmp_path: Path) -> None:
    words = {"records_screened": "Rekod disaring", "newstud": "Pengenalpastian kajian"}
    flow = flow_from_file(saved(tmp_path, sheet(texts=words)))
    assert lines(flow, "box4") == ["Rekod disaring (n = 1,000)"]
    assert lines(flow, "newstud") == ["Pengenalpastian kajian"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_written_in_a_language_of_ours_is_read_in_it(tmp_path: Path, language: str) -> None:
    book = Book()
    book.add("PubMed", "WHO", **out("P"))
    flow = flow_counts(book.fates, sources=SOURCES[:4], reasons=REASONS)
    back = flow_from_file(saved(tmp_path, flow_to_csv(flow, language)))
    assert back.wording == {}
    assert back.spoken == ("" if language == "en" else language)
    assert box_lines(back)["box8"] == box_lines(flow, language)["box8"]
    assert box_lines(back)["box3"] == box_lines(flow, language)["box3"]


def test_blank_numbers_take_their_lines_away(tmp_path: Path) -> None:
    """PRISMA2020 #65, #56: as the package does."""
    blank = {
        "register_results": "NA",
        "register_specific_results": "NA",
        "database_specific_results": "",
        "website_results": "",
        "organisation_results": "n/a",
        "excluded_automatic": "",
        "excluded_other": "null",
    }
    changes = {**blank, "database_results": "1300", "citations_results": "30"}
    flow = flow_from_file(saved(tmp_path, sheet(changes)))
    assert flow.failures == []
    assert lines(flow, "box2") == ["Records identified from:", "Databases (n = 1,300)"]
    assert lines(flow, "box11") == ["Records identified from:", "Citation searching (n = 30)"]
    assert lines(flow, "box3")[1:] == ["Duplicate records removed (n = 300)"]
    assert flow.not_searched == ["register", "website", "organisation"]
    again = flow_from_file(saved(tmp_path, flow_to_csv(flow)))
    assert again.boxes == flow.boxes  # still absent, not 0


def test_zero_is_a_search_without_yield_and_is_drawn(tmp_path: Path) -> None:
    flow = flow_from_file(
        saved(tmp_path, sheet({"website_results": "0", "citations_results": "25"}))
    )
    assert "Websites (n = 0)" in lines(flow, "box11")
    assert flow.not_searched == []


def test_the_figure_of_a_file_says_nothing_but_the_figure(tmp_path: Path) -> None:
    flow = flow_from_file(saved(tmp_path, sheet()))
    text = drawn(flow)
    for stray in ("file", "Consider", "automation tools were used", "*", "Source:", "BMJ"):
        assert stray not in text
    assert lay_out(flow).notes == ()
    assert lay_out(flow).heading == ()


def test_the_line_of_reports_can_be_left_out(tmp_path: Path) -> None:
    """PRISMA2020 #64."""
    flow = flow_from_file(saved(tmp_path, sheet({"new_reports": "NA"})))
    assert lines(flow, "box10") == ["Studies included in review (n = 30)"]
    assert flow.final
    assert [check.id for check in flow.checks if not check.ok] == ["C1"]  # a warning


def test_the_screening_layer_can_be_left_out(tmp_path: Path) -> None:
    """PRISMA2020 #71: sought follows from what was identified, and the arrow goes on to it."""
    changes = {"records_screened": "", "records_excluded": "", "dbr_sought_reports": "1000"}
    changes |= {"dbr_assessed": "995", "dbr_excluded": "Wrong population, 965"}
    flow = flow_from_file(saved(tmp_path, sheet(changes)))
    assert flow.failures == []
    drawing = lay_out(flow)
    assert {"box4", "box5"} & {shape.name for shape in drawing.shapes} == set()
    assert ("box2", "box6") in {(a.start, a.end) for a in drawing.arrows}
    wrong = flow_from_file(saved(tmp_path, sheet(changes | {"dbr_sought_reports": "999"})))
    assert "off by -1" in next(c.text for c in wrong.failures if c.id == "A4")


@pytest.mark.parametrize("own_row", [False, True])
def test_reasons_on_title_and_abstract_are_drawn(tmp_path: Path, own_row: bool) -> None:
    """PRISMA2020 #82, #26. In place of the number, or in a row of ours that the package skips."""
    why = "Not human, 500; Not English, 400"
    row = ("title_abstract_reasons", "NA", "box5", "", "", "NA", "NA", why)
    text = sheet(more=(row,)) if own_row else sheet({"records_excluded": why})
    flow = flow_from_file(saved(tmp_path, text))
    assert flow.failures == []
    assert lines(flow, "box5") == [
        "Records excluded (n = 900)",
        "Not human (n = 500)",
        "Not English (n = 400)",
    ]
    again = flow_from_file(saved(tmp_path, flow_to_csv(flow)))
    assert (again.boxes, again.screening_reasons) == (flow.boxes, flow.screening_reasons)


def test_more_reasons_than_records_excluded_fail(tmp_path: Path) -> None:
    row = ("title_abstract_reasons", "NA", "box5", "", "", "NA", "NA", "Not human, 901")
    flow = flow_from_file(saved(tmp_path, sheet(more=(row,))))
    assert "901 > records_excluded 900" in next(c.text for c in flow.failures if c.id == "A3")


def test_a_line_of_ones_own_is_drawn_and_counted(tmp_path: Path) -> None:
    """PRISMA2020 #74."""
    rows = (
        ("preprints_results", "NA", "box11", "", "Preprint servers", "NA", "NA", "7"),
        ("library_results", "NA", "box2", "", "Library catalogues", "NA", "NA", "8"),
        ("retracted_papers", "NA", "box3", "", "Retracted papers", "NA", "NA", "8"),
    )
    flow = flow_from_file(saved(tmp_path, sheet({"other_sought_reports": "37"}, more=rows)))
    assert lines(flow, "box11")[-1] == "Preprint servers (n = 7)"
    assert lines(flow, "box2")[-1] == "Library catalogues (n = 8)"
    assert lines(flow, "box3")[-1] == "Retracted papers (n = 8)"
    checks = {check.id: check for check in flow.checks}
    assert checks["B1"].ok
    assert checks["B2"].ok  # 37 sought of 30 + 7
    assert checks["A2"].ok  # 1300 + 8 - 300 - 8 = 1000
    again = flow_from_file(saved(tmp_path, flow_to_csv(flow)))
    assert again.own_lines == flow.own_lines


def test_a_misspelt_key_is_no_line_of_ones_own(tmp_path: Path) -> None:
    rows = (("website_result", "NA", "box11", "", "Websites", "NA", "NA", "7"),)
    flow = flow_from_file(saved(tmp_path, sheet(more=rows)))
    assert "did you mean website_results?" in flow.failures[0].text


def test_a_total_alone_asserts_no_reason(tmp_path: Path) -> None:
    flow = flow_from_file(saved(tmp_path, sheet({"dbr_excluded": "65"})))
    assert lines(flow, "box9") == ["Reports excluded (n = 65)"]
    assert flow.failures == []
    wrong = flow_from_file(saved(tmp_path, sheet({"dbr_excluded": "64"})))
    assert "off by" in next(c.text for c in wrong.failures if c.id == "C1")


def test_steps_after_the_full_text_are_boxes_of_their_own(tmp_path: Path) -> None:
    """PRISMA2020 #63, PR 75: appraisal, narrative and quantitative synthesis."""
    steps = {
        "appraised_studies": "30",
        "appraisal_removed": "High risk of bias, 4",
        "narrative_studies": "26",
        "narrative_reports": "31",
    }
    rows = tuple((key, "NA", "box18", "", "", "NA", "NA", n) for key, n in steps.items())
    text = sheet({"total_studies_ma": "20", "total_reports_ma": "24"}, more=rows)
    flow = flow_from_file(saved(tmp_path, text))
    assert flow.failures == []
    assert lines(flow, "box18") == ["Studies appraised critically (n = 30)"]
    assert lines(flow, "box19")[1] == "High risk of bias (n = 4)"
    assert lines(flow, "box20")[0] == "Studies included in narrative synthesis (n = 26)"
    pairs = {(a.start, a.end) for a in lay_out(flow).arrows}
    assert {("box10", "box18"), ("box18", "box19"), ("box18", "box20"), ("box20", "box17")} <= pairs
    assert flow_from_file(saved(tmp_path, flow_to_csv(flow))).after == flow.after
    more = sheet(more=(rows[0], rows[1], ("narrative_studies", *rows[2][1:7], "27")))
    wrong = flow_from_file(saved(tmp_path, more))
    assert "27 > studies left after appraisal 26" in wrong.failures[0].text


@pytest.mark.parametrize(
    "content",
    [
        sheet(separator="\t").replace("\n", "\r\n").encode("utf-16"),  # Excel: Unicode text
        sheet(separator="\t").encode("utf-16-le"),  # the same without its mark
        sheet().encode("utf-8-sig"),
        ("sep=,\r\n" + sheet().replace("\n", "\r\n")).encode(),
        ("sep=;\n" + sheet(separator=";")).encode(),
        ("sep=\t\t\n" + sheet(separator="\t")).encode(),
        ("\n\n,,,,,,,\n" + sheet()).encode(),
        sheet().replace("\n", "\r").encode(),  # Macintosh before 2001
        sheet().replace("data,node,box,description", "Data,NODE,Box,Description", 1).encode(),
        sheet().replace(",n\n", ",N \n", 1).encode(),
        sheet(separator="|").encode(),
    ],
)
def test_a_file_is_read_as_its_program_saved_it(tmp_path: Path, content: bytes) -> None:
    flow = flow_from_file(saved(tmp_path, content))
    assert flow.boxes == flow_from_file(saved(tmp_path, sheet(), "plain.csv")).boxes
    assert flow.failures == []


def test_lines_are_counted_from_the_top_of_the_file(tmp_path: Path) -> None:
    text = "\nsep=,\n" + sheet({"duplicates": "-1"})
    flow = flow_from_file(saved(tmp_path, text))
    assert text.split("\n")[15].startswith("duplicates")
    assert "line 16: duplicates is negative (-1)" in flow.failures[0].text


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ('"Grey" outcome', "“Grey” outcome"),
        ("the 'grey' outcome", "the ‘grey’ outcome"),
        ("Authors' reply; '90s data", "Authors’ reply – ’90s data"),
        ('Called ("so")', "Called (“so”)"),
    ],
)
def test_quotation_marks_open_and_close(tmp_path: Path, written: str, kept: str) -> None:
    """PRISMA2020 #83: a straight quotation mark breaks the package's graph."""
    book = Book()
    book.add("PubMed", **out("E"))
    flow = flow_counts(book.fates, sources=SOURCES[:1], reasons=[("E", written)])
    text = flow_to_csv(flow)
    assert flow_from_file(saved(tmp_path, text)).reasons["databases"][0]["label"] == kept
    again = flow_to_csv(flow_from_file(saved(tmp_path, text)))
    assert again == text


def test_tooltips_and_addresses_are_kept(tmp_path: Path) -> None:
    text = sheet().replace("records_screened.html", "https://example.org/screened")
    flow = flow_from_file(saved(tmp_path, text))
    assert flow.links["records_screened"][1] == "https://example.org/screened"
    assert "https://example.org/screened" in flow_to_csv(flow)
    assert lay_out(flow).shape("box4").url == "https://example.org/screened"


def test_our_json_is_read_back(tmp_path: Path) -> None:
    book = Book()
    book.add("PubMed", "WHO", **out("P"))
    book.add("Embase", n=3, screening="unread")
    book.add("PubMed", screening="included", report="retrieved", full_text="awaiting")
    book.add("PubMed", **READ["included"], reports=2)
    flow = flow_counts(
        book.fates,
        sources=SOURCES[:4],
        reasons=REASONS,
        tail="box3",
        meta_analysis=MetaAnalysis(1, 1),
    )
    render(flow, tmp_path / "flow.json")
    back = flow_from_file(tmp_path / "flow.json")
    assert back.failures == []
    assert box_lines(back, screening_reasons=False) == box_lines(flow)
    assert back.as_json()["tails"] == flow.as_json()["tails"]
    with pytest.raises(WinnowError, match="template N2, not U1"):
        flow_from_file(tmp_path / "flow.json", "U1")


@pytest.mark.parametrize("text", ["{", '{"a": 1}', '{"template": "N9", "boxes": {}}', "{}"])
def test_other_json_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(WinnowError, match="not the JSON that") as error:
        flow_from_file(saved(tmp_path, text))
    assert "\n" not in str(error.value)


def test_json_with_numbers_that_do_not_add_up_fails_by_name(tmp_path: Path) -> None:
    flow = flow_from_file(saved(tmp_path, sheet()))
    document = flow.as_json()
    document["boxes"]["records_screened"] = 999
    wrong = flow_from_file(saved(tmp_path, json.dumps(document)))
    assert [check.id for check in wrong.failures] == ["A2", "A4"]
    assert not wrong.final


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12
)


@settings(deadline=None, max_examples=50)
@given(legal_reviews(most=12), st.dictionaries(st.sampled_from(["box2", "box4"]), TEXTS))
def test_json_and_csv_give_back_the_same_drawing(fates, words) -> None:  # type: ignore[no-untyped-def]
    known = {"box2": "box2", "box4": "records_screened"}
    flow = flow_counts(fates, sources=SOURCES, reasons=REASONS)
    worded = msgspec.structs.replace(flow, wording={known[k]: f"own {v}" for k, v in words.items()})
    with TemporaryDirectory() as folder:
        there = Path(folder)
        from_csv = flow_from_file(saved(there, flow_to_csv(worded)))
        from_json = flow_from_file(saved(there, json.dumps(worded.as_json()), "flow.json"))
    assert from_json.final == worded.final
    for back in (from_csv, from_json):
        assert back.boxes == worded.boxes
        for box in ("box4", "box6", "box7", "box8", "box10", "box12", "box14", "waiting9"):
            said = [line.text for line in box_lines(back).get(box, ())]
            wanted = [line.text for line in box_lines(worded).get(box, ())]
            if from_json is back or "own" not in "".join(wanted):
                assert said == wanted
