"""Time and memory at growing sizes: real records, then other publications of the same kind.

The two large sets hold 132,881 records. A larger sample goes through them again and again, each
time with other words, names, pages and DOIs, so that a copy is another publication: see `Turn`.
Samples are made of whole groups of duplicates, so that small and large ones are equally dense.
"""

from __future__ import annotations

import json
import pickle
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dedupe_peer import run_peer_on
from dedupe_process import in_a_process, peak_mb, resident_mb
from dedupe_sets import load

from winnow_sr.dedupe import find_duplicates
from winnow_sr.dedupe.place import page_range
from winnow_sr.records.model import Record

SOURCES = ("depression", "srsr")


def growth(
    wheel: Path, sizes: Sequence[int], cache: Path, peer: str | None, python: str | None
) -> None:
    """Print time and memory at some sizes; with `peer`, a package, also the peer's."""
    print(
        "\n| records | CPU s | CPU ms per record | peak MB | of it records, before "
        "| merged | asked | per 100 |"
    )
    print("|--:|--:|--:|--:|--:|--:|--:|--:|")
    for size in sizes:
        sample = cache / f"sample-{size}.pickle"
        in_a_process([__file__, "sample", str(wheel), str(size), str(sample)])
        r = in_a_process([__file__, "find", str(sample)])
        print(
            f"| {size:,} | {r['cpu']:.1f} | {1000 * r['cpu'] / size:.3f} | {r['peak_mb']:,.0f} "
            f"| {r['records_mb']:,.0f} | {r['merged']:,} "
            f"| {r['asked']:,} | {100 * r['asked'] / size:.2f} |",
            flush=True,
        )
        if peer:
            records = list(read_sample(sample))
            p = run_peer_on(records, f"growth-{size}", cache, python, peer)
            print(
                f"| {peer}: {size:,} | {p['cpu']:.1f} | {1000 * p['cpu'] / size:.3f} "
                f"| {p['peak_mb']:,.0f} | | | {len(p['asked']):,} | |\n\n"
                f"CPU: 1/{p['cpu'] / r['cpu']:.0f} of the peer's; memory: "
                f"1/{p['peak_mb'] / r['peak_mb']:.0f}\n",
                flush=True,
            )
        sample.unlink()


def find(sample: Path) -> dict[str, float]:
    """Match the records of a sample; run in a process of its own."""
    numbered = list(enumerate(read_sample(sample)))
    records_mb = resident_mb()
    before = time.process_time()
    found = find_duplicates(numbered)
    cpu = time.process_time() - before
    peak = peak_mb()
    return {
        "cpu": cpu,
        "peak_mb": peak,
        "records_mb": records_mb,
        "merged": len(found.links),
        "asked": len(found.doubtful),
    }


def write_sample(wheel: Path, size: int, out: Path) -> None:
    """Write `size` records to a file, in random order, one pickle after another."""
    records, groups = _real(wheel)
    chance = random.Random(7)
    chance.shuffle(groups)
    chosen: list[tuple[int, int, int]] = []
    turn = 0
    while len(chosen) < size:
        for g, group in enumerate(groups):
            chosen += [(turn, g, i) for i in group]
            if len(chosen) >= size:
                break
        turn += 1
    del chosen[size:]
    chance.shuffle(chosen)
    titles = _uses(record.title for record in records)
    people = _uses((author for record in records for author in record.authors), _NAME)
    turns = [Turn(n, titles, people) for n in range(turn)]
    with out.open("wb") as file:
        for t, g, i in chosen:
            pickle.dump(turns[t].of(records[i], g), file, protocol=5)


def read_sample(path: Path) -> Iterator[Record]:
    """The records of a file that `write_sample` wrote."""
    with path.open("rb") as file:
        while True:
            try:
                yield pickle.load(file)
            except EOFError:
                return


def _real(wheel: Path) -> tuple[list[Record], list[list[int]]]:
    """All records of both sets, and the positions of each published group."""
    records: list[Record] = []
    groups: dict[str, list[int]] = defaultdict(list)
    for name in SOURCES:
        data = load(wheel, name)
        for label, record in zip(data.truth, data.records, strict=True):
            groups[f"{name}/{label}"].append(len(records))
            records.append(record)
    return records, list(groups.values())


