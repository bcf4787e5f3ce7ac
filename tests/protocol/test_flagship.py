"""The flagship protocol holds what the review's specification fixes, and claims nothing."""

from __future__ import annotations

import re
from pathlib import Path

from winnow_sr.protocol import Plan


def test_the_exclusion_reasons_stand_in_the_settled_order(flagship: Plan) -> None:
    assert [r.label for r in flagship.reasons] == [
        "Not melatonin or kratom",
        "Not opioid withdrawal or dependence or use disorder",
        "Animal or in vitro",
        "Wrong publication type",
        "No relevant outcome",
        "No full text",
        "Duplicate report without new data",
        "Other reason",
    ]


def test_labels_survive_the_prisma_csv(flagship: Plan) -> None:
    """The PRISMA2020 CSV splits at commas and semicolons, and quotes with apostrophes."""
    assert not [r.label for r in flagship.reasons if re.search("[,;'\"]", r.label)]
    assert all(re.fullmatch(r"[a-z][a-z-]{2,17}", r.code) for r in flagship.reasons)


def test_the_settled_edge_cases_are_there(flagship: Plan) -> None:
    settled = {
        "Withdrawal from kratom itself": ("exclude", "not-opioid", "kratom-withdrawal"),
        "Ramelteon": ("exclude", "not-substance", ""),
        "Melatonin during benzodiazepine withdrawal in people on methadone": ("include", "", ""),
        "A survey of kratom users in general that reports use for": ("include", "", ""),
        "A survey of kratom users in general that reports nothing": ("exclude", "not-opioid", ""),
    }
    for words, ruling in settled.items():
        case = next(c for c in flagship.edge_cases if c.case.startswith(words))
        assert (case.verdict, case.reason, case.tag) == ruling
    assert "neonatal-abstinence" in {t.name for t in flagship.tags}


def test_every_lane_and_source_is_planned_with_a_strategy(flagship: Plan) -> None:
    lanes = {
        "database": [
            "MEDLINE",
            "Embase",
            "PsycINFO",
            "CENTRAL",
            "CINAHL",
            "Scopus",
            "Web of Science",
        ],
        "register": ["ClinicalTrials.gov", "WHO ICTRP"],
        "citation": ["Citation searching"],
        "website": ["Websites"],
        "organisation": ["Organisations"],
    }
    for lane, names in lanes.items():
        assert [s.name for s in flagship.sources if s.lane == lane] == names
    assert all(s.strategy and s.platform and s.limits and s.date for s in flagship.sources)


def test_the_screening_plan_is_fixed_in_advance(flagship: Plan) -> None:
    s, stop = flagship.screening, flagship.stopping
    assert (s.title_abstract_reviewers, s.full_text_reviewers) == (2, 2)
    assert s.pilot.size > 0
    assert 0 < s.pilot.threshold <= 1
    assert (s.model, s.conflicts, s.abstractless_first) == ("default", "open", True)
    assert (stop.rule, stop.target, stop.confidence) == ("cmh-seq", 0.90, 0.95)
    assert set(flagship.dedupe.values()) == {"ask"}


def test_the_claims_are_questions_and_the_file_states_no_finding(
    flagship: Plan, flagship_file: Path
) -> None:
    assert [c.id for c in flagship.claims] == [f"C{i}" for i in range(1, 12)]
    assert all(c.question.endswith("?") for c in flagship.claims)
    text = flagship_file.read_text(encoding="utf-8").lower()
    for claim in ("effective", "proven", "promising", "is safe", "studies show", "found that"):
        assert claim not in text


def test_the_known_studies_are_the_sixteen_of_the_specification(flagship: Plan) -> None:
    assert len(flagship.known_studies) == 16
    assert all(k.doi or k.pmid for k in flagship.known_studies)
