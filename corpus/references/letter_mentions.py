"""Mentions of letters in letters: "your letter of 2 June", "Ihr Schreiben vom 12. v. M.", "votre lettre".

Each language has a table of its words (``WORDINGS``); letters in others are searched for the English ones.
Quoted text is skipped, because there "your" refers to someone else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from corpus.dates.tokens import MONTHS
from corpus.model import DateSpan, Unit
from corpus.text.languages import primary_subtag

MentionedAuthor = Literal["recipient", "sender", "either"]
MediumClass = Literal["letter", "telegram", "any"]

_MONTH = r"(?:" + "|".join(sorted((re.escape(form) for form in MONTHS), key=len, reverse=True)) + r")\b\.?"


@dataclass(frozen=True, slots=True)
class MentionWords:
    """How letters in one language mention letters; patterns match texts without accents.

    ``named`` has the groups ``yours`` or ``mine`` (neither: either), ``many``, ``telegram``, ``letter``,
    ``short`` (an abbreviation), and ``incomplete`` (what is a mention only with a number or a day); ``date``
    has ``day``, ``month``, ``year`` and their second forms ``day2`` …; ``number`` has ``number``. ``lead``
    precedes a date, ``joint`` joins several. ``last_month`` follows a day of the month before, ``to_another``
    a letter that went to someone else. ``quotes`` are pairs of an opening quotation mark and those that
    close it.
    """

    named: re.Pattern[str]
    date: re.Pattern[str]
    number: re.Pattern[str]
    lead: re.Pattern[str]
    joint: re.Pattern[str]
    to_another: re.Pattern[str]
    quotes: tuple[str, ...]
    last_month: re.Pattern[str] = re.compile(r"(?!)")


def _wording(
    *,
    yours: str,
    mine: str,
    telegrams: str,
    letters: str,
    others: str,
    no_adjective: str,
    number: str,
    lead: str,
    ordinal: str,
    joint: str,
    last_month: str,
    to_another: str,
    quotes: tuple[str, ...],
    vague: str = "(?!)",
) -> MentionWords:
    """Return the wording of a language in which a possessive stands before or right after the noun.

    Args:
        vague: possessives that may be a third person's, so that the letter needs a number or a day.
    """
    noun = rf"(?:(?P<{{0}}telegram>{telegrams})|(?P<{{0}}letter>{letters})|(?P<{{0}}other>{others}))\b"
    owner = rf"\b(?:(?P<{{0}}yours>{yours})|(?P<{{0}}mine>{mine})|(?P<{{0}}incomplete>{vague}))\b"
    adjectives = rf"(?:\s+(?!(?:{no_adjective})\b)[\w-]+){{0,3}}?"
    before = owner.format("") + adjectives + r"\s+(?i:" + noun.format("") + ")"
    after = r"\b(?i:" + noun.format("after_") + r")\s+" + owner.format("after_")
    return MentionWords(
        re.compile(f"{before}|{after}"),
        re.compile(
            rf"(?P<day>[0-9]{{1,2}})(?:{ordinal})?\.?(?![\w/:])(?!\.?\s?(?-i:[0-9IVX]{{1,4}})\.)"
            rf"(?:\s+(?:de\s+)?(?P<month>{_MONTH})(?!\s+[0-9]{{1,2}}\b))?(?:,?\s+(?:de\s+)?(?P<year>[0-9]{{4}})\b)?",
            re.IGNORECASE,
        ),
        re.compile(rf"(?:{number})\s*(?P<number>[0-9]{{1,5}})\b", re.IGNORECASE),
        re.compile(rf"\s*(?:,\s*)?(?:(?:{lead})\s+)?", re.IGNORECASE),
        re.compile(rf"\s*(?:,|&|\b(?:{joint})\b)\s*", re.IGNORECASE),
        re.compile(rf"\s+(?:{to_another})", re.IGNORECASE),
        quotes,
        re.compile(rf"\s*(?:{last_month})", re.IGNORECASE),
    )


_TELEGRAMS = r"telegrams?|cables?|cablegrams?|cyphers?|ciphers?|wires?|phonegrams?|radiograms?"
_LETTERS = r"letters?|dispatch(?:es)?|despatch(?:es)?|epistles?|postcards?|airgrams?"
_OTHERS = r"messages?|notes?|memorand(?:um|a)|lines|communications?"
_NO_ADJECTIVE = r"(?:by|in|on|for|to|the|a|an|and|of|that|as|from|with|sending)\b"
_ENGLISH = MentionWords(
    re.compile(
        rf"\b(?:(?:(?P<yours>your)|(?P<mine>my|our))(?:\s+(?P<many>two|three|both|last\s+two|last\s+three)\b)?"
        rf"(?:\s+(?!{_NO_ADJECTIVE})[\w-]+){{0,3}}?"
        rf"\s+(?:(?P<telegram>{_TELEGRAMS})|(?P<letter>{_LETTERS})|(?P<other>{_OTHERS}))\b"
        r"|(?P<incomplete>(?P<bare_yours>yours?)|(?P<bare_mine>my|our))(?=\s+(?:of\s+(?:the\s+)?[0-9A-Z]|[0-9]+\b(?!,[0-9])))"
        r"|(?P<short>(?P<short_yours>ur)tels?|(?P<short_mine>my|our)tels?|(?:emb|dep|leg|con)tels?)\b)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?:the\s+)?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?\b(?:\s+(?:of\s+)?(?P<month>{_MONTH})"
        r"(?!\s+[0-9]{1,2}\b))?(?:,?\s+(?P<year>[0-9]{4})\b)?"
        rf"|(?P<month2>{_MONTH})\s+(?P<day2>[0-9]{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year2>[0-9]{{4}})\b)?",
        re.IGNORECASE,
    ),
    re.compile(r"(?:Nos?\.?\s*)?(?P<number>[0-9]{1,5})(?![\w/.:]*[0-9A-Za-z%])", re.IGNORECASE),
    re.compile(r"\s*(?:,\s*)?(?:of|dated|from|on)?\s*", re.IGNORECASE),
    re.compile(r"\s*(?:,|and|&|,\s*and)\s*", re.IGNORECASE),
    re.compile(r"\s+to\s+(?!you\b)(?!the\s+effect)", re.IGNORECASE),
    ("“”", '""'),
)
WORDINGS: Final[dict[str, MentionWords]] = {
    "en": _ENGLISH,
    "de": _wording(
        yours=r"Ihr(?:e[mnrs]?|s)?|[DdEe](?:ein|uer|ur)(?:e[mnrs]?)?|Ew\.",
        mine=r"[Mm]ein(?:e[mnrs]?)?|[Uu]nse?re?[mnrs]?",
        telegrams=r"telegramme?s?|depeschen?|draht(?:ung|nachricht)(?:en)?|kabel",
        letters=r"brief(?:e[ns]?|s|chen|lein)?|schreibens?|zuschrift(?:en)?|epistel|(?:post|brief)?karten?|billete?s?|blatt",
        others="zeilen|nachricht(?:en)?|mittheilung(?:en)?|mitteilung(?:en)?|sendung(?:en)?",
        no_adjective=r"an|in|auf|fur|und|oder|der|die|das|den|dem|des|ein\w*|von|vom|mit|zu|zum|als|wie|dass|nicht|diese\w*|jene\w*|[mds]eine?\w*|nachste\w*|kunftige\w*",
        number=r"Nr\.?|No\.?|№",
        lead="v(?:om|\\.)|von|de dato|d\\. ?d\\.",
        ordinal=r"\.|t?e[nr]|ste[nr]?|t",
        joint="und|u\\.",
        last_month=r"v(?:origen|\.)\s*M|vergangenen\s+M|v\.\s*Mts|p(?:ass)?\.(?=\W|$)",
        to_another=r"an\s+(?!mich\b|uns\b)",
        quotes=("„“”", "»«"),
    ),
    "fr": _wording(
        yours="[Vv]o(?:tre|s)|[Tt](?:a|on|es)",
        mine="[Mm](?:a|on|es)|[Nn]o(?:tre|s)",
        telegrams="telegrammes?|depeches?",
        letters="lettres?|billets?|cartes?|missives?",
        others="mots?|lignes",
        no_adjective="a|au|aux|de|du|des|en|et|pour|que|la|le|les|un|une|par|dans|avec|prochaine?s?|cette|ce",
        number=r"n[°º]|no\.?|numero",
        lead="du|des|en date du|le",
        ordinal="er|e",
        joint="et",
        last_month=r"(?:du\s+mois\s+)?(?:dernier|passe|ecoule)\b",
        to_another=r"(?:a|au|aux)\s+(?!moi\b|nous\b)",
        quotes=("«»", "“”"),
    ),
    "it": _wording(
        yours="[Vv]ostr[aoei]|[Tt]u[ao]|[Tt](?:ue|uoi)|S(?:ua|uo|ue|uoi)",
        mine="[Mm]i(?:a|o|e|ei)|[Nn]ostr[aoei]",
        telegrams="telegramm[ai]|dispacci?o?",
        letters="letter[ae]|cartolin[ae]|bigliett[oi]",
        others="righe|parole|comunicazion[ei]",
        no_adjective=r"a|al|di|del|della|in|e|per|che|la|il|le|un|una|da|con|prossim\w|quest\w",
        number=r"n\.|n[°º]|numero",
        lead="del|dell|dei|in data|de[il]?",
        ordinal="[°º]",
        joint="e",
        last_month=r"(?:del\s+mese\s+)?(?:scorso|passato|u\.\s*s)",
        to_another=r"(?:a|al|alla)\s+(?!me\b|noi\b)",
        quotes=("«»", "“”"),
    ),
    "es": _wording(
        yours="[Vv]uestr[ao]s?|[Tt]us?",
        mine="[Mm]is?|[Nn]uestr[ao]s?",
        vague="[Ss]us?",
        telegrams="telegramas?|despachos?|cablegramas?",
        letters="cartas?|tarjetas?|misivas?|billetes?",
        others="lineas|comunicacion(?:es)?",
        no_adjective=r"a|al|de|del|en|y|para|que|la|el|los|las|un|una|por|con|proxim\w|est\w",
        number=r"num\.|n[°º]|numero",
        lead="del|de|fecha|de fecha|con fecha",
        ordinal="[°º]",
        joint="y",
        last_month=r"(?:del\s+mes\s+)?(?:pasado|anterior|proximo\s+pasado|ppdo)\b",
        to_another=r"(?:a|al)\s+(?!mi\b|nosotros\b)",
        quotes=("«»", "“”"),
    ),
    "ru": _wording(
        yours="[Вв]аш(?:[аеиу]|его|ему|ею|им|их|ими|еи|а)?|[Тт]во(?:и|я|е|ю|его|ему|им|их|еи)",
        mine="[Мм]о(?:и|я|е|ю|его|ему|им|их|еи)|[Нн]аш(?:[аеиу]|его|ему|им|их|еи)?",
        telegrams="телеграмм?(?:а|ы|у|е|ои|)|депеш(?:а|и|у|е)|шифровк(?:а|и|у|е)",
        letters="письм(?:о|а|у|ом|е|ами|ах)|писем|письмец(?:о|а)|открытк(?:а|и|у|е)|записк(?:а|и|у|е)",
        others="строк(?:и)?|послани(?:е|я)|сообщени(?:е|я)",
        no_adjective=r"в|на|и|к|о|об|от|для|что|с|со|по|за|не|следующ\w+|эт\w+",
        number=r"№|N[°º]?",
        lead="от|отъ",
        ordinal="-?(?:го|ого)",
        joint="и",
        last_month=r"(?:прошлого|минувшего|истекшего)\s+м",
        to_another=r"(?:к|кь|къ)\s+(?!мне\b|нам\b)",
        quotes=("«»", "„“”"),
    ),
}
"""The wordings by language."""
_LETTER_NUMBER = re.compile(r"\bNo\.?\s*([0-9]{1,5})\b|№\s*([0-9]{1,5})\b")
_LEADING_NUMBER = re.compile(r"\A([0-9]{1,5})\.\s+[A-Z“\"(]")
_OPENING_PARAGRAPHS = 3
_COUNTS = {"two": 2, "three": 3, "both": 2}


@dataclass(frozen=True, slots=True)
class LetterMention:
    """A mention of one letter in another; ``text`` is the wording as printed.

    ``author`` is the role that the author of the mentioned letter has in the mentioning one ("your letter" is
    by its recipient); ``day`` and ``number`` are None if not stated; ``count`` is the number of letters
    mentioned at once ("your last two letters").
    """

    text: str
    author: MentionedAuthor
    medium: MediumClass
    day: date | None = None
    number: str | None = None
    count: int = 1


def find_letter_mentions(unit: Unit) -> tuple[LetterMention, ...]:
    """Return the mentions of other letters in a letter, in order.

    A letter that is not the recipient's is returned only if the mention has its date or number ("my letter"
    alone may be the letter itself).
    """
    wording = WORDINGS.get(primary_subtag(unit.language), _ENGLISH)
    mentions = (
        mention
        for paragraph in unit.paragraphs
        for text in [_without_accents(paragraph.text)]
        for match in wording.named.finditer(text)
        if not _is_quoted(text, match.start(), wording.quotes)
        for mention in _mentions(paragraph.text, text, match, unit.date, wording)
    )
    return tuple(
        mention for mention in mentions if mention.author == "recipient" or mention.day or mention.number
    )


def letter_number(unit: Unit) -> str | None:
    """Return the number that a letter or telegram states as its own; None if there is none.

    It is the first "No. 34" in the first three paragraphs or the last one; in telegrams also "145." before
    the text.
    """
    texts = [paragraph.text for paragraph in unit.paragraphs]
    for text in (*texts[:_OPENING_PARAGRAPHS], *texts[-1:]):
        match = _LEADING_NUMBER.match(text) if medium_class(unit.medium) == "telegram" else None
        match = match or _LETTER_NUMBER.search(text)
        if match:
            return next(group for group in match.groups() if group)
    return None


def medium_class(medium: str | None) -> MediumClass:
    """Classify a medium: "telegram" if its name indicates one, otherwise "letter"; "any" for None."""
    if medium is None:
        return "any"
    return (
        "telegram" if re.search(r"tele|cable|ciph|cyph|wire|phone|radio", medium, re.IGNORECASE) else "letter"
    )


def _without_accents(text: str) -> str:
    """Return a text without accents, in which every character keeps its offset."""
    return text if text.isascii() else "".join(unicodedata.normalize("NFD", sign)[0] for sign in text)


def _mentions(
    printed: str, text: str, match: re.Match[str], written: DateSpan | None, wording: MentionWords
) -> Iterator[LetterMention]:
    """Yield a mention for each number or day after the noun or, if there are none, one for the noun alone.

    A noun alone yields nothing if it is missing or abbreviated, or if the letter went to someone else.
    """
    groups = {name.rpartition("_")[2] for name, value in match.groupdict().items() if value}
    author: MentionedAuthor = "recipient" if {"yours", "incomplete"} & groups else "either"
    author = "sender" if "mine" in groups else author
    medium: MediumClass = (
        "telegram" if {"telegram", "short"} & groups else "letter" if "letter" in groups else "any"
    )
    end = match.end()
    is_identified = False
    for number, day, stop in _numbers_and_days(text, end, written, wording):
        is_identified, end = True, stop
        yield LetterMention(printed[match.start() : end].rstrip("."), author, medium, day, number)
    if not is_identified and not {"incomplete", "short"} & groups and not wording.to_another.match(text, end):
        count = _COUNTS.get((match.groupdict().get("many") or "").lower().removeprefix("last").strip(), 1)
        yield LetterMention(printed[match.start() : match.end()], author, medium, count=count)


def _numbers_and_days(
    text: str, start: int, written: DateSpan | None, wording: MentionWords
) -> Iterator[tuple[str | None, date | None, int]]:
    """Parse "234, May 5 and 240, May 7" or "of 5 and 7 June" from ``start`` on.

    Yields:
        (number, day, end offset); number or day may be None. Days whose month comes later are yielded after
        it; days that have no month are dated by ``written``.
    """
    pending: list[tuple[int, int]] = []
    position = start
    while True:
        lead = wording.lead.match(text, position)
        begin = lead.end() if lead else position
        match = wording.date.match(text, begin)
        parts = _date_parts(match) if match else None
        day_of_month, month, year = parts or (0, None, None)
        if match and month:
            for earlier, end in pending:
                yield None, _day(earlier, month, year, written), end
            pending = []
            yield None, _day(day_of_month, month, year, written), match.end()
            position = match.end()
        elif match and _is_day_of_month(text, match, lead):
            pending.append((int(match["day"]), match.end()))
            position = match.end()
        elif number := wording.number.match(text, begin):
            day, position = _day_after(text, number.end(), written, wording)
            yield number["number"], day, position
        else:
            break
        joint = wording.joint.match(text, position)
        if not joint:
            break
        position = joint.end()
    for day_of_month, end in pending:
        last_month = wording.last_month.match(text, position) is not None
        yield None, _latest(day_of_month, written, last_month=last_month), end


def _date_parts(match: re.Match[str]) -> tuple[int, int | None, str | None]:
    """Return the day, the month and the year of a date; the latter may be None."""
    groups = match.groupdict()
    day, month, year = (groups[name] or groups.get(f"{name}2") for name in ("day", "month", "year"))
    return int(day or 0), MONTHS[month.rstrip(".").lower()] if month else None, year


def _is_day_of_month(text: str, match: re.Match[str], lead: re.Match[str] | None) -> bool:
    """Return whether a number without a month is a day ("of the 7th", "of 5 and 7 June")."""
    return bool(lead and lead.group().strip(" ,")) or text[match.end() - 2 : match.end()].isalpha()


def _day_after(
    text: str, start: int, written: DateSpan | None, wording: MentionWords
) -> tuple[date | None, int]:
    """Return the date after a letter's number ("234, May 5") and its end; (None, start) if there is none."""
    lead = wording.lead.match(text, start)
    match = wording.date.match(text, lead.end() if lead else start)
    day, month, year = _date_parts(match) if match else (0, None, None)
    return (_day(day, month, year, written), match.end()) if match and month else (None, start)


