"""What the screen says, as textual content: a citation, the criteria, the keys, the pace.

Text that came from a file is never read as markup, and its control characters never reach the
terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from textual.content import Content

from pipeline.cli.terminal.words import clean, facts
from pipeline.screening.keys import ACTIONS
from pipeline.screening.terms import spans

if TYPE_CHECKING:
    from pipeline.protocol.plan import Plan, Terms

HIGHLIGHT = {"include": "bold $text-success", "exclude": "underline $text-error"}
"""Without colours, bold still speaks for a citation and underlined against it."""
LINES = (
    ("include", "exclude", "unsure", "reason", "note", "undo", "skip"),
    ("criteria", "terms", "why", "progress", "keys", "leave"),
)
"""The actions in the two lines at the foot; the rest stand in the list of keys."""


def marked(text: str, terms: Terms | None, style: str = "") -> Content:
    """A text with the protocol's terms highlighted; None for no highlighting."""
    words = clean(text)
    content = Content(words)
    if style:
        content = content.stylize(style)
    if terms is not None:
        for span in spans(words, terms.include, terms.exclude):
            content = content.stylize(HIGHLIGHT[span.kind], span.start, span.end)
    return content


def citation(row: Mapping[str, Any], terms: Terms | None, note: str = "") -> Content:
    """A citation as it is read."""
    parts = [marked(row["title"] or "(no title)", terms, "bold")]
    told = facts(row)
    if told:
        parts.append(Content(told).stylize("$text-muted"))
    parts.append(Content(""))
    if row["abstract"]:
        parts += [marked(part, terms) for part in row["abstract"].splitlines() if part.strip()]
    else:
        parts.append(Content("(no abstract)").stylize("italic $text-muted"))
    if row["keywords"]:
        parts.append(Content(""))
        heading = Content("Keywords  ").stylize("$text-muted")
        parts.append(heading + marked("; ".join(row["keywords"]), terms))
    if note:
        parts += [Content(""), Content("Your note  ").stylize("$text-muted") + Content(clean(note))]
    return Content("\n").join(parts)


def criteria(plan: Plan) -> Content:
    """What the protocol includes and excludes, its reasons, the borderline cases it settles."""
    parts: list[Content] = []
    for heading, style, lines in (
        ("Include", "bold $text-success", plan.include),
        ("Exclude", "bold $text-error", plan.exclude),
        ("Reasons, in this order", "bold", [r.label or r.code for r in plan.reasons]),
        ("Settled beforehand", "bold", [settled(case) for case in plan.edge_cases]),
    ):
        if lines:
            parts += [Content(""), Content(heading).stylize(style)]
            parts += [Content(f"{n:2d}  {clean(line)}") for n, line in enumerate(lines, 1)]
    return Content("\n").join(parts[1:] or [Content("The protocol lists no criteria.")])


def settled(case: Any) -> str:
    """A borderline case and its verdict."""
    what = " ".join(part for part in (case.verdict, case.reason and f"({case.reason})") if part)
    return f"{case.case}: {what}" if what else case.case


def key_lines(keys: Mapping[str, str], width: int) -> Content:
    """The keys at the foot: two lines, or one where there is room; a click does the same."""
    lines = [Content("  ").join(button(action, keys) for action in line) for line in LINES]
    together = sum(len(line) for line in lines) + 2
    return Content("  " if together <= width else "\n").join(lines)


def button(action: str, keys: Mapping[str, str]) -> Content:
    """One action with its key."""
    made = Content.from_markup(f"[@click=\"app.act('{action}')\"]$key $word[/]",
                               key=keys[action], word=ACTIONS[action][0])  # fmt: skip
    return made.stylize("bold $text-accent", 0, len(keys[action]))


def key_list(keys: Mapping[str, str]) -> Content:
    """Every action with its key, one a line."""
    lines = [
        Content(f" {key} ").stylize("bold $text-accent") + Content(f"  {ACTIONS[action][1]}")
        for action, key in keys.items()
    ]
    fixed = Content(
        "\nArrows, page keys and space scroll. In a list: a number, or arrows and Enter."
    )
    return Content("\n").join([*lines, fixed.stylize("$text-muted")])


def reasons_why(title: str, terms: Iterable[Mapping[str, Any]]) -> Content:
    """The terms that push a citation up or down in the ranking."""
    found = [term for term in terms if term["weight"]]
    parts = [Content(clean(title)).stylize("bold")]
    for heading, style, keep in (
        ("Higher because of", "bold $text-success", [t for t in found if t["weight"] > 0]),
        ("Lower because of", "bold $text-error", [t for t in found if t["weight"] < 0]),
    ):
        if keep:
            parts += [Content(""), Content(heading).stylize(style)]
            parts += [Content(f"  {clean(t['term'])}  ({t['field']})") for t in keep[:10]]
    if not found:
        parts += [Content(""), Content("No words weigh either way yet.")]
    parts += [Content(""), Content(
        "A ranking orders the reading; it says nothing about eligibility."
    ).stylize("$text-muted")]  # fmt: skip
    return Content("\n").join(parts)
