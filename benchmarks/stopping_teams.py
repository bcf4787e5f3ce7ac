"""How often does a team stop below the target, however it reads?

    python benchmarks/stopping_teams.py [--runs 1000] [--only NAME] [--jobs 2]

Reviews whose every ranking is exactly random (the worst that the promise allows), retrained every
25 votes, read by teams of one, two or three people of unequal speed, with what teams do: skip what
is hard, disagree on what is relevant and resolve it late, take votes back, carry packets away and
bring them back late, record verdicts from a sheet, search again. After every few votes the
history is made as winnow makes it (`screening.reading`) and the default rule is asked; a run is a
false stop when the rule ever says "may stop" below the target. In the same runs, on the same
events: the order of *settling* that winnow used before, with everything from a sheet or a
random round as if it were ranked. Last column: what a team saves whose ranking is good.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import sqrt

from winnow_sr.screening.reading import Kind, Screened, Settled, Step, reading
from winnow_sr.stopping import History, Rule, make_rule, share_to_read

RETRAIN = 25


@dataclass
class Team:
    """How a team reads. speed: votes per turn of each reader. wanted: votes per citation.

    skips, slips, conflicts : chance that a reader passes over, or disagrees about, a relevant
    citation (an irrelevant one: a tenth of it). resolved : conflicts are resolved once so many are
    open. undone : chance that a vote is taken back. packets : size of the packets that the last
    reader takes away and brings back only after the next; 0: none. bare : share of citations
    without an abstract, read first. pilot : size of a random pilot.
    sheet : what happens outside the queue (`SHEETS`). arrives : a second search of that size
    comes in half-way, twice as rich. pauses : the last reader stops for half of the review.
    """

    name: str
    speed: tuple[int, ...] = (1,)
    wanted: int = 1
    skips: float = 0.0
    conflicts: float = 0.0
    resolved: int = 10
    undone: float = 0.0
    packets: int = 0
    bare: float = 0.0
    pilot: int = 0
    sheet: str = ""
    arrives: int = 0
    pauses: bool = False


TEAMS = [
    Team("one reader"),
    Team("two, one twice as fast", (2, 1), 2),
    Team("three for two votes, one twice as fast", (2, 1, 1), 2),
    Team("two, one stops for a while", (1, 1), 2, pauses=True),
    Team("two, conflicts on half of the relevant, resolved late", (2, 1), 2, conflicts=0.5),
    Team("three, conflicts, resolved very late", (2, 1, 1), 2, conflicts=0.5, resolved=40),
    Team("one, skips half of the relevant", skips=0.5),
    Team("two, skip a third of the relevant, conflicts", (2, 1), 2, skips=0.3, conflicts=0.3),
    Team("two, one in six votes taken back", (2, 1), 2, undone=0.17),
    Team("two, packets that come back late", (1, 1), 2, packets=30),
    Team("one, packets beside the queue", (1, 1), 1, packets=30),
    Team("pilot, abstract-less first, two readers", (2, 1), 2, bare=0.15, pilot=20),
    Team("a sheet of irrelevant ones, half-way", sheet="irrelevant"),
    Team("sheets of irrelevant ones, again and again", sheet="again"),
    Team("a sheet sorted by verdict, at the start", sheet="sorted"),
    Team("who looks ahead records the last relevant by hand", sheet="ahead"),
    Team("second votes by a sheet, only on what was excluded", (2,), 2, sheet="second"),
    Team("a second search, twice as rich, half-way", (2, 1), 2, arrives=100),
]


@dataclass
class Review:
    """A simulated review: truth, ledger, and what each reader has before him."""

    team: Team
    rng: random.Random
    relevant: set[int]
    since: dict[int, int]
    seq: int = 0
    steps: list[Step] = field(default_factory=list)
    rankings: dict[str, int] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    votes: dict[int, dict[str, tuple[int, bool]]] = field(default_factory=dict)
    resolved: dict[int, int] = field(default_factory=dict)
    skipped: dict[str, set[int]] = field(default_factory=dict)
    away: dict[str, list[int]] = field(default_factory=dict)
    first_vote: dict[int, int] = field(default_factory=dict)
    bare: list[int] = field(default_factory=list)
    settled: dict[int, Settled] = field(default_factory=dict)
    waiting: set[int] = field(default_factory=set)
    conflicts: set[int] = field(default_factory=set)
    events: int = 0
    lift: float = 0.0

    def tick(self) -> int:
        self.seq += 1
        return self.seq

    def train(self) -> None:
        """A new ranking, whatever was learnt: exactly random, or with relevant ones `lift`
        standard deviations up."""
        score = {c: self.rng.gauss(self.lift * (c in self.relevant), 1) for c in self.since}
        self.order = sorted(score, key=lambda citation: -score[citation])
        self.rankings[f"ranking {self.seq}"] = self.tick()
        self.digest = next(reversed(self.rankings))
        self.place = {citation: n for n, citation in enumerate(self.order, start=1)}

    def refresh(self, citation: int) -> None:
        """What the votes on a citation amount to now."""
        self.waiting.discard(citation)
        self.conflicts.discard(citation)
        self.settled.pop(citation, None)
        by = self.votes.get(citation, {})
        if citation in self.resolved:
            seqs: tuple[int, ...] = (self.resolved[citation],)
        elif len({label for _, label in by.values()}) > 1:
            self.conflicts.add(citation)
            return
        elif len(by) < self.team.wanted:
            self.waiting |= {citation} if by else set()
            return
        else:
            seqs = tuple(seq for seq, _ in by.values())
        self.settled[citation] = Settled(citation, citation in self.relevant, seqs)

    def resolve(self) -> None:
        for citation in list(self.conflicts):
            self.resolved[citation] = self.tick()
            self.refresh(citation)

    def vote(
        self, reader: str, citation: int, kind: Kind, ranking: str = "", place: int = 0
    ) -> None:
        truth = citation in self.relevant
        wrong = self.team.conflicts * (1 if truth else 0.1)
        earlier = self.votes.setdefault(citation, {})
        # The first says what is so, the second may disagree: the resolution is always right.
        label = truth != bool(earlier and self.rng.random() < wrong)
        seq = self.tick()
        self.steps.append(Step(seq, citation, reader, kind, ranking, place))
        earlier[reader] = (seq, label)
        self.first_vote.setdefault(citation, seq)
        self.events += 1
        if self.rng.random() < self.team.undone:
            del earlier[reader]
            if not earlier:
                del self.votes[citation]
        self.refresh(citation)

    def next_for(self, reader: str) -> tuple[int, Kind] | None:
        """What the queue offers: colleagues' readings first, in the order they were read."""
        passed, out = self.skipped.setdefault(reader, set()), set().union(*self.away.values())
        begun = [c for c in self.waiting - passed if reader not in self.votes[c]]
        if begun:
            return min(begun, key=self.first_vote.__getitem__), "ranked"
        bare = [c for c in self.bare if c not in self.votes and c not in passed]
        if bare:
            return bare[0], "without-abstract"
        fresh = (
            c for c in self.order
            if c not in self.votes and c not in passed and c not in out
        )  # fmt: skip
        citation = next(fresh, None)
        return None if citation is None else (citation, "ranked")

    def read(self, reader: str) -> None:
        offer = self.next_for(reader)
        if offer is None:
            self.skipped[reader] = set()
            return
        citation, kind = offer
        ranking = (self.digest, self.place[citation]) if kind == "ranked" else ("", 0)
        if self.rng.random() < self.team.skips * (1 if citation in self.relevant else 0.1):
            self.skipped[reader].add(citation)
            self.steps.append(Step(self.tick(), citation, reader, kind, *ranking, vote=False))
            return
        self.vote(reader, citation, kind, *ranking)

    def take_packet(self, reader: str) -> None:
        """Bring the packet before back, take the next one away."""
        for citation in self.away.pop(reader, []):
            if len(self.votes.get(citation, {})) < self.team.wanted:
                self.vote(
                    reader, citation, "ranked", self.digest_of[citation], self.place_of[citation]
                )
        packet = [
            c for c in self.order if c not in self.settled and reader not in self.votes.get(c, {})
        ][: self.team.packets]
        seq = self.tick()
        self.digest_of = dict.fromkeys(packet, self.digest)
        self.place_of = {c: self.place[c] for c in packet}
        for citation in packet:
            self.steps.append(
                Step(seq, citation, reader, "ranked", self.digest, self.place[citation], vote=False)
            )
        self.away[reader] = packet

    def sheet(self, reader: str, citations: list[int]) -> None:
        for citation in citations:
            if citation in self.since:
                self.vote(reader, citation, "elsewhere")