def _day(day: int, month: int, year: str | None, written: DateSpan | None) -> date | None:
    """Return the date of a day and month in ``year`` or, if that is None, the latest not after ``written``.

    Only the year of ``written`` and the one before are tried. None if there is no such date, or if neither
    year nor ``written`` is known.
    """
    last = _last(written)
    years = [int(year)] if year else [last.year, last.year - 1] if last else []
    for candidate_year in years:
        try:
            candidate = date(candidate_year, month, day)
        except ValueError:
            continue
        if year or (last and candidate <= last):
            return candidate
    return None


def _latest(day: int, written: DateSpan | None, *, last_month: bool = False) -> date | None:
    """Return the latest date with this day of the month that is not after ``written``.

    Only the month of ``written`` and the one before are tried, or with ``last_month`` only the latter.
    None if neither has such a date, or if ``written`` has no bounds.
    """
    last = _last(written)
    if last is None:
        return None
    months = [(last.year, last.month), (last.year - (last.month == 1), (last.month - 2) % 12 + 1)]
    for year, month in months[last_month:]:
        try:
            candidate = date(year, month, day)
        except ValueError:
            continue
        if candidate <= last:
            return candidate
    return None


def _last(written: DateSpan | None) -> date | None:
    """Return the last possible day of a date, or the first if its end is open; None if it has no bounds."""
    return written.stated[1] or written.known_day if written else None


def _is_quoted(text: str, position: int, quotes: tuple[str, ...]) -> bool:
    """Return whether a position in a text is inside quotation marks."""
    before = text[:position]
    return any(
        before.count(opening) % 2 == 1
        if opening in closing
        else before.count(opening) > sum(map(before.count, closing))
        for opening, closing in ((pair[0], pair[1:]) for pair in quotes)
    )
