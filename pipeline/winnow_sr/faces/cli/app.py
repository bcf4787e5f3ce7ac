"""The `winnow` group: a table of commands, each imported when it is called."""

from __future__ import annotations

import os

import click

from winnow_sr import __version__

COMMANDS: dict[str, tuple[str, str, str, str]] = {
    # name: (group in --help, module under winnow_sr.faces.cli, one line of help,
    #        the methods of `Review` that it mirrors; none where it is a way of using several)
    "demo": ("Begin", "demo", "Play a whole review on the shipped records, in under a minute.", ""),
    "init": ("Begin", "setup", "Make a review folder from a protocol.", "create attach"),
    "adopt": (
        "Begin",
        "adopt",
        "Make a review from the files of another tool, and audit it.",
        "adopt",
    ),
    "protocol": (
        "Begin",
        "protocol",
        "Write a protocol: the template, and whether a file would do.",
        "",
    ),
    "add": (
        "Begin",
        "records",
        "Import the export files of a search.",
        "searches.add searches.quarantine searches.repair",
    ),
    "dedupe": (
        "Begin",
        "duplicates",
        "Group records into citations: merge the sure, ask about the doubtful.",
        "duplicates.run duplicates.doubtful duplicates.answer duplicates.take_back_answer",
    ),
    "screen": ("Screen", "screen", "Screen citations one by one.", ""),
    "serve": ("Screen", "serve", "Screen in the browser, for a team.", ""),
    "open": (
        "Screen",
        "opening",
        "Open the review in the browser, signed in, on this machine only.",
        "",
    ),
    "invite": ("Screen", "serve", "Print a colleague's link to the browser version.", ""),
    "packet": (
        "Screen",
        "packet",
        "Screen offline: a batch as one file, its answers as another.",
        "screening.into_packet holding.packets holding.drop_packet",
    ),
    "queue": ("Screen", "screening", "What a reviewer should read next.", "screening.queue"),
    "decide": (
        "Screen",
        "screening",
        "Record verdicts: one, or a file of them.",
        "screening.decide screening.decide_from screening.decide_from_records",
    ),
    "undo": ("Screen", "screening", "Take back a reviewer's last decision.", "screening.undo"),
    "withdraw": (
        "Screen",
        "withdraw",
        "Take back many of a reader's decisions at once.",
        "screening.withdraw",
    ),
    "tag": (
        "Screen",
        "tag",
        "Mark citations with the protocol's tags, or count them.",
        "tags.change tags.counts",
    ),
    "conflicts": (
        "Screen",
        "screening",
        "Citations on which reviewers disagree.",
        "screening.conflicts",
    ),
    "resolve": (
        "Screen",
        "screening",
        "End a disagreement with an adjudicator's verdict, or many from a file.",
        "screening.resolve screening.resolve_from",
    ),
    "agreement": (
        "Screen",
        "rounds",
        "Inter-rater agreement, from first votes.",
        "rounds.agreement",
    ),
    "round": (
        "Screen",
        "rounds",
        "Pilot, priority and random rounds, and checks of what was excluded.",
        "rounds.open rounds.close rounds.cancel rounds.override rounds.all",
    ),
    "assign": (
        "Screen",
        "sharing",
        "Divide what is unread among people.",
        "sharing.divide sharing.clear sharing.all",
    ),
    "reader": (
        "Screen",
        "readers",
        "Declared readers: a model measured beside the people, and what it may do.",
        "readers.declare readers.score readers.audit readers.grant readers.end readers.show "
        "reader_runs.preview reader_runs.run",
    ),
    "stop": (
        "Screen",
        "stopping",
        "May we stop? And the act of stopping.",
        "stopping.check stopping.declare stopping.resume",
    ),
    "retrieve": (
        "Full text",
        "fulltext",
        "Say which reports were sought, retrieved, not retrieved.",
        "full_texts.retrieve full_texts.retrieve_all",
    ),
    "study": (
        "Full text",
        "fulltext",
        "Say which reports describe one study.",
        "full_texts.link_study",
    ),
    "describe": (
        "Full text",
        "report",
        "Say what a study is and which claims it bears on.",
        "full_texts.describe",
    ),
    "reports": (
        "Full text",
        "fulltext",
        "Say that a citation stands for other than one report.",
        "full_texts.count_reports",
    ),
    "aside": (
        "Full text",
        "fulltext",
        "Set a report aside: awaiting classification, or an ongoing study.",
        "full_texts.set_aside",
    ),
    "meta": (
        "Full text",
        "fulltext",
        "Say which studies went into the meta-analysis.",
        "full_texts.meta_analysed",
    ),
    "prisma": (
        "Report",
        "flow",
        "PRISMA 2020 counts, checks and drawings.",
        "flow.prisma flow.updates flow.explain flow.draw flow.export_behind flow.write_legend",
    ),
    "report": (
        "Report",
        "report",
        "Methods, checklists, tables, evidence map, replayable bundle.",
        "report.write",
    ),
    "export": (
        "Report",
        "export",
        "Write the records with everything that was said of them to a file.",
        "exchange.export",
    ),
    "status": ("Look", "status", "Where the review stands and what to do next.", "status"),
    "records": (
        "Look",
        "records",
        "List records.",
        "searches.records searches.columns searches.missing_abstracts",
    ),
    "search": ("Look", "finding", "Find citations by words.", "finding.search"),
    "history": (
        "Look",
        "finding",
        "Who decided what and when, as far as you may know.",
        "finding.history",
    ),
    "log": ("Look", "status", "The events, oldest first.", "ledger.log"),
    "verify": ("Look", "status", "Is the ledger intact?", "ledger.verify"),
    "backup": (
        "Look",
        "backup",
        "Copy the review whole while others work, or compare a copy with it.",
        "backup.write backup.compare",
    ),
    "why": (
        "Look",
        "screening",
        "Which terms push a citation up or down in the ranking.",
        "rankings.why",
    ),
    "why-same": (
        "Look",
        "duplicates",
        "Which fields make two records the same, or not.",
        "duplicates.why_same",
    ),
    "merge": ("Mend", "duplicates", "Declare two citations one publication.", "duplicates.merge"),
    "split": ("Mend", "duplicates", "Take a record out of its citation.", "duplicates.split"),
    "edit": ("Mend", "records", "Correct or fill a field of a record.", "searches.edit"),
    "remove": (
        "Mend",
        "remove",
        "Remove citations before screening, with a reason or by a rule.",
        "duplicates.remove duplicates.remove_by_rule",
    ),
    "restore": (
        "Mend",
        "duplicates",
        "Take back a removal before screening.",
        "duplicates.restore",
    ),
    "source": (
        "Mend",
        "sources",
        "Mend an import: another source, or taken back.",
        "sources.all sources.rename sources.take_back",
    ),
    "amend": (
        "Mend",
        "setup",
        "Record a changed protocol.yaml, with the reason.",
        "protocol.amend",
    ),
    "team": ("Mend", "setup", "Who is on the team.", "team.join team.leave team.members"),
    "simulate": (
        "Study",
        "simulate",
        "Replay labelled reviews: what would a model have saved, and when would the rules have stopped?",
        "",
    ),
}


