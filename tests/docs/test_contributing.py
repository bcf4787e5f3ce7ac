"""CONTRIBUTING.md is true: its files exist, an example of each recipe stands in exactly its source files,
and what it calls a registry is one."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import NamedTuple

import pytest

import winnow_sr
from tests.docs.pages import ROOT, page
from winnow_sr import Review
from winnow_sr.faces.cli.app import COMMANDS
from winnow_sr.faces.web import pages
from winnow_sr.ledger.events import KINDS, Event
from winnow_sr.ledger.evolve import CHANGES
from winnow_sr.prisma.flow import KEYS
from winnow_sr.prisma.rendering import RENDERERS
from winnow_sr.ranking import ModelCard, models
from winnow_sr.records.format import Format
from winnow_sr.records.formats import FORMATS
from winnow_sr.stopping import RULES, Rule

PAGE = page("CONTRIBUTING.md")
ROW = re.compile(r"^\| (source|page|test) \| `([^`]+)` \|", re.MULTILINE)
SUMMARY = re.compile(r"^\| (an? [^|]+) \| (\d+) \| (\d+) \| (\d+) \|$", re.MULTILINE)
TEXTS = {".py", ".psv", ".json", ".html", ".md", ".js", ".css"}


class Recipe(NamedTuple):
    """example: what NAME stands for; words: how an example is found in a file."""

    title: str
    example: str
    words: list[str]
    source: list[str]
    page: list[str]
    test: list[str]


def recipes() -> dict[str, Recipe]:
    found = {}
    for part in PAGE.split("\n## Recipes\n")[1].split("\n## ")[0].split("\n### ")[1:]:
        title = part.splitlines()[0]
        example = re.search(r"^Example: `([^`]+)`, found by (.+)\.$", part, re.MULTILINE)
        assert example, title
        files: dict[str, list[str]] = {"source": [], "page": [], "test": []}
        for kind, name in ROW.findall(part):
            files[kind].append(name.replace("NAME", example[1]))
        found[title[0].lower() + title[1:]] = Recipe(
            title, example[1], re.findall(r"`([^`]+)`", example[2]), **files
        )
    return found


RECIPES = recipes()


@cache
def package() -> dict[str, str]:
    """Path from the root -> text, of every file of the package that is written by hand."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
        for path in (ROOT / "pipeline").rglob("*")
        if path.suffix in TEXTS and path.is_file()
    }


def holds(text: str, words: list[str]) -> bool:
    """Does one of the words stand in the text, not as a part of a longer one?"""
    return any(re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) for word in words)


@pytest.mark.parametrize(
    "name",
    sorted(set(re.findall(r"`((?:pipeline|tests|docs|benchmarks|\.ci)/[^`]*)`", PAGE))),
)
def test_a_file_that_is_named_exists(name: str) -> None:
    if "NAME" not in name:  # the examples of these are looked for below
        assert (ROOT / name).exists()


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=list(RECIPES))
def test_the_example_stands_in_exactly_these_source_files(recipe: Recipe) -> None:
    found = [name for name, text in package().items() if holds(text, recipe.words)]
    assert sorted(found) == sorted(recipe.source)


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=list(RECIPES))
def test_a_recipe_has_tests_and_its_pages_speak_of_the_example(recipe: Recipe) -> None:
    assert recipe.test
    assert all((ROOT / name).is_file() for name in recipe.test)
    for name in recipe.page:
        assert holds(page(name), [recipe.example, *recipe.words]), name


def test_the_table_counts_the_files_of_every_recipe() -> None:
    counted = {what: tuple(map(int, numbers)) for what, *numbers in SUMMARY.findall(PAGE)}
    assert counted == {
        title: (len(recipe.source), len(recipe.page), len(recipe.test))
        for title, recipe in RECIPES.items()
    }


def registry_of(title: str) -> object:
    """The registry that the recipe names: all that exists of a kind, as the program finds it."""
    return {
        "an import format": FORMATS,
        "a stopping rule": RULES,
        "a ranking model": models(),
        "a PRISMA box": KEYS,
        "a drawing format": RENDERERS,
        "an event": KINDS,
        "a command": COMMANDS,
        "a web page": {blueprint.name for blueprint in pages.ALL},
    }[title]


@pytest.mark.parametrize("title", RECIPES)
def test_the_example_is_in_the_registry(title: str) -> None:
    known = registry_of(title)
    example = RECIPES[title].example
    if title == "a stopping rule":  # its recipe is called by the module
        modules = [rule.__module__.split(".")[-1] for rule in RULES.values()]
        assert example in modules
    else:
        assert isinstance(known, dict | set | tuple)
        assert example in known


def test_the_registries_hold_what_they_are_said_to_hold() -> None:
    assert all(isinstance(found, Format) for found in FORMATS.values())
    assert all(issubclass(rule, Rule) for rule in RULES.values())
    assert all(isinstance(card, ModelCard) for card in models().values())
    assert all(issubclass(kind, Event) for kind in KINDS.values())
    assert set(CHANGES) == set(KINDS.values())


def test_every_module_of_formats_registers_one() -> None:
    registering = page("pipeline/winnow_sr/records/formats/__init__.py")
    for path in (ROOT / "pipeline/winnow_sr/records/formats").glob("*.py"):
        assert path.stem == "__init__" or f"    {path.stem},\n" in registering


def test_a_method_that_a_command_mirrors_hangs_on_a_part() -> None:
    for name, (_, _, _, methods) in COMMANDS.items():
        for method in methods.split():
            assert hasattr(Review, method.split(".")[0]), name


def test_the_version_is_one() -> None:
    project = tomllib.loads(page("pyproject.toml"))["project"]["version"]
    cited = re.search(r"^version: (\S+)$", page("CITATION.cff"), re.MULTILINE)
    assert cited is not None
    assert project == winnow_sr.__version__ == cited[1]
    assert f"## {project} " in page("CHANGELOG.md")
