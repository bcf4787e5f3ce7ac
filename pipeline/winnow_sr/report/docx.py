"""A document as DOCX, with python-docx: A4, landscape where tables are wide."""

from __future__ import annotations

import io
from typing import Any

from winnow_sr.report.document import (
    Bullets,
    Cell,
    Document,
    Heading,
    Paragraph,
    Table,
    Verbatim,
    one_line,
    printable,
)

MARGIN_CM = 2.0
A4_CM = (21.0, 29.7)
KEPT_WHOLE = 400
"""Characters of a cell up to which its row is not broken over two pages."""


def to_docx(document: Document) -> bytes:
    """The file's bytes."""
    import docx

    file = docx.Document()
    _page(file, document)
    for block in document.blocks:
        if isinstance(block, Heading):
            file.add_heading(one_line(block.text), block.level)
        elif isinstance(block, Paragraph):
            _runs(file.add_paragraph(), block, " ")
        elif isinstance(block, Bullets):
            style = "List Number" if block.numbered else "List Bullet"
            for item in block.items:
                _runs(file.add_paragraph(style=style), item, ": ")
        elif isinstance(block, Verbatim):
            _verbatim(file, block)
        else:
            _table(file, block, document.wide)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _page(file: Any, document: Document) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm, Pt

    page = file.sections[0]
    width, height = A4_CM[::-1] if document.wide else A4_CM
    page.orientation = WD_ORIENT.LANDSCAPE if document.wide else WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = Cm(width), Cm(height)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(MARGIN_CM)
    file.styles["Normal"].font.name = "Arial"
    file.styles["Normal"].font.size = Pt(10)
    for name, bold in (("Table text", False), ("Table heading", True)):
        style = file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.font.size, style.font.bold = file.styles["Normal"], Pt(8.5), bold
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(1.5)
    titles = [b.text for b in document.blocks if isinstance(b, Heading) and b.level == 1]
    file.core_properties.title = one_line(titles[0])[:255] if titles else document.name
    file.core_properties.author = "winnow"


def _runs(paragraph: Any, block: Paragraph, after: str) -> None:
    """Label in bold, `code` in a fixed font."""
    if block.label:
        paragraph.add_run(one_line(block.label) + after).bold = True
    parts = one_line(block.text).split("`")
    if len(parts) % 2 == 0:  # a lone backtick is no code
        parts = ["`".join(parts)]
    for i, part in enumerate(parts):
        run = paragraph.add_run(part)
        if i % 2:
            run.font.name = "Consolas"


def _verbatim(file: Any, block: Verbatim) -> None:
    from docx.shared import Pt

    paragraph = file.add_paragraph()
    lines = printable(block.text).rstrip().split("\n")
    for line in lines:
        run = paragraph.add_run(line)
        run.font.name, run.font.size = "Consolas", Pt(8.5)
        if line is not lines[-1]:
            run.add_break()


def _table(file: Any, block: Table, wide: bool) -> None:
    from docx.shared import Cm, Pt

    if not block.rows:
        file.add_paragraph(one_line(block.empty))
        return
    table = file.add_table(rows=1, cols=len(block.columns))
    table.style, table.autofit = "Table Grid", False
    shares = block.widths or (1 / len(block.columns),) * len(block.columns)
    room = (A4_CM[1] if wide else A4_CM[0]) - 2 * MARGIN_CM
    widths = [Cm(room * share / sum(shares)) for share in shares]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width  # Word goes by the cells, LibreOffice by the columns
    _fill(table.rows[0], block.columns, "Table heading")
    for cell, width in zip(table.rows[0].cells, widths, strict=True):
        cell.width = width  # rows added later take theirs from the columns
    _property(table.rows[0], "w:tblHeader")  # the headings on every page
    for row in block.rows:
        made = table.add_row()
        _fill(made, row, "Table text")
        if max(len(str(cell)) for cell in row) < KEPT_WHOLE:
            _property(made, "w:cantSplit")
    file.add_paragraph().paragraph_format.space_after = Pt(0)


def _fill(row: Any, cells: tuple[Cell, ...], style: str) -> None:
    """One style for all cells: quick to write, and easy to change in a word processor."""
    for cell, value in zip(row.cells, cells, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.add_run(one_line(str(value)).replace("`", ""))
        paragraph.style = style


def _property(row: Any, name: str) -> None:
    """Switch on a property of a table row that python-docx has no word for."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
