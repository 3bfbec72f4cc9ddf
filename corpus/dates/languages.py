"""Words of dates in the languages of editions: a table per language, joined to what a text may contain.

The forms of ``months`` are safe in running text, where a day or year must stand beside them; those of
``dateline_months`` and all ``dateline_words`` are words or names there ("Julius", "of") and count only in
datelines. In a question that is known to be in a language, all of its words count, and its ``query_words``.
Forms are compared without accents and in lower case (``fold``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Literal, get_args

WordKind = Literal[
    "undated", "or-earlier", "or-later", "not-before", "not-after", "after", "before", "between", "about",
    "doubt", "or", "and", "to", "filler", "old-style", "new-style", "venetian-style", "christian-era",
]  # fmt: skip
SPRING, SUMMER, AUTUMN, WINTER = range(21, 25)
"""EDTF codes of the seasons."""
PARTS_OF_MONTH: Final = 5
EARLY, MIDDLE, LATE, FIRST_HALF, SECOND_HALF = range(PARTS_OF_MONTH)
"""Parts of a month: thirds and halves."""
PREFIX_LEAST: Final = 3
"""The fewest letters of an abbreviated month."""


@dataclass(frozen=True, slots=True)
class DateLanguage:
    """The words that one language uses in dates.

    ``months`` and ``dateline_months`` have the forms of each month, separated by spaces, as have ``seasons``
    (by EDTF code) and ``first`` (the ordinal of the first day). ``weekdays``, ``parts`` and all words are
    alternatives of a regular expression; those of ``before_number`` are so short that they count only
    before a number. ``inflected_months`` are further cases of the months, ``query_words`` further words of
    questions.
    """

    code: str
    months: tuple[str, ...]
    dateline_months: Mapping[int, str] = field(default_factory=dict)
    weekdays: str = ""
    seasons: Mapping[int, str] = field(default_factory=dict)
    parts: Mapping[int, str] = field(default_factory=dict)
    first: str = ""
    words: Mapping[WordKind, str] = field(default_factory=dict)
    dateline_words: Mapping[WordKind, str] = field(default_factory=dict)
    before_number: Mapping[WordKind, str] = field(default_factory=dict)
    inflected_months: Mapping[int, str] = field(default_factory=dict)
    query_words: Mapping[WordKind, str] = field(default_factory=dict)


ENGLISH = DateLanguage(
    "en",
    (
        "january jan", "february feb febr", "march mar", "april apr", "may", "june jun", "july jul",
        "august aug", "september sep sept", "october oct", "november nov", "december dec",
    ),
    dateline_months={
        1: "janry janr", 2: "febry febuary", 8: "augt", 9: "spt septr septb septbr sepr sepbr",
        10: "octr octb octbr", 11: "novr novb novbr", 12: "decr decb decbr",
    },
    weekdays=r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tues?|wed|thurs?|fri|sat|sun",
    seasons={SPRING: "spring", SUMMER: "summer", AUTUMN: "autumn fall", WINTER: "winter"},
    parts={EARLY: "early|beginning|start", MIDDLE: "mid|middle", LATE: "late|end",
           FIRST_HALF: "(?:first|1st) half", SECOND_HALF: "(?:second|2nd|latter) half"},
    first="first",
    words={
        "undated": r"undated|no date|not dated|without date|n\.\s?d\.",
        "not-before": r"(?:not?|never) (?:earlier|sooner) than|not before|on or after|since",
        "not-after": r"(?:not?|never) later than|not after|on or before|up to|until|till|by",
        "after": "later than|after|following",
        "before": "earlier than|before|prior to",
        "between": "between|from",
        "about": r"about|around|approximately|approx\.?|roughly",
        "doubt": "probably|presumably|possibly|perhaps",
        "filler": "of|the",
        "or": "or",
        "and": "but|and",
        "to": "to|through",
    },
    dateline_words={
        "or-earlier": "(?:or|and) (?:earlier|before)",
        "or-later": "(?:or|and) (?:later|after)",
        "old-style": r"O\.\s?S\.|old style|julian",
        "new-style": r"N\.\s?S\.|new style|gregorian",
        "christian-era": r"A\.\s?D\.|AD|C\.\s?E\.|CE",
        "about": r"abt\.?",
    },
)  # fmt: skip
GERMAN = DateLanguage(
    "de",
    (
        "januar jänner janner", "februar feber", "märz maerz märtz merz mertz", "april aprill", "mai", "juni",
        "juli", "august", "september", "oktober okt", "november", "dezember dez",
    ),
    dateline_months={
        1: "januarius jenner", 2: "februarius hornung", 5: "may mey mais", 6: "junius juny juno junij",
        7: "julius july julij heumonat", 8: "augusts augustus augst", 9: "septembers",
        3: "märzes", 4: "aprils", 10: "octobers oktb oktbr weinmonat", 11: "novembers",
        12: "decembers dezembers dezb dezbr christmonat",
    },
    weekdays=(
        "montags?|die(?:n|ns)tags?|mittwochs?|donnerstags?|freitags?|samstags?|sonnabends?|sonntags?"
        "|freytags?|sontags?|mitwochs?|mittewochs?"
    ),
    seasons={SPRING: "frühling frühjahr", SUMMER: "sommer", AUTUMN: "herbst", WINTER: "winter"},
    parts={EARLY: "anfangs?|beginn|ersten? monaten?", MIDDLE: "mitte", LATE: "ende|letzten? monaten?",
           FIRST_HALF: r"(?:ersten?|1\.) (?:jahres)?hälfte",
           SECOND_HALF: r"(?:zweiten?|2\.) (?:jahres)?hälfte"},
    first="ersten erster",
    words={
        "undated": r"o\.\s?d\.|ohne datum",
        "not-before": "nicht vor",
        "not-after": "nicht nach",
        "after": "nach",
        "before": "vor",
        "between": "zwischen|von",
        "about": "um",
        "doubt": "vermutlich|wahrscheinlich",
        "filler": "den|dem",
        "or": "oder",
        "and": "und",
        "to": "bis",
    },
    dateline_words={
        "undated": "undatiert",
        "or-earlier": "(?:oder|und) (?:früher|vorher|davor)",
        "or-later": "(?:oder|und) (?:später|danach)",
        "not-before": "frühestens|nicht früher als|seit",
        "not-after": "(?:bis )?spätestens|nicht später als",
        "about": "etwa|zirka|gegen|ungefähr",
        "doubt": "wohl|vielleicht|möglicherweise",
        "filler": "der|des|am|im",
        "old-style": r"a(?:lten)?\.?\s?St(?:il|yl)?s?\.?",
        "new-style": r"n(?:euen)?\.?\s?St(?:il|yl)?s?\.?",
        "christian-era": r"n\.\s?Chr\.",
    },
    before_number={"not-before": "ab"},
    query_words={
        "not-before": "vom?(?= [^,;]{1,40} bis )|ab",
        "not-after": "bis(?: (?:einschließlich|spätestens))?",
        "about": "rund um",
        "filler": "vom|jahre?n?s?|monats?|zu[mr]",
    },
)  # fmt: skip
FRENCH = DateLanguage(
    "fr",
    (
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
        "novembre", "décembre",
    ),
    dateline_months={7: "jlt juill", 8: "aoust aôut", 2: "fevrier febvrier"},
    weekdays="lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche",
    seasons={SPRING: "printemps", SUMMER: "été", AUTUMN: "automne", WINTER: "hiver"},
    parts={EARLY: "débuts?|premiers mois", MIDDLE: "milieu|mi", LATE: "fin|derniers mois",
           FIRST_HALF: "(?:première|1re) moitié", SECOND_HALF: "(?:seconde|deuxième|2e) moitié"},
    first="premier",
    words={
        "undated": r"s\.\s?d\.|sans date",
        "after": "après",
        "before": "avant",
        "between": "entre",
        "about": "vers",
        "filler": "de|du",
        "or": "ou",
        "and": "et",
    },
    dateline_words={
        "or-earlier": "ou (?:plus tôt|avant)",
        "or-later": "ou (?:plus tard|après)",
        "not-before": "pas avant|depuis|à partir du",
        "not-after": "pas après|au plus tard|jusqu['’]au",
        "about": "environ",
        "doubt": "probablement|peut-être|sans doute",
        "filler": "le|ce|d",
        "old-style": r"v(?:ieux)?\.?\s?st(?:yle)?\b\.?",
        "new-style": r"n(?:ouveau)?\.?\s?st(?:yle)?\b\.?",
        "christian-era": r"ap(?:r|rès)?\.?\s?J\.?-?\s?C\.",
    },
    before_number={"to": "au"},
    query_words={
        "not-before": "dès|à partir d[eu]|à compter d[eu]",
        "not-after": "jusqu (?:en|à|au)|jusque",
        "before": "antérieure?s? (?:à|au)",
        "after": "postérieure?s? (?:à|au)",
        "about": "aux environs d[eu]|autour d[eu]",
        "filler": "en|la|les|l|année|an|mois|courant",
        "to": "à",
    },
)  # fmt: skip
RUSSIAN = DateLanguage(
    "ru",
    (
        "январь января yanvar yanvaria yanvarya ianvar ianvaria",
        "февраль февраля fevral fevralia fevralya",
        "март марта mart marta",
        "апрель апреля апрѣль апрѣля aprel aprelia aprelya",
        "май мая maia maya",
        "июнь июня iюнь iюня iiun iiunia iyun iyunya iun iunia",
        "июль июля iюль iюля iiul iiulia iyul iyulya iul iulia",
        "август августа avgust avgusta",
        "сентябрь сентября sentiabr sentiabria sentyabr sentyabrya",
        "октябрь октября oktiabr oktiabria oktyabr oktyabrya",
        "ноябрь ноября noiabr noiabria noyabr noyabrya",
        "декабрь декабря dekabr dekabria dekabrya",
    ),
    inflected_months={
        1: "январе январю январем январём", 2: "феврале февралю февралем февралём", 3: "марте марту мартом",
        4: "апреле апрелю апрелем", 5: "мае маю маем", 6: "июне июню июнем", 7: "июле июлю июлем",
        8: "августе августу августом", 9: "сентябре сентябрю сентябрем сентябрём",
        10: "октябре октябрю октябрем октябрём", 11: "ноябре ноябрю ноябрем ноябрём",
        12: "декабре декабрю декабрем декабрём",
    },
    weekdays="понедельник|вторник|сред[аыу]|четверг|пятниц[аыу]|суббот[аыу]|воскресенье",
    seasons={SPRING: "весна весны весной весне весну", SUMMER: "лето лета летом лете лету",
             AUTUMN: "осень осени осенью", WINTER: "зима зимы зимой зиме зиму"},
    parts={EARLY: "начал[оеау]|первы[ех] месяц(?:ы|ев|ах)", MIDDLE: "середин[аеыу]",
           LATE: "кон(?:ец|ца|це|цу)|последни[ех] месяц(?:ы|ев|ах)",
           FIRST_HALF: "перв(?:ая|ой|ую) половин[аеыу]", SECOND_HALF: "втор(?:ая|ой|ую) половин[аеыу]"},
    first="первого первое",
    words={
        "undated": r"без даты|б\.\s?д\.",
        "not-before": "не ранее|не раньше|начиная с",
        "not-after": "не позднее|не позже",
        "after": "после|позднее",
        "before": "ранее",
        "between": "между",
        "about": "около",
        "doubt": "вероятно|возможно|предположительно",
        "or": "или",
        "filler": "г",
    },
    dateline_words={
        "or-earlier": "или ранее",
        "or-later": "или позднее",
        "before": "до",
        "filler": r"года?\b",
        "old-style": r"(?:по )?ст(?:ар(?:ого|ому))?\.?\s?ст(?:ил[яю])?\b\.?",
        "new-style": r"(?:по )?н(?:ов(?:ого|ому))?\.?\s?ст(?:ил[яю])?\b\.?",
        "christian-era": r"н\.\s?э\.|(?:от|по) Р\.\s?Х\.",
    },
    before_number={"between": "с", "to": "по", "and": "и"},
    query_words={
        "not-before": "со?",
        "not-after": "вплоть до|по",
        "before": "перед|раньше",
        "about": "приблизительно|примерно",
        "filler": "в|во|за|на|год|году|годом|года[мх]?|годов|годы|гг|месяц[еау]?|числа",
    },
)  # fmt: skip
ITALIAN = DateLanguage(
    "it",
    (
        "gennaio gennajo", "febbraio febbrajo febraio", "marzo", "aprile", "maggio", "giugno", "luglio",
        "agosto", "settembre", "ottobre", "novembre", "dicembre",
    ),
    dateline_months={
        1: "genaro zenaro zener genaio", 2: "febraro fevrer fevraro", 4: "avril", 5: "mazo mazzo",
        6: "zugno", 7: "lujo luio", 8: "avosto", 9: "setembre", 10: "otubre", 12: "decembre",
    },
    weekdays="luned[iì]|marted[iì]|mercoled[iì]|gioved[iì]|venerd[iì]|sabato|domenica",
    seasons={SPRING: "primavera", SUMMER: "estate", AUTUMN: "autunno", WINTER: "inverno"},
    parts={EARLY: "inizio?|principio?|inizi|primi(?: mesi)?", MIDDLE: "metà", LATE: "fine|ultimi mesi",
           FIRST_HALF: "prima metà", SECOND_HALF: "seconda metà"},
    first="primo",
    words={"undated": "senza data"},
    dateline_words={
        "or-earlier": "o prima",
        "or-later": "o dopo",
        "not-before": "non prima del?",
        "not-after": "non dopo|entro",
        "after": "dopo",
        "before": "prima del?",
        "about": "verso|intorno al?",
        "doubt": "probabilmente|forse",
        "filler": "il|del|li|adì|a dì",
        "venetian-style": r"m\.\s?v\.|more veneto",
        "christian-era": r"d\.\s?C\.",
    },
    before_number={"between": "tra|fra|dal?", "or": "o", "and": "ed?", "to": "al?"},
    query_words={
        "not-before": "a partire da(?:l|ll)?|dal|dall|fin da(?:l|ll)?|sin da(?:l|ll)?",
        "not-after": "fino ad?|fino al|fino all|sino ad?|sino al|sino all",
        "before": "anteriori? (?:ad?|al|all)|prima (?:di|dell)",
        "after": "posteriori? (?:ad?|al|all)",
        "between": "tra|fra",
        "about": "circa|intorno ad?",
        "filler": "di|del|dell|della|nel|nell|nella|in|la|l|anno|mese",
        "to": "all",
    },
)  # fmt: skip
SPANISH = DateLanguage(
    "es",
    (
        "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre setiembre",
        "octubre", "noviembre", "diciembre",
    ),
    dateline_months={1: "henero", 9: "septe", 10: "otubre", 11: "novembre", 12: "deciembre"},
    weekdays="lunes|martes|miércoles|jueves|viernes|sábado|domingo",
    seasons={SPRING: "primavera", SUMMER: "verano", AUTUMN: "otoño", WINTER: "invierno"},
    parts={EARLY: "principios|comienzos|inicios|primeros meses", MIDDLE: "mediados",
           LATE: "final(?:es)?|fines|últimos meses",
           FIRST_HALF: "primera mitad", SECOND_HALF: "segunda mitad"},
    first="primero",
    words={"undated": r"sin fecha|s\.\s?f\."},
    dateline_words={
        "not-before": "no antes del?|desde",
        "not-after": "no después del?|hasta",
        "after": "después del?",
        "before": "antes del?",
        "about": "hacia|alrededor del?",
        "doubt": "probablemente|quizás?",
        "filler": "el|del",
        "christian-era": r"d\.\s?C\.",
    },
    before_number={"or": "[oóu]", "and": "y|e", "to": "al?"},
    query_words={
        "not-before": "a partir del?|desde el",
        "not-after": "hasta el",
        "before": "anterior(?:es)? al?|previas? al?",
        "after": "posterior(?:es)? al?|tras",
        "between": "entre",
        "about": "alrededor|circa",
        "filler": "de|del|en|la|año|mes|los|años",
    },
)  # fmt: skip
LATIN = DateLanguage(
    "la",
    (
        "januarii ianuarii", "februarii", "martii", "aprilis", "maii", "junii iunii", "julii iulii",
        "augusti", "septembris", "octobris", "novembris", "decembris",
    ),
    dateline_months={
        1: "januarij ianuarij januario ianuario januarias ianuarias januarius januariis",
        2: "februarij februario februarias februarius februariis",
        3: "martij martio martias martius martiis", 4: "aprili apriles aprilibus",
        5: "maij maji majo maio maias majas maius maiis majis",
        6: "junij iunij junio iunio junias iunias juniis iuniis",
        7: "julij iulij julio iulio julias iulias juliis iuliis quintilis",
        8: "augusto augustas augustus augustis sextilis", 9: "septembri septembres septemb",
        10: "octobri octobres", 11: "novembri novembres", 12: "decembri decembres",
    },
    weekdays="die (?:lunae|martis|mercurii|iovis|jovis|veneris|saturni|solis|sabbati|dominica)|feria",
    seasons={SPRING: "vere", SUMMER: "aestate", AUTUMN: "autumno", WINTER: "hieme"},
    parts={EARLY: "ineunte|initio", MIDDLE: "medio", LATE: "exeunte"},
    first="prima calendis kalendis",
    words={"undated": "sine dato|sine die"},
    dateline_words={
        "about": "circiter",
        "filler": "die|anno|mensis?|domini",
        "old-style": r"st(?:ilo)?\.?\s?v(?:et(?:eri|ere)?)?\b\.?|s\.\s?v\.",
        "new-style": r"st(?:ilo)?\.?\s?n(?:ovo)?\b\.?|s\.\s?n\.",
        "venetian-style": "more veneto",
    },
    before_number={"or": "vel|aut|seu"},
)  # fmt: skip
DUTCH = DateLanguage(
    "nl",
    (
        "januari", "februari", "maart", "april", "mei", "juni", "juli", "aug", "september", "oktober",
        "november", "december",
    ),
    dateline_months={8: "augustus", 3: "mrt meert", 5: "mey", 10: "october"},
    weekdays="maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag",
    seasons={SPRING: "voorjaar lente", SUMMER: "zomer", AUTUMN: "herfst najaar", WINTER: "winter"},
    parts={EARLY: "begin", MIDDLE: "midden|medio|half", LATE: "einde?",
           FIRST_HALF: "eerste helft", SECOND_HALF: "tweede helft"},
    first="eersten eerste",
    words={"undated": r"zonder datum|ongedateerd|z\.\s?d\."},
    dateline_words={
        "or-earlier": "of eerder",
        "or-later": "of later",
        "not-before": "niet v[oó][oó]r|vanaf|sinds",
        "not-after": "niet na|uiterlijk|tot en met|t/m",
        "between": "tussen",
        "about": "omstreeks",
        "doubt": "waarschijnlijk|vermoedelijk|misschien",
        "old-style": "oude stijl",
        "new-style": "nieuwe stijl",
        "christian-era": r"n\.\s?Chr\.",
    },
    before_number={
        "after": "na", "before": "v[oó][oó]r", "between": "van", "about": "rond",
        "or": "of", "and": "en", "to": "tot",
    },
)  # fmt: skip
LANGUAGES: Final = (ENGLISH, GERMAN, FRENCH, RUSSIAN, ITALIAN, SPANISH, LATIN, DUTCH)
NUMBERED_MONTH: Final = r"(?<!\w)(?P<number>7|vii|8|viii|9|ix|10|x)m?b(?:ris|re|er|r|(?=\.))s?(?!\w)\.?"
"""Matches a month named by its Roman number: 7bre, 8ber, IXbris, Xbr."""
_NUMBERED_MONTH = re.compile(NUMBERED_MONTH, re.IGNORECASE)
_BEFORE_NUMBER = r"\s(?:(?:den|dem|the|de|het|il|el|le)\s)?\[?[0-9]{1,2}(?![0-9])"
_MONTHS_BY_NUMBER = {"7": 9, "vii": 9, "8": 10, "viii": 10, "9": 11, "ix": 11, "10": 12, "x": 12}
WEEKDAY_ABBREVIATIONS: Final = (
    r"(?:lun|mer|merc|mercr|gio|giov|ven|vend|sab|dom|jeu|sam|dim|mié|jue|vie|пн|вт|ср|чт|пт|сб|вс"
    r"|woe|don|vri|zat)\."
)


def fold(word: str) -> str:
    """Return a word in lower case without accents and a final full stop, as the tables compare it."""
    decomposed = unicodedata.normalize("NFD", word.rstrip(".").casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _month_forms(*, is_dateline: bool) -> Iterator[tuple[str, int]]:
    """Yield the folded forms of all months, with their numbers; the rarer forms of datelines on request."""
    for language in LANGUAGES:
        for number, forms in enumerate(language.months, 1):
            rare = language.dateline_months.get(number, "") if is_dateline else ""
            cases = language.inflected_months.get(number, "") if is_dateline else ""
            yield from ((fold(form), number) for form in f"{forms} {rare} {cases}".split())


def _season_forms() -> Iterator[tuple[str, int]]:
    """Yield the folded forms of all seasons, with their EDTF codes."""
    for language in LANGUAGES:
        for code, forms in language.seasons.items():
            yield from ((fold(form), code) for form in forms.split())


PLAIN_MONTHS: Final = dict(_month_forms(is_dateline=False))
"""The numbers of the months by those forms that are safe in running text."""
PLAIN_SEASONS: Final = {form: code for code, forms in ENGLISH.seasons.items() for form in forms.split()}
_DATELINE_MONTHS: Final = dict(_month_forms(is_dateline=True))
BY_CODE: Final = {language.code: language for language in LANGUAGES}
DATELINE_SEASONS: Final = dict(_season_forms())
FIRST_DAYS: Final = frozenset(fold(form) for language in LANGUAGES for form in language.first.split())


@cache
def dateline_month(word: str) -> int | None:
    """Return the number of a month by its form or abbreviation in a dateline; None if it is none.

    An abbreviation is the beginning of forms that all mean the same month: "sett." but not "jui.".
    """
    folded = fold(word)
    if number := _DATELINE_MONTHS.get(folded):
        return number
    if match := _NUMBERED_MONTH.fullmatch(word):
        return _MONTHS_BY_NUMBER[match["number"].lower()]
    if len(folded) < PREFIX_LEAST:
        return None
    numbers = {number for form, number in _DATELINE_MONTHS.items() if form.startswith(folded)}
    return numbers.pop() if len(numbers) == 1 else None


def words_pattern(kind: WordKind, *, is_dateline: bool) -> str:
    """Return a regular expression that matches the words of a kind in all languages; "" if there are none.

    Phrases come before the words that they begin with.
    """
    tables = [table for language in LANGUAGES for table in _word_tables(language, is_dateline=is_dateline)]
    words = [word for table in tables for word in _alternatives(table.get(kind, ""))]
    short_words = [language.before_number.get(kind, "") for language in LANGUAGES]
    whole = rf"(?<!\w)(?:{'|'.join(sorted(set(words), key=len, reverse=True))})(?!\w)" if words else ""
    short = (
        rf"(?<!\w)(?:{'|'.join(filter(None, short_words))})(?={_BEFORE_NUMBER})" if any(short_words) else ""
    )
    return "|".join(filter(None, [whole, short if is_dateline else ""]))


@dataclass(frozen=True, slots=True)
class QueryForms:
    """The forms that a word of a date can have in a question of one language, folded.

    ``months``, ``seasons`` and ``first`` are as in ``DateLanguage``; ``pattern`` matches the words of a kind.
    """

    months: Mapping[str, int]
    seasons: Mapping[str, int]
    first: frozenset[str]
    patterns: Mapping[WordKind, str]
    parts: Mapping[int, str]


@cache
def query_forms(code: str) -> QueryForms:
    """Return the forms of dates in questions of a language other than English, in which all words are known.

    Short words count before a number, month, season or part of a month.
    """
    language = BY_CODE[code]
    inflected = {
        fold(form): number for number, forms in language.inflected_months.items() for form in forms.split()
    }
    seasons = {fold(form): season for season, forms in language.seasons.items() for form in forms.split()}
    named = "|".join([*(form for forms in language.months for form in forms.split()),
                      *(form for forms in language.inflected_months.values() for form in forms.split()),
                      *(form for forms in language.seasons.values() for form in forms.split()),
                      *language.parts.values()])  # fmt: skip
    before = rf"\s(?:[^\W\d_]{{1,6}}\s){{0,2}}(?:[0-9]|(?:{named})(?!\w))"
    patterns: dict[WordKind, str] = {}
    for kind in get_args(WordKind):
        tables = (language.words, language.dateline_words, language.query_words)
        words = {word for table in tables for word in _alternatives(table.get(kind, ""))}
        short = language.before_number.get(kind, "")
        whole = "|".join(sorted(words, key=len, reverse=True))
        found = [rf"(?:{whole})(?!\w)"] if whole else []
        found += [rf"(?:{short})(?={before})"] if short else []
        if found:
            patterns[kind] = rf"(?<!\w)(?:{'|'.join(found)})"
    parts = {part: rf"(?<!\w)(?:{words})(?!\w)" for part, words in language.parts.items()}
    first = frozenset(fold(form) for form in language.first.split())
    return QueryForms({**PLAIN_MONTHS, **inflected}, seasons, first, patterns, parts)


def part_pattern(part: int) -> str:
    """Return a regular expression that matches the words for a part of a month in all languages."""
    words = "|".join(language.parts[part] for language in LANGUAGES if part in language.parts)
    return rf"(?<!\w)(?:{words})(?!\w)"


def weekdays_pattern() -> str:
    """Return a regular expression that matches the weekdays in all languages."""
    return "|".join(language.weekdays for language in LANGUAGES)


def _word_tables(language: DateLanguage, *, is_dateline: bool) -> tuple[Mapping[WordKind, str], ...]:
    """Return the tables of words that count in datelines or in running text."""
    return (language.words, language.dateline_words) if is_dateline else (language.words,)


def _alternatives(pattern: str) -> list[str]:
    """Split a regular expression at the alternatives outside of its groups."""
    return [part for part in re.split(r"\|(?![^(]*\))", pattern) if part]
