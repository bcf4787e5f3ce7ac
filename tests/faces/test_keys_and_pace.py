"""Keys that cannot clash, and a pace that a reviewer can believe."""

from __future__ import annotations

from pathlib import Path

import pytest

from winnow_sr.errors import WinnowError
from winnow_sr.faces.keys import ACTIONS, PRESETS, keymap
from winnow_sr.faces.pace import Pace, in_words


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_gives_every_action_one_key_of_its_own(preset: str) -> None:
    keys = keymap(preset)
    assert keys.keys() == ACTIONS.keys()
    assert len(set(keys.values())) == len(keys)


def test_fingers_used_to_another_tool_find_their_keys() -> None:
    rayyan, asreview = keymap("rayyan"), keymap("asreview")
    assert [rayyan[a] for a in ("include", "exclude", "unsure", "reason", "note")] == list("ieurl")
    assert [asreview[a] for a in ("include", "exclude", "undo", "note")] == list("riun")


def test_a_team_changes_single_keys_or_gives_its_own() -> None:
    assert keymap("rayyan, unsure=m")["unsure"] == "m"
    assert keymap("rayyan, unsure=m")["note"] == "l"
    own = keymap("include=1 exclude=2 unsure=3")
    assert (own["include"], own["exclude"], own["unsure"], own["undo"]) == ("1", "2", "3", "b")
    assert keymap("Include=Y")["include"] == "y", "capitals are the same key"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("default, unsure=i", "'i' would be both"),
        ("covidence", "'covidence' is neither a preset"),
        ("include=yes", "neither a preset nor ACTION=KEY"),
        ("delete=d", "no action 'delete'"),
        ("rayyan asreview", "neither a preset"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_way_out(text: str, says: str) -> None:
    with pytest.raises(WinnowError, match=says) as found:
        keymap(text)
    assert "\n" not in str(found.value)
    assert "keys: rayyan" in str(found.value)


def test_pace_is_decisions_over_the_time_they_took() -> None:
    pace = Pace([20, 10, 30, 20, 20])
    assert pace.per_minute() == pytest.approx(3)
    assert pace.minutes(90) == pytest.approx(30)


def test_a_lunch_break_is_not_reading_time() -> None:
    pace = Pace([20] * 9)
    pace.add(3600)
    assert pace.decided == 10
    assert pace.per_minute() == pytest.approx(3)


def test_nothing_is_claimed_of_a_pace_from_a_few_decisions() -> None:
    assert Pace([1, 1, 1]).per_minute() is None
    assert Pace([1, 1, 1]).minutes(10) is None


def test_the_pace_follows_a_reviewer_who_speeds_up() -> None:
    pace = Pace([60] * 200)
    for _ in range(50):
        pace.add(10)
    assert pace.per_minute() == pytest.approx(6)


def test_taking_back_lowers_the_count_and_never_below_none() -> None:
    pace = Pace([10])
    pace.take_back()
    pace.take_back()
    assert pace.decided == 0


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0.4, "under a minute"), (40.2, "40 min"), (59.4, "59 min"), (59.6, "1 h"), (190, "3 h 10 min"),
     (187, "3 h 10 min"), (1560, "26 h")],
)  # fmt: skip
def test_lengths_of_time_as_people_say_them(minutes: float, words: str) -> None:
    assert in_words(minutes) == words


def test_the_documented_keys_are_the_keys() -> None:
    page = (Path(__file__).parents[2] / "docs" / "screening.md").read_text("utf-8")
    for action, (_, meaning) in ACTIONS.items():
        cells = " | ".join(f"`{PRESETS[p][action]}`" for p in ("default", "rayyan", "asreview"))
        assert f"| **{action}**: {meaning} | {cells} |" in page
