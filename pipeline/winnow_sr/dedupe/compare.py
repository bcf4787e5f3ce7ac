"""What two records say about being one: a measured value per field, nothing decided yet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from winnow_sr.dedupe import kinds, names, place
from winnow_sr.dedupe.contrast import Contrast, contrast
from winnow_sr.dedupe.prepare import Prepared
from winnow_sr.dedupe.registrations import register

Says = Literal[-1, 0, 1]
SAME: Says = 1
DIFFERS: Says = 0
MISSING: Says = -1


@dataclass(slots=True)
class Evidence:
    """Field by field, what a pair says. Similarities are 0..1, -1 where a side is missing."""

    title: float
    contained: float
    """How well the shorter title lies inside the longer one (subtitle cut): 0..1."""
    authors: float
    years_apart: int
    """-1 when a year is missing."""
    journal_name: float
    issn: Says
    volume: Says
    issue: Says
    page: Says
    """The first page."""
    last_page: Says
    """Of ranges only: one page says nothing that its first page did not say."""
    doi: Says
    """MISSING also when the DOIs differ by one inner character: a slip says nothing."""
    abstract: float
    numbers_clash: bool
    """Each title names a number the other does not (part I, part II)."""
    kinds_differ: frozenset[str]
    """Kinds that only one of the two has."""
    kinds_either: frozenset[str]
    title_length: int
    """Letters of the shorter title."""
    cochrane: Literal["", "same", "version", "other"]
    same_entry: Says
    """Same accession number in the same database, or same PubMed number."""
    contrast: Contrast
    """Whether the titles differ in a word that matters."""
    forms_differ: frozenset[str]
    """What the two were published as (article, conference, thesis...), where both tell and differ."""
    notices: int
    """How many of the two are about another publication."""
    registration: Literal["", "same", "shared", "other", "report"]
    """same: two entries of one trial number; shared: two registrations, one names the other's
    number; other: two numbers of one register; report: a registration, and a report that names it."""
    address: Says
    """The same web page; never DIFFERS, as a publication has many addresses."""
    identical: bool
    """Every field that is compared is the same, and filled on both sides or on neither."""

    # What the rules ask most, worked out once.
    wording: float = 0.0
    """Title similarity, a cut subtitle forgiven."""
    people: float = 0.0
    """Author similarity, 0.5 when unknown."""
    nobody: bool = False
    """An author list is missing."""
    journal: float = 0.0
    """Journal similarity by name or ISSN, -1 when unknown."""
    agree: int = 0
    """How many of volume, issue and first page are the same."""
    clash: int = 0
    """How many of volume, issue and first page differ."""

    def __post_init__(self) -> None:
        self.wording = max(self.title, worth_of_a_cut(self.contained, self.title_length))
        self.people = self.authors if self.authors >= 0 else 0.5
        self.nobody = self.authors < 0
        self.journal = 1.0 if self.issn == SAME else self.journal_name
        place_says = (self.volume, self.issue, self.page)
        self.agree = place_says.count(SAME)
        self.clash = place_says.count(DIFFERS)

    @property
    def score(self) -> float:
        """How strongly the pair speaks for one work; orders the doubtful, best first."""
        total = 2 * self.wording + (self.authors if self.authors > 0 else 0.5)
        total += self.journal_name if self.journal_name > 0 else 0.5
        total += 0.5 * self.agree - 0.7 * self.clash
        total += {SAME: 1.0, DIFFERS: -1.0, MISSING: 0.0}[self.doi]
        total += self.abstract - 0.5 if self.abstract >= 0 else 0.0
        total += 1.0 if self.same_entry == SAME else 0.0
        return total - (0.3 * self.years_apart if self.years_apart > 0 else 0.0)


REMOTE, REMOTE_WITH_DOI = 0.7, 0.5
"""Below this title similarity nothing merges, so single words need no look."""
CUT_LEAST = 40
"""Shorter titles lie inside longer ones by chance."""


def worth_of_a_cut(contained: float, length: int) -> float:
    """What a title inside the other, longer one is worth as a similarity."""
    if contained == 1.0 and length >= CUT_LEAST:
        return 0.92
    return 0.90 if contained > 0.95 and length >= 45 else 0.0


def says(a: str, b: str) -> Says:
    """Whether two exact values are the same, differ, or one is missing."""
    return MISSING if not a or not b else (SAME if a == b else DIFFERS)


def title_similarity(a: Prepared, b: Prepared) -> float:
    """0..1: letters in order, words in any order, or one of two languages."""
    if a.title == b.title:
        return 1.0
    best = fuzz.ratio(a.tight, b.tight) / 100
    if best < 0.93:
        best = max(best, fuzz.token_sort_ratio(a.title, b.title) / 100)
    if best < 0.93 and (a.other_titles or b.other_titles):
        for one in (a.title, *a.other_titles):
            for two in (b.title, *b.other_titles):
                if one and two:
                    best = max(best, 0.98 * fuzz.ratio(one, two) / 100)
    return best


def containment(a: Prepared, b: Prepared) -> float:
    """How well the shorter title lies within the longer: 0..1, 0.0 for titles under 8 letters."""
    short, long = (a.tight, b.tight) if len(a.tight) <= len(b.tight) else (b.tight, a.tight)
    if len(short) < 8 or len(short) == len(long):
        return 0.0
    if long.startswith(short) or long.endswith(short):
        return 1.0
    return fuzz.partial_ratio(short, long) / 100 if len(short) >= 30 else 0.0


def numbers_clash(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether each side names a number the other does not."""
    if a == b:
        return False
    one, two = Counter(a), Counter(b)
    return bool(one - two) and bool(two - one)


