"""Taking back many decisions of one reader at once: a wrong sheet, a round, or all of them."""

from __future__ import annotations

from pathlib import Path

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.ballots import Ballot, Vote
from winnow_sr.ledger.events import DecisionsWithdrawn, WithdrawnVote
from winnow_sr.ledger.state import ReviewState
from winnow_sr.review.answers import Withdrawn
from winnow_sr.review.decision_file import read_decisions
from winnow_sr.review.locating import Locator
from winnow_sr.review.lookup import Lookup
from winnow_sr.review.reader_roles import end_lost
from winnow_sr.review.session import Session
from winnow_sr.screening.checks import check_stage
from winnow_sr.screening.team import check_manager, check_name
from winnow_sr.vocabulary import STAGES, TITLE_ABSTRACT, CitationId, RecordId, Stage, citation_id


def withdraw(
    session: Session,
    lookup: Lookup,
    *,
    actor: str,
    reader: str,
    path: Path | None,
    round: int | None,
    everything: bool,
    stage: str | None,
    reason: str,
) -> Withdrawn:
    """See `Screening.withdraw`."""
    if (path is not None) + (round is not None) + everything != 1:
        raise WinnowError("take back what? --from FILE, --round R or --all")
    if everything and not reason.strip():
        raise WinnowError("say why all of it goes: --reason TEXT")
    with session.writing() as state:
        plan = session.plan_of(state)
        name = check_name(actor)
        whose = _spelt(state, check_name(reader) if reader else name)
        if whose != name:
            check_manager(state, plan, name)
            if not reason.strip():
                raise WinnowError(f"say why {whose}'s decisions are taken back: --reason TEXT")
        stages = (check_stage(stage),) if stage else STAGES
        if path is not None:
            at = check_stage(stage or TITLE_ABSTRACT)
            file = read_decisions(path, plan, at, verdict="include", keys_only=True)
            located = Locator(lookup, state, plan).all(file.statements)
            found: list[WithdrawnVote] = []
            for said, where in zip(file.statements, located, strict=True):
                if where.citation is None:
                    raise WinnowError(f"{said.where}it is not sure which citation this is")
                own = _standing(state, at, whose, where.citation)
                if own is None:
                    raise WinnowError(
                        f"{said.where}{whose} has no verdict on {citation_id(where.citation)} at {at}"
                    )
                found.append(own)
        else:
            found = [v for s in stages for v in _given(state, s, whose, round)]
        unique = list(dict.fromkeys(found))
        if not unique:
            what = f"no decision in round {round}" if round is not None else "no decision"
            raise WinnowError(f"{whose} has {what} to take back")
        event = DecisionsWithdrawn(reviewer=whose, votes=unique, reason=reason.strip())
        session.append(name, event)
        end_lost(session)
    return Withdrawn(withdrawn=len(unique), reader=whose)


def _spelt(state: ReviewState, name: str) -> str:
    """The reader as they are known, whatever the capitals."""
    known = state.deciders()
    alike = [who for who in known if who.casefold() == name.casefold()]
    return name if name in known or len(alike) != 1 else alike[0]


def _standing(
    state: ReviewState, stage: Stage, who: str, citation: CitationId
) -> WithdrawnVote | None:
    """The verdict of one reader that stands on a citation."""
    ballot = state.ballots[stage].get(who) or Ballot()
    on = [r for r in state.members(citation) if r in ballot.letters]
    if not on:
        return None
    record = max(on, key=ballot.seqs.__getitem__)
    return _named(stage, record, ballot.seqs[record])


def _given(state: ReviewState, stage: Stage, who: str, round: int | None) -> list[WithdrawnVote]:
    """Every verdict that was given and not taken back (those that a later one replaced, too), of a
    round if asked; and where no round is asked, resolutions."""
    ballot = state.ballots[stage].get(who) or Ballot()
    votes: list[tuple[RecordId, Vote]] = []
    for record in ballot.letters:
        votes += [(record, vote) for vote in ballot.earlier.get(record, ())]
        votes.append((record, ballot.vote(who, record)))
    found = [
        _named(stage, record, vote.seq)
        for record, vote in votes
        if round is None or vote.round == round
    ]
    if round is None:
        found += [
            _named(stage, record, vote.seq, resolution=True)
            for record, stack in state.resolutions[stage].items()
            for vote in stack
            if vote.actor == who
        ]
    return found


def _named(stage: Stage, record: RecordId, seq: int, *, resolution: bool = False) -> WithdrawnVote:
    return WithdrawnVote(
        decision=seq, stage=stage, citation=CitationId(record), resolution=resolution
    )
