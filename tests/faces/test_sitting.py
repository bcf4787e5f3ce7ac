"""A sitting asked of a source of our own: what is ahead, what was typed, what comes back."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from winnow_sr.errors import WinnowError
from winnow_sr.faces.sitting import Draft, Reading, Round, Row, Sitting, Withdrawn, id_of


def row_of(citation: str) -> Row:
    """A citation of which only the id matters."""
    return Row(
        citation=citation,
        key=citation,
        rank=None,
        score=None,
        title="",
        abstract="",
        year=None,
        keywords=[],
        authors=[],
        journal="",
        doi="",
        report="",
        ranking="",
    )


class Shelf:
    """A source: citations in an order, and verdicts on them."""

    def __init__(self, count: int) -> None:
        self.order = [f"C{n:06d}" for n in range(1, count + 1)]
        self.given: dict[str, tuple[str, Draft]] = {}
        self.settled: set[str] = set()
        """What colleagues have settled meanwhile."""
        self.passed: list[str] = []
        self.held: set[str] = set()
        self.taken: set[str] = set()
        """What colleagues take between the look and the hold."""

    def reading(self, n: int, *, fresh: bool) -> Reading:
        waiting = [c for c in self.order if c not in self.given and c not in self.settled]
        rows = [row_of(citation) for citation in waiting[:n]]
        return Reading(rows, len(waiting), len(self.given), fresh, Round(1, "priority"))

    def hold(self, citations: Sequence[str]) -> Sequence[str]:
        free = [c for c in citations if c not in self.taken]
        self.held.update(free)
        self.settled |= self.taken
        return free

    def let_go(self, citations: Sequence[str] | None = None) -> None:
        self.held -= set(self.held if citations is None else citations)

    def row(self, citation: str) -> Row | None:
        return None if citation in self.given else row_of(citation)

    def decide(self, citation: str, verdict: str, given: Draft, seconds: float) -> bool:
        if verdict == "maybe":
            raise WinnowError("unknown verdict 'maybe'")
        if self.given.get(citation) == (verdict, given):
            return False
        self.given[citation] = verdict, given
        return True

    def pass_over(self, citation: str) -> None:
        self.passed.append(citation)

    def undo(self) -> Withdrawn:
        if not self.given:
            raise WinnowError("no decision to take back")
        citation, (verdict, given) = self.given.popitem()
        return Withdrawn(citation, "title-abstract", verdict, given)


def ids(sitting: Sitting, n: int = 100) -> list[str]:
    return [id_of(row) for row in sitting.next(n)]


def decide(sitting: Sitting, citation: str, verdict: str = "exclude", **typed: str) -> None:
    sitting.decide(citation, verdict, Draft(**typed), 10)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(4)


@pytest.fixture
def sitting(shelf: Shelf) -> Sitting:
    return Sitting(shelf)


def test_the_queue_is_read_in_its_order_and_counted(sitting: Sitting) -> None:
    assert ids(sitting, 2) == ["C000001", "C000002"]
    assert (sitting.left, sitting.decided, sitting.round) == (4, 0, Round(1, "priority"))
    decide(sitting, "C000001")
    assert (sitting.left, sitting.decided, sitting.mine) == (3, 1, ["C000001"])
    assert ids(sitting) == ["C000002", "C000003", "C000004"]


def test_what_is_put_off_comes_when_nothing_else_is_left(sitting: Sitting) -> None:
    sitting.skip("C000002")
    sitting.skip("C000001")
    assert ids(sitting) == ["C000003", "C000004"]
    assert ids(sitting, 1) == ["C000003"], "as many as are asked for, whatever is put off"
    decide(sitting, "C000003")
    decide(sitting, "C000004")
    assert ids(sitting) == ["C000002", "C000001"], "in the order in which they were put off"
    sitting.skip("C000002")
    assert ids(sitting) == ["C000001"], "and may be put off again"


def test_what_colleagues_settled_does_not_come_again(sitting: Sitting, shelf: Shelf) -> None:
    sitting.skip("C000001")
    shelf.settled = {"C000001", "C000002", "C000003"}
    decide(sitting, "C000004")
    assert ids(sitting) == []


def test_what_was_taken_back_comes_first_the_oldest_before_the_newer(sitting: Sitting) -> None:
    for citation in ids(sitting):
        decide(sitting, citation)
    sitting.undo()
    sitting.undo()
    assert ids(sitting) == ["C000003", "C000004"]
    assert (sitting.left, sitting.decided) == (2, 2)
    assert sitting.mine == ["C000001", "C000002"]
    assert sitting.pace.decided == 2


def test_what_was_taken_back_comes_first_wherever_the_queue_has_it(
    sitting: Sitting, shelf: Shelf
) -> None:
    decide(sitting, "C000001")
    sitting.undo()
    shelf.order.reverse()  # a new ranking
    assert ids(sitting, 2) == ["C000001", "C000004"]
    sitting.skip("C000001")
    assert ids(sitting) == ["C000004", "C000003", "C000002"], "until it is put off"


def test_what_was_taken_back_and_decided_elsewhere_does_not_come(
    sitting: Sitting, shelf: Shelf
) -> None:
    decide(sitting, "C000001")
    sitting.undo()
    shelf.given["C000001"] = ("include", Draft())  # in another window
    assert ids(sitting, 1) == ["C000002"]
    assert sitting.came_back == []


def test_a_note_and_a_reason_survive_skip_and_undo(sitting: Sitting, shelf: Shelf) -> None:
    sitting.keep("C000001", Draft("look at the doses", "design"))
    sitting.skip("C000001")
    assert sitting.draft("C000001") == Draft("look at the doses", "design")
    assert sitting.draft("C000002") == Draft(), "a note belongs to its citation"
    sitting.keep("C000003", Draft("half written"))
    decide(sitting, "C000002", note="odd", reason="population")
    assert sitting.draft("C000002") == Draft(), "given with the verdict"
    assert sitting.undo().draft == Draft("odd", "population")
    assert sitting.draft("C000002") == Draft("odd", "population")
    assert sitting.draft("C000003") == Draft("half written"), "what was in front keeps its own"
    assert sitting.draft("C000001") == Draft("look at the doses", "design")
    sitting.keep("C000001", Draft())
    assert sitting.draft("C000001") == Draft()


def test_a_refused_verdict_changes_nothing(sitting: Sitting, shelf: Shelf) -> None:
    sitting.keep("C000001", Draft("a note"))
    with pytest.raises(WinnowError, match="maybe"):
        decide(sitting, "C000001", "maybe")
    assert (sitting.draft("C000001"), sitting.mine) == (Draft("a note"), [])
    assert shelf.given == {}


def test_a_verdict_that_stands_already_counts_once(sitting: Sitting) -> None:
    for _ in range(3):
        decide(sitting, "C000001", "include")
    assert (sitting.pace.decided, sitting.decided, sitting.mine) == (1, 1, ["C000001"])


def test_taking_back_a_resolution_brings_nothing_to_be_read(sitting: Sitting) -> None:
    sitting.took_back(Withdrawn("C000003", "title-abstract", resolution=True))
    assert ids(sitting)[0] == "C000001"
    assert sitting.decided == 0


def test_an_undo_into_an_earlier_sitting_is_no_decision_of_this_one(shelf: Shelf) -> None:
    decide(Sitting(shelf), "C000001")
    later = Sitting(shelf)
    ids(later)
    later.undo()
    assert (later.pace.decided, later.mine, ids(later)[0]) == (0, [], "C000001")


def test_nothing_to_take_back_is_said(sitting: Sitting) -> None:
    with pytest.raises(WinnowError, match="no decision"):
        sitting.undo()
    assert (sitting.left, sitting.came_back) == (0, [])


@given(st.lists(st.sampled_from(["decide", "skip", "undo", "look"]), max_size=40))
def test_whatever_one_does_nothing_is_lost_and_nothing_comes_twice(acts: list[str]) -> None:
    shelf = Shelf(5)
    sitting = Sitting(shelf)
    for act in acts:
        ahead = ids(sitting, 3)
        assert len(ahead) == len(set(ahead))
        assert not set(ahead) & shelf.given.keys()
        assert bool(ahead) == (len(shelf.given) < 5), "something comes as long as something waits"
        if act == "undo" and shelf.given:
            newest = list(shelf.given)[-1]
            sitting.undo()
            assert ids(sitting, 1) == [newest]
        elif act == "decide" and ahead:
            decide(sitting, ahead[0])
        elif act == "skip" and ahead:
            sitting.skip(ahead[0])
    while ahead := ids(sitting, 1):
        decide(sitting, ahead[0])
    assert sorted(shelf.given) == shelf.order


def test_what_is_ahead_is_kept_and_what_a_colleague_took_first_is_not_shown(shelf: Shelf) -> None:
    sitting = Sitting(shelf)
    shelf.taken = {"C000001", "C000003"}
    assert ids(sitting, 2) == ["C000002", "C000004"]
    assert shelf.held == {"C000002", "C000004"}
    sitting.skip("C000002")
    assert shelf.held == {"C000004"}, "a colleague may read what is put off"
    sitting.leave()
    assert not shelf.held
