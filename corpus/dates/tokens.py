"""Tokens of dates in datelines and in running text, with their offsets.

A dateline is hardly more than a date, so that all words and abbreviations of ``languages`` count in it; in
running text and queries only unmistakable ones do. Square brackets and angle brackets are the editors': each
token records whether it is inside them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, get_args

from corpus.dates.calendars import parse_roman
from corpus.dates.evidence import NO_EVIDENCE, DateEvidence
from corpus.dates.figures import (
    DATELINE_FIGURES,
    PLAIN_FIGURES,
    TokenKind,
    TokenMark,
    TokenValue,
    TokenValues,
    parse_figures,
)
from corpus.dates.languages import (
    DATELINE_SEASONS,
    EARLY,
    FIRST_DAYS,
    LATE,
    MIDDLE,
    PARTS_OF_MONTH,
    PLAIN_MONTHS,
    PLAIN_SEASONS,
    QueryForms,
    WordKind,
    dateline_month,
    fold,
    part_pattern,
    query_forms,
    words_pattern,
)

__all__ = [
    "MONTHS",
    "MONTH_NAMES",
    "DateToken",
    "TokenKind",
    "TokenMark",
    "tokenize_dateline",
    "tokenize_dates",
    "widen_brackets",
]

MONTHS = PLAIN_MONTHS
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_PLAIN_PARTS = {
    "early": EARLY, "beginning": EARLY, "start": EARLY, "mid": MIDDLE, "middle": MIDDLE,
    "late": LATE, "end": LATE,
}  # fmt: skip
_ORDINAL = (
    r"st|nd|rd|th|d|er|re|ème|e|è|sten|ste|ten|den|ter|te|tn|n|t|de|º|°|ª|o|mo|ma|-?(?:го|ого|е|ое|й|ый)"
)
_SIGNS: Final[tuple[tuple[str, str], ...]] = (
    ("list", r"[/;]"),
    ("comma", r","),
    ("year", r"\b[12][0-9]{3}\b"),
    ("misprint", r"\b[0-9]{3}\b"),
    ("day", rf"\b[0-9]{{1,2}}(?:{_ORDINAL})?(?![\w])\.?"),
    ("letters", r"[^\W\d_]+\.?"),
    ("word", r"[0-9]\w*"),
    ("other", r"[^\s\[\]⟨⟩<>]"),
)
_SIGNS_OF_WORDS: Final[dict[WordKind, str]] = {
    "about": r"\b(?:ca?\.|ca|circa)(?![\w])|~",
    "doubt": r"\?",
    "and": "&",
    "to": "[-–—‒−]",
}
_PART_PREFIX = "part_"
_PARTS_OF_DATES: Final = ("day", "month", "season", "year")
_ELISION = re.compile(r"(?<=[^\W\d_])['’](?=[^\W\d_])")
_NUMBER_BEFORE = re.compile(
    r"[0-9]\S{0,4}[\s.,\]]*(?:(?:d[ei]l?|des?|of|van|mensis)\s|d['’]\s?)?\[?\Z", re.IGNORECASE
)
NUMBER_DISTANCE: Final = 24
"""The most characters between a number and the month or season that it belongs to."""
_NUMBER_AFTER = re.compile(r"[\s.,\]]*(?:(?:d[ei]l?|des|van|of|the)\s|d['’]\s?)*\[?['’]?[0-9]", re.IGNORECASE)
_NEXT_WORD = re.compile(r"\.?\s+(?:(?:d[ei]|mensis)\s+)?\[?([^\W\d_]+)")
_SHORT_YEAR = re.compile(r"[0-9]{2}\.?")
_MONTH_OR_WEEKDAY = ("mar", "mart")
_SPLIT_BY_BRACKET = re.compile(
    r"(?<![\w\[])([0-9]*)\[([0-9]+)\](\w*)|(?<![\w\[])([^\W\d_]*)\[([^\W\d_]+)\](\w*)"
)


@dataclass(frozen=True, slots=True)
class DateToken:
    """A word or number of a date, at characters ``start`` to ``end`` (exclusive).

    ``value`` is the day, month, season (EDTF code), year or part of a month that it stands for, otherwise 0;
    ``bracketed`` states whether it is inside the editors' brackets. ``mark`` qualifies a year: "incomplete"
    (digits are missing), "dual" (the later of two, "1731/32"), "range" (the end of one, "1875–81"), "decade",
    "century"; a month is "either" if it may be the day as well, "converted" if it is printed in another
    calendar. ``days_back`` are the days to go back from a day (Roman calendar).
    """

    kind: TokenKind
    start: int
    end: int
    value: int = 0
    bracketed: bool = False
    mark: TokenMark = ""
    days_back: int = 0


def tokenize_dates(text: str, language: str = "") -> list[DateToken]:
    """Split running text into date tokens, in order; all other words become tokens too.

    A date in figures ("5.6.1932") yields two or three tokens with the same offsets. Brackets inside a word
    should be widened first (``widen_brackets``).

    Args:
        text: the text.
        language: of a question, if it is known not to be English: all words of that language count.
    """
    if not language:
        return _tokenize(text, None)
    return _join_ranges(_tokenize(_ELISION.sub(" ", text), None, language))


def tokenize_dateline(text: str, evidence: DateEvidence = NO_EVIDENCE) -> list[DateToken]:
    """Split a dateline into date tokens as ``tokenize_dates``, with the words of all languages.

    ``evidence`` is what the other dates of the edition tell.
    """
    return _find_weekdays(text, _find_short_years(text, _tokenize(text, evidence)))


def widen_brackets(text: str) -> str:
    """Widen brackets inside a word or number to enclose the whole of it: ``19[32]`` → ``[1932]``."""
    return _SPLIT_BY_BRACKET.sub(lambda match: f"[{''.join(filter(None, match.groups()))}]", text)


def _compile(*, is_dateline: bool) -> re.Pattern[str]:
    """Compile the pattern of all tokens of a dateline or of running text."""
    parts = [(f"{_PART_PREFIX}{part}", part_pattern(part)) for part in reversed(range(PARTS_OF_MONTH))]
    figures = [*DATELINE_FIGURES, *PLAIN_FIGURES] if is_dateline else list(PLAIN_FIGURES)
    words = []
    for kind in get_args(WordKind):
        forms = [_SIGNS_OF_WORDS.get(kind, ""), words_pattern(kind, is_dateline=is_dateline)]
        words.append((kind.replace("-", "_"), "|".join(filter(None, forms))))
    patterns = [*figures, *(parts if is_dateline else []), *words, *_SIGNS]
    named = "|".join(f"(?P<{name}>{pattern})" for name, pattern in patterns if pattern)
    return re.compile(rf"{named}|(?P<bracket>[\[\]⟨⟩])", re.IGNORECASE)


@cache
def _query_token(language: str) -> re.Pattern[str]:
    """Compile the pattern of all tokens of a question in a language."""
    forms = query_forms(language)
    parts = [
        (f"{_PART_PREFIX}{part}", pattern) for part, pattern in sorted(forms.parts.items(), reverse=True)
    ]
    words = [
        (
            kind.replace("-", "_"),
            "|".join(filter(None, (_SIGNS_OF_WORDS.get(kind), forms.patterns.get(kind)))),
        )
        for kind in get_args(WordKind)
    ]
    patterns = [*PLAIN_FIGURES, *parts, *words, *_SIGNS]
    named = "|".join(f"(?P<{name}>{pattern})" for name, pattern in patterns if pattern)
    return re.compile(rf"{named}|(?P<bracket>[\[\]⟨⟩])", re.IGNORECASE)


def _join_ranges(tokens: list[DateToken]) -> list[DateToken]:
    """Turn "until" after a date into "to", as "before" after one that begins a range: "с мая до июля"."""
    joined: list[DateToken] = []
    is_range, is_date = False, False
    for token in tokens:
        if (token.kind == "not-after" and is_date) or (token.kind == "before" and is_date and is_range):
            token = replace(token, kind="to")
        if token.kind in _PARTS_OF_DATES:
            is_date = True
        elif token.kind in ("not-before", "between"):
            is_range, is_date = True, False
        elif token.kind not in ("filler", "part"):
            is_range, is_date = is_range and token.kind not in ("word", "other"), False
        joined.append(token)
    return joined


_PLAIN_TOKEN: Final = _compile(is_dateline=False)
_DATELINE_TOKEN: Final = _compile(is_dateline=True)


def _tokenize(text: str, evidence: DateEvidence | None, language: str = "") -> list[DateToken]:
    """Split a text into date tokens: a dateline if there is evidence (it may be empty), else running text.

    ``language`` is that of a question.
    """
    tokens: list[DateToken] = []
    depth = 0
    plain = _query_token(language) if language else _PLAIN_TOKEN
    for match in (plain if evidence is None else _DATELINE_TOKEN).finditer(text):
        if match.lastgroup == "bracket":
            depth = max(0, depth + (1 if match.group() in "[⟨" else -1))
            continue
        start, end = match.span()
        tokens += [
            DateToken(value.kind, start, end, value.value, depth > 0, value.mark, value.days_back)
            for value in _values_of(match, evidence, language)
        ]
    return tokens


def _values_of(match: re.Match[str], evidence: DateEvidence | None, language: str) -> TokenValues:
    """Return the values of one match; if a day, month or year is impossible, a single plain word instead."""
    name = match.lastgroup or "other"
    values = parse_figures(name, match, evidence)
    if values is None:
        values = [_value_of_word(name, match, language, is_dateline=evidence is not None)]
    return values if all(map(_is_possible, values)) else [TokenValue("word")]


def _value_of_word(name: str, match: re.Match[str], language: str, *, is_dateline: bool) -> TokenValue:
    """Return the value of a match that is one word, number or sign."""
    text = match.group()
    if name == "year":
        return TokenValue("year", int(text))
    if name == "day":
        return TokenValue("day", int(re.sub(r"\D", "", text)))
    if name.startswith(_PART_PREFIX):
        return TokenValue("part", int(name.removeprefix(_PART_PREFIX)))
    if name == "letters" and language:
        return _query_word(text, query_forms(language))
    if name == "letters":
        return _dateline_word(match) if is_dateline else _plain_word(text)
    return TokenValue(name.replace("_", "-"))  # type: ignore[arg-type]


def _plain_word(text: str) -> TokenValue:
    """Return the value of a word of running text: month, season or part of a month, otherwise a word."""
    word = fold(text)
    if word in PLAIN_MONTHS:
        return TokenValue("month", PLAIN_MONTHS[word])
    if word in PLAIN_SEASONS:
        return TokenValue("season", PLAIN_SEASONS[word])
    return TokenValue("part", _PLAIN_PARTS[word]) if word in _PLAIN_PARTS else TokenValue("word")


def _query_word(text: str, forms: QueryForms) -> TokenValue:
    """Return the value of a word of a question: month, season or the first day, otherwise a word."""
    word = fold(text)
    if word in forms.months:
        return TokenValue("month", forms.months[word])
    if word in forms.seasons:
        return TokenValue("season", forms.seasons[word])
    return TokenValue("day", 1) if word in forms.first else TokenValue("word")


def _dateline_word(match: re.Match[str]) -> TokenValue:
    """Return the value of a word of a dateline: as in running text, or by its rarer forms beside a number."""
    text, word = match.group(), fold(match.group())
    plain = _plain_word(text)
    if plain.kind != "word":
        return plain
    following = _NEXT_WORD.match(match.string, match.end())
    is_before_month = following is not None and dateline_month(following[1]) is not None
    if is_before_month and word in FIRST_DAYS:
        return TokenValue("day", 1)
    if is_before_month and text.rstrip(".").isupper() and (number := parse_roman(text)):
        return TokenValue("day", number)
    before = match.string[max(0, match.start() - NUMBER_DISTANCE) : match.start()]
    if _NUMBER_BEFORE.search(before) or _NUMBER_AFTER.match(match.string, match.end()):
        if word in DATELINE_SEASONS:
            return TokenValue("season", DATELINE_SEASONS[word])
        if month := dateline_month(text):
            return TokenValue("month", month)
    return plain


def _is_possible(value: TokenValue) -> bool:
    """Return whether a day, month or year is in its range; values of other kinds always are."""
    limits = {"day": (1, 31), "month": (1, 12), "year": (1, 9998)}
    low, high = limits.get(value.kind, (0, value.value))
    return low <= value.value <= high


def _find_short_years(text: str, tokens: list[DateToken]) -> list[DateToken]:
    """Turn two digits after a day and month into an incomplete year: "17 août 71", "12 XI 07".

    Numbers up to 31 count only at the end or before a sign.
    """
    result: list[DateToken] = []
    before: list[TokenKind] = []
    for index, token in enumerate(tokens):
        following = tokens[index + 1].kind if index + 1 < len(tokens) else "other"
        digits = text[token.start : token.end]
        is_year = (
            token.kind in ("day", "word")
            and bool(_SHORT_YEAR.fullmatch(digits))
            and sorted(before) == ["day", "month"]
            and (
                int(digits[:2]) > 31 or following not in ("word", "month", "year", "or", "to", "and", "list")
            )
        )
        if is_year:
            token = replace(token, kind="year", value=int(digits[:2]), mark="incomplete")
        result.append(token)
        if token.kind not in ("comma", "filler", "other", "list"):
            before = [*before[-1:], token.kind]
    return result


def _find_weekdays(text: str, tokens: list[DateToken]) -> list[DateToken]:
    """Turn "mar." before a day and month into an aside: it is Tuesday in Italian, Spanish and French."""
    kinds = [token.kind for token in tokens]
    return [
        replace(token, kind="aside", value=0)
        if kinds[index : index + 3] == ["month", "day", "month"]
        and fold(text[token.start : token.end]) in _MONTH_OR_WEEKDAY
        else token
        for index, token in enumerate(tokens)
    ]
