"""Writes into the wheel and the source distribution from which commit they were made."""

from __future__ import annotations

import runpy
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = Path("pipeline", "winnow_sr")


class CommitHook(BuildHookInterface[Any]):
    """`winnow --version` says it."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add `commit.txt`, unless what is built is a source distribution that has it already."""
        root = Path(self.root)
        if (root / PACKAGE / "commit.txt").exists() or version == "editable":
            return
        known = runpy.run_path(str(root / PACKAGE / "commit.py"))
        if not (found := known["checked_out"](str(root))):
            return
        self._folder = tempfile.TemporaryDirectory()
        written = Path(self._folder.name, "commit.txt")
        written.write_text(f"{found}\n", encoding="utf-8")
        inside = PACKAGE if self.target_name == "sdist" else Path("winnow_sr")
        build_data["force_include"][str(written)] = (inside / "commit.txt").as_posix()
