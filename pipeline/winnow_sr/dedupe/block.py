"""Which pairs are worth comparing: records that share at least one cheap, exact key.

Every key is made from one record alone (no word counts over the whole set), so adding records
later never changes which of the earlier ones meet. Only blocks above their cap depend on the
company: they are split by first author and year, and what is left is sorted and compared with a
few neighbours, so that five thousand records of one title cost five thousand steps, not millions.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from itertools import combinations

from winnow_sr.dedupe.prepare import Prepared

STRONG, WEAK, COMMON = 400, 60, 20
"""Largest blocks whose records all meet: of keys that few works share; of keys that many share;
of words of the title, where a block grows with every search. With 20 instead of 60 words cost a
third and not one duplicate of the ten labelled sets is missed (docs/dedupe.md)."""
NEIGHBOURS = 4
DRAWER = 12
"""Pairs are held by 2^12 records."""
PARTS = 16
"""Keys are looked at in so many parts."""

Keys = Iterator[Hashable]


def _identifiers(r: Prepared) -> Keys:
    if r.doi:
        yield "doi", r.doi
    if r.pmid:
        yield "pmid", r.pmid
    if r.accession and r.database:
        yield "accession", r.database, r.accession


def _cochrane(r: Prepared) -> Keys:
    if r.cochrane:
        yield r.cochrane[0]
    yield from r.trials.named


def _title(r: Prepared) -> Keys:
    forms = {t.replace(" ", "")[:60] for t in r.other_titles}
    forms.add(r.tight[:60])
    for form in forms:
        if len(form) >= 8:
            yield form
        elif form:
            yield form, r.year, r.names[:1]


def _title_opening(r: Prepared) -> Keys:
    if len(r.tight) >= 8:
        yield r.tight[:18], r.names[0][:5] if r.names else ""


def _title_ending(r: Prepared) -> Keys:
    if len(r.tight) >= 8:
        yield r.tight[-22:]


def _abstract(r: Prepared) -> Keys:
    if r.abstract:
        yield r.abstract.replace(" ", "")[:70]


def _volume_page(r: Prepared) -> Keys:
    if r.first_page and r.volume:
        yield r.volume, r.first_page, r.year or (r.names[0][:5] if r.names else "")


def _journal_volume_page(r: Prepared) -> Keys:
    if r.first_page and r.volume and r.journal:
        yield r.journal[0][:1], r.volume, r.first_page


def _author_page(r: Prepared) -> Keys:
    if r.first_page and r.names:
        yield r.names[0][:5], r.first_page


def _long_words(r: Prepared) -> Keys:
    """Pairs of the longest words of the title: long words are rare words."""
    chosen = sorted({w for w in r.title.split() if len(w) > 3}, key=lambda w: (-len(w), w))[:4]
    if len(r.title.split()) < 3 or len(chosen) < 2:
        return
    yield from combinations(sorted(chosen[:3]), 2)
    if len(chosen) > 3:
        yield chosen[2], chosen[3], r.year


def _author_year_word(r: Prepared) -> Keys:
    title = r.title.split()
    if r.names and r.year and len(title) > 1:
        longest = min(title, key=lambda w: (-len(w), w))
        yield r.names[0][:5], r.year, longest if len(longest) > 4 else title[0]


FAMILIES: tuple[tuple[Callable[[Prepared], Keys], int], ...] = (
    (_identifiers, STRONG),
    (_cochrane, WEAK),
    (_title, STRONG),
    (_title_opening, WEAK),
    (_title_ending, COMMON),
    (_abstract, STRONG),
    (_volume_page, WEAK),
    (_journal_volume_page, WEAK),
    (_author_page, WEAK),
    (_long_words, COMMON),
    (_author_year_word, WEAK),
)
"""Ways two records can meet, and above how many records a block of that family is split."""


class Pairs:
    """Pairs of positions, each once: eight bytes a pair, where a set of numbers takes ninety.

    They are held by the lower position, a few thousand records to a drawer, so that doubles are
    dropped drawer by drawer and pairs of one record come one after another.
    """

    def __init__(self, records: int) -> None:
        self._records = records
        self._drawers = [array("q") for _ in range((records >> DRAWER) + 1)]

    def add(self, group: Sequence[int], old: bytearray) -> None:
        """Every pair of a group of positions, but those of two old records."""
        n, drawers = self._records, self._drawers
        for a, b in combinations(group, 2):
            if not (old[a] and old[b]):
                low, high = (a, b) if a < b else (b, a)
                drawers[low >> DRAWER].append(low * n + high)

    def sort(self) -> None:
        """Drop what came twice."""
        for k, drawer in enumerate(self._drawers):
            self._drawers[k] = array("q", sorted(set(drawer)))

    def __len__(self) -> int:
        return sum(map(len, self._drawers))

    def __iter__(self) -> Iterator[tuple[int, int]]:
        for drawer in self._drawers:
            for pair in drawer:
                yield divmod(pair, self._records)


def candidate_pairs(records: Sequence[Prepared], settled: Collection[int] = ()) -> Pairs:
    """Pairs (a, b) of positions in `records`, a < b, in order.

    Pairs whose two record numbers are both in `settled` are left out.
    """
    old = bytearray(record.number in settled for record in records)
    pairs = Pairs(len(records))
    for keys_of, cap in FAMILIES:
        for block in _blocks(records, keys_of):
            for group in _within_cap(records, block, cap):
                pairs.add(group, old)
        pairs.sort()
    return pairs


def _blocks(
    records: Sequence[Prepared], keys_of: Callable[[Prepared], Keys]
) -> Iterator[list[int]]:
    """Positions that share a key of one family.

    Hashes instead of keys, and one part of them at a time in a dictionary, to spare memory.
    """
    hashes = [array("q") for _ in range(PARTS)]
    owners = [array("q") for _ in range(PARTS)]
    for i, record in enumerate(records):
        for key in keys_of(record):
            h = hash(key)
            hashes[h % PARTS].append(h)
            owners[h % PARTS].append(i)
    for part, owner in zip(hashes, owners, strict=True):
        first: dict[int, int] = {}
        shared: dict[int, list[int]] = {}
        for h, i in zip(part, owner, strict=True):
            if (earlier := first.setdefault(h, i)) != i:
                block = shared.setdefault(h, [earlier])
                if block[-1] != i:
                    block.append(i)
        yield from shared.values()


def _within_cap(records: Sequence[Prepared], block: list[int], cap: int) -> Iterator[list[int]]:
    if len(block) <= cap:
        yield block
        return
    yield from _neighbours(records, block)
    parts: dict[tuple[str, int], list[int]] = defaultdict(list)
    for i in block:
        r = records[i]
        parts[r.names[0] if r.names else "", r.year].append(i)
    for part in parts.values():
        if len(part) <= cap:
            yield part
        else:
            yield from _neighbours(records, part)


def _neighbours(records: Sequence[Prepared], block: list[int]) -> Iterator[list[int]]:
    def place(i: int) -> tuple[str, ...]:
        r = records[i]
        return (r.tight, r.volume, r.first_page, r.doi, r.names[0] if r.names else "", r.abstract)

    order = sorted(block, key=place)
    for k in range(len(order) - 1):
        here = order[k]
        for other in order[k + 1 : k + 1 + NEIGHBOURS]:
            yield [here, other]
