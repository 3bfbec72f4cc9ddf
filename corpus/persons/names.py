"""Names parsed into parts, inverted ("Kaganovich, L. M.") and in direct order ("L. M. Kaganovich").

This follows library practice: lower-case particles go after the given name ("Beethoven, Ludwig van"),
capitalised articles before the surname ("La Fontaine, Jean de"). In a name without a comma the surname is
last, unless it is in capitals ("BARTÓK Béla") or followed by initials alone or a given name and patronymic.
Names of rulers ("Henry V"), brothers, offices of a place and Korean or Vietnamese names are not inverted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from corpus.model import PersonKind

_BRACKETS = re.compile(r"\s*\([^()]*\)")
_DATES = re.compile(
    r"\s*(?:\((?P<bracketed>[^()]*[0-9]{3}[^()]*)\)|,\s*(?P<plain>(?:(?:ca?|b|d|fl)\.\s*)*[0-9]{3,4}\??"
    r"(?:\s*[-–]\s*(?:ca?\.\s*)?(?:[0-9]{2,4}\??)?)?))\s*\Z"
)
_TITLE = re.compile(r"(?:Comrades?|Com\.|Tov\.|Mr\.?|Mrs\.?|Herr|Monsieur|Dr\.?|Prof\.?)\s+")
_SUFFIX = re.compile(
    r"(?:[JS]r\.?|I{2,3}|I?V|VI{0,3}|Esq\.?|Bart\.?|M\.?D\.?|Ph\.?D\.?|LL\.?\s?D\.?|F\.R\.S\.|d\. ?[ÄäJj]\.)"
)
_EPITHET = re.compile(
    r"(?:Saint|Pope|King|Queen|Emperor|Empress|Tsar|Tsarina|Prince|Princess|(?:Grand |Arch)?Duke|Duchess"
    r"|Marquis|Marquess|Earl|Count|Countess|Viscount|Baron|Baroness|Lord|Lady|Bishop|Archbishop|Cardinal"
    r"|Abbot|Abbess|Comte|Comtesse|Duc|Duchesse|Graf|Gräfin|Fürst|Fürstin|Herzog|Herzogin|Freiherr|König"
    r"|Königin|Kaiser|Kaiserin)\b"
)
_GROUP = re.compile(
    r"\b(?:members?|politburo|committees?|commissariat|bureau|orgburo|secretariat|board|editors|government|council"
    r"|collegium|delegation|commission|presidium|secretaries|embassy|office|staff|workers|leadership|family"
    r"|sovnarkom|gosplan|comintern|central|regional|department|ministry|legation|bank|company|society|university"
    r"|academy|institute|association|trust|ltd|gmbh|inc)\b|\s&\s",
    re.IGNORECASE,
)  # fmt: skip
_FOREIGN_GROUP = re.compile(
    r"\b(?:Stadtrat|Magistrat|Rat (?:der|des|von|zu)|Verein|Gesellschaft|Akademie|Universität|Ministerium"
    r"|Kommission|Komitee|Regierung|Redaktion|Buchhandlung|Verlag|Société|Académie|Université|Ministère|Comité"
    r"|Conseil (?:de|du|des)|Librairie|Società|Accademia|Università|Ministero|Comitato|Sociedad|Academia"
    r"|Universidad|Ministerio|Ayuntamiento|Genootschap|Vereniging|Universiteit|Ministerie)\b"
    r"|(?i:\b(?:общество|академия|университет|министерство|комитет|комиссия|правительство|редакция)\b)"
)
_FIRM = re.compile(
    r"(?:,\s|\b)(?:Ltd|Inc|GmbH|LLC)\b\.?\Z"
    r"|(?:\s&|\s(?:and|und|et|en|y))\s(?:Co|Comp|Cie|Sons?|Söhne|Sohn|Fils|Zonen|Brothers|Bros|Hijos)\b\.?"
)
_MAIDEN_NAME = re.compile(r"(?:geb(?:\.|orene?r?\b)|née?\b|born\b|урожд)")
_PREPOSITIONS = frozenset(("in", "at", "of", "for", "aus", "bei", "für"))
_WORD_OF_OFFICE = re.compile(r"[^\W\d_]\w*\.?")
_OF_PLACE = re.compile(r"\b(?:of|von|zu|de|du|des|d['’])(?: the| der| la)?\s*[^\W\d_a-z]")
_CAPITAL = r"[^\W\d_a-zß-öø-ÿа-я]"
_HONORIFICS = ("Sir", "Dame", "Frau", "Herr", "Dr.", "Dr", "Prof.", "Prof")
_ARTICLES = frozenset(("La", "Le", "Les", "Los", "Las", "Du", "Des"))
_INITIALS = re.compile(rf"(?:{_CAPITAL}\w?\.-?)+")
_CONJUNCTIONS = frozenset(("and", "und", "et", "og", "och", "en", "и", "&"))
_PARTICLES = frozenset(("von", "van"))
_REGNAL = re.compile(r"[IVXLC]+\.|[IVX]+")
_WHOLE = re.compile(
    r"(?:Gebrüder|Brüder|Geschwister|Brothers|Sisters|Frères|Sœurs|Fratelli|Sorelle|Hermanos|Hermanas|Gebroeders"
    r"|Братья|Сёстры|Ibn|Abu|Abū|Umm|Bint)\s"
    r"|(?:The\s|Der\s|Die\s|Le\s|La\s)?(?:Lord |Arch|Prince-)?(?:Bishop|bishop|Dean|Abbot|Abbess|Mayor|Consul"
    r"|Earl|Duke|Duchess|Marquess|King|Queen|Bischof|Erzbischof|Abt|Bürgermeister|Évêque|Archevêque|Vescovo"
    r"|Obispo|Bisschop)\s(?:of|von|zu|de|du|des|d['’]|di|van)\s?",
)
"""Beginnings of names that are not inverted: of brothers, sons, and holders of an office of a place."""
_VIETNAMESE = re.compile(
    r"(?:Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Trịnh|Đoàn)"
)
_KOREAN_SURNAME = re.compile(r"Kim|Yi|Rhee|Pak|Park|Ch['’]?oe|Choi|Chung|Chong|Jeong|Kang|Cho|Yun|Yoon|Shin")
_KOREAN = re.compile(
    r"(?:kk|tt|pp|ss|jj|ch|sh|[gkndtrlmbpsjhcyw])?['’]?(?:yeo|yae|wae|eui|yoo|woo|yu|yo|ya|ye|ae|eo|eu|oe|wa"
    r"|we|wi|wo|ui|oo|ee|yŏ|wŏ|[uoaeiŏŭ])(?:ng|ck|[nmlkptbrh])?",
    re.IGNORECASE,
)
"""A syllable of a Korean name in Latin letters."""
_MAIDEN_CLAUSE = re.compile(r"\s+(?=(?:geb\.|geborene?\b|née\b|born\b|урожд))")
_PATRONYMIC = re.compile(r"\w{3,}(?:ович|евич|ич|овна|евна|ична|ovich|evich|ovna|evna|ichna)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PersonName:
    """The parts of a name; a corporate body or a person of one name has only ``family``.

    ``family`` can hold several surnames with commas ("Sarkis, Sarkisov"), of which the first is in use.
    ``suffix`` is "Jr." or a title that follows the name; ``dates`` are the years of life written after it.
    """

    family: str
    given: str = ""
    suffix: str = ""
    dates: str | None = None

    @property
    def inverted(self) -> str:
        """The name as indexes and bibliographies list it: "King, Martin Luther, Jr."."""
        return ", ".join(part for part in (self.family, self.given, self.suffix) if part)

    @property
    def direct(self) -> str:
        """The name in direct order: given name, family name, suffix."""
        return " ".join(part for part in (self.given, self.family, self.suffix) if part)

    @property
    def surname(self) -> str:
        """The surname in use, without bracketed additions; the whole name if there is no given name."""
        family = self.family.partition(", ")[0] if self.given else self.family
        return _BRACKETS.sub("", family).strip()


@lru_cache(maxsize=65_536)
def parse_name(text: str) -> PersonName:
    """Parse a name, inverted or in direct order; a group's name becomes the family name alone."""
    name, dates = split_dates(text)
    if is_group(name):
        return PersonName(name, dates=dates)
    family, *others = name.split(", ")
    if not others:
        return _parse_direct(name.rstrip(","), dates)
    if len(others) == 1 and _is_addition(family, others[0]):
        return replace(_parse_direct(family, dates), suffix=others[0])
    if _MAIDEN_NAME.match(others[0]):
        others = [*others[1:], others[0]]
    is_title = _EPITHET.match(others[0]) and _OF_PLACE.search(others[0])
    if is_title or (len(others) > 1 and _EPITHET.fullmatch(others[0])):
        return PersonName(family, "", ", ".join(others), dates)
    if others[-1].rpartition(" ")[2].islower():
        return PersonName(family, ", ".join(others), "", dates)
    if len(others) > 1 and others[-1] in _HONORIFICS:
        others = [f"{others[-1]} {others[0]}", *others[1:-1]]
    is_suffixed = len(others) > 1 and (_SUFFIX.fullmatch(others[-1]) or _EPITHET.match(others[-1]))
    suffix = others.pop() if is_suffixed else ""
    if len(others) > 1 and _INITIALS.match(others[-1]) and not _SUFFIX.match(others[-1]):
        return PersonName(", ".join((family, *others[:-1])), others[-1], suffix, dates)
    return PersonName(family, others[0], ", ".join((*others[1:], *filter(None, (suffix,)))), dates)


