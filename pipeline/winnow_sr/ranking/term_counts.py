"""Term counts of one block, without a vocabulary: every term is a stable 64-bit number.

So counts of new records can be put beside counts made earlier, and the columns of a set of
records depend on that set alone, not on the order in which it grew. With ten million different
terms the chance of any two sharing a number is about 3 in a million.

Most terms of a large set are in one record only and say nothing about any other. They are kept
apart, by number and without a column, so that all work on columns is a fraction of what it would
be, and a term moves over when a second record has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from mmap import ACCESS_COPY, mmap
from typing import Any

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint64]
Places = NDArray[np.int64]
_ODD = np.uint64(0x9E3779B97F4A7C15)
_FILTER_BITS = 24


@dataclass(frozen=True)
class Counts:
    """Counts of one block for n records, in compressed rows.

    columns    : shape (m,), numbers of the terms that two or more records have, ascending.
    frequency  : shape (m,), how many records have each.
    indptr     : shape (n + 1,), where each record's entries begin.
    indices    : shape (nnz,), places in `columns`, ascending in each row; 16 bits wide where there
                 are few columns, as there are of runs of letters, which have the most entries.
    counts     : shape (nnz,), times the term occurs (at most 255).
    lone_indptr: shape (n + 1,), the same for terms that no other record has.
    lone       : their numbers, ascending in each row.
    lone_counts: times each occurs (at most 255).
    """

    columns: Codes
    frequency: NDArray[np.int32]
    indptr: NDArray[np.int64]
    indices: NDArray[np.int32] | NDArray[np.uint16]
    counts: NDArray[np.uint8]
    lone_indptr: NDArray[np.int64]
    lone: Codes
    lone_counts: NDArray[np.uint8]

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


def union(parts: Iterable[Codes]) -> Codes:
    """All numbers of the arrays, once, ascending."""
    codes = np.concatenate([np.zeros(0, dtype=np.uint64), *parts])
    codes.sort()
    fresh = np.ones(len(codes), dtype=bool)
    np.not_equal(codes[1:], codes[:-1], out=fresh[1:])
    return codes[fresh]


def located(columns: Codes, codes: Codes) -> tuple[Places, NDArray[np.bool_]]:
    """Where each code is in ascending `columns` (0 where it is not), and whether it is there."""
    place = np.searchsorted(columns, codes)
    place[place == len(columns)] = 0
    known = columns[place] == codes if len(columns) else np.zeros(len(codes), dtype=bool)
    return place, known


def places(values: NDArray[Any], columns: Codes) -> NDArray[Any]:
    """Places among the columns in the type that `Counts.indices` has for so many."""
    return values.astype(np.uint16 if len(columns) <= 2**16 else np.int32, copy=False)


def _met(codes: Codes, some: Codes) -> Places:
    """Positions in `codes` of numbers that are among the ascending `some`, which are few.

    The leading bits rule out nearly all in one pass, where a search would take far longer.
    """
    if not len(some):
        return np.zeros(0, dtype=np.int64)
    shift = np.uint64(max(0, int(some[-1]).bit_length() - _FILTER_BITS))
    table = np.zeros(2**_FILTER_BITS, dtype=bool)
    table[(some >> shift).astype(np.int64)] = True
    leading = codes >> shift
    maybe = np.flatnonzero(table[np.minimum(leading, 2**_FILTER_BITS - 1).astype(np.int64)])
    return maybe[located(some, codes[maybe])[1]]


def row_sums(values: NDArray[Any], indptr: NDArray[Any]) -> NDArray[Any]:
    """Sum of each row's entries, shape (n,), in the precision of the entries."""
    sums = np.zeros(len(indptr) - 1, dtype=values.dtype)
    full = np.flatnonzero(np.diff(indptr))
    if len(full):
        sums[full] = np.add.reduceat(values, indptr[full])
    return sums


def room(size: int, kind: Any) -> NDArray[Any]:
    """An array of zeros to fill, in the system's ordinary pages.

    numpy asks for huge ones, and where memory is scattered or shared, gathering those takes
    several times longer than filling them.
    """
    width = np.dtype(kind).itemsize
    return np.frombuffer(mmap(-1, max(1, size * width), access=ACCESS_COPY), kind, size)


