"""A reviewer's next citations as one self-contained page."""

from __future__ import annotations

import base64
import json
import secrets
from datetime import UTC, datetime
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from winnow_sr.errors import WinnowError
from winnow_sr.faces.keys import keymap
from winnow_sr.faces.packet.marked_text import marked, paragraphs
from winnow_sr.faces.packet.register import Register
from winnow_sr.files import check_outputs, write_whole
from winnow_sr.protocol.plan import Plan, Terms
from winnow_sr.review.answers import QueueRow
from winnow_sr.screening.checks import check_stage
from winnow_sr.screening.team import check_name

if TYPE_CHECKING:
    from winnow_sr.review import Review

HERE = Path(__file__).parent


def make(
    review: Review, name: str, path: Path, *, n: int = 50, stage: str = "title-abstract"
) -> dict[str, Any]:
    """Write the packet. Returns {packet, reviewer, stage, citations, file}."""
    check_outputs(path)
    who = check_name(name)
    rows = review.screening.queue(who, n, check_stage(stage), offering=True)
    if not rows:
        raise WinnowError(f"nothing is left for {who} at {stage}: no packet to make")
    state = review.session.state()
    plan = review.session.plan_of(state)
    packet = secrets.token_hex(8)
    issue = json.dumps(
        {
            "packet": packet, "title": state.title, "reviewer": who, "stage": stage,
            "made": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "citations": [row.citation for row in rows],
            "offers": {r.citation: [r.ranking, r.rank or 0, r.score] for r in rows},
        },
        ensure_ascii=False,
    )  # fmt: skip
    register = Register(review.folder)
    content = page(
        {
            "issue": issue, "issue_mac": register.sign(issue),
            "answer_key": register.answer_key(packet), "keys": keymap(plan.keys),
            "cards": [{"citation": r.citation, "html": card(r, plan.terms)} for r in rows],
        },
        state.title, who, stage, plan,
    )  # fmt: skip
    register.close()
    write_whole(path, content)
    return {
        "packet": packet, "reviewer": who, "stage": stage, "citations": len(rows), "file": str(path),
    }  # fmt: skip


def card(row: QueueRow, terms: Terms) -> str:
    """One citation as HTML; whatever stands in the record stays text."""
    authors = "; ".join(row.authors[:3]) + (" et al." if len(row.authors) > 3 else "")
    facts = " · ".join(
        escape(str(x)) for x in (authors, row.journal, row.year, row.citation, row.key) if x
    )
    text = "".join(f"<p>{marked(part, terms)}</p>" for part in paragraphs(row.abstract))
    words = marked("; ".join(row.keywords), terms)
    return (
        f'<h1 id="card-title" tabindex="-1">{marked(row.title, terms) or "(no title)"}</h1>'
        f'<p class="facts">{facts}</p>'
        f'<div class="abstract">{text or "<p>(no abstract)</p>"}</div>'
        + (f'<p class="keywords"><span class="label">Keywords</span> {words}</p>' if words else "")
    )


def page(data: dict[str, Any], title: str, who: str, stage: str, plan: Plan) -> str:
    """The whole file: nothing is loaded from anywhere, and the policy forbids it."""
    script = (HERE / "packet.js").read_text("utf-8")
    style = (HERE.parent / "web" / "static" / "style.css").read_text("utf-8")
    policy = (
        f"default-src 'none'; script-src 'sha256-{digest(script)}'; "
        f"style-src 'sha256-{digest(style)}'; base-uri 'none'; form-action 'none'"
    )
    # `<` never appears in the data, so no text of a record can end the element it stands in
    blob = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    values = {
        "POLICY": policy, "STYLE": style, "SCRIPT": script, "DATA": blob,
        "TITLE": escape(title), "WHO": escape(who), "COUNT": str(len(data["cards"])),
        "STAGE": "full text" if stage == "full-text" else "title and abstract",
        "REASONS": options(plan), "CHOICES": choices(plan), "CRITERIA": criteria(plan),
        **{f"KEY_{action.upper()}": escape(key) for action, key in data["keys"].items()},
    }  # fmt: skip
    # one pass, so that a value that looks like a place for another stays as it is
    parts = (HERE / "packet.html").read_text("utf-8").split("%%")
    return "".join(values[part] if i % 2 else part for i, part in enumerate(parts))


def digest(text: str) -> str:
    """SHA-256 (base64), as a content security policy names an inline script."""
    return base64.b64encode(sha256(text.encode("utf-8")).digest()).decode()


def options(plan: Plan) -> str:
    """The reasons for a list to choose from."""
    return "".join(
        f'<option value="{escape(r.code)}">{i} {escape(r.label or r.code)}</option>'
        for i, r in enumerate(plan.reasons, 1)
    )


def choices(plan: Plan) -> str:
    """The reasons as buttons with their numbers."""
    return "".join(
        f'<li><button type="button" value="{escape(r.code)}"><kbd>{i}</kbd> '
        f"{escape(r.label or r.code)}</button></li>"
        for i, r in enumerate(plan.reasons, 1)
    )


def criteria(plan: Plan) -> str:
    """What the protocol includes and excludes."""
    edges = [f"{e.case}: {e.verdict}" if e.verdict else e.case for e in plan.edge_cases]
    found = (
        ("Include", plan.include), ("Exclude", plan.exclude), ("Settled in advance", edges),
    )  # fmt: skip
    return "".join(
        f"<section><h2>{heading}</h2><ul>{''.join(f'<li>{escape(x)}</li>' for x in lines)}</ul></section>"
        for heading, lines in found
        if lines
    )
