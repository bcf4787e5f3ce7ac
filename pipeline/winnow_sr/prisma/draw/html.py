"""Interactive HTML: one file, no outside requests; each number opens the list behind it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from winnow_sr.prisma.draw.svg import svg
from winnow_sr.prisma.draw.table import number_rows
from winnow_sr.prisma.flow import Flow
from winnow_sr.prisma.flow_parts import Members
from winnow_sr.prisma.shapes import Drawing
from winnow_sr.prisma.wording import words

_PAGE = Path(__file__).parent / "page.html"
_UNITS = ("records", "citations", "reports", "studies")
_SAID = ("citation", "key", "title", "authors", "year", "more", "none", "elsewhere")


def html(
    flow: Flow,
    drawing: Drawing,
    colour: bool = True,
    records: Mapping[str, Mapping[str, Any]] | None = None,
) -> str:
    """The page. records: by citation id, any of key, title, authors, year, for the lists."""
    table = words(drawing.language)
    fields = {
        "@LANG@": drawing.language,
        "@TITLE@": escape(drawing.document_title),
        "@WIDTH@": str(math.ceil(drawing.width * 4 / 3) + 32),
        "@HINT@": escape(table["html.hint"]),
        "@NUMBERS@": escape(table["html.numbers"]),
        "@CHECKS_TITLE@": escape(table["html.checks"]),
        "@FILTER@": escape(table["html.filter"]),
        "@SAVE@": escape(table["html.save"]),
        "@CLOSE@": escape(table["html.close"]),
        "@TABLE@": _numbers(drawing),
        "@CHECKS@": _checks(flow, table),
        "@SVG@": svg(drawing, colour, interactive=True),
        "@DATA@": _data(flow, drawing, records or {}, table),
    }
    page = _PAGE.read_text(encoding="utf-8")
    return re.sub(r"@[A-Z_]+@", lambda mark: fields[mark[0]], page)


def _numbers(drawing: Drawing) -> str:
    rows = []
    for label, value, head in number_rows(drawing):
        if head:
            rows.append(
                f'<tr class="head"><th colspan="2" scope="colgroup">{escape(label)}</th></tr>'
            )
        else:
            rows.append(f'<tr><td>{escape(label)}</td><td class="n">{escape(value)}</td></tr>')
    return "".join(rows)


def _checks(flow: Flow, table: Mapping[str, str]) -> str:
    said = {True: table["html.holds"], False: table["html.fails"]}
    return "".join(
        f"<tr><td>{check.id}</td><td>{said[check.ok]}</td><td>{escape(check.text)}</td></tr>"
        for check in flow.checks
    )


def _data(
    flow: Flow,
    drawing: Drawing,
    records: Mapping[str, Mapping[str, Any]],
    table: Mapping[str, str],
) -> str:
    """What the page needs to list: citations and records once, every list as indices."""
    labels: dict[str, str] = {}
    for shape in drawing.shapes:
        for line in shape.lines:
            if line.key in flow.members:
                labels.setdefault(line.key, line.text.replace("\u00a0", " "))
    shown = {key: flow.members[key] for key in labels if flow.members[key].n}
    index: dict[str, int] = {}
    for members in shown.values():
        for citation in members.citations:
            index.setdefault(citation, len(index))
    owned = [record for record, citation in flow.citation_of.items() if citation in index]
    place = {record: i for i, record in enumerate(owned)}
    keys = {
        key: {
            "label": labels[key],
            "unit": members.unit,
            "items": _items(members, index, place),
            "elsewhere": members.elsewhere,
            "of": {
                study: [index[c] for c in flow.citations_of_study.get(study, ()) if c in index]
                for study in members.studies
            },
        }
        for key, members in shown.items()
    }
    data = {
        "words": {name: table[f"html.{name}"] for name in _SAID}
        | {"units": {unit: table[f"html.unit_{unit}"] for unit in _UNITS}},
        "citations": [[c, *_facts({**flow.facts.get(c, {}), **records.get(c, {})})] for c in index],
        "records": [[record, index[flow.citation_of[record]]] for record in owned],
        "keys": keys,
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", " ").replace("\u2029", " ")


def _items(
    members: Members, index: Mapping[str, int], place: Mapping[str, int]
) -> Sequence[int | str]:
    if members.unit == "studies":
        return members.studies
    where = place if members.unit == "records" else index
    return [where[item] for item in members.items]


def _facts(record: Mapping[str, Any]) -> list[str]:
    """Key, title, authors, year, as text."""
    facts: list[str] = []
    for part in ("key", "title", "authors", "year"):
        value = record.get(part) or ""
        facts.append("; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value))
    return facts
