"""The layout: nothing leaves its box, at any width, and the words are the official ones."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from winnow_sr.errors import WinnowError
from winnow_sr.prisma import Flow, MetaAnalysis, Previous, flow_counts, render_text
from winnow_sr.prisma.bidi import visual
from winnow_sr.prisma.box_lines import box_lines
from winnow_sr.prisma.draw.terminal import cells
from winnow_sr.prisma.draw.typeset import font_file
from winnow_sr.prisma.flow_parts import Breakdown
from winnow_sr.prisma.layout import lay_out
from winnow_sr.prisma.shapes import Drawing, Look, Shape, Sizes
from winnow_sr.prisma.text_widths import NBSP, clusters, text_width, wrap
from winnow_sr.prisma.wording import LANGUAGES, number, words

from .conftest import READ, SOURCES, Book, out

HARD = [
    "סיבה: אוכלוסייה לא מתאימה",
    "السكان غير المناسبين للدراسة الحالية",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "O'Brien's \"quoted\"; <b>&amp; tagged</b>",
    "研究人群不符合纳入标准的研究报告以及综述",
    "",
]


def hard_flow(reasons: int = 40, databases: int = 12, updated: bool = True) -> Flow:
    """40 reasons, 12 databases, labels in four scripts, an unread tail, reports in waiting."""
    book = Book()
    codes = [
        (f"E{i}", HARD[i] if i < len(HARD) else f"Reason number {i}, in words")
        for i in range(reasons)
    ]
    for code, _ in codes:
        book.add("PubMed", "Embase", **out(code))
        book.add(
            "WHO", screening="not-needed", report="retrieved", full_text="excluded", reason=code
        )
    book.add("PubMed", "chasing", **READ["included"])
    book.add("PubMed", n=1234, screening="unread")
    book.add("PubMed", screening="included", report="retrieved", full_text="awaiting")
    book.add("UNODC", screening="not-needed", report="retrieved", full_text="ongoing")
    names = [(f"Database of medicine {i}", "database") for i in range(databases - 2)]
    return flow_counts(
        book.fates,
        sources=SOURCES + names,  # type: ignore[operator]
        reasons=codes,
        previous=Previous(14, 17) if updated else None,
        meta_analysis=MetaAnalysis(1, 1),
    )


def plain_flow(template: str) -> Flow:
    book = Book()
    book.add("PubMed", "Embase", n=3, **READ["excluded"])
    book.add("PubMed", **READ["included"])
    previous = Previous(2, 2) if template.startswith("U") else None
    return flow_counts(book.fates, sources=SOURCES[:3], template=template, previous=previous)  # type: ignore[arg-type]


def inside(shape: Shape, sizes: Sizes) -> bool:
    """By our own measure: every line between the box's rules. (Chromium is asked elsewhere.)"""
    for text in shape.texts:
        if shape.kind == "side":
            if text.width > shape.height:
                return False
            continue
        left = text.x if text.anchor == "start" else text.x - text.width / 2
        if (
            left < shape.x + sizes.pad_x - 0.01
            or left + text.width > shape.right - sizes.pad_x + 0.01
        ):
            return False
        if text.y - text.size < shape.y or text.y + 0.25 * text.size > shape.bottom:
            return False
    return True


def assert_sound(drawing: Drawing) -> None:
    assert [shape.name for shape in drawing.shapes if not inside(shape, drawing.sizes)] == []
    for a, b in combinations(drawing.shapes, 2):
        apart = a.right <= b.x or b.right <= a.x or a.bottom <= b.y or b.bottom <= a.y
        assert apart, (a.name, b.name)
    for shape in drawing.shapes:
        assert 0 <= shape.x <= shape.right <= drawing.width
        assert 0 <= shape.y <= shape.bottom <= drawing.height
    for text in (*drawing.heading, *drawing.notes):
        assert text.x + text.width <= drawing.width
        assert text.y < drawing.height
    for arrow in drawing.arrows:
        for (x0, y0), (x1, y1) in zip(arrow.points, arrow.points[1:], strict=False):
            for shape in drawing.shapes:
                crossed = (
                    min(x0, x1) < shape.right - 1
                    and max(x0, x1) > shape.x + 1
                    and min(y0, y1) < shape.bottom - 1
                    and max(y0, y1) > shape.y + 1
                )
                assert not crossed, (arrow.start, arrow.end, shape.name)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", ["N1", "N2", "U1", "U2"])
