"""A sitting without a screen: what comes next, verdicts, undo, setting aside."""

from __future__ import annotations

import json

import pytest
from msgspec import to_builtins

from tests.winnow import winnow
from winnow_sr.errors import WinnowError
from winnow_sr.faces.sitting import Draft
from winnow_sr.faces.terminal.desk import AHEAD, Desk
from winnow_sr.review import Review


def sit(review: Review, name: str = "Ana", stage: str = "title-abstract") -> Desk:
    desk = Desk(review, name, stage)
    desk.begin()
    return desk


def front(desk: Desk) -> str:
    assert desk.row is not None
    return str(desk.row.citation)


def votes(review: Review, who: str = "Ana", stage: str = "title-abstract") -> dict[str, str]:
    """What the ledger holds of a reviewer, read anew."""
    other = Review.open(review.folder)
    try:
        state = other.session.state()
        ballot = state.ballots[stage].get(who)
        return {f"C{r:06d}": v for r, v in ballot.letters.items()} if ballot else {}
    finally:
        other.close()


def test_a_sitting_ends_when_everything_has_been_read_once(review: Review) -> None:
    desk = sit(review)
    seen = []
    while desk.row is not None:
        seen.append(front(desk))
        desk.decide("exclude")
        desk.refill()
    assert len(seen) == len(set(seen)) == 24
    assert desk.sitting.left == 0
    assert votes(review) == dict.fromkeys(seen, "e")


def test_a_verdict_is_in_the_ledger_before_it_is_acknowledged(review: Review) -> None:
    desk = sit(review)
    citation = front(desk)
    said = desk.decide("exclude", "2")
    assert said == f"{citation} excluded (design)"
    assert votes(review) == {citation: "e"}


def test_every_decision_carries_its_seconds_and_that_nothing_else_was_visible(
    review: Review,
) -> None:
    desk = sit(review)
    desk.decide("include", seconds=12.34)
    made = review.ledger.log(kind="decision_made")[-1].payload
    assert (made["seconds"], made["visible"]) == (12.3, False)


def test_undo_goes_back_to_the_very_first_decision_even_of_an_earlier_sitting(
    review: Review,
) -> None:
    first = sit(review)
    done = [front(first)]
    first.decide("include")
    done.append(front(first))
    first.write_note("look at the doses")
    first.decide("exclude", "population")

    second = sit(review)
    done.append(front(second))
    second.decide("unsure")
    waiting = front(second)
    for citation in reversed(done):
        assert citation in second.undo()
        assert front(second) == citation, "it comes to the front again at once"
        assert second.draft.note == ("look at the doses" if citation == done[1] else "")
    assert votes(review) == {}
    with pytest.raises(WinnowError, match="no decision to take back"):
        second.undo()
    order = []
    for _ in range(4):
        order.append(front(second))
        second.decide("include")
    assert order == [*done, waiting], "what was in front before comes back after them"


def test_what_was_typed_survives_setting_aside_and_undo(review: Review) -> None:
    desk = sit(review)
    first = front(desk)
    desk.write_note("look at the doses")
    assert desk.skip() == f"{first} set aside with your note; it comes again at the end"
    assert desk.draft == Draft()
    second = front(desk)
    desk.decide("exclude", "design")
    third = front(desk)
    desk.write_note("half written")
    assert second in desk.undo()
    assert (front(desk), desk.draft) == (second, Draft("", "design"))
    desk.decide("include")
    assert (front(desk), desk.draft) == (third, Draft("half written"))
    while front(desk) != first:
        desk.decide("exclude")
        desk.refill()
    assert desk.draft.note == "look at the doses"
    assert desk.decide("unsure") == f"{first} unsure, with your note"
    notes = [event.payload["note"] for event in review.ledger.log(kind="decision_made")]
    assert [note for note in notes if note] == ["half written", "look at the doses"]


def test_what_came_back_stays_first_when_a_new_ranking_is_looked_at(review: Review) -> None:
    desk = sit(review)
    done = []
    for _ in range(3):
        done.append(front(desk))
        desk.decide("exclude")
    for _ in done:
        desk.undo()
    desk.look()
    order = []
    for _ in done:
        order.append(front(desk))
        desk.decide("include")
        desk.look()
    assert order == done


