"""Features: the counts of all blocks for a set of citations, and the weighted tf-idf matrix.

Kept in a cache folder as `.npz` files addressed by content: a set of citations seen before opens
from its file; a set that has grown, shrunk or been reordered takes the rows it shares with an
earlier file and counts only the new records. The folder may be deleted at any time.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from pipeline.ranking.counts import Counts, count_terms, stack, take
from pipeline.ranking.fields import BLOCKS, content
from pipeline.ranking.matrix import Matrix
from pipeline.records.model import Record

FORMAT = "winnow-features-2"
KEPT = 3
"""Cache files kept; older ones are removed when a new one is written."""
FOLDED_FROM = 200_000
FOLD_BITS = 22
"""From this many records on, terms share 2^22 columns, and pairs of words and runs of letters are
left out, so memory stays bounded: about 2 kB per citation."""

Digests = NDArray[np.void]


@dataclass(frozen=True)
class Features:
    """Term counts of every block for n citations.

    digests: shape (n,), the content address of each citation. blocks: name -> its counts.
    """

    digests: Digests
    blocks: dict[str, Counts]
    fold: int | None = None

    def __len__(self) -> int:
        return len(self.digests)

    @property
    def address(self) -> str:
        """The content address of the whole set, in order."""
        return _address(self.digests, self.fold)

    @classmethod
    def of(
        cls,
        citations: Sequence[Record],
        cache: Path | None = None,
        names: Sequence[str] = tuple(BLOCKS),
    ) -> Features:
        """Features of the citations, from the cache folder as far as it has them.

        names: the blocks wanted where nothing is kept; a cache always holds all of them.
        """
        digests = record_digests(citations)
        fold = FOLD_BITS if len(citations) >= FOLDED_FROM else None
        if cache is None:
            return cls(digests, _count(citations, fold, names), fold)
        path = _path(cache, _address(digests, fold))
        found = _load(path)
        if found is not None and np.array_equal(found.digests, digests):
            return found
        made = cls(digests, _grow(citations, digests, cache, fold), fold)
        _save(made, path)
        return made

    def matrix(self, names: Sequence[str]) -> Matrix:
        """The named blocks side by side: sublinear tf-idf, each block's rows of length 1."""
        return Matrix.of({name: (self.blocks[name], BLOCKS[name].most) for name in names})


def record_digests(citations: Sequence[Record]) -> Digests:
    """16 bytes per record: the address of what the models read of it. Shape (n,)."""
    raw = b"".join(
        blake2b(content(r).encode("utf-8", "replace"), digest_size=16).digest() for r in citations
    )
    return np.frombuffer(raw, dtype="V16")


def _address(digests: Digests, fold: int | None) -> str:
    head = f"{FORMAT}/{fold}/{','.join(BLOCKS)}".encode()
    return blake2b(head + digests.tobytes(), digest_size=16).hexdigest()


def _path(cache: Path, address: str) -> Path:
    return cache / f"{address}.npz"


def _count(
    citations: Sequence[Record], fold: int | None, names: Sequence[str] = tuple(BLOCKS)
) -> dict[str, Counts]:
    if fold is not None:
        small = {n: replace(BLOCKS[n], pairs=False) for n in names if not BLOCKS[n].letters}
        return {name: count_terms(citations, block, fold) for name, block in small.items()}
    return {name: count_terms(citations, BLOCKS[name], fold) for name in names}


def _grow(
    citations: Sequence[Record], digests: Digests, cache: Path, fold: int | None
) -> dict[str, Counts]:
    """Counts of the citations, with rows taken from the cache file that shares most of them."""
    best, best_rows = None, np.zeros(0)
    wanted = [bytes(d) for d in digests]
    for path in _cached(cache):
        earlier = _load(path)
        if earlier is None or earlier.fold != fold:
            continue
        place = {bytes(d): i for i, d in enumerate(earlier.digests)}
        rows = np.array([place.get(d, -1) for d in wanted])
        if (rows >= 0).sum() > (best_rows >= 0).sum():
            best, best_rows = earlier, rows
    if best is None:
        return _count(citations, fold)
    missing = np.flatnonzero(best_rows < 0)
    order = np.where(best_rows < 0, len(best) + np.cumsum(best_rows < 0) - 1, best_rows)
    new = _count([citations[int(i)] for i in missing], fold)
    return {name: take(stack([best.blocks[name], new[name]]), order) for name in new}


def _cached(cache: Path) -> list[Path]:
    """The cache files, newest first."""
    return sorted(cache.glob("*.npz"), key=lambda p: (p.stat().st_mtime, p.name), reverse=True)


def _load(path: Path) -> Features | None:
    """A cache file's features; None when it is not there or not whole."""
    try:
        with np.load(path, allow_pickle=False) as store:
            if str(store["format"]) != FORMAT:
                return None
            blocks = {
                name: Counts(*(store[f"{name}.{part}"] for part in Counts.__dataclass_fields__))
                for name in BLOCKS
                if f"{name}.columns" in store
            }
            fold = int(store["fold"]) or None
            return Features(store["digests"], blocks, fold)
    except (OSError, KeyError, ValueError, BadZipFile):
        return None


def _save(features: Features, path: Path) -> None:
    """Write whole or not at all; a cache that cannot be written is only a slower start."""
    arrays: dict[str, Any] = {
        "format": FORMAT,
        "fold": features.fold or 0,
        "digests": features.digests,
    }
    for name, counts in features.blocks.items():
        arrays |= {f"{name}.{part}": getattr(counts, part) for part in Counts.__dataclass_fields__}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            np.savez(file, **arrays)
        os.replace(temporary, path)
        for old in _cached(path.parent)[KEPT:]:
            old.unlink(missing_ok=True)
    except OSError:
        return
