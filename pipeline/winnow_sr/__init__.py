"""winnow: from exports to diagram.

What is named here is the public library; `docs/` and the parts of `Review` say how to use it. A name is
imported when it is first asked for, so that `winnow --help` starts with what it needs.
"""

from winnow_sr.later import later

__version__ = "0.1.0"

LATER = {
    "AnswerIsNo": "errors",
    "Flow": "prisma.flow",
    "Record": "records.model",
    "Review": "review",
    "WinnowError": "errors",
    "find_duplicates": "dedupe",
    "make_rule": "stopping",
    "rank": "ranking",
}
"""Public name -> the module below this package that has it; their types stand in `__init__.pyi`,
because a room that reads `__version__` here must not count as knowing all the others."""

__all__ = [
    "AnswerIsNo",
    "Flow",
    "Record",
    "Review",
    "WinnowError",
    "__version__",
    "find_duplicates",
    "make_rule",
    "rank",
]

__getattr__ = later(__name__, LATER)


def __dir__() -> list[str]:
    return __all__
