"""No file is guessed: a format is taken on evidence, and what was read must be plausible."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from winnow_sr.errors import WinnowError
from winnow_sr.records import Parsed, describe, read_export
from winnow_sr.records.format import NONE, Entry, Evidence, Format, Row, Sample, Source
from winnow_sr.records.formats import FORMATS, register
from winnow_sr.records.mapping import Mapper


def read(tmp_path: Path, text: str, name: str = "x.txt", **options: object) -> Parsed:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8", newline="")
    return read_export(path, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '{\n "config": {},\n "items": [\n {"itemType": "book", "title": "One", "DOI": "x"}\n]}',
            "Better BibTeX",
        ),
        ('<?xml version="1.0"?>\n<rdf:RDF xmlns:z="zotero"><bib:Article/></rdf:RDF>', "format RIS"),
        (
            '{"results": [{"id": "https://openalex.org/W1", "abstract_inverted_index": null}]}',
            "CSV",
        ),
        ('{"title": "One", "abstract": "Two",\n "doi": "10.1/x"}', "JSON"),
        ("<?xml version='1.0'?><modsCollection><mods/></modsCollection>", "MODS"),
        ("<?xml version='1.0'?><teiCorpus><TEI/></teiCorpus>", "first element is <teiCorpus>"),
        (
            "TI  - One\nAU  - A\nAB  - Text\nPY  - 2020\n\nTI  - Two\nAU  - B\n",
            "where an entry begins",
        ),
        ("name,age,town\nAda,3,Rome\nPer,4,Oslo\n", "may be a table"),
        ("Title\n  One\nAuthor\n  Ada\nTitle\n  Two\nAuthor\n  Per\n", "no entry"),
        ("Reference 1\nTitle: One\nSource: J\n\nReference 2\nTitle: Two\nSource: J\n", "no entry"),
    ],
)
def test_what_is_not_known_is_refused_with_the_way_out(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(WinnowError, match=re.escape(said)) as error:
        read(tmp_path, text)
    assert "\n" not in str(error.value)


def test_a_mail_that_quotes_one_entry_is_not_an_export(tmp_path: Path) -> None:
    mail = "Dear all,\n" + "here are my thoughts on this.\n" * 40
    quoted = mail + "TY  - JOUR\nTI  - One\nER  - \n"
    with pytest.raises(WinnowError, match=r"looks like RIS.*only 7% of its lines.*--format ris"):
        read(tmp_path, quoted)
    assert [r.title for r in read(tmp_path, quoted, format="ris").records] == ["One"]


def test_the_format_may_be_named_and_must_exist(tmp_path: Path) -> None:
    assert read(tmp_path, "TI  - One\nAU  - A\n", format="RIS").records[0].title == "One"
    with pytest.raises(WinnowError, match="unknown format 'word'; known are ris, nbib"):
        read(tmp_path, "TI  - One\n", format="word")


def test_a_file_whose_entries_have_no_titles_is_refused_unless_even_so(tmp_path: Path) -> None:
    text = "TY  - JOUR\nAU  - Okafor, Ada\nPY  - 2020\nER  - \n" * 5
    with pytest.raises(WinnowError, match=r"5 of its 5 entries have no title.*--even-so"):
        read(tmp_path, text)
    assert len(read(tmp_path, text, even_so=True).records) == 5


def test_a_few_entries_without_a_title_cost_nothing(tmp_path: Path) -> None:
    text = "TY  - JOUR\nTI  - One\nER  - \n" * 3 + "TY  - JOUR\nAU  - A\nER  - \n" * 2
    assert len(read(tmp_path, text).records) == 5


def test_one_entry_in_place_of_many_is_refused(tmp_path: Path) -> None:
    text = "".join(f"{n}.\nTY  - JOUR\nTI  - Title {n}\n" for n in range(1, 2)) + "".join(
        f"<{n}. >\nAB  - text\n" for n in range(2, 9)
    )
    with pytest.raises(WinnowError, match="7 lines in it look like starts of entries"):
        read(tmp_path, text + "ER  - \n", format="ris")


def test_entries_with_many_titles_are_several_in_one(tmp_path: Path) -> None:
    titles = "".join(f"TI  - Title {n}\n" for n in range(5))
    with pytest.raises(WinnowError, match="three titles or more"):
        read(tmp_path, f"TY  - JOUR\n{titles}ER  - \n" * 3)


def test_a_table_is_known_by_rows_of_the_same_width(tmp_path: Path) -> None:
    odd = "Some notes, title, abstract\n" + "a line of text without any more\n" * 30
    with pytest.raises(WinnowError, match=r"only .* of its lines"):
        read(tmp_path, odd)
    wide = "Title,Abstract,Year\n" + "One,Two,2020\n" * 30 + "Three,Four\n"
    assert len(read(tmp_path, wide).records) == 31


TOY = (Row("Name", "title", "title"), Row("By", "authors", "authors", "people"))


def toy_evidence(sample: Sample) -> Evidence:
    starts = sum(line == "### paper" for line in sample.lines)
    return Evidence(starts, 0.9) if starts else NONE


def toy_read(source: Source) -> Iterator[Entry]:
    mapper = Mapper("toy", TOY)
    for part in "".join(source.lines_of_text.chunks()).split("### paper\n")[1:]:
        pairs = (line.split(": ", 1) for line in part.splitlines() if ": " in line)
        yield mapper.record(tuple((tag, value) for tag, value in pairs), 0, source.book)


def test_a_format_is_one_table_and_two_hooks(tmp_path: Path) -> None:
    toy = Format(
        name="toy",
        title="Toy cards",
        written_by="nobody",
        rows=TOY,
        evidence=toy_evidence,
        read=toy_read,
    )
    text = "### paper\nName: One\nBy: Okafor, Ada; Lind, Per\n### paper\nName: Two\n"
    register(toy)
    try:
        parsed = read(tmp_path, text)
        assert "| `By` | `authors` | authors |" in describe.tables()["tags"]
    finally:
        del FORMATS["toy"]
    assert parsed.format == "toy"
    assert [(r.title, r.authors) for r in parsed.records] == [
        ("One", ("Okafor, Ada", "Lind, Per")),
        ("Two", ()),
    ]
