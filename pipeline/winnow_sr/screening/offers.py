"""From the ledger to what `reading` asks: who was offered what, by which ranking, in which place.

In: the events in order, and what is so after them. Out: `Offers`, and the reading history.
A vote that names no offer was led by none, whatever the order of recording: a file of verdicts, an
id typed, an earlier screening. A colleague's second reading shows no place (it would give the first
verdict away), so it takes that of the offer by which the citation came up first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

import msgspec

from winnow_sr.ledger import events as ev
from winnow_sr.ledger.codec import Entry
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.screening.labels import audits
from winnow_sr.screening.outcomes import outcome_at, statuses, wanted_of
from winnow_sr.screening.reading import Kind, Reading, Screened, Settled, Step, reading
from winnow_sr.stopping.history import Audit
from winnow_sr.stopping.labels import Fixed
from winnow_sr.vocabulary import SETTLED, TITLE_ABSTRACT, CitationId, RecordId

SAMPLES: Mapping[str, Kind] = {"pilot": "pilot", "random": "random"}
"""Kind of a round -> kind of reading, of rounds whose batch was drawn at random."""


class Offers(NamedTuple):
    """What the ledger shows of the title-and-abstract stage.

    rankings : digest -> seq of the event that made it. plans : every stopping plan, oldest first.
    scores : citation -> the model's score when it was first offered, where that was written down.
    """

    steps: list[Step]
    screened: list[Screened]
    rankings: dict[str, int]
    plans: list[Fixed]
    scores: dict[CitationId, float]


class Offer(NamedTuple):
    """What led to a vote, or will."""

    kind: Kind = "elsewhere"
    ranking: str = ""
    place: int = 0


NONE = Offer()


def ranked_citations(entries: Iterable[Entry]) -> set[RecordId]:
    """Records that an offer with a place in a ranking named, at title and abstract."""
    found: set[RecordId] = set()
    for entry in entries:
        match entry.event:
            case ev.DecisionMade(stage="title-abstract", citation=citation, rank=rank) if rank:
                found.add(citation)
            case ev.CitationsOffered(stage="title-abstract", citations=citations):
                found.update(citations)
    return found


def offers(entries: Iterable[Entry], state: ReviewState, bare: Collection[RecordId] = ()) -> Offers:
    """What the events offered. state : after them. bare : records that had no abstract when they
    were imported, as far as `ranked_citations` named them or records of the same citation."""
    walk = _Walk(state, bare)
    for entry in entries:
        walk.take(entry)
    return walk.result()


def reading_of(state: ReviewState, plan: Plan, found: Offers) -> Reading:
    """The reading history of a state."""
    return reading(
        found.steps,
        settled(state, plan),
        found.screened,
        found.rankings,
        tuple(Audit(*audit) for audit in audits(state, plan)),
    )


def settled(state: ReviewState, plan: Plan) -> list[Settled]:
    """Every verdict that stands at title and abstract, with what makes it."""
    found = []
    for citation, status in statuses(state, plan, TITLE_ABSTRACT).items():
        if status not in SETTLED or citation in state.removed:
            continue
        votes = {vote.seq for vote in state.votes_on(TITLE_ABSTRACT, citation).values()}
        seq = outcome_at(state, plan, TITLE_ABSTRACT, citation).seq
        by = tuple(sorted(votes)) if seq in votes else (seq,)
        # where a declared reader stood for a vote, the people's are one fewer
        wanted = min(wanted_of(state, plan, TITLE_ABSTRACT, citation), len(by))
        found.append(Settled(citation, status == "include", by, wanted))
    return found


class _Walk:
    """One pass over the events."""

    def __init__(self, state: ReviewState, bare: Collection[RecordId]) -> None:
        self.state = state
        self.bare = set(bare)
        self.bare_first = False
        self.steps: list[Step] = []
        self.rankings: dict[str, int] = {}
        self.plans: list[Fixed] = []
        self.scores: dict[CitationId, float] = {}
        self.since: dict[RecordId, int] = {}
        self.removed: dict[CitationId, int] = {}
        self.rounds = {found.round: found for found in state.rounds}
        self.batches: dict[int, dict[CitationId, int]] = {}
        self.open_round = 0
        self.first: dict[CitationId, Offer] = {}

    def take(self, entry: Entry) -> None:
        """Take one event in."""
        event = entry.event
        match event:
            case ev.DecisionMade(stage="title-abstract"):
                self.vote(entry.seq, entry.actor, event)
            case ev.CitationsOffered(stage="title-abstract"):
                self.offered(entry.seq, event)
            case ev.ModelTrained():
                self.rankings.setdefault(event.ranking, entry.seq)
            case ev.RoundOpened(stage="title-abstract"):
                self.opened(entry.seq, event)
            case ev.RoundClosed() | ev.RoundCancelled():
                self.open_round = 0
            case ev.StopRuleFixed():
                self.plans.append(plan_fixed(entry.seq, event))
            case ev.SearchImported() | ev.QuarantineRepaired():
                new = range(event.first, event.first + event.count)
                self.since.update((RecordId(n), entry.seq) for n in new)
            case ev.RecordsRemoved():
                self.removed.update(dict.fromkeys(event.citations, entry.seq))
            case ev.RecordsRestored():  # no ranking since the removal has had them
                for record in event.citations:
                    members = self.state.members(self.state.citation_of(record))
                    self.since.update(dict.fromkeys(members, entry.seq))
            case ev.RecordEdited(field="abstract"):
                (self.bare.discard if event.value.strip() else self.bare.add)(event.record)
            case ev.ReviewCreated():
                plan = Plan.from_dict(msgspec.json.decode(event.plan))
                self.bare_first = plan.screening.abstractless_first

    def opened(self, seq: int, event: ev.RoundOpened) -> None:
        """A batch: drawn at random it is a sample whoever reads it, by a ranking it is an order."""
        batch = [self.state.citation_of(c) for c in event.citations]
        self.batches[event.round] = {c: n for n, c in enumerate(batch, start=1)}
        self.open_round = event.round
        name = f"round {event.round}"
        if event.kind == "priority":
            self.rankings[name] = seq
        kind = SAMPLES.get(event.kind)
        if kind is not None and not self.rounds[event.round].cancelled:
            for citation in batch:
                self.step(seq, citation, "", Offer(kind, name), False)

    def by_round(self, number: int, citation: CitationId) -> Offer | None:
        """The offer that being in the batch of a round is; None where it is in none."""
        place = self.batches.get(number, {}).get(citation, 0)
        if not place:
            return None
        kind = self.rounds[number].kind
        if self.rounds[number].cancelled:
            return NONE
        if kind == "priority":
            return Offer("ranked", f"round {number}", place)
        return Offer(SAMPLES[kind], f"round {number}") if kind in SAMPLES else NONE

    def offered(self, seq: int, event: ev.CitationsOffered) -> None:
        """A queue handed out, or a citation passed over."""
        for record, place in zip(event.citations, event.places, strict=True):
            citation = self.state.citation_of(record)
            offer = self.by_round(self.open_round, citation)
            offer = offer or self.by_ranking(citation, event.ranking, place)
            self.step(seq, citation, event.reviewer, offer, False)

    def vote(self, seq: int, reader: str, event: ev.DecisionMade) -> None:
        """A vote, with what led to it. The members of a sample came by the draw, however their
        verdicts were handed in."""
        citation = self.state.citation_of(event.citation)
        offer = self.by_round(event.round, citation)
        if offer is None or not (event.offered or offer.kind in SAMPLES.values()):
            offer = NONE
            if event.offered:
                offer = self.by_ranking(citation, event.ranking, event.rank)
        if event.score is not None:
            self.scores.setdefault(citation, event.score)
        self.step(seq, citation, reader, offer, True)

    def by_ranking(self, citation: CitationId, ranking: str, place: int) -> Offer:
        """The offer that a place in a ranking is; without one, that by which it came up first."""
        if not (ranking and place):
            return self.first.get(citation, NONE)
        if self.bare_first and self.has_no_abstract(citation):
            return Offer("without-abstract")
        return Offer("ranked", ranking, place)

    def has_no_abstract(self, citation: CitationId) -> bool:
        """Had none of its records that were there an abstract by now?"""
        return all(n in self.bare for n in self.state.members(citation) if n in self.since)

    def step(self, seq: int, citation: CitationId, reader: str, offer: Offer, vote: bool) -> None:
        """Write one step down."""
        if offer.kind != "elsewhere":
            self.first.setdefault(citation, offer)
        self.steps.append(Step(seq, citation, reader, *offer, vote=vote))

    def result(self) -> Offers:
        """All of it."""
        state = self.state
        screened = [
            Screened(
                citation,
                min(self.since.get(n, 0) for n in state.members(citation)),
                self.removed.get(citation, 0) if citation in state.removed else 0,
            )
            for citation in state.citations()
        ]
        return Offers(self.steps, screened, self.rankings, self.plans, self.scores)


def plan_fixed(seq: int, event: ev.StopRuleFixed) -> Fixed:
    """A stopping plan as it was fixed."""
    said = msgspec.json.encode(event.parameters, order="sorted").decode()
    return Fixed(seq, event.rule, event.target, event.confidence, said)
