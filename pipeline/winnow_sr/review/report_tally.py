"""What the report counts that the state does not keep: how often each kind of thing was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from winnow_sr.ledger import events as ev
from winnow_sr.ledger.codec import StoredEvent, entries
from winnow_sr.vocabulary import Stage

COUNTED: tuple[type[ev.Event], ...] = (
    ev.DecisionMade,
    ev.DecisionWithdrawn,
    ev.DecisionsWithdrawn,
    ev.CitationsOffered,
    ev.ModelTrained,
    ev.DuplicatesFound,
    ev.CitationsMerged,
    ev.DuplicateAnswerWithdrawn,
)
"""Kinds of which more is counted than how often they happened; the others are not even read."""


class Tally:
    """Counts over all events of a review."""

    def __init__(self, events: Sequence[StoredEvent]) -> None:
        self.rules: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter(event.kind for event in events)
        self.verdicts: Counter[Stage] = Counter()
        self.visible: Counter[Stage] = Counter()
        self.withdrawn: Counter[Stage] = Counter()
        self.offered: Counter[Stage] = Counter()
        """Verdicts on what winnow had put before their reader."""
        self._queues: set[tuple[str, Stage, int]] = set()
        self.phases: Counter[str] = Counter()
        self.gaps: list[int] = []
        """Verdicts on titles and abstracts between a kept training and the next."""
        self._at_training: int | None = None
        self.second: Counter[str] = Counter()
        """Rankings that no queue follows, made for one round, by model."""
        self.undone: Counter[bool] = Counter()
        """Answers on doubtful pairs taken back: same (True) or different (False)."""
        self.first_verdict = 0
        """seq of the first verdict; 0 before it."""
        self.joined: list[ev.Event] = []
        """What joined records, or took that back."""
        wanted = {ev.KIND_OF[cls] for cls in COUNTED}
        for entry in entries(event for event in events if event.kind in wanted):
            self._count(entry.seq, entry.actor, entry.event)

    def _count(self, seq: int, actor: str, event: ev.Event) -> None:
        match event:
            case ev.DecisionMade():
                self.first_verdict = self.first_verdict or seq
                self.verdicts[event.stage] += 1
                self.visible[event.stage] += event.visible
                shown = event.offered or (actor, event.stage, event.citation) in self._queues
                self.offered[event.stage] += bool(shown)
            case ev.CitationsOffered():
                self._queues.update((event.reviewer, event.stage, c) for c in event.citations)
            case ev.DecisionWithdrawn():
                self.withdrawn[event.stage] += 1
            case ev.DecisionsWithdrawn():
                self.withdrawn.update(vote.stage for vote in event.votes)
            case ev.ModelTrained():
                training = event.training
                self.phases[training.phase] += 1
                if not event.kept:
                    self.second[training.model] += 1
                elif training.phase == "model":
                    now = self.verdicts["title-abstract"]
                    if self._at_training is not None:
                        self.gaps.append(now - self._at_training)
                    self._at_training = now
            case ev.CitationsMerged():
                self.joined.append(event)
            case ev.DuplicatesFound():
                self.joined.append(event)
                self.rules.update(link.rule for link in event.links)
            case ev.DuplicateAnswerWithdrawn():
                self.joined.append(event)
                self.undone[event.same] += 1

    def times(self, kind: type[ev.Event]) -> int:
        """How often a kind of event happened."""
        return self.kinds[ev.KIND_OF[kind]]
