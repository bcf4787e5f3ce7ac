"""Search strategies, tried on records before anybody runs them.

In come a strategy as it is typed and the `Syntax` of its platform (Boolean operators, brackets,
phrases, truncation, wildcards, proximity, fields, references to lines: `SYNTAXES`). Out comes a
`Search`, which says of a title, abstract and keywords whether the strategy would find them: yes, no,
or only by what no record shows (subject headings, limits). `check_searches` does so for every source
of a plan and every study known to be relevant, and names the block that misses one. What a platform
would not understand is one StrategyError with its row and column.

A model of the platforms, not the platforms: automatic mapping, stemming and stop words are left out.
"""

from __future__ import annotations

from winnow_sr.protocol.searching.checking import (
    Miss,
    SearchCheck,
    Trial,
    check_searches,
    syntax_of,
)
from winnow_sr.protocol.searching.places import StrategyError
from winnow_sr.protocol.searching.platforms import SYNTAXES
from winnow_sr.protocol.searching.search import Block, Search, read_search
from winnow_sr.protocol.searching.syntaxes import Syntax
from winnow_sr.protocol.searching.text import Text

__all__ = [
    "SYNTAXES",
    "Block",
    "Miss",
    "Search",
    "SearchCheck",
    "StrategyError",
    "Syntax",
    "Text",
    "Trial",
    "check_searches",
    "read_search",
    "syntax_of",
]
