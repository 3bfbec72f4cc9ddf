"""The English wording by which a query asks for letters; see ``wording``."""

from __future__ import annotations

import re
from typing import Final

from corpus.persons.titles import PERSONAL_TITLES
from corpus.text.analysis import ENGLISH, STOP_WORDS
from search.query.wording import (
    BLANK,
    DATE_FIRST,
    DATE_LAST,
    PADDING,
    PERSON_FIRST,
    PERSON_LAST,
    Patterns,
    QueryWording,
)

_ANY_PERSON = f"[{PERSON_FIRST}-{PERSON_LAST}]{PADDING}*"
_DATE = f"[{DATE_FIRST}-{DATE_LAST}]{PADDING}*"
_TITLE = (
    r"(?:(?:prime|foreign)\s+minister|(?:(?:first|general)\s+)?secretary(?:\s+of\s+state)?"
    rf"|(?:{'|'.join(sorted(map(str.lower, PERSONAL_TITLES)))})\.?)"
)
_PERSON = rf"(?:(?:the\s+)?(?:{_TITLE}\s+){{0,3}}{_ANY_PERSON})"
_PEOPLE = rf"{_PERSON}(?:(?:\s*,\s*(?:and\s+)?|\s+(?:and|or)\s+|\s*&\s*){_PERSON})*(?!{PADDING})(?!['’]s?\b)"
_OWNERS = rf"{_PERSON}(?:(?:\s*,\s*(?:and\s+)?|\s+(?:and|or)\s+|\s*&\s*){_PERSON})*(?!{PADDING})['’]s?"
_START = rf"\A[^\w{PERSON_FIRST}-{BLANK}]*"
_DATED_START = rf"{_START}(?:{_DATE}\s*[,;:.–—-]?\s*)?"
_LETTER = (
    r"\b(?:letters?|telegrams?|ciphers?|phonegrams?|wires?|cables?|messages?|memorand(?:um|ums|a)|memos?|postcards?|cards"
    r"|dispatch(?:es)?|despatch(?:es)?|communications?|missives?|notes?|papers|documents?|correspondence)\b"
)
_REPLY = (
    r"\b(?:repl(?:y|ies)|answers?|responses?|reports?|appeals?|instructions?|orders?|directives?|proposals?|requests?"
    r"|complaints?|objections?|suggestions?|warnings?|recommendations?|thanks|congratulations|greetings)\b"
)
_WRITES = (
    r"(?:wr(?:ites?|ote|itten|iting)|telegraph(?:s|ed|ing)?|cabl(?:es?|ed|ing)|wir(?:es?|ed|ing)"
    r"|repl(?:y|ies|ied|ying)|respond(?:s|ed)?|answer(?:s|ed)?|report(?:s|ed)?|appeal(?:s|ed)?"
    r"|complain(?:s|ed)?|sends?|sent|forward(?:s|ed)?|address(?:es|ed)?|sign(?:s|ed)|dictate[sd])\b"
)
_WROTE = r"(?:wr(?:ites?|ote|itten|iting)|telegraph(?:s|ed)?|cabl(?:es?|ed)|wir(?:es?|ed)|sends?|sent)\b"
_GOT = r"(?:receive[sd]?|gets?|got)\b"
_WHEN = r"(?:of|on|in|from|dated|during|written\s+(?:in|on)|sent\s+(?:in|on)|for|throughout)"
_NOT_DIRECTED_WORDS = """
    relation relations attitude opposition loyal loyalty appeal complaint visit trip objections resistance
    reaction according addressed return access close report reports letter letters speech reply attempt
"""
_NOT_DIRECTED = "".join(f"(?<!{word})" for word in _NOT_DIRECTED_WORDS.split())
"""Words that "to" may belong to without naming a recipient: "letters about the appeal to Stalin"."""
_PARTS: Final = {
    "start": _DATED_START,
    "letter": _LETTER,
    "reply": _REPLY,
    "something": f"(?:{_LETTER}|{_REPLY})",
    "writes": _WRITES,
    "wrote": _WROTE,
    "tells": (
        r"(?:tell|told|sa(?:y|id)\s+to|answer(?:ed)?|inform(?:ed)?|ask(?:ed)?|instruct(?:ed)?|advised?|warn(?:ed)?"
        r"|remind(?:ed)?)"
    ),
    "informs": r"(?:writes|wrote|(?:telegraph|answer|inform)(?:s|ed)|(?:cabl|wir)(?:es|ed)|instructs)",
    "object": rf"(?:\s+(?:back|again|home|of|(?:\w+\s+){{0,2}}?(?:{_LETTER}|\w+thing)))?",
    "got": r"(?:receive[sd]?|gets?|got|hears?|heard)\b",
    "dated": rf"(?:\s*,?\s*(?:{_WHEN}\s+)?(?:the\s+)?{_DATE})?",
    "adjectives": r"(?:\w+\s+){0,2}?",
    "subject": (
        rf"(?P<subject>\s+(?:about|on|concerning|regarding|with|from)\s[^?;,]{{1,60}}?{_NOT_DIRECTED})?"
    ),
    "between": r"(?P<subject>[^?;]{0,40}?)",
    "gap": r"(?P<subject>[^?;]{0,60}?)",
    "by": r"(?:from|by|of|(?:written|sent|signed|dictated|authored|dispatched|addressed)\s+by)",
    "to": r"(?:(?:addressed|sent|written|directed)\s+)?to",
    "auxiliary": r"(?:(?:had|has|have|ever|first|last|also|then|often)\s+)*",
    **{role: f"(?P<{role}>{_PEOPLE})" for role in ("sender", "recipient", "correspondent")},
    **{f"{role}s": f"(?P<{role}>{_OWNERS})" for role in ("sender", "recipient", "correspondent")},
    "addressee": f"(?P<recipient2>{_PEOPLE})",
    "other": f"(?P<correspondent2>{_PEOPLE})",
    "pair": rf"(?P<correspondent>{_PERSON}\s+(?:and|with)\s+{_PERSON})",
    "joined": rf"(?P<correspondent>{_PERSON}\s*(?:[-–—/]|\band\b)\s*{_PERSON})",
}
"""Parts of the patterns below: {senders} is a possessive ("Stalin's"), {sender} is not."""


