"""The chapter about registrations of trials: one number is one registration, wherever it stands."""

from __future__ import annotations

from winnow_sr.dedupe.rulebook.notions import alike_in_words
from winnow_sr.dedupe.rules import Chapter, Rule, always

REGISTRATION = Chapter(
    "Registrations of trials",
    lambda e: bool(e.registration),
    (
        Rule(
            "same-registration",
            "merge",
            "Two entries of one registration number, and a similar title.",
            lambda e: e.registration == "same" and e.wording >= 0.8 and alike_in_words(e),
        ),
        Rule(
            "same-registration-other-title",
            "ask",
            "Two registrations that share a number, under different titles or numbers.",
            lambda e: e.registration in ("same", "shared"),
        ),
        Rule(
            "registration-and-report",
            "ask",
            "One is the registration of a trial, the other a report that names its number.",
            lambda e: e.registration == "report",
            switch="registry_entries",
        ),
        Rule(
            "other-registration",
            "leave",
            "Two numbers of one register: two registrations.",
            always,
        ),
    ),
)
