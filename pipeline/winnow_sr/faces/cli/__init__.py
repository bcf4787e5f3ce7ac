"""The command line: parse, call `Review`, print. Nothing is decided here.

Commands are looked up in a table and imported when they are called, so that `winnow --help` and
the everyday commands start at once.
"""

from __future__ import annotations

import os
import sys
import warnings
from typing import TextIO


def main(arguments: list[str] | None = None) -> None:
    """Entry point of `winnow`. Exit codes: 0 done, 1 the answer is no, 2 usage or input error."""
    import atexit
    import gc

    gc.set_threshold(200_000, 20, 20)  # most commands live for milliseconds
    atexit.register(gc.freeze)  # and nothing needs collecting when one ends (a tenth of its time)
    import click

    from winnow_sr.errors import AnswerIsNo, WinnowError
    from winnow_sr.faces.cli.app import winnow

    # A process that a command starts must not take files of the current folder for modules.
    os.environ["PYTHONSAFEPATH"] = "1"
    warnings.showwarning = one_line_warning
    try:
        code = winnow.main(arguments, prog_name="winnow", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        sys.exit(0)
    except click.MissingParameter as error:
        from winnow_sr.faces.cli.missing import missing

        fail(missing(error), 2)
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "winnow"
        fail(f"{error.format_message()} (see `{command} --help`)", 2)
    except click.ClickException as error:
        fail(error.format_message(), 2)
    except (click.Abort, KeyboardInterrupt):
        fail("stopped; what was acknowledged is kept", 130)
    except AnswerIsNo as error:
        fail(str(error), 1)
    except WinnowError as error:
        fail(str(error), 2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        from winnow_sr.files import in_words

        fail(in_words(error), 2)
    except MemoryError:
        fail("there is not enough memory for this: close other programs and do it again", 2)
    except Exception as error:
        fail(unforeseen(error), 2)


def unforeseen(error: Exception) -> str:
    """The last catch: what nobody foresaw as one line, with a file that holds the rest."""
    import sqlite3

    if isinstance(error, sqlite3.Error):
        from winnow_sr.databases import sqlite_trouble

        return str(sqlite_trouble("a database of the review", error))
    from winnow_sr.faults import doing_now, fault_line

    return fault_line(error, doing_now())


def one_line_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """A warning as one line for the user, without the place in our code."""
    print("winnow: warning:", " ".join(str(message).split()), file=sys.stderr)


def fail(text: str, code: int) -> None:
    """One line on standard error, and the exit code."""
    print("winnow:", " ".join(text.split()), file=sys.stderr)
    sys.exit(code)