def display_name(name: str, kind: PersonKind = "person") -> str:
    """Return a name in direct order ("L. M. Kaganovich"), without dates and bracketed additions.

    From names of groups, names without a comma and names in brackets only the dates are removed.
    """
    text, _ = split_dates(name)
    if kind == "group" or "," not in text:
        return text
    parts = parse_name(text)
    bare = _BRACKETS.sub("", " ".join(filter(None, (parts.given, parts.surname)))).strip() or text
    return f"{bare}, {parts.suffix}" if parts.suffix else bare


def surname(name: str) -> str:
    """Return the surname of "R. W. Davies" or "Davies, R. W."; the whole name of a group."""
    return parse_name(name).surname


def split_dates(name: str) -> tuple[str, str | None]:
    """Split "Humboldt, Alexander von (1769–1859)" into name and dates (None if there are none).

    Runs of white space in the name become single spaces.
    """
    text = " ".join(name.split())
    match = _DATES.search(text)
    if not match or not match.start():
        return text, None
    return text[: match.start()], (match["bracketed"] or match["plain"]).strip()


def strip_title(name: str) -> str:
    """Remove "Comrade", "Mr" and the like from the beginning of a name."""
    return _TITLE.sub("", name)


def is_group(name: str) -> bool:
    """Return whether a name is that of a corporate body, an office or several persons, not one person's."""
    family, comma, _ = name.partition(", ")
    if _FIRM.search(name):
        return True
    is_personal = (comma and " " not in family) or _INITIALS.match(name)
    return not is_personal and bool(_GROUP.search(name) or _FOREIGN_GROUP.search(name))


