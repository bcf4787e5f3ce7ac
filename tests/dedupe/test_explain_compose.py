"""Why two records are one, in words and fields; and the record a reviewer sees."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from winnow_sr.dedupe import Comparison, compose, explain, retracted, retraction_notice
from winnow_sr.records.model import Record


def test_any_pair_can_be_explained_field_by_field(article: Any) -> None:
    why = explain(article(), article(pages="333", volume="", authors=()))
    says = {name: field.says for name, field in why.comparison.fields.items()}
    assert says["title"] == says["doi"] == says["abstract"] == says["issue"] == "same"
    assert says["pages"] == "differs"
    assert says["volume"] == says["authors"] == "missing"
    assert why.reason in str(why)
    assert "Differs: pages" in str(why)


def test_strangers_are_explained_too(article: Any) -> None:
    why = explain(article(), Record(title="Something else altogether"))
    assert (why.outcome, why.rule) == ("leave", "different")
    assert why.reason.endswith(".")


def test_a_comparison_survives_the_ledger_and_is_small(article: Any) -> None:
    long = article(abstract="word " * 2000, authors=tuple(f"Author{n}, A." for n in range(500)))
    comparison = explain(long, article()).comparison
    text = json.dumps(comparison.as_dict())
    assert Comparison.from_dict(json.loads(text)) == comparison
    assert len(text) < 2500, "it is written into an event for every merge"


def test_equal_values_are_written_once(article: Any) -> None:
    assert len(explain(article(), article()).comparison.as_dict()["doi"]) == 3


def test_the_reviewer_sees_the_best_of_all_records(article: Any) -> None:
    pubmed = article(
        pmid="24000001", doi="", abstract="Short.", mesh=("Melatonin", "Sleep"), pages="101"
    )
    embase = article(keywords=("kratom", "Sleep hygiene"), title=article().title.upper())
    late = article(keywords=("Kratom",), authors=("Abara, N.",), abstract="")
    shown = compose([(3, pubmed), (8, embase), (9, late)])
    assert shown.record.pmid == "24000001"
    assert (shown.record.doi, shown.origin["doi"]) == ("10.5555/jim.2014.0101", 8)
    assert shown.record.abstract == embase.abstract
    assert shown.origin["abstract"] == 8
    assert shown.record.pages == "101-109"
    assert shown.record.mesh == ("Melatonin", "Sleep")
    assert {k.casefold() for k in shown.record.keywords} == {"kratom", "sleep hygiene"}
    assert not shown.record.title.isupper(), "the title that was not shouted"
    assert shown.origin["title"] in (3, 9)


def test_an_article_comes_before_its_preprint_and_places_are_not_mixed(article: Any) -> None:
    preprint = article(
        journal="medRxiv", volume="", issue="", pages="", year=2013,
        doi="10.1101/2013.05.05.13001234", language="en", keywords=("a", "b"), urls=("u",),
    )  # fmt: skip
    journal = article(abstract="", authors=("Abara, N.",))
    shown = compose([(1, preprint), (2, journal)]).record
    assert (shown.journal, shown.year, shown.doi) == (journal.journal, 2014, journal.doi)
    assert shown.abstract == preprint.abstract
    place = compose([(1, article(volume="12", pages="")), (2, article(volume="21", pages="5-9"))])
    assert (place.record.volume, place.record.pages) != ("12", "5-9"), "that place does not exist"


def test_a_retraction_marked_in_one_export_is_shown(article: Any) -> None:
    shown = compose([(1, article()), (2, article(title=f"RETRACTED: {article().title}"))])
    assert shown.record.title.startswith("RETRACTED")
    typed = article(publication_types=("Retracted Publication",))
    shown = compose([(1, article()), (2, typed)])
    assert retracted(shown.record)


def test_notices_and_retracted_articles_are_told_apart() -> None:
    for title in (
        "Retraction: Kratom tea among labourers",
        "Retraction notice to: Kratom tea among labourers",
        "Kratom tea among labourers (Retraction of vol 12, pg 101, 2014)",
    ):
        assert retraction_notice(Record(title=title)), title
        assert not retracted(Record(title=title)), title
    for title in (
        "RETRACTED: Kratom tea among labourers",
        "Kratom tea among labourers (Retracted article. See vol. 13, pg. 7, 2015)",
        "WITHDRAWN: Kratom tea among labourers",
    ):
        assert retracted(Record(title=title)), title
        assert not retraction_notice(Record(title=title)), title
    for title in ("Withdrawal from opioids and sleep", "Wound retraction of skin flaps in rats"):
        assert not retracted(Record(title=title)), title
    assert not retraction_notice(Record(title="Withdrawal of opioids in the elderly"))


@given(st.permutations([0, 1, 2, 3]))
def test_composing_does_not_depend_on_order(order: list[int]) -> None:
    members = [
        (0, Record(title="Melatonin", abstract="a" * 80, keywords=("x", "Y"))),
        (1, Record(title="MELATONIN", doi="10.5555/1", keywords=("y", "z"))),
        (2, Record(title="Melatonin.", year=2014, pages="1", journal="J Imagined Med")),
        (3, Record(title="Melatonin", year=2015, pages="1-9", journal="Other Journal")),
    ]
    assert compose([members[i] for i in order]) == compose(members)


def test_the_room_is_light_to_enter() -> None:
    code = (
        "import sys; import winnow_sr.dedupe; "
        "print([m for m in ('pandas', 'numpy', 'sklearn', 'pydantic') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]", "everyday commands must start fast"
