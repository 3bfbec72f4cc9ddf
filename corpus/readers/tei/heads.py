"""Senders and recipients parsed from the heads of diplomatic documents.

"Telegram From the Embassy in Ruritania to the Department of State", "The Ambassador in Ruritania (Smith) to
the Secretary of State": a party is a person if one is named, otherwise the office as a group.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.model import PersonKind

_NUMBER = re.compile(r"\s*(?:No\.\s*)?\d+[a-z]?(?:\.\s*|\s+)(?=\S)")
_FROM = re.compile(
    r"(?P<medium>[^()]{3,90}?),?\s+"
    r"(?P<participle>(?:Prepared|Approved|Drafted|Submitted|Adopted|Issued|Written),?\s+)?"
    r"(?:(?<!Prepared )From|from|by|By|(?<=Prepared )(?:in|at)|(?<=Prepared, )in)\s+(?P<rest>\S.*)",
    re.DOTALL,
)
_FOR = re.compile(
    r"(?:[\w-]+\s){0,3}(?:Memorandum|Paper|Report)\s+(?:Prepared\s+)?(?:for|to)\s+(?P<rest>\S.*)"
)
_NO_RECIPIENT = re.compile(r"(?:the\s+)?(?:Record|Files?|Holders)\b")
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
    r"\b(telegram|cablegram|airgram|cable|communication|letter|memorandum|message|report|despatch|dispatch|paper|address|remarks"
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
_NEXT_OFFICE = re.compile(r"(?<=[a-z.])\s+(?=The\s+[A-Z])")
"""The space between two offices that a list does not divide."""
_NATIONALITY = r"(?:[A-Z][a-z]+(?:an|ish|ese|iet|ch|i|sh)\s+)?"
_RANK = (
    rf"(?:the\s+)?{_NATIONALITY}"
    r"(?:(?:the|Acting|Deputy|Under|Assistant|Vice|Former|Foreign|Prime|Lieutenant|Major|Brigadier|Rear)\s+)*"
    rf"(?:General\s+Secretary|President|Minister|Premier|Chairman|Senator|Ambassador|General|Admiral|Secretary{_OF}?|Chancellor|King"
    r"|Prince|Governor|Congressman|Marshal|Colonel|Captain|Director\s+of\s+Central\s+Intelligence|Director"
    r"|Secretary-General|Representative|Chargé|Mr\.|Mrs\.|Miss|Dr\.|Professor"
    r"|Major|Lieutenant|Commander|Judge|Justice|(?:His|Her)\s+(?:Majesty|Excellency))"
)
_RANKS = (
    rf"(?:the\s+)?{_NATIONALITY}(?:Chairmen|(?:Vice\s+)?Presidents|(?:Prime\s+|Foreign\s+)?Ministers|Premiers|Messrs\."
    rf"|Secretaries{_OF}?|Senators|Congressmen|Ambassadors|Generals|Admirals|Chancellors|Governors|Marshals)"
)
_RANKED = re.compile(rf"{_RANK}\s+(?P<name>{_NAME_WORD}(?:\s+{_NAME_WORD}){{0,4}}){_NOT_OWNER}")
_NAMED = re.compile(
    rf"(?P<name>(?!The\b)[A-Z][\w’'.-]*[\w.](?:\s+{_NAME_WORD}){{1,4}})(?=\s*(?:\Z|,|\s(?:of|in|at|on|before)\s))"
)
_NAME = rf"{_NAME_WORD}(?:\s+{_NAME_WORD}){{0,4}}"
_RANKED_TOGETHER = re.compile(rf"{_RANKS}\s+(?P<names>{_NAME}(?:,\s+{_NAME})*,?\s+and\s+{_NAME}){_NOT_OWNER}")
_NAME_OF_SEVERAL = re.compile(rf"(?!and\b){_NAME}")
_IN_BRACKETS = re.compile(r"\(\s*(?P<names>[A-Z][^()]*?)\s*\)")
_OFFICE = re.compile(
    r"\b(?:Department|Embass(?:y|ies)|Legations?|Consul\w*|Mission|Missions|Council|Committee|Commission|Chiefs"
    r"|Staff|Agency|Bureau|Office|Board|Delegation|Secretar(?:y|iat)|Government|Posts?|Group|Division|United"
    r"|President|Congress|Senate|House|Administration|Minist(?:ry|er)|Foreign|Ambassadors?|Officers?|Press"
    r"|Command\w*|Institute|Subcommittee|Representatives?|Assembly|Director|Chairman|Nation|Certain|Chargé|Union|All|Holders)\b"
)
_PARTY_SEPARATOR = re.compile(
    rf"(?<=\))\s+and\s+|\s+and\s+(?=(?:{_RANK})\s+[A-Z])|(?<=State)\s+and\s+the\s+(?=[A-Z])"
    r"|\s+and\s+(?=(?:the\s+)?(?:Department|Embassy|Legation)\b)"
)
_PLACE_AND_TIME = re.compile(
    r",?\s+(?:(?:Temporarily|temporarily|then)\s+)?(?:at|in)\s+(?:the\s+)?[A-Z][\w .]*\Z"
    r"|,\s+(?:[A-Z]\w+,\s+)?[A-Z]\w+\s+\d{1,2},.*\Z|\s+(?:Before|at the|Regarding|Concerning)\s.*\Z",
    re.DOTALL,
)
_PLACED_OFFICE = re.compile(r"\A(?:Embass|Legation|Consul|Mission|Ambassador|Chargé|Minister|Department)")
_MAX_GROUP_LENGTH = 140
LENGTH_MAX = 1_000
"""The characters of a head in which parties are found."""


@dataclass(frozen=True, slots=True)
class DiplomaticParty:
    """A sender or recipient; ``start`` and ``end`` (exclusive) are the offsets of its name in the head."""

    name: str
    kind: PersonKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DiplomaticHead:
    """A parsed head of a diplomatic document; ``title`` is the head without the document's number.

    ``medium`` is None if the head does not state it.
    """

    title: str
    medium: str | None
    senders: tuple[DiplomaticParty, ...] = ()
    recipients: tuple[DiplomaticParty, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkedParty:
    """The offsets of a party that is marked up in the head; ``role`` is ``from`` or ``to``."""

    start: int
    end: int
    role: str


def parse_diplomatic_head(text: str, marked: Iterable[MarkedParty] = ()) -> DiplomaticHead:
    """Parse a head into its title, medium, senders and recipients.

    Minutes and editorial notes have no parties, a memorandum of conversation has no recipients.

    Args:
        text: the head, with or without the document's number; parties are found in its first ``LENGTH_MAX``
            characters.
        marked: the parties marked up in it, by their offsets in ``text``.
    """
    if len(text) > LENGTH_MAX:
        head = parse_diplomatic_head(text[:LENGTH_MAX], [mark for mark in marked if mark.end <= LENGTH_MAX])
        return replace(head, title=f"{head.title}{text[LENGTH_MAX:]}")
    marks = list(marked)
    number = _NUMBER.match(text)
    start = number.end() if number else 0
    body = text[start:]
    medium = _medium(body)
    if medium in ("editorial note", "minutes"):
        return DiplomaticHead(body, medium)
    sent_by = _FROM.match(body)
    if medium == "memorandum of conversation":
        writers = _parties(text, start + sent_by.start("rest"), len(text)) if sent_by else ()
        return DiplomaticHead(body, medium, tuple(writers))
    if sent_by and (
        sent_by["participle"]
        or _medium(sent_by["medium"])
        or _is_sent(text, start + sent_by.start("rest"), body)
    ):
        senders, recipients = _split_parties(text, start + sent_by.start("rest"), marks)
    elif written_for := _FOR.match(body):
        begin = start + written_for.start("rest")
        senders, recipients = (
            (),
            () if _NO_RECIPIENT.match(text, begin) else tuple(_parties(text, begin, len(text))),
        )
    elif medium is None or body.startswith("The "):
        senders, recipients = _split_parties(text, start, marks)
        if not recipients or any(_MEDIUM.search(party.name) for party in senders):
            return DiplomaticHead(body, medium)
        medium = None
    else:
        senders, recipients = (), ()
    return DiplomaticHead(body, medium, senders, recipients)


def parse_listed_party(text: str) -> tuple[DiplomaticParty, ...]:
    """Parse an item of a list of recipients or senders: persons, else offices or bodies as groups.

    "The Secretary of State The Attorney General" are two.
    """
    starts = [0, *(match.end() for match in _NEXT_OFFICE.finditer(text)), len(text)]
    return tuple(party for start, end in pairwise(starts) for party in _party(text, start, end))


def _is_sent(text: str, start: int, body: str) -> bool:
    """Return whether a "From" before ``start`` and a "to" after it state the parties, whatever the medium.

    An office before "From" is no medium.
    """
    is_capital = text[:start].rstrip().endswith("From") and not body.startswith("The ")
    return is_capital and _find_to(text, start, []) is not None


def _medium(text: str) -> str | None:
    """Return the medium that a head states before its parties ("telegram"); None if it states none."""
    for pattern, name in _MEDIA:
        if pattern.match(text) or (name == "estimate" and pattern.search(text)):
            return name
    lead = re.split(r"\b(?:From|from|by|to|for|of|Prepared|Approved)\b", text, maxsplit=1)[0]
    media = _MEDIUM.findall(lead)
    return media[-1].lower().replace("dispatch", "despatch") if media else None


def _split_parties(
    text: str, start: int, marks: list[MarkedParty]
) -> tuple[tuple[DiplomaticParty, ...], tuple[DiplomaticParty, ...]]:
    """Split senders from recipients at the "to" between them; if there is none, all are senders."""
    separator = _find_to(text, start, marks)
    if separator is None:
        return tuple(_parties(text, start, len(text))), ()
    senders = tuple(_parties(text, start, separator.start()))
    return senders, tuple(_parties(text, separator.end(), len(text)))


def _find_to(text: str, start: int, marks: list[MarkedParty]) -> re.Match[str] | None:
    """Find the "to" between senders and recipients, not the one in an office ("Assistant to the President").

    The markup decides first, then a "to" after a bracketed name, then one that does not follow an office.
    None if there is no such "to".
    """
    candidates = [match for match in _TO.finditer(text, start) if _depth(text, start, match.start()) == 0]
    first = max((mark.end for mark in marks if mark.role == "from"), default=start)
    last = min((mark.start for mark in marks if mark.role == "to"), default=len(text))
    between = [match for match in candidates if first <= match.start() and match.end() <= last]
    candidates = between or candidates
    after_name = [match for match in candidates if text[: match.start()].rstrip().endswith(")")]
    after_no_office = [
        match for match in candidates if not _OFFICE_BEFORE_TO.search(text[start : match.start()])
    ]
    return next(
        iter(after_name or after_no_office or between or _last_after_from(text, start, candidates)), None
    )


def _last_after_from(text: str, start: int, candidates: list[re.Match[str]]) -> list[re.Match[str]]:
    """Return the last "to" after "From", which implies a recipient (unlike "by"); otherwise an empty list."""
    return candidates[-1:] if text[:start].rstrip().lower().endswith("from") else []


def _depth(text: str, start: int, end: int) -> int:
    """Return how many brackets are open at ``end`` that were opened since ``start``."""
    return text.count("(", start, end) - text.count(")", start, end)


def _parties(text: str, start: int, end: int) -> Iterator[DiplomaticParty]:
    """Yield the parties named between two offsets of a head (``end`` exclusive)."""
    position = start
    for separator in [*_PARTY_SEPARATOR.finditer(text, start, end), None]:
        stop = separator.start() if separator else end
        yield from _party(text, position, stop)
        position = separator.end() if separator else end


def _party(text: str, start: int, end: int) -> Iterator[DiplomaticParty]:
    """Yield the persons named between two offsets, or the group or office there if no person is named."""
    ranked = _RANKED.match(text, start, end)
    named = _NAMED.match(text, start, end)
    together = _RANKED_TOGETHER.match(text, start, end)
    if together:
        for name in _NAME_OF_SEVERAL.finditer(text, *together.span("names")):
            yield DiplomaticParty(_clean_name(name.group()), "person", *name.span())
    elif ranked and not _OFFICE.search(ranked["name"]):
        yield DiplomaticParty(_clean_name(ranked["name"]), "person", *ranked.span("name"))
    elif named and not _OFFICE.search(named["name"]):
        yield DiplomaticParty(_clean_name(named["name"]), "person", *named.span("name"))
    elif bracketed := _IN_BRACKETS.search(text, start, end):
        for name in re.finditer(r"[^,&]+?(?=,|\s+and\s|\s*&|\Z)", bracketed["names"]):
            bare = _clean_name(re.sub(r"\A\s*and\s+", "", name.group()))
            if bare:
                first = bracketed.start("names")
                yield DiplomaticParty(bare, "person", first + name.start(), first + name.end())
    else:
        yield from _group(text, start, end)


def _group(text: str, start: int, end: int) -> Iterator[DiplomaticParty]:
    """Yield the group or office between two offsets, without article, place and time, if it has a name.

    A name longer than ``_MAX_GROUP_LENGTH`` is not one.
    """
    name = re.sub(r"\A(?:the|The|all|certain)\s+", "", text[start:end].strip(" ,.")).strip()
    if not _PLACED_OFFICE.match(name):
        name = _PLACE_AND_TIME.sub("", name)
    if 2 < len(name) <= _MAX_GROUP_LENGTH:
        yield DiplomaticParty(name[:1].upper() + name[1:], "group", start, end)


def _clean_name(name: str) -> str:
    """Return a name with white space collapsed, and without commas around it."""
    return " ".join(name.split()).strip(" ,")
