"""Making and keeping rankings. Made where nobody waits; read from the cache everywhere else."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.packing import pack, unpack
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.lookup import Lookup
from winnow_sr.review.session import Session, write_atomically
from winnow_sr.screening.deciding import citation_id
from winnow_sr.screening.labels import POLICY, dry_spell, training_labels
from winnow_sr.values import Value

if TYPE_CHECKING:
    from winnow_sr.ranking import Ranker
    from winnow_sr.records.model import Record


class Kept:
    """A kept ranking: citations best first, their scores, which have no abstract."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.basis = int(values["basis"])
        self.order = unpack(values["order"])
        self._scores = str(values["scores"])
        self.without_abstract = unpack(values["without_abstract"])
        self.digest = str(values["digest"])
        self.training_set = str(values["training_set"])
        self.description: dict[str, Any] = values["description"]

    @cached_property
    def scores(self) -> list[float]:
        """In the order of `order`; read from their text only when somebody asks."""
        scores: list[float] = json.loads(self._scores)
        return scores


def order_digest(order: list[int]) -> str:
    """SHA-256 (hex) of an order of citations."""
    from hashlib import sha256

    return sha256(json.dumps(order).encode()).hexdigest()


class Prepared(Value):
    """Citations ready to be ranked. mark: of all that they are made from; place: in `citations`."""

    mark: str
    citations: list[int]
    place: dict[int, int]
    texts: list[Record]
    ranker: Ranker


class Rankings:
    """The ranking of citations at title and abstract; accessed via `review.rankings`."""

    ranks_again = False
    """Set by a process that is there to rank again and again: it keeps what it has read."""
    _ready: Prepared | None = None

    _kept_file: tuple[tuple[int, int, int], Kept] | None = None
    """The ranking read last and which file it was: a screen asks for it with every decision."""

    def __init__(self, session: Session, lookup: Lookup) -> None:
        self._session = session
        self._lookup = lookup

    def kept(self) -> Kept | None:
        """The ranking in the cache, fresh or stale; None where there is none."""
        path = self._session.inside("cache", "ranking.json")
        try:
            found = os.stat(path)  # written by renaming, so another file is another ranking
            mark = (found.st_ino, found.st_mtime_ns, found.st_size)
            if self._kept_file is None or self._kept_file[0] != mark:
                with open(path, encoding="utf-8") as file:
                    self._kept_file = mark, Kept(json.load(file))
            return self._kept_file[1]
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def fresh(self, state: ReviewState) -> Kept | None:
        """The kept ranking, if nothing it depends on has changed since."""
        kept = self.kept()
        if kept is None or not state.trained or state.trained["ranking"] != kept.digest:
            return None
        return kept if kept.basis == state.training_seq else None

    def current(self, notify: Callable[[str], None] | None = None) -> Kept:
        """A fresh ranking, made now if need be; `notify` is told before a training starts."""
        state = self._session.state()
        kept = self.fresh(state)
        if kept is not None:
            return kept
        if not state.n_records:
            raise WinnowError("nothing to rank: import a search first with `winnow add`")
        if notify:
            notify(f"ranking {state.count_citations()} citations ...")
        return self.train()

    def train(self, model: str = "") -> Kept:
        """Make the ranking from the state as it is, and keep it and the event that explains it.

        With another `model` than the protocol's, it is returned and recorded but not kept.
        """
        state = self._session.state()
        values, payload = self._rank(state, self._session.plan_of(state), model)
        if model:
            self._session.record_one("ranking", "model_trained", payload, "model")
        else:
            with self._session.writing() as now:
                if (
                    now.trained.get("ranking") != payload["ranking"]
                    or now.trained["basis"] != payload["basis"]
                ):
                    self._session.append("ranking", "model_trained", [payload], "model")
            write_atomically(self._session.folder / "cache" / "ranking.json", json.dumps(values))
        return Kept(values)

    def _rank(
        self, state: ReviewState, plan: Plan, model: str
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        from hashlib import sha256

        ready = self._prepared(state, plan, model or plan.screening.model)
        citations, place = ready.citations, ready.place
        labels = {c: y for c, y in training_labels(state, plan).items() if c in place}
        found = ready.ranker.rank({place[c]: y for c, y in labels.items()}, dry_spell(state, plan))
        order = [citations[i] for i in found.order]
        training_set = sha256(json.dumps(sorted(labels.items())).encode()).hexdigest()
        values = {
            "basis": state.training_seq, "order": pack(order),
            "scores": json.dumps([round(float(found.scores[i]), 6) for i in found.order]),
            "without_abstract": pack(
                c for c, text in zip(citations, ready.texts, strict=True) if not text.abstract.strip()
            ),
            "digest": order_digest(order), "training_set": training_set,
            "description": found.description,
        }  # fmt: skip
        payload = {
            "basis": state.training_seq, "description": found.description,
            "training_set": training_set, "labels": len(labels), "relevant": sum(labels.values()),
            "citations": len(citations), "policy": POLICY, "ranking": values["digest"],
            "kept": not model,
        }  # fmt: skip
        return values, payload

    def _prepared(self, state: ReviewState, plan: Plan, model: str) -> Prepared:
        """What is to be ranked.

        Where `ranks_again`, it is kept while no text, citation or question changes: after the
        first time only the machine is left to train.
        """
        from dataclasses import asdict
        from hashlib import sha256

        from winnow_sr.ranking import Ranker

        question, seed = question_of(plan), plan.screening.seed
        read = [
            model, seed, asdict(question), state.n_records,
            *(sorted(part.items()) for part in (state.groups, state.edits)), sorted(state.removed),
        ]  # fmt: skip
        mark = sha256(json.dumps(read).encode()).hexdigest()
        if self._ready is not None and self._ready.mark == mark:
            return self._ready
        self._ready = None  # or both would be in memory
        citations = [c for c in state.citations() if c not in state.removed]
        texts = list(self._lookup.composed(citations, state).values())
        place = {citation: i for i, citation in enumerate(citations)}
        cache = self._session.folder / "cache" / "features"
        ranker = Ranker(texts, model=model, seed=seed, question=question, cache=cache)
        ready = Prepared(mark, citations, place, texts, ranker)
        self._ready = ready if self.ranks_again else None
        return ready

    def why(self, text: str) -> dict[str, Any]:
        """Which terms of which field push a citation up or down in the present ranking."""
        from winnow_sr.ranking import why

        state = self._session.state()
        plan = self._session.plan_of(state)
        citation = self._lookup.citation(text, state)
        ready = self._prepared(state, plan, plan.screening.model)
        place = ready.place
        labels = {place[c]: y for c, y in training_labels(state, plan).items() if c in place}
        labels.pop(place.get(citation, -1), None)  # or the why would give a colleague's vote away
        terms = why(
            ready.texts, labels, place[citation], model=plan.screening.model,
            seed=plan.screening.seed, question=question_of(plan), dry=dry_spell(state, plan),
            features=ready.ranker.features,
        )  # fmt: skip
        return {
            "citation": citation_id(citation), "title": ready.texts[place[citation]].title,
            "terms": [{"field": t.field, "term": t.term, "weight": round(float(t.weight), 4)} for t in terms],
        }  # fmt: skip


def question_of(plan: Plan) -> Any:
    """The protocol's question as the ranking takes it."""
    from winnow_sr.ranking import Question

    asked = plan.question
    text = " ".join(
        (asked.text, asked.population, asked.intervention, *asked.outcomes, *plan.include)
    )
    return Question(text=text, terms=plan.terms.include, exclude_terms=plan.terms.exclude)
