"""Statements of rights in words, in eight languages, parsed into ``Rights``. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from corpus.dates.datelines import parse_dateline_details, parse_day
from corpus.rights import Access, Rights

_ACCESS_WORDS: Final[Mapping[Access, str]] = {
    "full-text": """
        full-text|full|text|open|open-access|openaccess|free|public|volltext|offen|frei|öffentlich|texte-intégral
        |libre|ouvert|public|полный-текст|открытый|свободный|testo-integrale|testo-completo|libero|aperto
        |texto-completo|libre|abierto|liber|volledige-tekst|vrij|openbaar""",
    "snippets": """
        snippets|snippet|excerpts|excerpt|extracts|quotations|auszüge|auszug|ausschnitte|extraits|extrait
        |фрагменты|отрывки|выдержки|estratti|brani|extractos|fragmentos|excerpta|fragmenten|uittreksels""",
    "metadata": """
        metadata|metadata-only|only-metadata|closed|restricted|closed-access|restricted-access|embargoed|none
        |metadaten|nur-metadaten|gesperrt|geschlossen|eingeschränkt|métadonnées|métadonnées-seules|fermé
        |restreint|метаданные|только-метаданные|закрытый|ограниченный|metadati|solo-metadati|chiuso|riservato
        |metadatos|sólo-metadatos|cerrado|restringido|clausus|metagegevens|alleen-metadata|gesloten|beperkt""",
}
_YES_WORDS: Final = "1 y yes true x j ja oui da да si sim wahr vrai withdrawn"
_YES: Final = frozenset(_YES_WORDS.split())
_NO_WORDS: Final = "0 n no false nein non нет not nee falsch faux none keine aucun nessuno ninguno geen -"
_NO: Final = frozenset(_NO_WORDS.split())
RIGHTS_COLUMNS: Final[Mapping[str, str]] = {
    "licence": "licence",
    "holder": "rights_holder",
    "access": "access",
    "embargo": "embargo",
    "withdrawn": "withdrawn",
}
"""The attributes of ``Rights``, each with its column in tables and its key in about.yaml."""
WITHDRAWN: Final = "withdrawn"
"""The reason of a withdrawal for which none is stated."""


def parse_rights(values: Mapping[str, str]) -> tuple[Rights, tuple[str, ...]]:
    """Return the rights that texts state, and a message for each text that is not understood.

    What is not understood never lets more leave: an access or embargo that cannot be read leaves metadata
    alone.

    Args:
        values: texts by name of the attribute of ``Rights``; empty ones state nothing.
    """
    rights = Rights(values.get("licence") or None, values.get("holder") or None)
    problems = []
    if text := values.get("access", ""):
        access = parse_access(text)
        rights = replace(rights, access=access or "metadata")
        problems += [] if access else [f"access “{text}” is not understood; only metadata are shown"]
    text = values.get("embargo", "")
    if text and _fold(text) not in _NO:
        embargo = _parse_embargo(text)
        closed = rights.access if embargo else "metadata"
        rights = replace(rights, embargo=embargo, access=closed)
        problems += [] if embargo else [f"embargo “{text}” is not a date; only metadata are shown"]
    return replace(rights, withdrawn=_parse_withdrawal(values.get("withdrawn", ""))), tuple(problems)


def statement_of(rights: Rights) -> str:
    """Return rights in one line for the report: "licence CC0; only metadata; embargo until 2030-03-01"."""
    parts = (
        rights.licence and f"licence {rights.licence}",
        rights.holder and f"rights holder {rights.holder}",
        f"access {rights.access}",
        rights.embargo and f"embargo until {rights.embargo.isoformat()}",
        rights.withdrawn and f"withdrawn: {rights.withdrawn}",
    )
    return "; ".join(part for part in parts if part)


def parse_access(text: str) -> Access | None:
    """Return the access that a text in one of eight languages states; None if it is not understood."""
    return _ACCESS.get(_fold(text))


def _parse_embargo(text: str) -> date | None:
    """Return the last possible day that a date means ("2030-03", "1 März 2030"); None if it has no end."""
    try:
        return parse_day(text)[1]
    except ValueError:
        parsed = parse_dateline_details(text)
        return None if parsed.warnings or parsed.span.bounded_by else parsed.span.latest


def _parse_withdrawal(text: str) -> str | None:
    """Return the reason of a withdrawal; None for an empty text or a "no"."""
    word = _fold(text)
    if not word or word in _NO:
        return None
    return WITHDRAWN if word in _YES else text


def _fold(text: str) -> str:
    """Return a text in lower case without accents, its words joined by hyphens."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return "-".join(re.findall(r"[^\W_]+", bare)) or text.strip()


_ACCESS: Final[Mapping[str, Access]] = {
    _fold(word): access for access, words in _ACCESS_WORDS.items() for word in words.split("|")
}
