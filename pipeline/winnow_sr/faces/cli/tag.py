"""tag."""

from __future__ import annotations

import click

from winnow_sr.errors import WinnowError
from winnow_sr.faces.cli.common import emit, json_option, open_review, say, table
from winnow_sr.text import count


@click.command("tag")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--add", multiple=True, metavar="T", help="Give them this tag. Repeatable.")
@click.option("--remove", multiple=True, metavar="T", help="Take it away. Repeatable.")
@click.option("--as", "name", default="", metavar="NAME", help="Who is doing this.")
@json_option
@click.pass_context
def tag_command(
    ctx: click.Context,
    ids: tuple[str, ...],
    add: tuple[str, ...],
    remove: tuple[str, ...],
    name: str,
    as_json: bool,
) -> None:
    """Mark citations with the protocol's tags, or count them.

    Without an ID: every tag and how many citations have it. A tag says what a citation is about,
    not what becomes of it: everybody sees it. Tags are counted apart under the diagram and in the
    report; --tag T picks by them in records, search, queue and export.
    """
    tags = open_review(ctx).tags
    if not ids:
        if add or remove:
            raise WinnowError("which citations? winnow tag ID... --add T --as NAME")
        rows = tags.counts()
        if as_json:
            emit(rows)
        else:
            columns = {"tag": "tag", "citations": "citations", "included": "included", "text": ""}
            table(rows, columns, "The protocol lists no tags (tags:).")
        return
    if not add and not remove:
        found = {text: tags.of(text) for text in ids}
        if as_json:
            emit(found)
        else:
            for text, names in found.items():
                say(f"{text}: {', '.join(names) or 'no tag'}")
        return
    if not name:
        raise WinnowError("who is doing this? --as NAME")
    done = tags.change(ids, actor=name, add=add, remove=remove)
    if as_json:
        emit(done)
    else:
        for text, names in done.citations.items():
            say(f"{text}: {', '.join(names) or 'no tag'}")
        say(f"{count(done.changed, 'citation')} changed.")
