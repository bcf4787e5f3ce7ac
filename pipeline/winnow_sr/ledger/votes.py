"""Votes of one stage, kept in columns: a review of 10,000 citations must open in milliseconds.

Only the verdict that stands is in the quick dictionaries; reasons, notes and rounds are sparse, and
what a reviewer said earlier of the same record waits in `earlier` for an undo.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar

from winnow_sr.ledger.packing import pack, unpack

STAGES = ("title-abstract", "full-text")
VERDICTS = ("include", "exclude", "unsure")
LETTERS = {"include": "i", "exclude": "e", "unsure": "u"}
VERDICT_OF = {letter: verdict for verdict, letter in LETTERS.items()}


class Vote(NamedTuple):
    """A verdict that stands: one reviewer's, or an adjudicator's."""

    seq: int
    actor: str
    verdict: str
    reason: str
    note: str
    round: int


T = TypeVar("T", str, int)


def _keep(column: dict[int, T], record: int, value: T) -> None:
    """Sparse columns hold what is not empty."""
    if value:
        column[record] = value
    else:
        column.pop(record, None)


class Ballot:
    """What one reviewer said at one stage. Keys of all dictionaries: record numbers."""

    __slots__ = ("_seqs", "earlier", "letters", "notes", "reasons", "rounds")

    def __init__(self) -> None:
        self.letters: dict[int, str] = {}
        """i, e or u: the verdict that stands."""
        self._seqs: dict[int, int] | list[int] = {}
        self.reasons: dict[int, str] = {}
        self.notes: dict[int, str] = {}
        self.rounds: dict[int, int] = {}
        self.earlier: dict[int, list[Vote]] = {}

    @property
    def seqs(self) -> dict[int, int]:
        """The event of each verdict that stands (a dictionary once somebody asks)."""
        if isinstance(self._seqs, list):
            self._seqs = dict(zip(self.letters, self._seqs, strict=True))
        return self._seqs

    def vote(self, who: str, record: int) -> Vote:
        """The vote that stands on a record."""
        return Vote(
            self.seqs[record],
            who,
            VERDICT_OF[self.letters[record]],
            self.reasons.get(record, ""),
            self.notes.get(record, ""),
            self.rounds.get(record, 0),
        )

    def first(self, who: str, record: int) -> Vote:
        """The first vote given on a record and not withdrawn."""
        return self.earlier[record][0] if record in self.earlier else self.vote(who, record)

    def cast(self, record: int, vote: Vote) -> None:
        """A new verdict; one that stood before is kept beneath it."""
        if record in self.letters:
            self.earlier.setdefault(record, []).append(self.vote(vote.actor, record))
        self._put(record, vote)

    def _put(self, record: int, vote: Vote) -> None:
        self.seqs[record] = vote.seq  # first: unpacking it leans on `letters`
        self.letters[record] = LETTERS[vote.verdict]
        _keep(self.reasons, record, vote.reason)
        _keep(self.notes, record, vote.note)
        _keep(self.rounds, record, vote.round)

    def withdraw(self, record: int, seq: int) -> None:
        """Take back the vote with this seq; the one before it stands again."""
        beneath = self.earlier.get(record, [])
        if self.seqs.get(record) != seq:
            self.earlier[record] = [vote for vote in beneath if vote.seq != seq]
        elif beneath:
            self._put(record, beneath.pop())
        else:
            for column in (self.letters, self.seqs, self.reasons, self.notes, self.rounds):
                column.pop(record, None)
        if not self.earlier.get(record):
            self.earlier.pop(record, None)

    def last(self) -> int:
        """seq of the newest vote that stands; 0 where there is none."""
        return max(self.seqs.values(), default=0)

    def record_of(self, seq: int) -> int | None:
        """The record that the vote with this seq stands on."""
        return next((record for record, number in self.seqs.items() if number == seq), None)

    def to_plain(self) -> list[Any]:
        """As JSON-able columns."""
        return [
            pack(self.letters), "".join(self.letters.values()), pack(self.seqs.values()),
            *([list(column.items()) for column in (self.reasons, self.notes, self.rounds)]),
            list(self.earlier.items()),
        ]  # fmt: skip

    @classmethod
    def from_plain(cls, columns: list[Any]) -> Ballot:
        """What `to_plain` wrote."""
        ballot = cls()
        records, letters, seqs, reasons, notes, rounds, earlier = columns
        ballot.letters = dict(zip(unpack(records), letters, strict=True))
        ballot._seqs = unpack(seqs)
        if len(ballot._seqs) != len(ballot.letters):
            raise ValueError("columns of different lengths")
        ballot.reasons, ballot.notes, ballot.rounds = dict(reasons), dict(notes), dict(rounds)
        ballot.earlier = {record: [Vote._make(v) for v in votes] for record, votes in earlier}
        return ballot
