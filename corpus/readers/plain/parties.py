"""Who wrote to whom: names in heads of letters, and the author that a title or a catalogue entry names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from corpus.persons.titles import ACADEMIC, ADDRESSES, NOBILITY

from .heads import SAME, LetterHead

_NAME: Final = r"(?P<name>[^\W\d_a-z][^,;:(\d]*?)"
_END: Final = r"(?=\s+(?:to|an|à|with|mit|avec|from|in|during|vol)\b|\s*[,;:(\d.]|\s*\Z)"
_TITLES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i:letters|correspondence|epistles)\s+(?:of|from|by)\s+{_NAME}{_END}",
        r"(?P<name>[^\W\d_a-z]\w*(?:\s[^\W\d_a-z]\w*)?)(?:['’]s|s['’])\s+(?:\w+\s+)?(?:Letters|Correspondence)",
        rf"(?i:briefe|briefwechsel)\s+(?:von|des|der)\s+{_NAME}{_END}",
        r"(?P<name>[^\W\d_a-z]\w*[^\Wes\d_])s\s+(?:\w+\s+)?Briefe\b",
        rf"(?i:lettres|correspondance)\s+(?:\w+\s+)?(?:de\s+|du\s+|d['’]){_NAME}{_END}",
        rf"(?i:lettere|epistolario)\s+(?:di\s+|d['’]){_NAME}{_END}",
        rf"(?i:cartas|epistolario)\s+de\s+{_NAME}{_END}",
        rf"(?i:brieven)\s+van\s+{_NAME}{_END}",
    )
)
_TITLE_MOST: Final = 500
"""The characters of a title in which its author is searched."""
_CATALOGUED: Final = re.compile(r"^(?P<role>Author|Translator|Editor):\s*(?P<name>.+)$", re.MULTILINE)
_ARTICLES: Final = re.compile(r"(?:(?:the|my|den|dem|die|das|le|la|les|het)\s+|l['’]\s*)+", re.IGNORECASE)
_HONORIFIC: Final = re.compile(
    rf"(?<!\w)(?:M|{'|'.join(sorted(ADDRESSES | ACADEMIC | NOBILITY))})\.?\s+(?=\w)", re.IGNORECASE
)
_SUFFIX: Final = re.compile(r"(?:[JS]r|Esq|Bart|M\.? ?D|Ph\.? ?D)\.?", re.IGNORECASE)
_SMALL_WORDS: Final = re.compile(
    r"\b(?:Of|The|And|De|Du|La|Le|Van|Von|Vom|Zu|Zur|Der|Den|Und|Et|Di|Da|Del|Della)\b"
)


def author_of(title: str, frame: str) -> str:
    """Return the only writer of a collection, or "" if none is known.

    It is the one whom the title names ("Tamm's Letters", "Briefe von A. Tamm"), in the fuller form that the
    catalogue entry has; else the author in the entry, unless this is the translator or editor.

    Args:
        frame: the text before the body, with lines "Author: …" and "Translator: …".
    """
    people = [(match["role"], match["name"].strip()) for match in _CATALOGUED.finditer(frame)]
    others = {name for role, name in people if role != "Author"}
    author = next((name for role, name in people if role == "Author" and name not in others), "")
    match = next(filter(None, (pattern.search(title[:_TITLE_MOST]) for pattern in _TITLES)), None)
    named = match["name"].strip() if match else ""
    is_fuller = not named or named.split()[-1].casefold() in author.casefold()
    return author if author and is_fuller else named


def same_recipients(heads: Iterable[LetterHead]) -> Iterator[LetterHead]:
    """Yield the heads with "To the same" replaced by the recipient of the head before."""
    recipient = ""
    for head in heads:
        if recipient and SAME.fullmatch(head.recipient.strip(" .")):
            head = replace(head, recipient=recipient)
        recipient = head.recipient
        yield head


def name_in_head(text: str) -> str:
    """Return the name that a head states, without articles and what follows it ("…, Keeper of the Light").

    Names in capitals are put in title case ("EMERSON" → "Emerson").
    """
    name, *additions = re.split(r"\s*,\s+", text.strip())
    name = _ARTICLES.sub("", name, count=1) if _ARTICLES.match(name) else name
    honorific = _HONORIFIC.search(name)
    name = name[honorific.start() :] if honorific else name
    suffix = next((addition for addition in additions[:1] if _SUFFIX.fullmatch(addition)), "")
    return ", ".join(filter(None, (_in_title_case(name), suffix.title() if suffix.isupper() else suffix)))


def _in_title_case(name: str) -> str:
    """Return a name in capitals in title case, with small particles; short or other names unchanged."""
    if not name.isupper() or len(name) <= 3:
        return name
    title = re.sub(r"(?<=['’])S\b", "s", name.title())
    return title[:1] + _SMALL_WORDS.sub(lambda match: match[0].lower(), title)[1:]