def _is_addition(name: str, text: str) -> bool:
    """Return whether what follows a comma is no given name but a suffix, a maiden name or an office.

    Args:
        name: the part before the comma; a suffix follows only a name of several words.
    """
    is_suffix = " " in name and _SUFFIX.fullmatch(text)
    return bool(is_suffix or _is_office(text.split()) or _MAIDEN_NAME.match(text))


def _is_office(words: list[str]) -> bool:
    """Return whether words name an office or a trade with its place: "Printer in Narva"."""
    return (
        any(word in _PREPOSITIONS for word in words[1:-1])
        and words[-1][0].isupper()
        and all(map(_WORD_OF_OFFICE.fullmatch, words))
    )


def _parse_direct(name: str, dates: str | None) -> PersonName:
    """Parse a name without a comma, in direct order or with its surname first.

    What stands in brackets follows the family name. A name that joins two ("Mother and Father") is only that.
    """
    additions = "".join(_BRACKETS.findall(name))
    bare = _BRACKETS.sub("", name).strip()
    if additions and bare:
        parsed = _parse_direct(bare, dates)
        return replace(parsed, family=f"{parsed.family} {additions.strip()}")
    person, *clauses = _MAIDEN_CLAUSE.split(name, maxsplit=1)
    if clauses and person:
        return replace(_parse_direct(person, dates), suffix=clauses[0])
    words = name.split()
    if _WHOLE.match(name) or _is_east_asian(words):
        return PersonName(name, dates=dates)
    if any(word in _CONJUNCTIONS and words[at] not in _PARTICLES for at, word in enumerate(words[1:])):
        return PersonName(name, dates=dates)
    suffix = words.pop() if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else ""
    if len(words) < 2 or _REGNAL.fullmatch(words[-1]):
        return PersonName(name, dates=dates)
    start = len(words) - 1
    if _begins_with_surname(words):
        return PersonName(words[0], " ".join(words[1:]), suffix, dates)
    while start > 1 and words[start - 1] in _ARTICLES:
        start -= 1
    return PersonName(" ".join(words[start:]), " ".join(words[:start]), suffix, dates)


def _is_east_asian(words: list[str]) -> bool:
    """Return whether a name is Vietnamese or Korean, whose surname is first and never inverted."""
    if len(words) < 2:
        return False
    first, *others = words
    syllables = "-".join(others).split("-")
    is_korean = len(syllables) == 2 and all(map(_KOREAN.fullmatch, syllables))
    return bool(_VIETNAMESE.fullmatch(first) or (is_korean and _KOREAN_SURNAME.fullmatch(first)))


def _begins_with_surname(words: list[str]) -> bool:
    """Return whether a name begins with its surname: in capitals, or before initials or a patronymic.

    Args:
        words: the words of the name, at least one.
    """
    first, *others = words
    if _INITIALS.fullmatch(first):
        return False
    if len(first) > 2 and first.isupper() and not any(len(word) > 2 and word.isupper() for word in others):
        return True
    is_patronymic = [bool(_PATRONYMIC.fullmatch(word)) for word in words]
    return all(_INITIALS.fullmatch(word) for word in others) or is_patronymic[1:] == [False, True]
