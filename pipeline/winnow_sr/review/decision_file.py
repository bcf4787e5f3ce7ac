"""Verdicts from files: a sheet of them in any dress, a file of records that are included, or what
came with the records from another tool.

`read_decisions` is where every face and command gets them: it says for each row which citation the
row means (by ids, or by a record to be matched), whose verdict it is and where it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.decision_columns import Columns, columns_of, known_names, needed_names
from winnow_sr.review.sheet import Row, Sheet, read_sheet
from winnow_sr.vocabulary import FULL_TEXT, Stage, parse_citation, parse_record, record_id

if TYPE_CHECKING:
    from winnow_sr.records import EarlierDecision, Record


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """What a row of a file says of one citation."""

    where: str
    """File and line, for messages."""
    ids: tuple[str, ...] = ()
    """Ids of winnow."""
    keys: tuple[str, ...] = ()
    """Accession number, PMID, DOI."""
    record: Record | None = None
    """What else the row says of the citation, to match it by; None where nothing."""
    verdict: str
    reason: str = ""
    note: str = ""
    reviewer: str = ""
    """Empty where the file does not say whose it is."""
    stage: str = ""
    """Empty where the file does not say."""
    resolution: bool = False


class DecisionFile(msgspec.Struct, frozen=True, kw_only=True):
    """What a file says: the statements, and what of it was not taken."""

    statements: list[Statement]
    ignored: tuple[str, ...] = ()
    """Columns that nobody understood."""
    unsaid: int = 0
    """Rows without a verdict: not decided yet."""
    sheets: tuple[str, ...] = ()
    """Sheets of the workbook that were not read."""
    states_verdicts: bool = True
    """False where the file only lists records, and all were taken as what the caller said."""


def read_decisions(
    path: Path, plan: Plan, stage: Stage, *, verdict: str = "", keys_only: bool = False
) -> DecisionFile:
    """The statements of a file.

    verdict: of rows that state none, where the whole file states none (a list of includes).
    keys_only: the file is to say which citations, and nothing else is asked of it.
    """
    sheet = read_sheet(path, known_names(), needed_names())
    found = (
        _of_records(path, plan, stage, verdict)
        if sheet is None
        else _of_sheet(path, sheet, plan, stage, verdict, keys_only)
    )
    if not found.statements:
        raise WinnowError(
            f"{path} holds no decision" + (": no row has a verdict" if found.unsaid else "")
        )
    return found


# -- sheets --------------------------------------------------------------------------------------
def _of_sheet(
    path: Path, sheet: Sheet, plan: Plan, stage: Stage, verdict: str, keys_only: bool
) -> DecisionFile:
    columns = columns_of(sheet.names, stage, str(path))
    reader = _RowReader(path, sheet, columns, plan, stage)
    statements: list[Statement] = []
    unsaid = 0
    for row in sheet.rows:
        said = reader.plain(row, "include") if keys_only else reader.statements(row)
        statements += said
        unsaid += not said
    states = bool(statements) or columns.verdict >= 0
    if not states and verdict:
        statements = [s for row in sheet.rows for s in reader.plain(row, verdict)]
        unsaid = 0
    elif not states and sheet.rows:
        raise WinnowError(
            f"{path} lacks the column verdict (its columns: {', '.join(n for n in sheet.names if n)})"
            ": add one, or say --verdict include for all its rows"
        )
    return DecisionFile(
        statements=statements,
        ignored=columns.ignored,
        unsaid=unsaid,
        sheets=sheet.other_sheets,
        states_verdicts=states,
    )


class _RowReader:
    """Turns rows of one sheet into statements."""

    def __init__(
        self, path: Path, sheet: Sheet, columns: Columns, plan: Plan, stage: Stage
    ) -> None:
        from winnow_sr.records.notes import NoteBook
        from winnow_sr.records.tables import TableReader

        self._path, self._sheet, self._columns = path, sheet, columns
        self._plan, self._stage = plan, stage
        self._table = TableReader(sheet.names, NoteBook(), sheet.format, sheet.line)

    def statements(self, row: Row) -> list[Statement]:
        """What the row says; nothing where it has no verdict."""
        from winnow_sr.records.decisions import verdict_of

        columns = self._columns
        if columns.verdict < 0:
            return self._earlier(row)
        word = self._cell(row, columns.verdict)
        if not word:
            if self._cell(row, columns.reason):
                raise WinnowError(f"{self._where(row)}a reason, and no verdict")
            return []
        own = self._sheet.names[columns.verdict].strip().lower() == "verdict"
        return self.plain(row, word if own else verdict_of(word) or word)

    def plain(self, row: Row, verdict: str) -> list[Statement]:
        """The row with this verdict."""
        columns = self._columns
        return [
            Statement(
                where=self._where(row),
                ids=self._ids(row),
                keys=self._said(row, columns.keys),
                record=self._record(row),
                verdict=verdict,
                reason=self._cell(row, columns.reason),
                note="; ".join(self._said(row, columns.notes)),
                reviewer=self._cell(row, columns.reviewer),
                stage=self._cell(row, columns.stage),
            )
        ]

    def _earlier(self, row: Row) -> list[Statement]:
        """Decisions that another tool, or winnow, wrote into columns of their own."""
        from winnow_sr.records import earlier_decisions

        record = self._record(row)
        if record is None:
            return []
        ids, keys = self._ids(row), self._said(row, self._columns.keys)
        return [
            msgspec.structs.replace(said, ids=ids, keys=keys, record=record)
            for made in earlier_decisions(record)
            for said in [stated(made, self._plan, self._stage, self._where(row))]
        ]

    def _where(self, row: Row) -> str:
        return self._sheet.place(self._path, row)

    def _cell(self, row: Row, place: int) -> str:
        cell = row.cells[place] if 0 <= place < len(row.cells) else ""
        return cell[1:] if cell[:2] in ("'=", "'+", "'-", "'@") else cell

    def _said(self, row: Row, places: Iterable[int]) -> tuple[str, ...]:
        return tuple(cell for place in places if (cell := self._cell(row, place)))

    def _ids(self, row: Row) -> tuple[str, ...]:
        said = self._said(row, self._columns.ids + self._columns.keys)
        return tuple(text for text in said if parse_citation(text) or parse_record(text))

    def _record(self, row: Row) -> Record | None:
        from winnow_sr.records import Record

        cells = row.cells + [""] * (len(self._sheet.names) - len(row.cells))
        entry = self._table.entry(cells, row.line, row.raw)
        return entry if isinstance(entry, Record) else None


# -- files of records ----------------------------------------------------------------------------
def _of_records(path: Path, plan: Plan, stage: Stage, verdict: str) -> DecisionFile:
    """An export file of any format: what its notes say of each entry, else `verdict` for all."""
    from winnow_sr.records import Record as Entry
    from winnow_sr.records import earlier_decisions, open_export

    try:
        records = [entry for entry in open_export(path) if isinstance(entry, Entry)]
    except WinnowError as error:
        raise WinnowError(
            f"{path} lacks the column key and verdict (key, or DOI, PMID, title; verdict, reason, "
            "note), and is no export of records either"
        ) from error
    statements: list[Statement] = []
    unsaid = 0
    for record in records:
        where = f"{path.name}, line {record.line}: "
        said = [stated(made, plan, stage, where, record) for made in earlier_decisions(record)]
        statements += said
        unsaid += not said
    if statements:
        return DecisionFile(statements=statements, unsaid=unsaid)
    return DecisionFile(
        statements=[
            Statement(
                where=f"{path.name}, line {record.line}: ",
                record=record,
                verdict=verdict or "include",
            )
            for record in records
        ],
        states_verdicts=False,
    )


# -- what came with the records ------------------------------------------------------------------
def stated(
    made: EarlierDecision, plan: Plan, stage: Stage, where: str, record: Record | None = None
) -> Statement:
    """A decision of another tool as a statement. A reason that the protocol does not list goes with
    the note, as it must not be lost; only an exclusion at the full text cannot do without."""
    at = made.stage or stage
    reason, note = "", made.note
    if made.verdict == "exclude" and made.reason:
        known = plan.reason(made.reason)
        if known is not None:
            reason = known.code
        elif made.tool == "winnow" and at == FULL_TEXT:
            reason = made.reason  # refused with the list of reasons there are
    if made.tool != "winnow":
        note = "; ".join(x for x in (f"from {made.tool}", made.reason, made.note) if x)
    elif made.reason and not reason:
        note = "; ".join(x for x in (made.reason, made.note) if x)
    return Statement(
        where=where,
        record=record,
        verdict=made.verdict,
        reason=reason,
        note=note,
        reviewer=made.reviewer,
        stage=made.stage,
        resolution=made.resolution,
    )


def earlier_statements(
    records: Sequence[tuple[int, Record]], plan: Plan, stage: Stage
) -> list[Statement]:
    """What came with (number, record)s: the last verdict of each reader at each stage."""
    from winnow_sr.records import earlier_decisions

    found: list[Statement] = []
    for number, record in records:
        last: dict[tuple[str, str, bool], Statement] = {}
        for made in earlier_decisions(record):
            said = stated(made, plan, stage, f"{record_id(number)}: ", record)
            key = (said.reviewer, said.stage, said.resolution)
            last[key] = msgspec.structs.replace(said, ids=(record_id(number),))
        found += last.values()
    return found
