"""Values out of the forms in which exports write them; what says nothing is empty."""

from __future__ import annotations

from pathlib import Path

import pytest

from winnow_sr.records import Record, read_text
from winnow_sr.records.citations import cited
from winnow_sr.records.latex import plain
from winnow_sr.records.people import names_in, names_in_own_tag


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Alpha, Ann; Beta, Ben; de Gamma, Gus", ["Alpha, Ann", "Beta, Ben", "de Gamma, Gus"]),
        ("Alpha A., Beta B.", ["Alpha A.", "Beta B."]),
        ("Alpha A, Beta B, Gamma GH, et al.", ["Alpha A", "Beta B", "Gamma GH"]),
        ("Alpha, A., Beta, B., de Gamma, G.H.", ["Alpha, A.", "Beta, B.", "de Gamma, G.H."]),
        ("Alpha, Ann and Beta, Ben", ["Alpha, Ann", "Beta, Ben"]),
        ("Ann Alpha, Ben Beta and Gus Gamma", ["Ann Alpha", "Ben Beta", "Gus Gamma"]),
        ("A Einstein, B Podolsky, N Rosen", ["A Einstein", "B Podolsky", "N Rosen"]),
        ("Alpha A. Beta B. Gamma GH.", ["Alpha A.", "Beta B.", "Gamma GH."]),
        ("Ann Alpha|Ben Beta", ["Ann Alpha", "Ben Beta"]),
        ("王一；李二、张三", ["王一", "李二", "张三"]),
        ("Okafor, Ada 1;  Lind, Per 2,3", ["Okafor, Ada", "Lind, Per"]),
        ("SY Alpha, A Beta… - Dummy Journal, 2016 - Publisher", ["SY Alpha", "A Beta"]),
        ("Okafor, Ada [Author, Reprint Author; E-mail: a@x]", ["Okafor, Ada"]),
    ],
)
def test_authors_are_split_on_every_convention(value: str, names: list[str]) -> None:
    assert names_in(value) == names


@pytest.mark.parametrize(
    "value",
    [
        "Okafor, Ada",
        "van der Berg, Jan Willem",
        "King, Martin Luther, Jr.",
        "Leath III, C A",
        "Council on Sleep and Pain",
        "Ministry of Health, Labour and Welfare",
        "M J",
        "Department of Health, Social Care and Public Safety",
        "World Health Organization",
        "Na, Li",
    ],
)
def test_one_name_stays_one(value: str) -> None:
    assert names_in(value) == [value]
    assert names_in_own_tag(value) == [value]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("Dummy J. 12(3):45-52, 2018 Mar.", ("Dummy J", "12", "3", "45-52", "2018")),
        (
            "Dummy J (2018) 12:3 (45-52). Date of Publication: 1 Mar",
            ("Dummy J", "12", "3", "45-52", "2018"),
        ),
        ("Lancet (London) (2018) 391:10 (1-7)", ("Lancet (London)", "391", "10", "1-7", "2018")),
        ("Rev. fictícia;5(1): 1-9, 2019", ("Rev. fictícia", "5", "1", "1-9", "2019")),
        ("Dummy J. 2018 Mar;12(3):45-52. doi: 10.1/x", ("Dummy J", "12", "3", "45-52", "2018")),
        ("Dummy J 12.3 (Mar 2018): 45-52.", ("Dummy J", "12", "3", "45-52", "2018")),
        ("Dummy J, vol. 12, no. 3, pp. 45-52, 2018", ("Dummy J", "12", "3", "45-52", "2018")),
        (
            "PLoS X [Electronic]. 13(2):e0192345, 2018.",
            ("PLoS X [Electronic]", "13", "2", "e0192345", "2018"),
        ),
        ("Dummy Journal of Nothing", ("Dummy Journal of Nothing", "", "", "", "")),
    ],
)
def test_a_source_line_is_taken_apart(line: str, parts: tuple[str, ...]) -> None:
    assert tuple(cited(line)) == parts


