"""Words for decades, parts of periods and quantities in queries: one table per language but English.

The words for days, months, seasons and ranges are those of ``corpus.dates.languages``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from corpus.dates.calendars import parse_roman
from corpus.dates.languages import BY_CODE

WEEK, DAYS = 7, 10
"""Units of days, beside the numbers of parts: a week, and the first or last days of a month."""


@dataclass(frozen=True, slots=True)
class PeriodWords:
    """How one language names decades and parts of periods, as alternatives of regular expressions.

    ``decade`` names a decade in figures or, at {tens}, by one of the words ``tens``, from the twenties on;
    ``century``, with a number at {century}, or one of ``named_centuries`` may follow or stand alone.
    ``ordinals`` are the words of the first to fourth and the last, ``units`` what they count: the parts of a
    year or month by their number, WEEK and DAYS. ``of`` leads from a part to the period. ``measures`` after a
    number and ``labels`` before it tell that it tell that it is no year.
    """

    decade: str
    tens: tuple[str, ...]
    century: str
    ordinals: tuple[str, ...]
    units: Mapping[int, str]
    of: str
    measures: str
    labels: str
    named_centuries: Mapping[int, str] = field(default_factory=dict)


_THOUSANDS = (
    r"(?:(?:milli?on\w*|tausend|mille|mila|mil|тыс(?:яч\w*|\.)|миллион\w*|млн\.?)\s{1,9}"
    r"(?:de\s|di\s|d['’])?)?"
)
_MEASURES = r"t|kg|km|m|cm|ha|l|tonn?(?:es?|en|s|ellate)?|toneladas?|kilo\w*"
TABLES: Final[Mapping[str, PeriodWords]] = {
    "de": PeriodWords(
        decade=r"(?:\d{2})?\d0er[nr]?(?:[\s-]*jahren?)?|(?:{tens})[\s-]*jahren?",
        tens=("zwanziger", "drei(?:ß|ss)iger", "vierziger", "fünfziger", "sechziger", "siebziger",
              "achtziger", "neunziger"),
        century=r"(?:(?:des|im)\s+)?{century}\.?\s*(?:jahrhunderts?|jhs?(?:\.|\b)|jhd?t?s?\.)",
        ordinals=(r"erste[nrs]?|1\.", r"zweite[nrs]?|2\.", r"dritte[nrs]?|3\.", r"vierte[nrs]?"
        r"|4\.", "letzte[nrs]?"),
        units={2: "(?:jahres)?hälfte|halbjahre?s?|halben jahres", 4: "quartale?s?|vierteljahre?s?",
               WEEK: "woche",
               DAYS: "tage[ns]?"},
        of=r"(?:des|im|vom|von|der|jahres|monats|in)",
        measures=r"mark|rm|gulden|kronen|taler|thaler|franken|rubel|dollar|pfund|pfennig\w*|zentner"
        r"|hektar\w*|meter\w*"
        r"|meilen|stück|mann|menschen|personen|exemplare\w*|arbeiter\w*|einwohner\w*|soldaten|bände|seiten",
        labels=r"nr|nrn|nummer|bd|band|heft|s|seite|art|artikel|blatt|bl",
    ),
    "fr": PeriodWords(
        decade=r"années\s+(?:(?:\d{2})?\d0|{tens})",
        tens=("vingt", "trente", "quarante", "cinquante", "soixante(?!-)", "soixante-dix",
              "quatre-vingts?(?!-)",
              "quatre-vingt-dix"),
        century=r"(?:(?:du|au)\s+)?{century}(?:e|ème|è)?\s*(?:siècle|(?<=e\s)s\.)",
        ordinals=("premi(?:er|ère)s?|1re|1er", "deuxième|seconde?|2e", "troisième|3e", "quatrième|4e",
                  "derni(?:er|ère)s?"),
        units={2: "moitié|semestre", 4: "trimestre|quart", WEEK: "semaine", DAYS: "jours"},
        of=r"(?:de|du|d|l|année|mois)",
        measures=r"francs?|livres?|florins|roubles|dollars|marks|mètres|hectares|lieues|hommes|personnes"
        r"|ouvriers"
        r"|habitants|exemplaires|volumes|pages|soldats",
        labels=r"n[°o]s?|no|nos|numéro|t|tome|vol|p|pp|page|art|fol|f",
    ),
    "ru": PeriodWords(
        decade=r"(?:\d{2})?\d0-?(?:е|х|ые|ых|м)(?:\s+(?:год\w*|гг\.?))?|(?:{tens})\s+год\w*",
        tens=tuple(f"{stem}(?:ые|ых|ым)" for stem in
                   ("двадцат", "тридцат", "сороков", "пятидесят", "шестидесят", "семидесят", "восьмидесят",
                    "девяност")),
        century=r"{century}(?:-?(?:го|ого|м|ом|й))?\s*(?:век(?:а|е|ом)?|(?<=[ivx]\s)в\.|столети[ейя])",
        ordinals=("перв\\w+", "втор\\w+", "трет\\w+", "четв[её]рт\\w+", "последн\\w+"),
        units={2: "половин[аеыу]|полугоди[еияю]", 4: "квартал[аеу]?",
               WEEK: "недел[яеюи]", DAYS: "дн[иея]й?|дня[хм]"},
        of=r"(?:года?)",
        measures=r"руб\w*|р\.|пуд\w*|тонн\w*|центнер\w*|гектар\w*|километр\w*|метр\w*|верст\w*|человек\w*"
        r"|рабочих|людей"
        r"|солдат\w*|марок|доллар\w*|франк\w*|голов|штук|экземпляр\w*|трактор\w*|вагон\w*",
        labels=r"№|номер|д|дело|ф|фонд|оп|опись|л|лл|с|стр|т|том|ст|статья|гл",
    ),
    "it": PeriodWords(
        decade=r"anni\s+(?:['’]?(?:\d{2})?\d0|{tens})",
        tens=("venti", "trenta", "quaranta", "cinquanta", "sessanta", "settanta", "ottanta", "novanta"),
        century=r"(?:(?:del|nel)\s+)?(?:{century}\s*(?:secolo|sec\.)|secolo\s+{century})",
        ordinals=("prim[aoei]", "second[aoei]", "terz[ao]", "quart[ao]", "ultim[aoei]"),
        units={2: "metà|semestre", 4: "trimestre|quarto", WEEK: "settimana", DAYS: "giorni"},
        of=r"(?:di|del|dell|dello|della|degli|dei|anno|mese|nel)",
        measures=r"lire|scudi|fiorini|franchi|marchi|rubli|dollari|ducati|metri|ettari|miglia|uomini"
        r"|persone|operai"
        r"|abitanti|copie|volumi|pagine|soldati",
        labels=r"n|nr|num|numero|vol|tomo|p|pp|pag|art|f|c|cc",
        named_centuries={
            18: r"(?:del|nel)\s+settecento", 19: "(?:d|n)ell['’]ottocento", 20: r"(?:del|nel)\s+novecento",
        },
    ),
    "es": PeriodWords(
        decade=r"(?:años|década\s+de(?:\s+los)?)\s+(?:['’]?(?:\d{2})?\d0|{tens})",
        tens=("veinte", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"),
        century=r"(?:(?:del?|en)\s+(?:el\s+)?)?siglo\s+{century}",
        ordinals=("primer[ao]?s?", "segund[ao]", "tercer[ao]?", "cuart[ao]", "últim[ao]s?"),
        units={2: "mitad|semestre", 4: "trimestre|cuarto", WEEK: "semana", DAYS: "días"},
        of=r"(?:de|del|año|mes)",
        measures=r"pesos|pesetas|reales|duros|francos|marcos|rublos|dólares|libras|metros|hectáreas"
        r"|leguas|hombres"
        r"|personas|obreros|habitantes|ejemplares|volúmenes|páginas|soldados",
        labels=r"n\.?[°ºo]|núm|número|vol|tomo|p|pp|pág|art|f|fol",
    ),
}  # fmt: skip
_CENTURY = r"(?:[ivx]+|\d{1,2})"
_NUMBER = re.compile(r"\b(?:[ivx]+|\d{1,2})(?=e|è|\W|\Z|-)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PeriodPatterns:
    """The compiled words of a language.

    ``decade`` has the groups part, decade and century; ``centuries`` part and century; ``fraction``, which
    ends where a period begins, the groups ordinal and unit.
    """

    table: PeriodWords
    parts: Mapping[int, str]
    decade: re.Pattern[str]
    centuries: re.Pattern[str]
    fraction: re.Pattern[str]
    measure: re.Pattern[str]
    label: re.Pattern[str]

    def part(self, words: str) -> int:
        """Return the part of a period that words name."""
        return _named(words, self.parts)

    def first_year(self, decade: str) -> int:
        """Return the first year of a decade; a number below 100 if its century is not named."""
        digits = re.search(r"\d+", decade)
        if digits:
            return int(digits.group())
        return 10 * next(
            value
            for value, words in sorted(enumerate(self.table.tens, 2), reverse=True)
            if re.search(rf"(?<!\w)(?:{words})", decade, re.IGNORECASE)
        )

    def century(self, words: str) -> int | None:
        """Return the number of the century that words name; None if it is none."""
        if named := _named(words, self.table.named_centuries):
            return named
        number = _NUMBER.search(words)
        if number is None:
            return None
        return int(number.group()) if number.group().isdecimal() else parse_roman(number.group())

    def ordinal(self, words: str) -> int:
        """Return the position from 0 that an ordinal names; -1 is the last."""
        position = _named(words, dict(enumerate(self.table.ordinals, 1))) - 1
        return -1 if position == len(self.table.ordinals) - 1 else position

    def unit(self, words: str) -> int:
        """Return the unit that words name."""
        return _named(words, self.table.units)


def _named(words: str, names: Mapping[int, str]) -> int:
    """Return the number whose name the words are; 0 if they are none."""
    matching = (number for number, name in names.items() if re.fullmatch(name, words, re.IGNORECASE))
    return next(matching, 0)


@cache
def period_patterns(code: str) -> PeriodPatterns:
    """Compile the words of a language other than English."""
    table, parts = TABLES[code], BY_CODE[code].parts
    of = rf"(?:{table.of}(?:\s+|['’])){{0,3}}"
    decade = table.decade.replace("{tens}", "|".join(table.tens))
    century = "|".join([table.century.replace("{century}", _CENTURY), *table.named_centuries.values()])
    ordinals, units = "|".join(table.ordinals), "|".join(table.units.values())
    part = (
        rf"(?<![\w./#№–-])(?:(?P<part>{'|'.join(parts.values())})(?:\s+|-){of}(?:(?:los|gli|der|des)\s+)?)?"
    )
    return PeriodPatterns(
        table,
        parts,
        re.compile(rf"{part}(?P<decade>{decade})(?!\w)(?:\s+(?P<century>{century})(?!\w))?", re.IGNORECASE),
        re.compile(rf"{part}(?P<century>{century})(?!\w)", re.IGNORECASE),
        re.compile(rf"(?<!\w)(?P<ordinal>{ordinals})\s+(?P<unit>{units})\s+{of}\Z", re.IGNORECASE),
        re.compile(
            rf"[.,]\d|\s{{0,9}}%|\s{{1,9}}{_THOUSANDS}(?:{_MEASURES}|{table.measures})(?!\w)", re.IGNORECASE
        ),
        re.compile(rf"(?<!\w)(?:{table.labels})\.?\s*\Z", re.IGNORECASE),
    )
