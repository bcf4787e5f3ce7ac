"""The reader of strategies is itself a measuring instrument: it is checked on small strategies."""

from __future__ import annotations

from types import ModuleType

import pytest


@pytest.mark.parametrize(
    ("platform", "strategy", "caught", "missed"),
    [
        ("MEDLINE", '#1 "hip pain"[tiab:~2]', "pain in the hip", "pain felt in the hip"),
        ("MEDLINE", "#1 tea[tiab]\n#2 milk[tiab]\n#3 #1 AND #2", "milk, then tea", "tea"),
        ("MEDLINE", '#1 "tea leaf"[tiab]', "Tea-leaf", "leaf tea"),
        ("MEDLINE", '#1 "Tea"[Mesh] OR leaf[tiab]', "a leaf", "tea"),
        ("Embase", "1. (tea adj2 cup*).ti,ab,kf,dq.", "cups of tea", "cups of hot tea"),
        ("Embase", "1. exp tea/ or green tea.ti,ab,kf,dq.", "a green tea", "tea, green"),
        (
            "CENTRAL",
            "#1 ((tea NEXT leav*) NEAR/2 cup):ti,ab,kw",
            "cup, tea leaves",
            "leaves tea cup",
        ),
        ("CINAHL", "S1 TI (tea N1 cup) OR AB (tea N1 cup)", "cup of tea", "cup of hot tea"),
        ("Scopus", "#1 TITLE-ABS-KEY((tea OR milk) W/1 cup)", "milk in cup", "milk in a cup"),
        ("Web of Science", "#1 TS=(tea NEAR/0 cup)", "a tea cup", "tea in cup"),
    ],
)
def test_each_platforms_meaning(
    platform: str, strategy: str, caught: str, missed: str, searching: ModuleType
) -> None:
    search = searching.Search(strategy, platform)
    assert search.finds(caught)
    assert not search.finds(missed)


def test_nothing_is_near_across_title_and_abstract(searching: ModuleType) -> None:
    search = searching.Search("#1 TS=(tea NEAR/5 cup)", "Web of Science")
    assert search.finds("tea cup", "x")
    assert not search.finds("tea", "cup")


@pytest.mark.parametrize(
    "strategy",
    [
        "#1 TS=(tea OR cup",
        "#1 TS=(tea OR OR cup)",
        "#1 TS=(tea) OR #2",
        "#1 TS=(tea adj5 cup) & more",
        "#1 tea)",
    ],
)
def test_slips_of_syntax_are_not_passed_over(strategy: str, searching: ModuleType) -> None:
    with pytest.raises(AssertionError):
        searching.Search(strategy, "Web of Science").finds("tea")
