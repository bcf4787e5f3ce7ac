"""Values: classes of named, typed, unchangeable fields that cost nothing to define.

A dataclass or named tuple writes and compiles code for every class, .2 to .6 ms of each start;
the thirty classes that every command needs would be a tenth of its time. A `Value` is defined
by its annotations alone; type checkers treat it as a frozen dataclass. Where thousands of
instances are made, a `NamedTuple` is quicker and the better choice.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self, dataclass_transform


@dataclass_transform(frozen_default=True)
class Value:
    """Base of values: fields are the annotations of the class, defaults its attributes."""

    _fields: ClassVar[tuple[str, ...]] = ()
    _required: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls) -> None:
        fields = (*cls._fields, *cls.__annotations__)
        cls._fields = fields
        cls._required = frozenset(name for name in fields if not hasattr(cls, name))

    def __init__(self, *args: Any, **given: Any) -> None:
        named = dict(zip(self._fields, args, strict=False))
        if len(args) > len(named) or named.keys() & given.keys() or given.keys() - self._fields:
            raise TypeError(f"{type(self).__name__} takes each of {', '.join(self._fields)} once")
        named.update(given)
        if missing := self._required - named.keys():
            raise TypeError(f"{type(self).__name__} needs {', '.join(sorted(missing))}")
        self.__dict__.update(named)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"a {type(self).__name__} cannot be changed; use `replace`")

    def __delattr__(self, name: str) -> None:
        self.__setattr__(name, None)

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self._fields)

    def replace(self, **changed: Any) -> Self:
        """The same value with some fields changed."""
        return type(self)(**{**self.__dict__, **changed})

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        pairs = zip(self._fields, self._values(), strict=True)
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in pairs)})"