def _compile(*patterns: str) -> Patterns:
    """Compile patterns of ``_PARTS``, in which a space stands for white space."""
    filled = (pattern.replace(" ", r"\s+").format_map(_PARTS) for pattern in patterns)
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in filled)


_SENDINGS: Final = _compile(r"{sender} {auxiliary}{writes}{object} to {recipient}")
"""Who wrote or sent something to whom."""
_NOUN_PHRASES: Final = _compile(
    r"(?:{senders} )?(?:\w+ )?{reply}{dated} to {recipients} {adjectives}{letter}(?P<theirs>{dated})",
    r"(?:(?:{letter}|\bexchanges?) (?:between|of)|\bexchanged (?:between|by)) {pair}",
    r"{correspondents} {adjectives}correspondence with {other}",
    r"\bcorrespondence (?:with|of) {correspondent}",
    r"{correspondents} {adjectives}correspondence\b",
    r"{joined} correspondence\b",
    r"{senders} {adjectives}{letter}(?:{dated}{subject} {to} {recipient})?",
    r"{senders} {adjectives}{reply}{dated} {to} {recipient}",
    r"{something}(?: (?:that|which))? {sender} {auxiliary}{writes}(?: {to} {recipient}| {addressee})?",
    r"{something}(?: (?:that|which))? {recipient} {auxiliary}{got}(?: from {sender})?",
    r"{letter}{dated} received by {recipient}(?: from {sender})?",
    r"{letter}{dated} {to} {recipient}(?:{dated} {by} {sender})?",
    r"{letter}{dated} {by} {sender}(?:{dated}{subject} {to} {recipient})?",
    r"{something}{gap}\bfrom {sender}(?:{dated} {to} {recipient})?",
    r"{letter}{subject} {to} {recipient}",
    r"{reply}{dated} by {sender}{dated} {to} {recipient}",
    r"{reply}{dated} {to} {recipient}",
    r"{letter}[:,]? {sender} to {recipient}",
    r"{start}{sender} (?:letters|telegrams|cables|messages|dispatches|memos)\b",
    r"{start}{sender}, {letter}",
    r"{sender} {auxiliary}{informs} {recipient}",
)
"""Noun phrases and statements that name letters by their correspondents."""
_HEADINGS: Final = _compile(
    r"{start}{sender}{dated} (?:to|-+>|→) {recipient}",
    r"\bfrom:? {sender}\s*[,;]?\s*to:? {recipient}",
    r"\bto:? {recipient}\s*[,;]?\s*from:? {sender}",
    r"(?:{start}|[,;]\s*)(?:sender|author|writer):? {sender}",
    r"(?:{start}|[,;]\s*)(?:recipient|addressee):? {recipient}",
    r"{sender} as (?:the )?(?:sender|author|writer)\b",
    r"{recipient} as (?:the )?(?:recipient|addressee)\b",
    r"{start}from {sender}",
    r"{start}to {recipient}",
)
"""Queries that begin like the heading of a letter."""
_CLAUSES: Final = _compile(
    r"\b(?:did|does|had|has) {sender} {auxiliary}{tells} {recipient}",
    r"\bwhat {sender} {auxiliary}{tells} {recipient}",
    r"\b(?:to )?whom? (?:did|had|has|does) {sender} {auxiliary}(?:{wrote}|{writes})(?: to)?\b",
    r"\bwho (?:\w+ ){{0,2}}?{writes}(?: letters?)? to {recipient}",
    r"\b(?:what|when|everything|anything|things|all|how often)\b{between}{sender} {auxiliary}{wrote}\b"
    r"(?: {addressee})?",
    r"\b{writes} to {recipient}(?:{dated} by {sender})?",
    r"\breached {recipient} from {sender}",
    r"\bwritten by {sender}(?:{dated} to {recipient})?",
    r"{recipient} {auxiliary}{got} (?:{letter} )?from {sender}",
    r"\b(?:what|everything|anything|all|letters?){between}{got} from {sender}",
)
"""Other clauses that name who wrote or received letters."""
_OTHER_OWNER: Final = re.compile(
    r"\b(?!(?:what|who|where|here|there|that|it|let)['’])\w+['’]s?\s+(?:\w+\s+){0,2}\Z", re.IGNORECASE
)
"""A possessive before letters that no known person wrote: "Castro's letter"."""
_OTHER_QUESTION: Final = re.compile(
    r"\A\W*(?:why|how(?!\s+(?:many|often))|when|where|was|were|is(?!\s+there)|are(?!\s+there)|did|does|do|had|has|have"
    r"|could|should|would|if|whether|what\s+(?:became|happened|led|made|caused|explains?))\b",
    re.IGNORECASE,
)
"""Beginnings of questions about something other than letters."""
_LEAD = (
    r"(?:find|show|list|give|get|me|us|all|any|every|each|the|a|an|some|other|which|what|how|many|are|is|were|there|search"
    r"|look(?:ing)?|for|please|i|am|want|need|see|everything|anything|something|whatever|things?|items|two|three|first"
    r"|last)"
)
_NO_HEAD = (
    r"(?!(?:in|about|of|on|with|for|to|by|from|and|or|at|as|after|before|that|who|did|do|does|was|were|is|why"
    r"|had)\b)"
)
_HEADED_BY_LETTERS: Final = re.compile(
    rf"{_START}(?:{_LEAD}\s+)*(?:{_DATE}(?:['’]s)?\s+)?(?:{_NO_HEAD}\w+\s+){{0,2}}?(?P<letters>{_LETTER})",
    re.IGNORECASE,
)
"""A query whose head is a noun for letters: "all grain letters …"."""
_LETTERS_OF_DATE: Final = re.compile(
    rf"{_LETTER}\s*,?\s*(?:{_WHEN}\s+)?(?:the\s+)?(?:years?\s+|months?\s+of\s+)?(?P<after>{_DATE})"
    rf"|(?P<before>{_DATE})(?:['’]s)?\s+{_LETTER}",
    re.IGNORECASE,
)
_TIME_PREPOSITION: Final = re.compile(
    r"\b(?:in|on|during|throughout|from|since|dated|written|sent|within)\s+(?:the\s+)?(?:years?\s+|months?\s+of\s+)?\Z",
    re.IGNORECASE,
)
_LEADING_PREPOSITION: Final = re.compile(
    r"(?:between|from|by|before|after|since|until|till|up to|no|not|prior|earlier|later|following|on or)\b",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r"between\b|from\b.*\b(?:to|until|till|through)\b", re.IGNORECASE | re.DOTALL)
