"""How one platform writes a search: the differences between platforms as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from winnow_sr.protocol.searching.query import Fields

NEVER = r"(?!)"
"""Matches nothing: for what a platform does not have."""


@dataclass(frozen=True, eq=False)
class Syntax:
    """The syntax of one platform. Expressions are tried at a place of a line; case matters.

    A field code that is in `fields` restricts what follows (`prefix`) or precedes (`suffix`) to
    fields of a record; one that is in `unseen` makes it something that no record can show.
    """

    name: str
    title: str
    known_by: str
    """Found in the platform, or else the name, of a source that uses it; case does not matter."""
    number: str = r"#?(\d+)[.:)]?\s+"
    """Opens a numbered line; group 1 is the number."""
    reference: str = NEVER
    """An earlier line; group 1 is its number."""
    combined: str = NEVER
    """Several earlier lines at once; group 1 the operator, group 2 the numbers."""
    unseen_part: str = NEVER
    """A subject heading, a limit: what no record shows."""
    silent: str = NEVER
    """A remark, or an instruction that changes nothing here."""
    prefix: str = NEVER
    """A field before a term or bracket; group 1 holds the codes."""
    suffix: str = NEVER
    """A field after a term or bracket; group 1 holds the codes."""
    fields: Mapping[str, Fields] = field(default_factory=lambda: MappingProxyType({}))
    unseen: frozenset[str] = frozenset()
    proximity: str = NEVER
    """Groups `n` (the number) and, where the order matters, `ordered`."""
    usual: int = 0
    """N where proximity is written without a number."""
    between: int = 0
    """Words between that `near N` allows, over N: adj5 lets four words stand between."""
    around: bool = False
    """PubMed's "a b"[tiab:~N]."""
    wildcards: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({"*": r"\w*"}))
    counted: bool = False
    """May a number after the wildcard say how many letters (`$5`)?"""
    stem: int = 1
    """Letters needed before a truncation."""
    quotes: str = '"'
    wild_quotes: bool = True
    """Do wildcards work inside quotation marks?"""
    side_by_side: Literal["phrase", "and"] = "and"
    """What words without operator between them mean."""
    first: Literal["and", "or", "left"] = "and"
    """Which operator binds first where brackets are missing; left: in the order of writing."""
    capitals: bool = False
    """Are operators understood in capitals only?"""
    each_row: bool = False
    """Is every row of an unnumbered strategy a search of its own?"""
