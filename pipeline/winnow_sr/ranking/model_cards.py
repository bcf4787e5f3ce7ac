"""The models on offer, by name: what each reads and how it learns. Light: imports no library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from winnow_sr.errors import WinnowError


@dataclass(frozen=True)
class ModelCard:
    """A model in short; docs/models.md is the long form.

    kind: `svm` (blocks of fields, squared-hinge support vector machine), `bayes`, `dense` (an
    `svm` and one over sentence embeddings), or `random`.
    asreview: the name of ASReview's configuration when the model is ASReview's own.
    parameters: everything that, with the seed, decides the ranking.
    """

    name: str
    summary: str
    kind: str
    reads: tuple[str, ...] = ()
    asreview: str | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)


U4: Mapping[str, object] = {"blocks": {"text": 1.0}, "cost": 0.11, "ratio": 9.8}
"""The settings of ASReview's ELAS u4."""
FIELDS: Mapping[str, object] = {
    "blocks": {"text": 0.6, "letters": 0.4, "title": 0.1, "headings": 0.1, "heading letters": 0.1},
    "early": {"text": 1.0, "title": 0.1, "headings": 0.16},
    "few": 10,
    "tail": {"headings": 0.5, "heading letters": 0.5},
    "dry": 0.1,
    "say": 0.5,
    "near": {"count": 5, "against": 0.5, "say": 0.7, "short": 300, "hard": 300},
    "cost": 0.3,
    "ratio": 30.0,
}
"""Words, letters and headings; headings and neighbours when screening runs dry."""
_CARDS = (
    ModelCard(
        name="default",
        summary="The mean of ELAS u4's machine and one over words, letters, keywords and MeSH",
        kind="svm",
        reads=("title", "abstract", "keywords", "mesh"),
        parameters={
            "parts": [{"say": 0.5, **U4}, {"say": 0.5, **FIELDS}],
            "question": 0.6,
        },
    ),
    ModelCard(
        name="elas_u4",
        summary="ASReview's ELAS u4: title and abstract, words and pairs of words; linear SVM",
        kind="svm",
        reads=("title", "abstract"),
        asreview="elas_u4",
        parameters=U4,
    ),
    ModelCard(
        name="elas_u3",
        summary="ASReview's ELAS u3: title and abstract, single words; naive Bayes",
        kind="bayes",
        reads=("title", "abstract"),
        asreview="elas_u3",
        parameters={"alpha": 3.822, "ratio": 1.2},
    ),
    ModelCard(
        name="random",
        summary="A random order fixed by the seed, the same whatever has been decided",
        kind="random",
    ),
)


def models() -> dict[str, ModelCard]:
    """Every model by name, the default first."""
    return {card.name: card for card in _CARDS}


DENSE = "dense:"
"""Before the name or folder of a sentence encoder: a model of kind `dense`."""


def dense_card(encoder: str) -> ModelCard:
    """The default model beside a sentence encoder."""
    default = models()["default"]
    return ModelCard(
        name=f"{DENSE}{encoder}",
        summary="The default, mixed with a linear SVM over sentence embeddings",
        kind="dense",
        reads=default.reads,
        parameters={
            "words": default.parameters,
            "encoder": encoder,
            "share": 0.3,
            "cost": 1.0,
            "ratio": 9.8,
        },
    )


def model_card(name: str) -> ModelCard:
    """The model of that name. Raises WinnowError that lists the names there are."""
    known = models()
    if name.startswith(DENSE) and (encoder := name.removeprefix(DENSE).strip()):
        return dense_card(encoder)
    if name not in known:
        raise WinnowError(
            f"there is no model '{name}'; choose one of: {', '.join(known)}, {DENSE}ENCODER"
        )
    return known[name]
