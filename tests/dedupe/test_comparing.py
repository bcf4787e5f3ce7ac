"""The quick look before the full comparison never turns away what a rule would join or ask."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from winnow_sr.dedupe import Policy
from winnow_sr.dedupe.block import COMMON, candidate_pairs
from winnow_sr.dedupe.compare import evidence
from winnow_sr.dedupe.glance import worth_comparing
from winnow_sr.dedupe.prepare import prepare
from winnow_sr.dedupe.rulebook import BOOK
from winnow_sr.dedupe.rules import decide
from winnow_sr.records.model import Record

LONG = "Melatonin for sleep disturbance during opioid withdrawal in adults of three cities"
TITLES = (
    LONG,
    f"{LONG}: results of a randomised trial with a year of follow-up and interviews",
    "Sleep disturbance in adults during opioid withdrawal: does melatonin help in cities?",
    "[Melatonin bei Schlafstörungen im Opioidentzug Erwachsener aus drei Städten]",
    "Kratom tea among labourers of two river villages: a household survey",
    "Editorial",
    "",
)
WORDS = ("sleep", "rest", "tea", "kratom", "melatonin", "opioid", "trial", "night", "village")
PATIENTS = (
    "Poor sleep is common when adults stop taking opioids; sixty invented patients took part."
)
ABSTRACTS = (
    "",
    PATIENTS,
    f"{PATIENTS[:-1]} in it.",
    "Kratom leaves were boiled for tea in nine households and interviews were held in villages.",
)
REWRITTEN = "Does melatonin help adults of three cities to sleep while opioids are withdrawn?"
DOIS = (
    "",
    "10.5555/a.1",
    "10.5555/b.2",
    "10.1101/2013.05.05.13001234",
    "10.1002/14651858.CD001111.pub2",
    "10.1002/14651858.CD001111.pub3",
)
phrases = st.lists(st.sampled_from(WORDS), min_size=6, max_size=9)
FIELDS = {
    "abstract": st.sampled_from(ABSTRACTS),
    "doi": st.sampled_from(DOIS),
    "authors": st.sampled_from([(), ("Abara, N.", "Brandt, J."), ("Ceesay, F.",)]),
    "year": st.sampled_from([None, 2013, 2014, 2019]),
    "journal": st.sampled_from(["", "Journal of Imagined Medicine", "medRxiv", "Sleep Gazette"]),
    "volume": st.sampled_from(["", "12", "13"]),
    "issue": st.sampled_from(["", "3", "4 Suppl"]),
    "pages": st.sampled_from(["", "101-109", "101", "S7", "333-340"]),
    "accession": st.sampled_from(["", "A1"]),
    "source_database": st.sampled_from(["", "Embase"]),
}


@st.composite
def pairs(draw: Any) -> tuple[Record, Record]:
    """Two records that agree in most fields, under titles alike to any degree."""
    one = {name: draw(values) for name, values in FIELDS.items()}
    changed = draw(st.sets(st.sampled_from(sorted(FIELDS)), max_size=4))
    two = {**one, **{name: draw(FIELDS[name]) for name in sorted(changed)}}
    if draw(st.booleans()):
        here, there = draw(st.sampled_from(TITLES)), draw(st.sampled_from(TITLES))
    else:
        words = draw(phrases)
        here = " ".join(words)
        for at in draw(st.lists(st.integers(0, len(words) - 1), max_size=4)):
            words[at] = draw(st.sampled_from(WORDS))
        there = " ".join(words)
    return Record(title=here, **one), Record(title=there, **two)


@settings(max_examples=1500, deadline=None)
@given(pairs())
def test_what_is_not_worth_comparing_is_left_by_every_rule(pair: tuple[Record, Record]) -> None:
    a, b = prepare(1, pair[0]), prepare(2, pair[1])
    if not worth_comparing(a, b):
        outcome = decide(evidence(a, b), BOOK).outcome_under(Policy())
        assert outcome in ("leave", "apart")


def test_a_subtitle_cut_off_is_worth_comparing(article: Any) -> None:
    bare = {"doi": "", "abstract": "", "pages": ""}
    a = prepare(1, article(title=LONG, **bare))
    b = prepare(2, article(title=TITLES[1], **bare))
    assert evidence(a, b).title < 0.8, "alike only in that one begins the other"
    assert worth_comparing(a, b)


def test_a_new_title_over_the_same_abstract_is_worth_comparing(article: Any) -> None:
    a = prepare(1, article(title=LONG, doi="", pages="", abstract=ABSTRACTS[1]))
    b = prepare(2, article(title=REWRITTEN, doi="", pages="", abstract=ABSTRACTS[2]))
    assert 0.6 <= evidence(a, b).title < 0.8
    assert 0.93 <= evidence(a, b).abstract < 1
    assert worth_comparing(a, b)


def test_most_pairs_of_common_words_are_turned_away(article: Any) -> None:
    a = prepare(1, article(doi="", pages="7"))
    b = prepare(2, article(title=TITLES[4], doi="", pages="9", abstract=""))
    assert not worth_comparing(a, b)


def test_a_block_of_common_words_costs_a_few_comparisons_a_record() -> None:
    """A thousand titles that share their longest words, and nothing else."""
    places = ["".join(chr(97 + int(d)) * 2 for d in f"{n:03}") for n in range(1000)]
    records = [
        prepare(n, Record(title=f"{place} rehabilitation questionnaires {place[::-1]}", year=1990))
        for n, place in enumerate(places)
    ]
    assert len(candidate_pairs(records)) < len(records) * COMMON


def test_an_accession_number_without_its_database_brings_nobody_together() -> None:
    numbered = [
        prepare(n, Record(title=TITLES[n], accession="77", source_database=database))
        for n, database in ((0, ""), (4, ""))
    ]
    assert list(candidate_pairs(numbered)) == []
    named = [
        prepare(n, Record(title=TITLES[n], accession="77", source_database="Embase"))
        for n in (0, 4)
    ]
    assert list(candidate_pairs(named)) == [(0, 1)]
