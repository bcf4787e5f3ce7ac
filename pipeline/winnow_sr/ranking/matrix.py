"""The tf-idf matrix of several blocks of fields, and what linear models need of it."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from winnow_sr.ranking.term_counts import Counts, room, row_sums, shared, union

Floats = NDArray[np.float64]
SINGLE_FROM = 8_001
"""From this many records on, the matrix is in single precision."""
SLICE = 2**17
"""Entries weighted at a time."""
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
    idf  : block -> the inverse document frequency of its columns, 0 where a term is left out.
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
        return cls.joined({n: weighted(c, most, singles) for n, (c, most) in blocks.items()})

    @classmethod
    def joined(cls, blocks: Mapping[str, Weighted]) -> Matrix:
        """The matrix of blocks made one by one."""
        made = cls({}, {}, {}, {})
        for name, block in blocks.items():
            made.rows[name], made.own[name] = block.rows, block.own
            made.codes[name], made.idf[name] = block.codes, block.idf
        return made

    def __len__(self) -> int:
        return int(next(iter(self.rows.values())).shape[0])

    def only(self, names: Container[str]) -> Matrix:
        """The matrix of those of its blocks alone."""
        kept = [name for name in self.rows if name in names]
        return Matrix(
            {name: self.rows[name] for name in kept},
            {name: self.own[name] for name in kept},
            {name: self.codes[name] for name in kept},
            {name: self.idf[name] for name in kept},
        )

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

    def alike(
        self, weights: Mapping[str, float], some: NDArray[np.int64], others: NDArray[np.int64]
    ) -> Floats:
        """Weighted inner products of some records with others, none in both. Shape (k, m)."""
        total = np.zeros((len(some), len(others)))
        for name in (n for n in weights if n in self.rows):
            total += weights[name] * _products(self.rows[name], some, others)
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


def _products(rows: Any, some: NDArray[np.int64], others: NDArray[np.int64]) -> Any:
    """Inner products of some rows with others, shape (k, m).

    Each is summed column by column, so that it is the same number whoever else is compared.
    """
    if len(others) > len(some):
        return _products(rows, others, some).T
    if rows.nnz > DENSE_SHARE * rows.shape[0] * rows.shape[1]:
        return rows[some] @ rows[others].toarray().T
    return (rows[others] @ rows[some].T).toarray().T


@dataclass(frozen=True)
class Weighted:
    """One block of a matrix; see there."""

    rows: Any
    own: Floats
    codes: NDArray[np.uint64]
    idf: Floats


def weighted(counts: Counts, most: float, singles: bool = False) -> Weighted:
    """Sublinear tf-idf of a block, every row of length 1, a slice of rows at a time.

    A slice's numbers stay near the processor, which more than halves the time of a large set.
    """
    from scipy.sparse import csr_array

    if singles:
        every = union([counts.columns, counts.lone])
        counts = shared(counts, every, np.arange(len(counts.lone)))
    n, nnz = len(counts), len(counts.indices)
    precision = np.float32 if n >= SINGLE_FROM else np.float64
    idf, once = _idf(counts.frequency, n, most), _idf(np.ones(1), n, most)[0]
    times: Any = np.concatenate([[0.0], 1.0 + np.log(np.arange(1, 256))]).astype(precision)
    lone = row_sums((once * times)[counts.lone_counts] ** 2, counts.lone_indptr)
    own = lone.astype(np.float64)
    data, places = room(nnz, precision), room(nnz, np.int32)
    squares: Any = np.empty(0, dtype=precision)
    scale = idf.astype(precision)
    bounds = np.searchsorted(counts.indptr, np.arange(0, nnz, SLICE))
    for first, last in pairwise(np.unique([0, *bounds, n]).tolist()):
        start, end = counts.indptr[first], counts.indptr[last]
        if len(squares) < end - start:
            squares = np.empty(end - start, dtype=precision)
        part, beside = data[start:end], squares[: end - start]
        places[start:end] = counts.indices[start:end]
        np.take(times, counts.counts[start:end], out=part, mode="clip")
        np.take(scale, places[start:end], out=beside, mode="clip")
        part *= beside
        np.multiply(part, part, out=beside)
        indptr = counts.indptr[first : last + 1]
        total = row_sums(beside, indptr - start) + lone[first:last]
        total[total == 0] = 1.0
        own[first:last] /= total
        part /= np.repeat(np.sqrt(total), np.diff(indptr))
    indptr = counts.indptr
    if nnz < 2**31:  # wider pointers would make every index wider, and liblinear refuse
        indptr = indptr.astype(np.int32)
    rows = csr_array((data, places, indptr), shape=(n, len(counts.columns)))
    return Weighted(rows, own, counts.columns, idf)


def _idf(frequency: NDArray[Any], n: int, most: float) -> Floats:
    """Inverse document frequencies of terms that so many of n records have."""
    idf = np.log((1.0 + n) / (1.0 + frequency)) + 1.0
    return np.where(frequency > most * n, 0.0, idf)
