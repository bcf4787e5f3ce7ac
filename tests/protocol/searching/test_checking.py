"""The plan's strategies are tried on what the team knows to be relevant: who would miss what, and why."""

from __future__ import annotations

import pytest

from winnow_sr.protocol import Plan, Source
from winnow_sr.protocol.searching import SYNTAXES, Text, check_searches, read_search, syntax_of
from winnow_sr.records import Record

PLAN = Plan.from_dict(
    {
        "title": "Tea",
        "known_studies": [
            {"label": "Ana 1990", "doi": "10.1000/Ana"},
            {"label": "Ben 1991", "pmid": "123"},
            {"label": "Cleo 1992", "doi": "10.1000/cleo"},
        ],
        "sources": [
            {
                "name": "MEDLINE",
                "platform": "PubMed",
                "strategy": '#1 "Tea"[Mesh] OR tea[tiab]\n#2 tired[tiab] OR sleepy[tiab]\n#3 #1 AND #2',
            },
            {"name": "Scopus", "strategy": "TITLE-ABS-KEY(tea) AND TITLE-ABS-KEY(tired)"},
            {"name": "Embase", "platform": "Ovid", "strategy": "1. tea.ti,ab.\n2. 1 and ((tired)"},
            {"name": "Old catalogue", "strategy": "tea"},
            {"name": "ClinicalTrials.gov", "lane": "register", "strategy": "tea AND tired"},
            {"name": "By hand", "lane": "citation", "platform": "Scopus", "strategy": "All lists."},
            {"name": "No strategy"},
        ],
    }
)
RECORDS = [
    Record(title="Tea for tired people", doi="10.1000/ana"),
    Record(title="Tea for tired people", doi="10.1000/ana", abstract="It was drunk."),
    Record(title="A hot drink for sleepy people", accession="123", abstract="None."),
    Record(title="Tea at work", accession="77", abstract="Some were tired."),
    Record(title="Nothing of the kind", accession="78"),
]


def test_each_miss_names_study_source_and_block() -> None:
    check = check_searches(PLAN, RECORDS, relevant={"77"})
    assert check.studies == ("Ana 1990", "Ben 1991", "77")
    assert check.not_given == ("Cleo 1992",)
    assert check.without_abstract == ()
    medline, scopus, embase, old, register, by_hand = check.trials
    assert (medline.syntax, medline.caught) == ("pubmed", 2)
    (miss,) = medline.misses
    assert (miss.study, miss.blocks, miss.lost) == ("Ben 1991", ("line 1 (tea)",), False)
    (miss,) = scopus.misses
    assert (miss.blocks, miss.lost) == (("(tea)", "(tired)"), True)
    assert embase.refused
    assert "row 2, column 10: a bracket is opened and not closed" in embase.problem
    assert "say whose syntax it is" in old.problem
    assert not old.refused
    assert "a register does not hold these" in register.problem
    assert "a reference list is not searched by concepts" in by_hand.problem
    assert not check.ok


def test_the_lines_say_it_to_a_person() -> None:
    told = list(check_searches(PLAN, RECORDS, relevant={"77"}).lines())
    assert told[:2] == [
        "3 relevant studies tried.",
        "Not among the records, so not tried: Cleo 1992.",
    ]
    assert (
        "  misses Ben 1991: not found by line 1 (tea); only a subject heading or another field may "
        "find it"
    ) in told
    assert "  misses Ben 1991: not found by (tea) and (tired)" in told


def test_without_records_the_strategies_are_still_read() -> None:
    check = check_searches(PLAN)
    assert check.studies == ()
    assert [t.source for t in check.trials if t.refused] == ["Embase"]
    assert "MEDLINE (syntax of PubMed): is understood" in list(check.lines())


def test_all_is_well_where_every_database_finds_every_study() -> None:
    plan = Plan.from_dict(
        {
            "known_studies": [{"label": "Ana 1990", "doi": "10.1000/ana"}],
            "sources": [{"name": "Scopus", "strategy": "TITLE(tea)"}],
        }
    )
    assert check_searches(plan, RECORDS).ok


@pytest.mark.parametrize(
    ("platform", "name", "syntax"),
    [
        ("PubMed (National Library of Medicine)", "MEDLINE", "pubmed"),
        ("Ovid", "MEDLINE", "ovid"),
        ("Ovid", "Embase", "ovid"),
        ("embase.com (Elsevier)", "Embase", "embase.com"),
        ("Elsevier, advanced document search", "Scopus", "scopus"),
        ("Cochrane Library (Wiley)", "CENTRAL", "cochrane"),
        ("EBSCOhost", "CINAHL", "ebsco"),
        ("Clarivate, Core Collection", "Web of Science", "wos"),
        ("ProQuest", "Dissertations & Theses Global", "proquest"),
        ("trialsearch.who.int", "WHO ICTRP", "ictrp"),
        ("", "ClinicalTrials.gov", "clinicaltrials.gov"),
        ("Virtual Health Library", "LILACS", "vhl"),
        ("", "Card index", None),
    ],
)
def test_a_source_is_known_by_its_platform_or_name(
    platform: str, name: str, syntax: str | None
) -> None:
    found = syntax_of(Source(name, platform=platform))
    assert (found.name if found else None) == syntax


def test_what_the_plan_says_wins() -> None:
    found = syntax_of(Source("Embase", platform="Ovid", syntax="embase.com"))
    assert found is SYNTAXES["embase.com"]


def test_blocks_are_followed_through_the_lines() -> None:
    strategy = "#1 tea[ti]\n#2 hot[ti]\n#3 #1 AND #2\n#4 cup[ti] OR mug[ti]\n#5 #3 AND #4"
    search = read_search(strategy, SYNTAXES["pubmed"])
    assert [b.name for b in search.blocks] == ["line 1 (tea)", "line 2 (hot)", "line 4 (cup, mug)"]
    assert search.answers(Text("hot tea")) == (False, (True, True, False))
