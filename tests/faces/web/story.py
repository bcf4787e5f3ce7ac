"""Invented citations that read like real ones, for the browser tests and the pictures."""

from __future__ import annotations

from pathlib import Path

from tests.winnow import Team, ris

WHO = ("nurses on night shifts", "older adults in care homes", "students before examinations",
       "people recovering from surgery", "long-distance lorry drivers", "new parents")  # fmt: skip
WHAT = ("warm milk at bedtime", "a milk drink with honey", "malted milk", "a placebo drink",
        "sleep hygiene advice", "light treatment")  # fmt: skip
DESIGN = ("A randomised trial", "A cross-over study", "A cohort study", "A survey", "A case series")
EVIL = {
    "AN": "K900",
    "TI": "<script>document.title='taken'</script> Milk & <b>bold</b> claims on sleep",
    "AB": "<img src=x onerror=\"document.title='taken'\"> We studied sleep. </article><h1>Sleep</h1>",
    "AU": ["O'Hara <i>, A."],
    "KW": ["<svg/onload=alert(1)>"],
    "T2": 'Journal of "Quotes" & <Tags>',
    "PY": 2020,
}


def citation(number: int) -> dict[str, object]:
    """An invented article, unlike any other number's."""
    who, what = WHO[number % 6], WHAT[(number // 6 + number) % 6]
    design = DESIGN[number % 5]
    return {
        "AN": f"K{number}",
        "TI": f"{design} of {what} for sleep in {who}: site {number}",
        "AU": [f"Meadow{number}, A.", f"Brook{number}, B.", "Hill, C."],
        "PY": 1995 + number % 30,
        "T2": f"Annals of Invented Medicine {number % 9 + 1}",
        "AB": (
            f"BACKGROUND: Poor sleep is common in {who}. It is not known whether {what} helps.\n"
            f"METHODS: {design} with {40 + 3 * number} people at site {number}. Treatment lasted "
            f"{2 + number % 7} weeks. Sleep was measured with a diary and a wrist device; anxiety "
            "with a questionnaire.\n"
            f"RESULTS: Sleep improved by {5 + number % 20} minutes a night. Few people left the study.\n"
            "CONCLUSION: The effect is small. Larger studies are needed."
        ),
        "KW": ["sleep", "milk", who],
    }


def review(
    folder: Path, protocol: Path, count: int = 60, evil: bool = True, database: str = ""
) -> Team:
    """A review with `count` invented citations, one of them hostile, de-duplicated."""
    team = Team(folder / "review", protocol, database)
    entries = [citation(i) for i in range(1, count + 1)]
    team(
        "add",
        ris(folder / "search.ris", [*entries, *([EVIL] if evil else [])]),
        "--source",
        "MEDLINE",
    )
    team("dedupe")
    return team
