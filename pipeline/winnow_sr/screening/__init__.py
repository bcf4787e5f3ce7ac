"""Rules of screening: what votes amount to, who reads what next, what may be decided.

In: a `ReviewState` and the `Plan`. Out: outcomes, queues, conflicts, agreement, fates: plain
values. Nothing here writes; a rule that forbids something raises a `WinnowError`.
"""
