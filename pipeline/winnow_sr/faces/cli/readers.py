"""reader."""

from __future__ import annotations

from pathlib import Path

import click

from winnow_sr.errors import WinnowError
from winnow_sr.faces.cli.common import (
    FILE,
    as_option,
    emit,
    json_option,
    open_review,
    progress_bar,
    say,
    table,
    value_of,
)
from winnow_sr.review.reader_answers import READER_KINDS, READER_ROLES, ReaderRow, Stratum
from winnow_sr.text import at_least, count, number, percent


@click.group("reader")
def reader_command() -> None:
    """Declared readers: a model measured beside the people, and what it may do.

    What a model may do stands in the protocol (readers:); it is unlocked by its sensitivity on
    citations that were chosen at random and read by people.
    """


@reader_command.command("declare")
@click.argument("reader", metavar="NAME")
@click.option("--version", "version", default="", metavar="TEXT", help="Version of the model.")
@click.option("--developer", default="", metavar="TEXT", help="Who made it.")
@click.option(
    "--kind",
    default="other",
    show_default=True,
    type=click.Choice(READER_KINDS),
    help="What it is.",
)
@click.option("--accessed", default="", metavar="DATE", help="When it was accessed.")
@click.option("--where", default="", metavar="TEXT", help="Where it ran.")
@click.option("--prompt", default="", metavar="TEXT", help="The prompt, of a language model.")
@click.option("--training", default="", metavar="TEXT", help="What it was trained on.")
@click.option(
    "--file",
    "source",
    type=FILE,
    metavar="FILE",
    help="The prompt or training data; kept by digest.",
)
@click.option("--parameter", "parameters", multiple=True, metavar="NAME=VALUE", help="A setting.")
@click.option(
    "--field",
    "fields",
    multiple=True,
    default=("title", "abstract"),
    show_default=True,
    metavar="NAME",
    help="A field that it reads.",
)
@click.option("--cost", default="", metavar="TEXT", help="What it cost.")
@click.option("--interests", default="", metavar="TEXT", help="Interests of who declares it.")
@click.option(
    "--scale",
    nargs=2,
    type=float,
    default=(0.0, 1.0),
    show_default=True,
    metavar="LOW HIGH",
    help="Between which its scores lie.",
)
@click.option("--threshold", type=float, metavar="SCORE", help="From here on it says include.")
@click.option(
    "--tuned-on",
    "tuned_on",
    type=int,
    multiple=True,
    metavar="ROUND",
    help="A round whose verdicts it was made with: it does not measure it.",
)
@as_option
@json_option
@click.pass_context
def declare(
    ctx: click.Context,
    reader: str,
    version: str,
    developer: str,
    kind: str,
    accessed: str,
    where: str,
    prompt: str,
    training: str,
    source: Path | None,
    parameters: tuple[str, ...],
    fields: tuple[str, ...],
    cost: str,
    interests: str,
    scale: tuple[float, float],
    threshold: float | None,
    tuned_on: tuple[int, ...],
    name: str,
    as_json: bool,
) -> None:
    """Say what a model is. Another version ends what the earlier one did."""
    done = open_review(ctx).readers.declare(
        reader,
        actor=name,
        version=version,
        developer=developer,
        kind=kind,
        accessed=accessed,
        where=where,
        prompt=prompt,
        training=training,
        source=source,
        parameters=dict(map(setting, parameters)),
        fields=fields,
        cost=cost,
        interests=interests,
        scale=scale,
        threshold=threshold,
        tuned_on=tuned_on,
    )
    if as_json:
        emit(done)
        return
    say(
        f"{done.reader} {done.model_version} is declared; the protocol plans it for {done.planned}. "
        f"Next: winnow reader score {done.reader} FILE --as {name}"
    )


def setting(text: str) -> tuple[str, str]:
    """`name=value` as a pair."""
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise WinnowError(f"--parameter {text!r}: write NAME=VALUE")
    return name.strip(), value.strip()


