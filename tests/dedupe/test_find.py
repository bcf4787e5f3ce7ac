"""What a librarian expects of de-duplication, told with small invented sets."""

from __future__ import annotations

from typing import Any

import pytest

from winnow_sr.dedupe import Known, Policy, explain, find_duplicates
from winnow_sr.dedupe.block import candidate_pairs
from winnow_sr.dedupe.prepare import prepare
from winnow_sr.errors import WinnowError
from winnow_sr.records.model import Record


def test_nothing_and_one_record_are_no_trouble(article: Any) -> None:
    assert find_duplicates([]).groups == []
    assert find_duplicates([(7, article())]).groups == []


def test_two_exports_of_one_article_become_one_citation(article: Any) -> None:
    pubmed = article(pmid="24000001", pages="101-9", doi="")
    embase = article(
        title="MELATONIN FOR SLEEP DISTURBANCE DURING OPIOID WITHDRAWAL IN ADULTS.",
        authors=("Abara N.", "Brandt J.", "Ceesay F."),
        journal="J. Imagined Med.",
    )
    found = find_duplicates([(12, pubmed), (40, embase), (41, article(title="Another story"))])
    assert found.groups[0] == (12, 40)
    link = found.links[0]
    assert (link.a, link.b, link.outcome) == (12, 40, "merge")
    assert link.comparison.fields["title"].says == "same"
    assert sum(found.counts.values()) == len(found.links), "the counts add up to the copies removed"


def test_a_chain_of_copies_is_one_group_with_one_link_less_than_records(article: Any) -> None:
    found = find_duplicates([(n, article(abstract="")) for n in range(1, 6)])
    assert found.groups == [(1, 2, 3, 4, 5)]
    assert len(found.links) == 4


@pytest.mark.parametrize(
    ("switch", "one", "two"),
    [
        (
            "cochrane_versions",
            {"doi": "10.1002/14651858.CD001111.pub2", "pages": ""},
            {"doi": "10.1002/14651858.CD001111.pub3", "pages": "", "year": 2016},
        ),
        ("errata", {}, {"title": "Erratum: {}", "pages": "222", "doi": ""}),
        ("preprints", {}, {"journal": "bioRxiv", "doi": "10.1101/2013.01.01.1", "pages": ""}),
        ("conference_abstracts", {"doi": ""}, {"doi": "", "pages": "S44", "issue": "Suppl 1"}),
        ("registry_entries", {}, {"journal": "ClinicalTrials.gov", "doi": "", "pages": ""}),
    ],
)
def test_the_policy_decides_about_two_publications_of_one_work(
    article: Any, switch: str, one: dict[str, Any], two: dict[str, Any]
) -> None:
    a = article(**one)
    if "title" in two:
        two = {**two, "title": two["title"].format(a.title)}
    pair = [(1, a), (2, article(**two))]
    asked = find_duplicates(pair)
    assert (asked.groups, len(asked.doubtful)) == ([], 1), "strict by default: a person is asked"
    merged = find_duplicates(pair, Policy.from_dict({switch: "merge"}))
    assert (merged.groups, merged.doubtful) == ([(1, 2)], [])
    left = find_duplicates(pair, Policy.from_dict({switch: "leave"}))
    assert (left.groups, left.doubtful) == ([], [])


def test_a_policy_that_does_not_exist_is_explained() -> None:
    with pytest.raises(WinnowError, match=r"unknown switch 'preprint'.*preprints"):
        Policy.from_dict({"preprint": "merge"})
    with pytest.raises(WinnowError, match="errata cannot be 'yes'; say merge, ask or leave"):
        Policy.from_dict({"errata": "yes"})
    with pytest.raises(WinnowError, match="errata cannot be True"):
        Policy.from_dict({"errata": True})
    with pytest.raises(WinnowError, match="unknown switch 3"):
        Policy.from_dict({3: "ask"})  # type: ignore[dict-item]


