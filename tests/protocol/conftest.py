"""What the tests of the protocol share: the flagship, and the starting records by their key."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from winnow_sr.protocol import Plan, load_protocol

ROOT = Path(__file__).resolve().parents[2]
FLAGSHIP = ROOT / "protocols" / "melatonin-kratom-opioid-withdrawal.yaml"
LANES = ("database", "register", "website", "organisation", "citation")


@dataclass(frozen=True)
class Entry:
    """One shipped record, as far as these tests need it."""

    id: str
    accession: str
    doi: str
    title: str
    abstract: str
    lane: str

    @property
    def key(self) -> str:
        return self.accession or self.doi.lower()


def load(file: Path) -> ModuleType:
    """A Python file as a module, wherever it lies."""
    name = f"protocol_tests_{file.stem}"
    if name not in sys.modules:
        spec = spec_from_file_location(name, file)
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture(scope="session")
def searching() -> ModuleType:
    """The small reader of search strategies beside this file."""
    return load(Path(__file__).with_name("searching.py"))


@pytest.fixture(scope="session")
def data_build() -> ModuleType:
    """data/build.py, which makes the shipped records."""
    return load(ROOT / "data" / "build.py")


@pytest.fixture(scope="session")
def flagship_file() -> Path:
    return FLAGSHIP


@pytest.fixture(scope="session")
def flagship() -> Plan:
    return Plan.from_dict(load_protocol(FLAGSHIP).as_plan())


@pytest.fixture(scope="session")
def starting_set() -> list[Entry]:
    found = []
    for lane in LANES:
        text = (ROOT / "data" / f"{lane}.ris").read_text(encoding="utf-8")
        for entry in re.split(r"^ER  - *$", text, flags=re.MULTILINE)[:-1]:
            tags = dict(reversed(re.findall(r"^([A-Z][A-Z0-9])  - (.*)$", entry, re.MULTILINE)))
            found.append(
                Entry(*(tags.get(t, "").strip() for t in ("ID", "AN", "DO", "TI", "AB")), lane=lane)
            )
    return found
