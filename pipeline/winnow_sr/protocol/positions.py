"""YAML with positions: plain values, and for every value the line it stands on.

Scalars stay the text that was written (`no`, `007`, `10.1016`, `2024-03-01` are not turned into a
switch, an octal number, a fraction or a date): what a value means is for the model to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

Path = tuple[str | int, ...]

MAX_VALUES = 100_000
"""A protocol has some hundreds of values; aliases within aliases must not fill the memory."""


@dataclass
class Positions:
    """Where things stand, lines counted from 1. A path is ('exclusion_reasons', 2, 'code')."""

    values: dict[Path, int] = field(default_factory=dict)
    keys: dict[Path, int] = field(default_factory=dict)
    empty: set[Path] = field(default_factory=set)
    """Keys written with nothing behind them: read as not given."""

    def line(self, path: Path, *, of_key: bool = False) -> int:
        """The line of a value (or of its key), or else of the nearest part around it."""
        tables = (self.keys, self.values) if of_key else (self.values, self.keys)
        while True:
            for table in tables:
                if path in table:
                    return table[path]
            if not path:
                return 1
            path = path[:-1]


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the file, in plain words."""

    line: int
    path: Path
    text: str

    def __str__(self) -> str:
        where = f"line {self.line}, {dotted(self.path)}" if self.path else f"line {self.line}"
        return f"{where}: {self.text}"


def dotted(path: Path) -> str:
    """A path as a person writes it, items counted from 1: exclusion_reasons[3].code."""
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else step
    return text


class YamlError(Exception):
    """The text is not YAML that a protocol can be read from."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def read_yaml(text: str) -> tuple[Any, Positions, list[Problem]]:
    """Plain values, their positions, and what can be said before any meaning is known.

    Raises YamlError for a syntax error. Keys written twice come back as problems, so that a
    reader learns of all of them at once; the first value is kept.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        walk = _Walk(Positions(), [])
        data = walk.value(node, ()) if node is not None else None
    except yaml.MarkedYAMLError as error:
        raise YamlError(_syntax_problem(error)) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        bad = f"the character U+{int(error.character):04X} cannot stand in a YAML file"
        raise YamlError(Problem(line, (), bad)) from error
    except RecursionError:
        raise YamlError(Problem(1, (), "brackets within brackets, too deep to read")) from None
    return data, walk.positions, walk.problems


_ADVICE = (
    ("\\t", "indent with spaces, not with tabs"),
    (
        "mapping values are not allowed",
        "put text that contains ': ' in quotes, or check the indent",
    ),
    ("found unexpected end of stream", "a quote is opened and never closed"),
    ("expected <block end>", "check the indent of this line and the one above"),
    ("could not find expected ':'", "each line needs 'key: value', or quotes around its text"),
    ("expected a single document", "keep one document: remove the line '---' in the middle"),
    ("expected ',' or", "inside { } or [ ] put text with a comma, colon or ? in quotes"),
    ("undefined alias", "put text that starts with '*' in quotes"),
    ("alphabetic or numeric character", "put text that starts with '*' or '&' in quotes"),
    ("cannot start any token", "put text that starts with this character in quotes"),
)


def _syntax_problem(error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    said = " ".join(str(error.problem or error.context or "cannot be read").split())
    context = str(error.context or "")
    advice = next((a for sign, a in _ADVICE if sign in said or sign in context), "")
    if "quoted scalar" in context and error.context_mark:
        mark = error.context_mark  # where the quote was opened helps; the end of the file does not
    text = f"not readable as YAML ({said})" + (f"; {advice}" if advice else "")
    return Problem(mark.line + 1 if mark else 1, (), text)


class _Walk:
    """One pass over the node tree."""

    def __init__(self, positions: Positions, problems: list[Problem]) -> None:
        self.positions = positions
        self.problems = problems
        self.count = 0
        self.above: set[int] = set()

    def value(self, node: yaml.Node, path: Path) -> Any:
        line = node.start_mark.line + 1
        self.positions.values.setdefault(path, line)
        self.count += 1
        if id(node) in self.above or self.count > MAX_VALUES:
            raise YamlError(
                Problem(line, path, "an alias (*name) that contains itself or too much")
            )
        if isinstance(node, yaml.ScalarNode):
            return None if node.tag == "tag:yaml.org,2002:null" else node.value
        self.above.add(id(node))
        try:
            if isinstance(node, yaml.SequenceNode):
                return [self.value(item, (*path, i)) for i, item in enumerate(node.value)]
            return self.mapping(node, path)
        finally:
            self.above.discard(id(node))

    def mapping(self, node: yaml.Node, path: Path) -> dict[str, Any]:
        result: dict[str, Any] = {}
        seen: dict[str, int] = {}
        for key, key_node, value_node in self.pairs(node, path):
            here = (*path, key)
            line = key_node.start_mark.line + 1
            if key in seen:
                text = f"written twice (first on line {seen[key]}); keep one"
                self.problems.append(Problem(line, here, text))
                continue
            seen[key] = line
            self.positions.keys[here] = line
            value = self.value(value_node, here)
            if value is None:
                self.positions.empty.add(here)
            else:
                result[key] = value
        return result

    def pairs(self, node: yaml.Node, path: Path) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
        for key_node, value_node in node.value:
            if isinstance(key_node, yaml.ScalarNode):
                yield key_node.value, key_node, value_node
            else:
                line = key_node.start_mark.line + 1
                self.problems.append(Problem(line, path, "a key must be a word, not a list"))
