"""What the screen says, as textual content: a citation, the criteria, the keys, the pace.

Text that came from a file is never read as markup, and its control characters never reach the
terminal.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.content import Content

from winnow_sr.faces.keys import ACTIONS
from winnow_sr.faces.terminal.words import clean, facts
from winnow_sr.faces.terms import spans
from winnow_sr.review.answers import QueueRow

if TYPE_CHECKING:
    from winnow_sr.faces.ranking_worker import Explained
    from winnow_sr.review.answers import EdgeCase, Plan, Terms

Lines = list[tuple[str, Content]]
"""A page: (what stands at the margin, text) for each line."""
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


def citation(row: QueueRow, terms: Terms | None, note: str = "") -> Content:
    """A citation as it is read."""
    parts = [marked(row.title or "(no title)", terms, "bold")]
    told = facts(row)
    if told:
        parts.append(Content(told).stylize("$text-muted"))
    parts.append(Content(""))
    if row.abstract:
        parts += [marked(part, terms) for part in row.abstract.splitlines() if part.strip()]
    else:
        parts.append(Content("(no abstract)").stylize("italic $text-muted"))
    if row.keywords:
        parts.append(Content(""))
        heading = Content("Keywords  ").stylize("$text-muted")
        parts.append(heading + marked("; ".join(row.keywords), terms))
    if note:
        parts += [Content(""), Content("Your note  ").stylize("$text-muted") + Content(clean(note))]
    return Content("\n").join(parts)


def criteria(plan: Plan) -> Lines:
    """The question, what the protocol includes and excludes, its reasons, the borderline cases it
    settles."""
    lines: Lines = []
    for heading, text in plan.question.parts():
        lines += [("", Content("")), ("", Content(heading).stylize("bold"))]
        lines.append(("", Content(clean(text))))
    for heading, style, items in (
        ("Include", "bold $text-success", plan.include),
        ("Exclude", "bold $text-error", plan.exclude),
        ("Reasons, in this order", "bold", [r.label or r.code for r in plan.reasons]),
        ("Settled beforehand", "bold", [settled(case) for case in plan.edge_cases]),
    ):
        if items:
            lines += [("", Content("")), ("", Content(heading).stylize(style))]
            lines += [(str(n), Content(clean(item))) for n, item in enumerate(items, 1)]
    return lines[1:] or [("", Content("The protocol lists no criteria."))]


def settled(case: EdgeCase) -> str:
    """A borderline case and its verdict."""
    what = " ".join(part for part in (case.verdict, case.reason and f"({case.reason})") if part)
    return f"{case.case.rstrip('.')}: {what}" if what else case.case


def key_lines(keys: Mapping[str, str], width: int) -> Content:
    """The keys at the foot: two lines, or one where there is room; a click does the same."""
    lines = [Content("  ").join(button(action, keys) for action in line) for line in LINES]
    together = sum(len(line) for line in lines) + 2
    return Content("  " if together <= width else "\n").join(lines)


def button(action: str, keys: Mapping[str, str]) -> Content:
    """One action with its key."""
    made = Content.from_markup(
        f"[@click=\"app.act('{action}')\"]$key $word[/]", key=keys[action], word=ACTIONS[action][0]
    )
    return made.stylize("bold $text-accent", 0, len(keys[action]))


def key_list(keys: Mapping[str, str]) -> Lines:
    """Every action with its key."""
    lines = [(key, Content(ACTIONS[action][1])) for action, key in keys.items()]
    fixed = "Arrows, page keys and space scroll. In a list: a number, or arrows and Enter."
    return [*lines, ("", Content("")), ("", Content(fixed).stylize("$text-muted"))]


def ranking_why(why: Explained) -> Lines:
    """The terms that push a citation up or down in the ranking."""
    found = [term for term in why.terms if term.weight]
    lines: Lines = [("", Content(clean(why.title)).stylize("bold")), ("", Content(""))]
    for heading, style, sign in (
        ("Higher because of", "bold $text-success", 1),
        ("Lower because of", "bold $text-error", -1),
    ):
        words = [f"{clean(t.term)} ({t.field})" for t in found if t.weight * sign > 0]
        if words:
            lines.append(("", Content(f"{heading}  ").stylize(style)))
            lines += [("", Content(", ".join(words[:12]))), ("", Content(""))]
    if not found:
        lines += [("", Content("No words weigh either way yet.")), ("", Content(""))]
    note = "A ranking orders the reading; it says nothing about eligibility."
    return [*lines, ("", Content(note).stylize("$text-muted"))]
