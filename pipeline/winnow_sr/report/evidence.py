"""The evidence map: for each claim of the protocol, included studies by design and substance.

It counts what people assigned with `winnow describe`, and nothing else. A count says that studies
bear on a claim, not what they found. A claim without a study is shown as such: "no study found"
where every included study has been described, "so far" while that is not so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from winnow_sr.report.document import Block, Cell, Document, Heading, Table, paragraphs, section
from winnow_sr.report.facts import Described, Facts
from winnow_sr.report.manuscript import standing
from winnow_sr.report.tables import studies, study_names
from winnow_sr.report.words import count, listing, number, was

UNMAPPED = "not yet mapped"
NONE = "no study found"
ANY = "(substance not stated)"
NO_DESIGN = "design not stated"


def mapped(facts: Facts) -> dict[str, Described]:
    """The included studies that have been described."""
    return {s: facts.described[s] for s in studies(facts) if s in facts.described}


def substances(facts: Facts) -> list[str]:
    """The substances that people named, in the order of their first study."""
    found = [s for d in mapped(facts).values() for s in (d.substances or (ANY,))]
    return list(dict.fromkeys(found))


def nothing(facts: Facts) -> str:
    """What an empty cell says."""
    included, done = len(studies(facts)), len(mapped(facts))
    if facts.flow.final and done == included:
        return NONE
    return f"{NONE} so far" if done else UNMAPPED


def cell(facts: Facts, found: Iterable[Described]) -> str:
    """`3 (cohort study 2, case report 1)`, or the words for none."""
    designs = Counter(d.design or NO_DESIGN for d in found)
    if not designs:
        return nothing(facts)
    parts = ", ".join(f"{design} {number(n)}" for design, n in designs.most_common())
    return f"{number(designs.total())} ({parts})"


def map_table(facts: Facts) -> Table:
    """Claims by substance; designs with their numbers inside each cell."""
    names = substances(facts)
    done = list(mapped(facts).values())
    rows: list[tuple[Cell, ...]] = []
    for claim in facts.plan.claims:
        on = [d for d in done if claim.id in d.claims]
        by = [cell(facts, (d for d in on if name in (d.substances or (ANY,)))) for name in names]
        rows.append((claim.id, claim.question, *by, cell(facts, on)))
    columns = ("claim", "question", *names, "all studies")
    rest = 0.6 / (len(names) + 1)
    return Table(
        "evidence-map",
        columns,
        tuple(rows),
        (0.08, 0.32, *[rest] * (len(names) + 1)),
        "The protocol lists no claims to map.",
    )


def long_table(facts: Facts) -> Table:
    """One row for each claim, substance and design, with the studies; a row for each gap."""
    rows: list[tuple[Cell, ...]] = []
    names, called = substances(facts), study_names(facts)
    for claim in facts.plan.claims:
        for name in names or [""]:
            on: dict[str, list[str]] = {}
            for study, found in mapped(facts).items():
                if claim.id in found.claims and name in (found.substances or (ANY,)):
                    on.setdefault(found.design or NO_DESIGN, []).append(called[study])
            rows += [
                (claim.id, claim.question, name, design, len(list_), "; ".join(list_))
                for design, list_ in on.items()
            ]
            if not on:
                n: Cell = "" if nothing(facts) == UNMAPPED else 0
                rows.append((claim.id, claim.question, name, nothing(facts), n, ""))
    columns = ("claim", "question", "substance", "design", "n", "studies")
    return Table("evidence-map-studies", columns, tuple(rows), (0.08, 0.3, 0.16, 0.18, 0.06, 0.22))


def evidence_map(facts: Facts) -> Document:
    """The map, how far it reaches, and the studies behind every count."""
    included, done = studies(facts), mapped(facts)
    called = study_names(facts)
    open_ = [called[s] for s in included if s not in done]
    idle = [called[s] for s, d in done.items() if not d.claims]
    texts = [
        "The map counts included studies by what people assigned to them: design, substances, and the "
        "claims on which they bear. It does not say what any study found. A study with several "
        "substances is counted under each, and once under all studies."
    ]
    if not done:
        texts.append(
            f"{count(len(included), 'study')} included, none described yet (winnow describe): every claim is "
            f"shown as “{UNMAPPED}”."
            if included or not facts.flow.final
            else "No study is included."
        )
    else:
        texts.append(
            f"{number(len(done))} of {count(len(included), 'included study', 'included studies')} {was(len(done))} described."
        )
    if open_ and done:
        texts.append(f"Not described yet: {listing(open_)}.")
    if idle:
        texts.append(f"Described as bearing on none of the claims: {listing(idle)}.")
    if done and not facts.flow.final:
        texts.append("The selection is not final; “so far” marks claims that this may change.")
    blocks: list[Block] = [
        Heading(f"{facts.title}: evidence map", 1),
        *standing(facts),
        *paragraphs(texts),
    ]
    blocks += [map_table(facts)]
    if done:
        found = long_table(facts)
        blocks += section(
            "Studies behind the map",
            [replace(found, name="", rows=tuple(r for r in found.rows if r[4]))],
        )
    return Document("evidence-map", tuple(blocks), wide=True)
