"""What the rules mean by their words."""

from __future__ import annotations

from winnow_sr.dedupe import kinds
from winnow_sr.dedupe.compare import DIFFERS, MISSING, SAME, Evidence
from winnow_sr.dedupe.contrast import Contrast


def alike_in_words(e: Evidence) -> bool:
    """The titles name the same numbers and differ in no word that matters."""
    return e.contrast == Contrast.NONE and not (e.numbers_clash and e.title < 1)


def nothing_differs(e: Evidence) -> bool:
    """Whatever both tell agrees; much may be missing."""
    return (
        e.title >= 0.97
        and alike_in_words(e)
        and e.clash == 0
        and e.doi != DIFFERS
        and same_people(e, 0.8)
        and (e.journal < 0 or e.journal >= 0.6)
        and within_a_year(e)
        and not other_abstract(e)
    )


def same_people(e: Evidence, least: float) -> bool:
    """The authors are alike enough, or a list is missing."""
    return e.people >= least or e.nobody


def within_a_year(e: Evidence) -> bool:
    """Published online in December, in print in January: a year apart is no contradiction."""
    return e.years_apart <= 1


def meeting(e: Evidence) -> bool:
    """One of the two looks like a meeting abstract."""
    return kinds.CONFERENCE in e.kinds_either


def notice(e: Evidence) -> bool:
    """One of the two is an erratum, a reply or a retraction: an article may have several."""
    return not kinds.NOTICES.isdisjoint(e.kinds_either)


def other_abstract(e: Evidence) -> bool:
    """Both have an abstract, and they are two texts."""
    return 0 <= e.abstract < 0.55


def same_range(e: Evidence) -> bool:
    """The same first and last page, more than one page: two works never share them all."""
    return e.page == SAME and e.last_page == SAME


def other_pages(e: Evidence) -> bool:
    """Two ranges of pages that share neither the first nor the last page."""
    return e.page == DIFFERS and e.last_page == DIFFERS


def companion(e: Evidence) -> bool:
    """On other pages, under another title by a word, and nothing shows that the text is one."""
    return other_pages(e) and e.title < 1 and e.abstract < 0.75


def same_volume(e: Evidence) -> bool:
    """The same volume, or where that is missing the same issue."""
    return e.volume == SAME or (e.volume == MISSING and e.issue == SAME)


def one_place(e: Evidence) -> bool:
    """The same first page of the same volume of the same journal, nothing against it."""
    return (
        e.page == SAME
        and e.volume == SAME
        and DIFFERS not in (e.issue, e.doi)
        and within_a_year(e)
        and e.journal >= 0.7
    )


def cut_over_one_abstract(e: Evidence) -> bool:
    """One title begins the other, over one abstract by the same people in the same journal."""
    return (
        e.contained == 1
        and e.abstract >= 0.93
        and e.people >= 0.75
        and e.journal >= 0.6
        and within_a_year(e)
    )
