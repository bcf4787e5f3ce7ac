"""The form's page: markup, script and style put together with the wording and the rows of the CSV."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

from winnow_sr.errors import WinnowError
from winnow_sr.prisma.csv_rows import ROWS
from winnow_sr.prisma.csv_writer import flow_to_csv
from winnow_sr.prisma.flow import KEYS, LISTS, MAY_LACK, Flow
from winnow_sr.prisma.flow_parts import TEMPLATES, Template
from winnow_sr.prisma.form.sums import IDENTITIES
from winnow_sr.prisma.from_numbers import Numbers, flow_of
from winnow_sr.prisma.wording import words

_HERE = Path(__file__).parent
ASSETS = ("form.js", "form.css")
MOST = 200_000
"""Bytes of a CSV that `drawn` takes."""


class Box(NamedTuple):
    """A box of the drawing: its name, the key of its title ('' for none), its lines by key."""

    name: str
    title: str
    lines: tuple[str, ...]


BOXES = (
    Box("previous", "", ("previous_studies", "previous_reports")),
    Box(
        "identified",
        "box.identified",
        (
            "database_results",
            "database_specific_results",
            "register_results",
            "register_specific_results",
        ),
    ),
    Box("removed", "box.removed", ("duplicates", "excluded_automatic", "excluded_other")),
    Box("screened", "", ("records_screened",)),
    Box("screened-out", "", ("records_excluded",)),
    Box("sought", "", ("dbr_sought_reports",)),
    Box("missing", "", ("dbr_notretrieved_reports",)),
    Box("assessed", "", ("dbr_assessed",)),
    Box("excluded", "box.excluded", ("dbr_excluded",)),
    Box(
        "other-identified",
        "box.identified",
        ("website_results", "organisation_results", "citations_results"),
    ),
    Box("other-sought", "", ("other_sought_reports",)),
    Box("other-missing", "", ("other_notretrieved_reports",)),
    Box("other-assessed", "", ("other_assessed",)),
    Box("other-excluded", "box.excluded", ("other_excluded",)),
    Box("included", "", ("new_studies", "new_reports")),
    Box("total", "", ("total_studies", "total_reports")),
    Box("pooled", "", ("total_studies_ma", "total_reports_ma")),
)
NAMES: Mapping[Template, str] = {
    "N1": "New review: databases and registers",
    "N2": "New review: also other methods",
    "U1": "Updated review: databases and registers",
    "U2": "Updated review: also other methods",
}
NAMED = (*LISTS, "dbr_excluded", "other_excluded")
"""Keys whose value is a list: `Name, n`, one a line of the form."""


def page(flow: Flow | None = None) -> str:
    """The whole page as one file."""
    script, style = (asset(name) for name in ASSETS)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<title>PRISMA 2020 flow diagram</title>\n"
        f"<style>\n{style}</style>\n</head>\n<body>\n<main>\n{body(flow)}</main>\n"
        f"<script>\n{script}</script>\n</body>\n</html>\n"
    )


def body(flow: Flow | None = None, action: str = "", formats: str = "") -> str:
    """What stands between the page's tags: headings, an empty form that the script fills, data.

    action: where a server draws (see `drawn`); it takes its token against forged requests from a field
    `csrf` that the page has anyway. formats: the endings that it offers, with blanks between.
    """
    told = json.dumps(data(flow), ensure_ascii=False).replace("<", "\\u003c")
    parts = (_HERE / "form.html").read_text("utf-8")
    fields = {"@DATA@": told, "@ACTION@": escape(action)}
    fields["@FORMATS@"] = escape(formats)
    for mark, value in fields.items():
        parts = parts.replace(mark, value)
    return parts


def asset(name: str) -> str:
    """The script or the style sheet. WinnowError for another name."""
    if name not in ASSETS:
        raise WinnowError(f"there is no {name}")
    return (_HERE / name).read_text("utf-8")


def data(flow: Flow | None) -> Mapping[str, object]:
    """What the script needs: boxes, words, rows of the CSV, identities, numbers to begin with."""
    return {
        "boxes": [box._asdict() for box in BOXES],
        "named": NAMED,
        "words": {t: wording(t) for t in TEMPLATES},
        "titles": {t: words()[f"title.{t}"] for t in TEMPLATES},
        "names": NAMES,
        "rows": {t: csv_rows(t) for t in TEMPLATES},
        "may_lack": sorted(MAY_LACK),
        "identities": [identity.as_json() for identity in IDENTITIES],
        "template": flow.template if flow else "N1",
        "values": _begin(flow) if flow else {},
    }


def wording(template: Template) -> dict[str, str]:
    """What each line, title and heading says in a template."""
    table, age = words(), "updated" if template.startswith("U") else "new"
    found = {row.key: table.get(row.word, row.text) for row in ROWS if row.key in KEYS}
    found |= {
        "new_studies": table[f"box.studies_{age}"],
        "new_reports": table[f"box.reports_{age}"],
    }
    found |= {title: table[title] for title in ("box.identified", "box.removed", "box.excluded")}
    found |= {name: table[f"side.{name}"] for name in ("identification", "screening", "included")}
    found |= {
        "head.previous": table["head.previous"],
        "head.databases": table[f"head.databases_{age}"],
        "head.other": table[f"head.other_{age}"],
    }
    return found


def csv_rows(template: Template) -> Sequence[Sequence[str]]:
    """The rows of the package's CSV as we write them for a template; the script fills in `n`."""
    boxes: dict[str, int | str | None] = dict.fromkeys(KEYS, 0)
    flow = flow_of(Numbers(template, boxes, {"databases": [], "other": []}, []))
    return list(csv.reader(io.StringIO(flow_to_csv(flow))))


def _begin(flow: Flow) -> dict[str, str]:
    """A flow's numbers as they stand in the fields."""
    lines = {
        key: [(s["source"], s["n"]) for s in flow.sources if s["lane"] == lane]
        for key, lane in zip(LISTS, ("database", "register"), strict=True)
    }
    for key, lane in (("dbr_excluded", "databases"), ("other_excluded", "other")):
        lines[key] = [(row["label"] or row["reason"], row["n"]) for row in flow.reasons[lane]]
    found = {k: "\n".join(f"{name}, {n}" for name, n in rows) for k, rows in lines.items()}
    for key in ("dbr_excluded", "other_excluded"):
        if not found[key] and flow.boxes.get(key) is not None:
            found[key] = str(flow.boxes[key])
    return found | {
        key: "" if flow.boxes.get(key) is None else str(flow.boxes[key])
        for key in KEYS
        if key not in NAMED
    }


def drawn(text: str, ending: str, portrait: bool = False) -> bytes:
    """The figure of a CSV that the form wrote, as a file of this ending. WinnowError as in
    `flow_from_csv` and `render`."""
    from winnow_sr.prisma.file_reader import flow_from_file
    from winnow_sr.prisma.rendering import render

    if len(text.encode()) > MOST:
        raise WinnowError("these numbers are too long for a diagram")
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "numbers.csv", Path(folder) / "figure"
        source.write_text(text, "utf-8")
        try:
            render(flow_from_file(source), target, form=ending, portrait=portrait)
        except WinnowError as error:
            raise WinnowError(str(error).replace(str(source), "the numbers")) from error
        return target.read_bytes()
