"""Numbers made elsewhere: reads a PRISMA2020 CSV, finds its faults, checks its sums."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import SequenceMatcher, get_close_matches
from pathlib import Path
from typing import NamedTuple

from winnow_sr.errors import WinnowError
from winnow_sr.prisma.csv_rows import ROWS, SCREENING_REASONS, STEPS, TITLES, row_name
from winnow_sr.prisma.csv_writer import PSEUDO_REASONS
from winnow_sr.prisma.flow import KEYS, LISTS, MAY_LACK, Flow, reason_total
from winnow_sr.prisma.flow_parts import TEMPLATES, After, OwnLine, ReasonRow, SourceRow, Template
from winnow_sr.prisma.from_numbers import Numbers, flow_of, read_remarks
from winnow_sr.prisma.labels import NA, named_counts
from winnow_sr.prisma.own_words import own_wording
from winnow_sr.prisma.spreadsheets import NOTHING, decoded, empty, named, read_bytes, records, whole

_REMARK = re.compile(r"\[winnow ([^\]]*)\]")
_OTHER = ("website_results", "organisation_results", "citations_results")
_OTHER_READ = ("other_sought_reports", "other_notretrieved_reports", "other_assessed")
_SCREENING = ("records_screened", "records_excluded")
_REASONS = {"dbr_excluded": "databases", "other_excluded": "other"}
_LINE_BOXES = ("box2", "box3", "box11")
"""Boxes that list numbers, where a row of an unknown key is a line of the author's own."""
_TYPO = 0.85
"""Likeness to a key of the package from which an unknown key is taken for a slip of the pen."""


class Cell(NamedTuple):
    """The `n` of a row, as written, the line it stands on, and what else the row says."""

    line: int
    text: str
    remark: Mapping[str, str]
    box: str
    boxtext: str
    link: tuple[str, str]


class Sheet(NamedTuple):
    """The rows by name, the author's own lines, and what is wrong with the rest."""

    cells: dict[str, Cell]
    own_lines: list[OwnLine]
    faults: list[str]


def flow_from_csv(path: Path, template: Template | None = None) -> Flow:
    """The flow of a PRISMA2020 CSV: checked, ready to be drawn, without records behind it.

    A blank or NA takes a line away, as in the package; `boxtext` is drawn where it is the author's.
    Faults in single rows (no number, a negative one, a misspelt key) do not stop the reading: they
    make check A0 fail and are named there with line and key. `template` draws another than the
    numbers suggest. Raises WinnowError if the file is no such CSV.
    """
    path = Path(path)
    return flow_from_sheet(decoded(read_bytes(path)), path, template)


def flow_from_sheet(text: str, path: Path, template: Template | None = None) -> Flow:
    """`flow_from_csv` of a text that has been read."""
    cells, own_lines, faults = _cells(text, path)
    listed = (*LISTS, *_REASONS)
    counts = {key: _count(cells, key, faults) for key in KEYS if key not in listed}
    reasons = {lane: _named(cells, key, faults) for key, lane in _REASONS.items()}
    screening = _screening_reasons(cells, counts, faults)
    other_lines = any(line.n for line in own_lines if line.box == "box11")
    chosen = template or _template(cells, counts, reasons, other_lines)
    if chosen not in TEMPLATES:
        raise WinnowError(f"no template '{chosen}': the four are {', '.join(TEMPLATES)}")
    waiting = {
        f"{lane}_{state}": _take(reasons[column], label)
        for lane, column in (("dbr", "databases"), ("other", "other"))
        for state, label in PSEUDO_REASONS.items()
    }
    boxes: dict[str, int | str | None] = {**dict.fromkeys(KEYS), **counts}
    boxes |= {key: reason_total(reasons[lane]) for key, lane in _REASONS.items()}
    _fill(boxes, chosen, cells, faults)
    sources: list[SourceRow] = []
    for key, lane in zip(LISTS, ("database", "register"), strict=True):
        rows = _named(cells, key, faults)
        boxes[key] = named_counts((row["label"], row["n"]) for row in rows)
        sources += [{"source": row["label"], "lane": lane, "n": row["n"]} for row in rows]
    known = {row_name(row): row for row in ROWS}
    texts = {name: cell.boxtext for name, cell in cells.items() if name in known or name in TITLES}
    texts |= {name: cells[name].boxtext for name in STEPS if name in cells}
    wording, spoken = own_wording({name: text for name, text in texts.items() if text})
    links = {
        name: cell.link
        for name, cell in cells.items()
        if name in known and any(cell.link) and cell.link != (known[name].told, known[name].url)
    }
    return flow_of(
        Numbers(
            template=chosen,
            boxes={key: boxes[key] for key in KEYS},
            reasons={lane: _worded(rows) for lane, rows in reasons.items()},
            sources=sources,
            faults=tuple(faults),
            remarks=read_remarks({name: cell.remark for name, cell in cells.items()}, waiting),
            screening_reasons=tuple(_worded(screening)),
            own_lines=tuple(own_lines),
            after=_after(cells, faults),
            wording=wording,
            links=links,
            spoken=spoken,
        )
    )


