"""Names of a room that are imported when they are first asked for: a command starts with what it
needs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any


def later(package: str, modules: Mapping[str, str]) -> Callable[[str], Any]:
    """The package's `__getattr__`. modules: name -> the module below the package that holds it."""

    def get(name: str) -> Any:
        from importlib import import_module

        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{modules[name]}"), name)
        # set it, for importing a module has put that under its own name, which may be this one
        setattr(sys.modules[package], name, value)
        return value

    return get
