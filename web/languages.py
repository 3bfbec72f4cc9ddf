"""The languages of the interface: their catalogues, and the one in which a request is answered.

Texts stand in English where they are used (``web/texts.py``; in templates ``_``) and in
``search/messages.py``; ``web/translations/<language>.po`` has them in the others. The edition stays as
printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple, cast

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from flask import Blueprint, Flask, Response, g, has_request_context, request
from werkzeug.wrappers import Response as AnyResponse

from corpus.errors import FilterError
from search.messages import Message, Template, fill
from web.redirects import HOME, redirect_within

LANGUAGES: Final = {"en": "English", "de": "Deutsch", "ru": "Русский"}
ENGLISH: Final = "en"
COOKIE: Final = "language"
TRANSLATIONS: Final = Path(__file__).parent / "translations"
YEAR_OF_SECONDS: Final = 365 * 24 * 3600

languages = Blueprint("languages", __name__)


@cache
def catalogue(language: str) -> NullTranslations:
    """Read the catalogue of a language; English needs none."""
    if language == ENGLISH:
        return NullTranslations()
    with (TRANSLATIONS / f"{language}.po").open("rb") as source:
        catalog = read_po(source, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return GNUTranslations(compiled)


def current_language() -> str:
    """Tell the language of the request: the one switched to, else the best of those the browser takes."""
    if not has_request_context():
        return ENGLISH
    if "language" not in g:
        kept = request.cookies.get(COOKIE)
        g.language = kept if kept in LANGUAGES else request.accept_languages.best_match(LANGUAGES) or ENGLISH
    return str(g.language)


class YearMonth(NamedTuple):
    """A month of a year."""

    year: int
    month: int


def translate(template: Template, values: Mapping[str, object]) -> str:
    """Return a text in the language of the request; its values may be messages, days and periods, too."""
    known = catalogue(current_language())
    if isinstance(template, str):
        text = known.gettext(template)
    else:
        text = known.ngettext(*template, cast(int, values["count"]))
    return fill(text, values, _format_value)


def _format_value(value: object) -> str:
    match value:
        case Message():
            return translate(value.template, value.values)
        case date():
            return format_date(value, "d MMMM y", locale=current_language())
        case YearMonth():
            return format_date(date(*value, 1), "LLLL y", locale=current_language())
        case int() | float():
            return format_number(value)
        case _:
            return str(value)


def format_number(value: float) -> str:
    """Return a number as the language of the request writes it: "1,204", "1.204"."""
    return format_decimal(value, locale=current_language())


def init_i18n(app: Flask) -> None:
    """Let the templates of an application speak the language of the request."""
    app.register_blueprint(languages)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.filters["number"] = format_number
    app.jinja_env.globals.update(languages=LANGUAGES, current_language=current_language)
    app.after_request(_set_language_headers)


@languages.get("/language/<language>")
def switch_language(language: str) -> AnyResponse:
    """Remember the language and go back to the page it was chosen on."""
    if language not in LANGUAGES:
        raise FilterError(
            f"There is no language “{language}” here.",
            f"Choose one of: {', '.join(LANGUAGES)}.",
            parameter="language",
        )
    response = redirect_within(request.args.get("back", HOME))
    response.set_cookie(COOKIE, language, max_age=YEAR_OF_SECONDS, samesite="Lax", httponly=True)
    return response


def _gettext(message: str) -> str:
    """Newstyle calls fill in the values themselves."""
    return catalogue(current_language()).gettext(message)


def _ngettext(one: str, many: str, count: int) -> str:
    return catalogue(current_language()).ngettext(one, many, count)


def _set_language_headers(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.headers["Content-Language"] = current_language()
        response.vary.update(("Accept-Language", "Cookie"))
    return response
