"""Numbers, lists, dates and references as they stand in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from winnow_sr.report.facts import Facts, Pair, Reference

IRREGULAR = {"study": "studies", "entry": "entries", "registry": "registries"}
TO_WRITE = "To be written by the authors."
LANES = {
    "database": ("database", "databases"),
    "register": ("register", "registers"),
    "website": ("website", "websites"),
    "organisation": ("organisation", "organisations"),
    "citation": ("citation search", "citation searches"),
}
STAGES = {"title-abstract": "title and abstract", "full-text": "full text"}
UNFINISHED = {
    "unscreened": ("citation not yet screened", "citations not yet screened"),
    "in_progress": (
        "citation waiting for a vote or a resolution",
        "citations waiting for a vote or a resolution",
    ),
    "not_yet_sought": ("report not yet sought", "reports not yet sought"),
    "not_yet_retrieved": ("report not yet retrieved", "reports not yet retrieved"),
    "full_text_pending": ("report not yet read", "reports not yet read"),
    "full_text_in_progress": (
        "report waiting for a vote or a resolution",
        "reports waiting for a vote or a resolution",
    ),
}


def number(n: int) -> str:
    """1,234, as the diagram prints it."""
    return f"{n:,}"


def count(n: int, noun: str, plural: str = "") -> str:
    """`1 record`, `2 records`."""
    return f"{number(n)} {noun if n == 1 else plural or IRREGULAR.get(noun, noun + 's')}"


def spelled(n: int, noun: str) -> str:
    """`one reviewer`, `two reviewers`, `10 reviewers`."""
    small = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return f"{small[n] if n < len(small) else number(n)} {noun}{'' if n == 1 else 's'}"


def was(n: int) -> str:
    """was or were."""
    return "was" if n == 1 else "were"


def listing(items: Sequence[str], last: str = "and") -> str:
    """a, b and c."""
    found = list(items)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} {last} {found[-1]}"


def percent(share: float) -> str:
    """90 %, 97.5 %."""
    return f"{round(share * 100, 2):g} %"


def day(moment: str) -> str:
    """The date of an event's moment."""
    return moment[:10]


def minute(moment: str) -> str:
    """Date and minute of an event's moment, in UTC."""
    return f"{moment[:16].replace('T', ' ')} UTC" if moment else ""


def statistic(value: float | None) -> str:
    """0.81, or why there is none."""
    return "undefined" if value is None else f"{value:.2f}"


def parameters(values: Any) -> str:
    """Parameters of a model or rule: `cost 0.3, blocks (text 0.6, title 0.1)`."""
    if isinstance(values, dict):
        return ", ".join(
            f"{name} ({parameters(v)})" if isinstance(v, dict) else f"{name} {parameters(v)}"
            for name, v in values.items()
        )
    if isinstance(values, list | tuple):
        return " ".join(str(v) for v in values)
    return f"{values:g}" if isinstance(values, float) else str(values)


def versions_of(facts: Facts) -> str:
    """`winnow 0.1.0`, or all versions that wrote the ledger."""
    return f"winnow {listing(facts.ledger.versions) or '(version not recorded)'}"


def pair_words(pair: Pair) -> str:
    """The agreement of two reviewers, or of all, as a clause."""
    if len(pair.raters) > 2:
        return (
            f"all of {listing(pair.raters)}, {count(pair.n, 'citation')} read by at least two: mean observed "
            f"agreement {percent(round(pair.observed, 3))}, Krippendorff's alpha {statistic(pair.alpha)}"
        )
    kappa = "undefined (one verdict throughout)"
    if pair.kappa is not None:
        kappa = with_interval(pair.kappa, pair.low, pair.high)
    return (
        f"{pair.raters[0]} and {pair.raters[1]}, {count(pair.n, 'citation')} read by both: observed "
        f"agreement {percent(round(pair.observed, 3))}, Cohen's kappa {kappa}, "
        f"PABAK {with_interval(pair.pabak, pair.pabak_low, pair.pabak_high)}, "
        f"Gwet's AC1 {with_interval(pair.ac1, pair.ac1_low, pair.ac1_high)}"
    )


def with_interval(value: float | None, low: float | None, high: float | None) -> str:
    """A coefficient with its 95 % interval; without where nothing varied and there is none."""
    if low is None or high is None:
        return statistic(value)
    return f"{statistic(value)} (95 % CI {statistic(low)} to {statistic(high)})"


def reference_words(ref: Reference) -> str:
    """A reference in one line: authors, year, title, journal, place, identifiers."""
    authors = "; ".join(ref.authors[:6]) + ("; et al." if len(ref.authors) > 6 else "")
    year = f"({ref.year})" if ref.year else "(no year)"
    place = ref.volume + (f"({ref.issue})" if ref.issue else "")
    if ref.pages:
        place += f":{ref.pages}" if place else ref.pages
    journal = " ".join(part for part in (ref.journal, place) if part)
    ids = [f"doi:{ref.doi}"] if ref.doi else []
    ids += [f"PMID {ref.pmid}"] if ref.pmid else []
    ids += [ref.registry] if ref.registry and ref.registry != ref.key else []
    head = f"{authors or 'No author'} {year}"
    parts = [head, ref.title or "Untitled", journal, ", ".join(ids)]
    return ". ".join(part.strip().rstrip(".") for part in parts if part.strip()) + "."


def short_reference(ref: Reference) -> str:
    """First author and year, as in a text."""
    if ref.authors:
        first = ref.authors[0].split(",")[0]
    else:
        first = ref.title if len(ref.title) <= 40 else f"{ref.title[:39].rstrip()}…"
    return f"{first or ref.key} {ref.year or ''}".strip()


def sentence(text: str) -> str:
    """The text on one line, ended by a full stop."""
    clean = " ".join(text.split())
    return clean if not clean or clean.endswith((".", "!", "?")) else f"{clean}."


def clauses(texts: Sequence[str]) -> str:
    """Texts in one row, each without its own full stop."""
    return "; ".join(text.strip().rstrip(".;") for text in texts if text.strip())


def left_open(facts: Facts) -> str:
    """What keeps the flow from being final, in words; '' if it is."""
    parts = [count(n, *UNFINISHED[key]) for key, n in facts.flow.unfinished.items() if n]
    if facts.dedupe.uncompared:
        parts.append(f"{count(facts.dedupe.uncompared, 'record')} not yet compared for duplicates")
    return listing(parts)