def test_undo_never_reaches_into_another_stage(review: Review) -> None:
    desk = sit(review)
    citation = front(desk)
    desk.decide("include")
    review.screening.decide(citation, "include", reviewer="Ben")
    review.screening.decide(citation, "include", reviewer="Ana", stage="full-text")
    with pytest.raises(WinnowError, match="verdict at full-text: take that back with `winnow undo"):
        desk.undo()
    assert votes(review) == {citation: "i"}


def test_what_is_set_aside_comes_again_at_the_end(review: Review) -> None:
    desk = sit(review)
    aside = [front(desk)]
    desk.skip()
    aside.append(front(desk))
    desk.skip()
    seen = []
    while desk.row is not None:
        seen.append(front(desk))
        desk.decide("exclude")
        desk.refill()
    assert seen[-2:] == aside
    assert len(seen) == 24


def test_the_last_one_cannot_be_set_aside_for_nothing(review: Review) -> None:
    desk = sit(review)
    while desk.sitting.left > 1:
        desk.decide("exclude")
    last = front(desk)
    with pytest.raises(WinnowError, match="is the last one"):
        desk.skip()
    assert front(desk) == last


def test_a_refused_verdict_changes_nothing(review: Review) -> None:
    desk = sit(review)
    citation = front(desk)
    with pytest.raises(WinnowError, match="not in the protocol"):
        desk.decide("exclude", "because")
    assert (front(desk), desk.sitting.pace.decided, votes(review)) == (citation, 0, {})


def test_the_next_citation_is_ready_before_it_is_asked_for(review: Review) -> None:
    desk = sit(review)
    for _ in range(10):
        assert desk.ahead, "nothing would be fetched while the reviewer waits"
        desk.decide("exclude")
        desk.refill()
    assert len(desk.ahead) <= AHEAD + 1


def test_a_colleague_reading_meanwhile_is_noticed(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = sit(review)
    coming = desk.ahead[3].citation
    for who in ("Ben", "Cleo"):
        review.screening.decide(coming, "include", reviewer=who)
    desk.looked -= 3600
    assert desk.refill()
    assert coming not in {row.citation for row in desk.ahead}, "it has its two votes"


def test_nothing_of_a_colleagues_vote_reaches_the_second_reviewer(review: Review) -> None:
    """Whatever Ben said of the first citations, Ana's desk is the same to the last byte."""
    citations = [row.citation for row in review.screening.queue("Ben", 6)]

    def desk_after(verdicts: list[str]) -> str:
        for citation, verdict in zip(citations, verdicts, strict=True):
            review.screening.decide(
                citation, verdict, reviewer="Ben", note="secret" if verdict == "include" else ""
            )
        review.rankings.current()
        desk = sit(review)
        shown = [desk.row, *list(desk.ahead)[:5]]
        assert [row.citation for row in shown if row] == citations
        for _ in citations:
            review.screening.undo(reviewer="Ben")
        return json.dumps(to_builtins(shown))

    assert desk_after(["include", "exclude"] * 3) == desk_after(["exclude", "include"] * 3)


def test_the_acknowledgement_does_not_tell_of_a_conflict(review: Review) -> None:
    citation = review.screening.queue("Ana", 1)[0].citation
    review.screening.decide(citation, "include", reviewer="Ben")
    desk = sit(review)
    assert front(desk) == citation
    assert desk.decide("exclude") == f"{citation} excluded"


def test_at_the_full_text_a_reason_is_needed_and_the_report_is_named(review: Review) -> None:
    citation = review.screening.queue("Ana", 1)[0].citation
    for who in ("Ana", "Ben"):
        review.screening.decide(citation, "include", reviewer=who)
    review.full_texts.retrieve(citation, "retrieved", actor="Ana")
    desk = sit(review, stage="full-text")
    assert desk.row is not None
    assert (front(desk), desk.row.report) == (citation, "retrieved")
    with pytest.raises(WinnowError, match="needs its reason"):
        desk.decide("exclude")
    assert desk.decide("exclude", "3") == f"{citation} excluded (language)"


def test_unusable_keys_in_the_protocol_are_told_before_the_screen_opens(review: Review) -> None:
    path = review.folder / "protocol.yaml"
    path.write_text(path.read_text("utf-8") + "keys: rayyan, unsure=i\n", encoding="utf-8")
    winnow("-C", review.folder, "amend", "--reason", "keys", "--as", "Ana")
    done = winnow("-C", review.folder, "screen", "--as", "Ana", "--plain", code=2)
    assert "'i' would be both" in done.err
