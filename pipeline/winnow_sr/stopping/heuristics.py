"""Rules of thumb. They promise nothing; each says how often it failed when it was measured.

Measurements: 17 labelled reviews replayed in 340 orders on final inclusions, 15 of them on
title-and-abstract verdicts; target 95 % (specification section 3).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import ClassVar

from winnow_sr.errors import WinnowError
from winnow_sr.stopping.history import History
from winnow_sr.stopping.rule import HEURISTIC, Rule, Verdict
from winnow_sr.stopping.urns import hits_of
from winnow_sr.text import at_least

NOTHING = "None."


@dataclass(frozen=True)
class Heuristic(Rule):
    """What the rules of thumb share: no guarantee, and a text that says so."""

    label: ClassVar[str] = HEURISTIC
    guarantee: ClassVar[str] = NOTHING

    def answer(
        self, stop: bool, history: History, numbers: dict[str, float | int], why: str
    ) -> Verdict:
        return self.verdict(stop, history, numbers, f"{why[:1].upper()}{why[1:]}. {self.warning}")


@dataclass(frozen=True)
class Consecutive(Heuristic):
    """Stop after n irrelevant citations in a row in the ranked phase.

    Folklore, offered live by ASReview; measured by Callaghan and Müller-Hansen 2020 (IH50 misses
    the target in 39 % of runs).
    """

    name: ClassVar[str] = "consecutive"
    assumption: ClassVar[str] = "After a long enough gap nothing relevant is left."
    warning: ClassVar[str] = (
        "Measured: 95 % recall was reached in 26 % of replays with 50 in a row, 48 % with 100, "
        "81 % with 200; the worst stopped at 2 % recall."
    )

    n: int = 50

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.n < 1:
            raise WinnowError(f"n {self.n} is impossible: give a number of citations, such as 50")

    def judge(self, history: History) -> Verdict:
        run = _run(history)
        why = f"{run} irrelevant in a row, {self.n} asked for"
        return self.answer(run >= self.n, history, {"run": run, "n": self.n}, why)

    def first_stop(self, history: History, start: int = 0) -> int | None:
        return _gap_stop(history, start, self.n, 0)


@dataclass(frozen=True)
class SafeLike(Heuristic):
    """Stop when a share of all has been read and n in a row were irrelevant.

    The two countable conditions of SAFE's active-learning phase (Boetje and van de Schoot 2024,
    The SAFE procedure, Systematic Reviews 13:81); its key papers, its estimate from a random
    start and its change of model are acts of the team, not of a rule.
    """

    name: ClassVar[str] = "safe-like"
    assumption: ClassVar[str] = "Several weak signs together are strong enough."
    warning: ClassVar[str] = (
        "Measured: 95 % recall was reached in 26 % of replays (49 % with SAFE's other phases "
        "simulated too)."
    )

    n: int = 50
    share: float = 0.10

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.n < 1 or not 0 <= self.share <= 1:
            raise WinnowError(
                f"n {self.n}, share {self.share} are impossible: give a number of citations, "
                "such as 50, and a fraction, such as 0.1"
            )

    def judge(self, history: History) -> Verdict:
        run, least = _run(history), ceil(self.share * history.total)
        why = (
            f"{run} irrelevant in a row, {self.n} asked for, and {history.read} of the {least} "
            f"citations ({at_least(self.share)}) that must be read at least"
        )
        stop = run >= self.n and history.read >= least
        return self.answer(stop, history, {"run": run, "n": self.n, "least": least}, why)

    def first_stop(self, history: History, start: int = 0) -> int | None:
        return _gap_stop(history, start, self.n, ceil(self.share * history.total))


def _run(history: History) -> int:
    """Irrelevant citations read in a row, up to now, within the ranked phase."""
    hits = hits_of(history)
    since = max(int(hits[-1]) + 1 if len(hits) else 0, history.first)
    return history.read - since


def _gap_stop(history: History, start: int, n: int, least: int) -> int | None:
    """First t >= max(start, least) at the end of a run of at least n."""
    import numpy as np

    hits, read = hits_of(history), history.read
    starts = np.concatenate(([history.first], hits[hits >= history.first] + 1))
    ends = np.concatenate((hits[hits >= history.first], [read]))
    stops = np.maximum(starts + n, max(start, least))
    good = np.flatnonzero(stops <= ends)
    if len(good):
        return int(stops[good[0]])
    return read if read == history.total and start <= read else None


def batch_ends(total: int) -> Iterator[int]:
    """1, 2, 3, ... growing by a tenth: when knee and budget look (Cormack and Grossman 2015)."""
    end = 1
    while end < total:
        yield end
        end += ceil(end / 10)


@dataclass(frozen=True)
class Knee(Heuristic):
    """Stop when the gain curve is rho times steeper before its knee than after it.

    Cormack and Grossman 2016, Engineering quality and reliability in technology-assisted review,
    SIGIR. Looks at the ends of batches that grow by a tenth; rho is raised by 150 less the number
    found at the knee, and never below `rho`.
    """

    name: ClassVar[str] = "knee"
    assumption: ClassVar[str] = "The gain curve has one knee, and little comes after it."
    warning: ClassVar[str] = (
        "Measured: 95 % recall was reached in 86 % of replays; the worst stopped at 2 % recall."
    )

    rho: float = 6.0

    def judge(self, history: History) -> Verdict:
        end = _last_batch(history)
        slope, needed = self._slopes(history, end)
        why = (
            f"at {end} citations the curve was {slope:.3g} times steeper before its knee than "
            f"after, {needed:.3g} asked for"
        )
        numbers: dict[str, float | int] = {"batch_end": end, "ratio": slope, "needed": needed}
        return self.answer(slope >= needed, history, numbers, why)

    def _slopes(self, history: History, end: int) -> tuple[float, float]:
        """(slope ratio, ratio asked for) at the end of a batch."""
        knee, before, after = _knee(history, end)
        needed = self.rho + 150 - min(before, 150)
        if knee >= end:
            return 0.0, needed
        return (before / knee) / ((1 + after) / (end - knee)), needed

    def first_stop(self, history: History, start: int = 0) -> int | None:
        return _batch_stop(self, history, start)


@dataclass(frozen=True)
class Budget(Heuristic):
    """Stop at the knee's ratio once ten times N / r are read, or when 75 % are.

    Cormack and Grossman 2016 (see Knee): as much reading as the target method would need.
    """

    name: ClassVar[str] = "budget"
    assumption: ClassVar[str] = "Ten times the reading per relevant citation is budget enough."
    warning: ClassVar[str] = (
        "Measured: 95 % recall was reached in 58 % of replays; the worst stopped at 76 % recall."
    )

    rho: float = 6.0
    most: float = 0.75

    def judge(self, history: History) -> Verdict:
        end = _last_batch(history)
        knee, before, after = _knee(history, end)
        ratio = 0.0 if knee >= end else (before / knee) / ((1 + after) / (end - knee))
        found = before + after
        budget = 10 * history.total / found if found else float(history.total)
        stop = (end >= budget and ratio >= self.rho) or end >= self.most * history.total
        why = (
            f"at {end} citations the curve was {ratio:.3g} times steeper before its knee "
            f"({self.rho:g} asked for) and the budget was {budget:.0f} citations"
        )
        numbers: dict[str, float | int] = {"batch_end": end, "ratio": ratio, "budget": budget}
        return self.answer(stop, history, numbers, why)

    def first_stop(self, history: History, start: int = 0) -> int | None:
        return _batch_stop(self, history, start)


def _last_batch(history: History) -> int:
    return max((end for end in batch_ends(history.total) if end <= history.read), default=0)


def _knee(history: History, end: int) -> tuple[int, int, int]:
    """(rank of the knee, relevant up to it, relevant from it to `end`); zeros for no batch."""
    import numpy as np

    if end == 0:
        return 0, 0, 0
    gain = np.cumsum(np.asarray(history.relevant[:end], dtype=np.int64))
    slope = gain[-1] / end
    distance = np.abs(slope * np.arange(1, end + 1) - gain)
    knee = int(np.argmax(distance)) + 1
    return knee, int(gain[knee - 1]), int(gain[-1] - gain[knee - 1])


def _batch_stop(rule: Rule, history: History, start: int) -> int | None:
    """First t at which the last batch's end satisfies a rule that looks at batches only."""
    looks = [end for end in batch_ends(history.total) if start < end <= history.read]
    looks = [start, *looks] if start <= history.read else looks
    if history.read == history.total:
        looks.append(history.total)
    return next((at for at in looks if rule.evaluate(history.prefix(at)).stop), None)
