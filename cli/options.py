"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import click

from store.fields import FILTERS

name_option = click.option("--name", default="default", show_default=True, help="Which index.")
profile_option = click.option(
    "--profile", type=click.Path(path_type=Path), help="The edition's profile (TOML), if not beside it."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print what the API returns.")
file_option = partial(click.option, type=click.Path(path_type=Path, dir_okay=False))


def filter_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the filters of the search endpoint as options."""
    for name in reversed(FILTERS):
        command = click.option(f"--not-{name}", multiple=True, hidden=True)(command)
        command = click.option(f"--{name}", multiple=True, help=f"Only this {name}; --not-{name} excludes.")(
            command
        )
    return command


def pairs(parameters: Mapping[str, str | tuple[str, ...] | None]) -> Iterator[tuple[str, str]]:
    """The options given, as the pairs of a query string."""
    for option, value in parameters.items():
        name = option.replace("not_", "not.", 1) if option.startswith("not_") else option
        for one in value if isinstance(value, tuple) else (value,):
            if one is not None:
                yield name, one
