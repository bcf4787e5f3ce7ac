"""From records to term counts: read a chunk at a time, each text once for all blocks that read it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from winnow_sr.ranking.fields import Block
from winnow_sr.ranking.term_counts import (
    Codes,
    Counts,
    chained,
    located,
    pair_codes,
    places,
    pointers,
    term_code,
    union,
)
from winnow_sr.records.model import Record

CHUNK = 2000
MOST = 255
"""Counts above this many are kept as this many."""

Reader = Callable[[Record], list[str]]


class Vocabulary(dict[str, int]):
    """Terms numbered in the order in which they are first looked up."""

    def __init__(self) -> None:
        self._codes: Codes = np.zeros(0, dtype=np.uint64)

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self)
        return number

    def codes(self) -> Codes:
        """The stable numbers of all terms so far, shape (len,)."""
        if len(self._codes) < len(self):
            new = islice(self, len(self._codes), None)
            codes = np.fromiter(map(term_code, new), dtype=np.uint64)
            self._codes = np.concatenate([self._codes, codes])
        return self._codes


@dataclass
class Runs:
    """The runs of letters of all words of a vocabulary so far: read once per different word."""

    block: Block
    known: Vocabulary = field(default_factory=Vocabulary)
    numbers: list[NDArray[np.int64]] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)

    def grow(self, words: Vocabulary) -> None:
        """Read the words that are new."""
        parts = [self.block.parts(word) for word in islice(words, len(self.lengths), None)]
        self.lengths += [len(part) for part in parts]
        runs = map(self.known.__getitem__, chain.from_iterable(parts))
        self.numbers.append(np.fromiter(runs, dtype=np.int64))

    def inside(self, words: Vocabulary, fold: int | None) -> tuple[Codes, Any]:
        """The runs' codes, and which word has how many of each: shape (words, codes)."""
        from scipy.sparse import csr_array

        self.grow(words)
        codes, place = np.unique(_folded(self.known.codes(), fold), return_inverse=True)
        self.numbers = [np.concatenate(self.numbers)]
        indices = place[self.numbers[0]].astype(np.int32)
        indptr = pointers(np.array(self.lengths, dtype=np.int64))
        ones = np.ones(len(indices), dtype=np.int32)
        return codes, csr_array((ones, indices, indptr), shape=(len(words), len(codes)))


@dataclass(frozen=True)
class Part:
    """Counts of a chunk, lone terms among the others.

    columns: ascending, some of them of no record. The rest as in `Counts`.
    """

    columns: Codes
    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    counts: NDArray[np.uint8]


def count_blocks(
    records: Sequence[Record], blocks: Sequence[Block], fold: int | None = None
) -> dict[str, Counts]:
    """Count the terms of some blocks in records.

    fold: keep only this many bits of each term's number (bounded memory for very large sets).
    """
    words: dict[Reader, Vocabulary] = {block.tokens: Vocabulary() for block in blocks}
    runs = {block.name: Runs(block) for block in blocks if block.letters}
    parts: dict[str, list[Part]] = {block.name: [] for block in blocks}
    for start in range(0, len(records), CHUNK):
        chunk = records[start : start + CHUNK]
        read = {reader: _read(chunk, reader, known) for reader, known in words.items()}
        for block in blocks:
            known, (tokens, row) = words[block.tokens], read[block.tokens]
            if block.letters:
                columns, inside = runs[block.name].inside(known, fold)
                part = _letters(tokens, row, len(chunk), columns, inside)
            else:
                part = _words(known.codes()[tokens], row, len(chunk), block.pairs, fold)
            parts[block.name].append(part)
    return {block.name: joined(parts.pop(block.name)) for block in blocks}


def count_terms(records: Sequence[Record], block: Block, fold: int | None = None) -> Counts:
    """Count the terms of one block; see `count_blocks`."""
    return count_blocks(records, [block], fold)[block.name]


