"""Votes of one stage, kept in columns: a review of 10,000 citations must open in milliseconds.

Only the verdict that stands is in the quick dictionaries; reasons, notes and rounds are sparse, and
what a reviewer said earlier of the same record waits in `earlier` for an undo.
"""

from __future__ import annotations

from typing import NamedTuple, TypeVar

import msgspec

from winnow_sr.vocabulary import RecordId, Verdict

LETTERS: dict[Verdict, str] = {"include": "i", "exclude": "e", "unsure": "u"}
VERDICT_OF: dict[str, Verdict] = {letter: verdict for verdict, letter in LETTERS.items()}


class Vote(NamedTuple):
    """A verdict that stands: one reviewer's, or an adjudicator's."""

    seq: int
    actor: str
    verdict: Verdict
    reason: str
    note: str
    round: int


T = TypeVar("T", str, int)


def _keep(column: dict[RecordId, T], record: RecordId, value: T) -> None:
    """Sparse columns hold what is not empty."""
    if value:
        column[record] = value
    else:
        column.pop(record, None)


class Ballot(msgspec.Struct):
    """What one reviewer said at one stage. Keys of all dictionaries: records."""

    letters: dict[RecordId, str] = {}
    """i, e or u: the verdict that stands."""
    seqs: dict[RecordId, int] = {}
    """The event of each verdict that stands."""
    reasons: dict[RecordId, str] = {}
    notes: dict[RecordId, str] = {}
    rounds: dict[RecordId, int] = {}
    earlier: dict[RecordId, list[Vote]] = {}

    def vote(self, who: str, record: RecordId) -> Vote:
        """The vote that stands on a record."""
        return Vote(
            self.seqs[record],
            who,
            VERDICT_OF[self.letters[record]],
            self.reasons.get(record, ""),
            self.notes.get(record, ""),
            self.rounds.get(record, 0),
        )

    def first(self, who: str, record: RecordId) -> Vote:
        """The first vote given on a record and not withdrawn."""
        return self.earlier[record][0] if record in self.earlier else self.vote(who, record)

    def cast(self, record: RecordId, vote: Vote) -> None:
        """A new verdict; one that stood before is kept beneath it."""
        if record in self.letters:
            self.earlier.setdefault(record, []).append(self.vote(vote.actor, record))
        self._put(record, vote)

    def _put(self, record: RecordId, vote: Vote) -> None:
        self.letters[record] = LETTERS[vote.verdict]
        self.seqs[record] = vote.seq
        _keep(self.reasons, record, vote.reason)
        _keep(self.notes, record, vote.note)
        _keep(self.rounds, record, vote.round)

    def withdraw(self, record: RecordId, seq: int) -> None:
        """Take back the vote with this seq; the one before it stands again."""
        beneath = self.earlier.get(record, [])
        if self.seqs.get(record) != seq:
            self.earlier[record] = [vote for vote in beneath if vote.seq != seq]
        elif beneath:
            self._put(record, beneath.pop())
        else:
            self.letters.pop(record, None)
            self.seqs.pop(record, None)
            self.reasons.pop(record, None)
            self.notes.pop(record, None)
            self.rounds.pop(record, None)
        if not self.earlier.get(record):
            self.earlier.pop(record, None)

    def last(self) -> int:
        """seq of the newest vote that stands; 0 where there is none."""
        return max(self.seqs.values(), default=0)

    def record_of(self, seq: int) -> RecordId | None:
        """The record that the vote with this seq stands on."""
        return next((record for record, number in self.seqs.items() if number == seq), None)
