"""Who is to read what, where work was divided among people (`winnow assign`).

A citation needs as many readers as the protocol (or its round) says. The places on it that were
given to people are theirs; places that nobody was given are open to everybody who screens. What was
given to somebody who has left is open again. A pilot and a check are read by everybody who screens,
whatever was divided.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.screening.outcomes import statuses, wanted_of, wanted_votes
from winnow_sr.screening.team import screens
from winnow_sr.vocabulary import TITLE_ABSTRACT, CitationId, Stage


def parse_shares(texts: Iterable[str]) -> dict[str, int]:
    """`NAME=N`, as often as there are people: N parts of the whole for each."""
    found: dict[str, int] = {}
    for text in texts:
        name, sign, parts = text.rpartition("=")
        name, parts = " ".join(name.split()), parts.strip()
        if not sign or not name or not (parts.isascii() and parts.isdigit() and len(parts) < 7):
            raise WinnowError(
                f"a share is NAME=N, such as Ana=2 for two parts of the whole, not {text!r}"
            )
        if any(name.casefold() == other.casefold() for other in found):
            raise WinnowError(f"{name} is given two shares: say one")
        found[name] = int(parts)
    if not any(found.values()):
        raise WinnowError("somebody must have a share: --share NAME=N, N above 0")
    return found


def works(state: ReviewState, plan: Plan, name: str) -> bool:
    """Is this person still there to read what was given to them?"""
    member = state.team.get(name)
    return (member is None or member.joined) and screens(state, plan, name)


def given_to(
    state: ReviewState, plan: Plan, stage: Stage, *, apart: bool = False
) -> dict[CitationId, set[str]]:
    """citation -> the people it was given to who are still there. apart: only those to whom it was
    given by a division of certain citations (of a language, say)."""
    there: dict[str, bool] = {}
    found: dict[CitationId, set[str]] = {}
    for record, places in state.shared[stage].items():
        for who, only in places:
            if who not in there:
                there[who] = works(state, plan, who)
            if there[who] and (only or not apart):
                found.setdefault(state.citation_of(record), set()).add(who)
    return found


def theirs(
    state: ReviewState,
    plan: Plan,
    reviewer: str,
    stage: Stage,
    pool: Sequence[CitationId],
    given: Mapping[CitationId, set[str]] | None = None,
) -> list[CitationId]:
    """Those of the citations that this person may read, by what was divided (`given_to`, where it is
    known already)."""
    given = given_to(state, plan, stage) if given is None else given
    if not given:
        return list(pool)
    standing = {who: state.standing(stage, who) for who in state.ballots[stage]}
    found = []
    least = min(state.wanted.values(), default=0) or wanted_votes(plan, stage)
    most = max(least, wanted_votes(plan, stage), *state.wanted.values())
    for citation in pool:
        people = given.get(citation)
        if people and reviewer not in people:
            if len(people) >= most:
                continue
            others = sum(citation in on for who, on in standing.items() if who not in people)
            if len(people) + others >= wanted_of(state, plan, stage, citation):
                continue
        found.append(citation)
    return found


def targets(shares: Mapping[str, int], most: Mapping[str, int], places: int) -> dict[str, float]:
    """How many of `places` fall to each, in proportion to the shares; nobody gets more than their
    `most`, and what they cannot take goes to the others in proportion."""
    found = dict.fromkeys(shares, 0.0)
    left, open_ = float(places), {who for who, share in shares.items() if share and most[who] > 0}
    while open_ and left > 1e-9:
        parts = sum(shares[who] for who in open_)
        full = {who for who in open_ if found[who] + left * shares[who] / parts >= most[who]}
        if not full:
            return {
                who: n + (left * shares[who] / parts if who in open_ else 0)
                for who, n in found.items()
            }
        for who in full:
            left -= most[who] - found[who]
            found[who] = float(most[who])
        open_ -= full
    return found


def divided(
    state: ReviewState,
    plan: Plan,
    stage: Stage,
    shares: Mapping[str, int],
    pool: Sequence[CitationId],
    *,
    apart: bool = False,
) -> dict[str, list[CitationId]]:
    """name -> the citations of `pool` that fall to them, in its order.

    Every citation goes to as many different people as it still needs, none of whom has read it; one
    of them a core screener where the protocol names any and none has read it. Who gets it is who is
    furthest behind their share, so that all get good and bad places of the pool alike. apart: a
    division of certain citations; otherwise what was divided so keeps its readers.
    """
    kept = {} if apart else given_to(state, plan, stage, apart=True)
    readers = {c: {*state.votes_on(stage, c), *kept.get(c, ())} for c in pool}
    need = {c: max(0, wanted_of(state, plan, stage, c) - len(readers[c])) for c in pool}
    most = most_for(state, plan, stage, shares, readers)
    goal = targets(shares, most, sum(need.values()))
    core = set(plan.screening.core)
    found: dict[str, list[CitationId]] = {who: [] for who, share in shares.items() if share}
    total, done = sum(need.values()) or 1, 0
    for citation in pool:
        done += need[citation]
        able = [
            who for who in found if who not in readers[citation] and len(found[who]) < most[who]
        ]
        behind = {who: goal[who] * done / total - len(found[who]) for who in able}
        able.sort(key=lambda who: -behind[who])
        for who in with_core(able, need[citation], core, readers[citation]):
            found[who].append(citation)
    return found


def with_core(able: Sequence[str], need: int, core: set[str], read: Collection[str]) -> list[str]:
    """The first `need` of those able, one of them a core screener where one is wanted; where none
    can be had, a place is left open for one."""
    chosen = list(able[:need])
    if not core or not need or core.intersection(chosen) or core.intersection(read):
        return chosen
    first = next((who for who in able if who in core), None)
    if first is not None:
        return [*chosen[: need - 1], first]
    return chosen[: max(1, need - 1)] if len(read) + need > 1 else chosen


def most_for(
    state: ReviewState,
    plan: Plan,
    stage: Stage,
    shares: Iterable[str],
    readers: Mapping[CitationId, set[str]],
) -> dict[str, int]:
    """How many of the citations each can take: those they have not read, within their quota."""
    quotas = plan.screening.quotas if stage == TITLE_ABSTRACT else {}
    found = {}
    for who in shares:
        unread = sum(who not in read for read in readers.values())
        done = len(state.standing(stage, who))
        found[who] = max(0, min(unread, quotas.get(who, unread + done) - done))
    return found


def given_and_left(state: ReviewState, plan: Plan, stage: Stage) -> dict[str, tuple[int, int]]:
    """name -> (citations given to them, those that they still have to read)."""
    status = statuses(state, plan, stage)
    found: dict[str, tuple[int, int]] = {}
    for citation, people in given_to(state, plan, stage).items():
        if citation in state.removed or citation in state.gone:
            continue
        waits = status.get(citation, "unscreened") in ("unscreened", "waiting")
        for who in people:
            given, left = found.get(who, (0, 0))
            unread = waits and citation not in state.standing(stage, who)
            found[who] = (given + 1, left + unread)
    return found
