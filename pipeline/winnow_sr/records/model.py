"""What an entry of an export file becomes: a `Record`, in the terms every later room uses."""

from __future__ import annotations

import msgspec


class Record(msgspec.Struct, frozen=True, gc=False):
    """One entry of one export file. Never changed after import.

    The meaning-bearing attributes are what the format's table of tags maps to; `fields` is the
    entry itself, every (tag, value) in the order read, so that nothing is ever lost. Text is as
    written in the file (Unicode, mark-up kept in `fields`, entities and tags removed from the
    attributes); a value that is not there is an empty string, an empty tuple or None.
    """

    fields: tuple[tuple[str, str], ...] = ()
    line: int = 0
    """First line of the entry in its file, counted from 1 (0: not from a file of lines)."""
    kind: str = ""
    """The entry type as written: RIS TY, BibTeX entry type..."""
    title: str = ""
    original_title: str = ""
    abstract: str = ""
    authors: tuple[str, ...] = ()
    """`Last, First` or as written, in order."""
    year: int | None = None
    journal: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    """`start-end`, `start`, or an article number."""
    issn: str = ""
    """All ISSNs or ISBNs as written, space between."""
    doi: str = ""
    """Lower case, without resolver address."""
    pmid: str = ""
    pmcid: str = ""
    registry_number: str = ""
    """NCT..., ISRCTN..., EudraCT..."""
    accession: str = ""
    """The accession number in its database: RIS AN, NBIB PMID, WoS UT."""
    language: str = ""
    publication_types: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    """Author keywords and index terms that are not known to be MeSH."""
    mesh: tuple[str, ...] = ()
    source_database: str = ""
    """The database as the entry itself names it (RIS DB, DP)."""
    urls: tuple[str, ...] = ()
    format: str = ""
    """Whose tags `fields` are: `ris`, `nbib`, `wos`, `csv`... (see docs/formats.md)."""

    @property
    def key(self) -> str:
        """What people call the record: accession number, else DOI, else nothing (then its id)."""
        return self.accession or self.doi
