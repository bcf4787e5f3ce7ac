"""The drawn screening screen: what a reviewer sees and what a key does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from textual.content import Content
from textual.widgets import OptionList, Static

from tests.faces.terminal.playing import LARGE, SMALL, Player, decisions, play, verdicts
from tests.winnow import entry, ris, winnow
from winnow_sr.faces.terminal.dialogs import NoteWindow, Page, ReasonPicker
from winnow_sr.review import Review


def highlighted(player: Player) -> dict[str, set[str]]:
    """style -> the words of the citation that carry it."""
    content = player.app.query_one("#text", Static).content
    assert isinstance(content, Content)
    found: dict[str, set[str]] = {}
    for span in content.spans:
        found.setdefault(str(span.style), set()).add(content.plain[span.start : span.end])
    return found


@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_everything_a_reviewer_needs_fits(review: Review, size: tuple[int, int]) -> None:
    async def story(player: Player) -> None:
        row = player.app.desk.row
        text = player.words("#text")
        for part in (
            row.title,
            row.abstract,
            "Author",
            "Journal of Studies",
            str(row.year),
        ):
            assert part in text
        assert row.citation in player.words("#place")
        assert "Ana · title and abstract" in player.words("#who")
        assert "24 left" in player.words("#pace")
        keys = player.app.query_one("#keys")
        assert keys.region.bottom == size[1], "the keys stand at the foot, nothing of them cut off"
        assert max(len(line) for line in player.words("#keys").split("\n")) <= size[0] - 2
        for word in ("i include", "e exclude", "u unsure", "b undo", "? keys", "q leave"):
            assert word in player.words("#keys")

    play(review, story, size=size)


def test_three_keys_decide_and_each_is_durable_when_acknowledged(review: Review) -> None:
    async def story(player: Player) -> None:
        for key, word in (("i", "included"), ("e", "excluded"), ("u", "unsure")):
            citation = player.front
            await player.press(key)
            assert player.said == f"{citation} {word}"
            assert verdicts(review)[citation] == key
            assert player.front != citation
        assert "3 decided now" in player.words("#pace")

    play(review, story)
    assert all(not d["visible"] and d["seconds"] >= 0 for d in decisions(review))


def test_terms_are_highlighted_until_they_are_switched_off(review: Review) -> None:
    async def story(player: Player) -> None:
        rows = review.screening.queue("Ana", None)
        row = next(r for r in rows if "craving" in r.title)
        other = next(r for r in rows if "mood" in r.title)
        for shown, style, word in ((row, "bold $text-success", "craving"),
                                   (other, "underline $text-error", "mood")):  # fmt: skip
            player.app.desk.row = shown
            player.app.show()
            assert highlighted(player)[style] == {word}
        await player.press("t")
        assert "underline $text-error" not in highlighted(player)
        await player.press("t")
        assert highlighted(player)["underline $text-error"] == {"mood"}

    play(review, story)


def test_reasons_are_picked_in_the_protocols_order(review: Review) -> None:
    async def story(player: Player) -> None:
        citation = player.front
        await player.press("r")
        assert isinstance(player.app.screen, ReasonPicker)
        options = player.app.screen.query_one(OptionList)
        shown = [str(options.get_option_at_index(n).prompt).split(None, 1)[1] for n in range(3)]
        assert shown == ["Wrong people", "Wrong design", "No translation to be had"]
        assert "Nobody craved" in str(player.app.screen.query_one("#meaning", Static).content)
        await player.press("escape")
        assert player.front == citation
        assert verdicts(review) == {}
        await player.press("r", "2")
        await player.until(lambda: player.front != citation)
        assert player.said == f"{citation} excluded (design)"
        second = player.front
        await player.press("r", "down", "down", "enter")
        await player.until(lambda: player.front != second)

    play(review, story)
    assert [d["reason"] for d in decisions(review)] == ["design", "language"]


def test_a_note_goes_with_the_verdict_and_comes_back_with_undo(review: Review) -> None:
    async def story(player: Player) -> None:
        citation = player.front
        await player.press("n")
        assert isinstance(player.app.screen, NoteWindow)
        await player.pilot.press(*"dose", "space", "q", "question_mark")
        await player.press("enter")
        assert "dose q?" in player.words("#text"), "keys are letters while a note is written"
        await player.press("i")
        assert player.said == f"{citation} included, with your note"
        assert "dose" not in player.words("#text")
        await player.press("b")
        assert player.front == citation
        assert "dose q?" in player.words("#text")

    play(review, story)
    assert [d["note"] for d in decisions(review)] == ["dose q?"]


def test_a_note_and_a_reason_survive_undo_and_skip(review: Review) -> None:
    async def story(player: Player) -> None:
        first = player.front
        await player.press("r", "2")
        await player.until(lambda: player.front != first)
        second = player.front
        await player.press("n")
        await player.pilot.press(*"dose", "enter")
        await player.ready()
        await player.press("b")
        assert player.front == first
        await player.press("r")
        options = player.app.screen.query_one(OptionList)
        assert options.highlighted == 1, "the reason that was given is chosen already"
        await player.pilot.press("enter")
        await player.until(lambda: player.front == second)
        assert "dose" in player.words("#text")
        await player.press("s")
        assert player.said == f"{second} set aside with your note; it comes again at the end"
        assert "dose" not in player.words("#text")

    play(review, story)
    assert [d["reason"] for d in decisions(review)] == ["design", "design"]


def test_undo_to_the_beginning_and_one_more(review: Review) -> None:
    async def story(player: Player) -> None:
        first = player.front
        await player.press("i", "e", "e", "u")
        await player.press("b", "b", "b", "b")
        assert player.front == first
        assert verdicts(review) == {}
        await player.press("b")
        assert "no decision to take back" in player.said

    play(review, story)


def test_a_key_held_down_decides_one_citation(review: Review) -> None:
    async def story(player: Player) -> None:
        await player.pilot.press(*"eeeeeeee")
        await player.ready()
        assert len(verdicts(review)) == 1

    play(review, story, guard=5)


@pytest.mark.parametrize(
    ("preset", "keys"),
    [("rayyan", "ieu"), ("asreview", "rim"), ("include=1 exclude=2 unsure=3", "123")],
)
def test_the_protocol_chooses_the_keys(review: Review, preset: str, keys: str) -> None:
    path = review.folder / "protocol.yaml"
    path.write_text(path.read_text("utf-8") + f"keys: {preset}\n", encoding="utf-8")
    review.protocol.amend(actor="Ana", reason="our fingers")

    async def story(player: Player) -> None:
        assert f"{keys[0]} include  {keys[1]} exclude  {keys[2]} unsure" in player.words("#keys")
        await player.press(*keys)

    play(review, story)
    assert [d["verdict"] for d in decisions(review)] == ["include", "exclude", "unsure"]


def test_criteria_keys_and_progress_are_a_key_away(review: Review) -> None:
    async def story(player: Player) -> None:
        for key, words in (
            ("c", ("People were treated.", "Nobody was treated.", "Wrong design", "A survey that")),
            ("question_mark", ("take back your last verdict", "Arrows, page keys")),
            ("p", ("Decided in this sitting: 0", "Left to read: 24")),
        ):
            await player.press(key)
            page = player.app.screen
            assert isinstance(page, Page)
            text = " ".join(str(widget.content) for widget in page.query(Static))
            for part in words:
                assert part in text
            await player.press("e", key)
            assert not isinstance(player.app.screen, Page), "the same key closes it"
        assert verdicts(review) == {}, "verdict keys do nothing under a page"

    play(review, story)


def test_why_is_told_when_asked_and_not_before(review: Review) -> None:
    async def story(player: Player) -> None:
        await player.press("i", "e")
        for widget in ("#place", "#pace", "#text"):
            assert "rank" not in player.words(widget).replace("ranking", "")
        await player.press("w")
        page = player.app.screen
        await player.until(
            lambda: (
                "says nothing about eligibility"
                in " ".join(str(w.content) for w in page.query(Static))
            )
        )

    play(review, story)


def test_the_full_text_stage_asks_for_the_reason(review: Review) -> None:
    citation = review.screening.queue("Ana", 1)[0].citation
    for who in ("Ana", "Ben"):
        review.screening.decide(citation, "include", reviewer=who)
    review.full_texts.retrieve(citation, "retrieved", actor="Ana")

    async def story(player: Player) -> None:
        assert "report retrieved" in player.words("#place")
        await player.press("e")
        assert isinstance(player.app.screen, ReasonPicker)
        await player.press("escape")
        assert verdicts(review, stage="full-text") == {}
        await player.press("e", "3")
        await player.until(lambda: not player.front)
        assert "Nothing left for Ana at full text" in player.words("#text")

    play(review, story, stage="full-text")
    assert decisions(review)[-1]["reason"] == "language"


def test_nothing_left_is_said_and_can_still_be_taken_back(review: Review) -> None:
    async def story(player: Player) -> None:
        while player.front:
            last = player.front
            await player.press("e")
        await player.until(lambda: "Nothing left for Ana" in player.words("#text"))
        assert "Decided in this sitting: 24" in player.words("#text")
        await player.press("i", "b")
        assert player.front == last

    play(review, story)
    assert len(decisions(review)) == 24


def test_the_first_ranking_is_made_behind(review: Review) -> None:
    shutil.rmtree(review.folder / "cache")

    async def story(player: Player) -> None:
        assert player.front

    app = play(review, story)
    assert (review.folder / "cache" / "ranking").is_file()
    assert app.desk.sitting.fresh


def test_the_ranking_is_renewed_behind_after_a_batch(review: Review) -> None:
    trained = len(review.ledger.log(kind="model_trained"))

    async def story(player: Player) -> None:
        await player.press(*"ieeee")
        assert player.front, "the screen goes on meanwhile"
        await player.until(lambda: len(review.ledger.log(kind="model_trained")) > trained)
        await player.until(lambda: not player.app.ranking)
        await player.press("e")

    play(review, story)
    assert len(decisions(review)) == 6


def test_without_help_from_behind_the_screen_works_all_the_same(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(review.folder / "cache")
    monkeypatch.setattr("sys.executable", "/nowhere/python")

    async def story(player: Player) -> None:
        assert player.front
        await player.press("i")

    play(review, story)
    assert len(decisions(review)) == 1


def test_the_recall_bound_is_shown_only_where_the_protocol_allows_it(review: Review) -> None:
    async def allowed(player: Player) -> None:
        await player.until(lambda: player.app.bound is not None)

    play(review, allowed)
    path = review.folder / "protocol.yaml"
    text = path.read_text("utf-8").replace("  batch: 5", "  batch: 5\n  show_recall: false")
    path.write_text(text, encoding="utf-8")
    review.protocol.amend(actor="Ana", reason="it sways us")

    async def forbidden(player: Player) -> None:
        await player.press(*"ieeeee")
        await player.until(lambda: not player.app.ranking)
        assert not player.app.worker.waiting
        assert player.app.bound is None
        await player.press("p")
        text = " ".join(str(widget.content) for widget in player.app.screen.query(Static))
        assert "recall" not in text.lower()
        assert "relevant" not in text

    play(review, forbidden)


def test_a_refusal_is_shown_and_nothing_moves(review: Review) -> None:
    async def story(player: Player) -> None:
        citation = player.front
        review.team.join("Zoe", "reviewer", actor="Zoe")
        await player.press("i")
        assert player.said.startswith("Not done: unknown reviewer 'Ana'")
        assert player.app.query_one("#said").has_class("bad")
        assert player.front == citation

    play(review, story)
    assert decisions(review) == []


def test_a_file_can_neither_command_the_terminal_nor_become_markup(
    tmp_path: Path, folder: Path
) -> None:
    odd = entry(
        99,
        TI="[bold red]Loud[/] \x1b[31mred\x1b]0;owned\x07 $text [@click=app.leave]",
        AB="\u202eevil [/]",
    )
    file = ris(tmp_path / "odd.ris", [odd])
    winnow("-C", folder, "add", file, "--source", "Embase", "--lane", "database")
    review = Review.open(folder)

    async def story(player: Player) -> None:
        player.app.desk.row = review.screening.shown("K99")
        player.app.show()
        await player.pilot.pause()
        text = player.words("#text")
        assert "[bold red]Loud[/]" in text
        assert "[@click=app.leave]" in text
        assert not any(char in text for char in "\x1b\x07\u202e")
        assert "\x1b" not in player.app.export_screenshot()

    play(review, story)
    review.close()


def test_the_second_reviewers_screen_is_the_same_whatever_the_first_said(
    ranked: Path, tmp_path: Path
) -> None:
    def seen_after(verdict: str) -> list[str]:
        """All that Ana's screen says over her first five citations, four of which Ben has read."""
        review = Review.open(Path(shutil.copytree(ranked, tmp_path / verdict)))
        for row in review.screening.queue("Ben", 4):
            review.screening.decide(row.citation, verdict, reviewer="Ben", note="secret of Ben's")
        review.rankings.current()
        seen: list[str] = []

        async def story(player: Player) -> None:
            for _ in range(4):
                seen.append(player.words("#text") + player.words("#place"))
                assert "Ben" not in player.app.export_screenshot()
                await player.press("i")
                seen.append(player.said)

        play(review, story)
        review.close()
        return seen

    assert seen_after("include") == seen_after("exclude")


def test_no_color_leaves_weight_and_underline(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def story(player: Player) -> None:
        row = next(r for r in review.screening.queue("Ana", None) if "mood" in r.title)
        player.app.desk.row = row
        player.app.show()
        await player.pilot.pause()
        colours, styles = set(), {}
        for strip in player.app.screen._compositor.render_strips():
            for segment in strip:
                if segment.style:
                    colours |= {segment.style.color, segment.style.bgcolor} - {None}
                    styles[segment.text.strip()] = segment.style
        assert not colours
        assert styles["mood"].underline

    play(review, story)
