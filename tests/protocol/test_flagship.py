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
        "Another question",
        "Other reason",
    ]


def test_nothing_is_excluded_for_outcomes_duplicates_or_a_missing_full_text(flagship: Plan) -> None:
    """Outcomes not reported are missing results; further reports are linked; without a full text a
    report awaits classification (MECIR C8, C42; the diagram has a box for each)."""
    labels = " ".join(r.label.lower() for r in flagship.reasons)
    assert not re.search(r"outcome|duplicate|full text", labels)
    assert "Which outcomes it reports is no criterion" in " ".join(flagship.include)
    cases = {c.case: (c.verdict, c.reason) for c in flagship.edge_cases}
    for words, ruling in {
        "reports no outcome of the list": ("include", ""),
        "A further report of a study that is included": ("include", ""),
        "kept as awaiting classification": ("", ""),
        "measures melatonin made by the body": ("exclude", "not-substance"),
    }.items():
        assert [ruling] == [r for case, r in cases.items() if words in case], words


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
            "Preprints",
            "Theses",
            "Global Index Medicus",
            "Iranian databases",
            "Thai and Malaysian journals",
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
    # a cell 'no study found' with one study in ten unread behind it would say too much
    assert (stop.rule, stop.target, stop.confidence) == ("cmh-seq", 0.95, 0.95)
    assert set(flagship.dedupe.values()) == {"ask"}


def test_what_the_statistics_will_be_is_fixed_in_advance(flagship: Plan) -> None:
    for key, words in {
        "effect_measures": "risk ratio",
        "time_points": "days 1 to 7",
        "heterogeneity": "prediction interval",
        "subgroups": "interaction",
        "sensitivity": "high risk of bias",
        "confidence": "GRADE",
        "meta_biases": "ROB-ME",
        "synthesis": "speaks for a substance",
    }.items():
        assert words in " ".join(flagship.reporting[key].split()), key
    assert flagship.question.main_outcomes == 2


def test_what_is_not_decided_yet_is_marked_as_planned_and_names_nobody(flagship: Plan) -> None:
    assert not flagship.registered
    assert flagship.registration.startswith("Planned:")
    said = flagship.as_dict()["administration"]
    for key in ("start", "end", "stage", "contact", "organisation", "interests", "country"):
        assert said[key].startswith("Planned:"), key
    for key in ("authors", "contributions", "support"):
        assert flagship.reporting[key].startswith("Planned:"), key


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