def test_every_template_is_sound_in_every_language(template: str, language: str) -> None:
    assert_sound(lay_out(plain_flow(template), Look(language=language, title="A title")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_forty_reasons_twelve_databases_and_hard_labels_stay_inside(language: str) -> None:
    assert_sound(lay_out(hard_flow(), Look(language=language, title=" ".join(HARD))))


@settings(deadline=None)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=6), st.integers(0, 10**9))
def test_any_label_stays_inside(labels: list[str], n: int) -> None:
    book = Book()
    for i in range(len(labels)):
        book.add("PubMed", **out(f"E{i}"))
    codes = [(f"E{i}", label) for i, label in enumerate(labels)]
    flow = flow_counts(book.fates, sources=SOURCES[:1], reasons=codes, previous=Previous(n, n))
    assert_sound(lay_out(flow, Look(title=labels[0])))


WIDTHS = [(88, False), (88, True), (120, True), (180, False), (180, True), (250, False)]
"""Millimetres: a single column, a column and a half, full width, a page across."""


@pytest.mark.parametrize(("width", "portrait"), WIDTHS)
@pytest.mark.parametrize("template", ["N1", "N2", "U1", "U2", "hard"])
def test_a_drawing_has_the_width_asked_for_and_no_text_under_seven_points(
    template: str, width: float, portrait: bool
) -> None:
    flow = hard_flow() if template == "hard" else plain_flow(template)
    drawing = lay_out(flow, Look(width=width, portrait=portrait, title="A title", notes="all"))
    assert_sound(drawing)
    assert drawing.width == pytest.approx(width * 72 / 25.4)
    texts = [text for shape in drawing.shapes for text in shape.texts]
    assert min(t.size for t in (*texts, *drawing.heading, *drawing.notes)) >= 7
    same = [line for shape in lay_out(flow).shapes for line in shape.lines]
    kept = {line.text.replace("*", "") for shape in drawing.shapes for line in shape.lines}
    assert {line.text for line in same} == kept  # nothing is left out to make it fit


def test_a_full_page_keeps_the_official_arrangement() -> None:
    assert {"box8", "box14"} <= {s.name for s in lay_out(plain_flow("U2"), Look(width=180)).shapes}
    wide = lay_out(plain_flow("U2"), Look(width=180))
    assert wide.shape("box8").y == wide.shape("box14").y
    narrow = lay_out(plain_flow("U2"), Look(width=88))
    assert narrow.shape("box8").bottom < narrow.shape("box11").y


def test_a_width_that_cannot_be_is_refused_with_the_one_that_can() -> None:
    with pytest.raises(WinnowError, match=r"30 mm is too narrow .* needs (\d+) mm") as error:
        lay_out(plain_flow("N1"), Look(width=30))
    least = float(str(error.value).split("needs ")[1].split()[0])
    assert lay_out(plain_flow("N1"), Look(width=least)).width == pytest.approx(least * 72 / 25.4)


def test_in_portrait_every_box_is_joined_as_in_the_official_arrangement() -> None:
    for template in ("N1", "N2", "U1", "U2"):
        flow = plain_flow(template)
        ways = {(a.start, a.end) for a in lay_out(flow, Look(portrait=True)).arrows}
        assert ways == {(a.start, a.end) for a in lay_out(flow).arrows}


