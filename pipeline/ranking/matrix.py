"""The tf-idf matrix of several blocks of fields, and what linear models need of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.ranking.counts import Counts

Floats = NDArray[np.float64]
SINGLE_FROM = 8_001
"""From this many records on, the matrix is in single precision."""
DENSE_SHARE = 0.02
"""A block fuller than this is multiplied by itself faster when written out."""


@dataclass(frozen=True)
class Matrix:
    """Blocks of features, each block's rows of length 1, not yet weighted.

    A term that only one record has changes no other record's score, so it is not stored as a
    column: its squared length is kept in `own`, to be added on the diagonal of the Gram matrix.

    rows : block -> scipy.sparse.csr_array, shape (n, m of the block).
    own  : block -> shape (n,), squared length of the terms that no other record has.
    codes: block -> the term numbers of its columns, ascending.
    idf  : block -> the inverse document frequency of its columns.
    """

    rows: dict[str, Any]
    own: dict[str, Floats]
    codes: dict[str, NDArray[np.uint64]]
    idf: dict[str, Floats]

    @classmethod
    def of(cls, blocks: Mapping[str, tuple[Counts, float]], singles: bool = False) -> Matrix:
        """blocks: name -> (counts, leave out terms in more than this share of the records).

        singles: store the terms of single records as columns too, where models of others read
        the matrix.
        """
        made = cls({}, {}, {}, {})
        for name, (counts, most) in blocks.items():
            rows, kept, idf, own = _tfidf(counts, most, singles)
            made.rows[name], made.own[name] = rows, own
            made.codes[name], made.idf[name] = counts.columns[kept], idf[kept]
        return made

    def __len__(self) -> int:
        return int(next(iter(self.rows.values())).shape[0])

    def own_of(self, weights: Mapping[str, float], chosen: NDArray[np.int64]) -> Floats:
        """Weighted `own` of some records, shape (k,)."""
        total = np.zeros(len(chosen))
        for name, weight in weights.items():
            total += weight * self.own[name][chosen]
        return total

    def times(self, columns: Mapping[str, Floats]) -> Floats:
        """Every record's inner product with a vector given block by block. Shape (n,)."""
        total = np.zeros(len(self))
        for name, vector in columns.items():
            rows = self.rows[name]
            total += rows @ vector.astype(rows.dtype)
        return total

    def gram(self, name: str) -> Floats:
        """Inner products of all records in one block, shape (n, n)."""
        rows = self.rows[name]
        if rows.nnz > DENSE_SHARE * rows.shape[0] * rows.shape[1]:
            full = rows.toarray()
            product = np.asarray(full @ full.T, dtype=np.float64)
        else:
            product = np.asarray((rows @ rows.T).toarray(), dtype=np.float64)
        product[np.diag_indices_from(product)] += self.own[name]
        return product


def _tfidf(
    counts: Counts, most: float, singles: bool
) -> tuple[Any, NDArray[np.bool_], Floats, Floats]:
    """A block's rows, its columns kept, inverse document frequencies, and own squared lengths."""
    from scipy.sparse import csr_array

    n = len(counts)
    frequency = np.bincount(counts.indices, minlength=len(counts.columns))
    allowed = (frequency <= most * n) & (frequency > 0)
    idf = np.log((1.0 + n) / (1.0 + frequency)) + 1.0
    kept = allowed & ((frequency > 1) | singles)
    sublinear = 1.0 + np.log(np.arange(1, 1 + int(counts.counts.max(initial=1))))
    precision = np.float32 if n >= SINGLE_FROM else np.float64
    data: Any = sublinear.astype(precision)[counts.counts - 1]
    data *= np.where(allowed, idf, 0.0).astype(precision)[counts.indices]
    total = _row_sums(data * data, counts.indptr)
    length = np.sqrt(np.where(total > 0, total, 1.0))
    entries = kept[counts.indices]
    indptr = np.zeros(n + 1, dtype=np.int64)
    indptr[1:] = np.cumsum(_row_sums(entries, counts.indptr))
    if (
        indptr[-1] < 2**31
    ):  # 64-bit pointers would make every index 64-bit: slower, and no liblinear
        indptr = indptr.astype(np.int32)
    data = data[entries]
    data /= np.repeat(length, np.diff(indptr)).astype(data.dtype)
    place = np.cumsum(kept, dtype=np.int32) - np.int32(1)
    shape = (n, int(kept.sum()))
    rows = csr_array((data, place[counts.indices[entries]], indptr), shape=shape)
    shared = _row_sums(data * data, indptr)
    own = np.where(total > 0, np.maximum(0.0, 1.0 - shared), 0.0)
    return rows, kept, idf, own if not singles else np.zeros(n)


def _row_sums(values: NDArray[Any], indptr: NDArray[np.int64]) -> Floats:
    """Sum of each row's entries, shape (n,)."""
    sums = np.zeros(len(indptr) - 1)
    full = np.flatnonzero(np.diff(indptr))
    if len(full):
        sums[full] = np.add.reduceat(values, indptr[full], dtype=np.float64)
    return sums