def irrelevant_half_way(review: Review) -> None:
    """Half of what is unread and irrelevant, from somebody who knows."""
    if "sheet" not in review.skipped and len(review.votes) > len(review.since) // 2:
        review.skipped["sheet"] = set()
        unread = [c for c in review.order if c not in review.votes and c not in review.relevant]
        review.sheet("Zoe", unread[: len(unread) // 2])


def irrelevant_again(review: Review) -> None:
    unread = [c for c in review.order if c not in review.votes and c not in review.relevant]
    if review.events % 10 == 0:
        review.sheet("Zoe", unread[:5])


def sorted_at_start(review: Review) -> None:
    """A third of all, includes first, as sheets are handed in."""
    if not review.votes:
        rows = review.rng.sample(list(review.since), len(review.since) // 3)
        review.sheet("Zoe", sorted(rows, key=lambda c: c not in review.relevant))


def last_relevant_by_hand(review: Review) -> None:
    """Found elsewhere what the ranking would have come to last, as long as it stays short of the
    target: the worst for the statistics of what was read."""
    unread = [c for c in review.order if c not in review.votes and c in review.relevant]
    if unread and review.events % 20 == 5:
        review.sheet("Zoe", unread[-1:])


def second_votes(review: Review) -> None:
    """Ben only confirms exclusions."""
    for citation, by in list(review.votes.items()):
        if len(by) == 1 and citation not in review.relevant:
            review.sheet("Ben", [citation])


SHEETS: dict[str, Callable[[Review], None]] = {
    "irrelevant": irrelevant_half_way,
    "again": irrelevant_again,
    "sorted": sorted_at_start,
    "ahead": last_relevant_by_hand,
    "second": second_votes,
}


def looks(
    team: Team, total: int, relevant: int, seed: int, every: int, lift: float = 0.0
) -> Iterator[Review]:
    """A review, to be looked at after every few events."""
    rng = random.Random(seed)
    review = Review(team, rng, set(rng.sample(range(1, total + 1), relevant)), {}, lift=lift)
    review.since = dict.fromkeys(range(1, total + 1), review.tick())
    review.train()
    review.bare = [c for c in review.since if rng.random() < team.bare]
    sample = rng.sample(list(review.since), team.pilot)
    seq = review.tick()
    review.steps += [Step(seq, c, "Ana", "pilot", "pilot", vote=False) for c in sample]
    readers = ["Ana", "Ben", "Cem"][: len(team.speed)]
    for citation in sample:
        for reader in readers[: team.wanted]:
            review.vote(reader, citation, "pilot", "pilot")
    if team.sheet == "sorted":
        SHEETS["sorted"](review)
    last, idle = 0, 0
    while idle < 5:
        before = review.events
        for reader, speed in zip(readers, team.speed, strict=True):
            away = team.pauses and reader == readers[-1]
            if away and total // 4 < len(review.votes) < total * 3 // 4:
                continue
            if team.packets and reader == readers[-1]:
                if not review.away.get(reader) or review.events % team.packets < 2:
                    review.take_packet(reader)
                continue
            for _ in range(speed):
                review.read(reader)
        if team.sheet and team.sheet != "sorted":
            SHEETS[team.sheet](review)
        if len(review.conflicts) >= team.resolved or review.events == before:
            review.resolve()
        if review.events // RETRAIN > before // RETRAIN:
            review.train()
        if team.arrives and len(review.since) == total and len(review.votes) > total // 2:
            new = range(total + 1, total + team.arrives + 1)
            review.relevant |= set(rng.sample(list(new), 2 * relevant * team.arrives // total))
            review.since |= dict.fromkeys(new, review.tick())
            review.train()
        if review.events - last >= every:
            last = review.events
            yield review
        idle = idle + 1 if review.events == before else 0
    yield review


def as_recorded(review: Review, done: dict[int, Settled]) -> History:
    """The history as winnow made it before: settled citations in the order of settling."""
    rows = sorted(done.values(), key=lambda verdict: max(verdict.by))
    return History([row.relevant for row in rows], len(review.since))


def may_stop(review: Review, done: dict[int, Settled], rule: Rule) -> bool:
    """What winnow answers: the rule, on what was offered."""
    screened = [Screened(c, since) for c, since in review.since.items()]
    now = reading(review.steps, done.values(), screened, review.rankings)
    return now.ranked and rule.evaluate(now.history).stop


def false_stops(
    team: Team, total: int, relevant: int, rule: Rule, seed: int, every: int
) -> tuple[bool, bool]:
    """Did the rule ever stop below the target, by the offers, and by the order of settling?"""
    ours = theirs = False
    # Before so much is read the rule cannot stop below the target, whatever was found: its level
    # leaves at most the rest of any urn (nine tenths: urns are finite).
    short = range(1, int(rule.target * (relevant + team.arrives)) + 1)
    least = 0.9 * total * min(share_to_read(found, rule.target, rule.confidence) for found in short)
    for review in looks(team, total, relevant, seed, every):
        done = review.settled
        enough = sum(v.relevant for v in done.values()) >= rule.target * len(review.relevant)
        if enough and len(review.since) == total + team.arrives:
            break  # nothing that is said from here on is false
        if enough or len(done) < least:
            continue
        # The old order relied on conflicts being settled before a stop; ours must not.
        if not review.conflicts:
            theirs = theirs or rule.evaluate(as_recorded(review, done)).stop
        ours = ours or may_stop(review, done, rule)
        if ours and theirs:
            break
    return ours, theirs


def saved(team: Team, total: int, relevant: int, rule: Rule, seed: int) -> float:
    """Share of citations without a verdict when the rule first stops, with a good ranking."""
    for review in looks(team, total, relevant, seed, 4, lift=2.0):
        done = review.settled
        if len(review.since) == total + team.arrives and may_stop(review, done, rule):
            return 1 - len(done) / len(review.since)
    return 0.0


def measure(team: Team, total: int, relevant: int, target: float, runs: int, every: int) -> str:
    rule = make_rule("cmh-seq", target=target)
    found = [false_stops(team, total, relevant, rule, seed, every) for seed in range(runs)]
    ours, theirs = (sum(column) / runs for column in zip(*found, strict=True))
    error = sqrt(max(ours, 1 / runs) * (1 - ours) / runs)
    few = range(max(2, runs // 20))
    gain = sum(saved(team, total, relevant, rule, seed) for seed in few) / len(few)
    return f"| {team.name} | {ours:.3f} | {error:.3f} | {theirs:.3f} | {gain:.2f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=400)
    parser.add_argument("--total", type=int, default=150)
    parser.add_argument("--relevant", type=int, default=19)
    parser.add_argument("--target", type=float, default=0.8)
    parser.add_argument("--every", type=int, default=4, help="look after so many votes")
    parser.add_argument("--only", default="", help="teams whose name has this in it")
    options = parser.parse_args()
    print(f"\n## False stops of teams: {options.total} citations, {options.relevant} relevant, "
          f"every ranking random, target {options.target:.0%}, {options.runs} runs\n")  # fmt: skip
    print("| team | by offers | standard error | by order of settling | saved |")
    print("|---|---|---|---|---|")
    for team in TEAMS:
        if options.only in team.name:
            row = measure(
                team, options.total, options.relevant, options.target, options.runs, options.every
            )
            print(row, flush=True)


if __name__ == "__main__":
    main()