def chained(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Large arrays of one type, one behind the other."""
    return np.concatenate(parts, out=room(sum(map(len, parts)), parts[0].dtype))


def pointers(lengths: NDArray[Any]) -> NDArray[np.int64]:
    """Where rows of these lengths begin, and where the last ends."""
    indptr = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=indptr[1:])
    return indptr


def _rows_of(entries: Places, indptr: NDArray[np.int64]) -> Places:
    return np.asarray(np.searchsorted(indptr, entries, side="right") - 1, dtype=np.int64)


def _inserted(
    indptr: NDArray[np.int64], values: Any, counts: Any, row: Places, new: Any, times: Any
) -> tuple[NDArray[np.int64], Any, Any]:
    """Rows with entries (row, new, times) put in where they keep each row ascending.

    The new ones come ordered by row, then by value.
    """
    if not len(row):
        return indptr, values, counts
    low, high = indptr[row], indptr[row + 1]
    for _ in range(int((high - low).max()).bit_length()):  # all searches halve together
        middle = (low + high) // 2
        below = values[np.minimum(middle, len(values) - 1)] < new if len(values) else low < low
        open_ = low < high
        low = np.where(open_ & below, middle + 1, low)
        high = np.where(open_ & ~below, middle, high)
    lengths = np.diff(indptr) + np.bincount(row, minlength=len(indptr) - 1)
    return pointers(lengths), np.insert(values, low, new), np.insert(counts, low, times)


def shared(part: Counts, columns: Codes, met: Places) -> Counts:
    """The same counts over more columns: all that there are, and those of the lone terms `met`."""
    place = places(np.searchsorted(columns, part.columns), columns)
    indices = part.indices if np.array_equal(columns, part.columns) else place[part.indices]
    row = _rows_of(met, part.lone_indptr)
    new = places(np.searchsorted(columns, part.lone[met]), columns)
    indptr, indices, counts = _inserted(
        part.indptr, indices, part.counts, row, new, part.lone_counts[met]
    )
    frequency = np.zeros(len(columns), dtype=np.int32)
    frequency[place] = part.frequency
    frequency[new] += np.int32(1)
    left = np.ones(len(part.lone), dtype=bool)
    left[met] = False
    gone = np.bincount(row, minlength=len(part))
    lone_indptr = pointers(np.diff(part.lone_indptr) - gone)
    lone, lone_counts = part.lone[left], part.lone_counts[left]
    return Counts(columns, frequency, indptr, indices, counts, lone_indptr, lone, lone_counts)


def beside(one: Counts, two: Counts) -> Counts:
    """Counts of all records of `one`, then of `two`; quick where `two` is small."""
    met = _met(one.lone, union([two.columns, two.lone]))
    columns = union([one.columns, two.columns, one.lone[met]])
    parts = (
        shared(one, columns, met),
        shared(two, columns, np.flatnonzero(located(columns, two.lone)[1])),
    )
    return Counts(
        columns,
        parts[0].frequency + parts[1].frequency,
        pointers(np.concatenate([np.diff(p.indptr) for p in parts])),
        chained([p.indices for p in parts]),
        chained([p.counts for p in parts]),
        pointers(np.concatenate([np.diff(p.lone_indptr) for p in parts])),
        chained([p.lone for p in parts]),
        chained([p.lone_counts for p in parts]),
    )


def take(source: Counts, rows: Places) -> Counts:
    """Counts of some records, each at most once, in the order given, over the columns they use."""
    if len(rows) == len(source) and np.array_equal(rows, np.arange(len(rows))):
        return source
    left_out = np.ones(len(source), dtype=bool)
    left_out[rows] = False
    _, gone, _ = _picked(source.indptr, np.flatnonzero(left_out), source.indices, source.counts)
    frequency = source.frequency - np.bincount(gone, minlength=len(source.columns)).astype(np.int32)
    indptr, indices, counts = _picked(source.indptr, rows, source.indices, source.counts)
    lone_indptr, lone, lone_counts = _picked(
        source.lone_indptr, rows, source.lone, source.lone_counts
    )
    found = Counts(
        source.columns, frequency, indptr, indices, counts, lone_indptr, lone, lone_counts
    )
    return found if (frequency > 1).all() else _parted(found)


def _parted(source: Counts) -> Counts:
    """Columns that one record has become lone terms again; those of no record go."""
    stay = source.frequency > 1
    entries = stay[source.indices]
    lone = np.flatnonzero(~entries)
    row = _rows_of(lone, source.indptr)
    lone_indptr, codes, counts = _inserted(
        source.lone_indptr,
        source.lone,
        source.lone_counts,
        row,
        source.columns[source.indices[lone]],
        source.counts[lone],
    )
    columns = source.columns[stay]
    place = places(np.cumsum(stay) - 1, columns)
    return replace(
        source,
        columns=columns,
        frequency=source.frequency[stay],
        indptr=pointers(np.diff(source.indptr) - np.bincount(row, minlength=len(source))),
        indices=place[source.indices[entries]],
        counts=source.counts[entries],
        lone_indptr=lone_indptr,
        lone=codes,
        lone_counts=counts,
    )


def _picked(
    indptr: NDArray[np.int64], rows: Places, values: Any, counts: Any
) -> tuple[NDArray[np.int64], Any, Any]:
    """Some rows in the order given: copied a run of neighbours at a time."""
    cuts = np.flatnonzero(np.diff(rows) != 1) + 1
    first = rows[np.concatenate([np.zeros(min(1, len(rows)), np.int64), cuts])]
    last = rows[np.concatenate([cuts, [len(rows)]]) - 1] if len(rows) else rows
    runs = list(zip(indptr[first].tolist(), indptr[last + 1].tolist(), strict=True))
    return (
        pointers(np.diff(indptr)[rows]),
        chained([values[:0], *(values[a:b] for a, b in runs)]),
        chained([counts[:0], *(counts[a:b] for a, b in runs)]),
    )
