"""Looking up: search, filters, a page for each citation, the list as a file; blinded as the rest."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest

from tests.faces.web.server import House, Person

Make = Callable[..., House]


def found(person: Person, **asked: str) -> list[str]:
    """The citations of a list."""
    text = person.get("/records", query_string=asked).text
    return re.findall(r'<a href="/records/(C\d+)">', text)


def test_every_word_must_be_there_wherever_it_stands(house: Make) -> None:
    made = house(30, evil=False)
    olga = made.person("Olga", "observer")
    rows = {r["citation"]: r["title"] for r in made.team.json("records")}
    assert set(found(olga)) == set(rows)
    wanted = {c for c, title in rows.items() if "honey" in title and "nurses" in title}
    assert set(found(olga, query="NURSES honey")) == wanted != set()
    assert found(olga, query="Brook7,") == ["C000007"]  # an author
    assert found(olga, query="K9") == ["C000009"]  # an accession number
    assert found(olga, query="C000012") == found(olga, query="r000012") == ["C000012"]
    assert found(olga, query="100%") == found(olga, query="milk_") == []
    assert "Nothing fits" in olga.get("/records?query=nowhere").text


def test_filters_orders_and_the_list_on_the_screen_as_a_file(house: Make) -> None:
    made = house(12, reviewers=1, evil=False)
    ana = made.person("Ana")
    for n in (1, 2, 3):
        ana.decide(f"C00000{n}", "include" if n < 3 else "exclude")
    made.team("remove", "C000005", "--reason", "a letter", "--as", "Lea")
    assert found(ana, status="include") == ["C000001", "C000002"]
    assert found(ana, mine="exclude") == ["C000003"]
    assert found(ana, status="removed") == ["C000005"]
    years = {r["citation"]: r["year"] for r in made.team.json("records")}
    recent = {c for c, year in years.items() if year >= 2003}
    assert set(found(ana, since="2003")) == recent
    ordered = found(ana, order="year")
    assert [years[c] for c in ordered] == sorted(years.values(), reverse=True)
    ana.get("/records?order=nothing", 409)
    text = ana.get("/records.csv?status=include&order=year").get_data().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["citation"] for row in rows] == ["C000002", "C000001"]
    assert rows[0]["mine"] == "include"


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1"])
def test_no_record_becomes_a_formula(text: str) -> None:
    from winnow_sr.text import cell_of

    assert cell_of(text) == f"'{text}"
    assert cell_of(["a", "b"]) == "a; b"
    assert cell_of(None) is None


def test_a_page_for_each_citation(house: Make) -> None:
    made = house(6)
    lea, ana, ben = made.person("Lea", "lead"), made.person("Ana"), made.person("Ben")
    ana.decide("C000001", "include", note="SECRET of Ana")
    text = ben.get("/records/C000001").text
    assert "SECRET" not in text
    assert "Ana:" not in text
    assert "imported from MEDLINE" in text
    ben.decide("C000001", "include", note="a note of mine")
    for person in (ana, ben, lea):
        text = person.get("/records/C000001").text
        assert "SECRET of Ana" in text
        assert "a note of mine" in text
        assert "Ben: include (title-abstract)" in text
    assert lea.get("/records/K1").text.count("Annals of Invented Medicine")
    ben.get("/records/C009999", 404)
    evil = next(r["citation"] for r in made.team.json("records") if r["key"] == "K900")
    assert "<script>document" not in ben.get(f"/records/{evil}").text


def test_who_may_not_look_at_conflicts_is_told_of_none(house: Make) -> None:
    made = house(4, conflicts="blind")
    ana, ben = made.person("Ana"), made.person("Ben")
    lea = made.person("Lea", "lead")
    ana.decide("C000001", "include")
    ben.decide("C000001", "exclude")
    assert found(ana, status="conflict") == []
    assert "C000001" in found(ana, status="waiting")
    assert found(lea, status="conflict") == ["C000001"]
    text = ana.get("/records/C000001").text
    assert "Ben:" not in text
    assert "conflict" not in text.split("<main")[1]


def test_a_corrected_word_is_found(house: Make) -> None:
    made = house(4, evil=False)
    ana = made.person("Ana")
    made.team("edit", "R000002", "title", "A quokka", "--reason", "typing error", "--as", "Ana")
    assert found(ana, query="quokka") == ["C000002"]
    assert "A quokka" in ana.get("/records?query=C000002").text
