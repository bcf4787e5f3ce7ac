"""Who is on the team, who screens, who may do what. Asked by every face; none has a rule of its own.

Being on the team is not the same as screening: a lead, an adjudicator or an observer is handed
nothing to read, holds nothing back and counts in no agreement unless the protocol names them among
those who screen (`screening.screeners`). Where nobody is named anywhere, everybody may screen.
"""

from __future__ import annotations

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.text import listing
from winnow_sr.vocabulary import Role

TEAM = "team"
"""How the ledger calls somebody at the command line who gave no name."""
MANAGES: frozenset[Role] = frozenset({"lead"})
RESOLVES: frozenset[Role] = frozenset({"adjudicator", "lead"})


def check_name(name: str) -> str:
    """A person's name as it goes into the ledger."""
    text = " ".join(name.split())
    if not text or not text.isprintable() or len(text) > 80:
        raise WinnowError("a reviewer's name must be 1 to 80 printable characters (--as NAME)")
    return text


def members(state: ReviewState, plan: Plan) -> dict[str, Role]:
    """name -> role of everybody on the team: named by the protocol, or joined and not left.

    The ledger's word on a person goes before the protocol's.
    """
    found: dict[str, Role] = dict.fromkeys(plan.screening.reviewers, "reviewer")
    found |= dict.fromkeys(screeners_named(plan), "reviewer")
    found |= dict.fromkeys(plan.screening.adjudicators, "adjudicator")
    for name, member in state.team.items():
        if member.joined:
            found[name] = member.role
        else:
            found.pop(name, None)
    return found


def screeners_named(plan: Plan) -> tuple[str, ...]:
    """Who the protocol says screens, whatever else they are."""
    named: tuple[str, ...] = getattr(plan.screening, "screeners", ())
    return named


def role_of(state: ReviewState, plan: Plan, name: str) -> Role | None:
    """The role of a person; None where they are not (or no longer) on the team's list."""
    return members(state, plan).get(name)


def screens(state: ReviewState, plan: Plan, name: str) -> bool:
    """Does this person read citations and vote on them?

    Reviewers do, and whoever the protocol names among reviewers or screeners (but no observer);
    on a team without any list, everybody does.
    """
    listed = members(state, plan)
    if not listed:
        return True
    role = listed.get(name)
    named = name in plan.screening.reviewers or name in screeners_named(plan)
    return role == "reviewer" or (named and role not in (None, "observer"))


def screeners(state: ReviewState, plan: Plan) -> list[str]:
    """Everybody who screens, in order of their names; empty on a team without any list."""
    return sorted(name for name in members(state, plan) if screens(state, plan, name))


def may_resolve(state: ReviewState, plan: Plan, name: str) -> bool:
    """May this person end a conflict? Adjudicators and leads; on a team that has neither,
    whoever is on it and is no observer (they are meant to talk it over)."""
    listed = members(state, plan)
    able = resolvers(state, plan)
    if able:
        return name in able
    return not listed or listed.get(name, "observer") != "observer"


def resolvers(state: ReviewState, plan: Plan) -> list[str]:
    """Who is there to end conflicts; empty where the team names nobody for it."""
    named = set(plan.screening.adjudicators)
    return sorted(
        name
        for name, role in members(state, plan).items()
        if role in RESOLVES or (name in named and role != "observer")
    )


def may_manage(state: ReviewState, plan: Plan, name: str) -> bool:
    """May this person act for the team: invite, open and close rounds, declare a stop, amend?

    Leads; where there is none, anybody but an observer. Whoever sits at the machine that holds the
    review and gives no name (`TEAM`) may, too: they could do anything with its files.
    """
    if name == TEAM:
        return True
    listed = members(state, plan)
    leads = {who for who, role in listed.items() if role in MANAGES}
    return name in leads if leads else listed.get(name) != "observer"


def check_member(state: ReviewState, plan: Plan, name: str) -> str:
    """The name, if the team has no list or the list has it."""
    text = check_name(name)
    if text in state.team and not state.team[text].joined:
        raise WinnowError(
            f"{text} has left the team; `winnow team join {text} --as NAME` to bring them back"
        )
    listed = members(state, plan)
    if listed and text not in listed:
        raise WinnowError(f"unknown reviewer {text!r}: the team is {', '.join(sorted(listed))}")
    return text


def check_screener(state: ReviewState, plan: Plan, name: str) -> str:
    """The name, if this person screens."""
    text = check_member(state, plan, name)
    if not screens(state, plan, text):
        role = role_of(state, plan, text)
        article = "an" if role in ("observer", "adjudicator") else "a"
        raise WinnowError(
            f"{text} is {article} {role} and does not screen: name them in the protocol's "
            f"screening.screeners, or `winnow team join {text} --role reviewer --as NAME`"
        )
    return text


def check_resolver(state: ReviewState, plan: Plan, name: str) -> str:
    """The name, if this person may end conflicts."""
    text = check_member(state, plan, name)
    if not may_resolve(state, plan, text):
        raise WinnowError(
            f"{text} may not resolve conflicts: {listing(resolvers(state, plan))} may"
        )
    return text


def check_manager(state: ReviewState, plan: Plan, name: str) -> str:
    """The name, if this person may act for the team."""
    text = check_name(name)
    if not may_manage(state, plan, text):
        leads = sorted(w for w, role in members(state, plan).items() if role in MANAGES)
        who = f"that is for the lead ({listing(leads)})" if leads else "an observer only looks"
        raise WinnowError(f"{text} may not do that: {who}")
    return text
