"""How sharp are the tests? Changes a module in one place at a time and runs its tests each time.

    python tools/mutants.py pipeline/winnow_sr/prisma/checks.py tests/prisma [--mutants 40] [--seed 1]

A mutant is the module with one operator, constant, condition, return or statement changed. It is
killed if a test fails (or hangs), and survives if all pass. Survivors are printed with their lines
and what was changed: each is a test to write, or code that does nothing. Which mutants are drawn
depends on the module's text and the seed only. No file is changed: the mutant is given to Python's
import system, in the test process and in every process that it starts.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "pipeline"

HOOK = """
import importlib.abc, importlib.machinery, os, sys

NAME, ORIGIN, MUTANT = (os.environ["MUTANT_" + part] for part in ("NAME", "ORIGIN", "FILE"))


class Loader(importlib.machinery.SourceFileLoader):
    def get_code(self, fullname):
        with open(MUTANT, encoding="utf-8") as file:
            return compile(file.read(), ORIGIN, "exec", dont_inherit=True)


class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name == NAME:
            return importlib.machinery.ModuleSpec(name, Loader(name, ORIGIN), origin=ORIGIN)
        return None


if NAME:
    sys.meta_path.insert(0, Finder())
"""
"""A `sitecustomize` that loads one module from elsewhere, in every Python process."""

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


@dataclass(frozen=True)
class Mutant:
    """The line in the module, what was changed there, and the module's text with the change."""

    line: int
    change: str
    text: str


def sites(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """Every place that can be changed, and in which way. Docstrings, annotations, imports and the
    literal parts of formatted strings are left alone."""
    for node in _code(tree):
        if isinstance(node, ast.Compare | ast.BinOp | ast.BoolOp | ast.AugAssign):
            ops = node.ops if isinstance(node, ast.Compare) else [node.op]
            for i, op in enumerate(ops):
                if type(op) in SWAPS:
                    yield node, f"operator:{i}"
        if isinstance(node, ast.Constant) and isinstance(node.value, bool | int | float | str):
            yield node, "constant"
        if isinstance(node, ast.If | ast.While | ast.IfExp):
            yield node, "condition"
        if isinstance(node, ast.comprehension):
            for i in range(len(node.ifs)):
                yield node, f"filter:{i}"
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
            yield node, "sign"
        if isinstance(node, ast.Return) and node.value is not None:
            yield node, "return"
        if isinstance(node, ast.Expr | ast.AugAssign | ast.Raise):
            yield node, "statement"


def _code(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes that run: in the order of the text."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "type_comment"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or _said(child):
                continue
            if isinstance(child, ast.JoinedStr):
                for part in child.values:
                    if isinstance(part, ast.FormattedValue):
                        yield from _code(part)
                continue
            if not isinstance(child, ast.Import | ast.ImportFrom):
                yield child
                yield from _code(child)


def _said(node: ast.AST) -> bool:
    """A string that stands alone: a docstring."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def mutants(text: str, number: int, seed: int) -> list[Mutant]:
    """`number` mutants of a module (all there are, if fewer), drawn with the seed."""
    tree = ast.parse(text)
    every = list(sites(tree))
    chosen = sorted(random.Random(seed).sample(range(len(every)), min(number, len(every))))
    made: list[Mutant] = []
    for place in chosen:
        changed = copy.deepcopy(tree)
        node, how = list(sites(changed))[place]
        before = _shown(every[place][0])
        _change(node, how, changed)
        after = "(nothing)" if how == "statement" else _shown(node)
        line = getattr(every[place][0], "lineno", 0) or getattr(every[place][0].iter, "lineno", 0)
        what = f"{how.partition(':')[0]}: {before} -> {after}"
        made.append(Mutant(line, what, ast.unparse(ast.fix_missing_locations(changed))))
    return made


def _shown(node: ast.AST) -> str:
    """The first line of a node's code."""
    if isinstance(node, ast.If | ast.While):
        node = node.test
    line = ast.unparse(node).split("\n")[0]
    return line if len(line) <= 90 else f"{line[:89]}…"


def _change(node: ast.AST, how: str, tree: ast.Module) -> None:
    """Change a node of the tree in place."""
    kind, _, index = how.partition(":")
    if kind == "operator":
        if isinstance(node, ast.Compare):
            node.ops[int(index)] = SWAPS[type(node.ops[int(index)])]()
        else:
            node.op = SWAPS[type(node.op)]()
    elif kind == "constant":
        value = node.value
        if isinstance(value, bool):
            node.value = not value
        elif isinstance(value, int | float):
            node.value = value + 1
        else:
            node.value = f"{value}x"
    elif kind == "condition":
        node.test = ast.UnaryOp(ast.Not(), node.test)
    elif kind == "filter":
        node.ifs[int(index)] = ast.UnaryOp(ast.Not(), node.ifs[int(index)])
    elif kind == "sign":
        node.op = ast.UAdd() if isinstance(node.op, ast.USub) else ast.Not()
        if isinstance(node.op, ast.Not):
            node.operand = ast.UnaryOp(ast.Not(), node.operand)
    elif kind == "return":
        node.value = ast.Constant(None)
    else:
        _replace(tree, node, ast.Pass())


def _replace(tree: ast.AST, old: ast.AST, new: ast.stmt) -> None:
    for parent in ast.walk(tree):
        for _, value in ast.iter_fields(parent):
            if isinstance(value, list) and any(child is old for child in value):
                value[:] = [new if child is old else child for child in value]
                return


class Runner:
    """Runs the tests with the module replaced by a mutant, in a folder of its own."""

    def __init__(self, module: Path, tests: list[str], folder: Path) -> None:
        self.module, self.tests, self.folder = module.resolve(), tests, folder
        (folder / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
        self.name = ".".join(self.module.relative_to(SOURCE).with_suffix("").parts)
        self.limit = 600.0

    def passes(self, text: str | None) -> bool:
        """Whether all tests pass with this text in place of the module's (None: as it is)."""
        mutant = self.folder / "mutant.py"
        mutant.write_text(text or "", encoding="utf-8")
        before = os.environ.get("PYTHONPATH", "")
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, (str(self.folder), before))),
            "PYTHONDONTWRITEBYTECODE": "1",
            "MUTANT_NAME": "" if text is None else self.name,
            "MUTANT_ORIGIN": str(self.module),
            "MUTANT_FILE": str(mutant),
        }
        quick = ["-x", "-q", "-p", "no:cacheprovider", "-W", "ignore", "--hypothesis-seed=0"]
        command = [sys.executable, "-m", "pytest", *quick, *self.tests]
        try:
            done = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, timeout=self.limit
            )
        except subprocess.TimeoutExpired:
            return False
        return done.returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("module", type=Path, help="the module to change, below pipeline/")
    parser.add_argument("tests", nargs="+", help="tests to run, and options for pytest after --")
    parser.add_argument("--mutants", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    text = given.module.read_text(encoding="utf-8")
    drawn = mutants(text, given.mutants, given.seed)
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(given.module, given.tests, Path(folder))
        start = time.monotonic()
        if not runner.passes(None):
            print("the tests fail without any change: mend them first")
            return 2
        runner.limit = 60 + 10 * (time.monotonic() - start)
        survivors = []
        for i, mutant in enumerate(drawn, 1):
            if runner.passes(mutant.text):
                survivors.append(mutant)
                print(f"{given.module}:{mutant.line}  {mutant.change}", flush=True)
            print(f"\r{i} of {len(drawn)}", end="\r", file=sys.stderr, flush=True)
    print(
        f"{len(drawn) - len(survivors)} of {len(drawn)} killed ({given.module}, seed {given.seed})"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
