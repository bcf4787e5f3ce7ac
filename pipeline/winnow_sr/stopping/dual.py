"""DUAL: CMH-seq, or a model's own bound on what is left where CMH does not contradict it."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, sqrt
from typing import TYPE_CHECKING, Any, ClassVar

from winnow_sr.stopping.cmh import CMH, CMHSeq
from winnow_sr.stopping.history import History
from winnow_sr.stopping.rule import MODEL_SUPPORTED, Rule, Verdict
from winnow_sr.text import at_least

if TYPE_CHECKING:
    from winnow_sr.stopping.urns import Floats


@dataclass(frozen=True)
class Left:
    """What the model expects among the unread: E relevant citations, with variance V from the
    uncertainty of the fitted curve."""

    expected: float
    variance: float

    def bound(self, z: float) -> float:
        """E + z sqrt(E + V): Poisson scatter around E plus the curve's own uncertainty."""
        return self.expected + z * sqrt(self.expected + self.variance)


def left_by_model(history: History) -> Left | None:
    """Expected relevant citations among the unread, from a logistic curve over the scores.

    The curve is fitted on (score when proposed, verdict) of the ranked phase, so on predictions
    made before their answer was known, and applied to the current scores of the unread. The scale
    of the scores does not matter. None without scores, or when the ranked phase holds only one
    kind of verdict. Platt 1999, Probabilistic outputs for support vector machines.
    """
    import numpy as np

    if history.scores is None or history.unread_scores is None:
        return None
    score = np.asarray(history.scores, dtype=np.float64)[history.first :]
    verdict = np.asarray(history.relevant, dtype=np.float64)[history.first :]
    known = np.isfinite(score)
    score, verdict = score[known], verdict[known]
    unread = np.asarray(history.unread_scores, dtype=np.float64)
    if not 0 < verdict.sum() < len(verdict) or not score.std() or not np.isfinite(unread).all():
        return None
    centre, spread = score.mean(), score.std()
    weights, covariance = _logistic(_design((score - centre) / spread), verdict)
    design = _design((unread - centre) / spread)
    chance = _sigmoid(design @ weights)
    gradient = (chance * (1 - chance)) @ design
    return Left(float(chance.sum()), float(gradient @ covariance @ gradient))


def _design(z: Floats) -> Floats:
    import numpy as np

    return np.column_stack([np.ones(len(z)), z])


def _sigmoid(x: Floats) -> Floats:
    from scipy.special import expit

    return expit(x)  # type: ignore[no-any-return]


def _logistic(
    design: Floats, verdict: Floats, ridge: float = 1e-3, steps: int = 60
) -> tuple[Floats, Floats]:
    """Weights (2,) and their covariance (2, 2), by Newton's method; ridge on the slope only."""
    import numpy as np

    penalty = np.diag([0.0, ridge])
    weights: Floats = np.zeros(2)
    for _ in range(steps):
        chance = _sigmoid(design @ weights)
        curvature = (design.T * (chance * (1 - chance))) @ design + penalty
        slope = design.T @ (verdict - chance) - penalty @ weights
        step: Any = np.linalg.solve(curvature, slope)
        weights = weights + step
        if float(np.abs(step).max()) < 1e-10:
            break
    chance = _sigmoid(design @ weights)
    curvature = (design.T * (chance * (1 - chance))) @ design + penalty
    covariance: Floats = np.asarray(np.linalg.inv(curvature), dtype=np.float64)
    return weights, covariance


@dataclass(frozen=True)
class Dual(Rule):
    """CMH-seq, or: enough found, the model's upper bound on what is left fits the target, and CMH
    at a loose level agrees.

    Specification section 6; the second branch combines Platt's calibration (1999) with the test
    of Callaghan and Müller-Hansen 2020. z, guard and least_found as there.
    """

    name: ClassVar[str] = "dual"
    label: ClassVar[str] = MODEL_SUPPORTED
    assumption: ClassVar[str] = (
        "Either what CMH-seq assumes, or the model's scores mean the same among the unread as "
        "among those it proposed."
    )
    guarantee: ClassVar[str] = (
        "None beyond CMH-seq's: the model-supported branch has a track record (97.5 % of replays "
        "reached the target with abstract-less records read first), not a proof."
    )

    z: float = 2.33
    guard: float = 0.2
    least_found: int = 20

    @property
    def certain(self) -> CMHSeq:
        return CMHSeq(self.target, self.confidence)

    def judge(self, history: History) -> Verdict:
        strict = self.certain.judge(history)
        allowed = floor(history.found / self.target + 1e-9) - history.found
        numbers = strict.numbers | {"allowed": allowed, "certified": int(strict.stop)}
        left = left_by_model(history)
        supported = False
        if left is not None:
            bound = left.bound(self.z)
            numbers |= {"expected": left.expected, "variance": left.variance, "bound": bound}
            supported = (
                history.found >= self.least_found
                and numbers["p_min"] < self.guard
                and allowed >= bound
            )
        if strict.stop:
            text = strict.text.replace("(certified)", "(the certified test of CMH-seq is met)")
        elif left is None:
            text = f"{strict.text} {_no_model(history)}"
        else:
            text = self._sentence(history.found, numbers)
        return self.verdict(strict.stop or supported, history, numbers, text)

    def _sentence(self, found: int, numbers: dict[str, float | int]) -> str:
        enough = (
            ""
            if found >= self.least_found
            else f", {found} found where {self.least_found} are needed before the model is trusted"
        )
        return (
            f"The model expects {numbers['expected']:.2g} relevant citations among the unread, at "
            f"most {numbers['bound']:.2g}; {numbers['allowed']} may be missed at {at_least(self.target)} recall. CMH's "
            f"p = {numbers['p_min']:.3g} ({self.guard:g} or less must support it){enough}. This "
            "rests on a track record, not on a guarantee."
        )

    def first_stop(self, history: History, start: int = 0) -> int | None:
        """See Rule; the model is asked at the history's checkpoints."""
        certain = self.certain.first_stop(history, start)
        loose = CMH(self.target, self.confidence)
        for point in history.checkpoints:
            if certain is not None and point.read >= certain:
                break
            if not start <= point.read <= history.read:
                continue
            then = history.prefix(point.read)
            # The model's fit costs more than the test of the urns: ask for it last.
            if then.found < self.least_found or loose.judge(then).numbers["p_min"] >= self.guard:
                continue
            if self.evaluate(then).stop:
                return point.read
        return certain


def _no_model(history: History) -> str:
    if history.scores is None or history.unread_scores is None:
        return "There are no model scores, so only the certified branch was tried."
    return "The model cannot be calibrated yet: too little variety in the ranked verdicts."