def _cells(text: str, path: Path) -> Sheet:
    """The rows by key; a title by its box."""
    known = {row.key for row in ROWS} | {SCREENING_REASONS, *STEPS}
    sheet = Sheet({}, [], [])
    for line, row in records(text, path, ("data", "n")):
        key, box, n = row["data"], row.get("box", ""), row["n"]
        if key.lower() in NOTHING:
            key = box
            if key not in ("prevstud", "newstud", "othstud", *TITLES):
                if n.lower() not in NOTHING:
                    sheet.faults.append(f"line {line}: a number ({n}) without a key")
                continue
        elif key not in known:
            _own_line(sheet, known, key, line, row)
            continue
        if key in sheet.cells:
            sheet.faults.append(f"line {line}: {key} again, after line {sheet.cells[key].line}")
            continue
        remark = _REMARK.search(row.get("description", ""))
        pairs = (pair.split("=", 1) for pair in remark[1].split() if "=" in pair) if remark else ()
        said = row.get("boxtext", "")
        link = (row.get("tooltips", ""), row.get("url", "") or NA)
        link = ("" if link[0].lower() in NOTHING else link[0], link[1])
        said = "" if said.lower() in NOTHING else said
        sheet.cells[key] = Cell(line, n, dict(pairs), box, said, link)
    if not sheet.cells.keys() & set(KEYS):
        raise WinnowError(
            f"{path}: none of the keys of the PRISMA2020 CSV is here (database_results, "
            "records_screened, ...); write one with 'winnow prisma -o flow.csv' to see the rows"
        )
    return sheet


def _own_line(sheet: Sheet, known: set[str], key: str, line: int, row: Mapping[str, str]) -> None:
    """A row of a key that the package does not know: a line of one's own, or a slip."""
    n, box = whole(row["n"]), row.get("box", "")
    near = any(SequenceMatcher(None, key, name).ratio() >= _TYPO for name in known)
    if box in _LINE_BOXES and not near:
        if n is not None and n >= 0:
            words = row.get("boxtext", "") or row.get("description", "") or key
            sheet.own_lines.append(OwnLine(box, key, words, n))
        elif not empty(row["n"]):
            sheet.faults.append(f"line {line}: {key} is not a count: '{row['n'][:40]}'")
        return
    close = get_close_matches(key, known, n=1)
    hint = f"; did you mean {close[0]}?" if close else ""
    sheet.faults.append(f"line {line}: no such key as '{key}' in the PRISMA2020 CSV{hint}")


def _count(cells: Mapping[str, Cell], key: str, faults: list[str]) -> int | None:
    cell = cells.get(key)
    if cell is None or empty(cell.text):
        return None
    n = whole(cell.text)
    if n is None:
        if key == "records_excluded" and all(row.n is not None for row in named(cell.text)):
            return None  # reasons on title and abstract: counted there
        faults.append(f"line {cell.line}: {key} is not a whole number: '{cell.text[:40]}'")
    elif n < 0:
        faults.append(f"line {cell.line}: {key} is negative ({n})")
    return n