def _slip(a: str, b: str) -> bool:
    return len(a) > 14 and a[-1] == b[-1] and Levenshtein.distance(a, b, score_cutoff=2) <= 1


def _cochrane(a: Prepared, b: Prepared) -> Literal["", "same", "version", "other"]:
    if not a.cochrane or not b.cochrane:
        return ""
    if a.cochrane == b.cochrane:
        return "same"
    return "version" if a.cochrane[0] == b.cochrane[0] else "other"


def same_entry(a: Prepared, b: Prepared) -> Says:
    if a.pmid and b.pmid:
        return SAME if a.pmid == b.pmid else DIFFERS
    if a.database and a.database == b.database:
        return says(a.accession, b.accession)
    return MISSING


def title_contrast(a: Prepared, b: Prepared) -> Contrast:
    """The least contrast of any two forms of the titles."""
    if not a.title or not b.title:
        return Contrast.NONE
    least = contrast(a.title, b.title)
    if least and (a.other_titles or b.other_titles):
        forms = (
            (one, two) for one in (a.title, *a.other_titles) for two in (b.title, *b.other_titles)
        )
        least = min(contrast(one, two) for one, two in forms if one and two)
    return least


def _registration(a: Prepared, b: Prepared) -> Literal["", "same", "shared", "other", "report"]:
    one, two = a.trials, b.trials
    if not (one.registered or two.registered):
        return ""
    if one.registered and two.registered:
        if one.own and one.own == two.own:
            return "same"
        if not one.named.isdisjoint(two.named):
            return "shared"
        return "other" if one.own and two.own and register(one.own) == register(two.own) else ""
    return "" if one.named.isdisjoint(two.named) else "report"


def _identical(a: Prepared, b: Prepared) -> bool:
    return a.title == b.title and a.doi == b.doi and _content(a) == _content(b)


def _content(r: Prepared) -> tuple[object, ...]:
    place_ = (r.journal, r.volume, r.issue, r.first_page, r.last_page, r.doi, r.addresses)
    return (r.names, r.year, *place_, r.abstract, r.kinds, r.form, r.trials.own)


def evidence(a: Prepared, b: Prepared) -> Evidence:
    """Everything the rules need to know about a pair."""
    title = title_similarity(a, b)
    doi = says(a.doi, b.doi)
    if doi == DIFFERS and _slip(a.doi, b.doi):
        doi = MISSING
    return Evidence(
        title=title,
        contained=containment(a, b) if title < 0.97 else 0.0,
        authors=names.authors_similarity(a.names, b.names, a.record.authors, b.record.authors),
        years_apart=abs(a.year - b.year) if a.year and b.year else -1,
        journal_name=place.journal_similarity(a.journal, b.journal),
        issn=MISSING
        if not a.issns or not b.issns
        else (DIFFERS if set(a.issns).isdisjoint(b.issns) else SAME),
        volume=says(a.volume, b.volume),
        issue=says(a.issue, b.issue),
        page=says(a.first_page, b.first_page),
        last_page=says(
            a.last_page if a.last_page != a.first_page else "",
            b.last_page if b.last_page != b.first_page else "",
        ),
        doi=doi,
        abstract=fuzz.ratio(a.abstract, b.abstract) / 100 if a.abstract and b.abstract else -1.0,
        numbers_clash=numbers_clash(a.numerals, b.numerals),
        kinds_differ=a.kinds ^ b.kinds,
        kinds_either=a.kinds | b.kinds,
        title_length=min(len(a.tight), len(b.tight)),
        cochrane=_cochrane(a, b),
        same_entry=same_entry(a, b),
        contrast=title_contrast(a, b)
        if (REMOTE_WITH_DOI if doi == SAME else REMOTE) <= title < 1
        else Contrast.NONE,
        forms_differ=frozenset({a.form, b.form})
        if a.form and b.form and a.form != b.form
        else frozenset(),
        notices=(not kinds.NOTICES.isdisjoint(a.kinds)) + (not kinds.NOTICES.isdisjoint(b.kinds)),
        registration=_registration(a, b),
        address=SAME if a.addresses and not set(a.addresses).isdisjoint(b.addresses) else MISSING,
        identical=_identical(a, b),
    )
