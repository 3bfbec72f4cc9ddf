"""Languages of the interface: message catalogues, and the language of a request.

Messages are written in English where they are used (``web/texts.py``; ``_`` in templates) and in
``search/messages.py``; ``web/translations/<language>.po`` has the translations. An edition's own text is
not translated.
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
DAY_PATTERNS: Final = {"en": "d MMMM y", "de": "d. MMMM y", "ru": "d MMMM y"}
"""How a day is written in each language, in the pattern syntax of Unicode."""
ENGLISH: Final = "en"
COOKIE: Final = "language"
TRANSLATIONS: Final = Path(__file__).parent / "translations"
YEAR_OF_SECONDS: Final = 365 * 24 * 3600

languages = Blueprint("languages", __name__)


@cache
def catalogue(language: str) -> NullTranslations:
    """Return the message catalogue of a language, compiled once; that of English is empty."""
    if language == ENGLISH:
        return NullTranslations()
    with (TRANSLATIONS / f"{language}.po").open("rb") as source:
        catalog = read_po(source, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return GNUTranslations(compiled)


def current_language() -> str:
    """Return the language of the request: from the cookie, or the best match of ``Accept-Language``.

    English if no language matches, or outside requests.
    """
    if not has_request_context():
        return ENGLISH
    if "language" not in g:
        chosen = request.cookies.get(COOKIE)
        g.language = (
            chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES) or ENGLISH
        )
    return str(g.language)


class YearMonth(NamedTuple):
    """A month of a year, as a value that a message formats."""

    year: int
    month: int


def translate(template: Template, values: Mapping[str, object]) -> str:
    """Return a message in the language of the request, its values formatted for that language.

    Args:
        template: a text, or a singular and a plural of which ``values["count"]`` selects one.
    """
    translations = catalogue(current_language())
    if isinstance(template, str):
        text = translations.gettext(template)
    else:
        text = translations.ngettext(*template, cast(int, values["count"]))
    return fill(text, values, _format_value)


def _format_value(value: object) -> str:
    """Return a value of a message as text: messages, days, months and numbers in the request's language."""
    match value:
        case Message():
            return translate(value.template, value.values)
        case date():
            return format_date(value, DAY_PATTERNS[current_language()], locale=current_language())
        case YearMonth():
            return format_date(date(*value, 1), "LLLL y", locale=current_language())
        case int() | float():
            return format_number(value)
        case _:
            return str(value)


def format_number(value: float) -> str:
    """Return a number formatted for the language of the request: "1,204", "1.204"."""
    return format_decimal(value, locale=current_language())


def init_i18n(app: Flask) -> None:
    """Set up translation for an application's templates and the route that switches languages."""
    app.register_blueprint(languages)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.filters["number"] = format_number
    app.jinja_env.globals.update(languages=LANGUAGES, current_language=current_language)
    app.after_request(_set_language_headers)


@languages.get("/language/<language>")
def switch_language(language: str) -> AnyResponse:
    """Store the chosen language in a cookie and redirect to the page given by ``back``.

    Raises:
        FilterError: the language is unknown.
    """
    if language not in LANGUAGES:
        raise FilterError(
            f"Unknown language “{language}”.",
            f"Valid values: {', '.join(LANGUAGES)}.",
            parameter="language",
        )
    response = redirect_within(request.args.get("back", HOME))
    response.set_cookie(COOKIE, language, max_age=YEAR_OF_SECONDS, samesite="Lax", httponly=True)
    return response


def _gettext(message: str) -> str:
    """Return the translation of a message, with its placeholders, which Jinja's newstyle gettext fills."""
    return catalogue(current_language()).gettext(message)


def _ngettext(singular: str, plural: str, count: int) -> str:
    return catalogue(current_language()).ngettext(singular, plural, count)


def _set_language_headers(response: Response) -> Response:
    """Declare the language of an HTML response, and that it depends on the request; return the response."""
    if response.mimetype == "text/html":
        response.headers["Content-Language"] = current_language()
        response.vary.update(("Accept-Language", "Cookie"))
    return response
