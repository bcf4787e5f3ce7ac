"""All files of the kit: documents as Markdown and DOCX, tables as CSV."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from winnow_sr.protocol.plan import Plan
from winnow_sr.report import checklist, deviations
from winnow_sr.report.csvs import to_csv
from winnow_sr.report.document import (
    Block,
    Bullets,
    Cell,
    Document,
    Heading,
    Paragraph,
    Table,
    Verbatim,
)
from winnow_sr.report.docx import to_docx
from winnow_sr.report.evidence import evidence_map, long_table
from winnow_sr.report.facts import Facts
from winnow_sr.report.manuscript import methods
from winnow_sr.report.markdown import to_markdown
from winnow_sr.report.plan_texts import planned_methods
from winnow_sr.report.tables import characteristics_table, results

_BULLET = re.compile(r"^(?:-|(\d+)\.) (?:\*\*(.+?):\*\* )?(.*)$")
_LABEL = re.compile(r"^\*\*(.+)\*\*(.*)$")


def prisma_p_document(facts: Facts) -> Document:
    """The protocol in the order of PRISMA-P 2015."""
    return Document("prisma-p", tuple(_protocol_blocks(facts.plan)))


def _protocol_blocks(plan: Plan) -> Iterator[Block]:
    from winnow_sr.protocol.prismap import BLANK, items

    yield Heading(f"{plan.title}: protocol", 1)
    yield Paragraph("In the order of the PRISMA-P 2015 checklist.")
    for item in items(plan):
        yield Heading(f"{item.number} {item.name}")
        yield from blocks_of(item.text.strip() or BLANK.strip("_"))


def blocks_of(text: str) -> Iterator[Block]:
    """The little Markdown that the protocol's text is written in, as blocks."""
    lines = text.split("\n")
    while lines:
        line = lines.pop(0)
        if fence := re.match(r"^(`{3,})", line):
            inside: list[str] = []
            while lines and not lines[0].startswith(fence[1]):
                inside.append(lines.pop(0))
            del lines[:1]
            yield Verbatim("\n".join(inside))
        elif _BULLET.match(line):
            found = [line]
            while lines and _BULLET.match(lines[0]):
                found.append(lines.pop(0))
            matches = [m for m in map(_BULLET.match, found) if m]
            items = tuple(Paragraph(m[3], m[2] or "") for m in matches)
            yield Bullets(items, numbered=matches[0][1] is not None)
        elif line.strip():
            label = _LABEL.match(line)
            yield Paragraph(label[2].strip(), label[1]) if label else Paragraph(line)


def files_table(facts: Facts) -> Table:
    """Every export file with its digest and what became of its entries."""
    rows: list[tuple[Cell, ...]] = [
        (
            s.source,
            s.lane,
            s.platform,
            s.date,
            s.at,
            s.file,
            s.digest,
            s.format,
            s.entries,
            s.imported,
            s.unchanged,
            s.quarantined,
        )
        for s in facts.searches
    ]
    columns = (
        "source",
        "lane",
        "platform",
        "date",
        "imported at",
        "file",
        "sha256",
        "format",
        "entries",
        "imported",
        "unchanged",
        "quarantined",
    )
    return Table("searches", columns, tuple(rows))


DOCUMENTS: tuple[Callable[[Facts], Document], ...] = (
    methods,
    planned_methods,
    results,
    evidence_map,
    prisma_p_document,
)


def documents(facts: Facts) -> tuple[Callable[[Facts], Document], ...]:
    """The documents of a review of these kinds, each with its maker."""
    lists = (partial(checklist.document, name=name) for name in checklist.names_for(facts.plan))
    return (*DOCUMENTS, *lists)


def kit(facts: Facts, progress: Callable[[int, int], None] | None = None) -> dict[str, bytes]:
    """File name -> content: every document as .md and .docx, every named table as .csv.

    progress(documents written, documents in all).
    """
    found: dict[str, bytes] = {}
    tables = [
        characteristics_table(facts),
        files_table(facts),
        long_table(facts),
        deviations.table(facts),
    ]
    makers = documents(facts)
    for done, make in enumerate(makers):
        if progress:
            progress(done, len(makers))
        document = make(facts)
        found[f"{document.name}.md"] = to_markdown(document).encode("utf-8")
        found[f"{document.name}.docx"] = to_docx(document)
        tables += [b for b in document.blocks if isinstance(b, Table) and b.name]
    return found | {f"{table.name}.csv": to_csv(table) for table in tables}
