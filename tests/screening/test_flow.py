"""The flow is a function of a state and a plan: no folder, no store."""

from __future__ import annotations

from pathlib import Path

from tests.winnow import ris
from winnow_sr import Review
from winnow_sr.ledger.codec import entries
from winnow_sr.ledger.state import ReviewState
from winnow_sr.review.session import read_plan
from winnow_sr.screening.flow import flow_of, sources_of

PROTOCOL = (
    Path(__file__).resolve().parents[2] / "protocols" / "melatonin-kratom-opioid-withdrawal.yaml"
)


def test_the_events_alone_count_as_the_folder_does(tmp_path: Path) -> None:
    rows = [{"AN": f"K{i}", "TI": f"Cup of tea {i}"} for i in range(1, 6)]
    with Review.create(tmp_path / "rev", PROTOCOL) as review:
        review.searches.add(ris(tmp_path / "b.ris", rows[:2]), "By hand", lane="citation")
        review.searches.add(ris(tmp_path / "a.ris", rows[2:]), "TeaBase", lane="database")
        review.duplicates.run()
        review.screening.decide("K3", "exclude", reviewer="Ana")
        flow = review.flow.prisma()
        events = list(review.session.store.events())
    state = ReviewState().replay(entries(events))
    plan = read_plan(state)
    assert flow_of(state, plan).as_json() == flow.as_json()
    assert flow.boxes["database_results"] == 3
    # sources outside the protocol stand in the order of their imports
    assert sources_of(state, plan) == [("By hand", "citation"), ("TeaBase", "database")]
