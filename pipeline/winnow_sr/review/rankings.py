"""Making and keeping rankings. Made where nobody waits; read from the cache everywhere else."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.files import write_whole
from winnow_sr.ledger.events import ModelTrained
from winnow_sr.ledger.kept import from_kept, to_kept
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.answers import Term, Why
from winnow_sr.review.lookup import Lookup
from winnow_sr.review.session import Session
from winnow_sr.screening.labels import POLICY, dry_spell, training_labels
from winnow_sr.screening.seconding import holder, scores_of
from winnow_sr.vocabulary import CitationId, citation_id

if TYPE_CHECKING:
    from pathlib import Path

    from winnow_sr.ranking import Question, Ranker
    from winnow_sr.ranking.inputs import Ranking
    from winnow_sr.records.model import Record


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A kept ranking: citations best first, their scores, which have no abstract."""

    basis: int
    """seq of the last event that it depends on."""
    digest: str
    order: list[CitationId]
    scores: list[float]
    """In the order of `order`."""
    without_abstract: list[CitationId]


def order_digest(order: Sequence[int]) -> str:
    """SHA-256 (hex) of an order of citations."""
    from hashlib import sha256

    return sha256(json.dumps(list(order)).encode()).hexdigest()


class Prepared(NamedTuple):
    """Citations ready to be ranked. mark: of all that they are made from; place: in `citations`."""

    mark: str
    citations: list[CitationId]
    place: dict[CitationId, int]
    texts: list[Record]
    ranker: Ranker


