"""Each template told as a small review whose numbers are worked out by hand in the comments."""

from __future__ import annotations

import pytest

from winnow_sr.errors import WinnowError
from winnow_sr.prisma import (
    Fate,
    Flow,
    Member,
    MetaAnalysis,
    Previous,
    compare,
    explain,
    flow_counts,
)

from .conftest import READ, REASONS, SOURCES, Book, out


def check(flow: Flow, **expected: object) -> None:
    """The stated boxes, every identity, and a list behind each number of exactly its size."""
    assert {key: flow.boxes[key] for key in expected} == expected
    assert flow.failures == []
    for key, members in flow.members.items():
        if isinstance(flow.boxes.get(key), int):
            assert members.n == flow.boxes[key], key


def test_new_review_of_databases_and_registers(book: Book) -> None:
    book.add("PubMed", "Embase", n=3, **READ["excluded"])  # 6 records, 3 copies
    book.add("PubMed", n=4, **READ["excluded"])
    book.add("Embase", removed="automation")
    book.add("Embase", removed="other")
    book.add("ClinicalTrials.gov", "PubMed", **READ["included"])  # 1 copy; a study of its own
    book.add("PubMed", n=2, **READ["no copy"])
    book.add("Embase", n=2, **out("P"))
    book.add("PubMed", **out("D"))
    book.add("PubMed", **READ["included"], studies=("S1",))
    book.add("Embase", **READ["included"], studies=("S1",))  # two reports of one study
    flow = flow_counts(book.fates, sources=SOURCES[:3], reasons=REASONS)
    check(
        flow,
        database_results=20,  # PubMed 3+4+1+2+1+1, Embase 3+1+1+2+1
        database_specific_results="PubMed, 12; Embase, 8",
        register_results=1,
        duplicates=4,
        excluded_automatic=1,
        excluded_other=1,
        records_screened=15,  # 21 - 4 - 1 - 1
        records_excluded=7,
        dbr_sought_reports=8,
        dbr_notretrieved_reports=2,
        dbr_assessed=6,
        dbr_excluded=3,
        new_reports=3,
        new_studies=2,
        total_studies=2,
        previous_studies=None,
        total_studies_ma=None,
    )
    assert flow.template == "N1"
    assert flow.final
    assert flow.reasons["databases"] == [
        {"reason": "P", "label": "Wrong population", "n": 2},
        {"reason": "D", "label": "Author's reply; no study", "n": 1},
    ]
    assert explain(flow, "dbr_excluded:D").citations == ("C000015",)
    # the copies of a citation are its records after the first, in import order
    assert explain(flow, "duplicates").records == ("R000002", "R000004", "R000006", "R000014")


def test_other_methods_keep_their_own_lane_and_gap(book: Book) -> None:
    book.add("PubMed", n=2, **READ["excluded"])
    both = book.add("PubMed", "chasing", **READ["included"])  # found both ways: databases lane
    book.add("chasing", "WHO", screening="not-needed", report="retrieved", full_text="included")
    book.add("chasing", n=2, **READ["excluded"])
    book.add("chasing", screening="unread")
    book.add("UNODC", screening="not-needed", report="not-retrieved")
    book.add("WHO", screening="not-needed", report="retrieved", full_text="excluded", reason="I")
    flow = flow_counts(book.fates, sources=SOURCES, reasons=REASONS)
    check(
        flow,
        database_results=3,
        citations_results=5,  # one of them also in PubMed
        website_results=2,
        organisation_results=1,
        duplicates=0,  # copies are counted among database and register records only
        records_screened=3,
        dbr_sought_reports=1,
        other_sought_reports=3,
        other_notretrieved_reports=1,
        other_assessed=2,
        other_excluded=1,
        new_reports=2,
        new_studies=2,
    )
    assert flow.template == "N2"
    assert explain(flow, "new_reports").citations == (both[0], "C000004")
    # 8 identified, 3 sought: 1 already in PubMed, 1 copy of another, 2 excluded on title, 1 unread
    gap = next(note for note in flow.note_items if note.id == "other_gap")
    assert gap.values == {
        "n": 5,
        "already_in_databases": 1,
        "copies": 1,
        "excluded": 2,
        "unread": 1,
        "removed": 0,
        "open": 0,
    }
    assert any("counted once, in the databases and registers column" in note for note in flow.notes)


