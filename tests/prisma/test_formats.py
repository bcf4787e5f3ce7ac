"""Every format: files open elsewhere, carry their fonts, say whose they are and can be edited."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from docx.oxml.ns import qn
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from lxml import etree

from winnow_sr.errors import WinnowError
from winnow_sr.prisma import Previous, flow_counts, render
from winnow_sr.prisma.box_lines import box_lines
from winnow_sr.prisma.draw.connectors import sites_of
from winnow_sr.prisma.layout import lay_out
from winnow_sr.prisma.rendering import RENDERERS
from winnow_sr.prisma.shapes import Look
from winnow_sr.prisma.text_widths import NBSP

from .conftest import READ, SOURCES, Book, out
from .test_shapes import HARD, hard_flow, plain_flow


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


def a_font(folder: Path, letters: str, truetype: bool) -> Path:
    """A font that draws these letters as squares, with quadratic or with cubic outlines."""
    builder = pytest.importorskip("fontTools.fontBuilder").FontBuilder(1000, isTTF=truetype)
    letters = "".join(dict.fromkeys(letters))
    names = [".notdef", "space", *(f"uni{ord(c):04X}" for c in letters)]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({0x20: "space", **{ord(c): f"uni{ord(c):04X}" for c in letters}})
    made = {}
    for name in names:
        pen = TTGlyphPen(None) if truetype else T2CharStringPen(1000, None)
        if name not in (".notdef", "space"):
            pen.moveTo((100, 0))
            for corner in ((100, 800), (900, 800), (900, 0)):
                pen.lineTo(corner)
            pen.closePath()
        made[name] = pen.glyph() if truetype else pen.getCharString()
    if truetype:
        builder.setupGlyf(made, calcGlyphBounds=False)
    else:
        builder.setupCFF("Squares", {}, made, {})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 100)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Squares", "styleName": "Regular", "psName": "Squares"})
    builder.setupOS2(sTypoAscender=880, usWinAscent=880, usWinDescent=120)
    builder.setupPost()
    path = folder / f"Squares.{'ttf' if truetype else 'otf'}"
    builder.save(path)
    return path


def pdf_text(path: Path, *how: str) -> str:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext (poppler-utils) is not installed: the PDF's text is not checked")
    done = subprocess.run([tool, *how, str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode().replace(NBSP, " ")


@pytest.mark.parametrize("truetype", [True, False])
def test_pdf_and_png_have_the_letters_of_a_font_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, truetype: bool
) -> None:
    a_font(tmp_path, HARD[4], truetype)
    monkeypatch.setenv("WINNOW_FONTS", str(tmp_path))
    flow = hard_flow(reasons=8, updated=False)
    render(flow, tmp_path / "flow.pdf", title="Kratom")
    text = pdf_text(tmp_path / "flow.pdf", "-layout")
    assert "Reports assessed for eligibility" in text
    assert "(n = 1,244)" in text
    assert HARD[4][:6] in text  # 研究人群不符: can be searched and copied
    fonts = subprocess.run(
        ["pdffonts", str(tmp_path / "flow.pdf")], capture_output=True, check=True
    ).stdout.decode()
    assert "Squares" in fonts
    assert all(line.split()[-5] == "yes" for line in fonts.splitlines()[2:]), fonts
    render(flow, tmp_path / "flow.png", dpi=150)
    drawing = lay_out(flow)
    line = next(t for t in drawing.shape("box9").texts if t.text.startswith(HARD[4][:3]))
    x, y = line.x + 0.5 * line.size, line.y - 0.4 * line.size  # inside the first square
    with pytest.importorskip("PIL.Image").open(tmp_path / "flow.png") as image:
        assert image.getpixel((round(x * 150 / 72), round(y * 150 / 72))) == (0, 0, 0)


@pytest.mark.parametrize("ending", ["pdf", "png", "tiff"])
def test_letters_without_a_font_are_refused_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    monkeypatch.setenv("WINNOW_FONTS", "")
    with pytest.raises(WinnowError, match=r"no font here has the letters 研究人.*Noto Sans CJK"):
        render(hard_flow(reasons=8), tmp_path / f"flow.{ending}")
    book = Book()
    book.add("PubMed", **out("E"))
    flow = flow_counts(book.fates, sources=SOURCES[:1], reasons=[("E", "गलत जनसंख्या")])
    with pytest.raises(WinnowError, match="not set right here; draw svg, html, docx or pptx"):
        render(flow, tmp_path / f"flow.{ending}")
    assert list(tmp_path.iterdir()) == []


def test_pdf_is_tagged_and_says_whose_it_is(tmp_path: Path) -> None:
    flow = hard_flow(reasons=3)
    render(flow, tmp_path / "flow.pdf", name="Kratom: a review", author="A. Author")
    tool = shutil.which("pdfinfo")
    if tool is None:
        pytest.skip(
            "pdfinfo (poppler-utils) is not installed: the PDF's properties are not checked"
        )
    about = subprocess.run([tool, str(tmp_path / "flow.pdf")], capture_output=True, check=True)
    told = dict(line.split(":", 1) for line in about.stdout.decode().splitlines() if ":" in line)
    assert told["Title"].strip() == "Kratom: a review"
    assert told["Author"].strip() == "A. Author"
    assert told["Tagged"].strip() == "yes"
    assert "CreationDate" not in told
    tree = subprocess.run(
        [tool, "-struct-text", str(tmp_path / "flow.pdf")], capture_output=True, check=True
    ).stdout.decode()
    read = tree.replace(NBSP, " ").replace('"', "")
    for lines in box_lines(flow).values():
        for line in lines:
            if line.text.isascii():
                assert line.text.replace(NBSP, " ").split(" (n")[0].split()[0] in read
    assert HARD[0].split()[1] in pdf_text(tmp_path / "flow.pdf")  # Hebrew, in reading order
    render(flow, tmp_path / "anonymous.pdf")
    about = subprocess.run([tool, str(tmp_path / "anonymous.pdf")], capture_output=True, check=True)
    assert b"Author" not in about.stdout


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
        ends = connector._element.xpath(".//a:stCxn | .//a:endCxn")
        assert [end.get("id") for end in ends] == [
            str(named[name].shape_id) for name in (arrow.start, arrow.end)
        ]
        sites = sites_of(drawing)
        for end, name, point in zip(
            ends, (arrow.start, arrow.end), (arrow.points[0], arrow.points[-1]), strict=True
        ):
            assert sites[name][int(end.get("idx"))] == pytest.approx(point)
    assert slide.shapes.title.text_frame.text == drawing.name
    assert slide.shapes.title.top < 0  # said, not printed
    assert all(
        shape._element.xpath(".//p:cNvPr/@descr")
        for shape in slide.shapes
        if shape.name in {s.name for s in drawing.shapes}
    )


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


def test_word_has_native_shapes_with_every_line(tmp_path: Path) -> None:
    module = pytest.importorskip("docx")
    flow = hard_flow(reasons=6)
    render(flow, tmp_path / "flow.docx", name="A review", author="Ana", width=180, title="A title")
    document = module.Document(str(tmp_path / "flow.docx"))
    told = document.core_properties
    assert (told.title, told.author) == ("A review", "Ana")
    assert document.paragraphs[0].text == "A title"
    body = document.element.body
    spaces = {"wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"}
    shapes = etree.ETXPath(f"//{{{spaces['wps']}}}wsp")(body)
    drawing = lay_out(flow, Look(width=180))
    assert len(shapes) == len(drawing.shapes) + len(drawing.arrows)
    texts = {"".join(t.text for t in shape.iter(qn("w:t"))) for shape in shapes}
    assert "".join(line.text for line in drawing.shape("box9").lines) in texts
    sizes = {int(el.get(qn("w:val"))) / 2 for shape in shapes for el in shape.iter(qn("w:sz"))}
    assert min(sizes) >= 7


def test_latex_holds_every_line_and_no_live_character(tmp_path: Path) -> None:
    book = Book()
    book.add("PubMed", **out("E"), n=2)
    label = r"50% of \$x_1 & #2 {so} ~ ^ <1"
    flow = flow_counts(book.fates, sources=SOURCES[:1], reasons=[("E", label)])
    render(flow, tmp_path / "flow.tex")
    render(flow, tmp_path / "flow.txt", form="tikz")
    page, picture = ((tmp_path / f"flow.{end}").read_text() for end in ("tex", "txt"))
    assert picture in page
    assert r"Records screened (n~=~2)" in picture
    assert r"50\% of \textbackslash{}\$x\_1 \& \#2 \{so\}" in picture
    assert picture.count(r"\begin{tikzpicture}") == picture.count(r"\end{tikzpicture}") == 1
    bare = re.sub(r"\\[{}]", "", re.sub(r"(?m)^%.*$", "", picture))
    assert bare.count("{") == bare.count("}")


@pytest.mark.slow
def test_latex_compiles(tmp_path: Path) -> None:
    tool = shutil.which("pdflatex")
    if tool is None:
        pytest.skip("pdflatex (texlive-pictures) is not installed")
    book = Book()
    book.add("PubMed", "Embase", **out("E"), n=2)
    label = r"Größe < 50% of \$x_1 & #2 {so} ~ ^ \"a\" 'b'"
    flow = flow_counts(book.fates, sources=SOURCES[:2], reasons=[("E", label)])
    render(flow, tmp_path / "flow.tex", name="50% & more")
    done = subprocess.run(
        [tool, "-interaction=nonstopmode", "-halt-on-error", "flow.tex"],
        cwd=tmp_path,
        capture_output=True,
    )
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]
    assert "Records screened (n = 2)" in pdf_text(tmp_path / "flow.pdf")


def test_dots_to_the_inch_are_chosen(tmp_path: Path) -> None:
    images = pytest.importorskip("PIL.Image")
    for ending in ("png", "tiff"):
        path = tmp_path / f"flow.{ending}"
        render(plain_flow("N1"), path, dpi=600, width=88)
        with images.open(path) as image:
            assert round(float(image.info["dpi"][0])) == 600
            assert abs(image.size[0] - 88 / 25.4 * 600) <= 1
    with pytest.raises(WinnowError, match="use 30 to 2400"):
        render(plain_flow("N1"), tmp_path / "x.png", dpi=0)


def test_markdown_has_a_mermaid_chart_and_a_table(tmp_path: Path) -> None:
    path = tmp_path / "flow.md"
    render(hard_flow(), path)
    page = path.read_text(encoding="utf-8")
    assert "flowchart TD\n" in page.split("```")[1]
    assert "| Records screened | 1,276 |" in page
    assert "#lt;b#gt;&amp;amp; tagged" in page
    assert "box14 --> box10" in page


def test_json_is_the_flow(tmp_path: Path) -> None:
    flow = plain_flow("N2")
    render(flow, tmp_path / "flow.json")
    assert json.loads((tmp_path / "flow.json").read_text()) == flow.as_json()


def test_an_unknown_ending_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(
        WinnowError, match="svg, pdf, png, tiff, tif, pptx, docx, tex, tikz, html, md"
    ):
        render(plain_flow("N1"), tmp_path / "flow.odt")
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
    if ending in ("pptx", "docx"):
        assert _parts(a) == _parts(b)
    else:
        assert a.read_bytes() == b.read_bytes()


def _parts(path: Path) -> dict[str, bytes]:
    import zipfile

    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