_ADJACENT: Final = re.compile(
    rf"(?:\A|[{BLANK}])[\W_]*(?:(?:of|on|in|from|dated)\s+)?(?:the\s+)?(?:(?:date|years?)\s*:?\s*)?\Z",
    re.IGNORECASE,
)
_LAST: Final = re.compile(r"[,;:–—(-]\s*\Z")
"""The punctuation before a date at the end of a query."""
_RELATING: Final = re.compile(
    rf"(?<=[{BLANK}])\s*(?:about|on|concerning|regarding|mentioning|discussing|which|that|dealing\s+with|with|of|in|to|and|did)\b",
    re.IGNORECASE,
)
_FILLERS = """
    about all any anything between correspondence date document documents during earliest ever everything find
    first get give last latest reached
    happened letter letters list look looking many me often papers please received say said says search see
    send sent show some something telegram telegrams there things time whatever when written wrote year
"""
FILLERS: Final = STOP_WORDS.union(_FILLERS.split())
"""Words that add nothing to a query once its conditions are taken out."""
WORDS: Final = re.compile(rf"{_LETTER}|{_REPLY}|{_WRITES}|{_GOT}", re.IGNORECASE)
"""Matches a noun for letters or a verb of writing."""
ENGLISH_WORDING: Final = QueryWording(
    ENGLISH,
    _SENDINGS,
    _NOUN_PHRASES,
    _HEADINGS,
    _CLAUSES,
    _OTHER_OWNER,
    _OTHER_QUESTION,
    _HEADED_BY_LETTERS,
    _LETTERS_OF_DATE,
    _TIME_PREPOSITION,
    _LEADING_PREPOSITION,
    _BETWEEN,
    _ADJACENT,
    _LAST,
    _RELATING,
    FILLERS.__contains__,
)
