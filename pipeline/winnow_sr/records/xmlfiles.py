"""EndNote XML and PubMed XML, entry by entry: one damaged entry does not cost the file.

Each entry's text is cut out by its own start and end tags and parsed alone (defusedxml), so a
file of any size streams and every entry knows its line. Its leaves become fields: the path from
the entry down, and the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from winnow_sr.records.mapping import Mapper
from winnow_sr.records.model import Record
from winnow_sr.records.notes import NoteBook, Quarantined
from winnow_sr.records.tags import ENDNOTE_XML, PUBMED_XML, Row
from winnow_sr.records.text import TextFile

Field = tuple[str, str]

_ENTRIES: dict[str, tuple[tuple[Row, ...], re.Pattern[str], re.Pattern[str]]] = {
    "endnote-xml": (ENDNOTE_XML, re.compile(r"<record\b[^>]*>"), re.compile(r"</record\s*>")),
    "pubmed-xml": (
        PUBMED_XML,
        re.compile(r"<Pubmed(?:Book)?Article\b(?!Set)[^>]*>"),
        re.compile(r"</Pubmed(?:Book)?Article\s*>"),
    ),
}
_LONGEST_TAG = 1000
_BARE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)")
_PREFIX = re.compile(r"(</?)([A-Za-z]\w*):(\w)")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_INNER = re.compile(r"^<[^>]*>|</[^>]*>$")
_KEYED = {"ArticleId": "IdType", "ELocationID": "EIdType", "OtherID": "Source"}
"""PubMed elements whose attribute says what they hold: it becomes part of the tag."""


def read_xml(text: TextFile, book: NoteBook, format: str) -> Iterator[Record | Quarantined]:
    """The entries of an EndNote or PubMed XML file."""
    rows, _, _ = _ENTRIES[format]
    mapper = Mapper(format, rows)
    for line, raw in _cut(text, *_ENTRIES[format][1:]):
        element = _parsed(raw)
        if element is None:
            book.add(line, "broken-entry")
            yield Quarantined(line, raw, "the XML of this entry is damaged")
            continue
        fields = tuple(_leaves(element, ""))
        if any(value for _, value in fields):
            yield mapper.record(fields, line, book)
        else:
            book.add(line, "empty-entry")
            yield Quarantined(line, raw, "an entry without any value")


def _cut(text: TextFile, start: re.Pattern[str], end: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """(line, text) of each entry; one without an end reaches to the next start."""
    held, line = "", 1
    for chunk in text.chunks():
        held += chunk
        at = 0
        while (first := start.search(held, at)) is not None:
            last = end.search(held, first.end())
            following = start.search(held, first.end(), last.start() if last else len(held))
            if last is None and following is None:
                break
            stop = following.start() if following else last.end() if last else 0
            line += held.count("\n", at, first.start())
            yield line, held[first.start() : stop]
            line += held.count("\n", first.start(), stop)
            at = stop
        if first is None:  # keep no more than half a tag
            rest = max(at, len(held) - _LONGEST_TAG)
            line += held.count("\n", at, rest)
            at = rest
        held = held[at:]
    first = start.search(held)
    if first:
        yield line + held.count("\n", 0, first.start()), held[first.start() :]


def _parsed(raw: str) -> Element | None:
    """The element; None if it cannot be parsed, not even with its entities and prefixes mended."""
    mends: tuple[Callable[[str], str], ...] = (
        lambda text: text,
        lambda text: _PREFIX.sub(r"\1\2-\3", _BARE.sub("&amp;", _NOT_XML.sub("", text))),
    )
    for mend in mends:
        try:
            element: Element = fromstring(mend(raw))
        except (ParseError, DefusedXmlException, ValueError):
            continue
        return element
    return None


def _leaves(element: Element, path: str) -> Iterator[Field]:
    """The fields under an element, in document order."""
    for child in element:
        name = str(child.tag)
        below = f"{path}/{name}" if path else name
        if name in _KEYED:
            below += f"[{child.get(_KEYED[name], '')}]"
        composed = _COMPOSED.get(name)
        if composed and (text := composed(child)):
            yield below, text
        if name == "ref-type" and child.get("name"):
            yield f"{below}@name", child.get("name", "")
        if len(child) and _is_container(child):
            yield from _leaves(child, below)
        else:
            text = _text_of(child)
            label = child.get("Label", "") if name == "AbstractText" else ""
            if text or label:
                yield below, f"{label}: {text}" if label else text


def _is_container(element: Element) -> bool:
    """Whether an element holds elements only; mixed content is text with mark-up."""
    own = (element.text or "") + "".join(child.tail or "" for child in element)
    return not own.strip() and not all(child.tag in _MARKUP for child in element)


_MARKUP = frozenset(("style", "i", "b", "u", "sup", "sub"))


def _text_of(element: Element) -> str:
    """The text of a leaf; mark-up inside is kept, but for EndNote's font styles."""
    if not len(element) or all(child.tag == "style" for child in element):
        return "".join(element.itertext()).strip()
    tail, element.tail = element.tail, None
    whole = tostring(element, encoding="unicode")
    element.tail = tail
    return _INNER.sub("", whole.strip()).strip()


def _author(element: Element) -> str:
    """`Last, First` of a PubMed author, or the group's name."""
    parts = [
        _text_of(found)
        for tag in ("LastName", "ForeName")
        if (found := element.find(tag)) is not None
    ]
    group = element.find("CollectiveName")
    return ", ".join(part for part in parts if part) or (
        _text_of(group) if group is not None else ""
    )


def _heading(element: Element) -> str:
    """`Descriptor/qualifier/*qualifier` of a MeSH heading, as MEDLINE writes it."""
    return "/".join(
        ("*" if part.get("MajorTopicYN") == "Y" else "") + _text_of(part) for part in element
    )


_COMPOSED: dict[str, Callable[[Element], str]] = {"Author": _author, "MeshHeading": _heading}
"""Elements that mean something only as a whole: a field of their own before their leaves."""
