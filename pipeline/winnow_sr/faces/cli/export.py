"""export: what is in the review, in a file."""

from __future__ import annotations

from pathlib import Path

import click

from winnow_sr.faces.cli.common import emit, json_option, open_review, say, warn
from winnow_sr.faces.cli.picking import pick_options
from winnow_sr.review.picking import Pick
from winnow_sr.text import count


@click.command("export")
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE")
@pick_options
@click.option(
    "--for",
    "tool",
    type=click.Choice(["asreview", "rayyan", "covidence", "references"]),
    default=None,
    help="One entry per citation, as that tool imports it (asreview: .csv, .ris or a project, "
    ".asreview, for which this need not be said; references: .ris or .json for RevMan, EndNote, "
    "Zotero).",
)
@click.option("--as", "name", default="", metavar="NAME", help="Who is looking.")
@json_option
@click.pass_context
def export_command(
    ctx: click.Context,
    path: Path,
    pick: Pick,
    tool: str | None,
    name: str,
    as_json: bool,
) -> None:
    """Write the records with everything that was said of them to a file.

    By its ending: ris, csv, xlsx or jsonl. With every reader's verdict, reason and note that may be
    seen, resolutions, what became of the report, tags. RIS holds every tag as it came in, and this
    in notes of ours. `winnow add` and `winnow decide --from-records` read it back.

    A FILE without an ending is a folder for meta-analysis: the final set (or what you pick) as
    references.ris, references.json (CSL) and studies.csv, which names the study of each report.

    include and exclude are of the last stage reached; final is included at the full text.
    """
    review = open_review(ctx)
    asked = tool or ("asreview" if path.suffix.lower() == ".asreview" else "")
    done = review.exchange.export(path, tool=asked, pick=pick, viewer=name)
    if not done.records:
        warn("no record is of that kind; the file is empty")
    if done.withheld:
        warn(
            f"{count(done.withheld, 'citation')} with verdicts that are not complete, or not for "
            "you to see yet: these verdicts are not in the file"
        )
    if as_json:
        emit(done)
    elif asked or not path.suffix:
        whom = f" for {asked}" if asked else ""
        say(f"{count(done.citations, 'citation')} written to {done.file}{whom}")
    else:
        say(
            f"{count(done.records, 'record')} of {count(done.citations, 'citation')} written to "
            f"{done.file}"
        )
