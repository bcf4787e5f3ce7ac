"""prisma."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict

import click

from winnow_sr.faces.cli.common import FILE, emit, json_option, open_review, say, table, warn
from winnow_sr.files import check_outputs

if TYPE_CHECKING:
    from pathlib import Path

    from winnow_sr.prisma import Flow, Update
    from winnow_sr.prisma.flow_parts import Template
    from winnow_sr.review import Review


class Style(TypedDict):
    """How to draw: see `prisma.render`."""

    language: str
    spelling: str
    colour: bool
    width: float | None
    portrait: bool
    notes: Literal["none", "all"]
    screening_reasons: bool | None
    dpi: int
    form: str


@click.command("prisma")
@click.option(
    "-o",
    "outputs",
    multiple=True,
    type=FILE,
    metavar="FILE",
    help="Draw to FILE by its ending: svg, pdf, png, tiff, pptx, docx, tex, html, csv, json, md. "
    "Repeatable.",
)
@click.option("--as-of", metavar="T", help="As it was at a date or time (UTC).")
@click.option(
    "--compare", "since", metavar="T", help="What has changed since a date or time (UTC)."
)
@click.option(
    "--tail",
    type=click.Choice(["box3", "box5"]),
    help="The box of citations left unread by a stop. [box5]",
)
@click.option(
    "--template",
    type=click.Choice(["N1", "N2", "U1", "U2"]),
    help="Default: chosen from the review.",
)
@click.option("--explain", "key", metavar="KEY", help="Which records make up this number.")
@click.option(
    "--from",
    "source",
    type=FILE,
    metavar="FILE",
    help="Check and draw the numbers of a PRISMA2020 CSV, or of our JSON; no review needed.",
)
@click.option(
    "--title",
    default="",
    metavar="TEXT",
    help="Print a title above the drawing (default: none; journals put it in the legend).",
)
@click.option(
    "--language", type=click.Choice(["en", "fr", "de", "es", "pt"]), default="en", show_default=True
)
@click.option(
    "--spelling", type=click.Choice(["british", "american"]), default="british", show_default=True
)
@click.option("--black-and-white", is_flag=True, help="Draw without colour.")
@click.option(
    "--width", type=float, metavar="MM", help="Width of the drawing; no text is under 7 points."
)
@click.option("--portrait", is_flag=True, help="Other methods below the databases, for a column.")
@click.option(
    "--notes",
    type=click.Choice(["none", "all"]),
    default="none",
    show_default=True,
    help="What is printed below the boxes: nothing, or instructions, counting rules and source.",
)
@click.option("--legend", type=FILE, metavar="FILE", help="Write the figure's legend: md or docx.")
@click.option(
    "--reasons",
    type=click.Choice(["full-text", "title-abstract"]),
    help="Also list the reasons of exclusion on title and abstract.",
)
@click.option(
    "--dpi", type=int, default=300, show_default=True, help="Dots to the inch (png, tiff)."
)
@click.option(
    "--format", "form", metavar="NAME", help="Format of the drawings, whatever their ending."
)
@click.option(
    "--wording",
    type=FILE,
    metavar="FILE",
    help="Your own words, lines and steps: yaml, json, or the boxtext of a PRISMA2020 CSV.",
)
@click.option(
    "--web",
    type=FILE,
    metavar="FILE.html",
    help="Write a form to fill in without a review: checked and drawn in the browser, no network. "
    "With --from it begins with the file's numbers.",
)
@click.option(
    "--living", is_flag=True, help="A column for each month's search, as living reviews draw it."
)
@click.option("--as", "name", default="", metavar="NAME", help="Who asks: blinding is kept.")
@json_option
@click.pass_context
def prisma_command(
    ctx: click.Context,
    outputs: tuple[Path, ...],
    as_of: str | None,
    since: str | None,
    tail: str | None,
    template: Template | None,
    key: str | None,
    source: Path | None,
    title: str,
    language: str,
    spelling: str,
    black_and_white: bool,
    width: float | None,
    portrait: bool,
    notes: str,
    legend: Path | None,
    reasons: str | None,
    dpi: int,
    form: str | None,
    wording: Path | None,
    web: Path | None,
    living: bool,
    name: str,
    as_json: bool,
) -> None:
    """PRISMA 2020 counts, checks and drawings.

    Every number is counted from the decisions, and every identity between numbers is checked at
    each drawing. Exit code 1 when one fails.
    """
    check_outputs(*outputs, *([legend] if legend else []), *([web] if web else []))
    if web is not None:
        write_form(web, from_file(source, template) if source else None)
        return
    style: Style = {
        "language": language,
        "spelling": spelling,
        "colour": not black_and_white,
        "width": width,
        "portrait": portrait,
        "notes": "all" if notes == "all" else "none",
        "screening_reasons": None if reasons is None else reasons == "title-abstract",
        "dpi": dpi,
        "form": form or "",
    }
    if source is not None:
        flow = own_words(from_file(source, template), wording)
        draw_file(flow, outputs, title, style, legend)
    else:
        review = open_review(ctx)
        if living:
            updates = review.flow.updates(as_of=as_of, tail=tail, viewer=name)
            draw_living(updates, outputs, title, style, as_json)
            return
        counted = review.flow.prisma(as_of=as_of, tail=tail, template=template, viewer=name)
        flow = own_words(counted, wording)
        if since is not None:
            compared(review.flow.prisma(as_of=since, tail=tail, template=template), flow, as_json)
            return
        if key is not None:
            explain(review, flow, key, outputs, as_json)
            return
        if outputs:
            review.flow.draw(outputs, flow, title=title, **style)
        if legend:
            review.flow.write_legend(legend, flow, title=title, **style)
    if as_json:
        emit(flow.as_json())
    else:
        show(flow, outputs)
    failed = [check for check in flow.checks if check.failed]
    for check in failed:
        warn(f"check {check.id} fails: {check.text}")
    ctx.exit(1 if failed else 0)


def write_form(path: Path, flow: Flow | None) -> None:
    """The page for authors without a review."""
    from winnow_sr.files import write_whole
    from winnow_sr.prisma.form import page

    write_whole(path, page(flow).encode("utf-8"))
    say(f"Written: {path}. Open it in a browser; nothing leaves the page.")


def draw_living(
    updates: list[Update], outputs: tuple[Path, ...], title: str, style: Style, as_json: bool
) -> None:
    """A column for each search, and the sums to date."""
    from winnow_sr.prisma import render_living
    from winnow_sr.prisma.legends import look_of

    look = look_of({**style, "title": title})
    for path in outputs:
        render_living(
            updates, path, look, colour=style["colour"], dpi=style["dpi"], form=style["form"]
        )
    if as_json:
        emit([update.as_json() for update in updates])
        return
    columns = {
        "search": "search",
        "records_screened": "screened",
        "new_studies": "new studies",
        "new_reports": "new reports",
        "total_studies": "studies to date",
        "total_reports": "reports to date",
    }
    rows = [{"search": update.label, **update.flow.boxes} for update in updates]
    table(rows, columns, "No search.")
    for path in outputs:
        say(f"Drawn: {path}")


def from_file(source: Path, template: Template | None) -> Flow:
    """The flow of a file of numbers."""
    from winnow_sr.prisma.file_reader import flow_from_file

    warn(f"the numbers were read from {source}; the records behind them are not known here")
    return flow_from_file(source, template)


def own_words(flow: Flow, wording: Path | None) -> Flow:
    """The flow in the author's words."""
    if wording is None:
        return flow
    from winnow_sr.prisma.own_file import with_own

    return with_own(flow, wording)


