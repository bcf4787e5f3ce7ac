"""Where the line runs between merging and asking: what looks alike and is not, and the reverse."""

from __future__ import annotations

from typing import Any

from winnow_sr.dedupe import explain

BARE = {"doi": "", "abstract": ""}


def outcome(one: Any, two: Any) -> str:
    return explain(one, two).outcome


def test_a_column_returns_on_the_same_page_of_every_issue(article: Any) -> None:
    """Exports without issue numbers: the second column must not vanish into the first."""
    for title in ("Editor's Comments", "Editorial Introduction", "From the editors"):
        column = {**BARE, "title": title, "issue": ""}
        assert outcome(article(**column, pages="3-9"), article(**column, pages="3-8")) == "leave"
        assert outcome(article(**column, pages="5-6"), article(**column, pages="5-6")) == "ask"
        assert outcome(article(**column, pages=""), article(**column, pages="")) == "ask"
        other = article(**column, pages="", authors=("Dlamini, Zola",))
        assert outcome(article(**column, pages=""), other) == "leave"
    known = {**BARE, "title": "Editor's Comments", "pages": "5-6"}
    assert outcome(article(**known), article(**known)) == "merge"
    long = {**BARE, "title": "Remarks from the Journal of Imagined Medicine - Editor's Comments"}
    assert outcome(article(**long, pages="", issue=""), article(**long, pages="")) == "leave"


def test_two_papers_of_one_issue_that_differ_by_a_word(article: Any, other_abstract: str) -> None:
    title = "Melatonin and the contractions of the sheep rumen"
    vitro = article(title=f"{title} in vitro", **BARE)
    assert outcome(vitro, article(title=f"{title} in vivo", pages="110-119", **BARE)) == "leave"
    own_text = {"doi": "", "abstract": other_abstract, "pages": "110-119"}
    assert outcome(vitro, article(title=f"{title} in vivo", **own_text)) == "leave"
    assert outcome(vitro, article(title=f"{title} in vitro", pages="110-119", **BARE)) == "merge"


def test_pages_may_slip_but_not_of_notices_or_meeting_abstracts(
    article: Any, other_abstract: str
) -> None:
    slipped = {"doi": "", "pages": "333-341"}
    assert outcome(article(**BARE), article(**slipped, abstract="")) == "merge"
    assert outcome(article(doi=""), article(**slipped, abstract=other_abstract)) == "ask"
    notice = f"Erratum: {article().title}"
    assert outcome(article(**BARE, title=notice), article(**slipped, title=notice)) == "ask"
    meeting = {"journal": "Journal of Imagined Medicine. Conference: 4th Congress on Sleep"}
    assert outcome(article(**BARE, **meeting), article(**slipped, abstract="", **meeting)) == "ask"


def test_one_abstract_at_the_meetings_of_two_years_is_asked(article: Any) -> None:
    first = article(doi="", volume="60", issue="", pages="")
    second = article(doi="", volume="61", issue="", pages="", year=2015)
    assert outcome(first, second) == "ask"


def test_short_items_on_one_page_by_one_group_are_left(article: Any) -> None:
    here = {**BARE, "pages": "S72"}
    other = "Kratom tea among labourers of two river villages: a survey"
    assert outcome(article(**here), article(**here, title=other)) == "leave"
    translated = {**BARE, "title": "Opioidentzug bei Erwachsenen: Hilft Melatonin beim Schlafen?"}
    assert outcome(article(**BARE), article(**translated)) == "ask", "all pages the same"


def test_an_untranslated_subtitle_of_the_journal_does_not_hide_a_short_title(article: Any) -> None:
    short = {**BARE, "title": "Psyche and immunology"}
    here = article(**short, journal="Duodecim")
    there = article(**short, journal="Duodecim; laaketieteellinen aikakauskirja")
    assert outcome(here, there) == "merge"
