"""The hypergeometric distribution, many urns at a time.

SciPy's hypergeom.cdf takes up to 70 microseconds per value, and a replayed review of 20,000 with
1,000 relevant needs half a million. `rough_cdf` sums the same series for all urns together (about
a hundred times faster, right to nine digits); `least_cdf` lets it choose the smallest and leaves
the answer itself to SciPy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Floats = np.ndarray[Any, np.dtype[np.float64]]

ROUGHNESS = 1e-7  # relative error allowed for when rough values are compared
WORTH_IT = 40  # from how many urns on the rough pass pays


def rough_cdf(hits: Any, population: Any, successes: Any, draws: Any) -> Floats:
    """P(at most `hits` successes in `draws`), arrays that broadcast; relative error below 1e-9.

    Sums the shorter tail outward from `hits`, in steps common to all urns.
    """
    import numpy as np

    x, m, g, n = np.broadcast_arrays(
        *(np.asarray(value, dtype=np.float64) for value in (hits, population, successes, draws))
    )
    shape = x.shape
    x, m, g, n = x.ravel(), m.ravel(), g.ravel(), n.ravel()
    lower = x * (m + 2) <= (g + 1) * (n + 1)  # at or below the mode: the lower tail is shorter
    tail = np.empty(len(x))
    tail[lower] = _lower_tail(x[lower], m[lower], g[lower], n[lower])
    # P(X > x) = P(draws - X < draws - x): the same tail with failures in the place of successes.
    upper = ~lower
    above = _lower_tail(n[upper] - x[upper] - 1, m[upper], m[upper] - g[upper], n[upper])
    tail[upper] = 1 - above
    return tail.reshape(shape)


def _lower_tail(x: Floats, m: Floats, g: Floats, n: Floats) -> Floats:
    """Sum of the probabilities of x, x - 1, ... for x at or below the mode."""
    import numpy as np

    result = np.zeros(len(x))
    inside = (x >= 0) & (x >= n - (m - g)) & (x <= np.minimum(g, n))
    result[x > np.minimum(g, n)] = 1.0
    x, m, g, n = x[inside], m[inside], g[inside], n[inside]
    term = np.ones(len(x))
    total = np.ones(len(x))
    live = np.arange(len(x))
    top, rest, left, undrawn = x.copy(), m - g - n + x, g - x + 1, n - x + 1
    while len(live):
        term = term * (top * rest) / (left * undrawn)
        total[live] += term
        top, rest, left, undrawn = top - 1, rest - 1, left + 1, undrawn + 1
        going = (term > 1e-11 * total[live]) & (top > 0) & (rest > 0)
        if going.all():
            continue
        live, term = live[going], term[going]
        top, rest, left, undrawn = top[going], rest[going], left[going], undrawn[going]
    result[inside] = np.exp(_log_probability(x, m, g, n)) * total
    return result


def _log_probability(x: Floats, m: Floats, g: Floats, n: Floats) -> Floats:
    """log P(X = x)."""
    from scipy.special import gammaln

    def choose(a: Floats, b: Floats) -> Any:
        return gammaln(a + 1) - gammaln(b + 1) - gammaln(a - b + 1)

    return choose(g, x) + choose(m - g, n - x) - choose(m, n)  # type: ignore[no-any-return]


def least_cdf(hits: Any, population: Any, successes: Any, draws: Any) -> tuple[float, int]:
    """The smallest of these probabilities and its index; the value is SciPy's."""
    import numpy as np
    from scipy.stats import hypergeom

    near = np.arange(len(hits))
    if len(hits) >= WORTH_IT:
        rough = rough_cdf(hits, population, successes, draws)
        near = np.flatnonzero(rough <= rough.min() * (1 + 2 * ROUGHNESS))
    exact = hypergeom.cdf(hits[near], population[near], successes[near], draws[near])
    best = int(np.argmin(exact))
    return float(exact[best]), int(near[best])
