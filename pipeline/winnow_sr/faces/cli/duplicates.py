"""dedupe, merge, split, why-same."""

from __future__ import annotations

import click

from winnow_sr.errors import WinnowError
from winnow_sr.faces.cli.common import emit, json_option, open_review, progress_bar, say, table
from winnow_sr.review.answers import WhySame


@click.command("dedupe")
@click.option("--review", "by_person", is_flag=True, help="Work through the doubtful pairs.")
@click.option("--list", "listing", is_flag=True, help="List the doubtful pairs.")
@click.option("--as", "name", default="", metavar="NAME", help="Who reviews them.")
@click.option("--plain", is_flag=True, help="Review with prompts only: for screen readers, pipes.")
@json_option
@click.pass_context
def dedupe_command(
    ctx: click.Context, by_person: bool, listing: bool, name: str, plain: bool, as_json: bool
) -> None:
    """Group records into citations: merge the sure, ask about the doubtful.

    Nothing is deleted: every merge can be taken back with `winnow split`.
    """
    review = open_review(ctx)
    if listing:
        pairs = review.duplicates.doubtful()
        if as_json:
            emit(pairs)
        else:
            table(
                pairs,
                {"a": "record", "b": "record", "rule": "why doubtful", "score": "score"},
                "No doubtful pairs.",
            )
        return
    if by_person:
        if not name:
            raise WinnowError("say who reviews the pairs: winnow dedupe --review --as NAME")
        from winnow_sr.faces.cli.pair_prompts import work_through

        work_through(review, name, plain=plain)
        return
    with progress_bar("comparing") as bar:
        done = review.duplicates.run(bar)
    if as_json:
        emit(done)
        return
    say(f"{done.records} records are {done.citations} citations: {done.duplicates} duplicates.")
    for text in done.warnings:
        say(f"WARNING: {text}")
    if done.doubtful:
        say(f"{done.doubtful} pairs are doubtful: winnow dedupe --review --as NAME")


@click.command("merge")
@click.argument("a", metavar="ID")
@click.argument("b", metavar="ID")
@click.option(
    "--as", "name", default="team", show_default=True, metavar="NAME", help="Who says so."
)
@json_option
@click.pass_context
def merge_command(ctx: click.Context, a: str, b: str, name: str, as_json: bool) -> None:
    """Declare two citations one publication."""
    done = open_review(ctx).duplicates.merge(a, b, actor=name)
    if as_json:
        emit(done)
        return
    say(f"{done.citation} now has the records {', '.join(done.records)}.")
    if done.different_decisions_by:
        say(
            f"WARNING: {', '.join(done.different_decisions_by)} gave them different verdicts; the last one counts."
        )


@click.command("split")
@click.argument("record", metavar="ID")
@click.option(
    "--as", "name", default="team", show_default=True, metavar="NAME", help="Who says so."
)
@json_option
@click.pass_context
def split_command(ctx: click.Context, record: str, name: str, as_json: bool) -> None:
    """Take a record out of its citation.

    Given a citation, all its records are taken apart. Decisions go back to the records they were made on.
    """
    done = open_review(ctx).duplicates.split(record, actor=name)
    emit(done) if as_json else say(f"Apart now: {', '.join(done.citations)}")


@click.command("why-same")
@click.argument("a", metavar="ID")
@click.argument("b", metavar="ID")
@json_option
@click.pass_context
def why_same_command(ctx: click.Context, a: str, b: str, as_json: bool) -> None:
    """Which fields make two records the same, or not."""
    found = open_review(ctx).duplicates.why_same(a, b)
    emit(found) if as_json else show(found)


def show(found: WhySame) -> None:
    """A comparison, field by field."""
    say(f"{' and '.join(found.records)}: {found.outcome} ({found.rule})")
    say(found.words)
    rows = [{"field": field, "says": values} for field, values in found.comparison.items()]
    table(rows, {"field": "field", "says": "says"}, "")


@click.command("restore")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--reason", default="", metavar="TEXT", help="Why it is screened after all.")
@click.option(
    "--as", "name", default="team", show_default=True, metavar="NAME", help="Who says so."
)
@json_option
@click.pass_context
def restore_command(
    ctx: click.Context, ids: tuple[str, ...], reason: str, name: str, as_json: bool
) -> None:
    """Take back a removal before screening."""
    done = open_review(ctx).duplicates.restore(ids, actor=name, reason=reason)
    emit(done) if as_json else say(f"To be screened after all: {', '.join(done.restored)}")
