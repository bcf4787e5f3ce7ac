"""Replay: events in, `ReviewState` out.

The state holds numbers, names and verdicts only, no texts of records, so that a review of 100,000
decisions is replayed in a second or two and can be kept as a snapshot (`to_snapshot`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.packing import pack, unpack
from winnow_sr.ledger.replay import Replay
from winnow_sr.ledger.votes import Ballot, Vote

SNAPSHOT_FORMAT = 3


class ReviewState(Replay):
    """What is so at one moment of the ledger. Changed only by `apply`."""

    # -- citations -------------------------------------------------------------------------------
    def citations(self) -> Iterator[int]:
        """All citations, in the order of their first records."""
        first = self.first
        return (n for n in range(1, self.n_records + 1) if first.get(n, n) == n)

    def count_citations(self) -> int:
        """How many citations there are."""
        return self.n_records - len(self.first) + len(self.groups)

    def origin(self, record: int) -> dict[str, Any]:
        """The import that brought a record: its source, lane, file..."""
        for search in (*self.searches, *self.repairs):
            if search["first"] <= record < search["first"] + search["count"]:
                return search
        raise WinnowError(f"record R{record:06d} does not exist; this review has {self.n_records}")

    def origins(self) -> list[tuple[str, str]]:
        """(source, lane) of every record, index 0 unused."""
        found = [("", "")] * (self.n_records + 1)
        for search in (*self.searches, *self.repairs):
            first, count = search["first"], search["count"]
            found[first : first + count] = [(search["source"], search["lane"])] * count
        return found

    def standing(self, stage: str, who: str) -> Mapping[int, str]:
        """citation -> letter of the verdict that stands, of one reviewer."""
        ballot = self.ballots[stage].get(who)
        if ballot is None:
            return {}
        letters = ballot.letters
        moved = [r for r, first in self.first.items() if r != first and r in letters]
        if not moved:
            return letters
        found = {r: letter for r, letter in letters.items() if r not in self.first}
        seqs = ballot.seqs  # of verdicts on two records of one citation the later stands
        for record in sorted(letters.keys() & self.first.keys(), key=seqs.__getitem__):
            found[self.first[record]] = letters[record]
        return found

    def votes_on(self, stage: str, citation: int) -> dict[str, Vote]:
        """reviewer -> the verdict that stands, over all records of the citation."""
        found: dict[str, Vote] = {}
        for who, ballot in self.ballots[stage].items():
            on = [r for r in self.members(citation) if r in ballot.letters]
            if on:
                found[who] = ballot.vote(who, max(on, key=ballot.seqs.__getitem__))
        return found

    def resolution_of(self, stage: str, citation: int) -> Vote | None:
        """The adjudicator's verdict that stands on the citation, if any."""
        on = self.resolutions[stage]
        stacks = [on[record] for record in self.members(citation) if on.get(record)]
        return max((stack[-1] for stack in stacks), key=lambda vote: vote.seq, default=None)

    def voted(self, stage: str) -> set[int]:
        """Citations with at least one standing verdict at the stage."""
        return {
            c for ballot in self.ballots[stage].values() for c in self.citations_of(ballot.letters)
        }

    def deciders(self) -> set[str]:
        """Everybody with a verdict or resolution that stands."""
        found = {
            who for by in self.ballots.values() for who, ballot in by.items() if ballot.letters
        }
        for on in self.resolutions.values():
            found.update(vote.actor for stack in on.values() for vote in stack)
        return found

    def last_by(self, who: str) -> tuple[int, str, int, bool] | None:
        """(seq, stage, record, is a resolution) of the newest thing `who` decided that stands."""
        found: list[tuple[int, str, int, bool]] = []
        for stage, by in self.ballots.items():
            ballot = by.get(who)
            if ballot is not None and (seq := ballot.last()):
                found.append((seq, stage, ballot.record_of(seq) or 0, False))
        for stage, on in self.resolutions.items():
            found += [
                (v.seq, stage, record, True)
                for record, stack in on.items()
                for v in stack
                if v.actor == who
            ]
        return max(found, default=None)

    # -- snapshots -------------------------------------------------------------------------------
    def to_snapshot(self) -> str:
        """The state as JSON text, to start from instead of the whole ledger."""
        plain = {
            stage: {who: ballot.to_plain() for who, ballot in by.items()}
            for stage, by in self.ballots.items()
        }
        groups = self.groups.values()
        values = {"format": SNAPSHOT_FORMAT, **self.__dict__, "ballots": plain, "first": None}
        values["groups"] = pack(chain(*groups)), pack(map(len, groups))
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_snapshot(cls, text: str) -> ReviewState:
        """The state that `to_snapshot` wrote; ValueError where the text is not one."""
        values = json.loads(text)
        if not isinstance(values, dict) or values.pop("format", None) != SNAPSHOT_FORMAT:
            raise ValueError("not a snapshot of this format")
        state = cls()
        if values.keys() != state.__dict__.keys():
            raise ValueError("not a snapshot of this format")
        for name in (
            "edits",
            "removed",
            "reports",
            "wanted",
            "report_counts",
            "aside",
        ):
            values[name] = {int(key): value for key, value in values[name].items()}
        values["groups"], values["first"] = _unpack_groups(*values["groups"])
        values["ballots"] = {
            stage: {who: Ballot.from_plain(columns) for who, columns in by.items()}
            for stage, by in values["ballots"].items()
        }
        values["resolutions"] = {
            stage: {int(record): [Vote._make(v) for v in stack] for record, stack in on.items()}
            for stage, on in values["resolutions"].items()
        }
        state.__dict__.update(values)
        return state


def _unpack_groups(members: str, sizes: str) -> tuple[dict[int, list[int]], dict[int, int]]:
    """`ReviewState.groups` and `first`, from all groups' members in a row and their sizes."""
    row, end = unpack(members), 0
    groups: dict[int, list[int]] = {}
    for size in unpack(sizes):
        group = row[end : end + size]
        groups[group[0]] = group
        end += size
    first = {record: number for number, group in groups.items() for record in group}
    return groups, first


def decode(events: Iterable[Any]) -> Iterator[tuple[int, str, str, str, dict[str, Any], str]]:
    """Stored events as `ReviewState.apply` takes them. One JSON document is parsed for many."""
    batch = list(events)
    for start in range(0, len(batch), 10_000):
        part = batch[start : start + 10_000]
        try:
            payloads = json.loads("[" + ",".join(event.payload for event in part) + "]")
        except ValueError as error:
            raise WinnowError(
                "an event in the ledger cannot be read; run `winnow verify` to find it"
            ) from error
        if len(payloads) != len(part):
            raise WinnowError(
                "an event in the ledger cannot be read; run `winnow verify` to find it"
            )
        for event, payload in zip(part, payloads, strict=True):
            yield event.seq, event.at, event.actor, event.kind, payload, event.hash
