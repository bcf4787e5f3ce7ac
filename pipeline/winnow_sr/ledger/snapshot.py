"""The state kept beside the ledger, so that an everyday command need not replay every event."""

from __future__ import annotations

from winnow_sr.ledger.kept import from_kept, to_kept
from winnow_sr.ledger.state import ReviewState


def to_snapshot(state: ReviewState) -> bytes:
    """The state as the bytes of a kept file."""
    return to_kept("state", state)


def from_snapshot(data: bytes) -> ReviewState | None:
    """The state that `to_snapshot` wrote; None where anything about it is not as it was written.

    Whether it is of this ledger only its `seq` and `hash`, held against the ledger, can say.
    """
    return from_kept("state", data, ReviewState)
