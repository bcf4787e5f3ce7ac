"""The kinds of values in a protocol file: texts, names, numbers, fixed words and their other spellings."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from winnow_sr.protocol.plan import ReviewKind
from winnow_sr.protocol.screening import ReaderRole
from winnow_sr.vocabulary import Lane as LaneName

Text = Annotated[str, StringConstraints(strip_whitespace=True)]
Needed = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=r"^[^\r\n]+$")]
Count = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(ge=1)]
Share = Annotated[float, Field(gt=0, le=1)]
Confidence = Annotated[float, Field(gt=0, lt=1)]


def under(key: str) -> BeforeValidator:
    """Let a bare value stand for a mapping with this one key (`question: Does it work?`)."""
    return BeforeValidator(lambda v: {key: v} if isinstance(v, (str, int, float)) else v)


def canonical(**names: str) -> BeforeValidator:
    """Take other spellings of a fixed value (`organization`) for the one the project writes."""

    def canonical(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        folded = value.strip().lower()
        return names.get(re.sub(r"[ -]+", "_", folded), folded)

    return BeforeValidator(canonical)


def listed(value: Any) -> Any:
    """A single value where a list is meant is a list of one."""
    return [value] if isinstance(value, str) else value


Texts = Annotated[list[Needed], BeforeValidator(listed)]
Lane = Annotated[LaneName, canonical(organization="organisation")]
Kind = Annotated[
    ReviewKind,
    canonical(
        network_meta_analysis="network",
        nma="network",
        individual_participant_data="ipd",
        diagnostic_test_accuracy="dta",
        diagnostic="dta",
    ),
]
Role = Annotated[ReaderRole, canonical()]
Statistic = Annotated[
    Literal["cohen_kappa", "pabak", "gwet_ac1", "observed"],
    canonical(kappa="cohen_kappa", ac1="gwet_ac1"),
]


class Part(BaseModel):
    """A part of the protocol: no unknown keys, never changed once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _number(value: Any) -> bool | int | float | str:
    """A parameter as the number or switch it looks like; YAML text otherwise."""
    if isinstance(value, (bool, int, float)):
        return value
    if not isinstance(value, str):
        raise PydanticCustomError("one_value", "must be one value, not a list or group")
    if value.lower() in ("true", "false"):
        return value.lower() == "true"
    for kind in (int, float):
        try:
            return kind(value)
        except ValueError:
            continue
    return value


Parameter = Annotated[
    Any,
    BeforeValidator(_number),
    WithJsonSchema({"type": ["number", "boolean", "string"]}),
]
