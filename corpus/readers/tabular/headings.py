"""What a heading of a table means: its column, told from names in eight languages and of known exports.

A heading is an alias as a whole ("Date sent"), or is made of words for a correspondent and a part of a name
("sender_surname", "Nachname des Absenders"), for a place and its id or coordinates ("Origin GeoNames"),
or for a date and a part of it ("Year 2nd date").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from corpus.persons.authorities import AUTHORITIES
from corpus.text.languages import is_language, language_tag

ALIASES: Final = {
    "id": (
        "identifier", "key", "slug", "uid", "emlo_letter_id_number", "letter_id", "item_id", "record_id",
        "object_id", "objectid",
    ),
    "number": ("no", "nr", "num", "letter_number", "nummer", "lfd_nr", "numéro", "номер"),
    "kind": ("type",),
    "title": (
        "heading", "name", "label", "titel", "betreff", "titre", "заголовок", "titolo", "título", "titulus",
    ),
    "sender": (
        "from", "author", "writer", "senders", "absender", "verfasser", "briefschreiber", "schreiber",
        "autor", "von", "expéditeur", "auteur", "de", "отправитель", "автор", "адресант", "от_кого", "от",
        "mittente", "autore", "da", "remitente", "auctor", "scriptor", "afzender", "schrijver", "van",
        "creator",
    ),
    "recipient": (
        "to", "addressee", "receiver", "recipients", "empfaenger", "empfanger", "adressat", "an",
        "destinataire", "à", "получатель", "адресат", "кому", "destinatario", "receptor", "para", "ad",
        "ontvanger", "geadresseerde", "aan",
    ),
    "date": (
        "date_sent", "sent", "written", "dated", "datum", "briefdatum", "datierung", "дата", "data",
        "fecha", "dies", "created",
    ),
    "dateline": (
        "date_printed", "date_text", "date_as_marked_on_letter", "sender_date_text", "original_date",
    ),
    "place": (
        "origin", "place_sent", "location", "ort", "absendeort", "schreibort", "ausstellungsort",
        "entstehungsort", "origin_name", "lieu", "место", "откуда", "luogo", "lugar", "locus", "plaats",
    ),
    "destination": (
        "place_received", "zielort", "empfangsort", "bestimmungsort", "destination_name",
        "lieu_de_destination", "куда", "destinazione", "destino", "bestemming",
    ),
    "medium": ("form", "format", "genre", "item_type", "document_type", "gattung", "dokumenttyp", "вид"),
    "archive": (
        "archive_reference", "shelfmark", "signature", "repository", "callnumber", "source", "signatur",
        "archiv", "standort", "cote", "архив", "шифр", "segnatura", "signatura", "vindplaats", "is_part_of",
        "inventory", "inventory_number", "inventarnummer", "manuscript", "ms", "shelf_mark", "call_number",
        "handschrift", "manuscrit", "manoscritto", "manuscrito", "рукопись", "library", "bibliothek",
        "bibliothèque", "biblioteca", "библиотека", "bibliotheek",
    ),
    "pages": ("page", "seite", "seiten", "страницы", "pagine", "páginas", "paginae", "bladzijde"),
    "images": (
        "image", "image_url", "image_urls", "page_image", "page_images", "scan", "scans", "facsimile",
        "facsimiles", "facsimile_url", "facs", "digital_object", "digital_copy", "iiif", "iiif_image",
        "bild", "bilder", "bild_url", "faksimile", "faksimiles", "digitalisat", "digitalisate", "fac_similé",
        "numérisation", "изображение", "изображения", "факсимиле", "скан", "сканы", "immagine",
        "immagini", "scansione", "riproduzione", "imagen", "imágenes", "facsímil",
        "digitalización", "imago", "imagines", "afbeelding", "afbeeldingen",
    ),
    "manifest": (
        "iiif_manifest", "manifest_url", "manifest_iiif", "iiif_manifest_url", "манифест", "manifesto_iiif",
        "manifiesto_iiif",
    ),
    "chapter": ("section", "part", "kapitel", "chapitre", "глава", "capitolo", "capítulo", "hoofdstuk"),
    "text": (
        "body", "content", "transcription", "transcript", "letter", "full_text", "volltext", "brieftext",
        "transkription", "texte", "текст", "testo", "trascrizione", "texto", "transcripción", "textus",
        "tekst",
    ),
    "notes": (
        "footnotes", "annotations", "commentary", "fußnoten", "anmerkungen", "notes_de_bas_de_page",
        "примечания", "сноски", "annotazioni", "notas", "voetnoten",
    ),
    "abstract": (
        "summary", "regest", "description", "zusammenfassung", "inhalt", "résumé", "содержание",
        "аннотация", "regesto", "riassunto", "resumen", "argumentum", "samenvatting",
    ),
    "topics": (
        "topic", "subjects", "subject", "keywords", "tags", "schlagwort", "schlagwörter", "stichwörter",
        "mots_clés", "темы", "ключевые_слова", "parole_chiave", "materias", "trefwoorden",
    ),
    "language": (
        "lang", "language_code", "languages", "sprache", "langue", "язык", "lingua", "idioma", "taal",
    ),
    "licence": (
        "license", "rights", "rights_licence", "copyright", "lizenz", "nutzungsrechte", "nutzungsbedingungen",
        "rechte", "licence_d_utilisation", "droits", "лицензия", "права", "licenza", "diritti", "licencia",
        "derechos", "licentia", "iura", "licentie", "rechten",
    ),
    "rights_holder": (
        "rightsholder", "copyright_holder", "rechteinhaber", "rechtsinhaber", "ayant_droit", "ayants_droit",
        "titulaire_des_droits", "правообладатель", "titolare_dei_diritti", "titular_de_los_derechos",
        "rechthebbende",
    ),
    "access": (
        "access_rights", "rights_access", "access_status", "access_restrictions", "access_conditions",
        "zugang", "zugänglichkeit", "zugriff", "benutzbarkeit", "accès", "доступ", "accesso", "acceso",
        "accessus", "toegang", "toegankelijkheid",
    ),
    "embargo": (
        "embargo_date", "embargo_until", "embargo_end", "rights_embargo", "restricted_until", "closed_until",
        "sperrfrist", "gesperrt_bis", "эмбарго", "закрыто_до", "fino_al_embargo", "embargado_hasta",
        "sous_embargo_jusqu_au",
    ),
    "withdrawn": (
        "rights_withdrawn", "withdrawal", "zurückgezogen", "retiré", "изъято", "отозвано", "ritirato",
        "retirado", "retractum", "ingetrokken", "teruggetrokken",
    ),
    "date_edtf": ("edtf",),
    "date_sort": (
        "sorting_date", "sort_date", "iso_date", "date_iso", "date_normalized", "standard_gregorian_date",
        "datum_iso", "date_standardized",
    ),
    "date_calendar": (
        "calendar", "original_calendar", "calendar_of_date_provided_to_emlo", "kalender", "calendrier",
        "календарь",
    ),
}  # fmt: skip
"""Column → the other names of its heading; of several with a value in a row the first counts."""

_ROLES: Final = {
    "sender": """
        sender senders author authors writer writers creator creators correspondent absender absenders
        absenderin verfasser verfassers autor autors autoren schreiber schreibers briefschreiber
        briefschreibers expediteur expediteurs expeditrice auteur auteurs отправитель отправителя отправители
        отправления автор автора авторы адресант адресанта адресанты mittente mittenti autore autori remitente
        remitentes autores afzender afzenders schrijver schrijvers auctor auctoris scriptor scriptoris sending
        envoi partenza envio verzending""",
    "recipient": """
        recipient recipients addressee addressees receiver receivers empfanger empfangers empfaenger
        empfaengers empfangerin adressat adressaten destinataire destinataires получатель получателя
        получатели адресат адресата адресаты destinatario destinatari destinataria destinatarios receptor
        ontvanger ontvangers geadresseerde geadresseerden receipt reception получения arrivo recepcion
        ontvangst""",
}
_PARTS: Final = {
    "surname": """
        surname surnames lastname last familyname family nachname familienname zuname фамилия cognome
        apellido apellidos achternaam familienaam cognomen""",
    "forename": """
        forename forenames firstname first given givenname vorname vornamen prenom prenoms voornaam
        praenomen""",
    "patronymic": "отчество patronymic middle middlename",
    "title": "title titel titre titolo titulo титул honorific prefix anrede",
    "suffix": "suffix",
    "name": """
        name names fullname nom nome nombre nomen naam имя фио display normalized normalised standardized
        standardised preferred org organisation organization corporation korperschaft institution""",
    "id": "id ids gnd viaf wikidata lccn isni bnf idref uri url ref authority normdaten",
    "place": """
        place location ort lieu luogo lugar место plaats address adresse anschrift indirizzo direccion адрес
        adres city town stadt ville citta ciudad город origin""",
    "date": "date datum дата fecha data",
}
_ENDS: Final = {
    "place": """
        origin sent from absendeort schreibort ausstellungsort entstehungsort откуда отправления departure""",
    "destination": """
        destination received to receipt zielort empfangsort bestimmungsort destinazione destino bestemming
        куда получения""",
    "": """
        place places location ort lieu luogo lugar место места plaats locus town city stadt ville citta ciudad
        город address adresse anschrift""",
}
"""Words for the two places of a letter, and for a place, by the column of the place."""
_ENDS_WITH_PLACE: Final = {
    "place": "source original writing posting posted dispatch",
    "destination": "target arrival delivery",
}
"""Words that mean an end only beside a word for a place ("Source city")."""
_PARTY_ENDS: Final = {"from": "sender_id", "to": "recipient_id"}
_PLACE_PARTS: Final = {
    "id": "id ids gnd viaf wikidata lccn bnf idref uri url ref authority normdaten",
    "id_of_place": "geonames tgn getty pleiades",
    "latitude": "latitude lat breite breitengrad широта latitudine latitud breedtegraad",
    "longitude": "longitude long lon lng lange langengrad долгота longitudine longitud lengtegraad",
    "coordinates": """
        coordinates coordinate coords koordinaten geokoordinaten coordonnees координаты coordenadas
        coordinaten geo latlong latlng latlon""",
}
"""Words for what identifies a place and where it lies; those but ``id`` need no word for the place."""
_DATE_WORDS: Final = {
    "date": "date dates datum дата data fecha dated sent",
    "year": "year jahr annee год anno ano jaar annus",
    "month": "month monat mois месяц mese mes maand mensis",
    "day": "day tag jour день giorno dia dag dies",
    "from": "from start begin beginning first 1st von anfang beginn debut начало inizio inicio",
    "to": "to end until till last second 2nd bis ende fin конец fine",
    "not_before": "notbefore earliest fruhestens",
    "not_after": "notafter latest spatestens",
    "sort": "sort sorting sortable iso normalized normalised standard standardized standardised gregorian",
    "text": "text words marked original displayed display printed",
    "flag_inferred": "inferred erschlossen evidence",
    "flag_uncertain": "uncertain unsicher",
    "flag_approximate": "approximate circa",
}
_NOISE: Final = """
of the letter letters ltr item brief briefs briefes lettre lettera carta письма письмо epistola epistolae de
des du del della dell di der die das dem l la le el il d het is as on emlo
"""
_VOCABULARY: Final = re.compile(
    r"\s*(?:dublin core|dcterms?|dc|item type metadata|schema|foaf|bibo|edm|tei|marcrel|fields?|metadata)"
    r"\s*[:.]\s*",
    re.IGNORECASE,
)
_BRACKETED: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_CAMEL: Final = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-Z])(?<!Geo(?=Names))")
_WORD: Final = re.compile(r"[^\W_]+")
_LENGTH_MAX: Final = 200
"""The most characters in a heading."""


def heading_words(heading: str) -> tuple[str, ...]:
    """Return the words of a heading, without case, accents and the prefix of its vocabulary.

    A longer text than ``_LENGTH_MAX`` is no heading, and has none.
    """
    if len(heading) > _LENGTH_MAX:
        return ()
    bare = _CAMEL.sub(" ", _VOCABULARY.sub("", heading.strip("\ufeff "), count=1))
    decomposed = unicodedata.normalize("NFKD", bare.casefold())
    return tuple(_WORD.findall("".join(char for char in decomposed if not unicodedata.combining(char))))


@lru_cache(maxsize=4096)
def canonical_column(heading: str) -> str | None:
    """Return the column that a heading means, ignoring case and punctuation; None if it is unknown.

    Besides the keys of ``ALIASES`` these are parts of names ("sender_surname"), of places ("place_id",
    "destination_latitude") and of dates ("date_year", "date_end_year", "date_from", "date_not_before",
    "date_inferred").
    """
    forms = [heading_words(form) for form in (heading, _BRACKETED.sub(" ", heading))]
    forms += [form[:-1] for form in forms if language_of(heading)]
    return next(filter(None, map(_column_of_words, forms)), None)


def language_of(heading: str) -> str:
    """Return the language that a heading adds to a column ("text_de", "Title (French)"), "" if none.

    "no" is left out, as it means a number.
    """
    *words, last = heading_words(heading) or ("",)
    tag = language_tag(last)
    return tag if words and is_language(tag) and last != "no" else ""


def _column_of_words(words: Sequence[str]) -> str | None:
    """Return the column that the words of a heading mean, or None."""
    bare = [word for word in words if word not in _INDISTINCT]
    return (
        _COLUMNS.get("_".join(words))
        or _COLUMNS.get("_".join(bare))
        or _party_column(_split_compounds(bare))
        or _place_column(bare)
        or _end_column(bare)
        or _date_column(bare)
    )


def paired_columns(headings: Iterable[str]) -> dict[str, str]:
    """Return the columns of headings that abbreviate "from" and "to" side by side ("fplace", "tplace")."""
    by_word = {words[0]: name for name in headings if len(words := heading_words(name)) == 1}
    pairs = ((f"f{word[1:]}", f"t{word[1:]}", word[1:]) for word in by_word if word.startswith("f"))
    named = (
        (by_word[word], _place_column((end, rest)) or _end_column((end, rest)))
        for sent, received, rest in pairs
        if received in by_word
        for word, end in ((sent, "from"), (received, "to"))
    )
    return {heading: column for heading, column in named if column}


@lru_cache(maxsize=4096)
def alias_rank(heading: str) -> int:
    """Return how well a heading means its column, 0 being best: its position among the aliases."""
    words = heading_words(heading)
    return _RANKS.get("_".join(words), 0)


def authority_of(heading: str) -> str | None:
    """Return the authority file that a heading names ("sender GND"), or None."""
    words = heading_words(heading)
    return next((name for name in AUTHORITIES if name in words), None)


def _lookup(words: dict[str, str]) -> dict[str, str]:
    """Return the key of each word in lists of words."""
    return {word: key for key, listed in words.items() for word in _normalise(listed)}


def _normalise(listed: str) -> Iterable[str]:
    """Yield the words of a list as ``heading_words`` spells them."""
    return (word for entry in listed.split() for word in heading_words(entry))


_COLUMNS: Final = {
    "_".join(heading_words(alias)): column
    for column, aliases in ALIASES.items()
    for alias in (column, *aliases)
}
_RANKS: Final = {
    "_".join(heading_words(alias)): rank
    for column, aliases in ALIASES.items()
    for rank, alias in enumerate((column, *aliases))
}
_PLACE_COLUMNS: Final = ("id", "latitude", "longitude", "coordinates")
PART_COLUMNS: Final = (
    *(
        f"{role}_{part}"
        for role in _ROLES
        for part in ("surname", "forename", "patronymic", "title", "suffix", "id")
    ),
    *(f"{end}_{part}" for end in ("place", "destination") for part in _PLACE_COLUMNS),
    *(f"date_{end}{unit}" for end in ("", "end_") for unit in ("year", "month", "day")),
    *(f"date_{part}" for part in ("from", "to", "not_before", "not_after")),
    *(f"date_{flag}" for flag in ("inferred", "uncertain", "approximate")),
)
"""The columns for parts of names, places and dates: no aliases, but headings made of several words."""
_INDISTINCT: Final = frozenset(_NOISE.split())
_ROLE_OF: Final = _lookup(_ROLES)
_PART_OF: Final = _lookup(_PARTS)
_DATE_PART_OF: Final = _lookup(_DATE_WORDS)
_END_OF: Final = _lookup(_ENDS)
_END_WITH_PLACE_OF: Final = _lookup(_ENDS_WITH_PLACE)
_PLACE_PART_OF: Final = _lookup(_PLACE_PARTS)


def _split_compounds(words: Sequence[str]) -> list[str]:
    """Return the words with compounds of a role and a part ("absenderort") as two words."""
    result: list[str] = []
    for word in words:
        ends = (end for end in range(5, len(word)) if word[:end] in _ROLE_OF and word[end:] in _PART_OF)
        end = len(word) if word in _ROLE_OF or word in _PART_OF else next(ends, len(word))
        result += filter(None, (word[:end], word[end:]))
    return result


def _party_column(words: Sequence[str]) -> str | None:
    """Return the column of a correspondent, or of a part of one's name, that all words together mean."""
    roles = {_ROLE_OF[word] for word in words if word in _ROLE_OF}
    parts = {_PART_OF[word] for word in words if word not in _ROLE_OF and word in _PART_OF}
    if len(roles) != 1 or any(word not in _ROLE_OF and word not in _PART_OF for word in words):
        return None
    (role,) = roles
    parts -= {"name"} if parts & {"surname", "forename"} else set()
    if parts == {"place"}:
        return "place" if role == "sender" else "destination"
    if parts == {"date"}:
        return "date" if role == "sender" else None
    if parts <= {"name"}:
        return role
    return f"{role}_{parts.pop()}" if len(parts) == 1 else None


