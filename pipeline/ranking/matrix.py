"""The tf-idf matrix of several blocks of fields, and what linear models need of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.ranking.counts import Counts

Floats = NDArray[np.float64]
SINGLE_FROM = 50_000
"""From this many records on, the matrix is in single precision."""
DENSE_SHARE = 0.02
"""A block fuller than this is multiplied by itself faster when written out."""


@dataclass(frozen=True)
class Matrix:
    """Blocks of features side by side, each block's rows of length 1, not yet weighted.

    A term that only one record has changes no other record's score, so it is not stored as a
    column: its squared length is kept in `own`, to be added on the diagonal of the Gram matrix.

    rows : scipy.sparse.csr_array, shape (n, m).
    own  : block -> shape (n,), squared length of the terms that no other record has.
    codes: block -> the term numbers of its columns, ascending; blocks in column order.
    idf  : block -> the inverse document frequency of its columns.
    """

    rows: Any
    own: dict[str, Floats]
    codes: dict[str, NDArray[np.uint64]]
    idf: dict[str, Floats]

    @classmethod
    def of(cls, blocks: Mapping[str, tuple[Counts, float]], singles: bool = False) -> Matrix:
        """blocks: name -> (counts, leave out terms in more than this share of the records).

        singles: store the terms of single records as columns too, where models of others read
        the matrix.
        """
        from scipy.sparse import csr_array, hstack

        parts, own, codes, scales = [], {}, {}, {}
        for name, (counts, most) in blocks.items():
            n = len(counts)
            data, kept, idf, mass = _tfidf(counts, most, n, singles)
            place = np.cumsum(kept, dtype=np.int32) - np.int32(1)
            entries = kept[counts.indices]
            indptr = np.concatenate([[0], np.cumsum(entries)])[counts.indptr]
            precise = data[entries].astype(np.float32 if n >= SINGLE_FROM else np.float64)
            shape = (n, int(kept.sum()))
            parts.append(csr_array((precise, place[counts.indices[entries]], indptr), shape=shape))
            own[name], codes[name], scales[name] = mass, counts.columns[kept], idf[kept]
        rows = parts[0] if len(parts) == 1 else csr_array(hstack(parts, format="csr"))
        return cls(rows, own, codes, scales)

    def __len__(self) -> int:
        return int(self.rows.shape[0])

    def spans(self) -> dict[str, slice]:
        """Block -> its columns."""
        ends = np.cumsum([len(codes) for codes in self.codes.values()]).tolist()
        starts = [0, *ends[:-1]]
        return {n: slice(a, b) for n, a, b in zip(self.codes, starts, ends, strict=True)}

    def multipliers(self, weights: Mapping[str, float]) -> Floats:
        """What each column is multiplied by, shape (m,), when block b weighs weights[b].

        A block's weight is its share of the inner product, so its vectors get the square root.
        """
        parts = [np.full(len(c), np.sqrt(weights.get(b, 0.0))) for b, c in self.codes.items()]
        return np.concatenate(parts)

    def own_of(self, weights: Mapping[str, float], chosen: NDArray[np.int64]) -> Floats:
        """Weighted `own` of some records, shape (k,)."""
        total = np.zeros(len(chosen))
        for name, weight in weights.items():
            total += weight * self.own[name][chosen]
        return total

    def gram(self, name: str) -> Floats:
        """Inner products of all records in one block, shape (n, n)."""
        rows = self.rows[:, self.spans()[name]]
        if rows.nnz > DENSE_SHARE * rows.shape[0] * rows.shape[1]:
            full = rows.toarray()
            product = np.asarray(full @ full.T, dtype=np.float64)
        else:
            product = np.asarray((rows @ rows.T).toarray(), dtype=np.float64)
        product[np.diag_indices_from(product)] += self.own[name]
        return product


def _tfidf(
    counts: Counts, most: float, n: int, singles: bool
) -> tuple[Floats, NDArray[np.bool_], Floats, Floats]:
    """Entries, columns to keep, inverse document frequencies, and own squared length per row."""
    frequency = np.bincount(counts.indices, minlength=len(counts.columns))
    allowed = (frequency <= most * n) & (frequency > 0)
    idf = np.log((1.0 + n) / (1.0 + frequency)) + 1.0
    row = np.repeat(np.arange(n), np.diff(counts.indptr))
    data = (1.0 + np.log(counts.counts)) * idf[counts.indices] * allowed[counts.indices]
    square = data * data
    total = np.bincount(row, weights=square, minlength=n)
    length = np.where(total > 0, total, 1.0)
    single = (frequency == 1) & allowed & (not singles)
    mass = np.bincount(row, weights=square * single[counts.indices], minlength=n) / length
    data /= np.sqrt(length)[row]
    return data, allowed & ~single, idf, mass
