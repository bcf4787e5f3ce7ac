"""What the protocol says about pairs that are two publications of one piece of work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

import msgspec

from winnow_sr.errors import WinnowError

Treatment = Literal["merge", "ask", "leave"]


class Policy(msgspec.Struct, frozen=True):
    """One switch per kind of pair; strict by default: a person is asked.

    merge: one citation without asking; ask: put before a person; leave: two citations.
    """

    cochrane_versions: Treatment = "ask"
    """Two versions of one Cochrane review; living evidence: the same title, people and journal in
    a later year."""
    errata: Treatment = "ask"
    """An erratum, correction, reply or retraction notice, and the article it is about."""
    preprints: Treatment = "ask"
    """A preprint and its journal article."""
    conference_abstracts: Treatment = "ask"
    """A meeting abstract and the full article, or the same abstract at two meetings."""
    registry_entries: Treatment = "ask"
    """A trial registration and a report of the trial."""

    @classmethod
    def from_dict(cls, values: Mapping[str, object] | None) -> Policy:
        """The policy of a protocol's mapping; switches not named keep their default.

        Raises WinnowError for a switch or a value that does not exist.
        """
        known = cls.__struct_fields__
        for name, value in (values or {}).items():
            if name not in known:
                raise WinnowError(
                    f"duplicates policy: unknown switch {name!r}; there are {', '.join(known)}"
                )
            if value not in get_args(Treatment):
                raise WinnowError(
                    f"duplicates policy: {name} cannot be {value!r}; say merge, ask or leave"
                )
        return msgspec.convert(dict(values or {}), cls)

    def as_dict(self) -> dict[str, Treatment]:
        """The switches as a plain mapping, for the ledger and the methods text."""
        return {name: getattr(self, name) for name in self.__struct_fields__}
