"""The ledger: the only thing a review writes. Everything else is a function of it.

In: events (what happened, by whom, when), appended in one durable transaction. Out: the events
again, and `ReviewState`, the plain values that replaying them gives. The events are chained by
hashes, so that `verify` finds any change made behind the ledger's back. Import what you need from
the modules: events (the glossary), store (sqlite, postgresql), replay, state, votes, verify.
"""