def _read(
    chunk: Sequence[Record], reader: Reader, known: Vocabulary
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The tokens of a chunk by number, in order, and the row of each."""
    found = [reader(record) for record in chunk]
    tokens = np.fromiter(map(known.__getitem__, chain.from_iterable(found)), dtype=np.int64)
    return tokens, np.repeat(np.arange(len(chunk)), [len(tokens) for tokens in found])


def _folded(codes: Codes, fold: int | None) -> Codes:
    return codes if fold is None else codes >> np.uint64(64 - fold)


def _words(codes: Codes, row: NDArray[np.int64], n: int, pairs: bool, fold: int | None) -> Part:
    """Tokens, and pairs of neighbours where the block has them."""
    if pairs:
        together = row[1:] == row[:-1]
        two = pair_codes(codes[:-1], codes[1:])[together]
        codes, row = np.concatenate([codes, two]), np.concatenate([row, row[1:][together]])
    columns, place = np.unique(_folded(codes, fold), return_inverse=True)
    keys = row << 32 | place  # sorting single numbers is far quicker than sorting by two
    keys.sort()
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    indices = (keys[first] & 0xFFFFFFFF).astype(np.int32)
    times = np.diff(first, append=len(keys))
    indptr = pointers(np.bincount(keys[first] >> 32, minlength=n))
    return Part(columns, indptr, indices, np.minimum(times, MOST).astype(np.uint8))


def _letters(
    tokens: NDArray[np.int64], row: NDArray[np.int64], n: int, columns: Codes, inside: Any
) -> Part:
    """Runs of letters of the words, each word's multiplied by how often the record has it."""
    from scipy.sparse import csr_array

    ones = np.ones(len(tokens), dtype=np.int32)
    held = csr_array((ones, (row, tokens)), shape=(n, inside.shape[0]))
    product = (held @ inside).tocsc().tocsr()  # there and back again puts each row in order
    return Part(
        columns,
        product.indptr.astype(np.int64),
        product.indices.astype(np.int32),
        np.minimum(product.data, MOST).astype(np.uint8),
    )


def joined(parts: list[Part]) -> Counts:
    """Counts of all the parts' records, in order. Empties the list, to save memory."""
    within = [np.bincount(p.indices, minlength=len(p.columns)) for p in parts]
    seen = np.concatenate(
        [np.zeros(0, np.uint64), *(p.columns[f > 0] for p, f in zip(parts, within, strict=True))]
    )
    seen.sort()
    often = [p.columns[f > 1] for p, f in zip(parts, within, strict=True)]
    columns = union([seen[1:][seen[1:] == seen[:-1]], *often])
    frequency = np.zeros(len(columns), dtype=np.int32)
    made: list[deque[NDArray[Any]]] = []
    for number, times in enumerate(within):
        part = parts[number]
        place, known = located(columns, part.columns)
        frequency[place[known]] += times[known].astype(np.int32)
        lengths = np.diff(part.indptr)
        if known.all():
            indices = places(place, columns)[part.indices]
            none: tuple[Any, ...] = (0 * lengths, columns[:0], part.counts[:0])
            made.append(deque((lengths, indices, part.counts, *none)))
            continue
        entries = known[part.indices]
        lone = np.diff(np.concatenate([[0], np.cumsum(~entries)])[part.indptr])
        made.append(
            deque(
                (
                    lengths - lone,
                    places(place, columns)[part.indices[entries]],
                    part.counts[entries],
                    lone,
                    part.columns[part.indices[~entries]],
                    part.counts[~entries],
                )
            )
        )
    parts.clear()
    kinds = (np.int64, places(columns[:0], columns).dtype, np.uint8, np.int64, np.uint64, np.uint8)
    whole: list[Any] = []
    for kind in kinds:
        whole.append(chained([np.zeros(0, kind), *(one.popleft() for one in made)]))
    lengths, indices, counts, lone_lengths, lone, lone_counts = whole
    return Counts(
        columns,
        frequency,
        pointers(lengths),
        indices,
        counts,
        pointers(lone_lengths),
        lone,
        lone_counts,
    )
