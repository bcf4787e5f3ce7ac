"""What every stopping rule has in common, and what it answers."""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from winnow_sr.errors import WinnowError
from winnow_sr.stopping.history import History
from winnow_sr.text import number

CERTIFIED = "certified"
MODEL_SUPPORTED = "model-supported"
AUDITED = "audited"
HEURISTIC = "heuristic"


@dataclass(frozen=True)
class Verdict:
    """One rule's answer at one moment.

    rule : the rule's name. label : certified, model-supported, audited or heuristic.
    stop : may screening stop now? numbers : everything the answer rests on, by name.
    text : one or two plain sentences for a methodologist, with the numbers.
    """

    rule: str
    label: str
    stop: bool
    numbers: dict[str, float | int]
    text: str


@dataclass(frozen=True)
class Rule(ABC):
    """A published stopping rule.

    target : tau, the share of all relevant citations that must have been found, 0 < tau < 1.
    confidence : 1 - alpha, 0 < confidence < 1.
    Raises WinnowError for impossible numbers.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    assumption: ClassVar[str]
    guarantee: ClassVar[str]
    warning: ClassVar[str] = ""
    needs: ClassVar[str] = ""  # what it cannot do without, other than reading on in order

    target: float = 0.90
    confidence: float = 0.95

    def __post_init__(self) -> None:
        for what, value in (("target", self.target), ("confidence", self.confidence)):
            if not 0 < value < 1:
                raise WinnowError(
                    f"{what} {value} is impossible: give a fraction between 0 and 1, such as 0.95"
                )

    @property
    def alpha(self) -> float:
        """The risk that is accepted: 1 - confidence."""
        # 1 - 0.95 is 0.050000000000000044: without rounding a printed level would show it.
        return round(1 - self.confidence, 12)

    def evaluate(self, history: History) -> Verdict:
        """May screening stop now? Everything read is always a stop, whatever the rule."""
        if history.unread == 0:
            return self.verdict(
                True,
                history,
                {},
                f"All {number(history.total)} citations have been read: nothing is left unread. What "
                "was excluded by mistake is missed all the same.",
            )
        return self.judge(history)

    @abstractmethod
    def judge(self, history: History) -> Verdict:
        """The rule proper, for a history with something left to read."""

    def first_stop(self, history: History, start: int = 0) -> int | None:
        """The smallest number of citations read, `start` or more, at which the rule stops.

        history : usually a complete order (t = N, and then there always is such a number);
        None if it never stops within the t citations given.
        """
        for read in range(start, history.read + 1):
            if self.evaluate(history.prefix(read)).stop:
                return read
        return None

    def verdict(
        self, stop: bool, history: History, numbers: dict[str, float | int], text: str
    ) -> Verdict:
        """A Verdict with the numbers every rule reports put in front."""
        common: dict[str, float | int] = {
            "total": history.total,
            "read": history.read,
            "found": history.found,
            "first": history.first,
            "target": self.target,
            "confidence": self.confidence,
        }
        return Verdict(self.name, self.label, stop, common | numbers, text)

    @property
    def parameters(self) -> dict[str, Any]:
        """What the rule was set to, for the protocol and the log."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def source(self) -> str:
        """The rule's docstring: what it does and the paper it comes from."""
        return inspect.cleandoc(self.__class__.__doc__ or "")
