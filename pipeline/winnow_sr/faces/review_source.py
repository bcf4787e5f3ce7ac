"""What a sitting asks, asked of an open review: the one place where the screens call its queue,
its verdicts and its undo.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from winnow_sr.errors import WinnowError
from winnow_sr.faces.sitting import Draft, Reading, Round, Row, Withdrawn
from winnow_sr.review.answers import Offer, OfferedBy
from winnow_sr.vocabulary import STAGES, Stage, one_of

if TYPE_CHECKING:
    from winnow_sr.review import Review


class ReviewSource:
    """One reviewer's questions at one stage.

    review: gives the open review; notify: is told before a ranking is made that somebody waits for.
    """

    by: OfferedBy = "screen"
    """What puts the citations before the reader, as the ledger says it."""

    def __init__(
        self,
        review: Callable[[], Review],
        name: str,
        stage: str,
        notify: Callable[[str], None] | None = None,
        order: str = "ranking",
    ) -> None:
        self.order = order
        self.review, self.name, self.notify = review, name, notify
        self.stage: Stage = one_of("stage", stage, STAGES)
        self.offers: dict[str, Offer] = {}
        """citation -> the offer by which it came before the reader first."""

    def reading(self, n: int, *, fresh: bool) -> Reading:
        """What to read now; by the kept ranking, stale or not, unless it is to be `fresh`."""
        found = self.review().screening.reading(
            self.name, n, self.stage, self.notify, stale=not fresh, order=self.order
        )
        for row in found.rows:
            self.offers.setdefault(row.citation, row.offer(self.by))
        batch = found.round
        return Reading(
            rows=found.rows,
            left=found.left,
            decided=found.decided,
            fresh=found.fresh,
            round=Round(batch.round, batch.kind) if batch else None,
            held=found.held,
        )

    def hold(self, citations: Sequence[str]) -> Sequence[str]:
        """Keep citations for this reviewer; returns those that no colleague took first."""
        return self.review().holding.take(citations, reviewer=self.name, stage=self.stage)

    def let_go(self, citations: Sequence[str] | None = None) -> None:
        """Keep these (or, where not given, everything) no longer."""
        self.review().holding.let_go(citations, reviewer=self.name, stage=self.stage)

    def row(self, citation: str) -> Row | None:
        """One citation, without its rank; None where it is gone or has this reviewer's verdict."""
        return self.review().desk.again(citation, reviewer=self.name, stage=self.stage)

    def decide(self, citation: str, verdict: str, given: Draft, seconds: float) -> bool:
        """Record a verdict; False where the very same one stands already."""
        done = self.review().screening.decide(
            citation,
            verdict,
            reviewer=self.name,
            stage=self.stage,
            reason=given.reason,
            note=given.note,
            seconds=seconds,
            offer=self.offers.get(citation),
            once=True,
        )
        return not done.unchanged

    def pass_over(self, citation: str) -> None:
        """Write down that a citation was offered and put off: its place in the order stays open."""
        offer = self.offers.get(citation)
        if offer is not None:
            self.review().screening.pass_over(
                citation, reviewer=self.name, stage=self.stage, offer=offer
            )

    def undo(self) -> Withdrawn:
        """Take back the newest verdict at this stage; not one that another screen shows."""
        last = self.review().desk.last(self.name)
        if last and (last.resolution or last.stage != self.stage):
            what = "resolution of a conflict" if last.resolution else f"verdict at {last.stage}"
            raise WinnowError(
                f"your last act was a {what}: take that back with `winnow undo --as {self.name}`"
            )
        return withdrawn(self.review(), self.name)


def withdrawn(review: Review, name: str, only: str = "", at: str = "") -> Withdrawn:
    """Take back a reviewer's newest act, at whatever stage it was; where `only` (a citation, at a
    stage) is given, no other."""
    last = review.desk.last(name)
    done = review.screening.undo(reviewer=name, only=only, at=at)
    if last is None or last.resolution:
        return Withdrawn(done.citation, done.stage, resolution=done.undone == "resolution")
    return Withdrawn(done.citation, done.stage, last.verdict, Draft(last.note, last.reason))