def _place_column(words: Sequence[str]) -> str | None:
    """Return the column of the id or the coordinates of a place that all words together mean.

    "from" and "to" beside an id alone mean the correspondents.
    """
    known = {**_PLACE_PART_OF, **_END_OF}
    split = [part for word in words for part in ([word] if word in known else _split_compounds([word]))]
    parts = {_PLACE_PART_OF[word] for word in split if word in _PLACE_PART_OF}
    if not parts or any(word not in known and word not in _ROLE_OF for word in split):
        return None
    ends = {_END_OF[word] for word in split if word in _END_OF}
    roles = {_ROLE_OF[word] for word in split if word in _ROLE_OF and word not in _END_OF}
    if parts == {"id"} and not ends:
        return None
    if parts == {"id"} and ends == {_END_OF[word] for word in split if word in _PARTY_ENDS}:
        return _PARTY_ENDS[next(word for word in split if word in _PARTY_ENDS)]
    parts = {part.removesuffix("_of_place") for part in parts}
    is_received = "destination" in ends or "recipient" in roles
    is_sent = "place" in ends or "sender" in roles
    end = "destination" if is_received else "place"
    return f"{end}_{parts.pop()}" if len(parts) == 1 and not (is_received and is_sent) else None


def _end_column(words: Sequence[str]) -> str | None:
    """Return the column of the place that words for an end and for a place mean ("Destination city")."""
    ends = {_END_WITH_PLACE_OF.get(word, _END_OF.get(word)) for word in words}
    named = ends - {""}
    return named.pop() if "" in ends and len(named) == 1 else None


def _date_column(words: Sequence[str]) -> str | None:
    """Return the column of a date, or of a part of one, that all words together mean.

    A word for the sender adds nothing.
    """
    dated = [word for word in words if _ROLE_OF.get(word) != "sender"]
    joined = [word for word in "_".join(dated).replace("not_", "not").split("_") if word]
    parts = {_DATE_PART_OF.get(word, "") for word in joined}
    if (
        not parts
        or "" in parts
        or not (parts & {"date", "year", "month", "day"} or parts < {"not_before", "not_after"})
    ):
        return None
    parts -= {"date"}
    unit = next((part for part in ("year", "month", "day") if part in parts), None)
    if unit:
        rest = parts - {unit, "from"}
        return {frozenset(): f"date_{unit}", frozenset({"to"}): f"date_end_{unit}"}.get(frozenset(rest))
    if len(parts) != 1:
        return "date" if not parts else None
    (part,) = parts
    return {"text": "dateline"}.get(part, f"date_{part.removeprefix('flag_')}")
