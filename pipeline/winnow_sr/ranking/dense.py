"""Dense models: the default's machines mixed with one over sentence embeddings.

A model called `dense:NAME` embeds title and abstract with the sentence encoder NAME, a
sentence-transformers model by its public name or the folder it lies in (the extra
`winnow-sr[dense]` brings the library). Embeddings know that two texts mean the same in other
words; single rare words, which often decide what is relevant, they blur. So they have a say
beside the words, never instead of them (late fusion).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from winnow_sr.errors import WinnowError
from winnow_sr.files import whole_file
from winnow_sr.ranking.machine import mixed
from winnow_sr.ranking.svm import DenseGram, balanced_weights, fit_dual
from winnow_sr.records.model import Record

if TYPE_CHECKING:
    from winnow_sr.ranking.cards import ModelCard
    from winnow_sr.ranking.learners import Learner

Rows = NDArray[np.float32]
Encoder = Callable[[list[str]], NDArray[np.floating]]
DECIMALS = 4
"""Embeddings are rounded to this many places: their last bits hang on how texts were batched."""


@dataclass
class DenseLearner:
    """A machine over words and one over embeddings, mixed; see `learners.Learner`.

    rows: embeddings of length 1, shape (n, d). share: how much the second machine counts.
    """

    words: Learner
    rows: Rows
    share: float
    cost: float
    ratio: float

    @classmethod
    def of(cls, card: ModelCard, words: Learner, rows: Rows) -> DenseLearner:
        """The learner of a model of kind `dense`; words: the learner over words."""
        given: Mapping[str, Any] = card.parameters
        return cls(words, rows, given["share"], given["cost"], given["ratio"])

    def scores(
        self, chosen: NDArray[np.int64], y: NDArray[np.int64], dry: int = 0
    ) -> NDArray[np.float64]:
        first = self.words.scores(chosen, y, dry)
        known = self.rows[chosen].astype(np.float64)
        weight = self.cost * balanced_weights(y, self.ratio)
        beta = fit_dual(DenseGram(known @ known.T + 1.0), y, weight)
        second = self.rows @ (known.T @ beta) + beta.sum()
        found, _ = mixed(first, np.asarray(second, dtype=np.float64), self.share, chosen)
        return found


def text_of(record: Record) -> str:
    """What an encoder reads of a citation."""
    return " ".join(f"{record.title}. {record.abstract}".split()).strip(". ")


def embedded(
    records: Sequence[Record],
    encoder: str,
    cache: Path | None = None,
    load: Callable[[str], Encoder] | None = None,
) -> Rows:
    """Embeddings of length 1 (0 for a citation without text), shape (n, d).

    Those of texts embedded before are taken from `cache`. load: makes the encoder from its name,
    only when there is something new to embed. Raises WinnowError where it cannot be loaded.
    """
    texts = [text_of(record) for record in records]
    keys = [
        blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest() for text in texts
    ]
    path = cache and cache / f"dense-{blake2b(encoder.encode(), digest_size=8).hexdigest()}.npz"
    known = _kept(path)
    new = {key: text for key, text in zip(keys, texts, strict=True) if text and key not in known}
    if new:
        made = np.asarray((load or sentence_encoder)(encoder)(list(new.values())), dtype=np.float64)
        length = np.linalg.norm(made, axis=1, keepdims=True)
        rows = np.round(made / np.where(length > 0, length, 1.0), DECIMALS).astype(np.float32)
        known |= dict(zip(new, rows, strict=True))
        _keep(path, known)
    width = len(next(iter(known.values()), ()))
    found = np.zeros((len(texts), max(width, 1)), dtype=np.float32)
    for place, key in enumerate(keys):
        if key in known:
            found[place] = known[key]
    return found


def _kept(path: Path | None) -> dict[bytes, Rows]:
    if path is None:
        return {}
    try:
        with np.load(path, allow_pickle=False) as store:
            return dict(zip(map(bytes, store["keys"]), store["rows"], strict=True))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return {}


def _keep(path: Path | None, known: dict[bytes, Rows]) -> None:
    if path is None:
        return
    keys = np.frombuffer(b"".join(known), dtype=np.uint8).reshape(len(known), -1)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path, ours=True) as part, part.open("wb") as file:
            np.savez(file, keys=keys, rows=np.stack(list(known.values())))
    except (OSError, WinnowError):
        return  # a folder that cannot be written only costs time


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
    return lambda texts: np.asarray(model.encode(texts, batch_size=32, show_progress_bar=False))
