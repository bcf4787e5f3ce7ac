"""The pages of documentation, read by their tests."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(
    r"(?:<!-- (?P<note>[^\n]*?) -->\n)?```(?P<kind>\w*)\n(?P<text>.*?)```", re.DOTALL
)


def page(name: str) -> str:
    """The text of a page, named from the root of the project."""
    return (ROOT / name).read_text("utf-8")


def blocks(text: str, kind: str, note: str) -> list[str]:
    """The blocks of a kind whose note, a comment just above, begins so."""
    return [
        found["text"]
        for found in BLOCK.finditer(text)
        if found["kind"] == kind and (found["note"] or "").startswith(note)
    ]


def script(name: str) -> ModuleType:
    """A script of docs/ as a module."""
    spec = importlib.util.spec_from_file_location(f"docs_{name}", ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
