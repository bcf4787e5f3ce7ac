"""Exports in XML, entry by entry: one damaged entry does not cost the file.

Each entry's text is cut out by its own start and end tags and parsed alone (defusedxml), so a
file of any size streams and every entry knows its line. Its leaves become fields: the path from
the entry down, and the text. Depth, length and entities have limits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from xml.etree.ElementTree import Element, ParseError, tostring

import msgspec
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from winnow_sr.records.format import NONE, Entry, Evidence, Row, Sample, Source
from winnow_sr.records.mapping import Mapper
from winnow_sr.records.notes import NoteBook, Quarantined, brief
from winnow_sr.records.text import TextFile

Field = tuple[str, str]

_LONGEST_TAG = 1000
_LONGEST_ENTRY = 8 << 20
"""Characters of one entry; what is longer is no entry."""
_DEEPEST = 60
"""Elements within elements."""
_BARE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)")
_PREFIX = re.compile(r"(</?)([A-Za-z]\w*):(\w)")
_PREFIXED = re.compile(r"(?<=\s)(?!xml:)([A-Za-z]\w*):(?=[\w-]+\s*=\s*[\"'])")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_INNER = re.compile(r"^<[^>]*>|</[^>]*>$")
_MARKUP = frozenset(("style", "i", "b", "u", "sup", "sub", "em", "strong", "inf"))


class XmlKind(msgspec.Struct, frozen=True, kw_only=True):
    """What sets one XML export apart from another."""

    name: str
    rows: tuple[Row, ...]
    entries: str
    """Regular expression of the names of the elements that are an entry."""
    keyed: Mapping[str, str] = {}
    """Elements whose attribute says what they hold: it becomes part of the tag, in brackets."""
    attributes: Mapping[str, tuple[str, ...]] = {}
    """Elements with attributes that are values: fields of their own, `path@attribute`."""
    composed: Mapping[str, Callable[[Element], str]] = {}
    """Elements that mean something only as a whole: a field of their own before their leaves."""
    labels: Mapping[str, str] = {}
    """Elements whose attribute is a label of their text: `METHODS: ...`."""
    named: Mapping[str, str] = {}
    """Elements that are called by their attribute alone (Ovid): it is the tag."""
    root: bool = False
    """Whether the attributes of the entry itself are values as well."""


def xml_evidence(kind: XmlKind, sample: Sample, *marks: str) -> Evidence:
    """Entries begun, if the text is XML and all marks (regular expressions) are in it."""
    if not sample.start.startswith("<") or not all(re.search(m, sample.text) for m in marks):
        return NONE
    entries = len(re.findall(rf"<(?:{kind.entries})(?=[\s>/])", sample.text))
    return Evidence(entries, 0.9)


def read_xml(kind: XmlKind, source: Source) -> Iterator[Entry]:
    """The entries of an XML file."""
    return XmlReader(kind, source.book).records(source.lines_of_text)


class XmlReader:
    """Reads one file of a kind; `records` streams its entries."""

    def __init__(self, kind: XmlKind, book: NoteBook) -> None:
        self.kind = kind
        self.book = book
        self.mapper = Mapper(kind.name, kind.rows)

    def records(self, text: TextFile) -> Iterator[Entry]:
        """Every entry of the file in order."""
        for line, raw, whole in cut(text, self.kind.entries):
            why = "" if whole else "this entry has no end"
            element = None
            if whole:
                element, why = parsed(raw)
            fields: tuple[Field, ...] = ()
            if element is not None:
                if too_deep(element):
                    self.book.add(line, "too-deep")
                    yield Quarantined(line, raw[:2000], f"more than {_DEEPEST} elements deep")
                    continue
                fields = tuple(self._fields(element))
            if element is None:
                self.book.add(line, "broken-entry", why)
                yield Quarantined(line, raw, f"the XML of this entry is damaged: {why}")
            elif any(value for _, value in fields):
                yield self.mapper.record(fields, line, self.book)
            else:
                self.book.add(line, "empty-entry")
                yield Quarantined(line, raw, "an entry without any value")

    def _fields(self, element: Element) -> Iterator[Field]:
        if self.kind.root:
            yield from ((f"@{name}", value) for name, value in element.attrib.items())
        yield from self._leaves(element, "")

    def _leaves(self, element: Element, path: str) -> Iterator[Field]:
        """The fields under an element, in document order."""
        kind = self.kind
        for child in element:
            name = str(child.tag)
            below = f"{path}/{name}" if path else name
            if name in kind.keyed:
                below += f"[{child.get(kind.keyed[name], '')}]"
            if name in kind.named:
                below = child.get(kind.named[name], "") or below
            composed = kind.composed.get(name)
            if composed and (text := composed(child)):
                yield below, text
            for attribute in kind.attributes.get(name, ()):
                if value := child.get(attribute):
                    yield f"{below}@{attribute}", value
            if len(child) and is_container(child) and name not in kind.named:
                yield from self._leaves(child, below)
            else:
                text = text_of(child, name in kind.named)
                label = child.get(kind.labels[name], "") if name in kind.labels else ""
                if text or label:
                    yield below, f"{label}: {text}" if label else text


def cut(text: TextFile, entries: str) -> Iterator[tuple[int, str, bool]]:
    """(line, text, whether it has its end) of each entry; one without reaches to the next start.

    Every character is looked at once, however the starts and ends stand.
    """
    tags = re.compile(rf"<(/?)(?:{entries})(?:\s[^<>]*)?>|<(?:{entries})(?=\s[^<>]*\Z)")
    held, line, start, seen = "", 1, -1, 0
    for chunk in text.chunks():
        held += chunk
        for found in tags.finditer(held, seen):
            if found[1] is None:
                break  # a tag that the chunk cuts
            at, seen = found.span()
            if not found[1] and found[0].endswith("/>"):
                continue
            if start >= 0:
                stop = seen if found[1] else at
                yield line + held.count("\n", 0, start), held[start:stop], bool(found[1])
            start = -1 if found[1] else at
        keep = start if start >= 0 else max(seen, len(held) - _LONGEST_TAG)
        if start >= 0 and len(held) - start > _LONGEST_ENTRY:
            yield line + held.count("\n", 0, start), held[start : start + 2000], False
            start, keep = -1, len(held) - _LONGEST_TAG
        line += held.count("\n", 0, keep)
        seen = max(seen - keep, (len(held) - keep) - _LONGEST_TAG if start >= 0 else 0, 0)
        held = held[keep:]
        start = 0 if start >= 0 else -1
        seen = max(seen, 1 if start >= 0 else 0)
    if start >= 0:
        yield line, held[start:], False


def parsed(raw: str) -> tuple[Element | None, str]:
    """(the element, empty), or (None, what is wrong) if it cannot be parsed, not even with its
    entities and prefixes mended."""
    mends: tuple[Callable[[str], str], ...] = (
        lambda text: text,
        lambda text: _PREFIXED.sub(
            r"\1-", _PREFIX.sub(r"\1\2-\3", _BARE.sub("&amp;", _NOT_XML.sub("", text)))
        ),
    )
    why = ""
    for mend in mends:
        try:
            element: Element = fromstring(mend(raw))
        except (ParseError, DefusedXmlException, ValueError, RecursionError, MemoryError) as error:
            why = brief(error)
            continue
        return element, ""
    return None, why


def too_deep(element: Element) -> bool:
    """Whether elements are nested beyond measure (then nothing here may go down by recursion)."""
    level = [element]
    for _ in range(_DEEPEST):
        level = [child for parent in level for child in parent]
        if not level:
            return False
    return True


def is_container(element: Element) -> bool:
    """Whether an element holds elements only; mixed content is text with mark-up."""
    own = (element.text or "") + "".join(child.tail or "" for child in element)
    return not own.strip() and not all(child.tag in _MARKUP for child in element)


def text_of(element: Element, plain: bool = False) -> str:
    """The text of a leaf; mark-up inside is kept, but for EndNote's font styles.

    plain: elements inside stand for parts of the text, a line each.
    """
    if plain:
        parts = ["".join(child.itertext()).strip() for child in element]
        return "\n".join(filter(None, parts)) or (element.text or "").strip()
    if not len(element) or all(child.tag == "style" for child in element):
        return "".join(element.itertext()).strip()
    tail, element.tail = element.tail, None
    whole = tostring(element, encoding="unicode")
    element.tail = tail
    return _INNER.sub("", whole.strip()).strip()
