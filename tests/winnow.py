"""Driving the command line as a team would, in this process."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from winnow_sr.faces.cli import main


@dataclass(frozen=True)
class Done:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def winnow(*arguments: object, code: int | tuple[int, ...] = 0) -> Done:
    """Run `winnow ARGUMENTS`; the exit code must be as expected, and never a traceback."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main([str(a) for a in arguments])
            got = 0
        except SystemExit as end:
            got = int(end.code or 0)
    done = Done(got, out.getvalue(), err.getvalue())
    codes = (code,) if isinstance(code, int) else code
    assert got in codes, (
        f"winnow {' '.join(map(str, arguments))}: exit {got}\n{done.out}\n{done.err}"
    )
    assert "Traceback" not in done.err
    return done


class Team:
    """A review folder and the people working in it."""

    def __init__(self, folder: Path, protocol: Path, database: str = "") -> None:
        self.folder = folder
        winnow(
            "init", folder, "--protocol", protocol, *(["--database", database] if database else [])
        )

    def __call__(self, *arguments: object, code: int | tuple[int, ...] = 0) -> Done:
        return winnow("-C", self.folder, *arguments, code=code)

    def json(self, *arguments: object, code: int | tuple[int, ...] = 0) -> Any:
        return self(*arguments, "--json", code=code).json

    def decide(
        self, who: str, rows: Iterable[tuple[str, str, str]], stage: str = "title-abstract"
    ) -> dict[str, Any]:
        """(key, verdict, reason) rows from a file, as a reviewer who worked in a spreadsheet."""
        path = self.folder.parent / f"{who}-{stage}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["key", "verdict", "reason"])
            writer.writerows(rows)
        found: dict[str, Any] = self.json("decide", "--from", path, "--as", who, "--stage", stage)
        return found


def ris(path: Path, entries: Iterable[Mapping[str, object]]) -> Path:
    """A small RIS file of invented entries: tags to values (a list for repeats)."""
    with path.open("w", encoding="utf-8") as file:
        for entry in entries:
            file.write(f"TY  - {entry.get('TY', 'JOUR')}\n")
            for tag, value in entry.items():
                if tag != "TY":
                    for item in value if isinstance(value, list) else [value]:
                        file.write(f"{tag}  - {item}\n")
            file.write("ER  - \n\n")
    return path


def entry(number: int, **tags: object) -> dict[str, object]:
    """An invented article, unlike any other number's."""
    subject = ("sleep", "pain", "craving", "anxiety", "mood")[number % 5]
    return {
        "AN": f"K{number}",
        "TI": f"Trial {number} of treatment {chr(97 + number % 26)}{number} for {subject}",
        "AU": [f"Author{number}, A.", f"Second{number}, B."],
        "PY": 1990 + number % 30,
        "T2": f"Journal of Studies {number}",
        "AB": f"Background of study {number}. We asked {number} people about {subject}. Results follow.",
    } | tags
