"""docs/formats.md says what the readers do: its tables are theirs, and so are its promises."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from winnow_sr.records.describe import refreshed, tables
from winnow_sr.records.formats import FORMATS
from winnow_sr.records.model import Record
from winnow_sr.records.notes import CODES, NoteBook
from winnow_sr.records.value_shapes import SHAPES
from winnow_sr.records.volatile import VOLATILE

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "formats.md"


def test_the_page_has_every_table_as_the_readers_have_it() -> None:
    page = PAGE.read_text("utf-8")
    assert set(re.findall(r"<!-- table: (\S+) -->", page)) == set(tables())
    assert refreshed(page) == page, "run: python -m winnow_sr.records.describe docs/formats.md"


@pytest.mark.parametrize("format", FORMATS)
def test_every_row_names_an_attribute_and_a_shape_that_exist(format: str) -> None:
    for row in FORMATS[format].rows:
        assert row.attribute in Record.__struct_fields__, row
        assert row.shape in SHAPES, row
        assert row.meaning


def test_every_volatile_tag_is_on_the_page() -> None:
    page = PAGE.read_text("utf-8")
    for tags in VOLATILE.values():
        for tag, beginnings in tags.items():
            assert tag in page
            assert all(beginning in page for beginning in beginnings)


def test_every_code_is_used_and_every_used_code_is_explained() -> None:
    source = "".join(
        p.read_text("utf-8") for p in (ROOT / "pipeline" / "winnow_sr" / "records").rglob("*.py")
    )
    for code in CODES:
        # `impossible-year` and `impossible-doi` are put together from the attribute's name
        used = source.count(f'"{code}"') > 1 or f'f"{code.split("-")[0]}-{{' in source
        assert used, code
    with pytest.raises(KeyError):
        NoteBook().add(1, "no-such-code")
