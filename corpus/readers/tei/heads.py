"""Who wrote to whom, out of the head of a diplomatic document.

"Telegram From the Embassy in Ruritania to the Department of State", "The Ambassador in Ruritania (Smith) to
the Secretary of State": a person where one is named, else the office as a group.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.model import PersonKind

_NUMBER = re.compile(r"\s*(?:No\.\s*)?\d+[a-z]?(?:\.\s*|\s+)(?=\S)")
_FROM = re.compile(
    r"(?P<medium>[^()]{3,90}?),?\s+(?:(?:Prepared|Approved|Drafted|Submitted|Adopted|Issued|TextWithNotes),?\s+)?"
    r"(?:(?<!Prepared )From|from|by|By|(?<=Prepared )(?:in|at)|(?<=Prepared, )in)\s+(?P<rest>\S.*)",
    re.DOTALL,
)
_FOR = re.compile(
    r"(?:[\w-]+\s){0,3}(?:Memorandum|Paper|Report)\s+(?:Prepared\s+)?(?:for|to)\s+(?P<rest>\S.*)"
)
_NOBODY = re.compile(r"(?:the\s+)?(?:Record|Files?|Holders)\b")
_TO = re.compile(r"\s+to\s+")
_OFFICE_BEFORE_TO = re.compile(
    r"\b(?:Assistants?|Deputy|Representatives?|Ambassador|Advis[eo]r|Counsel(?:or|lor)?|Mission|Delegat(?:e|ion)"
    r"|Delegates|Aide|Secretary|Liaison|Member|Observer|Consultant|Minister|Envoy|relating|with regard"
    r"|Commissioner|Attach(?:é|e)|Accredited|\bas)\Z"
)
_MEDIA = (
    (re.compile(r"editorial note", re.I), "editorial note"),
    (re.compile(r"memorand\w+ of (?:a |the )?(?:\w+ )?conversation", re.I), "memorandum of conversation"),
    (re.compile(r"memorandum (?:for|of) (?:the )?(?:record|files?)", re.I), "memorandum for the record"),
    (re.compile(r"memorandum of (?:a |the )?(?:\w+ )?(?:discussion|conference|meeting)", re.I), "minutes"),
    (re.compile(r"\b(?:minutes|notes of|summary (?:record|of)|record of|transcript)", re.I), "minutes"),
    (re.compile(r"\bestimate", re.I), "estimate"),
    (re.compile(r"\baction memorandum no", re.I), "directive"),
)
_MEDIUM = re.compile(
    r"\b(telegram|cablegram|airgram|letter|memorandum|message|report|despatch|dispatch|paper|address|remarks"
    r"|statement|diary entry|study|aide-m[ée]moire|instruction|resolution|speech|note)\b",
    re.I,
)
_NAME_WORD = (
    r"(?!Before\b|Regarding\b|Concerning\b|At\b|On\b|To\b)(?:[A-Z][\w’'.-]*[\w.]|de|la|von|van|al|el|bin)"
)
_NOT_OWNER = r"(?!\w|[’']s\b)"
_OF = (
    r"(?:\s+of\s+(?:the\s+)?"
    r"(?:State|Defense|Treasury|Commerce|Agriculture|Labor|Interior|Navy|Army|Air Force|War))"
)
_RANK = (
    r"(?:(?:the|Acting|Deputy|Under|Assistant|Vice|Former|Foreign|Prime|Lieutenant|Major|Brigadier|Rear)\s+)*"
    rf"(?:President|Minister|Premier|Chairman|Senator|Ambassador|General|Admiral|Secretary{_OF}?|Chancellor|King"
    r"|Prince|Governor|Congressman|Marshal|Colonel|Captain|Director\s+of\s+Central\s+Intelligence|Director"
    r"|Secretary-General|Representative|Chargé|Mr\.|Mrs\.|Miss|Dr\.|Professor)"
)
_RANKED = re.compile(rf"{_RANK}\s+(?P<name>{_NAME_WORD}(?:\s+{_NAME_WORD}){{0,4}}){_NOT_OWNER}")
_NAMED = re.compile(
    rf"(?P<name>(?!The\b)[A-Z][\w’'.-]*[\w.](?:\s+{_NAME_WORD}){{1,4}})(?=\s*(?:\Z|,|\s(?:of|in|at|on|before)\s))"
)
_IN_BRACKETS = re.compile(r"\(\s*(?P<names>[A-Z][^()]*?)\s*\)")
_OFFICE = re.compile(
    r"\b(?:Department|Embass(?:y|ies)|Legations?|Consul\w*|Mission|Missions|Council|Committee|Commission|Chiefs"
    r"|Staff|Agency|Bureau|Office|Board|Delegation|Secretar(?:y|iat)|Government|Posts?|Group|Division|United"
    r"|President|Congress|Senate|House|Administration|Minist(?:ry|er)|Foreign|Ambassadors?|Officers?|Press"
    r"|Command\w*|Institute|Subcommittee|Representatives?|Assembly|Director|Chairman|Nation|Certain|Chargé|Union|All|Holders)\b"
)
_SEVERAL = re.compile(
    rf"(?<=\))\s+and\s+|\s+and\s+(?=(?:{_RANK})\s+[A-Z])|(?<=State)\s+and\s+the\s+(?=[A-Z])"
    r"|\s+and\s+(?=(?:the\s+)?(?:Department|Embassy|Legation)\b)"
)
_AFTERWARDS = re.compile(
    r",?\s+(?:(?:Temporarily|temporarily|then)\s+)?(?:at|in)\s+(?:the\s+)?[A-Z][\w .]*\Z"
    r"|,\s+(?:[A-Z]\w+,\s+)?[A-Z]\w+\s+\d{1,2},.*\Z|\s+(?:Before|at the|Regarding|Concerning)\s.*\Z",
    re.DOTALL,
)
_PLACED_OFFICE = re.compile(r"\A(?:Embass|Legation|Consul|Mission|Ambassador|Chargé|Minister|Department)")
_LONGEST_GROUP = 140


@dataclass(frozen=True, slots=True)
class DiplomaticParty:
    """A sender or recipient; ``start`` and ``end`` are where its name stands in the head."""

    name: str
    kind: PersonKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DiplomaticHead:
    """A head as read: ``title`` is it without the document's number."""

    title: str
    medium: str | None
    senders: tuple[DiplomaticParty, ...] = ()
    recipients: tuple[DiplomaticParty, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkedParty:
    """Where the encoders marked a party: ``role`` is ``from`` or ``to``."""

    start: int
    end: int
    role: str


def parse_diplomatic_head(text: str, marked: Iterable[MarkedParty] = ()) -> DiplomaticHead:
    """Read a head; ``marked`` are the parties its encoders marked, as characters of it."""
    marks = list(marked)
    number = _NUMBER.match(text)
    start = number.end() if number else 0
    body = text[start:]
    medium = _medium(body)
    if medium in ("editorial note", "minutes"):
        return DiplomaticHead(body, medium)
    written = _FROM.match(body)
    if medium == "memorandum of conversation":
        writers = _parties(text, start + written.start("rest"), len(text)) if written else ()
        return DiplomaticHead(body, medium, tuple(writers))
    if written and _medium(written["medium"]):
        senders, recipients = _split(text, start + written.start("rest"), marks)
    elif written_for := _FOR.match(body):
        begin = start + written_for.start("rest")
        senders, recipients = (
            (),
            () if _NOBODY.match(text, begin) else tuple(_parties(text, begin, len(text))),
        )
    elif medium is None or body.startswith("The "):
        senders, recipients = _split(text, start, marks)
        if not recipients or any(_MEDIUM.search(party.name) for party in senders):
            return DiplomaticHead(body, medium)
        medium = None
    else:
        senders, recipients = (), ()
    return DiplomaticHead(body, medium, senders, recipients)


def _medium(text: str) -> str | None:
    """What sort of document a head names before it says who wrote it."""
    for pattern, name in _MEDIA:
        if pattern.match(text) or (name == "estimate" and pattern.search(text)):
            return name
    lead = re.split(r"\b(?:From|from|by|to|for|of|Prepared|Approved)\b", text, maxsplit=1)[0]
    found = _MEDIUM.findall(lead)
    return found[-1].lower().replace("dispatch", "despatch") if found else None


def _split(
    text: str, start: int, marks: list[MarkedParty]
) -> tuple[tuple[DiplomaticParty, ...], tuple[DiplomaticParty, ...]]:
    """Part senders from recipients at the "to" between them."""
    place = _find_to(text, start, marks)
    if place is None:
        return tuple(_parties(text, start, len(text))), ()
    return tuple(_parties(text, start, place.start())), tuple(_parties(text, place.end(), len(text)))


def _find_to(text: str, start: int, marks: list[MarkedParty]) -> re.Match[str] | None:
    """Choose the "to" that is no part of an office ("Assistant to the President")."""
    candidates = [found for found in _TO.finditer(text, start) if _depth(text, start, found.start()) == 0]
    first = max((mark.end for mark in marks if mark.role == "from"), default=start)
    last = min((mark.start for mark in marks if mark.role == "to"), default=len(text))
    between = [found for found in candidates if first <= found.start() and found.end() <= last]
    candidates = between or candidates
    after_name = [found for found in candidates if text[: found.start()].rstrip().endswith(")")]
    free = [found for found in candidates if not _OFFICE_BEFORE_TO.search(text[start : found.start()])]
    return next(iter(after_name or free or between or _last_after_from(text, start, candidates)), None)


def _last_after_from(text: str, start: int, candidates: list[re.Match[str]]) -> list[re.Match[str]]:
    """After "From", unlike after "by", somebody is written to."""
    return candidates[-1:] if text[:start].rstrip().lower().endswith("from") else []


def _depth(text: str, start: int, end: int) -> int:
    return text.count("(", start, end) - text.count(")", start, end)


def _parties(text: str, start: int, end: int) -> Iterator[DiplomaticParty]:
    """The parties between two places of a head."""
    place = start
    for cut in [*_SEVERAL.finditer(text, start, end), None]:
        stop = cut.start() if cut else end
        yield from _party(text, place, stop)
        place = cut.end() if cut else end


def _party(text: str, start: int, end: int) -> Iterator[DiplomaticParty]:
    """The person or persons named, else the office."""
    ranked = _RANKED.match(text, start, end)
    named = _NAMED.match(text, start, end)
    if ranked and not _OFFICE.search(ranked["name"]):
        yield DiplomaticParty(_bare(ranked["name"]), "person", *ranked.span("name"))
    elif named and not _OFFICE.search(named["name"]):
        yield DiplomaticParty(_bare(named["name"]), "person", *named.span("name"))
    elif bracketed := _IN_BRACKETS.search(text, start, end):
        for name in re.finditer(r"[^,&]+?(?=,|\s+and\s|\s*&|\Z)", bracketed["names"]):
            bare = _bare(re.sub(r"\A\s*and\s+", "", name.group()))
            if bare:
                first = bracketed.start("names")
                yield DiplomaticParty(bare, "person", first + name.start(), first + name.end())
    else:
        yield from _group(text, start, end)


def _group(text: str, start: int, end: int) -> Iterator[DiplomaticParty]:
    name = re.sub(r"\A(?:the|The|all|certain)\s+", "", text[start:end].strip(" ,.")).strip()
    if not _PLACED_OFFICE.match(name):
        name = _AFTERWARDS.sub("", name)
    if 2 < len(name) <= _LONGEST_GROUP:
        yield DiplomaticParty(name[:1].upper() + name[1:], "group", start, end)


def _bare(name: str) -> str:
    return " ".join(name.split()).strip(" ,")
