"""The tables of docs/formats.md, written from the tables that the readers use.

`python -m winnow_sr.records.describe docs/formats.md` brings the page up to date.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from winnow_sr.records.columns import COLUMN_TABLE, SOURCE_IS_DATABASE, SOURCE_IS_JOURNAL
from winnow_sr.records.exporters import EXPORTERS
from winnow_sr.records.format import Format, Row
from winnow_sr.records.formats import FORMATS
from winnow_sr.records.notes import CODES
from winnow_sr.records.volatile import VOLATILE

_BLOCK = re.compile(r"(<!-- table: (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)


def tables() -> dict[str, str]:
    """Name of a table in the page -> its Markdown."""
    return {
        "formats": _lines(
            ("short name", "format", "what usually writes it", "tried on, or made after"),
            [
                (
                    f"`{f.name}`",
                    f.title,
                    f.written_by,
                    f.sample or "the layout as documented; no public sample found",
                )
                for f in FORMATS.values()
            ],
        ),
        "notes": _lines(("code", "what it says"), [(f"`{c}`", text) for c, text in CODES.items()]),
        "volatile": _lines(
            ("format", "left out"),
            [(f"`{name}`", _volatile(tags)) for name, tags in VOLATILE.items() if tags],
        ),
        "tags": "\n".join(_section(format) for format in _with_tables()),
        "columns": _lines(
            ("goes to", "what it is", "header names, first one found"),
            [
                (f"`{column.attribute}`", column.meaning, ", ".join(column.names))
                for column in (*COLUMN_TABLE, SOURCE_IS_JOURNAL, SOURCE_IS_DATABASE)
            ],
        ),
        "exporters": _lines(
            ("export", "known by its columns", "what is different in it"),
            [
                (
                    one.name,
                    ", ".join(sorted(one.marks)),
                    "; ".join(f"{', '.join(c.names)}: `{c.attribute}`" for c in one.rows) or "-",
                )
                for one in EXPORTERS
            ],
        ),
    }


def _volatile(tags: dict[str, tuple[str, ...]]) -> str:
    return ", ".join(
        f"`{tag}`" + (f" that begins {', '.join(map(repr, starts))}" if any(starts) else "")
        for tag, starts in tags.items()
    )


def _with_tables() -> list[Format]:
    """Every format with a table or a remark of its own; `ciw` is Web of Science again."""
    return [f for f in FORMATS.values() if (f.rows or f.more) and f.name != "ciw"]


def _section(format: Format) -> str:
    parts = [f"## {format.title} (`{format.name}`)\n"]
    if format.more:
        parts.append(format.more + "\n")
    if format.rows:
        parts.append(_tags(format.rows))
    return "\n".join(parts)


def refreshed(page: str) -> str:
    """The page with each of its tables as it is now."""
    made = tables()
    return _BLOCK.sub(lambda block: f"{block[1]}{made[block[2]]}{block[3]}", page)


def _tags(rows: tuple[Row, ...]) -> str:
    return _lines(
        ("tag", "goes to", "what it is"),
        [(f"`{row.tag}`", f"`{row.attribute}`", row.meaning) for row in rows],
    )


def _lines(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    cells = [header, tuple("---" for _ in header), *rows]
    return "".join("| " + " | ".join(c.replace("|", "\\|") for c in row) + " |\n" for row in cells)


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(refreshed(path.read_text("utf-8")), "utf-8")
