"""The entry point of the command line: the group of commands, which import what they need when called."""

from __future__ import annotations

import sys

import click

from cli.evaluating import evaluate
from cli.failures import Commands
from cli.generations import backup, generations, restore, rollback, verify
from cli.indexing import check, feed, index
from cli.searching import export, related, search, show
from cli.serving import key, mcp, serve


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="perepiska")
def main() -> None:
    """Search edited correspondence by keywords and by meaning."""


for command in (
    index, check, feed, search, show, related, export, serve, mcp, key,
    generations, rollback, verify, backup, restore, evaluate,
):  # fmt: skip
    main.add_command(command)


if __name__ == "__main__":
    sys.exit(main())
