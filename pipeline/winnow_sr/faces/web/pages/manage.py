"""The lead's desk: one page from which everything that runs a review is reached."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, g, render_template

from winnow_sr.faces.web.pages.access import managers_only

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


NEXT: dict[str, tuple[str, str]] = {
    "amend": ("Record the changed protocol.", "protocol.show"),
    "import": ("Import the search results.", "imports.files"),
    "dedupe": ("Look for duplicates.", "duplicates.pairs"),
    "pairs": ("Judge the doubtful pairs.", "duplicates.pairs"),
    "conflicts": ("Resolve the conflicts.", "conflicts.listing"),
    "gate": ("Talk the pilot over, then open another.", "lead.rounds"),
    "pilot": ("Open the pilot.", "lead.rounds"),
    "round": ("Read the open round.", "lead.rounds"),
    "close": ("Close the round.", "lead.rounds"),
    "stop": ("Screening may stop.", "stop.advice"),
    "after-stop": ("Screen what came after the stop.", "stop.advice"),
    "screen": ("Screening goes on; see whether you may stop.", "stop.advice"),
    "full-text-conflicts": ("Resolve the conflicts on full texts.", "conflicts.listing"),
    "full-texts": ("Find and read the full texts.", "fulltexts.reports"),
    "checks": ("Mend what the checks of the flow diagram name.", "progress.dashboard"),
    "diagram": ("Draw the flow diagram.", "progress.dashboard"),
}
"""Next step as `status` names it -> what a lead reads, and the page where it is done."""


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
    status = served.once("status", served.review.status)
    return render_template("manage.html", status=status, step=NEXT[status.next_step])
