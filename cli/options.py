"""Options shared by several commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TypeAlias

import click

from exports.api.parameters import ChoiceParameter, Parameter
from exports.api.search_parameters import EXCLUDED, INCLUDED

Command: TypeAlias = Callable[..., None]

name_option = click.option("--name", default="default", show_default=True, help="Name of the index.")
profile_option = click.option(
    "--profile",
    type=click.Path(path_type=Path),
    help="Profile of the edition (TOML); default: the one next to SOURCE.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, as the API returns it.")
file_option = partial(click.option, type=click.Path(path_type=Path, dir_okay=False))


def search_options(*parameters: Parameter) -> Callable[[Command], Command]:
    """Return a decorator that adds parameters of the search endpoint to a command as options.

    These are the given parameters, all filters and, hidden from the help, all negated filters
    (``not.sender``).
    """
    options = [_option(parameter) for parameter in parameters]
    options += [_option(filter, hidden=filter.name.startswith("not.")) for filter in (*INCLUDED, *EXCLUDED)]

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def _option(parameter: Parameter, *, hidden: bool = False) -> Callable[[Command], Command]:
    """Return the option for a parameter; ``not.sender`` becomes ``--not-sender``."""
    name = parameter.name.replace(".", "-").replace("_", "-")
    is_choice = isinstance(parameter, ChoiceParameter) and not parameter.is_repeated
    return click.option(
        f"--{name}",
        name.replace("-", "_"),
        type=click.Choice(parameter.options) if is_choice else None,
        multiple=parameter.is_repeated,
        hidden=hidden,
        help=f"{parameter.description}.",
    )


def pairs(parameters: Mapping[str, str | tuple[str, ...] | None]) -> Iterator[tuple[str, str]]:
    """Yield the options that are set as the name-value pairs of a query string; one pair per value."""
    for option, values in parameters.items():
        name = option.replace("not_", "not.", 1) if option.startswith("not_") else option
        for value in values if isinstance(values, tuple) else (values,):
            if value is not None:
                yield name, value
