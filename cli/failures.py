"""Conversion of expected errors, the project's own and those of the system, to messages and exit statuses."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Any

import click

from corpus.errors import PerepiskaError, RequestError, StorageError
from store.files import storage_error


class Commands(click.Group):
    """The group of commands: the single place in which expected errors become messages and exit statuses."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; print an expected error as one message on stderr and exit with its status.

        Unexpected errors are raised. Click handles a closed output pipe (``| head``) and Ctrl-C with status
        1.
        """
        try:
            return super().invoke(ctx)
        except Exception as error:
            failure = as_failure(error)
            if failure is None:
                raise
            report_failure(failure)
            ctx.exit(failure.exit_status)


def as_failure(error: Exception) -> PerepiskaError | None:
    """Convert an error to the one to report; None for a bug, click's own errors and closed pipes."""
    if isinstance(error, PerepiskaError):
        return error
    if isinstance(error, BrokenPipeError):
        return None
    if isinstance(error, OSError):
        return storage_error(error)
    if isinstance(error, MemoryError):
        return PerepiskaError("Not enough memory.", "Free some memory, or use a machine with more.")
    if isinstance(error, UnicodeError):
        return _convert_unicode_error(error)
    return _convert_sqlite_error(error)


def report_failure(failure: PerepiskaError) -> None:
    """Print an error and its hint on stderr, and discard output that stdout did not accept."""
    with suppress(OSError):
        click.echo(f"{failure.title}: {failure.message}", err=True)
        if failure.hint:
            click.echo(failure.hint, err=True)
    _discard_output()


def _convert_unicode_error(error: UnicodeError) -> PerepiskaError:
    """Return the error to report for invalid input, output that cannot be encoded, or an invalid argument."""
    if isinstance(error, UnicodeDecodeError):
        return StorageError(
            f"The input is not valid {error.encoding}: {error.reason}.", "Convert the file to UTF-8."
        )
    if isinstance(error, UnicodeEncodeError) and not error.encoding.lower().startswith("utf"):
        return StorageError(
            f"{error.object[error.start : error.end]!a} cannot be written as {error.encoding}.",
            "Set PYTHONIOENCODING=utf-8.",
        )
    return RequestError(f"The argument is not valid Unicode text: {error}.", "Pass it as UTF-8.")


def _convert_sqlite_error(error: Exception) -> PerepiskaError | None:
    """Return the error to report for an error of SQLite; None for any other error."""
    import sqlite3

    if isinstance(error, sqlite3.Error):
        return StorageError(f"Cannot read or write a database: {error}.", "Check the disk.")
    return None


def _discard_output() -> None:
    """Discard unwritten output; otherwise Python would try to write it on exit and show a traceback."""
    try:
        sys.stdout.flush()
    except OSError:
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (AttributeError, ValueError):  # stdout does not exist or is closed
        pass
