"""The lead's desk: one page from which everything that runs a review is reached."""

from __future__ import annotations

import re
from typing import NamedTuple

from flask import Blueprint, g, render_template

from winnow_sr.faces.web.pages.access import managers_only
from winnow_sr.faces.web.words import plain

blueprint = Blueprint("manage", __name__)


class Part(NamedTuple):
    """A page of the lead's."""

    endpoint: str
    label: str
    text: str


PARTS = (
    Part(
        "imports.files", "Imports", "Files in, what was noted, what could not be read, take back."
    ),
    Part("duplicates.pairs", "Duplicates", "Judge doubtful pairs; see, merge and split groups."),
    Part("keeping.removed", "Removed", "Citations taken out before screening, and brought back."),
    Part("lead.rounds", "Rounds", "Pilot, priority and random rounds, the gate, who reads what."),
    Part("stop.advice", "Stop", "May we stop? Declare it, also against the rule."),
    Part(
        "studies.listing", "Studies", "Link reports, set them aside, describe them for the claims."
    ),
    Part("protocol.show", "Protocol", "Read it, change it with a reason, see every change."),
    Part("lead.team", "Team", "Invite, change roles, give new links."),
    Part("keeping.log", "Log", "Every event; is the ledger intact?"),
)


WHERE: dict[str, str] = {
    "add": "imports.files",
    "amend": "protocol.show",
    "assign": "lead.rounds",
    "conflicts": "conflicts.listing",
    "dedupe": "duplicates.pairs",
    "prisma": "publish.page",
    "resolve": "conflicts.listing",
    "retrieve": "fulltexts.reports",
    "round": "lead.rounds",
    "screen": "stop.advice",
    "stop": "stop.advice",
}
"""The command that `status` names as the next step -> the page where it is done here."""
COMMAND = re.compile(r"\bwinnow ([a-z-]+)")


@blueprint.app_context_processor
def parts() -> dict[str, object]:
    """The lead's pages, for the line of links on each of them."""
    name = g.get("name")
    return {"manage_parts": PARTS if name and g.served.review.team.may_manage(name) else ()}


@blueprint.get("/manage")
@managers_only
def home() -> str:
    """Where the review stands, and the way to everything."""
    served = g.served
    if served.review.desk.pilot_unread(g.name):  # what is next would tell what colleagues said
        return render_template("manage.html", step=None)
    status = served.review.status()  # asks the file of the protocol, too: not the ledger alone
    named = COMMAND.search(status.next)
    where = WHERE.get(named[1] if named else "", "progress.dashboard")
    return render_template("manage.html", status=status, step=(plain(status.next), where))
