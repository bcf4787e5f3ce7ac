"""The protocol's tags on citations: set, taken away, counted apart."""

from __future__ import annotations

from collections.abc import Sequence

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.events import CitationsTagged
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.answers import Tagged, TagRow
from winnow_sr.review.lookup import Lookup
from winnow_sr.review.picking import known_tag
from winnow_sr.review.session import Session
from winnow_sr.screening.blinding import check_may_know
from winnow_sr.screening.tagging import tag_counts
from winnow_sr.screening.team import check_member
from winnow_sr.vocabulary import RecordId, citation_id


class Tags:
    """Marks for citations that are counted or discussed apart; accessed via `review.tags`.

    A tag says what a citation is about and no verdict on it: everybody sees it.
    """

    def __init__(self, session: Session, lookup: Lookup) -> None:
        self._session = session
        self._lookup = lookup

    def change(
        self,
        ids: Sequence[str],
        *,
        actor: str,
        add: Sequence[str] = (),
        remove: Sequence[str] = (),
    ) -> Tagged:
        """Give citations tags, or take some away: all of them, or none."""
        if not add and not remove:
            raise WinnowError("which tag? --add T or --remove T")
        with self._session.writing() as state:
            plan = self._session.plan_of(state)
            name = check_member(state, plan, actor)
            added = list(dict.fromkeys(known_tag(plan, tag) for tag in add))
            removed = list(dict.fromkeys(_set_tag(state.tags, plan, tag) for tag in remove))
            if both := sorted(set(added) & set(removed)):
                raise WinnowError(f"{', '.join(both)}: add it or remove it, not both")
            find = self._lookup.finder(state, len(ids))
            citations = list(dict.fromkeys(find(text) for text in ids))
            for citation in citations:
                check_may_know(state, plan, name, citation)
            changed = [
                c
                for c in citations
                if set(added) - set(state.tags_of(c)) or set(removed) & set(state.tags_of(c))
            ]
            if changed:
                event = CitationsTagged(citations=changed, added=added, removed=removed)
                self._session.append(name, event)
        state = self._session.state()
        return Tagged(
            citations={citation_id(c): state.tags_of(c) for c in citations}, changed=len(changed)
        )

    def of(self, text: str) -> list[str]:
        """The tags of one citation."""
        state = self._session.state()
        return state.tags_of(self._lookup.citation(text, state))

    def counts(self) -> list[TagRow]:
        """Every tag of the protocol (and every other that is set): how many citations have it."""
        state = self._session.state()
        plan = self._session.plan_of(state)
        return [
            TagRow(tag=c.tag, text=c.text, citations=c.citations, included=c.included)
            for c in tag_counts(state, plan)
        ]


def _set_tag(tags: dict[RecordId, list[str]], plan: Plan, text: str) -> str:
    """A tag to be taken away: one of the protocol, or one that was set when that listed it."""
    wanted = " ".join(text.split()).casefold()
    for names in tags.values():
        for name in names:
            if name.casefold() == wanted:
                return name
    return known_tag(plan, text)