@reader_command.command("score")
@click.argument("reader", metavar="NAME")
@click.argument("path", type=FILE, metavar="FILE")
@as_option
@json_option
@click.pass_context
def score(ctx: click.Context, reader: str, path: Path, name: str, as_json: bool) -> None:
    """Take in its scores: a CSV with columns key and score (or verdict). All rows, or none."""
    done = open_review(ctx).readers.score(reader, path, actor=name)
    if as_json:
        emit(done)
        return
    say(
        f"{done.reader} has scored {number(done.scored)} of {count(done.citations, 'citation')}"
        + (f", no answer on {number(done.unanswered)}" if done.unanswered else "")
        + (f"; {number(done.unchanged)} of this file were known" if done.unchanged else "")
        + ". Nobody sees a score before their own vote."
    )


@reader_command.command("run")
@click.argument("reader", metavar="NAME")
@click.option("--endpoint", required=True, metavar="URL", help="OpenAI-compatible: http://HOST/v1.")
@click.option("--model", required=True, metavar="NAME", help="The model to ask.")
@click.option(
    "--prompt", type=FILE, metavar="FILE", help="Default: made from the protocol's criteria."
)
@click.option("--temperature", type=float, default=0.0, show_default=True, help="Of the answers.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the answers.")
@click.option("--rate", type=click.FloatRange(min=0, min_open=True), help="Calls a minute at most.")
@click.option("--price-in", type=float, default=0.0, help="Price of a million tokens sent.")
@click.option("--price-out", type=float, default=0.0, help="Price of a million tokens received.")
@click.option(
    "--key-env",
    default="WINNOW_READER_KEY",
    show_default=True,
    metavar="NAME",
    help="The environment's variable that holds the key.",
)
@click.option("-n", "most", type=click.IntRange(min=1), metavar="N", help="So many at most.")
@click.option("--dry-run", is_flag=True, help="Show prompt and first request; send nothing.")
@click.option("--replay", type=FILE, metavar="FILE", help="Read answers kept before; send nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before anything leaves this machine.")
@as_option
@json_option
@click.pass_context
def run(
    ctx: click.Context,
    reader: str,
    endpoint: str,
    model: str,
    prompt: Path | None,
    temperature: float,
    seed: int,
    rate: float | None,
    price_in: float,
    price_out: float,
    key_env: str,
    most: int | None,
    dry_run: bool,
    replay: Path | None,
    yes: bool,
    name: str,
    as_json: bool,
) -> None:
    """Fetch its scores from an endpoint that you name. Nothing is sent unless you say so.

    Every reply is kept in the review folder, so that a run that was broken off goes on and can be
    replayed without a network. The key comes from the environment and is written nowhere.
    """
    from winnow_sr.review.reader_runs import RunSettings

    runs = open_review(ctx).reader_runs
    settings = RunSettings(
        endpoint=endpoint,
        model=model,
        prompt=text_of(prompt) if prompt else "",
        temperature=temperature,
        seed=seed,
        pause=60 / rate if rate else 0.0,
        price_in=price_in,
        price_out=price_out,
        key_name=key_env,
        most=most,
    )
    seen = runs.preview(reader, settings)
    if dry_run:
        if as_json:
            emit(seen)
            return
        say(
            f"Would send {', '.join(seen.fields)} of {count(seen.citations, 'citation')} to {seen.endpoint}."
        )
        say(f"\nPrompt:\n{seen.prompt}\n\nFirst request:\n{seen.request}")
        return
    if not replay and not yes:
        agreed(
            f"{', '.join(seen.fields)} of {count(seen.citations, 'citation')} will be sent to {seen.endpoint}"
        )
    with progress_bar("asking") as progress:
        done = runs.run(reader, settings, actor=name, progress=progress, replay=replay)
    if as_json:
        emit(done)
        return
    cost = f", cost {done.settings['cost']}" if "cost" in done.settings else ""
    say(
        f"{done.reader} has scored {number(done.scored)} of {count(done.citations, 'citation')}, no answer on "
        f"{number(done.unanswered)}; {count(done.calls, 'call')}, {number(done.replayed)} known before, "
        f"{number(done.failed)} failed; {done.settings['tokens in']} tokens sent, "
        f"{done.settings['tokens out']} received{cost}."
    )


