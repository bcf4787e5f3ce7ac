"""The plan's part on screening: who reads, how many, in what order, until when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from winnow_sr.vocabulary import READER_ROLES as READER_ROLES
from winnow_sr.vocabulary import ReaderRole as ReaderRole
from winnow_sr.vocabulary import Stage


class Votes(msgspec.Struct, frozen=True):
    """How many independent reviewers a stage asks for."""

    reviewers: int = 2


class Pilot(msgspec.Struct, frozen=True):
    """The calibration rounds before screening proper; passed when `statistic` >= `threshold`."""

    size: int = 50
    statistic: str = "cohen_kappa"
    threshold: float = 0.6
    max_rounds: int = 3


class RankingModel(msgspec.Struct, frozen=True):
    """The model that proposes the order of reading, and the seed of everything random in it."""

    name: str = "default"
    seed: int = 0


class Screening(msgspec.Struct, frozen=True):
    """Who screens, how many per citation, in what order, and what they see of each other."""

    title_abstract: Votes = Votes()
    full_text: Votes = Votes()
    reviewers: tuple[str, ...] = ()
    """Names; empty means anyone may screen."""
    adjudicators: tuple[str, ...] = ()
    screeners: tuple[str, ...] = ()
    """Everybody who screens, whatever their role; empty: those listed as reviewers."""
    core: tuple[str, ...] = ()
    """Core screeners: every citation is read by at least one of them. Empty: anybody will do."""
    quotas: Mapping[str, int] = {}
    """Name -> most citations this reviewer reads on title and abstract."""
    pilot: Pilot = Pilot()
    batch: int = 50
    """Decisions between two trainings of the ranking."""
    ranking: RankingModel = msgspec.field(default=RankingModel(), name="model")
    conflicts: Literal["blind", "open"] = "blind"
    """blind: a conflict shows its votes only to who resolves it."""
    show_recall: bool = True
    reason_disagreement: Literal["first-listed", "conflict"] = "first-listed"
    """Both exclude a report, for different reasons: take the one listed first, or ask."""
    abstractless_first: bool = True

    @property
    def title_abstract_reviewers(self) -> int:
        """Independent reviewers per citation."""
        return self.title_abstract.reviewers

    @property
    def full_text_reviewers(self) -> int:
        """Independent reviewers per report."""
        return self.full_text.reviewers

    def votes(self, stage: Stage) -> int:
        """Independent reviewers that a stage asks for."""
        return (self.full_text if stage == "full-text" else self.title_abstract).reviewers

    @property
    def model(self) -> str:
        """Name of the ranking model."""
        return self.ranking.name

    @property
    def seed(self) -> int:
        """Seed of everything random in the ranking."""
        return self.ranking.seed

    @property
    def who_screens(self) -> tuple[str, ...]:
        """Names of those who screen; empty where the plan names nobody, so that any reviewer may."""
        return self.screeners or self.reviewers


class Reader(msgspec.Struct, frozen=True):
    """A declared model and what it may do. Sensitivities and confidence are fractions."""

    name: str
    role: ReaderRole = "compare"
    stage: Stage = "title-abstract"
    floor: float = 0.95
    """Least lower confidence bound of its sensitivity, for the roles `second` and `exclude`."""
    confidence: float = 0.95
    cut: float | None = None
    """`exclude`: citations that it scores under this are set aside unread."""
    audit: int = 0
    """`exclude`: citations in the random sample of what it would set aside, read by people first."""
    text: str = ""


class Stopping(msgspec.Struct, frozen=True):
    """When screening may stop: rule, recall target and confidence, all fixed in advance."""

    rule: str = "cmh-seq"
    target: float = 0.90
    confidence: float = 0.95
    parameters: Mapping[str, bool | int | float | str] = {}
