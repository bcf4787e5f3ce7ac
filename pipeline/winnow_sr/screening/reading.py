"""What may support a promise: the history that stopping rules see, made from what was offered.

A rule's promise is about an order that was fixed before the labels were known. So the ranked phase
is made of *first offers*: its places are the order in which rankings first offered citations to
anybody, before any vote on them. Nobody's haste, sloth, skipping, disagreement or undoing can
change that order; they only decide how far it is known. The ranked phase therefore ends before the
first place that is not settled (the frontier), whatever has been settled behind it.

What has a verdict but no place (verdicts from a sheet, `decide ID`, another tool, a pilot, a
random round, citations without an abstract read first) is handled so that it can only make a stop
later:

- settled before the ranked phase began, or a completely read random sample: in front, where order
  does not matter, and no longer among what may be missed;
- settled later or behind the frontier: relevant ones are in front (found is found), irrelevant
  ones count as unread. Taking those out of what is left would let somebody who reads only what
  looks irrelevant make the rest look smaller than it is.

When citations come in after the ranked phase began, it begins anew with the next ranked offer:
the new ones may be richer than what was left. `benchmarks/stopping_teams.py` measures the share of
false stops of teams that use all this badly. Specification: stopping.md, section 0a.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from winnow_sr.screening.reading_words import Facts, notes_of, problems_of
from winnow_sr.stopping.history import Audit, History

Kind = Literal["ranked", "random", "pilot", "without-abstract", "elsewhere"]
"""How a citation came before a reader. random, pilot: as a member of a round's sample;
without-abstract: read first by design; elsewhere: no offer of winnow led to it."""


class Step(msgspec.Struct, frozen=True):
    """One offer, or one vote with the offer that led to it.

    seq : the event's place in the ledger. reader : who.
    ranking : digest of the ranking that offered it (`ranked`), name of the round (`random`,
    `pilot`), else empty. place : from 1, in that ranking; else 0.
    vote : False for an offer that has led to no vote yet: a citation skipped or passed over, a
    packet made, the sample of a round. Votes withdrawn or changed later stay in the list.
    """

    seq: int
    citation: int
    reader: str
    kind: Kind = "elsewhere"
    ranking: str = ""
    place: int = 0
    vote: bool = True


class Settled(msgspec.Struct, frozen=True):
    """A verdict that stands. relevant: include (or unsure). by: the seqs of the standing votes
    that make it, or of the resolution. wanted: how many votes were needed (0: all of `by`)."""

    citation: int
    relevant: bool
    by: tuple[int, ...] = ()
    wanted: int = 0


class Screened(msgspec.Struct, frozen=True):
    """A citation that is to be screened. since: seq of the event by which it came in.
    removed: seq of the event that took it out again, 0 where none did."""

    citation: int
    since: int = 0
    removed: int = 0


class Counts(msgspec.Struct, frozen=True):
    """Settled citations by how they were read."""

    ranked: int = 0
    random: int = 0
    pilot: int = 0
    without_abstract: int = 0
    elsewhere: int = 0


class Reading(msgspec.Struct, frozen=True):
    """What was read under which order.

    history : for the rules. order : its citations, in the same order. counts : settled citations
    by kind of reading. problems : why no promise can be made, in words; none: one can.
    notes : what does not count yet, or counts otherwise than one might think.
    first_look : seq of the first vote that a ranking led to, 0 where none did.
    """

    history: History
    order: tuple[int, ...]
    counts: Counts
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    facts: Facts
    first_look: int = 0

    @property
    def ranked(self) -> bool:
        """May a rule that rests on the ranking speak?"""
        return not self.problems and not self.facts.all_read


def reading(
    steps: Iterable[Step],
    settled: Iterable[Settled],
    screened: Iterable[Screened],
    rankings: Mapping[str, int],
    audits: tuple[Audit, ...] = (),
) -> Reading:
    """The reading history of the title-and-abstract stage.

    steps : in ledger order. settled : every verdict that stands, conflicts and citations that
    wait for a vote left out. screened : all citations, those taken out later too.
    rankings : digest -> seq of the event that made it; an offer of an unknown or later ranking is
    none. audits : completely read random samples of the unread, oldest first.
    """
    return _Reader(list(steps), list(settled), list(screened), rankings).result(audits)


class _Reader:
    """One call: who offered what, when the ranked phase began, how far it is known."""

    def __init__(
        self,
        steps: list[Step],
        settled: list[Settled],
        screened: list[Screened],
        rankings: Mapping[str, int],
    ) -> None:
        self.steps = [step if _believed(step, rankings) else _elsewhere(step) for step in steps]
        ranked = [step for step in self.steps if step.kind == "ranked"]
        first = min((step.seq for step in ranked), default=0)
        late = [s.since for s in screened if first and s.since > first and not s.removed]
        self.arrived = len(late)
        after = max(late, default=-1)
        self.begin = min((step.seq for step in ranked if step.seq > after), default=0)
        self.first_look = _first_look(self.steps)
        self.here = {s.citation for s in screened if not s.removed}
        # Taken out since the ranked phase began: irrelevant, and still counted among the unread
        # where it was unread, as everything is that leaves what the ranking was drawn from.
        self.gone = {s.citation for s in screened if s.removed > self.begin > 0}
        self.verdicts = {s.citation: s for s in settled if s.citation in self.here}
        self._index()

    def _index(self) -> None:
        self.first_step: dict[int, Step] = {}
        self.first_vote: dict[int, int] = {}
        self.first_ranked: dict[int, Step] = {}
        self.offered_to: dict[tuple[int, str], int] = {}
        self.votes: dict[tuple[int, int], str] = {}
        self.sampled: dict[int, int] = {}
        self.samples: dict[tuple[str, str], list[int]] = {}
        self.before: set[int] = set()
        for step in self.steps:
            citation = step.citation
            self.first_step.setdefault(citation, step)
            if step.vote:
                self.first_vote.setdefault(citation, step.seq)
                self.votes[step.seq, citation] = step.reader
            if step.kind != "elsewhere":
                self.offered_to.setdefault((citation, step.reader), step.seq)
            if step.kind == "ranked" and step.seq >= self.begin:
                self.first_ranked.setdefault(citation, step)
            if step.kind in ("random", "pilot"):
                self.sampled.setdefault(citation, step.seq)
                self.samples.setdefault((step.kind, step.ranking), []).append(citation)
            shown = step.vote or step.kind in ("ranked", "without-abstract")
            if shown and step.seq < self.begin:
                self.before.add(citation)

    def places(self) -> list[int]:
        """Citations of the ranked phase in the order in which they were first offered."""
        if not self.begin:
            return []
        passed = _passed(step for step in self.steps if step.kind == "ranked")
        found = [
            (passed[step.seq, citation], step.place, step.seq, citation)
            for citation, step in self.first_ranked.items()
            if citation not in self.before
            and (citation in self.here or citation in self.gone)
            # with a vote known before, the offer was not blind; a sample has its own order
            and self.first_vote.get(citation, step.seq) >= step.seq
            and not self.begin <= self.sampled.get(citation, 0) < step.seq
        ]
        return [citation for *_, citation in sorted(found)]

    def by_offers(self, verdict: Settled) -> bool:
        """Did offers lead to as many votes as settle it? (A resolution is not a vote.)"""
        citation, led = verdict.citation, 0
        for seq in verdict.by:
            reader = self.votes.get((seq, citation))
            if reader is None:
                return True
            led += self.offered_to.get((citation, reader), seq + 1) <= seq
        return led >= (verdict.wanted or len(verdict.by))

    def frontier(self, places: Sequence[int]) -> int:
        """How many places, from the first on, are settled by what was offered."""
        for n, citation in enumerate(places):
            verdict = self.verdicts.get(citation)
            if citation not in self.gone and (verdict is None or not self.by_offers(verdict)):
                return n
        return len(places)

    def complete_samples(self) -> set[int]:
        """Members of random samples of which everything is settled."""
        return {
            citation
            for members in self.samples.values()
            if not any(c in self.here and c not in self.verdicts for c in members)
            for citation in members
        }

    def half_read(self, places: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """(before the ranked phase began, since): begun outside its places, and not settled."""
        if not self.begin:
            return (), ()
        begun = {
            step.citation
            for step in self.steps
            if step.citation not in self.sampled and (step.vote or step.kind == "without-abstract")
        }
        open_ = ((begun | self.before) - set(places)) & self.here - self.verdicts.keys()
        return tuple(sorted(open_ & self.before)), tuple(sorted(open_ - self.before))

    def in_front(self, citation: int, samples: set[int]) -> bool:
        """Did it leave what the ranking is drawn from in a way that its label did not decide?"""
        settled_at = max(self.verdicts[citation].by, default=0)
        return (
            not self.begin
            or citation in self.before
            or citation in samples
            or settled_at < self.begin
        )

    def kind(self, verdict: Settled) -> Kind:
        """How a settled citation was read: as it first came before somebody."""
        first = self.first_step.get(verdict.citation)
        return first.kind if first is not None and self.by_offers(verdict) else "elsewhere"

    def result(self, audits: tuple[Audit, ...]) -> Reading:
        places = self.places()
        known = self.frontier(places)
        front, behind, late = self.out_of_order(places, places[:known])
        label = {c: c in self.verdicts and self.verdicts[c].relevant for c in places[:known]}
        before, pending = self.half_read(places)
        gap = places[known] if known < len(places) else 0
        facts = Facts(
            total=len(self.here),
            read=len(self.verdicts),
            found=sum(verdict.relevant for verdict in self.verdicts.values()),
            ranked=known,
            warming=_cold([self.verdicts[c].relevant for c in front], list(label.values())),
            behind=behind,
            gap=gap,
            gap_place=known + 1 if gap else 0,
            gap_settled=gap in self.verdicts,
            before=before,
            pending=pending,
            late=late,
            arrived=self.arrived,
            begun=bool(self.begin),
        )
        order = [*front, *label]
        if facts.all_read:
            order += sorted(self.verdicts.keys() - set(order))
        relevant = [self.verdicts[c].relevant if c in self.verdicts else False for c in order]
        blocked = facts.all_read or facts.blocked
        history = History(
            relevant=relevant,
            total=len(order) if facts.all_read else len(self.here | self.gone),
            first=len(order) if blocked else len(front) + facts.warming,
            audits=audits,
        )
        kinds = [self.kind(verdict).replace("-", "_") for verdict in self.verdicts.values()]
        return Reading(
            history=history,
            order=tuple(order),
            counts=Counts(**{kind: kinds.count(kind) for kind in set(kinds)}),
            problems=problems_of(facts),
            notes=notes_of(facts),
            facts=facts,
            first_look=self.first_look,
        )

    def out_of_order(
        self, places: Sequence[int], ranked: Sequence[int]
    ) -> tuple[list[int], int, int]:
        """(citations that stand in front, how many settled behind the frontier, how many
        irrelevant ones were read elsewhere too late to leave the unread)."""
        placed, done, samples = set(places), set(ranked), self.complete_samples()
        front, behind, late = [], 0, 0
        for citation, verdict in sorted(self.verdicts.items()):
            if citation in done:
                continue
            blind = citation not in placed and self.in_front(citation, samples)
            behind += citation in placed
            if blind or verdict.relevant:
                front.append(citation)
            else:
                late += citation not in placed
        return front, behind, late


def _believed(step: Step, rankings: Mapping[str, int]) -> bool:
    """Does an event show the ranking that is said to have offered it, and before it did?"""
    if step.kind != "ranked":
        return True
    made = rankings.get(step.ranking)
    return made is not None and made < step.seq and step.place > 0


def _first_look(steps: Iterable[Step]) -> int:
    """seq of the first vote that a ranking led to, at once or by an earlier offer; 0: none did."""
    shown: set[tuple[int, str]] = set()
    for step in steps:
        if step.kind == "ranked":
            shown.add((step.citation, step.reader))
        if step.vote and (step.citation, step.reader) in shown:
            return step.seq
    return 0


def _elsewhere(step: Step) -> Step:
    return Step(step.seq, step.citation, step.reader, vote=step.vote)


def _passed(ranked: Iterable[Step]) -> dict[tuple[int, int], int]:
    """(seq, citation) -> when its reader had come to its place: at the latest when something of a
    later place in the same ranking came before the same reader."""
    by: dict[tuple[str, str], list[Step]] = {}
    for step in ranked:
        by.setdefault((step.reader, step.ranking), []).append(step)
    passed: dict[tuple[int, int], int] = {}
    for steps in by.values():
        steps.sort(key=lambda step: -step.place)
        earliest = steps[0].seq
        for step in steps:
            earliest = min(earliest, step.seq)
            passed[step.seq, step.citation] = earliest
    return passed


def _cold(front: Sequence[bool], ranked: Sequence[bool]) -> int:
    """How many of the ranked phase were read before one relevant and one irrelevant citation were
    known: until then there is nothing to rank by."""
    known = set(front)
    for n, label in enumerate(ranked):
        if len(known) == 2:
            return n
        known.add(label)
    return len(ranked)