def agreed(what: str) -> None:
    """Ask before anything leaves; refuse where nobody can answer."""
    import sys

    if not sys.stdin.isatty():
        raise WinnowError(f"{what}: say --yes to allow it, or look first with --dry-run")
    click.confirm(f"{what}. Go on?", abort=True, err=True)


def text_of(path: Path) -> str:
    """The text of a file."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WinnowError(f"{path} cannot be read as UTF-8 text") from error


@reader_command.command("audit")
@click.argument("reader", metavar="NAME")
@as_option
@json_option
@click.pass_context
def audit(ctx: click.Context, reader: str, name: str, as_json: bool) -> None:
    """Open the audit of what it would set aside, a random sample for people to read."""
    done = open_review(ctx).readers.audit(reader, actor=name)
    if as_json:
        emit(done)
        return
    say(f"Round {done.round} (audit) is open: {count(done.size, 'citation')} for people to read.")


@reader_command.command("grant")
@click.argument("reader", metavar="NAME")
@click.option("--role", required=True, type=click.Choice(READER_ROLES), help="What it may do.")
@as_option
@json_option
@click.pass_context
def grant(ctx: click.Context, reader: str, role: str, name: str, as_json: bool) -> None:
    """Give it a role, if its sensitivity on random citations unlocks it; else say what is needed."""
    done = open_review(ctx).readers.grant(reader, role, actor=name)
    if as_json:
        emit(done)
        return
    say(f"{done.reader} has the role {done.role}: {done.reason}.")


@reader_command.command("end")
@click.argument("reader", metavar="NAME")
@click.option("--reason", required=True, metavar="TEXT", help="Why.")
@as_option
@json_option
@click.pass_context
def end(ctx: click.Context, reader: str, reason: str, name: str, as_json: bool) -> None:
    """Take its role back; what rested on it goes to people."""
    done = open_review(ctx).readers.end(reader, actor=name, reason=reason)
    if as_json:
        emit(done)
        return
    say(
        f"{done.reader} has the role {done.role} no more; {count(done.again, 'citation')} that rested "
        "on it wait for people."
    )


@reader_command.command("show")
@json_option
@click.pass_context
def show(ctx: click.Context, as_json: bool) -> None:
    """How well each reads, the worst stratum first, and what it may do."""
    rows = open_review(ctx).readers.show()
    if as_json:
        emit(rows)
        return
    if not rows:
        say("No reader is declared: winnow reader declare NAME --version TEXT --as NAME")
    for row in rows:
        _show(row)


def _show(row: ReaderRow) -> None:
    say(f"{row.reader} {row.model_version} ({row.kind}): planned {row.role}, has {row.holds}")
    say(
        f"scored {count(row.scored, 'citation')}"
        + (f", no answer on {number(row.unanswered)}" if row.unanswered else "")
        + (f"; {number(row.does)} rest on it now" if row.does else "")
    )
    columns = {"stratum": "stratum", "n": "settled", "relevant": "relevant", "found": "found"}
    columns |= {"sensitivity": "sensitivity (95 %)", "specificity": "specificity (95 %)"}
    shown = [
        {key: value_of(s, key) for key in ("stratum", "n", "relevant", "found")} | rates(s)
        for s in row.strata
    ]
    table(shown, columns, "Nothing is measured: no cut or threshold is fixed.")
    say(f"{row.role}: {'unlocked' if row.unlocked else 'not unlocked'}; {row.reason}.")
    if len(row.strata) > 1:
        say(
            "Only random citations unlock a role: what a ranking found first is what is easy, for the "
            "reader too."
        )
    for pair in row.agreement:
        say(f"beside {pair.reviewer}: {percent(pair.observed)} of {number(pair.n)} alike")
    for text in row.ended:
        say(f"ended: {text}")
    if row.again:
        say(f"{count(row.again, 'citation')} that rested on it wait for people.")
    say()


def rates(found: Stratum) -> dict[str, str]:
    """Both rates of a stratum in words."""
    return {
        key: "not known"
        if rate.estimate is None or rate.low is None or rate.high is None
        else f"{percent(rate.estimate)} ({at_least(rate.low)} to {percent(rate.high)})"
        for key, rate in (("sensitivity", found.sensitivity), ("specificity", found.specificity))
    }
