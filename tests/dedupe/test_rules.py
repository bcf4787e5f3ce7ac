"""Every rule has a case that it, and not another rule, decides; the case says why it is right."""

from __future__ import annotations

from typing import Any

import pytest

from winnow_sr.dedupe import REASONS, explain
from winnow_sr.dedupe.rulebook import BOOK

T = "Melatonin for sleep disturbance during opioid withdrawal in adults"
OTHER = "Kratom tea among labourers of two river villages: a household survey"
ANOTHER_ABSTRACT = (
    "Kratom leaves were boiled for tea in nine households. Plasma levels of mitragynine rose within "
    "an hour and fell by the evening; nobody reported withdrawal. Interviews in three villages "
    "describe who drinks, when, why, and what neighbours think about it over the years."
)
NO_DOI = {"doi": ""}
NO_PLACE = {"doi": "", "volume": "", "issue": "", "pages": ""}
BARE = {"doi": "", "abstract": ""}
MEETING = {"journal": "Journal of Imagined Medicine. Conference: 4th Congress on Sleep"}
REGISTERED = {"journal": "ClinicalTrials.gov", **NO_PLACE, "accession": "NCT01234567"}
COCHRANE = {"journal": "Cochrane Database Syst Rev", "volume": "", "pages": "", "issue": "4"}
LETTER = {"title": "Letter to the reader", "abstract": "", "doi": ""}
PRIONS = {"title": "Prion diseases", "abstract": "", "doi": ""}
PAGE = {"journal": "", **NO_PLACE, "abstract": "", "urls": ("https://a.example/about/kratom",)}
GERMAN = "Melatonin gegen Schlafstörungen beim Opioidentzug Erwachsener"