def test_retractions_are_never_hidden(article: Any) -> None:
    first = article()
    marked = article(title=f"RETRACTED: {first.title}")
    notice = article(title=f"Retraction notice to: {first.title}", pages="300", doi="", abstract="")
    found = find_duplicates([(1, first), (2, marked), (3, notice)])
    assert found.groups == [(1, 2)], "a retracted article is the article; its notice is not"
    assert {(w.record, w.rule) for w in found.warnings} == {
        (2, "retracted"),
        (3, "retraction-notice"),
    }
    assert any({link.a, link.b} & {3} for link in found.doubtful)


def test_what_a_person_judged_stands(article: Any) -> None:
    copies = [(1, article()), (2, article())]
    apart = find_duplicates(copies, known=Known(different=[(2, 1)]))
    assert (apart.groups, apart.doubtful) == ([], [])
    strangers = [(1, article()), (2, article(title="Kratom tea", doi="", pages="7"))]
    together = find_duplicates(strangers, known=Known(same=[(1, 2)]))
    assert together.groups == [(1, 2)]
    assert together.links == [], "a person made this group, no rule did"


def test_different_outweighs_a_same_that_only_follows_from_others(article: Any) -> None:
    strangers = [(n, article(title=t, doi="", pages=str(n))) for n, t in enumerate("abc", 1)]
    found = find_duplicates(strangers, known=Known(same=[(1, 2), (2, 3)], different=[(1, 3)]))
    assert found.groups == [(1, 2)]
    assert [w.rule for w in found.warnings] == ["judged-both-ways"]


def test_known_groups_grow_and_are_never_split(article: Any) -> None:
    records = [(1, article()), (2, article(title="Kratom tea", doi="", pages="7")), (3, article())]
    found = find_duplicates(records, known=Known(groups=[(1, 2)], settled={1, 2}))
    assert found.groups == [(1, 2, 3)]


def test_a_doubtful_pair_waits_for_its_answer(article: Any) -> None:
    article_and_preprint = [
        (1, article()),
        (2, article(journal="medRxiv", doi="10.1101/2013.05.05.13001234", pages="", volume="")),
    ]
    first = find_duplicates(article_and_preprint)
    later = find_duplicates(
        [
            *article_and_preprint,
            (3, article(title="Something new", doi="", pages="9", abstract="")),
        ],
        known=Known(settled={1, 2}, doubtful=first.doubtful),
    )
    assert [(x.a, x.b) for x in later.doubtful] == [(1, 2)]
    answered = find_duplicates(
        article_and_preprint,
        known=Known(settled={1, 2}, doubtful=first.doubtful, different=[(1, 2)]),
    )
    assert answered.doubtful == []


def test_one_question_per_pair_of_citations(article: Any) -> None:
    articles = [(n, article()) for n in (1, 2, 3)]
    preprints = [
        (n, article(journal="medRxiv", doi="10.1101/2013.05.05.13001234", pages="", volume=""))
        for n in (4, 5)
    ]
    found = find_duplicates(articles + preprints)
    assert found.groups == [(1, 2, 3), (4, 5)]
    assert len(found.doubtful) == 1, "six pairs, one question"


def test_a_vetoed_pair_is_not_joined_through_a_third(article: Any) -> None:
    def review(number: str, **changes: Any) -> Record:
        doi = f"10.1002/14651858.{number}" if number else ""
        return article(journal="Cochrane Database Syst Rev", doi=doi, volume="", **changes)

    one, other, bare = review("CD001111"), review("CD002222"), review("")
    found = find_duplicates([(1, one), (2, other), (3, bare)])
    assert not any({1, 2} <= set(group) for group in found.groups)
    assert any(3 in group for group in found.groups), "the bare one joins the nearer of the two"


def test_a_supplement_under_one_doi_stays_many(article: Any) -> None:
    titles = [
        "Amber resin and the healing of gnawed bark in elms",
        "Cedar smoke lowers waking in laboratory moths: a dose study",
        "Who owns the night? Shift work in bakeries of the north coast",
        "Fern spores as allergens among gardeners over sixty",
        "Imaging of the hazel nut in vivo: first experience with seven squirrels",
    ]
    supplement = [
        (n, article(title=t, authors=(f"Author{n}, A.",), pages=f"S{n}", abstract=f"{t}. " * 3))
        for n, t in enumerate(titles)
    ]
    found = find_duplicates(supplement)
    assert (found.groups, found.doubtful) == ([], [])


