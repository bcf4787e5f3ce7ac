"""The evidence map: for each claim of the protocol, included studies by design and substance.

It counts what people assigned with `winnow describe`, and nothing else. A count says that studies
bear on a claim, not what they found. A claim without a study is shown as such: "no study found"
where every included study has been described, "so far" while that is not so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from winnow_sr.report.document import Block, Cell, Document, Heading, Table, section
from winnow_sr.report.facts import Described, Facts
from winnow_sr.report.manuscript import standing
from winnow_sr.report.phrases import count, listing, number, was
from winnow_sr.report.sentences import Sentence, paragraph, say
from winnow_sr.report.tables import study_names, with_reports

DESCRIBED = "study_described"
UNMAPPED = "not yet mapped"
NONE = "no study found"
NEW = "no new study or report found"
ANY = "(substance not stated)"
NO_DESIGN = "design not stated"


def mapped(facts: Facts) -> dict[str, Described]:
    """The studies with an included report that have been described."""
    return {s: facts.described[s] for s in with_reports(facts) if s in facts.described}


def substances(facts: Facts) -> list[str]:
    """The substances that people named, in the order of their first study."""
    found = [s for d in mapped(facts).values() for s in (d.substances or (ANY,))]
    return list(dict.fromkeys(found))


def nothing(facts: Facts) -> str:
    """What an empty cell says. Of an update: nothing is known of what the previous version held."""
    included, done = len(with_reports(facts)), len(mapped(facts))
    words = NEW if facts.flow.updated else NONE
    if facts.flow.final and done == included:
        return words
    return f"{words} so far" if done else UNMAPPED


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


def reach(facts: Facts) -> list[Sentence]:
    """How far the map reaches."""
    included, done, called = with_reports(facts), mapped(facts), study_names(facts)
    open_ = [called[s] for s in included if s not in done]
    idle = [called[s] for s, d in done.items() if not d.claims]
    n = len(included)
    if not done and not n:
        first = say("No study is included." if facts.flow.final else "No study is included yet.")
    elif not done:
        text = f"{count(n, 'study')} included, none described yet (winnow describe)"
        text += f": every claim is shown as “{UNMAPPED}”." if facts.plan.claims else "."
        first = say(text, "decision_made")
    else:
        text = f"{number(len(done))} of {count(n, 'included study', 'included studies')}"
        first = say(f"{text} {was(len(done))} described.", DESCRIBED)
    return [
        first,
        say(f"Not described yet: {listing(open_)}." if open_ and done else "", DESCRIBED),
        say(
            f"Described as bearing on none of the claims: {listing(idle)}." if idle else "",
            DESCRIBED,
        ),
        say(
            "The selection is not final; “so far” marks claims that this may change."
            if done and not facts.flow.final
            else "",
            DESCRIBED,
        ),
    ]


def before(facts: Facts) -> Sentence:
    """Of an update: what the map cannot know."""
    old = facts.plan.previous
    if old is None or not facts.flow.updated:
        return say("")
    return say(
        f"Of the {count(old.studies, 'study')} of the previous version, only those with a new report "
        "included here can be in the map; the others were never described to winnow."
    )


ABOUT = (
    "The map counts included studies by what people assigned to them: design, substances, and the "
    "claims on which they bear. It does not say what any study found, and it is no finding. A study "
    "with several substances is counted under each, and once under all studies."
)


def evidence_map(facts: Facts) -> Document:
    """The map, how far it reaches, and the studies behind every count."""
    blocks: list[Block] = [
        Heading(f"{facts.title}: evidence map", 1),
        *standing(facts),
        *paragraph(facts, say(ABOUT), before(facts)),
        *paragraph(facts, *reach(facts)),
        map_table(facts),
    ]
    if mapped(facts):
        found = long_table(facts)
        blocks += section(
            "Studies behind the map",
            [replace(found, name="", rows=tuple(r for r in found.rows if r[4]))],
        )
    return Document("evidence-map", tuple(blocks), wide=True)
