"""The linear support vector machine of ELAS u4, solved on the Gram matrix of what is labelled.

Screening labels few records and has very many terms, so the dual problem is small. The finite
Newton method (Keerthi and DeCoste 2005, JMLR 6:341; Chapelle 2007, Neural Computation 19:1155)
finds the exact minimum, where coordinate descent stops near it: no seed, no tolerance to choose,
and after one more label the last solution is a warm start.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
TOLERANCE = 1e-7
"""Far below liblinear's 1e-4, and reached in a few steps."""
MAX_NEWTON = 100


def balanced_weights(y: NDArray[np.int64], ratio: float) -> Floats:
    """ASReview's `Balanced` sample weights: relevant ones weigh `ratio` times all the others.

    y: shape (n,), 1 relevant, 0 not, both present. Returns shape (n,), summing to n.
    """
    relevant = int(y.sum())
    weights = np.where(y == 1, 1.0, relevant / (ratio * (len(y) - relevant)))
    return np.asarray(weights * (len(y) / weights.sum()))


class Gram(Protocol):
    """Inner products of the labelled records, plus 1 for the intercept."""

    @property
    def diagonal(self) -> Floats:
        """Shape (n,)."""

    def times(self, vector: Floats) -> Floats:
        """The matrix times a vector of shape (n,)."""


@dataclass(frozen=True)
class DenseGram:
    """A Gram matrix held as such: shape (n, n), the intercept's 1 included."""

    matrix: Floats

    @property
    def diagonal(self) -> Floats:
        return np.asarray(np.diagonal(self.matrix))

    def times(self, vector: Floats) -> Floats:
        return np.asarray(self.matrix @ vector)


@dataclass(frozen=True)
class SparseGram:
    """A Gram matrix never formed.

    parts: weights, and rows of features (scipy.sparse.csr_array, each of shape (n, m of its own));
    own: shape (n,), what each record's product with itself has beside them.
    """

    parts: Sequence[tuple[float, Any]]
    own: Floats

    @cached_property
    def diagonal(self) -> Floats:
        """To rounding: it only steers the way to the solution."""
        total = self.own + 1.0
        for weight, rows in self.parts:
            sums = np.concatenate([[0.0], np.cumsum(rows.data * rows.data)])
            total = total + weight * (sums[rows.indptr[1:]] - sums[rows.indptr[:-1]])
        return np.asarray(total, dtype=np.float64)

    def times(self, vector: Floats) -> Floats:
        total = self.own * vector + vector.sum()
        for weight, rows in self.parts:
            total += weight * (rows @ (rows.T @ vector))
        return np.asarray(total, dtype=np.float64)


def fit_dual(
    gram: Gram,
    y: NDArray[np.int64],
    cost: Floats,
    start: Floats | None = None,
    tolerance: float = TOLERANCE,
) -> Floats:
    """Coefficients b, shape (n,), of the decision function f(x) = sum_i b_i k(x_i, x).

    Minimises  b'Kb / 2 + sum_i cost_i max(0, 1 - y_i f_i)^2  (squared hinge, as liblinear's).

    gram : the labelled records' inner products.
    y    : shape (n,), 1 relevant, 0 not.
    cost : shape (n,), C times the sample weight.
    start: coefficients of an earlier solution, shape (n,).
    """
    sign = np.where(y == 1, 1.0, -1.0)
    problem = _Problem(gram, sign, cost, 1.0 / (2.0 * cost), tolerance)
    beta = np.zeros(len(y)) if start is None else start.copy()
    fitted = gram.times(beta) if beta.any() else np.zeros(len(y))
    active = sign * fitted < 1.0
    value = problem.objective(beta, fitted)
    for _ in range(MAX_NEWTON):
        target = problem.solve(active, beta)
        target_fitted = gram.times(target)
        step = 1.0
        while True:
            new = beta + step * (target - beta)
            new_fitted = fitted + step * (target_fitted - fitted)
            new_value = problem.objective(new, new_fitted)
            if new_value <= value * (1 + 1e-12) or step < 1e-4:
                break
            step /= 2
        now_active = sign * new_fitted < 1.0
        settled = step == 1.0 and bool(np.array_equal(now_active, active))
        beta, fitted, value, active = new, new_fitted, new_value, now_active
        if settled:
            break
    return beta


@dataclass(frozen=True)
class _Problem:
    gram: Gram
    sign: Floats
    cost: Floats
    ridge: Floats
    tolerance: float

    def objective(self, beta: Floats, fitted: Floats) -> float:
        slack = np.maximum(0.0, 1.0 - self.sign * fitted)
        return float(0.5 * (beta @ fitted) + self.cost @ (slack * slack))

    def solve(self, active: NDArray[np.bool_], start: Floats) -> Floats:
        """Solve (K_AA + diag(ridge_A)) b_A = sign_A, zero elsewhere, by conjugate gradients.

        Preconditioned by the diagonal; a mask keeps to the active ones, so nothing is copied.
        """
        mask = active.astype(np.float64)
        right = self.sign * mask
        precondition = mask / (self.gram.diagonal + self.ridge)
        x = start * mask
        residual = right.copy()
        if x.any():
            residual -= mask * (self.gram.times(x) + self.ridge * x)
        z = precondition * residual
        direction = z.copy()
        rho = float(residual @ z)
        goal = self.tolerance**2 * float(right @ (precondition * right))
        for _ in range(10 * len(right)):
            if rho <= goal:
                break
            image = mask * (self.gram.times(direction) + self.ridge * direction)
            alpha = rho / float(direction @ image)
            x += alpha * direction
            residual -= alpha * image
            z = precondition * residual
            rho, last = float(residual @ z), rho
            direction = z + (rho / last) * direction
        return x
