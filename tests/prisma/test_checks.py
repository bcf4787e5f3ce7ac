"""The identities of spec 3.2 by hand: one review whose every sum is worked out here, then one number
changed at a time. A check says its sum in words, so that a reader can follow it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from winnow_sr.prisma.checks import identities
from winnow_sr.prisma.classify import Trouble
from winnow_sr.prisma.flow import KEYS
from winnow_sr.prisma.flow_parts import After, Breakdown, Check, OwnLine

BOXES: dict[str, int | str | None] = {
    **dict.fromkeys(KEYS),
    "previous_studies": 10,
    "previous_reports": 12,
    "database_results": 100,
    "register_results": 20,
    "website_results": 5,
    "organisation_results": 3,
    "citations_results": 12,
    "duplicates": 30,
    "excluded_automatic": 4,
    "excluded_other": 6,
    "records_screened": 80,  # 100 + 20 - 30 - 4 - 6
    "records_excluded": 60,
    "dbr_sought_reports": 20,  # 80 - 60
    "dbr_notretrieved_reports": 2,
    "dbr_assessed": 18,  # 20 - 2
    "dbr_excluded": 10,
    "other_sought_reports": 9,
    "other_notretrieved_reports": 1,
    "other_assessed": 8,  # 9 - 1
    "other_excluded": 3,
    "new_reports": 9,  # 5 + 4
    "new_studies": 7,
    "total_studies": 17,  # 10 + 7
    "total_reports": 21,  # 12 + 9
    "total_studies_ma": 6,
    "total_reports_ma": 8,
}
REASONS = {
    "databases": [{"reason": "P", "label": "P", "n": 6}, {"reason": "I", "label": "I", "n": 4}],
    "other": [{"reason": "P", "label": "P", "n": 3}],
}
SOURCES = [
    {"source": "PubMed", "lane": "database", "n": 60},
    {"source": "Embase", "lane": "database", "n": 40},
    {"source": "ISRCTN", "lane": "register", "n": 20},
    {"source": "WHO", "lane": "website", "n": 5},
    {"source": "UNODC", "lane": "organisation", "n": 3},
    {"source": "chasing", "lane": "citation", "n": 12},
]
MORE = Breakdown(
    human=50,
    automation=10,
    dbr_included=5,  # 18 - 10 excluded - 1 awaiting - 2 ongoing
    dbr_awaiting=1,
    dbr_ongoing=2,
    other_included=4,  # 8 - 3 excluded - 1 awaiting
    other_awaiting=1,
    database_citations=90,  # 120 records - 30 copies
)
TEXTS = {
    "A0": "all counts are natural numbers; sources add up to their boxes",
    "A1": "records removed before screening 40 ≤ records identified 120",
    "A2": "records_screened 80 = database_results 100 + register_results 20 - duplicates 30 "
    "- excluded_automatic 4 - excluded_other 6",
    "A3": "records_excluded 60 = by a human 50 + by automation tools 10; "
    "records_excluded 60 ≤ records_screened 80",
    "A4": "dbr_sought_reports 20 = records_screened 80 - records_excluded 60",
    "A5": "dbr_assessed 18 = dbr_sought_reports 20 - dbr_notretrieved_reports 2",
    "A6": "dbr_excluded 10 = sum over the reasons 10",
    "A7": "dbr_assessed 18 = dbr_excluded 10 + included 5 + awaiting classification 1 + ongoing 2",
    "B1": "records identified by other methods 20 = website_results 5 + organisation_results 3 "
    "+ citations_results 12",
    "B2": "other_sought_reports 9 ≤ records identified by other methods 20",
    "B3": "other_assessed 8 = other_sought_reports 9 - other_notretrieved_reports 1",
    "B4": "other_assessed 8 = other_excluded 3 + included 4 + awaiting classification 1",
    "C1": "new_reports 9 = included from databases 5 + included from other methods 4",
    "C2": "new_studies 7 ≤ new_reports 9",
    "C3": "every included study has a report, every included report a study",
    "U1": "total_studies 17 = previous_studies 10 + new_studies 7",
    "U2": "total_reports 21 = previous_reports 12 + new_reports 9",
    "M1": "total_studies_ma 6 ≤ total_studies 17; total_reports_ma 8 ≤ total_reports 21",
    "D1": "duplicates 30 = records from databases and registers 120 - the citations they describe 90",
    "D2": "no record is both removed before screening and decided by a person",
}
KINDS = {
    **dict.fromkeys(TEXTS, "equality"),
    **dict.fromkeys(("A1", "B2", "M1"), "inequality"),
    "C2": "warning",
}


HOW = [
    "reasons",
    "sources",
    "trouble",
    "faults",
    "from_file",
    "own_lines",
    "after",
    "screening_reasons",
]


def checked(template: str = "U2", more: dict[str, Any] | None = None, **boxes: Any) -> list[Check]:
    how = {key: boxes.pop(key) for key in HOW if key in boxes}
    return identities(
        template,  # type: ignore[arg-type]
        {**BOXES, **boxes},
        how.pop("reasons", REASONS),
        how.pop("sources", SOURCES),
        msgspec.structs.replace(MORE, **(more or {})),
        **how,
    )


def failed(checks: list[Check]) -> dict[str, str]:
    return {check.id: check.text for check in checks if not check.ok}


def test_every_identity_says_its_sum() -> None:
    checks = checked()
    assert {check.id: check.text for check in checks} == TEXTS
    assert {check.id: check.kind for check in checks} == KINDS
    assert [check.id for check in checks] == list(TEXTS)  # the order of the specification
    assert failed(checks) == {}


@pytest.mark.parametrize(
    ("template", "absent"),
    [
        ("N1", {"B1", "B2", "B3", "B4", "U1", "U2"}),
        ("N2", {"U1", "U2"}),
        ("U1", {"B1", "B2", "B3", "B4"}),
        ("U2", set()),
    ],
)
def test_each_template_is_asked_what_it_can_answer(template: str, absent: set[str]) -> None:
    assert {c.id for c in checked(template)} == set(TEXTS) - absent


def test_in_a_new_review_the_bounds_are_the_new_ones() -> None:
    m1 = next(c for c in checked("N2") if c.id == "M1")
    assert m1.text == "total_studies_ma 6 ≤ new_studies 7; total_reports_ma 8 ≤ new_reports 9"
    c1 = next(c for c in checked("N1", new_reports=5) if c.id == "C1")
    assert c1.text == "new_reports 5 = included from databases 5"


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"duplicates": 121, "more": {"database_citations": -1}}, {"A1", "A2"}),
        ({"duplicates": 31}, {"A2", "D1"}),
        ({"excluded_automatic": 5}, {"A2"}),
        ({"excluded_other": 5}, {"A2"}),
        ({"records_screened": 81}, {"A2", "A4"}),
        ({"records_excluded": 61}, {"A3", "A4"}),
        ({"records_excluded": 61, "more": {"human": 51}}, {"A4"}),
        ({"dbr_sought_reports": 21}, {"A4", "A5"}),
        ({"dbr_notretrieved_reports": 3}, {"A5"}),
        ({"dbr_assessed": 19}, {"A5", "A7"}),
        ({"dbr_excluded": 11}, {"A6", "A7"}),
        ({"website_results": 6}, {"B1"}),
        ({"organisation_results": 2}, {"B1"}),
        ({"citations_results": 11}, {"B1"}),
        ({"other_sought_reports": 21}, {"B2", "B3"}),
        ({"other_notretrieved_reports": 2}, {"B3"}),
        ({"other_assessed": 9}, {"B3", "B4"}),
        ({"other_excluded": 4}, {"B4"}),
        ({"new_reports": 10}, {"C1", "U2"}),
        ({"new_studies": 8}, {"U1"}),
        ({"total_studies": 18}, {"U1"}),
        ({"total_reports": 20}, {"U2"}),
        ({"previous_studies": 9}, {"U1"}),
        ({"previous_reports": 13}, {"U2"}),
        ({"total_studies_ma": 18}, {"M1"}),
        ({"total_reports_ma": 22}, {"M1"}),
        ({"database_results": 101}, {"A0", "A2", "D1"}),
        ({"register_results": 19}, {"A0", "A2", "D1"}),
        ({"more": {"dbr_included": 6}}, {"A7", "C1"}),
        ({"more": {"dbr_awaiting": 0}}, {"A7"}),
        ({"more": {"dbr_ongoing": 1}}, {"A7"}),
        ({"more": {"other_included": 3}}, {"B4", "C1"}),
        ({"more": {"other_awaiting": 2}}, {"B4"}),
        ({"more": {"database_citations": 91}}, {"D1"}),
        ({"more": {"automation": 9}}, {"A3"}),
    ],
)
def test_one_number_changed_breaks_the_identities_it_stands_in(
    change: dict[str, Any], broken: set[str]
) -> None:
    assert set(failed(checked(**change))) == broken


@pytest.mark.parametrize(
    ("change", "more"),
    [
        # still open: 5 unscreened, 3 not yet sought, 2 unread; each keeps its sum right
        ({"records_screened": 75, "records_excluded": 55}, {"unscreened": 5, "human": 45}),
        (
            {"dbr_sought_reports": 17, "dbr_assessed": 15},
            {"dbr_not_yet_sought": 3, "dbr_included": 2},
        ),
        ({}, {"dbr_unread_reports": 2, "dbr_included": 3}),
        ({}, {"other_unread_reports": 2, "other_included": 2}),
        # declared: 2 more reports than records, 4 fewer
        ({"dbr_sought_reports": 22, "dbr_assessed": 20}, {"dbr_adjustment": 2, "dbr_included": 7}),
        ({"dbr_sought_reports": 16, "dbr_assessed": 14}, {"dbr_adjustment": -4, "dbr_included": 1}),
        (
            {"other_sought_reports": 22, "other_assessed": 21},
            {"other_adjustment": 2, "other_included": 17},
        ),
        ({"total_studies": 16, "total_reports": 19}, {"dropped_studies": 1, "dropped_reports": 2}),
    ],
)
def test_open_work_and_what_is_declared_keep_the_sums_right(
    change: dict[str, Any], more: dict[str, Any]
) -> None:
    assert set(failed(checked(more=more, **change))) <= {"C1"}  # new_reports is left as it was
    assert failed(checked(**change)) or failed(checked(more=more))  # neither alone is right


def test_what_is_open_or_declared_is_said() -> None:
    texts = {
        c.id: c.text
        for c in checked(
            more={
                "unscreened": 5,
                "dbr_not_yet_sought": 3,
                "dbr_adjustment": 2,
                "dbr_unread_reports": 1,
                "dropped_studies": 4,
            }
        )
    }
    assert "- not yet screened 5" in texts["A2"]
    assert "+ declared splits and merges 2 - not yet sought 3" in texts["A4"]
    assert "+ not yet judged 1" in texts["A7"]
    assert "- declared as excluded now 4" in texts["U1"]


def test_what_there_is_none_of_is_not_said() -> None:
    none = {"dbr_awaiting": 0, "dbr_ongoing": 0, "dbr_included": 8}
    a7 = next(c.text for c in checked(more=none) if c.id == "A7")
    assert a7 == "dbr_assessed 18 = dbr_excluded 10 + included 8"


def test_a3_needs_both_its_halves() -> None:
    """The split can be right where the bound is not, and the other way round."""
    over = {"records_excluded": 90, "more": {"human": 80}}
    a3 = failed(checked(**over))["A3"]
    assert a3.startswith("records_excluded 90 = by a human 80 + by automation tools 10; ")
    assert a3.endswith("records_excluded 90 > records_screened 80")
    split = failed(checked(more={"human": 49}))["A3"]
    assert "≠ by a human 49 + by automation tools 10 = 59 (off by +1)" in split
    bare = {"human": 0, "automation": 0}
    unsplit = [c for c in checked(more=bare, records_excluded=81) if c.id == "A3"]
    assert [(c.ok, c.text) for c in unsplit] == [
        (False, "records_excluded 81 > records_screened 80")
    ]
    assert unsplit[0].kind == "inequality"


@pytest.mark.parametrize("who", ["human", "automation"])
def test_a3_asks_for_the_split_once_either_excluded_any(who: str) -> None:
    more = {"human": 0, "automation": 0, who: 59}
    assert "off by +1" in failed(checked(more=more))["A3"]


def test_a3_counts_reasons_on_title_and_abstract() -> None:
    rows = [{"reason": "P", "label": "P", "n": 40}, {"reason": "I", "label": "I", "n": 21}]
    a3 = failed(checked(screening_reasons=rows))["A3"]
    assert a3.endswith("reasons on title and abstract 61 > records_excluded 60")
    assert failed(checked(screening_reasons=rows[:1])) == {}  # not every exclusion has a reason


@pytest.mark.parametrize(
    ("studies", "reports", "template", "ok", "said"),
    [
        (9, 9, "N2", True, "new_studies 9 ≤ new_reports 9"),
        (7, 9, "N2", True, "new_studies 7 ≤ new_reports 9"),
        (
            10,
            9,
            "N2",
            False,
            "10 > new_reports 9: right only if one report describes several studies",
        ),
        (0, 9, "N1", False, "new_studies 0 ≤ new_reports 9: reports are included, but no study"),
        (0, 9, "N2", False, "reports are included, but no study"),
        (0, 9, "U1", True, "new_studies 0 ≤ new_reports 9"),  # a new report of an old study
        (0, 9, "U2", True, "new_studies 0 ≤ new_reports 9"),
        (0, 0, "N1", True, "new_studies 0 ≤ new_reports 0"),
        (3, 0, "N1", False, "new_studies 3 > new_reports 0"),
        (3, 0, "U1", False, "right only if one report describes several studies"),
    ],
)
def test_c2_warns_where_studies_and_reports_do_not_fit(
    studies: int, reports: int, template: str, ok: bool, said: str
) -> None:
    c2 = next(
        c for c in checked(template, new_studies=studies, new_reports=reports) if c.id == "C2"
    )
    assert c2.ok is ok
    assert said in c2.text
    assert not c2.failed  # one report can describe several studies: a second look, no more
    if ok:
        assert c2.text == said


@pytest.mark.parametrize("missing", ["new_studies", "new_reports"])
def test_c2_is_silent_where_one_of_its_numbers_is_missing(missing: str) -> None:
    assert "C2" not in {c.id for c in checked(**{missing: None})}


def test_b1_compares_the_boxes_with_their_sources() -> None:
    assert failed(checked(citations_results=11))["B1"] == (
        "records identified by other methods 19 ≠ sum over the sources 20 = 20 (off by -1)"
    )
    assert failed(checked(citations_results=11, sources=SOURCES[:3])) == {}  # no source is known


def test_a0_names_negative_counts_and_sources_that_do_not_add_up() -> None:
    text = failed(checked(database_results=101, excluded_other=-1))["A0"]
    assert text == "excluded_other is -1; database_results is 101, but its sources add up to 100"
    assert "A0" not in failed(checked(excluded_other=0))  # 0 is a natural number
    assert failed(checked(faults=["line 3: x", "line 4: y"]))["A0"] == "line 3: x; line 4: y"
    assert "A0" not in failed(checked(sources=SOURCES[3:]))  # sources not given for the box
    assert "A0" not in failed(checked(database_results=None))  # nor the box for the sources


def test_a_file_is_not_asked_for_what_only_a_ledger_knows() -> None:
    ids = {c.id for c in checked(from_file=True)}
    assert ids == set(TEXTS) - {"C3", "D1", "D2"}
    # the reader of a file has named negative numbers with their lines: they are not named again
    assert "A0" not in failed(checked(from_file=True, excluded_other=-1))


def test_a_file_does_not_say_how_many_were_included() -> None:
    unknown = {"dbr_included": None, "other_included": None}
    checks = checked(more=unknown, from_file=True)
    assert "A7" not in {c.id for c in checks}
    assert failed(checks) == {}  # 18 - 10 - 1 - 2 = 5 and 8 - 3 - 1 = 4
    assert (
        next(c.text for c in checks if c.id == "B4") == "other_excluded 3 = sum over the reasons 3"
    )
    assert "off by +1" in failed(checked(more=unknown, from_file=True, new_reports=10))["C1"]
    for state in ("awaiting", "ongoing", "unread_reports"):
        more = {**unknown, f"dbr_{state}": getattr(MORE, f"dbr_{state}") + 1}
        assert "off by +1" in failed(checked(more=more, from_file=True))["C1"]


def test_a_total_without_reasons_is_taken_from_a_file_and_from_nowhere_else() -> None:
    none = {"databases": [], "other": []}
    assert failed(checked(reasons=none, from_file=True)) == {}
    assert set(failed(checked(reasons=none))) == {"A6", "B4"}


def test_lines_of_ones_own_count_in_their_boxes() -> None:
    lines = [
        OwnLine("box2", "a", "Shelves", 7),
        OwnLine("box3", "b", "Withdrawn", 7),
        OwnLine("box11", "c", "Letters", 2),
    ]
    checks = checked(
        own_lines=lines,
        other_sought_reports=22,
        other_assessed=21,
        more={"other_included": 17},
        new_reports=22,
        total_reports=34,
    )
    texts = {c.id: c.text for c in checks}
    assert set(failed(checks)) == set()
    assert texts["A1"] == "records removed before screening 47 ≤ records identified 127"
    assert "+ 'Shelves' 7 - duplicates 30" in texts["A2"]
    assert texts["A2"].endswith("- 'Withdrawn' 7")
    assert texts["B1"].endswith("+ 'Letters' 2")
    assert texts["B2"] == "other_sought_reports 22 ≤ records identified by other methods 22"
    assert "A2" in failed(checked(own_lines=lines[:1]))


def test_steps_after_the_full_text_are_bounded() -> None:
    removed = ({"reason": "R", "label": "R", "n": 4},)
    m2 = next(c for c in checked(after=After(17, None, removed, 13, None)) if c.id == "M2")
    assert (
        m2.text
        == "appraised_studies 17 ≤ total_studies 17; narrative_studies 13 ≤ studies left after appraisal 13"
    )
    assert (m2.ok, m2.kind) == (True, "inequality")
    assert "M2" in failed(checked(after=After(18)))
    assert "M2" in failed(checked(after=After(17, None, removed, 14)))
    assert "M2" in failed(checked(after=After(narrative_studies=18)))
    assert "M2" not in failed(checked(after=After(narrative_studies=17)))
    assert failed(checked("N2", after=After(8)))["M2"] == "appraised_studies 8 > new_studies 7"
    assert "M2" not in {c.id for c in checked()}


def test_no_meta_analysis_no_bound() -> None:
    assert "M1" not in {c.id for c in checked(total_studies_ma=None, total_reports_ma=None)}
    m1 = next(c for c in checked(total_studies_ma=None) if c.id == "M1")
    assert m1.text == "total_reports_ma 8 ≤ total_reports 21"


def test_a_missing_number_cannot_be_right() -> None:
    broken = failed(checked(dbr_assessed=None))
    assert broken["A5"] == "cannot be checked: no number for dbr_assessed"
    assert set(broken) == {"A5", "A7"}
    assert failed(checked(total_studies=None))["U1"].endswith("no number for total_studies")


def test_a_line_left_out_counts_as_nothing() -> None:
    checks = checked(
        excluded_automatic=None, records_screened=84, records_excluded=64, more={"human": 54}
    )
    assert failed(checks) == {}
    assert "excluded_automatic" not in next(c.text for c in checks if c.id == "A2")
    out = failed(checked(from_file=True, new_reports=None, total_reports=None))
    assert out == {
        "C1": "cannot be checked: the line of reports is left out",
        "U2": "cannot be checked: the line of total reports is left out",
    }
    kinds = {c.id: c.kind for c in checked(from_file=True, new_reports=None, total_reports=None)}
    assert kinds["C1"] == kinds["U2"] == "warning"


def test_without_the_screening_layer_sought_follows_from_identified() -> None:
    away = {"records_screened": None, "records_excluded": None, "from_file": True}
    checks = checked(
        **away,
        dbr_sought_reports=80,
        dbr_assessed=78,
        new_reports=69,
        total_reports=81,
        more={"dbr_included": 65},
    )
    assert failed(checks) == {}
    assert {"A2", "A3"} & {c.id for c in checks} == set()
    assert next(c.text for c in checks if c.id == "A4") == (
        "dbr_sought_reports 80 = database_results 100 + register_results 20 - duplicates 30 "
        "- excluded_automatic 4 - excluded_other 6"
    )
    # a ledger always screens: there, missing numbers are missing
    assert {"A2", "A3", "A4"} <= set(failed(checked(records_screened=None, records_excluded=None)))


@pytest.mark.parametrize("identity", ["A0", "A4", "A5", "A6", "C3", "D1", "D2"])
def test_trouble_in_the_data_fails_its_identity_and_names_who(identity: str) -> None:
    trouble = Trouble()
    for number in range(7):
        trouble.add(identity, "what is wrong", f"C{number}")
    check = next(c for c in checked(trouble=trouble) if c.id == identity)
    assert not check.ok
    assert check.text.endswith("what is wrong: C0, C1, C2, C3, C4 …")
    assert check.members == tuple(f"C{number}" for number in range(7))
    assert set(failed(checked(trouble=trouble))) == {identity}