def _named(cells: Mapping[str, Cell], key: str, faults: list[str]) -> list[ReasonRow]:
    """ "Label, n; Label, n" as rows. A lone number is one row without a label."""
    cell = cells.get(key)
    rows: list[ReasonRow] = []
    for label, n, written in named(cell.text) if cell else ():
        if cell and n is None:
            faults.append(f"line {cell.line}: {key} gives no number for '{label or written}'")
        elif cell and n is not None and n < 0:
            faults.append(f"line {cell.line}: {key} has a negative number for '{label}' ({n})")
        rows.append({"reason": label, "label": label, "n": n or 0})
    return rows


def _screening_reasons(
    cells: Mapping[str, Cell], counts: dict[str, int | None], faults: list[str]
) -> list[ReasonRow]:
    """Reasons on title and abstract: in a row of ours, or where the number excluded stands."""
    rows = _named(cells, SCREENING_REASONS, faults)
    if not rows and counts["records_excluded"] is None and "records_excluded" in cells:
        rows = _named(cells, "records_excluded", [])
        if rows:
            counts["records_excluded"] = reason_total(rows)
    return rows


def _worded(rows: list[ReasonRow]) -> list[ReasonRow]:
    """The reasons that excluded any. A total alone is no reason: the box gives it."""
    found = [row for row in rows if row["n"]]
    return [] if [row["label"] for row in found] == [""] else found


def _after(cells: Mapping[str, Cell], faults: list[str]) -> After:
    n = {key: _count(cells, key, faults) for key in STEPS if key != "appraisal_removed"}
    removed = _worded(_named(cells, "appraisal_removed", faults))
    return After(
        n["appraised_studies"],
        n["appraised_reports"],
        tuple(removed),
        n["narrative_studies"],
        n["narrative_reports"],
    )


def _take(rows: list[ReasonRow], label: str) -> int:
    """Removes a pseudo-reason from the reasons and returns its number."""
    found = [row for row in rows if row["label"] == label]
    for row in found:
        rows.remove(row)
    return reason_total(found)


def _template(
    cells: Mapping[str, Cell],
    counts: Mapping[str, int | None],
    reasons: Mapping[str, list[ReasonRow]],
    other_lines: bool,
) -> Template:
    """As written by us, else from the numbers: all-zero boxes do not apply (official legend)."""
    head = cells.get("newstud")
    told = head.remark.get("template") if head else None
    for template in TEMPLATES:
        if template == told:
            return template
    updated = bool(counts["previous_studies"] or counts["previous_reports"])
    others = any(counts[key] for key in (*_OTHER, *_OTHER_READ)) or any(reasons["other"])
    return TEMPLATES[2 * updated + (others or other_lines)]


def _fill(
    boxes: dict[str, int | str | None],
    template: Template,
    cells: Mapping[str, Cell],
    faults: list[str],
) -> None:
    """Boxes that do not apply, lines left out, and the numbers that are missing."""
    updated, others = template in ("U1", "U2"), template in ("N2", "U2")
    if not updated:
        boxes["previous_studies"] = boxes["previous_reports"] = None
        boxes["total_studies"], boxes["total_reports"] = boxes["new_studies"], boxes["new_reports"]
    if not any((boxes["total_studies_ma"], boxes["total_reports_ma"])):
        boxes["total_studies_ma"] = boxes["total_reports_ma"] = None
    optional = {"total_studies_ma", *MAY_LACK, *LISTS}
    if not others:
        away = (*_OTHER, *_OTHER_READ, "other_excluded")
        boxes |= dict.fromkeys(away)
        optional |= set(away)
    if not updated:
        optional |= {"previous_studies", "total_studies"}
    if all(boxes[key] is None and _blank(cells, key) for key in _SCREENING):
        optional |= set(_SCREENING)
    for key in KEYS:
        cell = cells.get(key)
        if boxes[key] is None and key not in optional and (cell is None or empty(cell.text)):
            where = f"line {cell.line}: {key} has no number" if cell else f"there is no row {key}"
            faults.append(where)


def _blank(cells: Mapping[str, Cell], key: str) -> bool:
    """The row is there and was left blank: its author takes the line away."""
    return key in cells and empty(cells[key].text)
