"""Features: the counts of all blocks for a set of citations, and the weighted tf-idf matrix.

Kept in a cache folder as files addressed by content: a set of citations seen before opens from
its file; a set that has grown, shrunk or been reordered takes the rows it shares with an earlier
file and counts only the new records. The folder may be deleted at any time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from winnow_sr.errors import WinnowError
from winnow_sr.files import PART
from winnow_sr.ranking.array_files import load_arrays, save_arrays
from winnow_sr.ranking.fields import BLOCKS, content
from winnow_sr.ranking.matrix import Matrix, Weighted, weighted
from winnow_sr.ranking.term_counts import Counts, beside, take
from winnow_sr.ranking.term_matrices import count_blocks
from winnow_sr.records.model import Record

FORMAT = "winnow-features-3"
KEPT = 3
KEPT_BYTES = 2**30
"""Cache files kept; older ones are removed when a new one is written, and those that would bring
all together above this size."""
FOLDED_FROM = 200_000
FOLD_BITS = 22
"""From this many records on, terms share 2^22 columns, and pairs of words and runs of letters are
left out, so memory stays bounded: about 2 kB per citation."""

Digests = NDArray[np.void]
PARTS = tuple(Counts.__dataclass_fields__)


@dataclass(frozen=True)
class Features:
    """Term counts of every block for n citations.

    digests: shape (n,), the content address of each citation. blocks: name -> its counts.
    """

    digests: Digests
    blocks: dict[str, Counts]
    fold: int | None = None
    _weighted: dict[str, Weighted] = field(default_factory=dict, compare=False, repr=False)

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
        for name in names:
            if name not in self._weighted:
                self._weighted[name] = weighted(self.blocks[name], BLOCKS[name].most)
        return Matrix.joined({name: self._weighted[name] for name in names})


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
    return cache / f"{address}.features"


def _count(
    citations: Sequence[Record], fold: int | None, names: Sequence[str] = tuple(BLOCKS)
) -> dict[str, Counts]:
    blocks = [BLOCKS[name] for name in names]
    if fold is not None:
        blocks = [replace(block, pairs=False) for block in blocks if not block.letters]
    return count_blocks(citations, blocks, fold)


def _grow(
    citations: Sequence[Record], digests: Digests, cache: Path, fold: int | None
) -> dict[str, Counts]:
    """Counts of the citations, with rows taken from the cache file that shares most of them."""
    best, best_rows = None, np.zeros(0, dtype=np.int64)
    for path in _cached(cache):
        earlier = _load(path)
        if earlier is None or earlier.fold != fold:
            continue
        rows = _shared_rows(earlier.digests, digests)
        if (rows >= 0).sum() > (best_rows >= 0).sum():
            best, best_rows = earlier, rows
    if best is None:
        return _count(citations, fold)
    missing = np.flatnonzero(best_rows < 0)
    known = best_rows[best_rows >= 0]
    new = _count([citations[int(i)] for i in missing], fold)
    appended = bool((best_rows[: len(known)] >= 0).all())
    place = np.where(
        best_rows < 0, len(known) + np.cumsum(best_rows < 0), np.cumsum(best_rows >= 0)
    )
    return {
        name: _together(take(best.blocks[name], known), new[name], appended, place - 1)
        for name in new
    }


def _together(old: Counts, new: Counts, appended: bool, place: NDArray[np.int64]) -> Counts:
    found = beside(old, new) if len(new) else old
    return found if appended else take(found, place)


def _shared_rows(earlier: Digests, wanted: Digests) -> NDArray[np.int64]:
    """For each citation its row in the earlier set, -1 where it has none; no row is used twice."""
    rows = np.full(len(wanted), -1, dtype=np.int64)
    both = min(len(earlier), len(wanted))
    here = np.flatnonzero(earlier[:both] == wanted[:both])  # nearly all, when a search was added
    rows[here] = here
    free: dict[bytes, list[int]] = {}
    for i in np.setdiff1d(np.arange(len(earlier)), here).tolist():
        free.setdefault(earlier[i].tobytes(), []).append(i)
    for i in np.flatnonzero(rows < 0).tolist():
        if found := free.get(wanted[i].tobytes()):
            rows[i] = found.pop()
    return rows


def _cached(cache: Path) -> list[Path]:
    """The cache files, newest first."""
    whole = [path for path in cache.glob("*.features") if not path.name.startswith(PART)]
    return sorted(whole, key=lambda p: (p.stat().st_mtime, p.name), reverse=True)


def _load(path: Path) -> Features | None:
    """A cache file's features; None when it is not there or not whole."""
    found = load_arrays(path)
    if found is None or found[0].get("format") != FORMAT:
        return None
    head, arrays = found
    blocks = {
        name: Counts(**{part: arrays[f"{name}.{part}"] for part in PARTS})
        for name in head["blocks"]
    }
    return Features(arrays["digests"], blocks, head["fold"])


def _save(features: Features, path: Path) -> None:
    """A cache that cannot be written is only a slower start."""
    arrays: dict[str, NDArray[Any]] = {"digests": features.digests}
    for name, counts in features.blocks.items():
        arrays |= {f"{name}.{part}": getattr(counts, part) for part in PARTS}
    head = {"format": FORMAT, "fold": features.fold, "blocks": list(features.blocks)}
    try:
        save_arrays(path, head, arrays)
        size = 0
        for number, old in enumerate(_cached(path.parent)):
            size += old.stat().st_size
            if number and (number >= KEPT or size > KEPT_BYTES):
                old.unlink(missing_ok=True)
    except (OSError, WinnowError):
        return
