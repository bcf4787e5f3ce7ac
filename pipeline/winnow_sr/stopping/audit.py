"""Rules whose guarantee comes from random sampling and from nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log
from typing import ClassVar

from winnow_sr.errors import WinnowError
from winnow_sr.stopping.heuristics import Heuristic
from winnow_sr.stopping.history import Audit, Control, History
from winnow_sr.stopping.rule import AUDITED, Rule, Verdict
from winnow_sr.text import at_least, count

NO_AUDIT = "a random sample of the unread (see audit_size)"
NO_CONTROL = "a control set drawn at random before the ranking"


def spent(confidence: float, attempt: int) -> float:
    """The risk an audit may take: all of alpha if it is the only one (attempt 0), else
    alpha / 2^attempt for attempt 1, 2, 3, ... so that the whole series spends at most alpha."""
    return float(round(1 - confidence, 12) / 2**attempt)


def audit_probability(audit: Audit, target: float) -> float:
    """P(at most as many hits | the target is missed), hypergeometric and exact.

    The hypothesis is the mildest failure, K = floor((r + x) / tau) + 1 - r relevant among the M
    unread; 0 where M cannot hold that many. Specification section 6.
    """
    from scipy.stats import hypergeom

    missing = _missing(audit.found, audit.hits, target)
    if missing > audit.unread:
        return 0.0
    return float(hypergeom.cdf(audit.hits, audit.unread, missing, audit.sampled))


def _missing(found: int, hits: int, target: float) -> int:
    from math import floor

    return floor((found + hits) / target) + 1 - found


def audit_size(
    unread: int,
    found: int,
    target: float,
    confidence: float,
    missed: int = 0,
    attempt: int = 0,
) -> int:
    """How many of the unread to draw so that at most `missed` hits among them pass the audit.

    unread : M. found : r, before the audit. attempt : see `spent`. About M (1 - alpha^(1/K)) for
    missed = 0; more when hits are to be tolerated.
    """
    low, high = missed, unread
    while low < high:
        middle = (low + high) // 2
        probability = audit_probability(Audit(unread, found, middle, missed), target)
        if probability < spent(confidence, attempt):
            high = middle
        else:
            low = middle + 1
    return 0 if _missing(found, missed, target) > unread else low


def audit_verdict(
    unread: int,
    found: int,
    sampled: int,
    hits: int,
    target: float,
    confidence: float,
    attempt: int = 0,
) -> Verdict:
    """Whether a random sample of the unread supports stopping.

    unread : M when the sample was drawn. found : r before it. sampled : n. hits : x. attempt : see
    `spent`. Raises WinnowError for counts that cannot be.
    """
    if not 0 <= hits <= sampled <= unread:
        raise WinnowError(
            f"an audit of {unread} unread citations cannot have drawn {sampled} with {hits} "
            "relevant: hits <= drawn <= unread"
        )
    audit = Audit(unread, found, sampled, hits)
    probability, level = audit_probability(audit, target), spent(confidence, attempt)
    stop = probability < level
    numbers: dict[str, float | int] = {
        "unread": unread,
        "found": found,
        "sampled": sampled,
        "hits": hits,
        "missing": _missing(found, hits, target),
        "p": probability,
        "level": level,
        "target": target,
        "confidence": confidence,
        "attempt": attempt,
    }
    text = (
        f"{count(hits, 'relevant citation')} in a random {sampled} of the {unread} "
        f"unread; were recall below {at_least(target)}, so few would have probability "
        f"{probability:.3g}, {'below' if stop else 'not below'} the {level:.3g} this audit may "
        "spend."
    )
    return Verdict("audit", AUDITED, stop, numbers, text)


@dataclass(frozen=True)
class RandomAudit(Rule):
    """Draw at random from the unread at a pre-announced point, and test what is in the sample.

    Exact hypergeometric test (elusion test); specification section 6. `single`: the protocol
    plans one audit, which may spend all of alpha; otherwise the k-th spends alpha / 2^k.
    """

    name: ClassVar[str] = "audit"
    label: ClassVar[str] = AUDITED
    assumption: ClassVar[str] = "The sample was drawn at random from everything unread."
    guarantee: ClassVar[str] = (
        "Exact: the chance of passing with recall below the target is at most the accepted risk (5 % at 95 % confidence), over all "
        "planned audits together, whatever the ranking did."
    )
    needs: ClassVar[str] = NO_AUDIT

    single: bool = True

    def judge(self, history: History) -> Verdict:
        if not history.audits:
            size = self.size(history)
            text = (
                f"Draw {size} of the {history.unread} unread at random; with no relevant "
                f"citation among them, screening may stop at {at_least(self.target)} recall."
            )
            return self.verdict(False, history, {"sampled": 0, "size": size}, text)
        allowed = history.audits[:1] if self.single else history.audits
        verdicts = [self._one(audit, k) for k, audit in enumerate(allowed, start=1)]
        chosen = next((verdict for verdict in verdicts if verdict.stop), verdicts[-1])
        text = chosen.text
        if self.single and not chosen.stop and len(history.audits) > 1:
            text += " The protocol planned one audit: a further one cannot pass."
        return self.verdict(chosen.stop, history, chosen.numbers, text)

    def size(self, history: History) -> int:
        """Citations to draw now for the next planned audit to pass without a hit."""
        attempt = 0 if self.single else len(history.audits) + 1
        return audit_size(
            history.unread, history.found, self.target, self.confidence, attempt=attempt
        )

    def _one(self, audit: Audit, number: int) -> Verdict:
        return audit_verdict(
            audit.unread,
            audit.found,
            audit.sampled,
            audit.hits,
            self.target,
            self.confidence,
            0 if self.single else number,
        )

    def first_stop(self, history: History, start: int = 0) -> int | None:
        """Reading in order alone never satisfies an audit: only the end does."""
        return history.read if history.read == history.total and start <= history.read else None


def positives_to_reach(positives: int, target: float, confidence: float) -> int | None:
    """j: how many of `positives` control citations the ranking must come to; None: too few.

    The smallest j with P(Binomial(positives, target) >= j) <= alpha: then the j-th control
    citation lies beyond the target with the stated confidence. Lewis, Yang and Frieder 2021.
    """
    from scipy.stats import binom

    if binom.sf(positives - 1, positives, target) > 1 - confidence:
        return None
    low, high = 0, positives
    while low < high:
        middle = (low + high) // 2
        if binom.sf(middle - 1, positives, target) <= 1 - confidence:
            high = middle
        else:
            low = middle + 1
    return low


def fewest_positives(target: float, confidence: float) -> int:
    """The smallest control set with which QBCB can stop at all (59 for 95 % and 95 %)."""
    return ceil(log(1 - confidence) / log(target))


def target_size(recall: float, confidence: float = 0.95) -> int:
    """Control citations the target method asks for: ceil(-ln(alpha) / (1 - recall))."""
    return ceil(-log(1 - confidence) / (1 - recall))


@dataclass(frozen=True)
class QBCB(Rule):
    """Quantile binomial coverage bound: stop when the ranking has come to j of r control hits.

    Lewis, Yang and Frieder 2021, Certifying one-phase technology-assisted reviews, CIKM.
    """

    name: ClassVar[str] = "qbcb"
    label: ClassVar[str] = AUDITED
    assumption: ClassVar[str] = (
        "The control set was drawn at random from all citations and the model never saw it."
    )
    guarantee: ClassVar[str] = (
        "Exact for its one stopping point: recall of the ranking is below the target there with "
        "probability at most the accepted risk. The random reading it needs usually costs what it saves."
    )
    needs: ClassVar[str] = NO_CONTROL

    def judge(self, history: History) -> Verdict:
        if history.control is None:
            needed = fewest_positives(self.target, self.confidence)
            text = f"QBCB needs a control set with at least {needed} relevant citations."
            return self.verdict(False, history, {"needed": needed}, text)
        control = history.control
        reach = positives_to_reach(control.positives, self.target, self.confidence)
        if reach is None:
            needed = fewest_positives(self.target, self.confidence)
            text = (
                f"The control set holds {control.positives} relevant citations; "
                f"{needed} are needed for {at_least(self.target)} with "
                f"{at_least(self.confidence)} confidence."
            )
            return self.verdict(False, history, {"needed": needed}, text)
        return _control_verdict(self, history, control, reach)

    def first_stop(self, history: History, start: int = 0) -> int | None:
        """The order alone does not hold the control set: only the end is a stop."""
        return history.read if history.read == history.total and start <= history.read else None


@dataclass(frozen=True)
class TargetMethod(Heuristic):
    """Stop when every one of a small random control set of relevant citations has been reached.

    Cormack and Grossman 2016 (target method). `size` relevant citations, 10 in the paper, which
    supports 70 % recall; see target_size for others.
    """

    name: ClassVar[str] = "target"
    assumption: ClassVar[str] = "A small random control set stands for all relevant citations."
    warning: ClassVar[str] = (
        "Measured with 10: 95 % recall was reached in 57 % of replays; 10 support 70 % only."
    )
    needs: ClassVar[str] = NO_CONTROL

    size: int = 10

    def judge(self, history: History) -> Verdict:
        control = history.control
        if control is None or control.positives < self.size:
            have = 0 if control is None else control.positives
            why = f"the control set holds {have} of {self.size} relevant citations"
            return self.answer(False, history, {"size": self.size}, why)
        return _control_verdict(self, history, control, control.positives)

    def first_stop(self, history: History, start: int = 0) -> int | None:
        """The order alone does not hold the control set: only the end is a stop."""
        return history.read if history.read == history.total and start <= history.read else None


def _control_verdict(rule: Rule, history: History, control: Control, reach: int) -> Verdict:
    stop = control.reached >= reach
    numbers: dict[str, float | int] = {
        "positives": control.positives,
        "reached": control.reached,
        "needed": reach,
        "sampled": control.sampled,
    }
    text = (
        f"The ranking has come to {control.reached} of the {control.positives} relevant "
        f"control citations; {reach} are needed. {rule.warning}"
    )
    return rule.verdict(stop, history, numbers, text.strip())
