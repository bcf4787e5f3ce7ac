"""Term counts per block, without a vocabulary: every term is a stable 64-bit number.

So counts of new records can be put beside counts made earlier, and the columns of a set of
records depend on that set alone, not on the order in which it grew. With ten million different
terms the chance of any two sharing a number is about 3 in a million.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from pipeline.ranking.fields import Block
from pipeline.records.model import Record

Codes = NDArray[np.uint64]
CHUNK = 2000
_ODD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Counts:
    """Counts of one block in compressed rows.

    columns : shape (m,), term numbers, ascending.
    indptr  : shape (n + 1,), where each record's entries begin.
    indices : shape (nnz,), places in `columns`, ascending in each row.
    counts  : shape (nnz,), times the term occurs (at most 65,535).
    """

    columns: Codes
    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    counts: NDArray[np.uint16]

    def __len__(self) -> int:
        return len(self.indptr) - 1


def term_code(term: str) -> int:
    """The number of a single token."""
    return int.from_bytes(
        blake2b(term.encode("utf-8", "replace"), digest_size=8).digest(), "little"
    )


def pair_codes(first: Codes, second: Codes) -> Codes:
    """The numbers of adjacent pairs (splitmix64 of the two)."""
    with np.errstate(over="ignore"):
        z = first * _ODD + (second ^ (second >> np.uint64(29)))
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return np.asarray(z ^ (z >> np.uint64(31)), dtype=np.uint64)


def count_terms(records: Sequence[Record], block: Block, fold: int | None = None) -> Counts:
    """Count a block's terms in records, a chunk at a time.

    fold: keep only this many bits of each number (bounded memory for very large sets).
    """
    known: dict[str, int] = {}
    parts = [
        _count_chunk(records[i : i + CHUNK], block, known, fold)
        for i in range(0, len(records), CHUNK)
    ]
    return stack(parts)


def _count_chunk(
    records: Sequence[Record], block: Block, known: dict[str, int], fold: int | None
) -> Counts:
    places: dict[str, int] = {}
    tokens: list[int] = []
    lengths: list[int] = []
    for record in records:
        found = block.tokens(record)
        lengths.append(len(found))
        tokens += [places.setdefault(token, len(places)) for token in found]
    single = np.array(tokens, dtype=np.int64)
    row = np.repeat(np.arange(len(records)), lengths)
    if block.letters:
        return _count_letters(single, row, len(records), places, block, known, fold)
    codes = np.array([_known(token, known) for token in places], dtype=np.uint64)[single]
    if block.pairs and len(codes) > 1:
        together = row[1:] == row[:-1]
        pairs = pair_codes(codes[:-1], codes[1:])[together]
        codes, row = np.concatenate([codes, pairs]), np.concatenate([row, row[1:][together]])
    return _compress(_folded(codes, fold), row, len(records))


def _known(term: str, known: dict[str, int]) -> int:
    code = known.get(term)
    if code is None:
        code = known[term] = term_code(term)
    return code


def _folded(codes: Codes, fold: int | None) -> Codes:
    return codes if fold is None else codes >> np.uint64(64 - fold)


def _count_letters(
    single: NDArray[np.int64],
    row: NDArray[np.int64],
    n: int,
    places: dict[str, int],
    block: Block,
    known: dict[str, int],
    fold: int | None,
) -> Counts:
    """Runs of letters are taken once per different token, then multiplied by its counts."""
    from scipy.sparse import csr_array

    runs = [block.parts(token) for token in places]
    codes = np.array([_known(run, known) for token in runs for run in token], dtype=np.uint64)
    columns, place = np.unique(_folded(codes, fold), return_inverse=True)
    indptr = np.concatenate([[0], np.cumsum([len(token) for token in runs])]).astype(np.int64)
    shape = (len(places), len(columns))
    inside = csr_array((np.ones(len(codes), dtype=np.int32), place, indptr), shape=shape)
    held = csr_array((np.ones(len(single), dtype=np.int32), (row, single)), shape=(n, len(places)))
    product = csr_array(held @ inside)
    product.sort_indices()
    return Counts(
        columns,
        product.indptr.astype(np.int64),
        product.indices.astype(np.int32),
        np.minimum(product.data, 65535).astype(np.uint16),
    )


def _compress(codes: Codes, row: NDArray[np.int64], n: int) -> Counts:
    columns, place = np.unique(codes, return_inverse=True)
    keys, times = np.unique(row * max(len(columns), 1) + place, return_counts=True)
    rows, indices = np.divmod(keys, max(len(columns), 1))
    indptr = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows, minlength=n), out=indptr[1:])
    return Counts(
        columns, indptr, indices.astype(np.int32), np.minimum(times, 65535).astype(np.uint16)
    )


def stack(parts: Sequence[Counts]) -> Counts:
    """Counts of all the parts' records, in order, over the columns any of them uses."""
    if len(parts) == 1:
        return parts[0]
    columns = _union([p.columns for p in parts])
    indptr = np.zeros(sum(len(p) for p in parts) + 1, dtype=np.int64)
    np.cumsum(
        np.concatenate([np.zeros(0, np.int64), *(np.diff(p.indptr) for p in parts)]), out=indptr[1:]
    )
    indices = [np.searchsorted(columns, p.columns).astype(np.int32)[p.indices] for p in parts]
    return Counts(
        columns,
        indptr,
        np.concatenate([np.zeros(0, np.int32), *indices]),
        np.concatenate([np.zeros(0, np.uint16), *(p.counts for p in parts)]),
    )


def _union(parts: Sequence[Codes]) -> Codes:
    """All numbers of ascending arrays, once, ascending: a stable sort merges what is in order."""
    codes = np.concatenate([np.zeros(0, dtype=np.uint64), *parts])
    codes.sort(kind="stable")
    fresh = np.ones(len(codes), dtype=bool)
    np.not_equal(codes[1:], codes[:-1], out=fresh[1:])
    return codes[fresh]


def take(source: Counts, rows: Iterable[int]) -> Counts:
    """Counts of some records, in the order given, over the columns they use."""
    chosen = np.fromiter(rows, dtype=np.int64)
    lengths = np.diff(source.indptr)[chosen]
    indptr = np.zeros(len(chosen) + 1, dtype=np.int64)
    np.cumsum(lengths, out=indptr[1:])
    entries = np.repeat(source.indptr[chosen] - indptr[:-1], lengths) + np.arange(indptr[-1])
    indices = source.indices[entries]
    used = np.zeros(len(source.columns), dtype=bool)
    used[indices] = True
    place = (np.cumsum(used) - 1).astype(np.int32)
    return Counts(source.columns[used], indptr, place[indices], source.counts[entries])