def test_blank_and_broken_titles_are_not_the_same_work(article: Any) -> None:
    for title in ("", "#NAME?", "Editorial", "Preface", "[No title]"):
        pair = [
            (1, article(title=title, doi="", abstract="", pages="1-2", issue="1")),
            (2, article(title=title, doi="", abstract="", pages="201-202", issue="2")),
        ]
        found = find_duplicates(pair)
        assert (found.groups, found.doubtful) == ([], []), title


def test_pages_damaged_by_a_spreadsheet_still_agree(article: Any) -> None:
    pair = [(1, article(doi="", pages="7-12")), (2, article(doi="", pages="07-Dec"))]
    assert find_duplicates(pair).groups == [(1, 2)]


def test_volume_and_pages_written_into_the_journal_are_read(article: Any) -> None:
    place = "Journal of Imagined Medicine.12 (3) ()(pp 101-109) 2014.Date of Publication: 2014."
    ovid = article(doi="", journal=place, volume="", issue="", pages="var.pagings", abstract="")
    assert explain(article(abstract=""), ovid).rule == "exact-title-and-place"


def test_upper_case_mark_up_and_inverted_names_do_not_matter(article: Any) -> None:
    plain = article(doi="", title="Effect of β-endorphin on CO2 response in withdrawal of opioids")
    loud = article(
        doi="",
        title="EFFECT OF &#946;-ENDORPHIN ON CO<sub>2</sub> RESPONSE IN WITHDRAWAL OF OPIOIDS",
        authors=("Nwando, Abara", "Jonas, Brandt", "Fatou, Ceesay"),
    )
    assert find_duplicates([(1, plain), (2, loud)]).groups == [(1, 2)]


def test_authors_run_together_by_an_export_are_still_people(article: Any) -> None:
    run_together = article(doi="", pages="", authors=("Abara N.Brandt J.Ceesay F.",))
    assert explain(article(doi=""), run_together).comparison.fields["authors"].says == "same"


def test_the_translated_half_of_a_title_is_enough(article: Any) -> None:
    both = article(
        doi="",
        title="Melatonina para los trastornos del sueño durante la abstinencia de opioides "
        "[Melatonin for sleep disturbance during opioid withdrawal in adults]",
    )
    original = article(
        doi="",
        title="Melatonina para los trastornos del sueño durante la abstinencia de opioides",
        original_title="Melatonin for sleep disturbance during opioid withdrawal in adults",
    )
    assert find_duplicates([(1, article(doi="")), (2, both), (3, original)]).groups == [(1, 2, 3)]


def test_five_thousand_records_of_one_title_do_not_take_a_coffee_break(article: Any) -> None:
    records = [
        (
            n,
            article(
                doi="", abstract="", authors=(f"Author{n % 977}, A.",), year=1950 + n % 70,
                volume=str(n // 10), issue=str(1 + n % 10), pages=str(3 * n + 10_000),
            ),
        )
        for n in range(1, 5001)
    ]  # fmt: skip
    pairs = candidate_pairs([prepare(n, record) for n, record in records])
    assert len(pairs) < 100 * len(records), "12.5 million comparisons would take minutes"
    assert find_duplicates(records).groups == []


def test_five_thousand_copies_and_a_chain_of_two_thousand_are_one_citation(article: Any) -> None:
    assert len(find_duplicates([(n, article()) for n in range(5000)]).groups) == 1
    chain = Known(same=[(n, n + 1) for n in range(2000)])
    strangers = [(n, Record(title=f"{n} {n * 7919 % 9973}")) for n in range(2001)]
    found = find_duplicates(strangers, known=chain)
    assert [len(group) for group in found.groups] == [2001], "and no recursion limit is met"


def test_progress_ends_where_it_said_it_would(article: Any) -> None:
    seen: list[tuple[int, int]] = []
    find_duplicates([(n, article()) for n in range(300)], progress=lambda *s: seen.append(s))
    assert seen[-1][0] == seen[-1][1]
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert len({total for _, total in seen}) == 1
