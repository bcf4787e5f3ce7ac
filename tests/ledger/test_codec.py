"""Every kind of event goes into the ledger and comes out the same; what cannot be read is told."""

from __future__ import annotations

import json

import pytest

from tests.ledger.histories import SAMPLES, event
from winnow_sr.errors import WinnowError
from winnow_sr.ledger.codec import decode, encode
from winnow_sr.ledger.events import KINDS, DecisionMade
from winnow_sr.ledger.evolve import CHANGES
from winnow_sr.ledger.upcasts import STEPS


def test_every_kind_has_a_sample_and_a_change() -> None:
    assert SAMPLES.keys() == KINDS.keys()
    assert set(CHANGES) == set(KINDS.values())


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_goes_in_comes_out(kind: str) -> None:
    made = event(kind)
    name, payload = encode(made)
    assert name == kind
    assert decode(kind, payload) == made
    assert json.loads(payload).get("v", 1) == KINDS[kind].version


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_version_ever_written_has_its_way_up(kind: str) -> None:
    for version in range(1, KINDS[kind].version):
        assert (kind, version) in STEPS


def test_a_verdict_of_the_first_version_was_offered_by_nobody_known() -> None:
    old = '{"stage":"title-abstract","citation":8,"verdict":"exclude","reason":"","note":"","round":0,"rank":3,"score":0.5,"visible":false,"seconds":2.0}'
    found = decode("decision_made", old)
    assert isinstance(found, DecisionMade)
    assert (found.citation, found.rank, found.ranking, found.offered) == (8, 3, "", "")


def test_a_field_that_came_later_takes_its_default() -> None:
    """Rounds before despite, unread, found, reviewers, model were written down."""
    old = '{"round":1,"kind":"pilot","stage":"title-abstract","citations":[1,2],"seed":1,"ranking":""}'
    assert decode("round_opened", old) == event("round_opened")


@pytest.mark.parametrize(
    ("kind", "payload", "said"),
    [
        ("moon_landed", "{}", "event 7 was written by a newer winnow"),
        ("decision_made", '{"v":99,"stage":"x"}', r"newer winnow \(decision_made, version 99\)"),
        ("round_closed", '{"round":"one"}', r"event 7 \(round_closed\) is damaged"),
        ("round_closed", '{"rou', "is damaged"),
        ("round_closed", "[" * 100_000, "is damaged"),
        ("decision_made", '{"stage":"title-abstract"}', "is damaged"),
        ("decision_made", '{"v":0,"stage":"title-abstract"}', "is damaged"),
        ("citations_split", "7", "is damaged"),
    ],
)
def test_what_cannot_be_read_is_one_clear_line(kind: str, payload: str, said: str) -> None:
    with pytest.raises(WinnowError, match=said) as caught:
        decode(kind, payload, 7)
    assert "\n" not in str(caught.value)


def test_a_step_that_fails_is_damage_not_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(payload: dict[str, object]) -> dict[str, object]:
        return {"citation": payload["not there"]}

    monkeypatch.setitem(STEPS, ("decision_made", 1), breaks)
    with pytest.raises(WinnowError, match=r"event 3 \(decision_made\) is damaged"):
        decode("decision_made", '{"stage":"title-abstract"}', 3)
