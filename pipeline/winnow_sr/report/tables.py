"""Tables of the results: reports excluded at full text, included studies, the skeleton to fill."""

from __future__ import annotations

from collections import Counter

from winnow_sr.report.document import Block, Cell, Document, Heading, Table, section
from winnow_sr.report.facts import Facts, Reference
from winnow_sr.report.manuscript import standing
from winnow_sr.report.phrases import count, reference_words, short_reference
from winnow_sr.report.selecting import included_sentences
from winnow_sr.report.sentences import Sentence, paragraph, say

SKELETON = (
    "country",
    "setting",
    "years",
    "participants",
    "comparator",
    "outcomes",
    "funding",
    "conflicts of interest",
)
"""Characteristics for the authors to fill (PRISMA 2020 item 17); nothing is guessed."""
LANE_NAMES = {"dbr": "databases and registers", "other": "other methods"}


def reference(facts: Facts, citation: str) -> Reference:
    """The reference of a citation; its id where its texts are unknown."""
    return facts.references.get(citation) or Reference(key=citation)


def studies(facts: Facts) -> tuple[str, ...]:
    """The included studies, as the flow counts them."""
    found = facts.flow.members.get("new_studies")
    return found.studies if found else ()


def with_reports(facts: Facts) -> tuple[str, ...]:
    """Every study with an included report of this review: the new ones, then those of the previous
    version of which a new report was found."""
    new = studies(facts)
    return (*new, *(s for s in facts.flow.citations_of_study if s not in new))


def of_before(facts: Facts, study: str) -> bool:
    """Did the previous version hold this study?"""
    return study not in studies(facts)


def study_names(facts: Facts) -> dict[str, str]:
    """What each included study is called: the name it was given, else author and year of its
    report (and the citation's id, where another study has the same)."""
    short = {
        s: short_reference(facts.references[s])
        for s in with_reports(facts)
        if s in facts.references
    }
    often = Counter(short.values())
    return {
        s: s if s not in short else f"{short[s]} ({s})" if often[short[s]] > 1 else short[s]
        for s in with_reports(facts)
    }


def reports_of(facts: Facts, study: str) -> tuple[str, ...]:
    """The included citations of a study."""
    return facts.flow.citations_of_study.get(study, ())


def included_table(facts: Facts) -> Table:
    """Included studies, one row for each citation; `documents` are the reports that it stands for.
    Of an update also new reports of studies that the previous version held."""
    updated = facts.flow.updated
    rows: list[tuple[Cell, ...]] = []
    for study, name in study_names(facts).items():
        found = facts.described.get(study)
        for citation in reports_of(facts, study):
            ref = reference(facts, citation)
            rows.append(
                (
                    name,
                    citation,
                    ref.key,
                    reference_words(ref),
                    found.design if found else "",
                    "; ".join(found.substances) if found else "",
                    facts.documents.get(citation, 1),
                    *(("previous" if of_before(facts, study) else "new",) if updated else ()),
                )
            )
    more = ("study of",) if updated else ()
    columns = ("study", "citation", "key", "report", "design", "substances", "documents", *more)
    widths = (0.14, 0.08, 0.12, 0.38, 0.12, 0.1, 0.06, *(0.06 for _ in more))
    return Table(
        "included-studies",
        columns,
        tuple(rows),
        widths,
        "No study has been included.",
    )


def excluded_table(facts: Facts) -> Table:
    """Reports excluded at full text, with the one reason that is counted (PRISMA 2020 item 16b)."""
    rows: list[tuple[Cell, ...]] = []
    for prefix, lane in (("dbr", "databases"), ("other", "other")):
        for reason in facts.flow.reasons[lane]:
            behind = facts.flow.members.get(f"{prefix}_excluded:{reason['reason']}")
            for citation in behind.citations if behind else ():
                ref = reference(facts, citation)
                rows.append(
                    (
                        citation,
                        ref.key,
                        reference_words(ref),
                        reason["label"] or reason["reason"],
                        reason["reason"],
                        LANE_NAMES[prefix],
                    )
                )
    columns = ("citation", "key", "report", "reason", "code", "found by")
    return Table(
        "full-text-exclusions",
        columns,
        tuple(rows),
        (0.08, 0.12, 0.42, 0.18, 0.1, 0.1),
        "No report has been excluded at full text.",
    )