MEANT = {
    "import": "add",
    "load": "add",
    "upload": "add",
    "help": "--help",
    "duplicates": "dedupe",
    "duplicate": "dedupe",
    "deduplicate": "dedupe",
    "diagram": "prisma",
    "flow": "prisma",
    "flowchart": "prisma",
    "figure": "prisma",
    "draw": "prisma",
    "new": "init",
    "create": "init",
    "start": "init",
    "vote": "decide",
    "include": "decide",
    "exclude": "decide",
    "label": "decide",
    "review": "screen",
    "read": "screen",
    "next": "queue",
    "kappa": "agreement",
    "disagreements": "conflicts",
    "adjudicate": "resolve",
    "fulltext": "retrieve",
    "full-text": "retrieve",
    "pdf": "retrieve",
    "share": "assign",
    "divide": "assign",
    "members": "team",
    "users": "team",
    "methods": "report",
    "delete": "remove",
    "history": "log",
    "events": "log",
    "audit": "verify",
    "version": "--version",
    "web": "serve",
    "browser": "serve",
}
"""What people type -> what they mean; a command that is there goes first."""


def say_version(ctx: click.Context) -> None:
    """Print the version and leave."""
    from winnow_sr.commit import version_line

    click.echo(f"winnow {version_line(__version__)}")
    ctx.exit()


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
        if "_WINNOW_COMPLETE" in os.environ:
            from winnow_sr.faces.cli.completion import completing

            return completing(command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            from difflib import get_close_matches

            close = get_close_matches(args[0], COMMANDS, n=1)
            close = [MEANT[args[0].lower()]] if args[0].lower() in MEANT else close
            hint = f" Did you mean {close[0]!r}?" if close else ""
            raise click.UsageError(f"There is no command {args[0]!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for group in dict.fromkeys(group for group, *_ in COMMANDS.values()):
            with formatter.section(group):
                formatter.write_dl(
                    [(n, text) for n, (g, _, text, _) in COMMANDS.items() if g == group]
                )


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-C",
    "folder",
    metavar="DIR",
    type=click.Path(),
    default=None,
    help="The review folder (default: the nearest one upward from here).",
)
@click.option(
    "-V",
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda ctx, param, value: say_version(ctx) if value else None,
    help="Show the version, and the commit it was made from.",
)
@click.pass_context
def winnow(ctx: click.Context, folder: str | None) -> None:
    """From database exports to a PRISMA 2020 flow diagram.

    New here? `winnow demo` plays a whole review and says what it is doing.
    """
    ctx.obj = folder
