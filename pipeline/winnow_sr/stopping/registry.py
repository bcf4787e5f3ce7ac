"""Every rule by its name, and how to make one from a protocol."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from winnow_sr.errors import WinnowError
from winnow_sr.stopping.audit import QBCB, RandomAudit, TargetMethod
from winnow_sr.stopping.cmh import CMH, CMHSeq
from winnow_sr.stopping.dual import Dual
from winnow_sr.stopping.heuristics import Budget, Consecutive, Knee, SafeLike
from winnow_sr.stopping.poisson import InhomogeneousPoisson
from winnow_sr.stopping.rule import Rule

DEFAULT_RULE = CMHSeq.name

RULES: dict[str, type[Rule]] = {
    rule.name: rule
    for rule in (
        CMHSeq,
        Dual,
        RandomAudit,
        QBCB,
        CMH,
        InhomogeneousPoisson,
        Consecutive,
        SafeLike,
        Knee,
        Budget,
        TargetMethod,
    )
}


def make_rule(
    name: str, *, target: float = 0.90, confidence: float = 0.95, **parameters: Any
) -> Rule:
    """The rule of that name. Case does not matter, and `_` is read as `-`.

    parameters : the rule's own, such as n=100 for `consecutive`. Raises WinnowError for an unknown
    name or parameter, saying which there are, and for impossible numbers.
    """
    kind = RULES.get(name.strip().lower().replace("_", "-"))
    if kind is None:
        raise WinnowError(f"there is no stopping rule {name!r}: use one of {', '.join(RULES)}")
    own = [field.name for field in fields(kind)]
    unknown = [given for given in parameters if given not in own]
    if unknown:
        raise WinnowError(
            f"the rule {kind.name} has no parameter {unknown[0]!r}: it takes {', '.join(own)}"
        )
    return kind(target=target, confidence=confidence, **parameters)


def rules_for_simulation(target: float = 0.90, confidence: float = 0.95) -> list[Rule]:
    """The rules that a replayed order can be judged by alone, the defensible ones first."""
    return [
        CMHSeq(target, confidence),
        Dual(target, confidence),
        CMH(target, confidence),
        InhomogeneousPoisson(target, confidence),
        *(Consecutive(target, confidence, n=n) for n in (50, 100, 200)),
        SafeLike(target, confidence),
        Knee(target, confidence),
        Budget(target, confidence),
    ]
