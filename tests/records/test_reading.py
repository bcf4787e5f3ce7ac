"""Exports of every dialect come in whole: the files people really have."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from winnow_sr.records import read_export

END_TAGS = (r"(?m)^ER\s*-?\s*$", r"(?m)^ER  -", r"(?m)^PMID-", r"(?m)^PT [A-Z]\s*$")


def entries_by_end_tags(path: Path) -> int | None:
    text = path.read_bytes().decode("utf-8-sig", "replace")
    return next((n for n in (len(re.findall(tag, text)) for tag in END_TAGS) if n), None)


@pytest.mark.parametrize("folder", ["dialects", "multisource"])
def test_every_real_export_has_the_entries_its_own_end_tags_say(corpora: Path, folder: str) -> None:
    for path in sorted((corpora / folder).iterdir()):
        parsed = read_export(path)
        assert parsed.entries == (entries_by_end_tags(path) or parsed.entries), path.name
        assert parsed.entries > 0
        assert not parsed.quarantined, path.name
