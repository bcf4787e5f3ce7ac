"""The layout and every renderer: nothing leaves its box, files open, words are the official ones."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from winnow_sr.errors import WinnowError
from winnow_sr.prisma import Flow, MetaAnalysis, Previous, flow_counts, render, render_text
from winnow_sr.prisma.bidi import visual
from winnow_sr.prisma.content import box_lines
from winnow_sr.prisma.draw.terminal import cells
from winnow_sr.prisma.draw.typeset import font_file
from winnow_sr.prisma.drawing import Drawing, Look, Shape, Sizes
from winnow_sr.prisma.layout import lay_out
from winnow_sr.prisma.metrics import NBSP, _letters, text_width, wrap
from winnow_sr.prisma.render import RENDERERS
from winnow_sr.prisma.wording import LANGUAGES, words

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
                    min(x0, x1) < shape.right - 1 and max(x0, x1) > shape.x + 1
                    and min(y0, y1) < shape.bottom - 1 and max(y0, y1) > shape.y + 1
                )  # fmt: skip
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


@settings(deadline=None)
@given(st.text(max_size=80), st.floats(30, 300))
def test_wrapping_loses_nothing_but_spaces(text: str, width: float) -> None:
    lines = wrap(text, width, 9)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        assert text_width(line, 9) <= width or len(_letters(line)) == 1


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
        ("N1", {"Identification of studies via databases and registers", "Studies included in review"}),
        ("N2", {"Identification of studies via other methods", "Reports of included studies"}),
        ("U1", {"Previous studies", "New studies included in review", "Total studies included in review"}),
        ("U2", {"Identification of new studies via other methods", "Reports of total included studies"}),
    ],
)  # fmt: skip
def test_the_wording_is_the_official_one(template: str, expected: set[str]) -> None:
    """Spec 3.1, read off the official templates."""
    lines = {
        line.text.partition(" (n")[0]
        for box in box_lines(plain_flow(template)).values()
        for line in box
    }
    always = {
        "Records identified from:", "Databases", "Registers", "Records removed before screening:",
        "Duplicate records removed", "Records marked as ineligible by automation tools",
        "Records removed for other reasons", "Records screened", "Records excluded",
        "Reports sought for retrieval", "Reports not retrieved", "Reports assessed for eligibility",
    }  # fmt: skip
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


def test_svg_is_accessible_and_its_text_is_text(tmp_path: Path) -> None:
    path = tmp_path / "flow.svg"
    render(hard_flow(), path, title="Kratom & melatonin")
    root = ET.parse(path).getroot()
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    ids = (root.get("aria-labelledby") or "").split()
    title, desc = root.find(f"{space}title"), root.find(f"{space}desc")
    assert title is not None
    assert desc is not None
    assert [title.get("id"), desc.get("id")] == ids
    assert title.text == "Kratom & melatonin"
    assert "Reports assessed for eligibility (n = 41)" in (desc.text or "")
    texts = [el.text for el in root.iter(f"{space}text")]
    assert "Records screened (n = 1,276)".replace(" = ", f"{NBSP}={NBSP}") in texts


def test_pdf_carries_its_fonts_and_its_text(tmp_path: Path) -> None:
    path = tmp_path / "flow.pdf"
    with pytest.warns(UserWarning, match="letters its fonts lack.*研究人群"):
        render(hard_flow(reasons=8, updated=False), path, title="Kratom")
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext (poppler-utils) is not installed: the PDF's text is not checked")
    text = subprocess.run([tool, "-layout", str(path), "-"], capture_output=True, check=True).stdout
    assert "Reports assessed for eligibility" in text.decode()
    assert "(n = 1,244)" in text.decode().replace(NBSP, " ")
    fonts = subprocess.run(["pdffonts", str(path)], capture_output=True, check=True).stdout.decode()
    assert all(line.split()[-5] == "yes" for line in fonts.splitlines()[2:]), fonts


def test_png_has_300_dots_to_the_inch(tmp_path: Path) -> None:
    images = pytest.importorskip("PIL.Image")
    path = tmp_path / "flow.png"
    flow = plain_flow("U2")
    render(flow, path)
    drawing = lay_out(flow)
    with images.open(path) as image:
        assert round(image.info["dpi"][0]) == 300
        assert abs(image.size[0] - drawing.width / 72 * 300) <= 1
        box = drawing.shape("newstud")
        middle = tuple(round(v * 300 / 72) for v in (box.x + 20, box.y + box.height / 2))
        assert image.getpixel(middle) == (0xFF, 0xC0, 0x00)


def test_black_and_white_has_no_colour(tmp_path: Path) -> None:
    images = pytest.importorskip("PIL.Image")
    path = tmp_path / "flow.png"
    book = Book()
    book.add("PubMed")  # unscreened: with the interim banner
    render(flow_counts(book.fates, previous=Previous(1, 1)), path, colour=False)
    with images.open(path) as image:
        for r, g, b in {pixel for _, pixel in image.getcolors(1 << 20)}:
            assert r == g == b


def test_powerpoint_is_made_of_native_shapes_and_glued_connectors(tmp_path: Path) -> None:
    module = pytest.importorskip("pptx")
    path = tmp_path / "flow.pptx"
    flow = plain_flow("U2")
    render(flow, path)
    (slide,) = module.Presentation(str(path)).slides
    named = {shape.name: shape for shape in slide.shapes}
    drawing = lay_out(flow)
    assert {shape.name for shape in drawing.shapes} <= set(named)
    assert named["box4"].text_frame.text == f"Records screened (n{NBSP}={NBSP}4)"
    for arrow in drawing.arrows:
        connector = named[f"{arrow.start} to {arrow.end}"]
        assert connector._element.tag.endswith("}cxnSp")
    ends = named["box14 to box10"]._element.xpath(".//a:stCxn | .//a:endCxn")
    assert [end.get("id") for end in ends] == [
        str(named["box14"].shape_id), str(named["box10"].shape_id)
    ]  # fmt: skip


@pytest.mark.slow
def test_powerpoint_opens_in_libreoffice_with_every_line(tmp_path: Path) -> None:
    office, reader = shutil.which("libreoffice"), shutil.which("pdftotext")
    if office is None or reader is None:
        pytest.skip("libreoffice and pdftotext are needed to open the presentation for real")
    flow = hard_flow(reasons=8)
    render(flow, tmp_path / "flow.pptx")
    home = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = [office, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run(
        [*convert, str(tmp_path / "flow.pptx")], check=True, capture_output=True, timeout=100
    )
    pages = subprocess.run(
        [reader, "-raw", str(tmp_path / "flow.pdf"), "-"], check=True, capture_output=True
    ).stdout.decode()
    squeezed = "".join(pages.replace(NBSP, " ").split())
    for name, lines in box_lines(flow).items():
        for line in lines:
            text = line.text.replace(NBSP, " ")
            if text.isascii():
                assert "".join(text.split()) in squeezed, (name, text)


def test_html_asks_for_nothing_outside_and_survives_hostile_titles(tmp_path: Path) -> None:
    path = tmp_path / "flow.html"
    book = Book()
    book.add("PubMed", **READ["included"])
    hostile = "</script><script>alert(1)</script> @SVG@ @DATA@"
    records = {"C000001": {"key": "1", "title": hostile, "authors": ["A", "B"], "year": 2020}}
    render(flow_counts(book.fates, sources=SOURCES[:1]), path, records=records, title=hostile)
    page = path.read_text(encoding="utf-8")
    assert page.count("<script") == 2  # the data and the program
    assert "http://www.w3.org/2000/svg" in page
    assert page.count("http") == 2  # that name, and the security policy's own name
    start = page.index('id="data">') + len('id="data">')
    data = json.loads(page[start : page.index("</script>", start)])
    assert data["citations"] == [["C000001", "1", hostile, "A; B", "2020"]]


def test_markdown_has_a_mermaid_chart_and_a_table(tmp_path: Path) -> None:
    path = tmp_path / "flow.md"
    render(hard_flow(), path)
    page = path.read_text(encoding="utf-8")
    assert "flowchart TD\n" in page.split("```")[1]
    assert "| Records screened | 1,276 |" in page
    assert "#lt;b#gt;&amp;amp; tagged" in page
    assert "box14 --> box10" in page


@pytest.mark.parametrize("width", [40, 72, 100, 140])
def test_terminal_text_keeps_to_its_width(width: int) -> None:
    text = render_text(hard_flow(), width=width)
    heads = ("══",)
    for line in text.splitlines():
        assert cells(line) <= width or line.startswith(heads), line
    assert f"(n = {1276:,})" in text


def test_json_is_the_flow(tmp_path: Path) -> None:
    flow = plain_flow("N2")
    render(flow, tmp_path / "flow.json")
    assert json.loads((tmp_path / "flow.json").read_text()) == flow.as_json()


def test_an_unknown_ending_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(WinnowError, match="svg, pdf, png, html, pptx, md, csv, json"):
        render(plain_flow("N1"), tmp_path / "flow.docx")
    with pytest.raises(WinnowError, match="no wording for language 'xx'"):
        render(plain_flow("N1"), tmp_path / "flow.svg", language="xx")
    with pytest.raises(WinnowError, match="cannot be written"):
        render(plain_flow("N1"), tmp_path / "no" / "flow.svg")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", list(RENDERERS))
def test_the_same_flow_makes_the_same_file(tmp_path: Path, ending: str) -> None:
    """Reproducible outputs: the bundle of a review can be compared byte by byte."""
    a, b = tmp_path / f"a.{ending}", tmp_path / f"b.{ending}"
    render(plain_flow("N2"), a)
    render(plain_flow("N2"), b)
    if ending == "pptx":
        assert _parts(a) == _parts(b)
    else:
        assert a.read_bytes() == b.read_bytes()


def _parts(path: Path) -> dict[str, bytes]:
    import zipfile

    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


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
