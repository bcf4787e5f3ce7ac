"""The urns behind CMH and CMH-seq: how surprising is it to have found no more than we did?

An urn holds everything not yet read at some moment s. Reading the next t - s citations of a
ranking that is no worse than random is at least as good as drawing them blindly, so the number of
relevant ones among them is stochastically at least hypergeometric. If it is much smaller than it
would be, were the target missed, the target is not missed. Spec: stopping.md, section 6.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from winnow_sr.stopping.history import History
from winnow_sr.stopping.hypergeometric import least_cdf, rough_cdf

if TYPE_CHECKING:
    import numpy as np

    Ints = np.ndarray[Any, np.dtype[np.int64]]
    Floats = np.ndarray[Any, np.dtype[np.float64]]


def missing_to_fail(found: int, target: float) -> int:
    """K, the fewest unread relevant citations with which recall would be below the target."""
    from math import floor

    return floor(found / target) + 1 - found


@dataclass(frozen=True)
class Urns:
    """The urns of one moment: those that start at n0 or right after a relevant citation.

    Only these can hold the smallest probability: within a gap an earlier start means more draws
    without a hit from the same unread rest.

    starts : shape (u,) s, citations read before the urn. before : shape (u,) r_s, relevant among
    them. found : r. read : t. total : N.
    """

    starts: Ints
    before: Ints
    found: int
    read: int
    total: int

    def least(self, successes: Any) -> tuple[float, int]:
        """The smallest P(no more found since s than were found), and its urn s.

        successes : shape (u,) relevant citations unread at s by hypothesis, never more than the
        urn can hold.
        """
        probability, urn = least_cdf(
            self.found - self.before,
            self.total - self.starts,
            successes,
            self.read - self.starts,
        )
        return probability, int(self.starts[urn])

    def rough(self, missing: Any) -> Floats:
        """Nine-digit smallest probabilities, shape (m,), were `missing` (m,) still unread."""
        import numpy as np

        each_urn = rough_cdf(
            self.found - self.before,
            self.total - self.starts,
            np.asarray(missing)[:, None] + self.found - self.before,
            self.read - self.starts,
        )
        return np.asarray(each_urn.min(axis=1))


def hits_of(history: History) -> Ints:
    """Zero-based positions of the relevant citations, shape (r,)."""
    import numpy as np

    return np.flatnonzero(np.asarray(history.relevant, dtype=bool)).astype(np.int64)


def urns_at(hits: Ints, read: int, first: int, total: int) -> Urns:
    """The urns after `read` citations. hits : positions of the relevant among the read."""
    import numpy as np

    starts = np.concatenate(([first], hits[hits >= first] + 1))
    starts = starts[starts < read]
    return Urns(starts, np.searchsorted(hits, starts), len(hits), read, total)


def least_probability(
    hits: Ints, read: int, first: int, total: int, target: float
) -> tuple[float, int]:
    """p_min of CMH, and the urn s it comes from (buscarpy's calculate_h0 with bias 1).

    0 where too little is left unread for the target to be missed; 1 before the ranked phase.
    """
    missing = missing_to_fail(len(hits), target)
    if missing > total - read:
        return 0.0, first
    urns = urns_at(hits, read, first, total)
    if not len(urns.starts):
        return 1.0, first
    return urns.least(missing + urns.found - urns.before)


def rough_least(
    hits: Ints, founds: Ints, reads: Ints, first: int, total: int, target: float
) -> Floats:
    """p_min to nine digits at several moments of one order, shape of `founds`; 1 without an urn.

    hits : positions of all relevant citations. founds, reads : shape (m,) r and t of each moment.
    """
    import numpy as np

    starts = np.concatenate(([first], hits[hits >= first] + 1))
    before = np.searchsorted(hits, starts)
    urn = np.arange(int(np.searchsorted(starts, reads.max())))
    starts, before = starts[urn], before[urn]
    real = starts < reads[:, None]
    moment, urn = np.nonzero(real)
    found, read, start, known = founds[moment], reads[moment], starts[urn], before[urn]
    successes = np.floor(found / target + 1 - known)
    least = np.ones(len(founds))
    # Where the urn cannot hold so many the probability is 0, as it should be.
    values = rough_cdf(found - known, total - start, successes, read - start)
    np.minimum.at(least, moment, values)
    return least
