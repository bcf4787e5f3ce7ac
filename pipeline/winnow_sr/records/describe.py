"""The tables of docs/formats.md, written from the tables that the readers use.

`python -m winnow_sr.records.describe docs/formats.md` brings the page up to date.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from winnow_sr.records.columns import COLUMN_TABLE
from winnow_sr.records.notes import CODES
from winnow_sr.records.tags import FORMATS, Row

_BLOCK = re.compile(r"(<!-- table: (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)


def tables() -> dict[str, str]:
    """Name of a table in the page -> its Markdown."""
    found = {name: _tags(rows) for name, rows in FORMATS.items() if name != "ciw"}
    found["columns"] = _columns()
    found["notes"] = _lines(
        ("code", "what it says"), [(f"`{c}`", text) for c, text in CODES.items()]
    )
    return found


def refreshed(page: str) -> str:
    """The page with each of its tables as it is now."""
    made = tables()
    return _BLOCK.sub(lambda block: f"{block[1]}{made[block[2]]}{block[3]}", page)


def _tags(rows: tuple[Row, ...]) -> str:
    return _lines(
        ("tag", "goes to", "what it is"),
        [(f"`{row.tag}`", f"`{row.attribute}`", row.meaning) for row in rows],
    )


def _columns() -> str:
    return _lines(
        ("goes to", "what it is", "header names, first one found"),
        [
            (f"`{column.attribute}`", column.meaning, ", ".join(column.names))
            for column in COLUMN_TABLE
        ],
    )


def _lines(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    cells = [header, tuple("---" for _ in header), *rows]
    return "".join("| " + " | ".join(c.replace("|", "\\|") for c in row) + " |\n" for row in cells)


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(refreshed(path.read_text("utf-8")), "utf-8")
