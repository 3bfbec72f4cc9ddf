"""Commands that search, show units and export results."""

from __future__ import annotations

from pathlib import Path

import click

from cli.opening import open_searcher
from cli.options import file_option, json_option, name_option, pairs, search_options
from exports.api.parameters import CHANNELS
from exports.api.search_parameters import (
    BOOST,
    CURSOR,
    DATE_MODE,
    FROM,
    GROUP,
    INCLUDE,
    LITERAL,
    MODE,
    SORT,
    TO,
)
from exports.search_service import SearchService, editions_by_id
from search.model import renamed_id_notices


@click.command()
@click.argument("q", metavar="QUESTION", default="")
@name_option
@search_options(MODE, FROM, TO, DATE_MODE, GROUP, SORT, CURSOR, INCLUDE, LITERAL, BOOST)
@click.option("--limit", default="10", show_default=True, help="Number of results.")
@json_option
def search(name: str, as_json: bool, **parameters: str | tuple[str, ...] | None) -> None:
    """Search with a question, keywords or operators."""
    searcher = open_searcher(name, preload_encoder=parameters["mode"] != "keyword")

    from cli.results import print_json, print_result
    from exports.api.search_parameters import parse_search

    result = searcher.search(parse_search(pairs(parameters), searcher.settings))
    if as_json:
        from exports.api.rendering import render_search

        print_json(render_search(result, editions_by_id(searcher)))
    else:
        print_result(result)


@click.command()
@click.argument("unit_id", metavar="ID")
@name_option
@json_option
def show(unit_id: str, name: str, as_json: bool) -> None:
    """Print a unit with its notes."""
    searcher = open_searcher(name)

    from cli.results import print_json, print_unit

    view = searcher.unit(_current_id(searcher, unit_id))
    if as_json:
        from exports.api.rendering import render_unit

        print_json(render_unit(view, editions_by_id(searcher), unit_id))
    else:
        print_unit(view)


@click.command()
@click.argument("unit_id", metavar="ID")
@name_option
@click.option("--channel", "channels", multiple=True, help="Only this kind of relation; may be repeated.")
@click.option("--limit", default=10, show_default=True)
@json_option
def related(unit_id: str, name: str, channels: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Print the units related to ID, with the reasons."""
    searcher = open_searcher(name)

    from cli.results import print_json, print_related

    id = _current_id(searcher, unit_id)
    related_units = searcher.related(id, CHANNELS.parse_all({CHANNELS.name: channels}) or None, limit)
    if as_json:
        from exports.api.rendering import render_related

        print_json(render_related(related_units, editions_by_id(searcher), renamed_id_notices(unit_id, id)))
    else:
        print_related(related_units)


@click.command()
@click.argument("q", metavar="QUESTION", default="")
@name_option
@click.option(
    "--form",
    required=True,
    help="Format: csv, jsonl, jsonld, xml (TEI), cmif.xml, bib, ris or csl.json.",
)
@search_options(FROM, TO, MODE, SORT, LITERAL, BOOST)
@click.option("--root", default="http://127.0.0.1:8000/", help="Public address of the site, for links.")
@file_option("--output", "-o", help="File to write; default: standard output.")
def export(
    name: str, form: str, root: str, output: Path | None, **parameters: str | tuple[str, ...] | None
) -> None:
    """Export the results of a search as a table, references, TEI, CMIF or linked data.

    Without QUESTION and filters, all units are exported, up to PEREPISKA_EXPORT_MAX.
    """
    searcher = open_searcher(name)

    from cli.settings import load_settings
    from exports.formats import export_search
    from store.files import write_file

    settings = load_settings()
    exported = export_search(searcher, settings, form, list(pairs(parameters)), root)
    if output:
        write_file(output, exported.text)
    else:
        click.echo(exported.text, nl=False)
    if not exported.is_complete:
        click.echo(
            f"Only the first {settings.export_max:,} units were exported (PEREPISKA_EXPORT_MAX).", err=True
        )


def _current_id(searcher: SearchService, unit_id: str) -> str:
    """Return the current id of a unit; print a notice on stderr if the given one is a former id."""
    id = searcher.current_id(unit_id)
    for notice in renamed_id_notices(unit_id, id):
        click.echo(str(notice), err=True)
    return id