@pytest.mark.parametrize(
    ("tail", "automatic", "screened", "excluded"),
    [("box3", 6, 4, 3), ("box5", 1, 9, 8)],
)
def test_updated_review_stopped_early_under_both_conventions(
    book: Book, tail: str, automatic: int, screened: int, excluded: int
) -> None:
    book.add("PubMed", removed="automation")
    book.add("PubMed", n=2, **READ["excluded"])
    book.add("Embase", **READ["by tool"])
    book.add("Embase", n=5, screening="unread")
    book.add("PubMed", **READ["included"], studies=("OLD",))
    old = Previous(studies=14, reports=17, study_ids=frozenset({"OLD"}))
    flow = flow_counts(
        book.fates,
        sources=SOURCES[:2],
        tail=tail,  # type: ignore[arg-type]
        previous=old,
        meta_analysis=MetaAnalysis(9, 11),
    )
    check(
        flow,
        previous_studies=14,
        previous_reports=17,
        excluded_automatic=automatic,
        records_screened=screened,
        records_excluded=excluded,
        new_studies=0,  # a new report of an old study
        new_reports=1,
        total_studies=14,
        total_reports=18,
        total_studies_ma=9,
        total_reports_ma=11,
    )
    assert flow.template == "U1"
    both = flow.as_json()["tails"]
    assert both["box3"] == {"excluded_automatic": 6, "records_screened": 4, "records_excluded": 3}
    assert both["box5"] == {"excluded_automatic": 1, "records_screened": 9, "records_excluded": 8}
    assert flow.as_json()["excluded_by"]["human"] == 2  # never more than people excluded
    assert any("left unread: 5" in note for note in flow.notes)


def test_updated_review_with_other_methods_splits_and_reports_in_waiting(book: Book) -> None:
    book.add("PubMed", **READ["included"], reports=2)  # one record, two reports: one study
    book.add("Embase", **READ["included"], studies=("S1",))
    book.add("Embase", **READ["included"], studies=("S1",), reports=0)  # its report is S1's
    book.add("PubMed", screening="included", report="retrieved", full_text="awaiting")
    book.add("PubMed", screening="included", report="retrieved", full_text="ongoing")
    book.add("chasing", **READ["included"], studies=("S2", "S3"))  # one report of two studies
    previous = Previous(10, 12, dropped_studies=1, dropped_reports=2)
    flow = flow_counts(book.fates, sources=SOURCES, previous=previous)
    check(
        flow,
        records_screened=5,
        dbr_sought_reports=5,  # 5 records, +1 for the split, -1 for the merge
        dbr_assessed=5,
        new_reports=4,  # 2 + 1 + 0 from databases, 1 from other methods
        new_studies=4,  # the first, S1, S2, S3
        total_studies=13,  # 10 - 1 + 4
        total_reports=14,  # 12 - 2 + 4
    )
    assert flow.template == "U2"
    assert flow.final  # awaiting and ongoing are declared ends, not open work
    assert flow.breakdown.dbr_awaiting == flow.breakdown.dbr_ongoing == 1
    assert explain(flow, "new_reports").citations.count("C000001") == 2
    assert explain(flow, "new_studies").studies == ("C000001", "S1", "S2", "S3")
    assert explain(flow, "total_studies").elsewhere == 9


def test_unfinished_work_makes_the_flow_interim_and_is_counted(book: Book) -> None:
    book.add("PubMed", n=3)  # unscreened
    book.add("PubMed", n=2, screening="in-progress")
    book.add("PubMed", **READ["excluded"])
    book.add("PubMed", screening="included")  # no report sought yet
    book.add("PubMed", screening="included", report="sought", full_text="pending")
    book.add("PubMed", screening="included", report="retrieved", full_text="pending")
    book.add("PubMed", screening="included", report="retrieved", full_text="in-progress")
    flow = flow_counts(book.fates, sources=SOURCES[:1])
    # of 10 citations 5 are settled on title and abstract; A5 holds while reading goes on
    check(flow, records_screened=5, records_excluded=1, dbr_sought_reports=3, dbr_assessed=3)
    assert not flow.final
    assert flow.unfinished == {
        "unscreened": 3,
        "in_progress": 2,
        "not_yet_sought": 1,
        "not_yet_retrieved": 1,
        "full_text_pending": 1,
        "full_text_in_progress": 1,
    }
    assert len(explain(flow, "unfinished:unscreened").citations) == 3


