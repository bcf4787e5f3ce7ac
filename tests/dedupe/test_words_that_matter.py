"""Titles alike in nearly every letter: which differences make two works, and which are spelling."""

from __future__ import annotations

from typing import Any

import pytest

from winnow_sr.dedupe import explain
from winnow_sr.dedupe.contrast import Contrast, contrast
from winnow_sr.dedupe.oppositions import NEGATIONS, POLES

OPPOSITES = (
    ("Opioid withdrawal in {}: a survey of clinics", "boys", "girls"),
    ("Opioid withdrawal in {}: a survey of clinics", "mothers", "fathers"),
    ("Opioid withdrawal in {}: a survey of clinics", "children", "adolescents"),
    ("Opioid withdrawal in {}: a survey of clinics", "inpatients", "outpatients"),
    ("Opioid withdrawal in {}: a survey of clinics", "smokers", "nonsmokers"),
    ("Opioid withdrawal in {}: a survey of clinics", "rats", "mice"),
    ("Treatment of {} pain in general practice", "acute", "chronic"),
    ("Treatment of {} pain in general practice", "nociceptive", "non-nociceptive"),
    ("Melatonin {} placebo in opioid withdrawal", "with", "without"),
    ("Melatonin in sleep loss: a review of its {}", "safety", "efficacy"),
    ("Kratom tea and {} of the tongue", "hyperplasia", "hypoplasia"),
    ("Melatonin in the {} ward: a randomised trial", "preoperative", "postoperative"),
    ("Melatonin in the {} ward: a randomised trial", "pre-operative", "post-operative"),
    ("Pressure in the {} ventricle of sheep", "left", "right"),
    ("A {} dose of melatonin in opioid withdrawal", "high", "low"),
    ("{} temperatures and sleep in the desert", "Increasing", "Decreasing"),
    ("Melatonina en {} con dependencia de opioides", "hombres", "mujeres"),
    ("Schlaf bei Patienten {} Depression im Entzug", "mit", "ohne"),
    ("Is melatonin {} in opioid withdrawal of adults", "effective", "ineffective"),
    ("Melatonin {} improve sleep in opioid withdrawal", "does", "does not"),
    ("{} of melatonin on sleep in withdrawal", "Effect", "No effect"),
    ("Melatonin and sleep in opioid withdrawal{}", "", ". Part 2"),
)
SPELLINGS = (
    ("A randomised trial of melatonin", "A randomized trial of melatonin"),
    ("Sleep of patient in withdrawal", "Sleep of patients in withdrawal"),
    ("Melatonin in pre-term infants", "Melatonin in preterm infants"),
    ("The effects of melatonin in men and women", "Melatonin: effects in women and men"),
    ("Activation of PKC by melatonin", "Activation of PKCepsilon by melatonin"),
    ("Melatonin in aminals and man", "Melatonin in animals and man"),
    ("Melatonin for sleep", "Melatonin for sleep: why it is not the answer to withdrawal"),
    (
        "Preischaemic conditioning of the ischaemic heart",
        "Preischemic conditioning of the ischameic heart",
    ),
)


def differ(one: str, two: str) -> Contrast:
    from winnow_sr.dedupe.folding import fold, words

    return contrast(words(fold(one)), words(fold(two)))


@pytest.mark.parametrize(("title", "one", "two"), OPPOSITES)
def test_opposites_never_merge_on_a_shared_doi_or_page(
    title: str, one: str, two: str, article: Any
) -> None:
    here, there = title.format(one), title.format(two)
    assert differ(here, there) == differ(there, here) == Contrast.DECISIVE
    bare = {"abstract": "", "pages": "7"}
    assert explain(article(title=here, **bare), article(title=there, **bare)).outcome == "ask"
    unplaced = {"abstract": "", "pages": "", "volume": "", "issue": ""}
    assert (
        explain(article(title=here, **unplaced), article(title=there, **unplaced)).outcome == "ask"
    )
    page = {"abstract": "", "doi": ""}
    assert explain(article(title=here, **page), article(title=there, **page)).outcome == "ask"


@pytest.mark.parametrize(("one", "two"), SPELLINGS)
def test_spelling_and_subtitles_are_no_contrast(one: str, two: str) -> None:
    assert differ(one, two) == differ(two, one) == Contrast.NONE


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Thailand", "Malaysia"),
        ("methadone", "buprenorphine"),
        ("nurses", "cleaners"),
        ("10 mg", "20 mg"),
        ("four weeks", "8 weeks"),
        ("part I", "part III"),
    ],
)
def test_another_word_or_number_never_merges_on_a_shared_doi(
    one: str, two: str, article: Any
) -> None:
    """No list holds every drug and country: one word in place of another is enough to ask."""
    bare = {"abstract": "", "pages": "", "volume": "", "issue": ""}
    here = article(title=f"Sleep and rest in opioid withdrawal: {one} of interest", **bare)
    there = article(title=f"Sleep and rest in opioid withdrawal: {two} of interest", **bare)
    assert explain(here, there).outcome == "ask"
    own = {"doi": "", "abstract": "", "pages": "", "volume": "", "issue": ""}
    here = article(title=f"Sleep and rest in opioid withdrawal: {one} of interest", **own)
    there = article(title=f"Sleep and rest in opioid withdrawal: {two} of interest", **own)
    assert explain(here, there).outcome != "merge"


def test_a_word_replaced_over_one_abstract_and_place_is_a_retitled_article(article: Any) -> None:
    one = article(title="Melatonin for sleep in opioid withdrawal: a controlled trial")
    two = article(title="Melatonin for sleep in opioid withdrawal: a randomised trial")
    assert explain(one, two).outcome == "merge"


def test_why_same_does_not_call_two_titles_the_same(article: Any) -> None:
    """Two reports of one series: 0.95 alike, and the one word that differs is what they are about."""
    series = "Fact sheets on the management of sagebrush rangelands in the basin: {} topic"
    bare = {"abstract": "", "doi": "", "pages": ""}
    why = explain(
        article(title=series.format("Invasives"), **bare),
        article(title=series.format("Fire"), **bare),
    )
    title = why.comparison.fields["title"]
    assert title.similarity is not None
    assert title.similarity > 0.9
    assert title.says == "differs"
    assert why.outcome == "ask"


def test_the_lists_are_in_the_form_titles_are_compared_in() -> None:
    from winnow_sr.dedupe.folding import fold, words

    for word in (*POLES, *NEGATIONS):
        assert words(fold(word)) == word