def test_notes_and_instructions_are_printed_only_when_asked_for(book: Book) -> None:
    book.add("PubMed", n=5, screening="unread")
    book.add("PubMed", **READ["excluded"])
    flow = flow_counts(book.fates, sources=SOURCES[:1])
    bare = lay_out(flow)
    assert bare.notes == ()
    asked = lay_out(flow, Look(notes="all"))
    printed = " ".join(asked.note_paragraphs)
    assert "left unread: 5" in printed
    assert "doi: 10.1136/bmj.n71" in printed
    # both duties are met by the boxes: sources are listed, tools and people are told apart
    assert "*" not in printed
    file = msgspec.structs.replace(flow, members={}, sources=[], breakdown=Breakdown())
    unmet = lay_out(file, Look(notes="all"))
    assert "*Consider, if feasible" in " ".join(unmet.note_paragraphs)
    lines = [line.text for shape in unmet.shapes for line in shape.lines]
    assert "Records identified from*:" in lines
    assert any(line.startswith("Records excluded**") for line in lines)


@settings(deadline=None)
@given(st.text(max_size=80), st.floats(30, 300))
def test_wrapping_loses_nothing_but_spaces(text: str, width: float) -> None:
    lines = wrap(text, width, 9)
    whole = "".join(lines)
    for between in " -":  # a word that is broken gets a hyphen
        whole, text = whole.replace(between, ""), text.replace(between, "")
    assert whole == text
    for line in lines:
        assert text_width(line, 9) <= width or len(clusters(line)) == 1


def test_a_label_cannot_turn_the_number_behind_it_around() -> None:
    book = Book()
    book.add("PubMed", n=12, **out("E"))
    flow = flow_counts(book.fates, sources=SOURCES[:1], reasons=[("E", "Bad\u202e\n\tlabel")])
    assert box_lines(flow)["box9"][1].text == f"Bad label (n{NBSP}={NBSP}12)"


def test_measured_widths_are_those_of_the_font() -> None:
    font_tools = pytest.importorskip("fontTools.ttLib")
    font = font_tools.TTFont(font_file("Arimo-Bold"))
    cmap, advance = font.getBestCmap(), font["hmtx"].metrics
    text = "Æquilibrium, Ελλάδα, Привет, שלום (n = 1,234)"
    drawn = sum(advance[cmap[ord(char)]][0] for char in text) / font["head"].unitsPerEm
    assert text_width(text, 10, bold=True) == pytest.approx(10 * drawn)


def test_a_count_is_never_torn_from_its_bracket() -> None:
    for lines in box_lines(hard_flow()).values():
        for line in lines:
            assert "(n" not in line.text or f"(n{NBSP}={NBSP}" in line.text


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (
            "N1",
            {"Identification of studies via databases and registers", "Studies included in review"},
        ),
        ("N2", {"Identification of studies via other methods", "Reports of included studies"}),
        (
            "U1",
            {
                "Previous studies",
                "New studies included in review",
                "Total studies included in review",
            },
        ),
        (
            "U2",
            {
                "Identification of new studies via other methods",
                "Reports of total included studies",
            },
        ),
    ],
)
def test_the_wording_is_the_official_one(template: str, expected: set[str]) -> None:
    """Spec 3.1, read off the official templates."""
    lines = {
        line.text.partition(" (n")[0]
        for box in box_lines(plain_flow(template)).values()
        for line in box
    }
    always = {
        "Records identified from:",
        "Databases",
        "Registers",
        "Records removed before screening:",
        "Duplicate records removed",
        "Records marked as ineligible by automation tools",
        "Records removed for other reasons",
        "Records screened",
        "Records excluded",
        "Reports sought for retrieval",
        "Reports not retrieved",
        "Reports assessed for eligibility",
    }
    assert always | expected <= lines


def test_the_arrows_are_those_of_the_official_templates() -> None:
    arrows = {(a.start, a.end) for a in lay_out(plain_flow("U2")).arrows}
    pairs = [
        "2-3",
        "2-4",
        "4-5",
        "4-6",
        "6-7",
        "6-8",
        "8-9",
        "8-10",
        "11-12",
        "12-13",
        "12-14",
        "14-15",
        "14-10",
        "1-16",
        "10-16",
    ]
    assert arrows == {tuple(f"box{n}" for n in pair.split("-")) for pair in pairs}


