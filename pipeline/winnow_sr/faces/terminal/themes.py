"""Two sets of colours, for dark and for light terminals; contrast of text at least 4.5 to 1.

And none at all, for whoever sets NO_COLOR.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from rich.segment import Segment
from textual.app import App
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import Theme

DARK = Theme(
    name="winnow-dark",
    dark=True,
    primary="#7aa2c8",
    secondary="#9aa5b1",
    accent="#e0b25c",
    foreground="#e6e6e6",
    background="#15181c",
    surface="#1c2026",
    panel="#262b33",
    success="#58c08a",
    warning="#e0b25c",
    error="#f0857d",
    variables={
        "text-success": "#6fd39c",
        "text-error": "#ff9d94",
        "text-accent": "#f0c674",
        "text-muted": "#9aa5b1",
        "border": "#55606d",
    },
)
LIGHT = Theme(
    name="winnow-light",
    dark=False,
    primary="#2d5d8a",
    secondary="#59636e",
    accent="#8a5a00",
    foreground="#1c2024",
    background="#fbfaf7",
    surface="#ffffff",
    panel="#e9e6df",
    success="#1b6e42",
    warning="#8a5a00",
    error="#a3261c",
    variables={
        "text-success": "#1b6e42",
        "text-error": "#a3261c",
        "text-accent": "#7a4f00",
        "text-muted": "#59636e",
        "border": "#8c959f",
    },
)
THEMES = (DARK, LIGHT)
LIGHT_BACKGROUNDS = ("7", "15")


def light_terminal(environment: Mapping[str, str]) -> bool:
    """Does the terminal say that its background is light? (COLORFGBG, where it is set.)"""
    return environment.get("COLORFGBG", "").rpartition(";")[2] in LIGHT_BACKGROUNDS


def dress(app: App[Any]) -> None:
    """Give a screen its colours, as the terminal and the environment ask for."""
    for theme in THEMES:
        app.register_theme(theme)
    app.theme = "winnow-light" if light_terminal(os.environ) else "winnow-dark"
    if app.no_color:
        app._filters.append(Colourless())


class Colourless(LineFilter):
    """NO_COLOR taken at its word: no colour codes at all, only weight, underline and reverse."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments without their colours."""
        return [
            Segment(text, style.without_color if style else style, control)
            for text, style, control in segments
        ]
