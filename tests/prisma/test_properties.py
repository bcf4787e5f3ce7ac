"""Whatever legally happens to a review, the numbers add up and every number can be explained."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from winnow_sr.prisma import KEYS, Fate, Previous, explain, flow_counts, flow_from_csv, flow_to_csv

from .conftest import REASONS, SOURCES, legal_reviews

TAILS = st.sampled_from(["box3", "box5"])
PREVIOUS = st.sampled_from([None, Previous(3, 4), Previous(3, 4, frozenset({"S1"}), 1, 1)])


@settings(deadline=None)
@given(legal_reviews(), TAILS, PREVIOUS)
def test_all_identities_hold_and_every_list_has_the_printed_size(
    fates: list[Fate], tail: str, previous: Previous | None
) -> None:
    flow = flow_counts(fates, sources=SOURCES, reasons=REASONS, tail=tail, previous=previous)  # type: ignore[arg-type]
    assert flow.failures == []
    assert list(flow.boxes) == list(KEYS)
    for key, n in flow.boxes.items():
        if isinstance(n, int):
            found = explain(flow, key)
            assert len(found.items) + found.elsewhere == n, key
    for lane, prefix in (("databases", "dbr"), ("other", "other")):
        rows = flow.reasons[lane]
        assert sum(row["n"] for row in rows) == flow.boxes[f"{prefix}_excluded"]
        for row in rows:
            assert len(explain(flow, f"{prefix}_excluded:{row['reason']}").items) == row["n"]
    open_work = any(flow.unfinished.values())
    assert flow.final == (not open_work)


@settings(deadline=None)
@given(legal_reviews())
def test_every_citation_ends_in_exactly_one_place(fates: list[Fate]) -> None:
    """Counted independently of the tally: a databases-lane citation is a tool's, another reason's,
    screened, or still open; there is no fifth place, and none is in two."""
    flow = flow_counts(fates, sources=SOURCES, reasons=REASONS)
    places = ("excluded_automatic", "excluded_other", "records_screened", "not_yet_screened")
    placed = [c for key in places if key in flow.members for c in flow.members[key].citations]
    assert sorted(placed) == sorted(f.citation for f in fates if f.lane == "databases")
    records = [m for f in fates for m in f.members]
    assert sum(row["n"] for row in flow.sources) == len(records)


@settings(deadline=None)
@given(legal_reviews())
def test_the_two_tail_conventions_tell_the_same_story(fates: list[Fate]) -> None:
    three = flow_counts(fates, sources=SOURCES, tail="box3")
    five = flow_counts(fates, sources=SOURCES, tail="box5")
    moved = ("excluded_automatic", "records_screened", "records_excluded")
    assert {k: v for k, v in three.boxes.items() if k not in moved} == {
        k: v for k, v in five.boxes.items() if k not in moved
    }
    assert three.as_json()["tails"] == five.as_json()["tails"]
    assert three.as_json()["tails"]["box5"] == {key: five.boxes[key] for key in moved}


@settings(deadline=None)
@given(legal_reviews(), TAILS, PREVIOUS)
def test_the_csv_gives_back_what_was_written(
    fates: list[Fate], tail: str, previous: Previous | None
) -> None:
    flow = flow_counts(fates, sources=SOURCES, reasons=REASONS, tail=tail, previous=previous)  # type: ignore[arg-type]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "flow.csv"
        path.write_text(flow_to_csv(flow), encoding="utf-8")
        back = flow_from_csv(path)
    assert back.boxes == flow.boxes
    assert back.template == flow.template
    assert back.failures == []
    assert back.final == (flow.final or not _told(flow_to_csv(flow)))
    assert [r["n"] for r in back.reasons["databases"]] == [
        r["n"] for r in flow.reasons["databases"]
    ]


def _told(text: str) -> bool:
    """Whether the file says that work is open. Open work in the other-methods column before a
    report is sought has no row to be said in."""
    rows = csv.DictReader(io.StringIO(text))
    marks = ("unscreened=", "not_yet_sought=", "unread_reports=")
    return any(mark in row["description"] for row in rows for mark in marks)
