"""The default model's parts as ASReview extensions, for `asreview simulate` and ASReview LAB.

    asreview simulate DATA --feature-extractor winnow-fields --classifier winnow-svm \\
        --querier max --balancer winnow-balanced

ASReview hands a classifier rows of numbers and no field names, and labels without the order of
reading, so there is one machine here: not the one for few relevant records, nor the one that goes
by the headings and the neighbours when screening runs dry. In between the order is the default
model's.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from asreview.models.balancers import Balanced
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin

from winnow_sr.ranking.block_svm import Settings
from winnow_sr.ranking.fields import BLOCKS
from winnow_sr.ranking.matrix import Matrix
from winnow_sr.ranking.model_cards import FIELDS
from winnow_sr.ranking.svm import SparseGram, fit_dual
from winnow_sr.ranking.term_matrices import count_terms
from winnow_sr.records.model import Record

_DEFAULT = Settings.of(FIELDS)


class FieldFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Title and abstract, title, keywords and their letters as weighted blocks of tf-idf.

    Reads the columns title, abstract and keywords of ASReview's data frame. Each weight is the
    block's share of the inner product of two records.
    """

    name = "winnow-fields"
    label = "Title, abstract and keywords as blocks (winnow)"

    def __init__(
        self,
        text: float = _DEFAULT.blocks["text"],
        letters: float = _DEFAULT.blocks["letters"],
        title: float = _DEFAULT.blocks["title"],
        headings: float = _DEFAULT.blocks["headings"],
        heading_letters: float = _DEFAULT.blocks["heading letters"],
    ) -> None:
        self.text = text
        self.letters = letters
        self.title = title
        self.headings = headings
        self.heading_letters = heading_letters

    def fit(self, X: Any, y: Any = None) -> FieldFeatures:  # noqa: N803
        return self

    def transform(self, X: Any) -> Any:  # noqa: N803
        """X: a data frame of n records. Returns scipy.sparse.csr_matrix, shape (n, m)."""
        from scipy.sparse import csr_matrix, hstack

        records = [
            Record(title=_text(t), abstract=_text(a), keywords=_list(k))
            for t, a, k in zip(
                _column(X, "title"), _column(X, "abstract"), _column(X, "keywords"), strict=True
            )
        ]
        weights = {
            "text": self.text,
            "letters": self.letters,
            "title": self.title,
            "headings": self.headings,
            "heading letters": self.heading_letters,
        }
        blocks = {n: (count_terms(records, BLOCKS[n]), BLOCKS[n].most) for n in weights}
        matrix = Matrix.of(blocks, singles=True)
        return csr_matrix(hstack([np.sqrt(w) * matrix.rows[n] for n, w in weights.items()]))


def _column(frame: Any, name: str) -> Iterable[Any]:
    return frame[name] if name in frame else [""] * len(frame)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _list(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.replace(";", "\n").split("\n"))
    return tuple(map(str, value)) if isinstance(value, (list, tuple)) else ()


class ExactSVM(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Linear support vector machine, squared hinge, at its exact minimum; see `svm`."""

    name = "winnow-svm"
    label = "Support vector machine, exact (winnow)"

    def __init__(self, C: float = _DEFAULT.cost) -> None:  # noqa: N803
        self.C = C

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> ExactSVM:  # noqa: N803
        """X: shape (n, m), sparse; y: shape (n,), 1 relevant, 0 not."""
        from scipy.sparse import csr_array

        rows, labels = csr_array(X), np.asarray(y, dtype=np.int64)
        weight = np.ones(len(labels)) if sample_weight is None else np.asarray(sample_weight)
        beta = fit_dual(SparseGram([(1.0, rows)], np.zeros(len(labels))), labels, self.C * weight)
        self.coef_ = np.asarray(rows.T @ beta)
        self.intercept_ = float(beta.sum())
        self.classes_ = np.array([0, 1])
        return self

    def decision_function(self, X: Any) -> NDArray[np.float64]:  # noqa: N803
        return np.asarray(X @ self.coef_ + self.intercept_)

    def predict(self, X: Any) -> NDArray[np.int64]:  # noqa: N803
        return (self.decision_function(X) > 0).astype(np.int64)


class FieldBalance(Balanced):  # type: ignore[misc]
    """ASReview's balance with the default model's ratio."""

    name = "winnow-balanced"
    label = "Balanced sample weight (winnow)"

    def __init__(self, ratio: float = _DEFAULT.ratio) -> None:
        super().__init__(ratio=ratio)
