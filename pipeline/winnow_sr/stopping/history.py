"""What a stopping rule sees: the verdicts in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from winnow_sr.errors import WinnowError


@dataclass(frozen=True)
class Checkpoint:
    """The model's scores of everything unread, at one moment of a replayed review.

    read : how many citations had been read.
    unread_scores : shape (N - read,) decision values of the unread, in any order.
    """

    read: int
    unread_scores: Sequence[float]


@dataclass(frozen=True)
class Audit:
    """One random sample of the unread, drawn with all of them equally likely, read completely.

    unread : M, citations unread when the sample was drawn.
    found  : r, relevant citations found before it.
    sampled : n, citations drawn and read.
    hits   : x, how many of those were relevant.
    """

    unread: int
    found: int
    sampled: int
    hits: int


@dataclass(frozen=True)
class Control:
    """A control set: relevant citations from a random sample of all N, drawn before the ranking.

    positives : r, relevant citations in the sample; their verdicts are held back from the model.
    reached   : how many of them the ranking has come to by itself since.
    sampled   : citations read to find them.
    """

    positives: int
    reached: int
    sampled: int = 0


@dataclass(frozen=True)
class History:
    """Settled citation-level verdicts of the title-and-abstract stage, in the order of reading.

    relevant : shape (t,), True where the settled verdict is include (unsure counts as include).
    first    : n0, how many of them came before the ranked phase (priors, pilot and random rounds,
               abstract-less citations read first); their order is irrelevant to every rule.
    total    : N, all citations to be screened, read or not.
    scores   : shape (t,) the model's score when the citation was proposed (nan where unranked),
               or None. Only model-supported rules read it.
    unread_scores : shape (N - t,) current scores of the unread, or None.
    checkpoints : for a replayed review, the scores of the unread at several moments.
    audits   : random samples of the unread, oldest first. Only audited rules read it.
    control  : a control set drawn before the ranking, or None. Only QBCB and target read it.
    """

    relevant: Sequence[bool]
    total: int
    first: int = 0
    scores: Sequence[float] | None = None
    unread_scores: Sequence[float] | None = None
    checkpoints: tuple[Checkpoint, ...] = ()
    audits: tuple[Audit, ...] = ()
    control: Control | None = None

    def __post_init__(self) -> None:
        read = len(self.relevant)
        if not set(self.relevant) <= {0, 1}:
            raise WinnowError(
                "the history holds a verdict that is neither relevant nor irrelevant: "
                "settle every conflict and give every citation read a verdict first"
            )
        if self.total < read:
            raise WinnowError(
                f"{read} citations have been read but only {self.total} are to be screened: "
                "the total must count the read ones too"
            )
        if not 0 <= self.first <= read:
            raise WinnowError(
                f"{self.first} citations are said to come before the ranked phase, "
                f"but {read} have been read: give a number from 0 to {read}"
            )
        for name, have, need in (
            ("scores", self.scores, read),
            ("unread_scores", self.unread_scores, self.total - read),
        ):
            if have is not None and len(have) != need:
                raise WinnowError(f"{name} has {len(have)} values where {need} are needed")

    @property
    def read(self) -> int:
        """t, how many citations have been read."""
        return len(self.relevant)

    @property
    def found(self) -> int:
        """r, how many of them are relevant."""
        return int(sum(self.relevant))

    @property
    def unread(self) -> int:
        """N - t, how many citations are left."""
        return self.total - len(self.relevant)

    def prefix(self, read: int) -> History:
        """The same review when only `read` citations had been read.

        The scores of the unread are those of a checkpoint at exactly that moment, if there is one.
        """
        now = [point.unread_scores for point in self.checkpoints if point.read == read]
        return History(
            relevant=self.relevant[:read],
            total=self.total,
            first=min(self.first, read),
            scores=None if self.scores is None else self.scores[:read],
            unread_scores=now[0] if now else None,
            checkpoints=tuple(point for point in self.checkpoints if point.read <= read),
            control=self.control,
        )