def test_one_source_in_two_lanes_keeps_two_lists(book: Book) -> None:
    """Cochrane's site is searched as a database and browsed as a website."""
    site = "Cochrane"
    fates = [
        Fate("C1", "k", "t", (Member("R1", site, "database"), Member("R2", site, "website"))),
        Fate("C2", "k", "t", (Member("R3", site, "website"),)),
    ]
    flow = flow_counts(fates)
    assert [(s["lane"], s["n"]) for s in flow.sources] == [("database", 1), ("website", 2)]
    assert explain(flow, "source:Cochrane (website)").records == ("R2", "R3")


def test_a_finished_flow_stays_interim_while_its_caller_says_so(book: Book) -> None:
    book.add("PubMed", **READ["excluded"])
    assert flow_counts(book.fates, sources=SOURCES[:1]).final
    assert not flow_counts(book.fates, sources=SOURCES[:1], finished=False).final


def test_an_empty_review_is_all_zeros() -> None:
    flow = flow_counts([], sources=[("PubMed", "database"), ("ISRCTN", "register")])
    assert flow.boxes["database_specific_results"] == "PubMed, 0"
    assert {n for key, n in flow.boxes.items() if isinstance(n, int)} == {0}
    assert flow.template == "N1"
    assert flow.failures == []


@pytest.mark.parametrize(
    ("fate", "identity"),
    [
        ({"removed": "automation", "screening": "excluded", "excluded_by": "human"}, "D2"),
        ({**out(""), "reason": ""}, "A6"),
        ({"screening": "included", "report": "not-retrieved", "full_text": "included"}, "A5"),
        ({"screening": "excluded", "report": "retrieved"}, "A4"),
        ({**READ["included"], "studies": ("S9",), "reports": 0}, "C3"),
    ],
)
def test_contradictory_data_fails_the_identity_it_breaks_and_is_named(
    book: Book, fate: dict[str, object], identity: str
) -> None:
    book.add("PubMed", n=2, **READ["excluded"])
    (culprit,) = book.add("PubMed", **fate)
    flow = flow_counts(book.fates, sources=SOURCES[:1])
    failed = {c.id: c for c in flow.failures}
    assert identity in failed
    assert set(failed[identity].members) <= {culprit, "S9"}
    assert failed[identity].members
    assert not flow.final


def test_a_record_in_two_citations_breaks_d1(book: Book) -> None:
    book.add("PubMed", n=2, **READ["excluded"])
    first, second = book.fates
    twice = Fate("C9", "k", "t", first.members, screening="excluded", excluded_by="human")
    flow = flow_counts([first, second, twice], sources=SOURCES[:1])
    assert [c.members for c in flow.failures if c.id == "D1"] == [("R000001",)]


def test_a_template_that_cannot_hold_the_review_is_refused(book: Book) -> None:
    book.add("chasing", **READ["included"])
    with pytest.raises(WinnowError, match="1 records came from other methods: use N2"):
        flow_counts(book.fates, template="N1")
    with pytest.raises(WinnowError, match="previous version"):
        flow_counts(book.fates, template="U2")
    with pytest.raises(WinnowError, match="use U2"):
        flow_counts(book.fates, template="N2", previous=Previous(1, 1))
    assert flow_counts([], template="N2").template == "N2"


def test_an_unknown_key_is_answered_with_the_known_ones(book: Book) -> None:
    with pytest.raises(WinnowError, match=r"did you mean 'duplicates'\? .*records_screened"):
        explain(flow_counts(book.fates), "duplicate")


def test_the_difference_between_two_dates_names_who_came_and_went(book: Book) -> None:
    book.add("PubMed", n=2)
    before = flow_counts(book.fates, sources=SOURCES[:1])
    later = Book()
    later.add("PubMed", **READ["excluded"])
    later.add("PubMed")
    after = flow_counts(later.fates, sources=SOURCES[:1])
    changes = {change.key: change for change in compare(before, after)}
    assert set(changes) == {
        "records_screened",
        "records_excluded",
        "records_excluded:human",
        "unfinished:unscreened",
        "not_yet_screened",
    }
    assert changes["records_screened"][1:] == (0, 1, ("C000001",), ())
    assert changes["unfinished:unscreened"][1:] == (2, 1, (), ("C000001",))
    assert compare(after, after) == []
