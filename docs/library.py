"""Writes the reference at the end of docs/library.md from signatures and docstrings: `make docs`.

What stands above the mark is written by hand; a test checks that what stands below is up to date.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import winnow_sr
from winnow_sr import Review
from winnow_sr.faces.cli.app import COMMANDS
from winnow_sr.review import answers

PAGE = Path(__file__).resolve().parent / "library.md"
MARK = "<!-- from here on made from the docstrings by `make docs`; do not edit -->\n"
WIDTH = 96
INDENT = "    "


def shown(annotation: object) -> str:
    """A type as the source writes it."""
    return annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)


def call(path: str, function: Any) -> str:
    """`path(parameters) -> answer`, on several lines where it is long."""
    signature = inspect.signature(function)
    parameters: list[str] = []
    starred = False
    for p in signature.parameters.values():
        if p.name in ("self", "cls"):
            continue
        if p.kind is p.KEYWORD_ONLY and not starred:
            parameters.append("*")
            starred = True
        text = ("**" if p.kind is p.VAR_KEYWORD else "") + p.name
        if p.annotation is not p.empty:
            text += f": {shown(p.annotation)}"
        if p.default is not p.empty:
            text += f" = {p.default!r}"
        parameters.append(text)
    answer = signature.return_annotation
    end = "" if answer is signature.empty else f" -> {shown(answer).replace('Self', 'Review')}"
    line = f"{path}({', '.join(parameters)}){end}"
    if len(line) <= WIDTH:
        return line
    return f"{path}(\n" + "".join(f"{INDENT}{text},\n" for text in parameters) + f"){end}"


def words(thing: object) -> str:
    """A docstring as paragraphs; columns that are aligned by hand stay as they are."""
    text = inspect.getdoc(thing)
    assert text, f"{thing} has no docstring"
    paragraphs = text.split("\n\n")
    return "\n\n".join(
        f"```text\n{p}\n```" if re.search(r"(?m)^ {2,}", p) else p for p in paragraphs
    )


def entry(path: str, function: Any, level: str = "####") -> str:
    """One heading, one signature, one explanation."""
    return f"{level} `{path}`\n\n```python\n{call(path, function)}\n```\n\n{words(function)}\n"


def public(cls: type) -> Iterator[tuple[str, Any]]:
    """(name, function) of the public methods of a class, in the order of the source."""
    for name, value in vars(cls).items():
        found = getattr(value, "__func__", value)
        if not name.startswith("_") and inspect.isfunction(found):
            yield name, found


def parts() -> Iterator[tuple[str, type]]:
    """(name, class) of the parts of `Review`."""
    for name, value in vars(Review).items():
        if isinstance(value, cached_property):
            module = import_module(f"winnow_sr.review.{name}")
            yield name, getattr(module, shown(inspect.signature(value.func).return_annotation))


def kinds() -> list[type[answers.Answer]]:
    """Every answer, in the order of the source."""
    found = [v for v in vars(answers).values() if inspect.isclass(v)]
    return [v for v in found if issubclass(v, answers.Answer) and v is not answers.Answer]


def table_of_parts() -> Iterator[str]:
    """The parts, what each is for, and the commands that use it."""
    yield "### The parts\n\n| part | for | used by |\n|---|---|---|"
    for part, _ in parts():
        using = [
            f"`{command}`"
            for command, (*_, methods) in COMMANDS.items()
            if any(method.startswith(f"{part}.") for method in methods.split())
        ]
        what = words(vars(Review)[part].func)
        yield f"| `review.{part}` | {what} | {', '.join(using) or 'the other parts'} |"
    yield ""


def reference() -> str:
    """All that stands below the mark."""
    text = ["## Reference\n", *table_of_parts(), "### The package\n"]
    for name in winnow_sr.__all__:
        thing = getattr(winnow_sr, name)
        if inspect.isfunction(thing):
            text.append(entry(f"winnow_sr.{name}", thing))
        elif inspect.isclass(thing) and thing is not Review:
            text.append(f"#### `winnow_sr.{name}`\n\n{words(thing)}\n")
        elif isinstance(thing, str):
            text.append(
                f"#### `winnow_sr.{name}`\n\nThe version, as `winnow --version` prints it.\n"
            )
    text.append(f"### `Review`\n\n{words(Review)}\n")
    for name, function in public(Review):
        by = "Review" if inspect.ismethod(getattr(Review, name)) else "review"
        text.append(entry(f"{by}.{name}", function))
    for name, value in vars(Review).items():
        if isinstance(value, property):
            text.append(f"#### `review.{name}`\n\n{words(value.fget)}\n")
    for part, cls in parts():
        text.append(f"### `review.{part}`\n\n{words(cls)}\n")
        for name, value in vars(cls).items():
            if isinstance(value, property):
                text.append(f"#### `review.{part}.{name}`\n\n{words(value.fget)}\n")
        text += [entry(f"review.{part}.{name}", function) for name, function in public(cls)]
    text.append("### Answers\n")
    text.append("| answer | what it is | fields |\n|---|---|---|")
    for kind in kinds():
        what = " ".join(words(kind).split()).replace("|", "\\|")
        fields = ", ".join(f"`{field}`" for field in kind.__struct_fields__)
        text.append(f"| `{kind.__name__}` | {what} | {fields} |")
    return "\n".join(text) + "\n"


def refreshed(page: str) -> str:
    """The page with its reference made anew."""
    return page.split(MARK)[0] + MARK + "\n" + reference()


if __name__ == "__main__":
    PAGE.write_text(refreshed(PAGE.read_text("utf-8")), encoding="utf-8")
