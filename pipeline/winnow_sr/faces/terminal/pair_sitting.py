"""The doubtful pairs without a screen: which pair is in front, answers, undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from winnow_sr.errors import WinnowError
from winnow_sr.faces.pair_lines import Line, pair_lines
from winnow_sr.faces.terminal.words import clean
from winnow_sr.review.answers import DoubtfulPair, DuplicateAnswer

if TYPE_CHECKING:
    from winnow_sr.review import Review

SAID = {True: "are one publication", False: "are different publications"}


class PairSitting:
    """One person's sitting with the doubtful pairs, best first. Answers are durable one by one."""

    def __init__(self, review: Review, name: str) -> None:
        self.review, self.name = review, review.team.check_name(name)
        self.later: set[tuple[str, str]] = set()
        self.answers: list[DuplicateAnswer] = []
        self.pair: DoubtfulPair | None = None
        self.left = 0
        self.look()

    def look(self) -> None:
        """Put the best pair that has neither an answer nor been left for later in front."""
        pairs = [p for p in self.review.duplicates.doubtful() if (p.a, p.b) not in self.later]
        self.left = len(pairs)
        self.pair = pairs[0] if pairs else None

    def lines(self) -> list[Line]:
        """The pair, field by field; fields that both lack are left out."""
        if self.pair is None:
            return []
        found = pair_lines(self.review, self.pair.a, self.pair.b)
        return [Line(line.field, clean(line.one), clean(line.two)) for line in found]

    def why(self) -> str:
        """Why this pair is doubtful, in words."""
        if self.pair is None:
            return ""
        return self.review.duplicates.why_same(self.pair.a, self.pair.b).words

    def names(self) -> str:
        """What the pair in front is called."""
        return f"{self.pair.a} and {self.pair.b}" if self.pair else ""

    def answer(self, same: bool) -> str:
        """Say that the pair in front is one publication, or that it is not."""
        if self.pair is None:
            raise WinnowError("no doubtful pair is left")
        names = self.names()
        a, b = self.pair.a, self.pair.b
        self.answers.append(self.review.duplicates.answer(a, b, same=same, actor=self.name))
        self.look()
        return f"{names} {SAID[same]}"

    def put_off(self) -> str:
        """Leave the pair in front for another sitting."""
        if self.pair is None:
            raise WinnowError("no doubtful pair is left")
        names = self.names()
        self.later.add((self.pair.a, self.pair.b))
        self.look()
        return f"{names} left for later"

    def undo(self) -> str:
        """Take back the last answer of this sitting; its pair comes to the front again."""
        if not self.answers:
            raise WinnowError(
                "nothing to take back in this sitting; `winnow split` and `winnow merge`"
            )
        answer = self.answers[-1]
        self.review.duplicates.take_back_answer(answer, actor=self.name)
        self.answers.pop()
        self.look()
        return f"took back that {self.names()} {SAID[answer.same]}"
