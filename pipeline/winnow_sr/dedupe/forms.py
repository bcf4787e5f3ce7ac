"""What a record was published as: article, conference paper, thesis, book, chapter, report, page."""

from __future__ import annotations

import re
from functools import lru_cache

from winnow_sr.dedupe.folding import fold, hinted
from winnow_sr.records.model import Record

ARTICLE = "article"
CONFERENCE_FORM = "conference"

_BY_ENTRY_TYPE = {
    word: form
    for form, several in {
        ARTICLE: "jour ejour jfull mgzn article journal-article articlejournal article-journal",
        CONFERENCE_FORM: "conf cpaper inproceedings proceedings conference paper-conference"
        " conferencepaper proceedings-article",
        "thesis": "thes thesis phdthesis mastersthesis dissertation",
        "book": "book ebook edbook",
        "chapter": "chap echap incollection inbook chapter book-chapter booksection",
        "report": "rprt techreport report govdoc stand",
        "page": "elec web blog webpage icomm post-weblog",
        "patent": "pat patent",
    }.items()
    for word in several.split()
}
_TYPES = (
    (
        CONFERENCE_FORM,
        re.compile(
            r"\b(?:conference|congress|meeting|proceedings?|symposium|poster)\b"
            r".{0,12}\b(?:abstracts?|papers?|proceedings?|publications?|posters?|presentations?|reviews?)\b"
            r"|\b(?:abstracts?|papers?|posters?) (?:of|from|at) (?:a |the )?(?:conference|congress|meeting)"
            r"|^congress(?:es)?$|^conference$|^meeting$|^poster$"
        ),
    ),
    ("thesis", re.compile(r"\bdissertations?\b|\bthes[ie]s\b")),
    ("chapter", re.compile(r"\b(?:book )?chapter\b|\bbook section\b")),
)
"""Publication types that outweigh the entry type: an export calls nearly everything an article."""
_THESIS_HINTS = ("dissert", "thes", "doctoral")
_THESES = re.compile(r"dissertation|\bthes[ie]s\b|\bdoctoral\b")


def form_of(record: Record, meeting: bool) -> str:
    """The form; '' where the entry does not tell. `meeting`: its place looks like a meeting's."""
    for written in record.publication_types:
        if found := _form_of_type(written):
            return found
    entry = _BY_ENTRY_TYPE.get(record.kind.lower(), "") if record.kind else ""
    if entry in ("", ARTICLE):
        if meeting:
            return CONFERENCE_FORM
        if record.journal and _is_thesis_place(record.journal):
            return "thesis"
    return entry


@lru_cache(maxsize=5_000)
def _form_of_type(written: str) -> str:
    text = fold(written).strip()
    return next((form for form, pattern in _TYPES if pattern.search(text)), "")


@lru_cache(maxsize=50_000)
def _is_thesis_place(journal: str) -> bool:
    return hinted(journal, _THESIS_HINTS) and _THESES.search(fold(journal)) is not None
