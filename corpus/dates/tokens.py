"""Tokens of dates in datelines and queries, with their offsets.

Square brackets and angle brackets are the editors': each token records whether it is inside them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

TokenKind = Literal[
    "day", "month", "season", "year", "part", "after", "not-before", "before", "not-after", "between",
    "about", "doubt", "or", "to", "and", "list", "comma", "undated", "aside", "filler", "word", "other",
]  # fmt: skip

SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
PARTS = {"early": 0, "beginning": 0, "start": 0, "mid": 1, "middle": 1, "late": 2, "end": 2}

_MONTH_FORMS = (
    "january jan januar jänner janvier yanvar yanvaria yanvarya ianvar ianvaria",
    "february feb febr februar février fevrier fevral fevralia fevralya",
    "march mar märz maerz mars mart marta",
    "april apr avril aprel aprelia aprelya",
    "may mai mei maia maya mais",
    "june jun juni juin iiun iiunia iyun iyunya iun iunia",
    "july jul juli juillet iiul iiulia iyul iyulya iul iulia",
    "august aug août aout avgust avgusta",
    "september sep sept septembre sentiabr sentiabria sentyabr sentyabrya",
    "october oct oktober octobre okt oktiabr oktiabria oktyabr oktyabrya",
    "november nov novembre noiabr noiabria noyabr noyabrya",
    "december dec dezember dez décembre decembre dekabr dekabria dekabrya",
)
MONTHS = {form: number for number, forms in enumerate(_MONTH_FORMS, 1) for form in forms.split()}
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ROMAN = {
    "I": 1,
    "II": 2,
    "III": 3,
    "IV": 4,
    "V": 5,
    "VI": 6,
    "VII": 7,
    "VIII": 8,
    "IX": 9,
    "X": 10,
    "XI": 11,
}
ROMAN_MONTHS = {**_ROMAN, "XII": 12}

_WEEKDAYS = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tues?|wed|thurs?|fri|sat|sun"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
)
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("iso", r"\b[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?(?![\w-])"),
    (
        "numeric",
        r"\b[0-9]{1,2}\s?[./]\s?(?:[0-9]{1,2}|[IVX]{1,4})\s?[./]\s?(?:[0-9]{4}|[0-9]{2})\b(?![./-]?\w)",
    ),
    ("roman", r"\b[0-9]{1,2}\.?\s?(?-i:[IVX]{1,4})\b\.?(?![\w])"),
    (
        "aside",
        r"\b[0-9]{1,2}(?:[:.][0-9]{2})?\s?[ap]\.?\s?m\b\.?|\b[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
        r"(?:\s(?:midnight|noon|hours))?|\b[0-9]{1,2}\so['’]clock|\b(?:No|Nos|Nr|N)\.?\s?[0-9][0-9/]*|№\s?[0-9/]+"
        rf"|\b(?:{_WEEKDAYS})\b\.?",
    ),
    (
        "undated",
        r"\b(?:undated|no date|not dated|without date|n\.\s?d\.|s\.\s?d\.|o\.\s?d\.|ohne datum|sans date)",
    ),
    ("not-before", r"\b(?:(?:not?|never) (?:earlier|sooner) than|not before|on or after|nicht vor|since)\b"),
    ("not-after", r"\b(?:(?:not?|never) later than|not after|on or before|nicht nach|up to|until|till|by)\b"),
    ("after", r"\b(?:later than|after|following|nach|après|apres)\b"),
    ("before", r"\b(?:earlier than|before|prior to|vor|avant)\b"),
    ("between", r"\b(?:between|from|zwischen|entre|von)\b"),
    ("about", r"\b(?:ca?\.|ca|circa|about|around|approximately|approx\.?|roughly|um|vers)(?![\w])|~"),
    ("doubt", r"\?|\b(?:probably|presumably|possibly|perhaps|vermutlich|wahrscheinlich)\b"),
    ("filler", r"\b(?:of|the|de|du|den|dem)\b"),
    ("or", r"\b(?:or|oder|ou)\b"),
    ("and", r"&|\b(?:but|and|und|et)\b"),
    ("to", r"\b(?:to|through|bis)\b|[-–—‒−]"),
    ("list", r"[/;]"),
    ("comma", r","),
    ("year", r"\b[12][0-9]{3}\b"),
    ("misprint", r"\b[0-9]{3}\b"),
    ("day", r"\b[0-9]{1,2}(?:st|nd|rd|th|er)?(?![\w])\.?"),
    ("letters", r"[^\W\d_]+\.?"),
    ("other", r"[^\s\[\]⟨⟩<>]"),
)
_TOKEN = re.compile(
    "|".join(
        [*(f"(?P<{kind.replace('-', '_')}>{form})" for kind, form in _PATTERNS), r"(?P<bracket>[\[\]⟨⟩])"]
    ),
    re.IGNORECASE,
)
_SPLIT_BY_BRACKET = re.compile(r"(?<![\w\[])(\w*)\[(\w+)\](\w*)")


@dataclass(frozen=True, slots=True)
class DateToken:
    """A word or number of a date, at characters ``start`` to ``end`` (exclusive).

    ``value`` is the day, month, season (EDTF code), year or part of a month that it stands for, otherwise 0;
    ``bracketed`` states whether it is inside the editors' brackets.
    """

    kind: TokenKind
    start: int
    end: int
    value: int = 0
    bracketed: bool = False

    @property
    def is_incomplete_year(self) -> bool:
        """Whether digits of a year are missing: "932", "32"."""
        return self.kind == "year" and self.value < 1000


def tokenize_dates(text: str) -> list[DateToken]:
    """Split a text into date tokens, in order; all other words become tokens too.

    A date in figures ("5.6.1932") yields two or three tokens with the same offsets. Brackets inside a word
    should be widened first (``widen_brackets``).
    """
    tokens: list[DateToken] = []
    depth = 0
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "bracket":
            depth = max(0, depth + (1 if match.group() in "[⟨" else -1))
        else:
            tokens += _tokens_of(match, depth > 0)
    return tokens


def widen_brackets(text: str) -> str:
    """Widen brackets inside a word or number to enclose the whole of it: ``19[32]`` → ``[1932]``."""
    return _SPLIT_BY_BRACKET.sub(lambda match: f"[{match[1]}{match[2]}{match[3]}]", text)


def _tokens_of(match: re.Match[str], bracketed: bool) -> list[DateToken]:
    """Return the tokens of one match; if a day, month or year is impossible, a single plain word instead."""
    kind = (match.lastgroup or "other").replace("_", "-")
    start, end = match.span()
    values: list[tuple[TokenKind, int]]
    match kind:
        case "iso":
            names: tuple[TokenKind, ...] = ("year", "month", "day")
            values = [(name, int(part)) for name, part in zip(names, match.group().split("-"), strict=False)]
        case "numeric" | "roman":
            values = _parse_numeric(match.group())
        case "year" | "misprint":
            values = [("year", int(match.group()))]
        case "day":
            values = [("day", int(re.sub(r"\D", "", match.group())))]
        case "letters":
            values = [_classify_word(match.group())]
        case _:
            values = [(kind, 0)]  # type: ignore[list-item]
    if any(not _is_possible(name, value) for name, value in values):
        return [DateToken("word", start, end, 0, bracketed)]
    return [DateToken(name, start, end, value, bracketed) for name, value in values]


def _parse_numeric(text: str) -> list[tuple[TokenKind, int]]:
    """Parse ``5.VI.1932``, ``5.6.1932``, ``6/25/1932`` or ``5 VI`` into (kind, value) pairs.

    They are day, month and, if present, year; a month that is not a numeral is 0.
    """
    day, month, *rest = re.findall(r"[0-9]+|[IVXivx]+", text)
    first, second = int(day), ROMAN_MONTHS.get(month.upper(), 0) or int(month if month.isdecimal() else 0)
    if second > 12 >= first:
        first, second = second, first
    years: list[tuple[TokenKind, int]] = [("year", int(rest[0]))] if rest else []
    return [("day", first), ("month", second), *years]


def _classify_word(text: str) -> tuple[TokenKind, int]:
    """Return the kind and value of a word: month, season or part of a month; otherwise ("word", 0)."""
    word = text.rstrip(".").lower()
    if word in MONTHS:
        return "month", MONTHS[word]
    if word in SEASONS:
        return "season", SEASONS[word]
    return ("part", PARTS[word]) if word in PARTS else ("word", 0)


def _is_possible(kind: TokenKind, value: int) -> bool:
    """Return whether a day, month or year is in its range; values of other kinds always are."""
    limits = {"day": (1, 31), "month": (1, 12), "year": (1, 9998)}
    low, high = limits.get(kind, (0, value))
    return low <= value <= high
