"""remove."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from winnow_sr.errors import WinnowError
from winnow_sr.faces.cli.common import as_option, emit, json_option, open_review, say, warn
from winnow_sr.text import count, one_line

if TYPE_CHECKING:
    from winnow_sr.review.answers import RemovedByRule

SHOWN = 20


@click.command("remove")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option(
    "--language", "languages", multiple=True, metavar="L", help="In this language. Repeatable."
)
@click.option(
    "--not-language",
    "not_languages",
    multiple=True,
    metavar="L",
    help="In another language than this. Repeatable.",
)
@click.option("--year", "years", default="", metavar="Y", help="-2009, 2010-2015, 2020-.")
@click.option(
    "--type", "types", multiple=True, metavar="T", help="Of this publication type. Repeatable."
)
@click.option(
    "--source", "sources", multiple=True, metavar="NAME", help="With a rule: of this source alone."
)
@click.option("--dry-run", is_flag=True, help="With a rule: only say what would go.")
@click.option("--reason", default="", metavar="TEXT", help="Why. A rule says it by itself.")
@click.option(
    "--by",
    type=click.Choice(["automation", "other"]),
    default=None,
    help="By an automation tool or rule, or for another reason. Default: other; a rule: automation.",
)
@as_option
@json_option
@click.pass_context
def remove_command(
    ctx: click.Context,
    ids: tuple[str, ...],
    languages: tuple[str, ...],
    not_languages: tuple[str, ...],
    years: str,
    types: tuple[str, ...],
    sources: tuple[str, ...],
    dry_run: bool,
    reason: str,
    by: str | None,
    name: str,
    as_json: bool,
) -> None:
    """Remove citations before screening, with a reason or by a rule.

    They are counted in the PRISMA box "Records removed before screening", not lost; `winnow restore`
    takes it back. By a rule (language, year, publication type; all that is given must hold) go only
    those of which every record says so: what no record says anything about stays, and what somebody
    has screened.
    """
    from winnow_sr.review.removing import RemovalRule

    duplicates = open_review(ctx).duplicates
    rule = RemovalRule(
        languages=languages, not_languages=not_languages, years=years, types=types, sources=sources
    )
    if rule.asks:
        if ids:
            raise WinnowError("name citations, or a rule; not both")
        if by == "other":
            raise WinnowError("what a rule removes is counted as removed by automation tools")
        done = duplicates.remove_by_rule(rule, actor=name, reason=reason, dry_run=dry_run)
        emit(done) if as_json else tell(done)
        return
    if not ids:
        raise WinnowError("which citations? Name them, or a rule: --language, --year, --type")
    if dry_run:
        raise WinnowError("--dry-run goes with a rule (--language, --not-language, --year, --type)")
    gone = duplicates.remove(ids, reason=reason, by=by or "other", actor=name)
    emit(gone) if as_json else say(f"Removed before screening: {', '.join(gone.removed)}")


def tell(done: RemovedByRule) -> None:
    """What went by a rule, or would go."""
    what = count(len(done.removed), "citation")
    say(f"{what} {'would be' if done.dry_run else ''} removed ({done.reason})".replace("  ", " "))
    for citation, title in list(zip(done.removed, done.titles, strict=True))[:SHOWN]:
        say(f"  {citation}  {one_line(title, 100)}")
    if len(done.removed) > SHOWN:
        say(f"  and {len(done.removed) - SHOWN:,} more (all with --json)")
    if done.screened:
        warn(
            f"{count(done.screened, 'citation')} that the rule is about, being screened already: left"
        )
    if done.unknown:
        warn(f"{count(done.unknown, 'citation')} of which no record says it: left")
