"""Which key does what on a screening screen: the presets, and a team's own keys.

The protocol's `keys` names a preset (`default`, `rayyan`, `asreview`), changes single keys of one
(`rayyan, unsure=m`), or gives its own (`include=1 exclude=2 unsure=3`); what is not named stays as
in the preset, or as in `default`. A key is one printable character; capital and small letter are
the same key. Two actions never share a key. Arrows, page keys, space, Enter and Escape scroll and
choose in every preset.
"""

from __future__ import annotations

import re

from winnow_sr.errors import WinnowError

ACTIONS: dict[str, tuple[str, str]] = {
    # action: (word beside its key, what the help says)
    "include": ("include", "include the citation"),
    "exclude": ("exclude", "exclude it (at the full text: with the reason that applies first)"),
    "unsure": ("unsure", "unsure: goes on to the full text, where it is looked at again"),
    "reason": ("reason", "exclude it with a reason from the protocol's list"),
    "note": ("note", "write a note that goes with the verdict on this citation"),
    "undo": ("undo", "take back your last verdict; again for the one before, any number of times"),
    "skip": ("skip", "set it aside; it comes again when the rest is done"),
    "criteria": ("criteria", "the protocol's criteria, reasons and settled borderline cases"),
    "terms": ("terms", "highlight the protocol's terms, or not"),
    "why": ("why here", "which words put this citation so early or late in the ranking"),
    "progress": ("progress", "how far, how fast, how much is left"),
    "open": ("open", "open the article's page in the browser (its DOI)"),
    "light": ("light", "dark or light colours"),
    "keys": ("keys", "this list"),
    "leave": ("leave", "leave; everything acknowledged is kept"),
}

DEFAULT = {
    "include": "i",
    "exclude": "e",
    "unsure": "u",
    "reason": "r",
    "note": "n",
    "undo": "b",
    "skip": "s",
    "criteria": "c",
    "terms": "t",
    "why": "w",
    "progress": "p",
    "open": "o",
    "light": "d",
    "keys": "?",
    "leave": "q",
}

PRESETS: dict[str, dict[str, str]] = {
    "default": DEFAULT,
    # Rayyan: I include, E exclude, U maybe, R reason, L label (its short notes); it has no undo.
    "rayyan": {**DEFAULT, "note": "l", "undo": "z"},
    # ASReview LAB: R relevant, I irrelevant, U undo, N note; it has no third verdict and no skip.
    "asreview": {
        **DEFAULT,
        "include": "r",
        "exclude": "i",
        "undo": "u",
        "unsure": "m",
        "reason": "x",
    },
}

CHANGE = re.compile(r"(\w+)\s*=\s*(\S)(?!\S)")


def keymap(text: str) -> dict[str, str]:
    """action -> key, from the protocol's `keys`. WinnowError for a name or a clash in it."""
    changes = {}
    for action, key in CHANGE.findall(text.replace(",", " ")):
        if action.lower() not in ACTIONS:
            raise trouble(f"there is no action {action!r}; there are {', '.join(ACTIONS)}")
        changes[action.lower()] = key.lower()
    names = CHANGE.sub(" ", text.replace(",", " ")).lower().split() or ["default"]
    if len(names) > 1 or names[0] not in PRESETS:
        raise trouble(f"{' '.join(names)!r} is neither a preset nor ACTION=KEY")
    found = {**PRESETS[names[0]], **changes}
    for action, key in found.items():
        others = [other for other, its in found.items() if its == key and other != action]
        if not key.isprintable():
            raise trouble(f"the key of {action} is not a printable character")
        if others:
            raise trouble(f"{key!r} would be both {action} and {others[0]}")
    return found


def trouble(what: str) -> WinnowError:
    """The error of a wrong `keys`."""
    return WinnowError(
        f"keys in the protocol: {what}; write a preset ({', '.join(PRESETS)}) or changes to one, "
        "as in `keys: rayyan, unsure=m`"
    )
