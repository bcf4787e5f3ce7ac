"""Make the files of this folder from the starting set (../shared/corpora/kratom-melatonin).

`python data/build.py` writes them anew; a test checks that they are what this script makes. The
rules that decide the lane of a record and its provisional verdicts are the tables below; README.md
in this folder tells them in words.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parent.parent / "shared" / "corpora" / "kratom-melatonin"

Row = dict[str, str]

# --- which lane: the first rule that applies ------------------------------------------------------

FROM_A_LIST = "from a stored reference list"
ORGANISATION_TYPES = {
    "Thesis",
    "Report",
    "Book; Report",
    "Grant record",
    "Conference poster",
    "Web document",
    "Study announcement",
}
ORGANISATION_JOURNALS = {
    "NIDA International Forum abstract",
    "eScholarship, University of California",
}
WEBSITE_TYPES = {"News", "Web page", "Magazine opinion"}

LANE_RULES: tuple[tuple[str, str, Callable[[Row], bool]], ...] = (
    (
        "citation",
        "known only from another article's reference list",
        lambda r: FROM_A_LIST in r["note"] or "reference-list style" in r["note"],
    ),
    (
        "register",
        "an entry of a trial register",
        lambda r: r["publication_type"].startswith("Trial registration"),
    ),
    (
        "organisation",
        "thesis, report, poster, grant or announcement on the pages of the body behind it",
        lambda r: (
            r["publication_type"] in ORGANISATION_TYPES or r["journal"] in ORGANISATION_JOURNALS
        ),
    ),
    (
        "website",
        "news or page on the open web",
        lambda r: r["publication_type"] in WEBSITE_TYPES or r["note"] == "grey literature",
    ),
    ("database", "a publication of the kind databases index", lambda r: True),
)
LANES = ("database", "register", "website", "organisation", "citation")

# --- which verdict --------------------------------------------------------------------------------

REASONS = {
    "not about melatonin or kratom": "not-substance",
    "not opioid withdrawal/dependence/OUD population": "not-opioid",
    "animal or in vitro": "animal-in-vitro",
    "wrong publication type": "publication-type",
    "no relevant outcome": "other",
    "other": "other",
}
"""The reader's words for a reason -> the protocol's code."""
NO_REASON_ANY_MORE = "no relevant outcome"
"""The reader worked with an earlier wording of the criteria, which excluded for outcomes."""
OPEN_REASONS = {"other"}
"""Reasons that a title and abstract rarely settle: such a record would be read in full."""
LABEL_COLUMNS = (
    "key",
    "title_abstract",
    "title_abstract_reason",
    "full_text",
    "full_text_reason",
    "note",
)
ORIGIN_COLUMNS = (
    "key",
    "id",
    "file",
    "lane_rule",
    "title_status",
    "abstract_seen",
    "verified",
    "fields_from_memory",
    "source_url",
    "other_urls",
)


def build(corpus: Path) -> dict[str, str]:
    """Name of each file -> its content, from the corpus folder."""
    with (corpus / "records.csv").open(encoding="utf-8-sig", newline="") as handle:
        rows = {row["id"]: row for row in csv.DictReader(handle)}
    files: dict[str, list[str]] = {lane: [] for lane in LANES}
    labels: list[Row] = []
    origins: list[Row] = []
    for entry in entries((corpus / "records.ris").read_text(encoding="utf-8")):
        row = rows[tag(entry, "ID")]
        lane, rule = lane_of(row)
        key, entry = with_key(entry)
        files[lane].append(entry)
        labels.append(label(key, row))
        origins.append({**row, "key": key, "file": f"{lane}.ris", "lane_rule": rule})
    texts = {f"{lane}.ris": "".join(found) for lane, found in files.items()}
    texts["labels.csv"] = table(LABEL_COLUMNS, labels)
    texts["origins.csv"] = table(ORIGIN_COLUMNS, origins)
    return texts


def entries(ris: str) -> Iterator[str]:
    """Each entry as written, from TY to ER and the empty line behind it."""
    for found in re.finditer(r"^TY  - .*?^ER  - *\n\n?", ris, re.MULTILINE | re.DOTALL):
        yield found.group().rstrip() + " \n\n"


def tag(entry: str, name: str) -> str:
    found = re.search(rf"^{name}  - (.*)$", entry, re.MULTILINE)
    return found.group(1).strip() if found else ""


def with_key(entry: str) -> tuple[str, str]:
    """The key by which the record is called, and the entry; one with neither accession number nor
    DOI gets its own id as accession number, because a key must lead back to one record."""
    if key := tag(entry, "AN") or tag(entry, "DO").lower():
        return key, entry
    identifier = tag(entry, "ID")
    return identifier, entry.replace("\nTI  - ", f"\nAN  - {identifier}\nTI  - ", 1)


def lane_of(row: Row) -> tuple[str, str]:
    """(lane, the rule that put it there)."""
    return next((lane, rule) for lane, rule, applies in LANE_RULES if applies(row))


def label(key: str, row: Row) -> Row:
    """One reader's provisional verdicts. Full text: read where the reader included the record, called
    it borderline, or gave a reason that only a full text settles; the verdict stays the reader's."""
    reason = "" if row["label"] == "include" else REASONS[row["exclude_reason_text"]]
    either_reason = row["note"].startswith("borderline between (")
    borderline = "borderline" in row["edge_case"] and not either_reason
    read = row["label"] == "include" or borderline or reason in OPEN_REASONS
    return {
        "key": key,
        "title_abstract": "include" if read else "exclude",
        "title_abstract_reason": "" if read else reason,
        "full_text": row["label"] if read else "",
        "full_text_reason": reason if read else "",
        "note": note(row),
    }


TAGS: tuple[tuple[str, Callable[[Row], bool]], ...] = (
    ("neonatal-abstinence", lambda r: bool(re.search("neonat|newborn|in utero", r["title"], re.I))),
    ("kratom-withdrawal", lambda r: r["edge_case"].startswith("kratom's own")),
)
ABOUT_THE_COLLECTING = re.compile(
    r"stored|test|noise|placeholder|memory|address|incomplete in source|page only|author only|index"
    r"|online date|page header|congress|Companion report|authors not shown|volume number",
    re.I,
)


def note(row: Row) -> str:
    """Tags of the protocol and what the reader remarked on eligibility; remarks on how the record
    was collected are in origins.csv."""
    tags = [f"tag {name}" for name, applies in TAGS if applies(row)]
    either = r" between \(1\) and \(3\)| between \(2\) and \(3\)"
    remarks = re.sub(rf"^EDGE( and borderline)?: |{either}| \([1-6]\)", "", row["note"])
    clauses = re.split(r"(?:; |\. (?=Borderline|Deliberate|Near-))(?![^(]*\))", remarks)
    kept = [c.strip() for c in clauses if c and not ABOUT_THE_COLLECTING.search(c)]
    if row["label"] != "include" and row["exclude_reason_text"] == NO_REASON_ANY_MORE:
        kept.append("excluded for its outcomes, which is no reason any more: to be read again")
    return "; ".join(tags + kept)


def table(columns: tuple[str, ...], rows: list[Row]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


if __name__ == "__main__":
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS
    if not source.is_dir():
        sys.exit(f"{source} is not here; name the folder of the starting set")
    for name, text in build(source).items():
        (HERE / name).write_text(text, encoding="utf-8", newline="")
        print(f"{name}: {text.count(chr(10) + 'ER  -') or text.count(chr(10)) - 1} records")
