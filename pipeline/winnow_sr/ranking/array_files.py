"""Arrays in a file that opens at once: mapped into memory, read when and as far as they are used."""

from __future__ import annotations

import json
from collections.abc import Mapping
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from winnow_sr.files import cannot_write, whole_file

MARK = b"winnow\x01\n"
ALIGNED = 64


def save_arrays(path: Path, head: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write whole or not at all, into a cache. head: what JSON can hold. WinnowError where the
    place cannot be written to."""
    table, offset = {}, 0
    for name, array in arrays.items():
        table[name] = [array.dtype.str, list(array.shape), offset]
        offset += -(-array.nbytes // ALIGNED) * ALIGNED
    text = json.dumps({"head": dict(head), "arrays": table, "size": offset}).encode()
    text += b" " * (-(len(text) + len(MARK) + 8) % ALIGNED)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(path.parent, error) from error
    with whole_file(path, ours=True) as part, part.open("wb") as file:
        file.write(MARK + len(text).to_bytes(8, "little") + text)
        for array in arrays.values():
            file.write(np.ascontiguousarray(array).data.cast("B") if array.size else b"")
            file.write(b"\0" * (-array.nbytes % ALIGNED))


def load_arrays(path: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]]] | None:
    """The head and the arrays, which cannot be written to; None when not there or not whole."""
    try:
        with path.open("rb") as file:
            mark = file.read(len(MARK) + 8)
            size = int.from_bytes(mark[len(MARK) :], "little")
            if not mark.startswith(MARK) or size > path.stat().st_size:
                return None
            text = json.loads(file.read(size))
            start = len(mark) + size
            if path.stat().st_size != start + text["size"]:
                return None
            data = mmap(file.fileno(), 0, access=ACCESS_READ)
        arrays = {
            name: np.frombuffer(data, dtype, int(np.prod(shape)), start + offset).reshape(shape)
            for name, (dtype, shape, offset) in text["arrays"].items()
        }
        return text["head"], arrays
    except (OSError, KeyError, ValueError, TypeError):
        return None
