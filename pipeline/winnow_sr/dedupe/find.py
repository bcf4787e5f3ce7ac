"""Prepare, block, compare, decide, group: from records to citations and doubtful pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from winnow_sr.dedupe.block import candidate_pairs
from winnow_sr.dedupe.cautions import Caution, judged_both_ways, retractions
from winnow_sr.dedupe.cluster import Groups
from winnow_sr.dedupe.compare import evidence
from winnow_sr.dedupe.explanation import Comparison, comparison
from winnow_sr.dedupe.glance import worth_comparing
from winnow_sr.dedupe.policy import Policy
from winnow_sr.dedupe.prepare import Prepared, prepare
from winnow_sr.dedupe.rulebook import BOOK
from winnow_sr.dedupe.rules import decide
from winnow_sr.records.model import Record

Progress = Callable[[int, int], None]
"""Called with (done, total) steps; total does not change within one call."""


class Link(msgspec.Struct, frozen=True):
    """Two records (a < b) that a rule joined, or that a person is to judge."""

    a: int
    b: int
    outcome: Literal["merge", "ask"]
    rule: str
    score: float
    comparison: Comparison


class Known(msgspec.Struct, frozen=True):
    """What is settled already."""

    groups: Sequence[Sequence[int]] = ()
    """Groups already made, by rule or person. They are kept as they are, or grow."""
    same: Collection[tuple[int, int]] = ()
    """Pairs a person judged to be one publication."""
    different: Collection[tuple[int, int]] = ()
    """Pairs a person judged to be two; they never come into one group, nor are asked again."""
    settled: Collection[int] = ()
    """Records already matched against each other: only pairs with another record are compared."""
    doubtful: Sequence[Link] = ()
    """Pairs still waiting for a person; they stay among the doubtful unless settled since."""


class Found(msgspec.Struct, frozen=True):
    """The groups of records that describe one publication each, and what remains to be asked."""

    groups: list[tuple[int, ...]]
    """Groups of two or more record numbers, sorted; known groups among them."""
    links: list[Link]
    """The new automatic merges. Each joined two groups that were two: see `merges_by_rule`."""
    doubtful: list[Link]
    """Pairs for a person: one per pair of groups, best first."""
    counts: dict[str, int]
    """How many of `links` each rule made."""
    warnings: list[Caution] = []


def find_duplicates(
    records: Sequence[tuple[int, Record]],
    policy: Policy | None = None,
    known: Known | None = None,
    progress: Progress | None = None,
) -> Found:
    """Group the records that describe one publication.

    `records` are (number, Record) with distinct numbers, in any order: the order never matters.
    With `known`, groups already made are kept, and only pairs with at least one record outside
    `known.settled` are compared.
    """
    policy, known = policy or Policy(), known or Known()
    tick = _Ticker(progress, len(records))
    prepared = []
    for number, record in sorted(records, key=lambda item: item[0]):
        prepared.append(prepare(number, record))
        tick.step()
    decided = _decide_all(prepared, policy, known, tick)
    position = {p.number: p for p in prepared}
    groups, warnings = _known_groups(known, position)
    links = []
    refused = []
    for score, a, b, rule in sorted(decided.merge, key=_best_first(position)):
        if groups.of(a) == groups.of(b):
            continue
        if groups.may_join(a, b):
            groups.join(a, b)
            links.append(_link(position[a], position[b], "merge", rule, score))
        else:
            refused.append((score, a, b, rule))
    doubtful = _one_per_pair_of_groups(
        _still_open(decided.ask + refused, known, position), groups, known, position
    )
    warnings += retractions(prepared)
    tick.finish()
    return Found(
        groups=groups.listed(),
        links=links,
        doubtful=doubtful,
        counts=dict(Counter(link.rule for link in links).most_common()),
        warnings=warnings,
    )


Scored = tuple[float, int, int, str]
"""Score, the two record numbers, the rule."""


@dataclass(slots=True)
class _Decided:
    merge: list[Scored] = field(default_factory=list)
    ask: list[Scored] = field(default_factory=list)


def _decide_all(
    prepared: Sequence[Prepared], policy: Policy, known: Known, tick: _Ticker
) -> _Decided:
    pairs = candidate_pairs(prepared, frozenset(known.settled))
    tick.expect(len(pairs))
    out = _Decided()
    for i, j in pairs:
        tick.step()
        a, b = prepared[i], prepared[j]
        if not worth_comparing(a, b):
            continue
        what = evidence(a, b)
        rule = decide(what, BOOK)
        outcome = rule.outcome_under(policy)
        if outcome == "merge":
            out.merge.append((what.score, a.number, b.number, rule.name))
        elif outcome == "ask":
            out.ask.append((what.score, a.number, b.number, rule.name))
    return out


def _known_groups(known: Known, position: dict[int, Prepared]) -> tuple[Groups, list[Caution]]:
    """The groups to begin with. A spoken "different" outweighs a "same" inferred through others."""

    def never(a: int, b: int) -> bool:
        return _never(position[a], position[b])

    def face(n: int) -> Hashable:
        p = position[n]
        return p.title, p.doi, p.names, p.abstract, p.year, p.volume, p.first_page

    groups = Groups(never, face)
    for group in known.groups:
        members = [n for n in group if n in position]
        for number in members[1:]:
            groups.join(members[0], number)
    groups.keep_apart(known.different)
    warnings = []
    for a, b in sorted(known.same):
        if a not in position or b not in position or groups.of(a) == groups.of(b):
            continue
        if not groups.kept_apart(a, b):
            groups.join(a, b)
        else:
            warnings.append(judged_both_ways(a, b))
    return groups, warnings


def _never(a: Prepared, b: Prepared) -> bool:
    """Whether a rule keeps the two apart for good: other DOIs are the least it takes."""
    if not a.doi or not b.doi or a.doi == b.doi:
        return False
    if not (a.cochrane and b.cochrane) and not (a.abstract and b.abstract):
        return False
    return decide(evidence(a, b), BOOK).outcome == "apart"


def _best_first(position: dict[int, Prepared]) -> Callable[[Scored], tuple[object, ...]]:
    """Order by score; equal scores by what the records say, so that numbering does not matter."""

    def key(pair: Scored) -> tuple[object, ...]:
        score, a, b, _ = pair
        return (-round(score, 3), *sorted((_content(position[a]), _content(position[b]))), a, b)

    return key


def _content(p: Prepared) -> tuple[str, ...]:
    return (p.title, p.doi, p.record.pages, p.record.abstract[:80], p.record.accession)


def _still_open(
    asked: Iterable[Scored], known: Known, position: dict[int, Prepared]
) -> Iterator[Scored]:
    yield from asked
    for link in known.doubtful:
        if link.a in position and link.b in position:
            yield link.score, link.a, link.b, link.rule


def _one_per_pair_of_groups(
    asked: Iterable[Scored], groups: Groups, known: Known, position: dict[int, Prepared]
) -> list[Link]:
    judged = {
        _pair(groups.of(a), groups.of(b))
        for a, b in known.different
        if a in position and b in position
    }
    seen = set(judged)
    chosen = []
    for score, a, b, rule in sorted(asked, key=_best_first(position)):
        pair = _pair(groups.of(a), groups.of(b))
        if pair[0] == pair[1] or pair in seen or groups.kept_apart(a, b):
            continue
        seen.add(pair)
        chosen.append(_link(position[a], position[b], "ask", rule, score))
    return chosen


def _pair(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


def _link(
    a: Prepared, b: Prepared, outcome: Literal["merge", "ask"], rule: str, score: float
) -> Link:
    if a.number > b.number:
        a, b = b, a
    says = comparison(a, b, evidence(a, b))
    return Link(a.number, b.number, outcome, rule, round(score, 3), says)


class _Ticker:
    """Counts steps and reports now and then; comparing is expected to take two steps a record."""

    def __init__(self, report: Progress | None, records: int) -> None:
        self._report = report
        self._total = 3 * records
        self._done = 0.0
        self._weight = 1.0
        self._every = max(1, records // 100)
        self._count = 0

    def expect(self, pairs: int) -> None:
        self._weight = (self._total - self._done) / max(1, pairs)

    def step(self) -> None:
        self._done += self._weight
        self._count += 1
        if self._report and self._count % self._every == 0:
            self._report(min(round(self._done), self._total), self._total)

    def finish(self) -> None:
        if self._report:
            self._report(self._total, self._total)
