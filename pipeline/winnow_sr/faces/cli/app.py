"""The `winnow` group: a table of commands, each imported when it is called."""

from __future__ import annotations

import click

from winnow_sr import __version__

COMMANDS: dict[str, tuple[str, str, str]] = {
    # name: (group in --help, module under winnow_sr.faces.cli, one line of help)
    "demo": ("Begin", "demo", "Play a whole review on the shipped records, in under a minute."),
    "init": ("Begin", "setup", "Make a review folder from a protocol."),
    "add": ("Begin", "records", "Import the export files of a search."),
    "dedupe": (
        "Begin",
        "duplicates",
        "Group records into citations: merge the sure, ask about the doubtful.",
    ),
    "screen": ("Screen", "screen", "Screen citations one by one."),
    "serve": ("Screen", "serve", "Screen in the browser, for a team."),
    "invite": ("Screen", "serve", "Print a colleague's link to the browser version."),
    "packet": ("Screen", "packet", "Screen offline: a batch as one file, its answers as another."),
    "queue": ("Screen", "screening", "What a reviewer should read next."),
    "decide": ("Screen", "screening", "Record verdicts: one, or a file of them."),
    "undo": ("Screen", "screening", "Take back a reviewer's last decision."),
    "conflicts": ("Screen", "screening", "Citations on which reviewers disagree."),
    "resolve": ("Screen", "screening", "End a disagreement with an adjudicator's verdict."),
    "agreement": ("Screen", "rounds", "Inter-rater agreement, from first votes."),
    "round": ("Screen", "rounds", "Pilot, priority and random rounds."),
    "stop": ("Screen", "stopping", "May we stop? And the act of stopping."),
    "retrieve": (
        "Full text",
        "fulltext",
        "Say which reports were sought, retrieved, not retrieved.",
    ),
    "study": ("Full text", "fulltext", "Say which reports describe one study."),
    "describe": ("Full text", "report", "Say what a study is and which claims it bears on."),
    "reports": ("Full text", "fulltext", "Say that a citation stands for other than one report."),
    "aside": (
        "Full text",
        "fulltext",
        "Set a report aside: awaiting classification, or an ongoing study.",
    ),
    "meta": ("Full text", "fulltext", "Say which studies went into the meta-analysis."),
    "prisma": ("Report", "flow", "PRISMA 2020 counts, checks and drawings."),
    "report": ("Report", "report", "Methods, checklists, tables, evidence map, replayable bundle."),
    "export": ("Report", "records", "Write the records with their decisions to a file."),
    "status": ("Look", "looking", "Where the review stands and what to do next."),
    "records": ("Look", "records", "List records."),
    "log": ("Look", "looking", "The events, oldest first."),
    "verify": ("Look", "looking", "Is the ledger intact?"),
    "why": ("Look", "screening", "Which terms push a citation up or down in the ranking."),
    "why-same": ("Look", "duplicates", "Which fields make two records the same, or not."),
    "merge": ("Mend", "duplicates", "Declare two citations one publication."),
    "split": ("Mend", "duplicates", "Take a record out of its citation."),
    "edit": ("Mend", "records", "Correct or fill a field of a record."),
    "remove": ("Mend", "records", "Remove citations before screening, with a reason."),
    "amend": ("Mend", "setup", "Record a changed protocol.yaml, with the reason."),
    "team": ("Mend", "setup", "Who is on the team."),
    "simulate": (
        "Study",
        "simulate",
        "Replay labelled reviews: what would a model have saved, and when would the rules have stopped?",
    ),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when needed; its help needs the table only."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        from importlib import import_module

        module = import_module(f"winnow_sr.faces.cli.{COMMANDS[cmd_name][1]}")
        command: click.Command = getattr(module, f"{cmd_name.replace('-', '_')}_command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            from difflib import get_close_matches

            close = get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean {close[0]!r}?" if close else ""
            raise click.UsageError(f"There is no command {args[0]!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for group in dict.fromkeys(group for group, _, _ in COMMANDS.values()):
            with formatter.section(group):
                formatter.write_dl(
                    [(n, text) for n, (g, _, text) in COMMANDS.items() if g == group]
                )


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-C", "folder", metavar="DIR", type=click.Path(), default=None,
    help="The review folder (default: the nearest one upward from here).",
)  # fmt: skip
@click.version_option(__version__, prog_name="winnow")
@click.pass_context
def winnow(ctx: click.Context, folder: str | None) -> None:
    """From database exports to a PRISMA 2020 flow diagram.

    New here? `winnow demo` plays a whole review and says what it is doing.
    """
    ctx.obj = folder
