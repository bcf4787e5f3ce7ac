"""What must hold for every set of records, not only for the stories."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from winnow_sr.dedupe import Known, explain, find_duplicates
from winnow_sr.records.model import Record

TITLES = (
    "Melatonin for sleep disturbance during opioid withdrawal in adults",
    "Melatonin for sleep disturbance during opioid withdrawal in adults: part II",
    "MELATONIN FOR SLEEP DISTURBANCES DURING OPIOID WITHDRAWAL IN ADULTS.",
    "Kratom tea among labourers of two river villages: a household survey",
    "Erratum: Kratom tea among labourers of two river villages: a household survey",
    "Editorial",
    "",
    "#NAME?",
)
ABSTRACTS = (
    "",
    "Poor sleep is common when adults stop taking opioids; sixty invented patients took part.",
    "Kratom leaves were boiled for tea in nine households and interviews were held in villages.",
)
DOIS = (
    "",
    "10.5555/jim.2014.0101",
    "10.5555/kratom.77",
    "10.1101/2013.05.05.13001234",
    "10.1002/14651858.CD001111.pub2",
    "10.1002/14651858.CD001111.pub3",
    "10.1002/14651858.CD002222",
)
JOURNALS = ("", "Journal of Imagined Medicine", "J Imagined Med", "medRxiv", "Sleep Gazette")

entries = st.builds(
    Record,
    title=st.sampled_from(TITLES),
    abstract=st.sampled_from(ABSTRACTS),
    doi=st.sampled_from(DOIS),
    authors=st.sampled_from([(), ("Abara, N.", "Brandt, J."), ("Brandt, J.",), ("N. Abara",)]),
    year=st.sampled_from([None, 2013, 2014, 2019]),
    journal=st.sampled_from(JOURNALS),
    volume=st.sampled_from(["", "12", "13"]),
    issue=st.sampled_from(["", "3"]),
    pages=st.sampled_from(["", "101-109", "101-9", "S7", "333"]),
    pmid=st.sampled_from(["", "", "24000001"]),
)
sets = st.lists(entries, min_size=0, max_size=9)
calm = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def together(groups: Any) -> set[frozenset[int]]:
    return {frozenset((a, b)) for group in groups for a in group for b in group if a < b}


@calm
@given(sets, st.randoms(use_true_random=False))
def test_the_order_of_records_never_matters(records: list[Record], chance: random.Random) -> None:
    numbered = list(enumerate(records))
    shuffled = numbered[:]
    chance.shuffle(shuffled)
    assert find_duplicates(numbered) == find_duplicates(shuffled)


@calm
@given(sets, st.randoms(use_true_random=False))
def test_the_numbers_of_records_never_matter(records: list[Record], chance: random.Random) -> None:
    """The same entries in another file order get other numbers, and the same groups of entries."""
    renumbered = list(range(100, 100 + len(records)))
    chance.shuffle(renumbered)
    first = find_duplicates(list(enumerate(records)))
    second = find_duplicates(list(zip(renumbered, records, strict=True)))

    def contents(groups: Any, name: dict[int, int]) -> list[list[str]]:
        return sorted(sorted(repr(records[name[n]]) for n in group) for group in groups)

    back = {number: i for i, number in enumerate(renumbered)}
    assert contents(first.groups, {i: i for i in back.values()}) == contents(second.groups, back)


@calm
@given(sets)
def test_no_pair_that_must_stay_apart_is_ever_in_one_group(records: list[Record]) -> None:
    for group in find_duplicates(list(enumerate(records))).groups:
        for a in group:
            for b in group:
                assert not explain(records[a], records[b]).never


@calm
@given(sets)
def test_doing_it_again_changes_nothing(records: list[Record]) -> None:
    numbered = list(enumerate(records))
    once = find_duplicates(numbered)
    everyone = range(len(records))
    again = find_duplicates(
        numbered, known=Known(groups=once.groups, settled=everyone, doubtful=once.doubtful)
    )
    assert again.groups == once.groups
    assert again.links == [], "nothing new is merged"
    assert again.doubtful == once.doubtful
    afresh = find_duplicates(numbered, known=Known(groups=once.groups))
    assert afresh.groups == once.groups


@calm
@given(sets, st.integers(0, 9), st.integers(0, 9))
def test_a_search_update_ends_where_doing_all_at_once_ends(
    records: list[Record], first: int, second: int
) -> None:
    """In up to three instalments. Where a veto makes the best partner of a record a matter of
    what else is there (`contested`), groups already made are kept, and the rest is asked."""
    numbered = list(enumerate(records))
    cuts = sorted({min(first, len(numbered)), min(second, len(numbered)), len(numbered)})
    known = Known()
    found = find_duplicates([])
    for cut in cuts:
        found = find_duplicates(numbered[:cut], known=known)
        known = Known(groups=found.groups, settled=range(cut), doubtful=found.doubtful)
    at_once = find_duplicates(numbered)
    contested = any(explain(a, b).never for i, a in enumerate(records) for b in records[i + 1 :])
    if contested:
        assert not any(
            explain(records[a], records[b]).never
            for group in found.groups
            for a in group
            for b in group
        )
        return
    assert found.groups == at_once.groups
    assert [(x.a, x.b) for x in found.doubtful] == [(x.a, x.b) for x in at_once.doubtful]


@calm
@given(sets, st.data())
def test_judgements_hold_whatever_the_rules_say(records: list[Record], data: Any) -> None:
    if len(records) < 2:
        return
    pairs = st.tuples(st.integers(0, len(records) - 1), st.integers(0, len(records) - 1))
    different = [p for p in data.draw(st.lists(pairs, max_size=4)) if p[0] != p[1]]
    found = find_duplicates(list(enumerate(records)), known=Known(different=different))
    merged = together(found.groups)
    assert not any(frozenset(pair) in merged for pair in different)
    asked = {frozenset((x.a, x.b)) for x in found.doubtful}
    assert not asked & {frozenset(pair) for pair in different}
