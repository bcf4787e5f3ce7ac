"""Values behave like frozen dataclasses, so that nobody needs to know they are not."""

from __future__ import annotations

import copy
import pickle

import pytest

from winnow_sr.values import Value


class Point(Value):
    x: int
    y: int = 2


class Named(Point):
    name: str = "origin"


def test_fields_are_given_by_place_by_name_or_by_default() -> None:
    assert (Point(1).x, Point(1).y, Point(y=5, x=4).y) == (1, 2, 5)
    assert (Named(1, 2, "a").name, Named(1).name) == ("a", "origin")


@pytest.mark.parametrize(
    ("args", "given"), [((), {}), ((1, 2, 3), {}), ((1,), {"x": 1}), ((1,), {"z": 1})]
)
def test_a_field_missing_twice_or_unknown_is_refused(args: tuple[int, ...], given: dict) -> None:
    with pytest.raises(TypeError, match="Point"):
        Point(*args, **given)


def test_a_value_cannot_be_changed_but_replaced() -> None:
    point = Point(1)
    with pytest.raises(AttributeError, match="replace"):
        point.x = 3  # type: ignore[misc]
    with pytest.raises(AttributeError):
        del point.x
    assert (point.replace(y=9), point) == (Point(1, 9), Point(1, 2))


def test_equal_values_are_one_key_and_kinds_are_not_mixed() -> None:
    assert {Point(1): "a"}[Point(1, 2)] == "a"
    assert Point(1) != Named(1)
    assert repr(Named(1)) == "Named(x=1, y=2, name='origin')"


def test_values_travel_between_processes() -> None:
    assert pickle.loads(pickle.dumps(Named(1, 7))) == Named(1, 7) == copy.deepcopy(Named(1, 7))
