"""A reviewer's next citations as one self-contained page."""

from __future__ import annotations

import base64
import secrets
from datetime import UTC, datetime
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.faces.keys import keymap
from winnow_sr.faces.packet.marked_text import marked, paragraphs
from winnow_sr.faces.packet.register import Issue, Register
from winnow_sr.files import check_outputs, write_whole
from winnow_sr.review.answers import Plan, QueueRow, Terms
from winnow_sr.vocabulary import FULL_TEXT, STAGES, one_of

if TYPE_CHECKING:
    from winnow_sr.review import Review

HERE = Path(__file__).parent


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A packet was written."""

    packet: str
    reviewer: str
    stage: str
    citations: int
    file: str


class PageCard(msgspec.Struct, frozen=True):
    """A citation of the page."""

    citation: str
    html: str


class PageData(msgspec.Struct, frozen=True, kw_only=True):
    """What the page's script reads."""

    issue: str
    issue_mac: str
    answer_key: str
    keys: dict[str, str]
    cards: list[PageCard]


def make(
    review: Review,
    name: str,
    path: Path,
    *,
    n: int = 50,
    stage: str = "title-abstract",
    order: str = "ranking",
) -> Made:
    """Write the packet of a reviewer's next `n` citations."""
    check_outputs(path)
    who = review.team.check_name(name)
    at = one_of("stage", stage, STAGES)
    packet = secrets.token_hex(8)
    rows = review.screening.into_packet(who, n, at, packet, order)
    if not rows:
        raise WinnowError(
            f"nothing is left for {who} at {stage} that nobody has before them: no packet to make"
        )
    plan = review.protocol.plan
    issue = Issue(
        packet=packet,
        title=review.title,
        reviewer=who,
        stage=at,
        made=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        citations=[row.citation for row in rows],
        head=review.ledger.head(),
        offers={row.citation: (row.ranking, row.rank or 0, row.score) for row in rows},
    )
    text = msgspec.json.encode(issue).decode()
    register = Register(review.folder)
    data = PageData(
        issue=text,
        issue_mac=register.sign(text),
        answer_key=register.answer_key(issue.packet),
        keys=keymap(plan.keys),
        cards=[PageCard(row.citation, card(row, plan.terms)) for row in rows],
    )
    register.close()
    try:
        write_whole(path, page(data, issue, plan))
    except (OSError, WinnowError):
        review.holding.drop_packet(packet, actor=who, reason="the file could not be written")
        raise
    return Made(packet=issue.packet, reviewer=who, stage=at, citations=len(rows), file=str(path))


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


def page(data: PageData, issue: Issue, plan: Plan) -> str:
    """The whole file: nothing is loaded from anywhere, and the policy forbids it."""
    script = (HERE / "packet.js").read_text("utf-8")
    style = (HERE.parent / "web" / "static" / "style.css").read_text("utf-8")
    policy = (
        f"default-src 'none'; script-src 'sha256-{digest(script)}'; "
        f"style-src 'sha256-{digest(style)}'; base-uri 'none'; form-action 'none'"
    )
    # `<` never appears in the data, so no text of a record can end the element it stands in
    blob = msgspec.json.encode(data).decode().replace("<", "\\u003c")
    values = {
        "POLICY": policy,
        "STYLE": style,
        "SCRIPT": script,
        "DATA": blob,
        "TITLE": escape(issue.title),
        "WHO": escape(issue.reviewer),
        "COUNT": str(len(data.cards)),
        "STAGE": "full text" if issue.stage == FULL_TEXT else "title and abstract",
        "REASONS": options(plan),
        "CHOICES": choices(plan),
        "CRITERIA": criteria(plan),
        **{f"KEY_{action.upper()}": escape(key) for action, key in data.keys.items()},
    }
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
        ("Include", plan.include),
        ("Exclude", plan.exclude),
        ("Settled in advance", edges),
    )
    return "".join(
        f"<section><h2>{heading}</h2><ul>{''.join(f'<li>{escape(x)}</li>' for x in lines)}</ul></section>"
        for heading, lines in found
        if lines
    )
