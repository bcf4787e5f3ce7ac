"""Rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "pipeline" / "winnow_sr"
ID_READ = re.compile(r"\bint\(\w+(\.\w+)*\[1:\]\)")
TYPED = ("ledger", "screening", "review", "faces")
"""Rooms through whose doors only values with types of their own go."""


def sources(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        yield from sorted((PACKAGE / room).rglob("*.py"))


def signatures(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(name of the function, an annotation of its parameters or of what it returns)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            parts = [a.annotation for a in (*node.args.args, *node.args.kwonlyargs)]
            for part in (*parts, node.returns):
                if part is not None:
                    yield node.name, ast.unparse(part)


@pytest.mark.parametrize("path", list(sources(*TYPED)), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_bare_dictionary_goes_through_a_door(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    found = [name for name, said in signatures(tree) if "dict[str, Any]" in said]
    assert found == [], (
        "give it a type: a struct of review/answers.py, ledger/events.py or your own"
    )


def test_a_bare_dictionary_would_be_seen() -> None:
    tree = ast.parse("def f(x: list[dict[str, Any]]) -> int: ...")
    assert [said for _, said in signatures(tree)] == ["list[dict[str, Any]]", "int"]


@pytest.mark.parametrize("path", list(sources(*TYPED)), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_lines_are_laid_out_by_the_formatter(path: Path) -> None:
    assert "fmt: skip" not in path.read_text("utf-8")


@pytest.mark.parametrize("path", list(sources("faces")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_face_asks_the_parts_and_not_what_is_behind_them(path: Path) -> None:
    """The state and the store are the parts' own; a face that reads them grows rules of its own."""
    tree = ast.parse(path.read_text("utf-8"))
    named = [node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    assert "session" not in named


def test_a_citations_id_is_read_in_one_place() -> None:
    """`int(text[1:])` on an id has decided the wrong citation before."""
    found = [
        f"{path.relative_to(PACKAGE)}: {line.strip()}"
        for path in PACKAGE.rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if ID_READ.search(line)
    ]
    assert found == []
