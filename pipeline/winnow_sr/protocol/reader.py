"""Read a protocol file: a `Protocol`, or one error that says where and what, in plain words."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path as FilePath
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from winnow_sr.errors import WinnowError
from winnow_sr.protocol.checks import findings
from winnow_sr.protocol.model import Protocol
from winnow_sr.protocol.positions import Path, Positions, Problem, YamlError, read_yaml

MAX_BYTES = 4_000_000
SHOWN = 8
"""Problems spelled out in one message; the rest are counted."""


class ProtocolError(WinnowError):
    """A protocol that cannot be used. `problems` holds each fault with its line and field."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = sorted(problems, key=lambda p: p.line)
        shown = "; ".join(str(p) for p in self.problems[:SHOWN])
        more = len(self.problems) - SHOWN
        super().__init__(f"{file}, {shown}" + (f"; and {more} more" if more > 0 else ""))


def load_protocol(path: FilePath) -> Protocol:
    """The protocol in a YAML file (UTF-8).

    Raises WinnowError if the file cannot be read, ProtocolError (a WinnowError) with line and
    field of all that is wrong in it otherwise.
    """
    return parse_protocol(_text_of(FilePath(path)), str(path))


def parse_protocol(text: str, file: str = "protocol") -> Protocol:
    """The protocol in a text; `file` is what error messages call it."""
    try:
        data, positions, problems = read_yaml(text)
    except YamlError as error:
        raise ProtocolError(file, [error.problem]) from error
    if not isinstance(data, dict):
        said = "the file is empty" if data is None else "not a protocol"
        hint = "write at least title, question and exclusion_reasons (`winnow protocol template` has all that can be said)"
        raise ProtocolError(file, [Problem(1, (), f"{said}; {hint}")])
    try:
        protocol = Protocol.model_validate(data)
    except ValidationError as error:
        problems += _plain(error, positions, data)
        raise ProtocolError(file, problems) from error
    problems += [Problem(positions.line(p), p, text) for p, text in findings(protocol)]
    if problems:
        raise ProtocolError(file, problems)
    return protocol


def _text_of(path: FilePath) -> str:
    try:
        if path.is_dir():
            raise WinnowError(f"{path} is a folder; name the protocol file in it")
        if path.stat().st_size > MAX_BYTES:
            raise WinnowError(f"{path} is too large for a protocol; is it the right file?")
        raw = path.read_bytes()
    except FileNotFoundError:
        raise WinnowError(f"{path} does not exist; check the name of the protocol file") from None
    except OSError as error:
        raise WinnowError(f"{path} cannot be read ({error.strerror})") from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise WinnowError(f"{path}, line {line}: not UTF-8 text; save the file as UTF-8") from None


# --- from what pydantic says to what a person can use -------------------------------------------

_Say = Callable[[dict[str, Any]], str]


def _choices(ctx: dict[str, Any]) -> str:
    return str(ctx.get("expected", "")).replace("''", "nothing")


_WORDS: dict[str, _Say] = {
    "missing": lambda c: "missing",
    "literal_error": lambda c: f"must be {_choices(c)}",
    "string_type": lambda c: "must be text",
    "string_too_short": lambda c: "is empty",
    "string_pattern_mismatch": lambda c: "must stand on one line",
    "int_parsing": lambda c: "must be a whole number",
    "int_from_float": lambda c: "must be a whole number",
    "float_parsing": lambda c: "must be a number",
    "bool_parsing": lambda c: "must be true or false",
    "list_type": lambda c: "must be a list (lines starting with '- ')",
    "model_type": lambda c: "must be a group of 'key: value' lines",
    "dict_type": lambda c: "must be a group of 'key: value' lines",
    "too_short": lambda c: "needs at least one entry",
    "greater_than": lambda c: f"must be more than {c['gt']}",
    "greater_than_equal": lambda c: f"must be at least {c['ge']}",
    "less_than": lambda c: f"must be less than {c['lt']} (write 95 percent as 0.95)",
    "less_than_equal": lambda c: f"must be at most {c['le']} (write 95 percent as 0.95)",
    "finite_number": lambda c: "must be a finite number",
}


def _plain(error: ValidationError, positions: Positions, data: Any) -> list[Problem]:
    """Pydantic's errors as problems: one for each mistake a person made, not for each rule broken."""
    problems: list[Problem] = []
    explained: set[Path] = set()
    errors = error.errors(include_url=False)
    missing = {tuple(e["loc"]) for e in errors if e["type"] == "missing"}
    for e in errors:
        if e["type"] == "extra_forbidden":
            path = tuple(e["loc"])
            meant, text = _unknown_key(path, _value_at(data, path[:-1]))
            explained.add((*path[:-1], meant))
            problems.append(Problem(positions.line(path, of_key=True), path, text))
    for e in errors:
        path = tuple(e["loc"])
        if e["type"] == "extra_forbidden" or (path in missing and path in explained):
            continue  # a misspelt key is one mistake, not a stray key and a missing one
        if e["type"] == "missing" and path in positions.empty:
            text = "is empty"
        else:
            say = _WORDS.get(e["type"], lambda c, m=e["msg"]: m[:1].lower() + m[1:])
            text = say(e.get("ctx") or {})
            if isinstance(e["input"], str) and e["type"] != "string_pattern_mismatch":
                text += f", not '{_short(e['input'])}'" if e["input"].strip() else ""
        problems.append(Problem(positions.line(path), path, text))
    return problems


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 40 else flat[:39] + "…"


def _value_at(data: Any, path: Path) -> Any:
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _unknown_key(path: Path, around: Any) -> tuple[str, str]:
    """(the key that was probably meant, or nothing; what to say)."""
    known = list(_keys_at(path[:-1]))
    free = [k for k in known if not (isinstance(around, dict) and k in around)]
    key = str(path[-1])
    close = difflib.get_close_matches(key.lower().replace("-", "_"), free or known, 1, 0.6)
    if close:
        return close[0], f"no such key; did you mean '{close[0]}'?"
    return "", f"no such key; known here: {', '.join(known)}"


def _keys_at(path: Path) -> tuple[str, ...]:
    """The keys a protocol may have at a path, read from the model itself."""
    model: type[BaseModel] | None = Protocol
    for step in path:
        if isinstance(step, int) or model is None:
            continue
        found = model.model_fields.get(str(step))
        model = _model_in(found.annotation) if found else None
    return tuple(model.model_fields) if model else ()


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside `X`, `list[X]`, `X | None`, `Annotated[X, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (list, Union, UnionType, Annotated):
        inner = (_model_in(a) for a in get_args(annotation) if get_origin(a) is not Literal)
        return next((m for m in inner if m), None)
    return None
