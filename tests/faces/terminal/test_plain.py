"""The plain screen: prompts through a pipe, as a screen reader or a script meets them."""

from __future__ import annotations

import io
import re

import pytest

from tests.faces.terminal.playing import decisions, verdicts
from tests.winnow import Done, winnow
from winnow_sr.review import Review


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """No process behind: these stories are about the prompts."""
    monkeypatch.setattr("winnow_sr.faces.ranking_worker.RankingWorker.ask", lambda *_: True)


def typed(
    monkeypatch: pytest.MonkeyPatch, review: Review, *lines: str, stage: str = "title-abstract"
) -> Done:
    """A sitting in which these lines are typed into a pipe."""
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    return winnow("-C", review.folder, "screen", "--as", "Ana", "--stage", stage)


def test_a_sitting_through_a_pipe(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    order = [row.citation for row in review.screening.queue("Ana", 4)]
    done = typed(monkeypatch, review, "i", "exclude 2", "U", "n odd doses", "e", "q")
    assert verdicts(review) == dict(zip(order, "ieue", strict=True))
    assert [d["reason"] for d in decisions(review)] == ["", "design", "", ""]
    assert decisions(review)[-1]["note"] == "odd doses"
    assert "Decided in this sitting: 4. Come back with the same command." in done.out


def test_every_line_says_what_it_is_and_nothing_is_drawn(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = typed(monkeypatch, review, "i")
    assert "\x1b" not in done.out
    assert done.out.isascii() or not re.search(r"[\u2500-\u257f\u2580-\u259f]", done.out)
    for start in ("Citation C", "Title: Trial", "By: Author", "Abstract: Background", "Terms "):
        assert f"\n{start}" in done.out, f"no line begins with {start!r}"


def test_the_end_of_the_input_leaves(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    done = typed(monkeypatch, review, "i")
    assert "Left. Decided in this sitting: 1." in done.out


def test_undo_and_skip(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, third = (row.citation for row in review.screening.queue("Ana", 3))
    done = typed(monkeypatch, review, "i", "b", "s", "e", "q")
    assert verdicts(review) == {second: "e"}
    assert f"took back: {first} included" in done.out
    assert f"{first} set aside" in done.out
    assert f"Citation {third}" in done.out


def test_a_refused_line_is_explained_and_asked_again(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = review.screening.queue("Ana", 1)[0].citation
    done = typed(monkeypatch, review, "e because", "x", "", "b", "r", "", "r", "3", "q")
    assert "Not done: reason 'because' is not in the protocol: population, design" in done.out
    assert "Not done: Ana has no decision to take back" in done.out
    assert done.out.count("Keys: i include") == 3, "once at the start, once for each odd line"
    assert verdicts(review) == {first: "e"}
    assert decisions(review)[0]["reason"] == "language"


def test_a_note_is_kept_when_one_undoes_or_skips(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (row.citation for row in review.screening.queue("Ana", 2))
    done = typed(monkeypatch, review, "e", "n odd doses", "b", "i", "i")
    assert verdicts(review) == {first: "i", second: "i"}
    assert [d["note"] for d in decisions(review)] == ["", "", "odd doses"]
    assert "Noted with your verdict on this citation: odd doses" in done.out


def test_the_reason_that_was_given_is_told_after_an_undo(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = typed(monkeypatch, review, "e 3", "b", "r", "", "q")
    assert "nothing to go back; it was language)" in done.out
    assert verdicts(review) == {}


def test_criteria_progress_and_links(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    done = typed(monkeypatch, review, "c", "p", "o", "t", "q")
    assert "Include: People were treated." in done.out
    assert "Reason 2: Wrong design (design)" in done.out
    assert "Left to read: 24" in done.out
    assert "https://doi.org/10.1000/k" in done.out
    assert done.out.count("Terms ") == 1, "off after t"


def test_all_the_way_to_the_end(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    done = typed(monkeypatch, review, *["e"] * 30)
    assert "Nothing left for Ana at title and abstract. Decided in this sitting: 24." in done.out
    assert len(decisions(review)) == 24


def test_the_full_text_asks_for_the_reason(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    citation = review.screening.queue("Ana", 1)[0].citation
    for who in ("Ana", "Ben"):
        review.screening.decide(citation, "include", reviewer=who)
    done = typed(monkeypatch, review, "e", "1", stage="full-text")
    assert "report not yet retrieved" in done.out
    assert f"{citation} excluded (population)" in done.out


def test_an_unknown_stage_or_reviewer_is_one_line(review: Review) -> None:
    review.team.join("Zoe", "reviewer", actor="Zoe")
    for arguments in (("--as", "Ana"), ("--as", "Zoe", "--stage", "abstract")):
        done = winnow("-C", review.folder, "screen", *arguments, code=2)
        assert done.err.count("\n") == 1
        assert done.out == ""
