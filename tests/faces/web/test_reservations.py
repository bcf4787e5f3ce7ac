"""Who has what before them."""

from __future__ import annotations

from winnow_sr.faces.web.reservations import READING_SECONDS, Reservations


def test_a_citation_is_kept_for_a_while_and_then_free() -> None:
    now = [0.0]
    kept = Reservations(lambda: now[0])
    kept.hand_out("Ana", "title-abstract", ["C000001", "C000002"])
    kept.hand_out("Ben", "title-abstract", ["C000001"])
    assert kept.by_others("Cy", "title-abstract") == {"C000001": 2, "C000002": 1}
    assert kept.by_others("Ana", "title-abstract") == {"C000001": 1}
    assert kept.by_others("Cy", "full-text") == {}
    now[0] = READING_SECONDS
    kept.hand_out("Ben", "title-abstract", ["C000001"])
    assert kept.by_others("Cy", "title-abstract") == {"C000001": 2, "C000002": 1}
    now[0] += 1
    assert kept.by_others("Cy", "title-abstract") == {"C000001": 1}


def test_what_is_given_back_is_free_at_once() -> None:
    kept = Reservations()
    kept.hand_out("Ana", "title-abstract", ["C000001"])
    kept.give_back("Ana", "title-abstract", "C000001")
    kept.give_back("Ben", "title-abstract", "C000009")
    assert kept.by_others("Cy", "title-abstract") == {}