def draw_file(
    flow: Flow,
    outputs: tuple[Path, ...],
    title: str,
    style: Style,
    legend: Path | None,
) -> None:
    """Draw a flow without a review, and write its legend."""
    if outputs:
        from winnow_sr.prisma.rendering import render

        for path in outputs:
            render(flow, path, title=title, **style)
    if legend:
        from winnow_sr.prisma.legends import look_of, write_legend

        write_legend(flow, legend, look_of(style), title=title)


def explain(review: Review, flow: Flow, key: str, outputs: tuple[Path, ...], as_json: bool) -> None:
    """Who is behind one number; with -o, their records as CSV, RIS, Excel or JSON lines."""
    from winnow_sr.prisma import explain as explained

    found = explained(flow, key)
    for path in outputs:
        review.flow.export_behind(found.records, path)
    if as_json:
        emit(found.as_json(key))
        return
    say(f"{key}: {found.n} {found.unit}")
    for item in found.items:
        say(f"  {item}")
    for path in outputs:
        say(f"Written: {path}")


def compared(before: Flow, after: Flow, as_json: bool) -> None:
    """Which numbers changed between two moments, and who made the difference."""
    from winnow_sr.prisma import compare

    changes = compare(before, after)
    if as_json:
        emit([change.as_json() for change in changes])
        return
    columns = {
        "key": "number",
        "before": "before",
        "after": "after",
        "arrived": "came",
        "left": "left",
    }
    table([change._asdict() for change in changes], columns, "Nothing has changed.")


def show(flow: Flow, outputs: tuple[Path, ...]) -> None:
    """The flow in the terminal."""
    from winnow_sr.prisma.draw.terminal import render_text

    say(render_text(flow))
    for path in outputs:
        say(f"Drawn: {path}")
