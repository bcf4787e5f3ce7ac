"""Numbers made elsewhere: reads a PRISMA2020 CSV, finds its faults, checks its sums."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from winnow_sr.errors import WinnowError
from winnow_sr.prisma.checks import identities
from winnow_sr.prisma.csv_rows import ROWS
from winnow_sr.prisma.flow import (
    KEYS,
    LISTS,
    TEMPLATES,
    UNFINISHED,
    Breakdown,
    Flow,
    Note,
    Tail,
    Template,
    reason_total,
)
from winnow_sr.prisma.interchange import PSEUDO_REASONS
from winnow_sr.prisma.labels import named_counts
from winnow_sr.prisma.notes import breakdown_notes, note_text

_NOTHING = {"", "na", "n/a", "null", "none"}
_PLACEHOLDER = re.compile(r"x{2,}", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[,.'’\s]\d{3})+")
_REMARK = re.compile(r"\[winnow ([^\]]*)\]")
_OTHER = ("website_results", "organisation_results", "citations_results")
_OTHER_READ = ("other_sought_reports", "other_notretrieved_reports", "other_assessed")
_OPTIONAL = ("register_results", "excluded_automatic", "excluded_other", *_OTHER)
"""Lines the package leaves out when they are blank: read as 0."""
_REASONS = {"dbr_excluded": "databases", "other_excluded": "other"}


class Cell(NamedTuple):
    """The `n` of a key, as written, and the line it stands on."""

    line: int
    text: str
    remark: Mapping[str, str]


def flow_from_csv(path: Path, template: Template | None = None) -> Flow:
    """The flow of a PRISMA2020 CSV: checked, ready to be drawn, without records behind it.

    Faults in single rows (no number, a negative one, a key the package does not know) do not stop
    the reading: they make check A0 fail and are named there with line and key. `template` draws
    another than the numbers suggest. Raises WinnowError if the file is no such CSV.
    """
    cells, faults = _cells(Path(path))
    counts = {key: _count(cells, key, faults) for key in KEYS if key not in (*LISTS, *_REASONS)}
    reasons = {lane: _named(cells, key, faults) for key, lane in _REASONS.items()}
    chosen = template or _template(cells, counts, reasons)
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
    sources: list[dict[str, Any]] = []
    for key, lane in zip(LISTS, ("database", "register"), strict=True):
        rows = _named(cells, key, faults)
        boxes[key] = named_counts((row["label"], row["n"]) for row in rows)
        sources += [{"source": row["label"], "lane": lane, "n": row["n"]} for row in rows]
    more, tail, unfinished = _remarks(cells, waiting)
    checks = identities(chosen, boxes, reasons, sources, more, faults=faults, from_file=True)
    notes = (*breakdown_notes(tail, more, unfinished), Note("from_file", {}))
    return Flow(
        template=chosen,
        boxes={key: boxes[key] for key in KEYS},
        reasons={lane: [row for row in rows if row["n"]] for lane, rows in reasons.items()},
        sources=sources,
        checks=checks,
        final=not any(unfinished.values()) and not any(check.failed for check in checks),
        unfinished=unfinished,
        notes=[note_text(note) for note in notes],
        tail=tail,
        note_items=notes,
        breakdown=more,
    )


def _cells(path: Path) -> tuple[dict[str, Cell], list[str]]:
    """The cells by key, and what is wrong with the rows."""
    known = {row.key for row in ROWS}
    cells: dict[str, Cell] = {}
    faults: list[str] = []
    for line, row in _rows(path):
        key = row["data"].strip()
        if key.lower() in _NOTHING:
            key = row.get("box", "").strip()
            if key not in ("prevstud", "newstud", "othstud"):
                if row["n"].strip().lower() not in _NOTHING:
                    faults.append(f"line {line}: a number ({row['n'].strip()}) without a key")
                continue
        elif key not in known:
            close = get_close_matches(key, known, n=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            faults.append(f"line {line}: no such key as '{key}' in the PRISMA2020 CSV{hint}")
            continue
        if key in cells:
            faults.append(f"line {line}: {key} again, after line {cells[key].line}")
            continue
        remark = _REMARK.search(row.get("description", ""))
        pairs = (pair.split("=", 1) for pair in remark[1].split() if "=" in pair) if remark else ()
        cells[key] = Cell(line, row["n"].strip(), dict(pairs))
    if not cells.keys() & set(KEYS):
        raise WinnowError(
            f"{path}: none of the keys of the PRISMA2020 CSV is here (database_results, "
            "records_screened, ...); write one with 'winnow prisma -o flow.csv' to see the rows"
        )
    return cells, faults


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Lines and rows, whatever the encoding (UTF-8 or Windows) and separator (comma, ;, tab)."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise WinnowError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.DictReader(io.StringIO(text.replace("\0", "")), delimiter=separator)
    try:
        header = [name.strip() for name in reader.fieldnames or []]
        if not {"data", "n"} <= set(header):
            raise WinnowError(
                f"{path}: line 1 must name the columns data,node,box,description,boxtext,"
                f"tooltips,url,n (found: {', '.join(header)[:80] or 'nothing'})"
            )
        reader.fieldnames = header
        return [(reader.line_num, {name: row.get(name) or "" for name in header}) for row in reader]
    except csv.Error as error:
        raise WinnowError(
            f"{path}: line {reader.line_num}: not readable as CSV ({error})"
        ) from error


def _whole(text: str) -> int | None:
    """A whole number, thousands separators allowed; None if it is not one."""
    compact = text.strip().replace("\u2212", "-")
    if _GROUPED.fullmatch(compact):
        return int(re.sub(r"[,.'’\s]", "", compact))
    match = re.fullmatch(r"([+-]?\d{1,15})(?:\.0*)?", compact)
    return int(match[1]) if match else None


def _count(cells: Mapping[str, Cell], key: str, faults: list[str]) -> int | None:
    cell = cells.get(key)
    if cell is None or cell.text.lower() in _NOTHING or _PLACEHOLDER.fullmatch(cell.text):
        return None
    n = _whole(cell.text)
    if n is None:
        faults.append(f"line {cell.line}: {key} is not a whole number: '{cell.text[:40]}'")
    elif n < 0:
        faults.append(f"line {cell.line}: {key} is negative ({n})")
    return n


def _named(cells: Mapping[str, Cell], key: str, faults: list[str]) -> list[dict[str, Any]]:
    """ "Label, n; Label, n" as rows. A lone number is one row without a label."""
    cell = cells.get(key)
    rows: list[dict[str, Any]] = []
    for part in cell.text.split(";") if cell and cell.text.lower() not in _NOTHING else ():
        alone = _whole(part)
        label, _, count = ("", "", part) if alone is not None else part.partition(",")
        label, count = label.strip(), count.strip()
        if _PLACEHOLDER.fullmatch(count) or not (label or count):
            continue
        n = _whole(count)
        if n is None and "," in count:  # a comma in the label itself
            label, _, count = (text.strip() for text in part.rpartition(","))
            n = _whole(count)
        if cell and n is None:
            faults.append(f"line {cell.line}: {key} gives no number for '{label or part.strip()}'")
        elif cell and n is not None and n < 0:
            faults.append(f"line {cell.line}: {key} has a negative number for '{label}' ({n})")
        rows.append({"reason": label, "label": label, "n": n or 0})
    return rows


def _take(rows: list[dict[str, Any]], label: str) -> int:
    """Removes a pseudo-reason from the reasons and returns its number."""
    found = [row for row in rows if row["label"] == label]
    for row in found:
        rows.remove(row)
    return reason_total(found)


def _template(
    cells: Mapping[str, Cell],
    counts: Mapping[str, int | None],
    reasons: Mapping[str, list[dict[str, Any]]],
) -> Template:
    """As written by us, else from the numbers: all-zero boxes do not apply (official legend)."""
    head = cells.get("newstud")
    told = head.remark.get("template") if head else None
    for template in TEMPLATES:
        if template == told:
            return template
    updated = bool(counts["previous_studies"] or counts["previous_reports"])
    others = any(counts[key] for key in (*_OTHER, *_OTHER_READ)) or any(reasons["other"])
    return TEMPLATES[2 * updated + others]


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
    ma = [boxes["total_studies_ma"], boxes["total_reports_ma"]]
    if not any(ma):
        boxes["total_studies_ma"] = boxes["total_reports_ma"] = None
    zero = (*_OPTIONAL, *(() if others else _OTHER_READ))
    for key in zero:
        if boxes[key] is None and not _spoilt(cells, key):
            boxes[key] = 0
    optional = {"total_studies_ma", "total_reports_ma", *LISTS}
    if not updated:
        optional |= {"previous_studies", "previous_reports", "total_studies", "total_reports"}
    for key in KEYS:
        cell = cells.get(key)
        if boxes[key] is None and key not in optional and not _spoilt(cells, key):
            where = f"line {cell.line}: {key} has no number" if cell else f"there is no row {key}"
            faults.append(where)


def _spoilt(cells: Mapping[str, Cell], key: str) -> bool:
    """Something is written there, but no number: reported already."""
    return key in cells and cells[key].text.lower() not in _NOTHING


def _remarks(
    cells: Mapping[str, Cell], waiting: Mapping[str, int]
) -> tuple[Breakdown, Tail, dict[str, int]]:
    """What our own export wrote into `description`: see `flow_to_csv`."""

    def told(key: str, name: str) -> int:
        text = cells[key].remark.get(name, "0") if key in cells else "0"
        return int(text) if re.fullmatch(r"-?\d{1,15}", text) else 0

    tail: Tail = "box3" if told("excluded_automatic", "unread") else "box5"
    more = Breakdown(
        human=told("records_excluded", "human"),
        automation=told("records_excluded", "automation"),
        unread=told("excluded_automatic", "unread") or told("records_excluded", "unread"),
        unscreened=told("records_screened", "unscreened"),
        dbr_not_yet_sought=told("dbr_sought_reports", "not_yet_sought"),
        dbr_adjustment=told("dbr_sought_reports", "adjustment"),
        other_adjustment=told("other_sought_reports", "adjustment"),
        dbr_unread_reports=told("dbr_assessed", "unread_reports"),
        other_unread_reports=told("other_assessed", "unread_reports"),
        dropped_studies=told("total_studies", "dropped"),
        dropped_reports=told("total_reports", "dropped"),
        **waiting,
    )
    unfinished = dict.fromkeys(UNFINISHED, 0) | {
        "unscreened": more.unscreened,
        "not_yet_sought": more.dbr_not_yet_sought,
        "full_text_pending": more.dbr_unread_reports + more.other_unread_reports,
    }
    return more, tail, unfinished