def test_all_languages_have_the_same_words_and_places_for_numbers() -> None:
    english = words("en")
    for language in LANGUAGES:
        table = words(language)
        assert table.keys() == english.keys()
        for key, text in english.items():
            assert sorted(_fields(text)) == sorted(_fields(table[key])), (language, key)


def _fields(text: str) -> list[str]:
    return [part.partition("}")[0] for part in text.split("{")[1:]]


@pytest.mark.parametrize(
    ("language", "thousand", "million"),
    [
        ("en", "1,250", "1,250,000"),
        ("de", "1.250", "1.250.000"),
        ("es", "1250", f"1{NBSP}250{NBSP}000"),
        ("fr", f"1{NBSP}250", f"1{NBSP}250{NBSP}000"),
        ("pt", "1.250", "1.250.000"),
    ],
)
def test_digits_are_grouped_as_the_language_does(
    language: str, thousand: str, million: str
) -> None:
    assert (number(1250, language), number(1250000, language)) == (thousand, million)


def test_american_spelling_changes_organisations_only() -> None:
    british, american = words("en", "british"), words("en", "american")
    assert {k for k in british if british[k] != american[k]} == {"box.organisation_results"}
    assert american["box.organisation_results"] == "Organizations"


def test_interim_and_impossible_drawings_say_so_in_large() -> None:
    book = Book()
    book.add("PubMed")
    drawing = lay_out(flow_counts(book.fates, sources=SOURCES[:1]))
    assert "INTERIM" in drawing.shape("mark").lines[0].text
    broken = Book()
    broken.add("PubMed", removed="other", screening="included")
    drawing = lay_out(flow_counts(broken.fates, sources=SOURCES[:1]))
    assert "NOT FINAL" in drawing.shape("mark").lines[0].text
    assert "D2" in drawing.shape("mark").lines[0].text
    assert all(shape.name != "mark" for shape in lay_out(plain_flow("N1")).shapes)


@pytest.mark.parametrize("width", [40, 72, 100, 140])
def test_terminal_text_keeps_to_its_width(width: int) -> None:
    text = render_text(hard_flow(), width=width)
    heads = ("══",)
    for line in text.splitlines():
        assert cells(line) <= width or line.startswith(heads), line
    assert f"(n = {1276:,})" in text


@pytest.mark.parametrize(
    ("logical", "seen"),
    [
        ("Records (n = 3)", "Records (n = 3)"),
        ("שלום (n = 3)", "םולש (n = 3)"),
        ("שלום 12 עולם", "םלוע 12 םולש"),  # a number keeps its order inside Hebrew
        ("ab שלום cd", "ab םולש cd"),
        ("בית", "תיב"),
        ("\u0628\u064a\u062a", "\ufe96\ufef4\ufe91"),  # beh-yeh-teh: final, medial, initial form
        ("\u0644\u0627", "\ufefb"),  # lam and alef become one letter
    ],
)
def test_right_to_left_text_is_put_in_reading_order(logical: str, seen: str) -> None:
    assert visual(logical) == seen


def test_counting_and_drawing_svg_import_nothing_heavy() -> None:
    """Start-up is a feature: the everyday command must not wait for a plotting library."""
    program = """
import sys
from pathlib import Path
import winnow_sr.prisma as prisma
flow = prisma.flow_counts([prisma.Fate("C", "k", "t", (prisma.Member("R", "P", "database"),))])
for ending in ("svg", "csv", "json", "md", "html"):
    prisma.render(flow, Path(sys.argv[1]) / f"flow.{ending}")
prisma.render_text(flow)
heavy = "matplotlib pandas numpy reportlab pptx PIL rich fontTools pydantic".split()
print([name for name in heavy if name in sys.modules])
"""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", program, folder], capture_output=True, text=True, check=True
        )
    assert done.stdout.strip() == "[]"
