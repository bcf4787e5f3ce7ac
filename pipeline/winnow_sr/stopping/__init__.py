"""When may screening stop?

In: a `History`, the settled verdicts in reading order with how many citations there are in all.
Out: a `Verdict` of one stopping rule with its numbers and a sentence, a `Recall` (lower bound and
best guess, readable at any moment), a `Forecast` of how much reading is left, the size and result
of a random `audit`, and `advice`. One class per published rule; `make_rule` makes it from the
protocol's words. Every rule says what it assumes and what it guarantees; `stop_label` gives the one
word for a stop, by rule, reading and what was changed after looking. NumPy and SciPy are imported
only when something is computed.
"""

from winnow_sr.stopping.advice import advice, share_to_read
from winnow_sr.stopping.audit import (
    QBCB,
    RandomAudit,
    TargetMethod,
    audit_size,
    audit_verdict,
    positives_to_reach,
    target_size,
)
from winnow_sr.stopping.capture import Missed, missed_by_both
from winnow_sr.stopping.cmh import CMH, CMHSeq
from winnow_sr.stopping.dual import Dual
from winnow_sr.stopping.heuristics import Budget, Consecutive, Knee, SafeLike
from winnow_sr.stopping.history import Audit, Checkpoint, Control, History
from winnow_sr.stopping.labels import (
    LABELS,
    Fixed,
    Label,
    changed_after_looking,
    everything_read_text,
    label_text,
    may_stop,
    stop_label,
)
from winnow_sr.stopping.poisson import InhomogeneousPoisson
from winnow_sr.stopping.recall import Forecast, Recall, forecast, recall
from winnow_sr.stopping.registry import DEFAULT_RULE, RULES, make_rule, rules_for_simulation
from winnow_sr.stopping.rule import Rule, Verdict

__all__ = [
    "CMH",
    "DEFAULT_RULE",
    "LABELS",
    "QBCB",
    "RULES",
    "Audit",
    "Budget",
    "CMHSeq",
    "Checkpoint",
    "Consecutive",
    "Control",
    "Dual",
    "Fixed",
    "Forecast",
    "History",
    "InhomogeneousPoisson",
    "Knee",
    "Label",
    "Missed",
    "RandomAudit",
    "Recall",
    "Rule",
    "SafeLike",
    "TargetMethod",
    "Verdict",
    "advice",
    "audit_size",
    "audit_verdict",
    "changed_after_looking",
    "everything_read_text",
    "forecast",
    "label_text",
    "make_rule",
    "may_stop",
    "missed_by_both",
    "positives_to_reach",
    "recall",
    "rules_for_simulation",
    "share_to_read",
    "stop_label",
    "target_size",
]