def unobtained_table(facts: Facts) -> Table:
    """Reports that were not retrieved, await classification or are of ongoing studies."""
    kinds = (
        ("notretrieved_reports", "not retrieved"),
        ("awaiting", "awaiting classification"),
        ("ongoing", "ongoing study"),
    )
    rows: list[tuple[Cell, ...]] = []
    for prefix, lane in LANE_NAMES.items():
        for key, words in kinds:
            behind = facts.flow.members.get(f"{prefix}_{key}")
            for citation in behind.citations if behind else ():
                ref = reference(facts, citation)
                why = facts.not_retrieved.get(citation, "") if key == "notretrieved_reports" else ""
                rows.append((citation, ref.key, reference_words(ref), words, why, lane))
    columns = ("citation", "key", "report", "state", "reason", "found by")
    return Table(
        "reports-not-settled",
        columns,
        tuple(rows),
        (0.08, 0.12, 0.42, 0.14, 0.14, 0.1),
        "Every report was retrieved and judged.",
    )


def characteristics_table(facts: Facts) -> Table:
    """One row for each included study: what is known, and empty columns for the authors."""
    rows: list[tuple[Cell, ...]] = []
    for study, name in study_names(facts).items():
        found, reports = facts.described.get(study), reports_of(facts, study)
        years = sorted({str(reference(facts, c).year) for c in reports if reference(facts, c).year})
        known: tuple[Cell, ...] = (
            name,
            "; ".join(reference(facts, c).key or c for c in reports),
            "; ".join(years),
            found.design if found else "",
            "; ".join(found.substances) if found else "",
            "; ".join(found.claims) if found else "",
            found.note if found else "",
            *(("previous" if of_before(facts, study) else "new",) if facts.flow.updated else ()),
        )
        rows.append(known + ("",) * len(SKELETON))
    known_columns = ("study", "reports", "published", "design", "substances", "claims", "note")
    more = ("study of",) if facts.flow.updated else ()
    columns = (*known_columns, *more, *SKELETON)
    return Table("characteristics", columns, tuple(rows), (), "No study has been included.")


def flow_table(facts: Facts) -> Table:
    """The numbers of the diagram, in its order."""
    from winnow_sr.prisma.box_lines import box_lines

    rows: list[tuple[Cell, ...]] = []
    for lines in box_lines(facts.flow).values():
        for line in lines:
            label, _, rest = line.text.replace("\u00a0", " ").rpartition(" (n = ")
            words, n = (label, rest.rstrip(")")) if label else (line.text, "")
            rows.append(("– " * line.indent + words, n))
    return Table("flow", ("box of the PRISMA 2020 diagram", "n"), tuple(rows), (0.85, 0.15))


def results(facts: Facts) -> Document:
    """The tables of the results in one document."""
    blocks: list[Block] = [Heading(f"{facts.title}: tables of the selection", 1), *standing(facts)]
    blocks += section("Flow of records and reports", [flow_table(facts), *notes(facts)])
    included, excluded = included_table(facts), excluded_table(facts)
    blocks += section(
        "Included studies and their reports",
        [*paragraph(facts, *included_sentences(facts), *rows_sentence(facts)), included],
    )
    blocks += section(
        "Reports excluded at full text",
        [
            *paragraph(facts, excluded_sentence(len(excluded.rows))),
            excluded,
        ],
    )
    blocks += section("Reports not retrieved or not settled", [unobtained_table(facts)])
    return Document("results-tables", tuple(blocks), wide=True)


def excluded_sentence(n: int) -> Sentence:
    """How many reports were excluded at full text."""
    if not n:
        return say("")
    return say(f"{count(n, 'report')}, each with the reason that is counted.", "decision_made")


def rows_sentence(facts: Facts) -> list[Sentence]:
    """Why the table has another number of rows than there are reports, where it has."""
    found = [say("A row for each citation; `documents` says for how many reports it stands.")]
    return found if facts.documents else []


def notes(facts: Facts) -> list[Block]:
    """The notes printed under the diagram."""
    return [block for text in facts.flow.notes for block in paragraph(facts, say(text))]