def one(**tags: str) -> Record:
    lines = "".join(f"{tag}  - {value}\n" for tag, value in tags.items())
    return read_text(f"TY  - JOUR\nTI  - Title\n{lines}ER  - \n", "ris").records[0]


@pytest.mark.parametrize("value", ["NA", "N/A", "n/a", "null", "-", "[No abstract available]"])
def test_a_placeholder_is_empty_and_kept(value: str) -> None:
    record = one(AB=value)
    assert record.abstract == ""
    assert ("AB", value) in record.fields


def test_a_placeholder_of_one_column_is_a_value_in_another() -> None:
    record = one(AU="None", IS="0", VL="12", PY="0", DO="0", AN="0", KW="none")
    assert (record.authors, record.issue, record.volume) == (("None",), "0", "12")
    assert (record.year, record.doi, record.accession) == (None, "", "")
    assert record.keywords == ("none",)


@pytest.mark.parametrize(
    ("value", "year"),
    [
        ("20180301", 2018),
        ("201803", 2018),
        ("Jan2019", 2019),
        ("2018-03-01", 2018),
        ("20181301", None),
    ],
)
def test_years_in_dates_of_eight_digits(value: str, year: int | None) -> None:
    assert one(PY=value).year == year


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"na{\"\i}ve {\'e}t{\'e} \v{c} {\aa}", "naïve été č å"),
        (r"\emph{in vivo} and \textit{E. coli}", "in vivo and E. coli"),
        (r"p \textless{} 0.05, $<$ 3, $\alpha$", "p < 0.05, < 3, α"),
        (r"50% of H$_2$O \& 5\%", "50% of H2O & 5%"),
        (r"Dose $5\;mg$ and \unknown{x}", r"Dose 5 mg and \unknownx"),
        ("$5 and $6 each", "$5 and $6 each"),
        ("{Protected} Title", "Protected Title"),
    ],
)
def test_latex_is_text(latex: str, text: str) -> None:
    found, sound = plain(latex)
    assert " ".join(found.split()) == text
    assert sound


def test_latex_that_makes_no_sense_stays_as_written() -> None:
    deep = "{" * 300 + r"\x" + "}" * 300
    assert plain(deep) == (deep, False)


ENCODED = [
    ("gb18030", "褪黑素治疗睡眠障碍的随机试验", "gb18030"),
    ("big5", "褪黑激素治療睡眠障礙的隨機試驗", "big5"),
    ("shift_jis", "メラトニンによる睡眠障害の治療", "shift-jis"),
    ("cp949", "멜라토닌과 수면 장애 무작위 시험", "euc-kr (cp949)"),
    ("cp1251", "Мелатонин при опиоидной зависимости", "windows-1251"),
    ("koi8_r", "Мелатонин при опиоидной зависимости", "koi8-r"),
    ("cp1253", "Μελατονίνη και ύπνος σε ασθενείς", "windows-1253"),
    ("cp1252", "Größe, naïveté – l’été à Nîmes", "windows-1252"),
]


@pytest.mark.parametrize(("codec", "title", "name"), ENCODED)
def test_an_encoding_without_a_mark_is_found_and_noted(
    tmp_path: Path, codec: str, title: str, name: str
) -> None:
    from winnow_sr.records import read_export

    path = tmp_path / "x.ris"
    path.write_bytes(f"TY  - JOUR\nTI  - {title}\nER  - \n".encode(codec))
    parsed = read_export(path)
    assert (parsed.encoding, parsed.records[0].title) == (name, title)
    assert [n.code for n in parsed.notes] == ["encoding-guessed"]


def test_letters_that_come_late_still_decide_the_encoding(tmp_path: Path) -> None:
    from winnow_sr.records import read_export

    path = tmp_path / "x.ris"
    plain_part = b"TY  - JOUR\nTI  - Plain\nER  - \n" * 20_000
    late = "TY  - JOUR\nTI  - Мелатонин при опиоидной зависимости\nER  - \n"
    path.write_bytes(plain_part + late.encode("cp1251"))
    parsed = read_export(path)
    assert parsed.encoding == "windows-1251"
    assert parsed.records[-1].title == "Мелатонин при опиоидной зависимости"
