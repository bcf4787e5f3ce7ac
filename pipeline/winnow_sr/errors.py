"""The one family of errors meant for the reader of the screen."""

from __future__ import annotations


class WinnowError(Exception):
    """Something the user can understand and mend.

    The message is one line: what happened, where (file, line, record id), what to do next.
    The command line prints it on standard error and exits with code 2; the web shows it as is.
    """


class AnswerIsNo(WinnowError):
    """The command ran, and the answer is no (a check failed, may not stop): exit code 1."""