Changes = dict[str, Any]
# rule: (changes to one record, changes to the other, why the rule is right)
CASES: dict[str, tuple[Changes, Changes, str]] = {
    "cochrane-other-review": (
        {**COCHRANE, "doi": "10.1002/14651858.CD001111.pub2"},
        {**COCHRANE, "doi": "10.1002/14651858.CD002222.pub2"},
        "two review numbers are two reviews however alike the titles of a series",
    ),
    "cochrane-version": (
        {**COCHRANE, "doi": "10.1002/14651858.CD001111.pub2"},
        {**COCHRANE, "doi": "10.1002/14651858.CD001111.pub3", "year": 2016},
        "an update is another publication; a person decides whether one citation is enough",
    ),
    "cochrane-version-retitled": (
        {**COCHRANE, "doi": "10.1002/14651858.CD001111"},
        {**COCHRANE, "doi": "10.1002/14651858.CD001111.pub3", "title": OTHER},
        "a review whose scope changed with the version is not a duplicate",
    ),
    "same-entry": (
        {"accession": "2014123456", "source_database": "Embase", **NO_PLACE},
        {"accession": "2014123456", "source_database": "Embase 1974 to 2020", "year": 2015},
        "one database gives one number to one entry",
    ),
    "same-entry-other-title": (
        {"accession": "2014123456", "source_database": "Embase", **NO_DOI},
        {"accession": "2014123456", "source_database": "Embase", "title": OTHER, **NO_DOI},
        "numbers get mistyped and reused: never merged on the number alone",
    ),
    "same-registration": (
        {**REGISTERED},
        {**NO_PLACE, "journal": "", "registry_number": "NCT 01234567",
         "source_database": "ICTRP", "authors": (), "year": 2019},
        "two portals list one registration",
    ),
    "same-registration-other-title": (
        {**REGISTERED},
        {**REGISTERED, "title": OTHER},
        "the public and the scientific title of one registration, or a mistyped number",
    ),
    "registration-and-report": (
        {**REGISTERED},
        {"title": OTHER, "registry_number": "NCT01234567"},
        "the report names the registration it belongs to",
    ),
    "other-registration": (
        {**REGISTERED},
        {**REGISTERED, "accession": "NCT07654321"},
        "a register gives a trial one number",
    ),
    "notice-and-article": (
        {},
        {"title": f"Erratum: {T}", "pages": "222", **BARE, "issue": "5"},
        "a correction is a publication of its own",
    ),
    "registry-entry-and-report": (
        {},
        {"journal": "ClinicalTrials.gov", **NO_PLACE, "registry_number": "NCT00000000"},
        "a registration is not a report, but often belongs to one",
    ),
    "preprint-and-article": (
        {},
        {"journal": "medRxiv", **NO_PLACE, "doi": "10.1101/2013.05.05.13001234", "year": 2013},
        "a preprint is a version: the policy asks",
    ),
    "other-kind": (
        {},
        {"title": f"Reply: {T}", "doi": "10.5555/other", "authors": ("Dlamini, Zola",)},
        "a reply has its own DOI and author",
    ),
    "preprint-retitled": (
        {},
        {
            "journal": "medRxiv",
            **NO_PLACE,
            "doi": "10.1101/2013.05.05.13001234",
            "title": "Does a night-time hormone improve rest when people stop opioids? A trial",
        },
        "peer review changes titles; authors and abstract stay",
    ),
    "numbers-differ-same-doi": (
        {"title": f"{T}: part 1", "pages": "", "abstract": ""},
        {"title": f"{T}: part 2", "pages": "", "abstract": ""},
        "two chapters of one book share its DOI",
    ),
    "numbers-differ-same-place": (
        {"title": f"{T}: part 1", "pages": "101", **BARE},
        {"title": f"{T}: part 2", "pages": "101", **BARE},
        "two short parts may begin on one page",
    ),
    "numbers-differ": (
        {"title": f"{T}: part I", **BARE},
        {"title": f"{T}: part II", "pages": "110-119", **BARE},
        "parts of a series",
    ),
    "word-differs-same-doi": (
        {"title": f"{T[:-6]}men", "pages": "", "abstract": ""},
        {"title": f"{T[:-6]}women", "pages": "", "abstract": ""},
        "two chapters of one book share its DOI",
    ),
    "word-differs-same-place": (
        {"title": f"{T} with depression", **BARE},
        {"title": f"{T} without depression", **BARE},
        "two short items begin on one page; a person reads both",
    ),
    "word-differs-same-abstract": (
        {"title": T.replace("Melatonin", "Oral melatonin"), **NO_PLACE},
        {"title": T.replace("Melatonin", "Rectal melatonin"), **NO_PLACE},
        "one of the two titles is wrong, or one of the abstracts",
    ),
    "word-differs": (
        {**BARE, "volume": ""},
        {"title": T.replace("adults", "Malaysia"), **BARE, "pages": ""},
        "the next paper of the group, or a slip",
    ),
    "other-word": (
        {"title": f"Acute {T}", **BARE},
        {"title": f"Chronic {T}", **BARE, "pages": "110-119"},
        "two papers of one issue",
    ),
    "untitled-same-place": (
        {"title": "", **BARE},
        {**BARE},
        "an export lost the title; the place and the people are the same",
    ),
    "untitled": (
        {"title": "", **BARE, "pages": "", "issue": ""},
        {"title": "", **BARE, "pages": "", "issue": ""},
        "two records that say nothing are not thereby the same",
    ),
    "generic-title-and-page": (
        {**LETTER},
        {**LETTER, "volume": ""},
        "a letter is known by its page, where the issue is the same",
    ),
    "cut-title-same-pages": (
        {"title": "Melatonin for", **NO_DOI},
        {**NO_DOI},
        "an export cut the title at a special character",
    ),
    "generic-title-and-issue": (
        {**LETTER, "pages": ""},
        {**LETTER, "pages": ""},
        "nobody signs two letters with one title in one issue",
    ),
    "short-title-and-journal": (
        {**PRIONS, "volume": "", "pages": ""},
        {**PRIONS, "pages": ""},
        "two words can be a title of their own",
    ),
    "generic-title-and-doi": (
        {"title": "Prion disease", "volume": "", "issue": "", "pages": ""},
        {"title": "Prion diseases", "volume": "13"},
        "DOI, authors and title agree; an early-online record lacks its place",
    ),
    "generic-title-near": (
        {**PRIONS},
        {**PRIONS, "pages": "333"},
        "the page contradicts everything else: a person looks",
    ),
    "short-title-and-address": (
        {"title": "Kratom", **PAGE},
        {"title": "Kratom", **PAGE, "year": None},
        "one page of the web",
    ),
    "short-title-same-abstract": (
        {**NO_DOI, "title": "Melatonin and sleep"},
        {**NO_DOI, "title": "Melatonin and sleep: a trial in adults who stop taking opioids",
         "pages": "1-9", "issue": ""},
        "the subtitle was cut, and the pages are those of an early version",
    ),
    "short-title-nothing-differs": (
        {"title": "Kratom", **PAGE, "urls": ()},
        {"title": "Kratom", **PAGE, "urls": ()},
        "nothing tells them apart, and little shows that they are one",
    ),
    "generic-title": (
        {"title": "Editorial", **BARE},
        {"title": "Editorial", **BARE, "issue": "4", "pages": "201-202"},
        "every issue has an editorial",
    ),
    "doi-but-elsewhere": (
        {},
        {"journal": "Sleep Gazette", "volume": "44", "pages": "S12", "abstract": ANOTHER_ABSTRACT},
        "a database put the DOI of the article on the meeting abstract",
    ),
    "doi-borrowed": (
        {},
        {"title": OTHER, "pages": "S12", "abstract": ANOTHER_ABSTRACT},
        "a whole supplement shares one DOI",
    ),
    "doi-and-exact-title": ({}, {"abstract": "", "pages": ""}, "two exports of one article"),
    "doi-and-title": (
        {},
        {"title": "Melatonin for sleep disturbances in opioid withdrawal of adults", "issue": ""},
        "the title was typed twice",
    ),
    "doi-and-title-pages-differ": (
        {},
        {"pages": "e12"},
        "article number in one database, pages in the other",
    ),
    "doi-and-page": (
        {"abstract": ""},
        {"abstract": "", "title": "Opioid withdrawal in adults: melatonin and its place"},
        "the title was translated freely",
    ),
    "doi-and-authors": (
        {"abstract": ""},
        {"abstract": "", "pages": "", "title": f"{T[:40]}: what patients told us"},
        "an online-first title that was changed before print",
    ),
    "doi-only": (
        {"abstract": ""},
        {"abstract": "", "title": "Adults in opioid withdrawal and disturbance of sleep: melatonin",
         "authors": ("Dlamini, Zola",), "pages": ""},
        "the DOI may sit on the wrong record",
    ),
    "doi-shared": (
        {"abstract": ""},
        {"abstract": "", "title": OTHER, "authors": ("Dlamini, Zola",), "pages": "120"},
        "two abstracts of one supplement",
    ),
    "exact-title-and-place": (
        {**NO_DOI, "authors": ("Wrong, Wholly",)},
        {**NO_DOI},
        "an author list can be wholly wrong; title, volume and page cannot agree by chance",
    ),
    "identical-records": (
        {**BARE, "journal": "", "volume": "", "issue": "", "pages": "", "authors": ()},
        {**BARE, "journal": "", "volume": "", "issue": "", "pages": "", "authors": ()},
        "two lists with title and year: whatever is told is the same",
    ),
    "later-version": (
        {**BARE},
        {**BARE, "year": 2017, "volume": "15", "issue": "1", "pages": "7-15"},
        "living evidence: the same title every few years, each another publication",
    ),
    "years-differ": (
        {**NO_DOI},
        {**NO_PLACE, "year": 2019, "journal": ""},
        "the same text, five years later: a reprint or a wrong year",
    ),
    "years-far-apart": (
        {**BARE},
        {**BARE, "year": 2019, "journal": "Sleep Gazette", "volume": "1", "pages": "1"},
        "the same people wrote it again elsewhere",
    ),
    "title-and-place": (
        {**NO_DOI, "title": f"{T} and the elderly", "volume": ""},
        {**NO_DOI},
        "a small difference in the title, the same page",
    ),
    "title-and-page-volume-slip": (
        {**BARE},
        {**BARE, "volume": "21"},
        "12 and 21: nobody prints one title on one page in two volumes",
    ),
    "title-and-volume": ({**BARE}, {**BARE, "pages": ""}, "the pages were not yet known"),
    "dois-differ-same-place": (
        {},
        {"doi": "10.5555/sici-0001-jim", "pages": ""},
        "old articles were given a second DOI",
    ),
    "doi-and-abstract-differ": (
        {},
        {
            "title": "Melatonin for the disturbance of sleep during opioid withdrawals in adults",
            "doi": "10.5555/jim.2014.0377",
            "abstract": ANOTHER_ABSTRACT,
            "pages": "201-209",
        },
        "sister papers with their own DOI and abstract",
    ),
    "dois-differ": (
        {},
        {"doi": "10.5555/jim.2014.0999", "pages": "333-341", "issue": ""},
        "one journal, one volume, two DOIs, two pages: it contradicts itself",
    ),
    "dois-and-place-differ": (
        {},
        {"doi": "10.6666/sg.1", "journal": "Sleep Gazette", "volume": "7", "issue": "1",
         "pages": "3-9"},
        "DOI and place both say two",
    ),
    "title-and-issue-pages-differ": (
        {**NO_DOI},
        {**NO_DOI, "pages": "e7"},
        "print pages and electronic pages of one issue",
    ),
    "meeting-abstract-other-page": (
        {**NO_DOI},
        {**NO_DOI, **MEETING, "pages": "S44", "volume": "", "issue": ""},
        "an abstract and its article are two publications: the policy asks",
    ),
    "meeting-abstract-elsewhere": (
        {**BARE},
        {**BARE, "journal": "Sleep Gazette. Conference: 4th Congress", "pages": "S44"},
        "little is shared but the title",
    ),
    "title-and-page-range": (
        {**BARE, "volume": "", "issue": ""},
        {**BARE, "journal": "Zeitschrift für Erfundenes", "volume": "", "issue": ""},
        "a journal's name in two languages; the pages agree to the last",
    ),
    "title-and-journal": (
        {**BARE, "volume": "", "issue": "", "pages": ""},
        {**BARE},
        "an early-online record has no place yet",
    ),
    "title-and-year": (
        {**BARE, "journal": ""},
        {**BARE, "volume": "", "issue": "", "pages": ""},
        "a bare record with title, authors and year",
    ),
    "conference-and-article": (
        {**BARE, "journal": "", "kind": "CONF"},
        {**BARE, "volume": "", "issue": "", "pages": "", "kind": "JOUR"},
        "given at a meeting, then printed: the policy asks",
    ),
    "title-abstract-journal": (
        {**NO_DOI, "issue": "", "volume": ""},
        {**NO_DOI, "issue": "", "pages": "333"},
        "the abstract is the same: the page slipped",
    ),
    "title-abstract-volume": (
        {**NO_DOI},
        {**NO_DOI, "issue": "7", "pages": "333-341"},
        "title, abstract and volume are the same: issue and pages slipped",
    ),
    "title-and-issue-page-count": (
        {**BARE},
        {**BARE, "pages": "9"},
        "some exports put the number of pages where the page should be",
    ),
    "title-and-numbers": (
        {**BARE, "journal": "JIM Letters", "pages": ""},
        {**BARE, "journal": "Sleep Gazette"},
        "volume and issue agree though the journal is named otherwise",
    ),
    "title-and-volume-one-slip": (
        {**BARE},
        {**BARE, "pages": "333-341"},
        "the same people do not publish one title twice in a volume: the pages slipped",
    ),
    "title-one-slip": (
        {**BARE},
        {**BARE, "volume": "21", "pages": ""},
        "another volume, and neither page nor abstract to decide",
    ),
    "title-near-one-slip": (
        {**BARE, "title": "Melatonin for sleep disturbance in the opioid withdrawal of adults"},
        {**BARE, "volume": "21", "pages": "", "issue": ""},
        "similar, and contradicting in one point only",
    ),
    "title-same-pages": (
        {**NO_DOI, "title": "Melatonin for sleep disturbance in the opioid withdrawal of adults"},
        {**NO_DOI, "volume": "21", "issue": "8", "abstract": ANOTHER_ABSTRACT},
        "two volumes, yet the same first and last page",
    ),
    "title-without-abstract": (
        {**BARE},
        {**BARE, "volume": "21", "issue": "8", "pages": "444-452"},
        "another place in the same journal and year; nothing to tell them apart by",
    ),
    "title-and-abstract-elsewhere": (
        {**NO_DOI},
        {**NO_DOI, "volume": "21", "issue": "8", "pages": "444-452"},
        "the same text at two places: printed twice, or one place is wrong",
    ),
    "title-and-page-other-abstract": (
        {**NO_DOI, "title": "Melatonin for sleep disturbance in the opioid withdrawal of adults"},
        {**NO_DOI, "abstract": ANOTHER_ABSTRACT},
        "an abstract may belong to the neighbour on the page: a person looks",
    ),
    "title-and-address": (
        {**PAGE, "year": None},
        {**PAGE, "authors": ()},
        "one page of the web",
    ),
    "title-nothing-differs": (
        {},
        {**BARE, "journal": "", "volume": "", "issue": "", "pages": "", "authors": (), "year": None},
        "a list of titles: probably the article, nothing to be sure by",
    ),
    "title-elsewhere": (
        {**NO_DOI},
        {**NO_DOI, "journal": "Sleep Gazette", "volume": "3", "issue": "1", "pages": "5-9",
         "abstract": ANOTHER_ABSTRACT},
        "another journal, place and abstract",
    ),
    "place-and-abstract": (
        {**NO_DOI},
        {**NO_DOI, "title": "Melatonin for disturbed sleep when adults withdraw from opioids",
         "journal": "Imagined Med J Letters"},
        "the title was translated, the abstract was not",
    ),
    "place-and-authors": (
        {**BARE},
        {**BARE, "title": "Melatonin for disturbed sleep of adults in withdrawal from opioids"},
        "the title was translated; page range and authors agree",
    ),
    "pages-and-authors-cut-title": (
        {**BARE, "title": "Melatonin for sleep disturbance", "volume": "", "issue": ""},
        {**BARE, "title": "Melatonin for sleep disturbance when adults stop taking opioids: a trial"},
        "the subtitle was cut",
    ),
    "place-other-work": (
        {**NO_DOI, "pages": "101"},
        {**NO_DOI, "pages": "101", "title": OTHER, "abstract": ANOTHER_ABSTRACT},
        "two abstracts of one group on one page",
    ),
    "place-weak-title": (
        {**BARE},
        {**BARE, "title": GERMAN},
        "probably a translated title; a person reads both",
    ),
    "place-only": (
        {**BARE, "pages": "101"},
        {**BARE, "pages": "101", "title": OTHER, "authors": ("Dlamini, Zola",)},
        "two short items on one page",
    ),
    "translated-title": (
        {**BARE},
        {**BARE, "title": GERMAN, "journal": "Zeitschrift für Erfundenes"},
        "title and journal in another language; place and people agree",
    ),
    "pages-and-authors-volume-differs": (
        {**BARE},
        {**BARE, "volume": "21", "title": "Melatonin for disturbed sleep in withdrawal from opioids"},
        "a retitled record with a slip in the volume",
    ),
    "abstract-and-authors": (
        {**NO_PLACE},
        {**NO_PLACE, "title": "Melatonin for disturbed sleep when adults withdraw from opioids"},
        "the same abstract by the same people in the same journal and year",
    ),
    "abstract-weak-title": (
        {**NO_PLACE},
        {**NO_PLACE, "title": "Disturbed sleep when adults withdraw from opioids and hormones",
         "journal": "Sleep Gazette"},
        "the same abstract under another title elsewhere",
    ),
    "abstract-and-cut-title": (
        {**NO_DOI, "title": "Melatonin and disturbed sleep"},
        {**NO_DOI, "pages": "1-9", "issue": "",
         "title": "Melatonin and disturbed sleep: a trial in adults who stop taking opioids"},
        "the subtitle was cut, and the pages are those of an early version",
    ),
    "near-title": (
        {**NO_PLACE, "abstract": ""},
        {**NO_PLACE, "abstract": "", "title": "Melatonin for disturbed sleep of adults during the withdrawal from opioids"},
        "an early version of the title, perhaps",
    ),
}  # fmt: skip


def test_every_rule_has_a_case_and_a_reason() -> None:
    names = [rule.name for chapter in BOOK for rule in chapter.rules]
    assert len(names) == len(set(names)), "two rules of one name could not be told apart in the log"
    assert set(CASES) == set(names)
    assert all(REASONS[name].endswith(".") for name in names)


@pytest.mark.parametrize("rule", CASES)
def test_the_rule_decides_its_case_from_either_side(rule: str, article: Any) -> None:
    one, two, why = CASES[rule]
    a, b = article(**one), article(**two)
    assert explain(a, b).rule == rule, why
    assert explain(b, a).rule == rule, "which record comes first must not matter"