class Turn:
    """One more time through the real records; the first time they are left as they are.

    A word of titles and abstracts becomes another, as common a word of the same length, so that
    common words stay common in all turns together and blocks of common words grow as they do in
    real exports; a rare word is spelled with other letters. So do surnames. Journals, years,
    volumes, numbers and words such as "Editorial" stay; pages move on, digits of DOIs change.
    """

    def __init__(self, number: int, titles: Counter[str], people: Counter[str]) -> None:
        self.number = number
        self._words = _Others(number, titles) if number else {}
        self._people = _Others(number, people) if number else {}

    def of(self, record: Record, group: int) -> Record:
        """The record as another publication; records of one group stay one publication."""
        if not self.number:
            return record
        further = 1 + (group * 7919 + self.number * 104_729) % 1999
        return replace(
            record,
            title=self._reworded(record.title, self._words),
            abstract=self._reworded(record.abstract, self._words),
            authors=tuple(self._renamed(author) for author in record.authors),
            pages=_moved(record.pages, further),
            journal=_PAGES_IN_JOURNAL.sub(lambda m: m[1] + _moved(m[2], further), record.journal),
            doi=self._other_doi(record.doi),
            accession=f"{self.number}/{record.accession}",
        )

    def _reworded(self, text: str, others: Mapping[str, str]) -> str:
        return _WORD.sub(lambda found: _as_written(found[0], others), text)

    def _renamed(self, author: str) -> str:
        return _NAME.sub(lambda found: _as_written(found[0], self._people), author)

    def _other_doi(self, doi: str) -> str:
        """Other digits after the slash; of a Cochrane DOI, another review in the same version."""
        shift = str.maketrans(_DIGITS, _rotated(_DIGITS, self.number))
        if "14651858" in doi:
            return _COCHRANE.sub(lambda m: m[0].translate(shift), doi)
        prefix, slash, suffix = doi.partition("/")
        new = suffix.translate(shift)
        return prefix + slash + (new if new != suffix else f"{suffix}.{self.number}") if doi else ""


_WORD = re.compile(r"[^\W\d_]{4,}")
"""Shorter words are grammar and initials; they stay."""
_NAME = re.compile(r"(?<![^\W\d_])(?:[^\W\d_][a-z][^\W\d_]*|[^\W\d_]{4,})")
"""Capitals alone are initials."""
_STAY = frozenset(
    re.findall(
        r"\w+",
        "editorial introduction preface foreword abstract abstracts issue reply response letter "
        "letters comment comments commentary book review reviews news announcement announcements "
        "erratum errata corrigendum correction corrections retraction retracted withdrawn notice "
        "first second three four five viii name null anonymous others unknown",
    )
)
"""Words that say what kind of publication it is, or are numbers."""
_COMMON = 20
"""From so many uses on, a word has a place among the common ones."""
_VOWELS, _CONSONANTS, _DIGITS = "aeiou", "bcdfghjklmnpqrstvwxyz", "0123456789"
_PAGES_IN_JOURNAL = re.compile(r"(\(pp )([^()]*)")
_PAGES = re.compile(r"(\d+)(?:(\s*[-\u2010-\u2015]+\s*[A-Za-z]{0,4})(\d+))?")
_COCHRANE = re.compile(r"(?<=cd)\d+|(?<=mr)\d+")


def _rotated(letters: str, by: int) -> str:
    by %= len(letters)
    return letters[by:] + letters[:by]


class _Others(dict[str, str]):
    """Word -> the word that stands for it in one turn, each the other of one word only."""

    def __init__(self, number: int, uses: Counter[str]) -> None:
        letters = _VOWELS + _CONSONANTS
        self._spelling = str.maketrans(
            letters, _rotated(_VOWELS, number) + _rotated(_CONSONANTS, number)
        )
        alike: dict[int, list[str]] = defaultdict(list)
        for word, times in sorted(uses.items(), key=lambda item: (-item[1], item[0])):
            if times >= _COMMON and word not in _STAY:
                alike[len(word)].append(word)
        for words in alike.values():
            by = number % len(words)
            self.update(zip(words, words[by:] + words[:by], strict=True))

    def __missing__(self, word: str) -> str:
        new = word if word in _STAY else word.translate(self._spelling)
        self[word] = new
        return new


def _as_written(word: str, others: Mapping[str, str]) -> str:
    new = others[word.lower()]
    if word.islower():
        return new
    return new.upper() if word.isupper() else new.capitalize()


def _moved(pages: str, further: int) -> str:
    """Pages so many further on, also where a spreadsheet made a date of them."""

    def later(found: re.Match[str]) -> str:
        first, dash, last = found[1], found[2], found[3]
        if not last:
            return f"{int(first) + further}"
        if len(last) < len(first):
            last = first[: len(first) - len(last)] + last
        return f"{int(first) + further}{dash}{int(last) + further}"

    if _DATE.search(pages):
        pages = "-".join(page for page in page_range(pages)[:2] if page)
    return _PAGES.sub(later, pages, count=1)


_DATE = re.compile(r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", re.IGNORECASE)


def _uses(texts: Iterable[str], unit: re.Pattern[str] = _WORD) -> Counter[str]:
    uses: Counter[str] = Counter()
    for text in texts:
        uses.update(word.lower() for word in unit.findall(text))
    return uses


def main(step: str, *rest: str) -> None:
    """`sample WHEEL SIZE FILE` or `find FILE`."""
    if step == "sample":
        wheel, size, out = rest
        write_sample(Path(wheel), int(size), Path(out))
    else:
        print(json.dumps(find(Path(rest[0]))))


if __name__ == "__main__":
    main(*sys.argv[1:])
