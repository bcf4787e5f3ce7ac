"""Registrations of trials: the numbers a record names, and whether it is itself a registration.

Registers write numbers in many ways and exports put them anywhere (accession number, address,
title, journal, notes), so they are looked for everywhere and brought to one form. One EudraCT
number has an entry for each country, and ICTRP writes `EUCTR` before it: it is one registration.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from winnow_sr.dedupe.folding import fold, hinted, words
from winnow_sr.dedupe.marks import types_of
from winnow_sr.records.model import Record

_EU = r"(?<!\d)(20\d\d-\d{6}-\d{2})(?!\d)"
_REGISTERS = (
    r"NCT[ :#-]*\d{8}|ISRCTN[ :#-]*\d{8}|ACTRN[ :#-]*\d{14}|ANZCTR[ :#-]*\d{14}"
    r"|Chi?M?CTR(?:-[A-Z]{2,5})?[ -]?\d{8,10}|ITMCTR\d{8,10}|CTRI[/-]\d{4}[/-]\d{2,3}[/-]\d{6}"
    r"|DRKS[ :-]*\d{8}|IRCT[ :-]*\d{6,18}N\d{1,3}|jRCTs?\d{9,10}|UMIN(?:-CTR)?[ :-]*\d{9}"
    r"|JapicCTI-?\d{5,6}|JMA-IIA\d{5}|KCT[ :-]*\d{7}|LBCTR\d{10}|NTR[ :-]*\d{3,5}"
    r"|NL-?OMON\d{4,5}|PACTR[ :-]*\d{15,16}|RBR-?\d[0-9a-z]{5,7}|RPCEC\d{8}"
    r"|SLCTR/\d{4}/\d{3}|TCTR\d{11}|HKU?CTR-?\d{2,6}|SNCTP\d{9}|U1111-\d{4}-\d{4}"
)
_NUMBER = re.compile(rf"{_EU}|\b({_REGISTERS})\b", re.IGNORECASE)
_OWN = re.compile(
    rf"\W*(?:(?:EUCTR|CTIS|EudraCT|JPRN-)\W*)?(?:{_EU}(?:-\w[\w /-]*)?|{_REGISTERS}|NL-?\d{{4,5}})\W*",
    re.IGNORECASE,
)
"""A value that is a registration number and nothing else."""
_FEW_DIGITS = re.compile("[0-9][0-9][0-9][0-9]")
_PLACE = re.compile(
    r"\bclinical ?trials? gov|clinical ?trials ?register|\btrials? ?search\b|trialregister|who int|"
    r"\bisrctn|\bictrp\b|\btrials? regist|\bnct0\d|\beu ctr\b|\beuctr|\beudract|euclinicaltrials|"
    r"\banzctr\b|\bdrks\b|\bchictr|\bctri\b|\bumin\b|\bjrct\b|\birct\b|\bpactr\b|\brebec\b|"
    r"registry platform|ensaiosclinicos"
)
_HINTS = (
    *("trial", "ictrp", "isrctn", "regist", "who.int", "who int", "ctr", "eudract", "drks", "ctri"),
    *("umin", "jrct", "irct", "rebec", "nct0", "ensaios"),
)
_ADDRESS = re.compile(
    r"clinicaltrials\.gov/|trialsearch\.who\.int|who\.int/(?:ictrp|trialsearch)|isrctn\.com|"
    r"clinicaltrialsregister\.eu|euclinicaltrials\.eu|anzctr\.org|drks\.de|chictr\.org|ctri\.nic|"
    r"umin\.ac\.jp|jrct\.|irct\.|pactr\.|ensaiosclinicos|trialregister\.nl|cris\.nih\.go\.kr|"
    r"onderzoekmetmensen|rpcec\.sld|slctr\.lk|thaiclinicaltrials",
    re.IGNORECASE,
)
_TYPES = re.compile(r"regist(?:ry|er|ration|ered)\b.*\b(?:record|trial|stud|entry)|trial regist")
_LOOSE = frozenset({"DBASE", "DATA", "DATASET", "ELEC", "WEB", "GEN", "MISC", "ONLINE", "ICOMM"})
"""Entry types of a reference manager that registrations are given, for want of one of their own."""


@dataclass(frozen=True, slots=True)
class Trials:
    """What a record says about registrations. Numbers in one form: capitals and digits."""

    own: str = ""
    """The number it is the entry of; '' when it is no registration, or its number is not told."""
    registered: bool = False
    """It is an entry of a register, not a report."""
    named: frozenset[str] = frozenset()
    """All numbers it names, its own among them."""


NONE = Trials()


def numbers(text: str) -> list[str]:
    """The registration numbers in a text, in order, each in one form."""
    if not _FEW_DIGITS.search(text):
        return []
    found = []
    for number in _NUMBER.finditer(text):
        plain = re.sub(r"[^0-9A-Z]", "", number.group(0).upper())
        found.append(f"EU{plain}" if number.group(1) else plain.replace("ANZCTR", "ACTRN"))
    return found


def register(number: str) -> str:
    """The letters a number begins with: numbers of one register are comparable."""
    return number.rstrip("0123456789") if number[:2] != "EU" else "EU"


@lru_cache(maxsize=20_000)
def is_register(name: str) -> bool:
    """Whether a journal's or database's name is that of a register of trials."""
    return hinted(name, _HINTS) and _PLACE.search(words(fold(name))) is not None


def trials_of(record: Record) -> Trials:
    """The registrations a record names, and whether it is one."""
    found = [] if record.accession.isdigit() else numbers(record.accession)
    for text in (record.registry_number, *record.urls):
        found += numbers(text) if text else []
    if record.journal and is_register(record.journal):
        found += numbers(record.journal)
    found += numbers(record.title)
    if "isrctn" in record.doi:
        found += numbers(record.doi)
    registered = _is_registration(record, bool(found))
    if not registered and not found:
        return NONE
    if registered and not found:
        hidden = (*(value for _, value in record.fields), *record.keywords, record.abstract)
        found = [n for text in hidden for n in numbers(text)]
    own = found[0] if registered and found else ""
    return Trials(own, registered, frozenset(found))


def _is_registration(record: Record, numbered: bool) -> bool:
    printed = bool(record.volume or record.pages or record.pmid)
    if record.journal:
        return is_register(record.journal) or (
            not printed and not record.doi and _by_origin(record)
        )
    if printed:
        return False
    if "isrctn" in record.doi:
        return True
    if record.doi:
        return False
    return (
        _by_origin(record)
        or (numbered and record.kind.upper() in _LOOSE)
        or any(_ADDRESS.search(url) for url in record.urls)
    )


def _by_origin(record: Record) -> bool:
    """Its database is a register, its accession number a trial's, or its type says so."""
    return (
        is_register(record.source_database)
        or (not record.accession.isdigit() and _OWN.fullmatch(record.accession) is not None)
        or (bool(record.publication_types) and _TYPES.search(types_of(record)) is not None)
    )
