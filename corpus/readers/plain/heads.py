"""Where letters begin: the heads in the form that occurs most often in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.text.numerals import from_roman

HEADS_LEAST = 3
"""The fewest heads that make a text a correspondence."""
NEARLY = 0.8
"""The share of the most frequent form's heads that a more specific form must have to be preferred."""
MAX_HEAD_LENGTH = 240
"""The most characters in a head, all its lines together."""
_MAX_HEAD_LINES = 4
_LETTER = r"(?:letters?|lettre|brief|lettera|carta|epistola|письмо)"
_NUMBER = rf"(?:N(?:[or]|ro|°|º)\.?\s*)?(?P<number>[IVXLCDM]+|[0-9]{{1,4}})(?:\.?\s+(?i:{_LETTER}))?"
_NUMBERED = rf"(?:(?i:{_LETTER})\s+)?{_NUMBER}[.:]?\s+[-—–]*\s*"
_CAPITAL = r"[^\W\d_a-zß-öø-ÿа-яё]"
_LOWER_WORD = (
    r"(?:of|de|du|des|di|del|della|da|la|le|van|von|vom|zu|zur|den|der|the|and|und|et|e|y|d['’]|l['’])"
)
_WORD = rf"(?:(?:d['’]|l['’])?{_CAPITAL}[\w.'’-]*|{_LOWER_WORD}|&)"
_NAME = rf"{_WORD}(?:[ ,]+{_WORD})*"
_TO = r"(?:[Tt]o|TO|[Aa]n|AN|[ÀAàa]|[Aa]u|AU|[Aa]ux|AUX|[Aa]l|[Aa]lla|[Aa]llo|[Aa]an|AAN|[Aa]d|AD|К|к)"
_ARTICLE = (
    r"(?:(?:the|my|den|dem|die|das|le|la|les|l['’]|il|de|het|signora?|señora?|don|doña|monsieur|madame|comte|comtesse"
    r"|duc|duchesse|abbé|conte|contessa|heer|mevrouw)\s+)*"
)
SAME = re.compile(
    r"(?:the )?same|den ?selben|die ?selben?|dem ?selben|(?:la |le )?m[êe]me|(?:lo )?stesso|(?:la )?stessa"
    r"|(?:el )?mismo|(?:la )?misma|(?:de )?zelfden?|dezelfden?|eundem|eandem|нему же|ней же|тому же|той же",
    re.IGNORECASE,
)
"""Matches "the same" as a recipient: that of the letter before."""
_MARK = r"\s*(?P<mark>\*{1,3}|†|\[[0-9]+\])?"
_RECIPIENT = rf"(?P<recipient>{_ARTICLE}{_CAPITAL}[^\n]{{0,200}}?|(?i:{SAME.pattern}))"
_FORMS = tuple(
    re.compile(rf"\s*{form}[.,:]?{_MARK}\s*")
    for form in (
        rf"{_NUMBERED}(?P<sender>{_NAME})\s+{_TO}\s+(?P<recipient>{_NAME})",
        rf"(?P<sender>{_NAME})\s+{_TO}\s+(?P<recipient>{_NAME})",
        rf"{_NUMBERED}{_TO}\s+{_RECIPIENT}",
        rf"(?i:{_LETTER})\s+{_NUMBER}\.?",
        rf"{_NUMBER}\.?",
        rf"{_TO}\s+(?P<recipient>{_NAME})",
    )
)
"""The forms of heads, the most specific first; a number alone is followed by an address below it."""
_ADDRESSED = re.compile(rf"\s*{_TO}\s+{_RECIPIENT}[.,:]?{_MARK}\s*")


@dataclass(frozen=True, slots=True)
class LetterHead:
    """A letter's head: lines ``start`` to ``end`` (exclusive, from 0) and its parts, "" if missing.

    ``mark`` is the marker of a note on the head.
    """

    start: int
    end: int
    number: str
    sender: str
    recipient: str
    mark: str


def find_heads(lines: Sequence[str]) -> list[LetterHead]:
    """Return the heads of the letters, all in the same form, in order; empty if fewer than ``HEADS_LEAST``.

    The most specific form is chosen of those that are about as frequent as the most frequent one. A head is
    set off by blank lines; one without a recipient ("LETTER IV", "12.") counts only if the next line that is
    not blank, at most four lines below, is an address ("To R. Moor"), or if its number is the next of the
    series ("Petition", "Address unknown").
    """
    found = [[head for place in range(len(lines)) if (head := _head(lines, place, form))] for form in _FORMS]
    most = max(map(len, found))
    chosen = next((i for i, heads in enumerate(found) if len(heads) >= max(HEADS_LEAST, NEARLY * most)), None)
    if chosen is None:
        return []
    is_bare = "recipient" not in _FORMS[chosen].groupindex
    return list(_with_unaddressed(found[chosen], lines, _FORMS[chosen])) if is_bare else found[chosen]


def _with_unaddressed(
    heads: Sequence[LetterHead], lines: Sequence[str], form: re.Pattern[str]
) -> Iterator[LetterHead]:
    """Yield the heads in order, among them numbers without an address that continue the series."""
    ends = [*(head.start for head in heads[1:]), len(lines)]
    for head, stop in zip(heads, ends, strict=True):
        latest: LetterHead | None = head
        while latest:
            yield latest
            latest = _next_number(lines, latest, stop, form)


def _next_number(
    lines: Sequence[str], head: LetterHead, stop: int, form: re.Pattern[str]
) -> LetterHead | None:
    """Return the head between another one and a line that is the next number alone; None if there is none."""
    if not head.number.isdecimal():
        return None
    number = str(int(head.number) + 1)
    for place in range(head.end, stop):
        if lines[place].strip() and not lines[place - 1].strip():
            text, end = _block(lines, place)
            match = form.fullmatch(text)
            if match and arabic(match["number"]) == number and end < stop:
                return LetterHead(place, end, number, "", "", match["mark"] or "")
    return None


def arabic(number: str) -> str:
    """Convert a Roman numeral to Arabic digits; return anything else unchanged."""
    return str(from_roman(number) or number)


def _head(lines: Sequence[str], place: int, form: re.Pattern[str]) -> LetterHead | None:
    """Return the head in this form that begins at a line, or None."""
    if not lines[place].strip() or (place and lines[place - 1].strip()):
        return None
    text, end = _block(lines, place)
    match = form.fullmatch(text)
    if match is None:
        return None
    given = match.groupdict()
    if not given.get("recipient"):
        below = next((row for row in range(end, min(end + 3, len(lines))) if lines[row].strip()), None)
        if below is None:
            return None
        text, end = _block(lines, below)
        address = _ADDRESSED.fullmatch(text)
        if address is None:
            return None
        given |= {"recipient": address["recipient"], "mark": given.get("mark") or address["mark"]}
    return LetterHead(
        place,
        end,
        arabic(given.get("number") or ""),
        (given.get("sender") or "").strip(),
        (given.get("recipient") or "").strip(),
        given.get("mark") or "",
    )


def _block(lines: Sequence[str], place: int) -> tuple[str, int]:
    """Return the lines from an index to the next blank one, joined, and the index after them.

    The text is "" if they are too many or too long for a head.
    """
    end = place
    while end < len(lines) and lines[end].strip() and end - place <= _MAX_HEAD_LINES:
        end += 1
    text = " ".join(line.strip() for line in lines[place:end])
    return (text, end) if end - place <= _MAX_HEAD_LINES and len(text) <= MAX_HEAD_LENGTH else ("", end)
