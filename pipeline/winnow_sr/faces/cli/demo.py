"""demo: a whole review on the shipped records, told step by step."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from winnow_sr.errors import WinnowError
from winnow_sr.faces.cli.common import say
from winnow_sr.text import at_least, percent
from winnow_sr.text import guess as guessed
from winnow_sr.vocabulary import parse_citation

if TYPE_CHECKING:
    from winnow_sr.review import Review
    from winnow_sr.review.answers import QueueRow

SOURCES = (
    ("database.ris", "Starting set: publications", "database"),
    ("register.ris", "Starting set: registrations", "register"),
    ("website.ris", "Starting set: web pages", "website"),
    ("organisation.ris", "Starting set: organisations", "organisation"),
    ("citation.ris", "Starting set: references", "citation"),
)
BATCH = 12
DISAGREE_EVERY = 23
"""Ben reads every 23rd citation otherwise than Ana, so that there are conflicts to resolve."""
ONE_STUDY = ("PELES", ("10.1111/j.1360-0443.2007.02007.x", "R003"))


@click.command("demo")
@click.argument("directory", required=False, type=click.Path(path_type=Path))
def demo_command(directory: Path | None) -> None:
    """Play a whole review on the shipped records, in under a minute.

    Makes the review folder DIRECTORY (default: demo-review, which must not exist yet). Two invented
    reviewers vote as the shipped provisional labels say; nothing in it is a finding.
    """
    folder = directory or Path("demo-review")
    if folder.exists():
        raise WinnowError(f"{folder} exists already: name another folder, winnow demo DIR")
    Story(folder).tell()


class Story:
    """The demo, chapter by chapter."""

    def __init__(self, folder: Path) -> None:
        from winnow_sr.shipped import shipped

        self.folder = folder
        self.data = shipped("data")
        self.protocol = shipped("protocols") / "melatonin-kratom-opioid-withdrawal.yaml"
        with (self.data / "labels.csv").open(encoding="utf-8", newline="") as file:
            self.labels = {row["key"]: row for row in csv.DictReader(file)}
        self.chapter = 0
        self.read: list[QueueRow] = []
        """What was read at full text."""

    def tell(self) -> None:
        """All chapters."""
        from winnow_sr.review import Review

        say(
            "A whole review on the records shipped with winnow. The reviewers Ana, Ben and Cleo are"
        )
        say(
            "invented; Ana and Ben vote as one reader's provisional labels say. Nothing here is a finding."
        )
        self.title("The protocol", f"winnow init {self.folder} --protocol {self.protocol.name}")
        review = Review.create(self.folder, self.protocol, "Ana")
        plan = review.protocol.plan
        say(f"  {plan.title}")
        say(
            f"  {len(plan.reasons)} ordered exclusion reasons, {len(plan.sources)} sources, {len(plan.claims)} "
            f"claims to map; rule for stopping: {plan.stopping.rule}, {percent(plan.stopping.target)} of includes"
        )
        self.searches(review)
        self.duplicates(review)
        self.pilot(review)
        self.screening(review)
        self.full_texts(review)
        self.describe(review)
        self.diagram(review)
        self.report(review)
        review.close()

    def title(self, text: str, command: str) -> None:
        """The heading of a chapter, and the command that does it by hand."""
        self.chapter += 1
        say()
        say(click.style(f"{self.chapter}. {text}", bold=True) + f"   $ {command}")

    def searches(self, review: Review) -> None:
        self.title("Import", "winnow add FILE --source NAME --lane LANE")
        for name, source, lane in SOURCES:
            for report in review.searches.add([self.data / name], source, lane=lane, actor="Ana"):
                say(
                    f"  {report.file:17s} {report.entries:4d} entries, {report.imported} imported, "
                    f"{report.quarantined} quarantined, {len(report.notes)} notes"
                )

    def duplicates(self, review: Review) -> None:
        self.title("De-duplicate", "winnow dedupe")
        done = review.duplicates.run()
        say(
            f"  {done.records} records are {done.citations} citations; {done.duplicates} merged, "
            f"{done.doubtful} pairs left to a person"
        )
        for pair in review.duplicates.doubtful():
            review.duplicates.keep_apart(pair.a, pair.b, actor="Ana")
            say(f"  Ana keeps {pair.a} and {pair.b} apart ({pair.rule})")

    def pilot(self, review: Review) -> None:
        self.title("Pilot round", "winnow round open --kind pilot --size 20")
        opened = review.rounds.open("pilot", 20, actor="Ana")
        rows = review.screening.queue("Ana", None)
        self.vote(review, rows)
        review.rounds.close(actor="Ana")
        for found in review.rounds.agreement(number=opened.round):
            say(
                f"  both read {found.n}: agreement {percent(found.observed)}, kappa {number(found.cohen_kappa)}, "
                f"PABAK {found.pabak:.2f}"
            )

    def vote(self, review: Review, rows: Iterable[QueueRow]) -> None:
        """Ana and Ben decide on a batch, each alone; Ben now and then sees it otherwise."""
        for row in rows:
            label = self.labels[row.key]
            verdict, reason = label["title_abstract"], label["title_abstract_reason"]
            offer = row.offer("queue")
            review.screening.decide(
                row.citation, verdict, reviewer="Ana", reason=reason, offer=offer
            )
            if (parse_citation(row.citation) or 1) % DISAGREE_EVERY == 0:
                verdict = "include" if verdict == "exclude" else "exclude"
                reason = ""
            review.screening.decide(
                row.citation, verdict, reviewer="Ben", reason=reason, offer=offer
            )

    def screening(self, review: Review) -> None:
        self.title(
            "Screen, ranked by active learning",
            "winnow screen --as NAME   (may we stop? winnow stop)",
        )
        answer = review.stopping.check()
        while not answer.may_stop:
            rows = review.screening.queue("Ana", BATCH)
            if not rows:
                break
            self.vote(review, rows)
            self.resolve(review)
            answer = review.stopping.check()
            bound = answer.recall
            guess = "" if bound.estimate is None else f", best guess {guessed(bound.estimate)}"
            say(
                f"  {answer.screened:3d} of {answer.total} read, {answer.relevant:2d} included; recall "
                f"at least {at_least(bound.low)}{guess}: "
                f"{'may stop' if answer.may_stop else 'not yet'}"
            )
        if answer.screened < answer.total:
            done = review.stopping.declare(actor="Ana")
            say(
                f"  Stopped ({done.label}), {done.unread} citations left unread. {answer.recall.text}"
            )

    def resolve(self, review: Review) -> None:
        """Cleo settles what Ana and Ben disagree on."""
        for row in review.screening.conflicts():
            label = self.labels[row.key]
            review.screening.resolve(
                row.citation,
                label["title_abstract"],
                actor="Cleo",
                reason=label["title_abstract_reason"],
            )
            votes = ", ".join(f"{d.reviewer} {d.verdict}" for d in row.decisions)
            say(f"  conflict {row.citation} ({votes}): Cleo says {label['title_abstract']}")

    def full_texts(self, review: Review) -> None:
        self.title(
            "Full texts", "winnow retrieve ID retrieved; winnow decide ID ... --stage full-text"
        )
        from winnow_sr.review.answers import ReportRow

        rows = review.screening.queue("Ana", None, "full-text")
        self.read = rows
        review.full_texts.retrieve_all(
            [ReportRow(row.citation, "retrieved") for row in rows], actor="Ana"
        )
        for place, row in enumerate(rows):
            label = self.labels[row.key]
            verdict, reason = label["full_text"] or "exclude", label["full_text_reason"]
            if verdict == "exclude" and not reason:
                reason = "other"
            review.screening.decide(
                row.citation,
                verdict,
                reviewer="Ana",
                stage="full-text",
                reason=reason,
                offer=row.offer("queue"),
            )
            if place == 0:  # one planted disagreement
                other = ("exclude", "other") if verdict == "include" else ("include", "")
                review.screening.decide(
                    row.citation,
                    other[0],
                    reviewer="Ben",
                    stage="full-text",
                    reason=other[1],
                    offer=row.offer("queue"),
                )
                review.screening.resolve(
                    row.citation, verdict, actor="Cleo", stage="full-text", reason=reason
                )
                say(f"  Ana and Ben disagree on {row.citation}; Cleo resolves it")
            else:
                review.screening.decide(
                    row.citation,
                    verdict,
                    reviewer="Ben",
                    stage="full-text",
                    reason=reason,
                    offer=row.offer("queue"),
                )
        say(f"  {len(rows)} reports read by both")
        self.link(review)

    def link(self, review: Review) -> None:
        """Two reports of one trial are one study."""
        study, keys = ONE_STUDY
        try:
            done = review.full_texts.link_study(study, keys, actor="Ana")
        except WinnowError:
            return  # one of the two was left unread
        say(f"  {' and '.join(done.reports)} report one trial: study {study}")

    def describe(self, review: Review) -> None:
        """Each included study gets a design, substances and claims, by words of its record."""
        from winnow_sr.faces.cli.demo_describing import NOTE, shown

        self.title("Describe", "winnow describe STUDY --design TEXT --substance TEXT --claim ID")
        claims, n = review.protocol.plan.claims, 0
        for row in self.read:
            if self.labels[row.key]["full_text"] != "include":
                continue
            found = shown(f"{row.title} {row.abstract} {' '.join(row.keywords)}", claims)
            review.full_texts.describe(row.citation, actor="Ana", **found._asdict(), note=NOTE)
            n += 1
        say(f"  {n} included reports described, by words of their records alone: nobody has judged")
        say("  them, and which claim a study bears on says nothing of what it found.")

    def report(self, review: Review) -> None:
        """The kit, and what its map says."""
        folder = self.folder / "outputs" / "report"
        self.title("Report", f"winnow report -o {folder}")
        done = review.report.write(folder)
        say(f"  {len(done.files)} files: methods, tables, checklists, evidence map, bundle")
        with (folder / "evidence-map.csv").open(encoding="utf-8-sig", newline="") as file:
            for line in csv.DictReader(file):
                say(f"  {line['claim']:4s} {line['question']}")
                say(f"       {line['all studies']}")
        say("  Numbers of studies, not findings; of a starting set that no search has yielded.")
        self.farewell()

    def diagram(self, review: Review) -> None:
        self.title("PRISMA 2020", "winnow prisma -o prisma.svg -o prisma.csv -o prisma.json")
        from winnow_sr.prisma.draw.terminal import render_text

        flow = review.flow.prisma()
        outputs = [
            self.folder / "outputs" / f"prisma.{ending}"
            for ending in ("svg", "html", "csv", "json")
        ]
        review.flow.draw(outputs, flow)
        say(render_text(flow))
        failed = [check for check in flow.checks if check.failed]
        say(
            f"  {len(flow.checks)} identities checked, {len(failed)} fail; "
            f"{'final' if flow.final else 'interim: ' + str({k: v for k, v in flow.unfinished.items() if v})}"
        )
        intact = review.ledger.verify()
        say(f"  ledger: {intact.events} events, {'intact' if intact.ok else intact.problems}")

    def farewell(self) -> None:
        """What all this is worth, and what to try next."""
        say()
        say(
            "These are numbers of a starting set that no database search has yielded, with one reader's"
        )
        say("provisional judgement. They say nothing about melatonin or kratom.")
        say(f"The review lies in {self.folder}/, its drawings in {self.folder}/outputs/. Try:")
        for command in ("status", "prisma --explain records_excluded", "log -n 10", "verify"):
            say(f"  winnow -C {self.folder} {command}")


def number(value: float | None) -> str:
    """A statistic, or a dash where it is undefined."""
    return "-" if value is None else f"{value:.2f}"
