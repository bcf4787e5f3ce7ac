"""What people install: the wheel holds all that it needs and runs, the recipes name what it depends on."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.winnow import winnow
from winnow_sr.commit import checked_out

ROOT = Path(__file__).resolve().parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture(scope="session")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked where no checkout is."""
    [wheel] = built.glob("*.whl")
    folder = tmp_path_factory.mktemp("installed")
    zipfile.ZipFile(wheel).extractall(folder)
    return folder


def run(installed: Path, *arguments: object, cwd: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "winnow_sr", *map(str, arguments)],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(installed), "NO_COLOR": "1"},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def test_the_wheel_makes_a_review_without_a_checkout(installed: Path, tmp_path: Path) -> None:
    where = subprocess.run(
        [sys.executable, "-c", "import winnow_sr; print(winnow_sr.__file__)"],
        env=os.environ | {"PYTHONPATH": str(installed)},
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert where.startswith(str(installed))
    assert run(installed, "init", "review", cwd=tmp_path).startswith("Wrote review")
    template = (ROOT / "protocols" / "template.yaml").read_text("utf-8")
    assert (tmp_path / "review" / "protocol.yaml").read_text("utf-8") == template
    run(installed, "demo", "demo", cwd=tmp_path)
    assert run(installed, "-C", "demo", "verify", cwd=tmp_path).startswith("Intact")


def test_wheel_and_source_say_their_commit(built: Path, installed: Path, tmp_path: Path) -> None:
    commit = checked_out(str(ROOT))
    if not commit:
        pytest.skip("this is no checkout: the commit is not known")
    assert f"(commit {commit[:12]})" in run(installed, "--version", cwd=tmp_path)
    [source] = built.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        archive.extractall(tmp_path, filter="data")
    [folder] = tmp_path.glob("winnow_sr-*")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "again"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    [wheel] = (tmp_path / "again").glob("*.whl")
    assert zipfile.ZipFile(wheel).read("winnow_sr/commit.txt").decode().strip() == commit


def test_version_is_asked_for_in_two_ways() -> None:
    said = winnow("--version").out
    assert said == winnow("-V").out
    assert re.fullmatch(
        rf"winnow {re.escape(PROJECT['version'])}( \(commit [0-9a-f]{{12}}\))?\n", said
    )


@pytest.mark.parametrize(
    ("head", "more", "commit"),
    [
        ("abc123\n", {}, "abc123"),
        ("ref: refs/heads/a/b\n", {"refs/heads/a/b": "def456\n"}, "def456"),
        (
            "ref: refs/heads/main\n",
            {"packed-refs": "# pack-refs\n1111 refs/heads/other\n2222 refs/heads/main\n"},
            "2222",
        ),
        ("ref: refs/heads/main\n", {}, ""),
    ],
)
def test_the_commit_of_a_checkout(
    tmp_path: Path, head: str, more: dict[str, str], commit: str
) -> None:
    for name, text in {"HEAD": head, **more}.items():
        path = tmp_path / ".git" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert checked_out(str(tmp_path)) == commit


def test_a_folder_that_is_no_checkout_has_no_commit(tmp_path: Path) -> None:
    assert checked_out(str(tmp_path)) == ""


def test_a_further_working_tree_has_its_own_commit(tmp_path: Path) -> None:
    tree, git = tmp_path / "tree", tmp_path / "main" / ".git"
    (git / "worktrees" / "tree").mkdir(parents=True)
    (git / "refs" / "heads").mkdir(parents=True)
    (git / "refs" / "heads" / "side").write_text("abcdef\n")
    (git / "worktrees" / "tree" / "HEAD").write_text("ref: refs/heads/side\n")
    (git / "worktrees" / "tree" / "commondir").write_text("../..\n")
    tree.mkdir()
    (tree / ".git").write_text(f"gitdir: {git / 'worktrees' / 'tree'}\n")
    assert checked_out(str(tree)) == "abcdef"


def test_the_conda_recipe_depends_on_what_the_project_depends_on() -> None:
    text = (ROOT / "packaging" / "conda" / "meta.yaml").read_text("utf-8")
    assert f'set version = "{PROJECT["version"]}"' in text
    plain = re.sub(r"\{\{.*?\}\}", "x", re.sub(r"\{%.*?%\}", "", text))
    recipe = yaml.safe_load(plain)
    run_ = [dep for dep in recipe["requirements"]["run"] if not dep.startswith("python ")]
    assert sorted(run_) == sorted(PROJECT["dependencies"])
    assert f"python {PROJECT['requires-python']}" in recipe["requirements"]["run"]
    assert recipe["build"]["entry_points"] == ["winnow = winnow_sr.faces.cli:main"]


def instructions(text: str) -> list[tuple[str, str]]:
    """The instructions of a Dockerfile with their arguments."""
    whole = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
    return [
        (line.split(maxsplit=1)[0], line.split(maxsplit=1)[1])
        for line in whole.splitlines()
        if line.strip()
    ]


def test_the_dockerfile_serves_from_a_volume_and_not_as_root() -> None:
    found = instructions((ROOT / "Dockerfile").read_text("utf-8"))
    known = {
        "FROM",
        "WORKDIR",
        "RUN",
        "COPY",
        "ARG",
        "USER",
        "VOLUME",
        "EXPOSE",
        "ENTRYPOINT",
        "CMD",
    }
    assert {name for name, _ in found} <= known
    last = max(n for n, (name, _) in enumerate(found) if name == "FROM")
    final = dict(found[last:])
    assert final["USER"] == "winnow"
    assert final["VOLUME"] == final["WORKDIR"] == "/reviews"
    command = yaml.safe_load(final["CMD"])
    assert command[:2] == ["-C", "/reviews/review"]
    assert command[command.index("--port") + 1] == final["EXPOSE"]
    options = winnow(command[2], "--help").out
    assert all(word in options for word in command if word.startswith("--"))
    ignored = (ROOT / ".dockerignore").read_text("utf-8").split()
    assert not {
        "pipeline",
        "protocols",
        "data",
        "pyproject.toml",
        "hatch_build.py",
        "README.md",
    } & {*ignored}
