"""Scores fetched from an endpoint that the team names: shown first, asked once, kept for replay."""

from __future__ import annotations

import os
import time
from hashlib import sha256

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.files import AnyPath
from winnow_sr.ledger.events import Parameters, ReaderDeclared
from winnow_sr.ledger.state import ReviewState
from winnow_sr.records.model import Record
from winnow_sr.review.reader_answers import ReaderPreview, ReaderRun
from winnow_sr.review.reader_calls import (
    KEY,
    Call,
    Endpoint,
    Wait,
    append_calls,
    read_calls,
)
from winnow_sr.review.reader_files import ScoreFile
from winnow_sr.review.reader_prompt import (
    HIGH,
    digest_of,
    prompt_of,
    request_of,
    score_in,
    usage_in,
)
from winnow_sr.review.readers import FOLDER, Readers, reader_of
from winnow_sr.review.session import Progress, Session
from winnow_sr.screening.seconding import scores_of
from winnow_sr.vocabulary import CitationId, citation_id


class RunSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How a model is asked. prices: for a million tokens in and out. pause: seconds between calls."""

    endpoint: str
    model: str
    prompt: str = ""
    """Empty: the one made from the protocol."""
    temperature: float = 0.0
    seed: int = 0
    pause: float = 0.0
    price_in: float = 0.0
    price_out: float = 0.0
    key_name: str = KEY
    most: int | None = None
    """Ask for so many citations at most."""


class Asked(msgspec.Struct, frozen=True):
    """What a run would ask: citations and requests, in order."""

    declared: ReaderDeclared
    prompt: str
    requests: dict[CitationId, str]


class ReaderRuns:
    """Fetching scores; accessed via `review.reader_runs`."""

    def __init__(self, session: Session, readers: Readers) -> None:
        self._session = session
        self._readers = readers

    def preview(self, name: str, settings: RunSettings) -> ReaderPreview:
        """What a run would send, and where to; nothing is sent."""
        endpoint = Endpoint(settings.endpoint, key_name=settings.key_name)
        plan = self._plan(name, settings)
        first = next(iter(plan.requests.values()), "")
        return ReaderPreview(
            reader=plan.declared.reader,
            endpoint=endpoint.host,
            model=settings.model,
            citations=len(plan.requests),
            fields=plan.declared.fields,
            prompt=plan.prompt,
            request=first,
        )

    def run(
        self,
        name: str,
        settings: RunSettings,
        *,
        actor: str,
        progress: Progress | None = None,
        replay: AnyPath | None = None,
        wait: Wait = time.sleep,
    ) -> ReaderRun:
        """Ask for every citation that has no score yet, and take the answers in.

        replay : a file of calls; then nothing is asked, and what is not in it stays without answer.
        """
        plan = self._plan(name, settings)
        endpoint = Endpoint(
            settings.endpoint, key_name=settings.key_name, pause=settings.pause, wait=wait
        )
        place = self._place(plan.declared, settings)
        calls = read_calls(os.fspath(replay) if replay else place)
        kept = len(calls.keys() & {digest_of(r) for r in plan.requests.values()})
        failed = 0
        for n, (citation, request) in enumerate(plan.requests.items()):
            if progress:
                progress(n, len(plan.requests))
            digest = digest_of(request)
            if digest in calls or replay:
                continue
            text = endpoint.ask(request)
            if text is None:  # asked patiently, and it is down: the rest would wait as long
                failed = sum(digest_of(r) not in calls for r in plan.requests.values())
                break
            calls[digest] = Call(citation_id(citation), digest, text)
            append_calls(place, [calls[digest]])
        return self._taken(plan, settings, endpoint, calls, kept, failed, actor)

    def _taken(
        self,
        plan: Asked,
        settings: RunSettings,
        endpoint: Endpoint,
        calls: dict[str, Call],
        kept: int,
        failed: int,
        actor: str,
    ) -> ReaderRun:
        asked = {c: calls.get(digest_of(r)) for c, r in plan.requests.items()}
        scores = {c: score_in(call.text) for c, call in asked.items() if call is not None}
        if not scores:
            raise WinnowError(
                f"{endpoint.host} gave no answer: nothing was recorded; run it again later"
            )
        content = b"\n".join(msgspec.json.encode(call) for call in asked.values() if call)
        used = [usage_in(call.text) for call in asked.values() if call]
        tokens_in = sum(usage.prompt_tokens for usage in used)
        tokens_out = sum(usage.completion_tokens for usage in used)
        said: Parameters = {
            "model": settings.model,
            "temperature": settings.temperature,
            "seed": settings.seed,
            "prompt SHA-256": sha256(plan.prompt.encode()).hexdigest(),
            "tokens in": tokens_in,
            "tokens out": tokens_out,
        }
        if settings.price_in or settings.price_out:
            cost = tokens_in * settings.price_in + tokens_out * settings.price_out
            said["cost"] = round(cost / 1e6, 6)
        name = f"{plan.declared.reader}.jsonl"
        found = ScoreFile(name, content, sha256(content).hexdigest(), scores)
        done = self._readers.take(
            plan.declared.reader, found, actor=actor, endpoint=endpoint.host, settings=said
        )
        return ReaderRun(
            reader=done.reader,
            file=found.digest,
            scored=done.scored,
            unanswered=done.unanswered,
            unchanged=done.unchanged,
            citations=done.citations,
            endpoint=endpoint.host,
            calls=endpoint.calls,
            replayed=kept,
            failed=failed,
            settings=said,
        )

    def _plan(self, name: str, settings: RunSettings) -> Asked:
        state = self._session.state()
        reader = reader_of(state, name)
        declared = reader.declared
        if (declared.low, declared.high) != (0.0, HIGH):
            raise WinnowError(
                f"{declared.reader} is declared with scores from {declared.low:g} to {declared.high:g}; "
                "what is fetched is from 0 to 100: declare it with --scale 0 100"
            )
        if not settings.model.strip():
            raise WinnowError("which model? --model NAME")
        unknown = [f for f in declared.fields if f not in Record.__struct_fields__]
        if unknown:
            raise WinnowError(f"{declared.reader} reads {unknown[0]!r}, which no record has")
        prompt = settings.prompt or declared.prompt or prompt_of(self._session.plan_of(state))
        known = scores_of(state, reader)
        silent = set(state.citations_of(reader.unanswered))
        open_ = [
            c
            for c in state.citations()
            if c not in state.removed and c not in known and c not in silent
        ][: settings.most]
        return Asked(declared, prompt, self._requests(state, declared, open_, settings, prompt))

    def _requests(
        self,
        state: ReviewState,
        declared: ReaderDeclared,
        citations: list[CitationId],
        settings: RunSettings,
        prompt: str,
    ) -> dict[CitationId, str]:
        texts = self._readers.texts(citations, state)
        how = (declared.fields, settings.temperature, settings.seed)
        return {c: request_of(settings.model, prompt, texts[c], *how) for c in citations}

    def _place(self, declared: ReaderDeclared, settings: RunSettings) -> str:
        """The file of calls of a reader's version."""
        said = f"{declared.reader}\n{declared.model_version}\n{settings.endpoint}\n{settings.model}"
        mark = sha256(said.encode()).hexdigest()[:16]
        return self._session.inside(FOLDER, f"calls-{mark}.jsonl")