class Rankings:
    """The ranking of citations at title and abstract; accessed via `review.rankings`."""

    ranks_again = False
    """Set by a process that is there to rank again and again: it keeps what it has read."""
    _ready: Prepared | None = None

    _kept_file: tuple[tuple[int, int, int], Kept | None] | None = None
    """The ranking read last and which file it was: a screen asks for it with every decision."""

    def __init__(self, session: Session, lookup: Lookup) -> None:
        self._session = session
        self._lookup = lookup

    def kept(self) -> Kept | None:
        """The ranking in the cache, fresh or stale; None where there is none that is whole."""
        path = self._session.inside("cache", "ranking")
        try:
            found = os.stat(path)  # written by renaming, so another file is another ranking
            mark = (found.st_ino, found.st_mtime_ns, found.st_size)
            if self._kept_file is None or self._kept_file[0] != mark:
                with open(path, "rb") as file:
                    self._kept_file = mark, from_kept("ranking", file.read(), Kept)
            return self._kept_file[1]
        except OSError:
            return None

    def fresh(self, state: ReviewState) -> Kept | None:
        """The kept ranking, if it is the one that the ledger names and nothing it depends on has
        changed since."""
        kept = self.kept()
        if kept is None or state.trained is None or state.trained.ranking != kept.digest:
            return None
        return kept if kept.basis == state.training_seq else None

    def behind(self) -> int:
        """By how much of the ledger the kept ranking is out of date: 0 where it has seen every event
        that it depends on, all events where none is kept or the ledger names another."""
        state, kept = self._session.state(), self.kept()
        if kept is None or state.trained is None or state.trained.ranking != kept.digest:
            return state.seq
        return state.training_seq - kept.basis

    def current(self, notify: Callable[[str], None] | None = None) -> Kept:
        """A fresh ranking, made now if need be; `notify` is told before a training starts."""
        state = self._session.state()
        kept = self.fresh(state)
        if kept is not None:
            return kept
        if not state.count_records():
            raise WinnowError("nothing to rank: import a search first with `winnow add`")
        if notify:
            notify(f"ranking {state.count_citations()} citations ...")
        return self.train(notify=notify)

    def train(self, model: str = "", notify: Callable[[str], None] | None = None) -> Kept:
        """Make the ranking from the state as it is, and keep it and the event that explains it.

        `notify` is told how far a slow encoder has come. With another `model` than the protocol's,
        it is returned and recorded but not kept.
        """
        state = self._session.state()
        kept, trained = self._rank(state, self._session.plan_of(state), model, notify)
        if self._session.store.read_only:  # looked at only: nothing is recorded, nothing kept
            return kept
        if model:
            self._session.record("ranking", trained, "model")
            return kept
        with self._session.writing() as now:
            last = now.trained
            if last is None or (last.ranking, last.basis) != (trained.ranking, trained.basis):
                self._session.append("ranking", trained, actor_kind="model")
        with suppress(OSError, WinnowError):  # what cannot be kept is only made again
            os.makedirs(self._session.inside("cache"), exist_ok=True)
            whole = to_kept("ranking", kept)
            write_whole(self._session.inside("cache", "ranking"), whole, ours=True)
        return kept

    def _rank(
        self,
        state: ReviewState,
        plan: Plan,
        model: str,
        notify: Callable[[str], None] | None = None,
    ) -> tuple[Kept, ModelTrained]:
        from hashlib import sha256

        def progress(done: int, total: int) -> None:
            if notify:
                notify(f"{done} of {total} new texts embedded ...")

        ready = self._prepared(state, plan, model or plan.screening.model)
        citations, place = ready.citations, ready.place
        labels = {c: y for c, y in training_labels(state, plan).items() if c in place}
        given = {place[c]: y for c, y in labels.items()}
        found = ready.ranker.rank(given, dry_spell(state, plan), progress)
        found = self._beside(state, plan, ready, given, found)
        order = [citations[i] for i in found.order]
        kept = Kept(
            basis=state.training_seq,
            digest=order_digest(order),
            order=order,
            scores=[round(float(found.scores[i]), 6) for i in found.order],
            without_abstract=[
                c
                for c, text in zip(citations, ready.texts, strict=True)
                if not text.abstract.strip()
            ],
        )
        trained = ModelTrained(
            basis=kept.basis,
            description=msgspec.Raw(json.dumps(found.description, ensure_ascii=False).encode()),
            training_set=sha256(json.dumps(sorted(labels.items())).encode()).hexdigest(),
            labels=len(labels),
            relevant=sum(labels.values()),
            citations=len(citations),
            policy=POLICY,
            ranking=kept.digest,
            kept=not model,
        )
        return kept, trained

    def _beside(
        self,
        state: ReviewState,
        plan: Plan,
        ready: Prepared,
        labels: dict[int, int],
        found: Ranking,
    ) -> Ranking:
        """The ranking with the scores of the declared reader that may rank, if there is one."""
        reader = holder(state, "rank")
        if reader is None:
            return found
        from dataclasses import replace

        import numpy as np

        from winnow_sr.ranking.beside import learned_weight, mixed

        dry, seed = dry_spell(state, plan), plan.screening.seed
        said = {ready.place[c]: s for c, s in scores_of(state, reader).items() if c in ready.place}
        weight = learned_weight(
            lambda known: np.asarray(ready.ranker.rank(dict(known), dry).scores, dtype=float),
            said,
            labels,
            seed,
        )
        told = {
            "name": reader.declared.reader,
            "version": reader.declared.model_version,
            "weight": weight,
        }
        description = dict(found.description)
        settings = description.get("parameters")
        kept = dict(settings) if isinstance(settings, dict) else {}
        description["parameters"] = {**kept, "reader": told}
        if not weight:
            return replace(found, description=description)
        scores = mixed(np.asarray(found.scores, dtype=float), said, weight)
        order = np.argsort(-scores, kind="stable").tolist()
        return replace(found, order=order, scores=scores.tolist(), description=description)

    def _prepared(self, state: ReviewState, plan: Plan, model: str) -> Prepared:
        """What is to be ranked.

        Where `ranks_again`, it is kept while no text, citation or question changes: after the
        first time only the machine is left to train.
        """
        from dataclasses import asdict
        from hashlib import sha256

        from winnow_sr.ranking import Ranker

        seed = plan.screening.seed
        read = [
            model,
            seed,
            asdict(question_of(plan)),
            msgspec.to_builtins(plan.known_studies),
            state.n_records,
            sorted(state.gone),
            sorted(state.groups.items()),
            sorted(state.edits.items()),
            sorted(state.removed),
        ]
        mark = sha256(json.dumps(read).encode()).hexdigest()
        if self._ready is not None and self._ready.mark == mark:
            return self._ready
        self._ready = None  # or both would be in memory
        citations = [c for c in state.citations() if c not in state.removed]
        texts = list(self._lookup.composed(citations, state).values())
        place = {citation: i for i, citation in enumerate(citations)}
        cache = self._session.folder / "cache"
        usable = os.access(cache if cache.exists() else cache.parent, os.R_OK | os.W_OK | os.X_OK)
        features = cache / "features" if usable else None
        question = question_of(plan, texts)
        ranker = Ranker(texts, model=model, seed=seed, question=question, cache=features)
        ready = Prepared(mark, citations, place, texts, ranker)
        self._ready = ready if self.ranks_again else None
        return ready

    def why(self, text: str) -> Why:
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
            ready.texts,
            labels,
            place[citation],
            model=plan.screening.model,
            seed=plan.screening.seed,
            question=question_of(plan, ready.texts),
            dry=dry_spell(state, plan),
            features=ready.ranker.features,
        )
        return Why(
            citation=citation_id(citation),
            title=ready.texts[place[citation]].title,
            terms=[
                Term(field=t.field, term=t.term, weight=round(float(t.weight), 4)) for t in terms
            ],
        )


def question_of(plan: Plan, texts: Sequence[Record] = ()) -> Question:
    """The protocol's question as the ranking takes it; its known studies, as far as they are in
    `texts`, as positions there."""
    from winnow_sr.protocol.searching.checking import known_among
    from winnow_sr.ranking import Question

    asked = plan.question
    text = " ".join(
        (asked.text, asked.population, asked.intervention, *asked.outcomes, *plan.include)
    )
    return Question(
        text=text,
        terms=plan.terms.include,
        exclude_terms=plan.terms.exclude,
        seeds=tuple(known_among(texts, plan.known_studies)),
    )


def question_in(path: Path) -> Question:
    """The question of a protocol that belongs to no review yet; WinnowError where it is unreadable.

    Known studies are not looked up among the texts: a replay begins with a labelled pair.
    """
    from winnow_sr.protocol import load_protocol

    return question_of(Plan.from_dict(load_protocol(path).as_plan()))
