"""Our query language: text → syntax tree, every node with its position; errors say where and why.

    "grain procurement"~3   phrase, its words at most 3 places apart   AND OR NOT ( )   operators, in capitals
    engin*  engin~2         prefix; near spelling (1 or 2 changes)     +word  -word     must; must not
    sender:Stalin           field:value, field:"value", field:(a OR b)

Whatever is no operator is plain words: pasted prose is never an error. Words side by side are optional
together; a phrase, prefix, field or + beside them is required.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from corpus.errors import QuerySyntaxError
from corpus.text.analysis import words
from search.messages import Message
from search.query.syntax import (
    And,
    FieldNode,
    Fuzzy,
    Implicit,
    Must,
    Node,
    Not,
    Or,
    ParsedQuery,
    Phrase,
    Prefix,
    Word,
)
from store.fields import INDEXED_FIELDS

FIELDS = ("heading", "text", *(field.name for field in INDEXED_FIELDS), "date")

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<open>\()|(?P<close>\))
    |(?P<operator>(?:AND|OR|NOT)(?=[\s()]|\Z))
    |(?P<sign>(?<![^\s(])[+-](?=[\w"“„«(]))
    |(?P<noise>[+-]+)
    |(?P<field>(?<!\w)[A-Za-z_.]+(?=:(?:["“„«(\w]|\.\.\w)))(?P<colon>:)
    |(?P<phrase>(?<!\w)["“„«](?P<inside>[^"“”„«»]*)["“”»](?!\w)(?:~(?P<slop>\d{1,9}))?)
    |(?P<word>[^\s()"“”„«»]+)
    |(?P<stray>.)""",
    re.VERBOSE,
)
_OPERATOR_WORDS = ("AND", "OR", "NOT")
"""In small letters where they are words, as they would be typed."""
_OPENS = re.compile(r"(?<!\w)[\"“„«](?=\w)")
_PREFIX = re.compile(r"(\w[\w’'-]*)\*\W*")
NESTING_MAX = 20
"""Brackets and operators inside each other at most."""
LOOSE_WORDS_MAX = 16
"""Words of a phrase at a distance at most: what is looked for near each other is not a page."""
SLOP_MAX = 99
"""Places the words of a phrase may be apart at most."""
OTHER_FIELD_NAMES = {
    "author": "sender", "from": "sender", "to": "recipient", "person": "mentions", "subject": "topic",
    "title": "heading", "type": "kind", "year": "date",
}  # fmt: skip
"""What our fields are called elsewhere, for the hint."""
_MISPLACED = re.compile(r"\w+(?:[*]\w+|~\d+)[*]?\W*")
_MISPLACED_HINT = "A * stands at the end of a word (engin*), a ~ there with 1 or 2 changes (engin~2)."
_FUZZY = re.compile(r"(\w[\w’'-]*)~([12]?)\W*")


@dataclass(frozen=True, slots=True)
class _QueryToken:
    kind: str
    text: str
    start: int
    end: int
    value: str = ""
    number: int = 0


def parse_query(text: str, *, clauses_max: int = 64, phrase_words_max: int = 100) -> ParsedQuery:
    """Parse a query.

    Raises:
        QuerySyntaxError: an operator lacks its operand, brackets do not match, an explicit field is unknown,
            or there are more clauses, or words in a phrase, than may be.
    """
    found = _tokens(text)
    operands = sum(token.kind in ("word", "phrase", "prefix", "fuzzy") for token in found)
    has_operators = any(token.kind in _OPERATORS for token in found)
    if not any(token.kind in _BINDING for token in found):
        found = _without_stray_brackets(found)
    if not has_operators:
        plain = [Word(token.text, token.start, token.end) for token in found if token.kind == "word"]
        return ParsedQuery(text, Implicit(tuple(plain)) if plain else None, True, _notices(text))
    if operands > clauses_max:
        raise QuerySyntaxError(
            f"The query has {operands} words; {clauses_max} are allowed beside operators.",
            "Use fewer, or ask in plain words.",
            position=0,
            length=len(text),
        )
    for token in found:
        _check_length(token, phrase_words_max)
    root = _QueryParser(found).parse()
    return ParsedQuery(text, root, False, _notices(text))


def _check_length(token: _QueryToken, words_max: int) -> None:
    """Refuse a phrase, or a word parted by signs, that has too many words."""
    if token.kind == "phrase" and token.number:
        words_max = min(words_max, LOOSE_WORDS_MAX)
    count = len(words(token.text)) if token.kind == "phrase" or len(token.text) > words_max else 0
    if token.kind in ("phrase", "word") and count > words_max:
        raise QuerySyntaxError(
            f"The phrase has {count} words; {words_max} are allowed.",
            "Quote fewer words, or leave the quotation marks out.",
            position=token.start,
            length=token.end - token.start,
        )


def _notices(text: str) -> tuple[Message, ...]:
    """Tell of a quotation mark that opens before a word and is never closed."""
    strays = (match for match in _TOKEN.finditer(text) if match["stray"])
    is_open = any(_OPENS.match(text, match.start()) for match in strays)
    return (Message("quotation-mark-unclosed"),) if is_open else ()


_BINDING = frozenset({"operator", "sign", "field"})
"""Operators that brackets can belong to; beside phrases alone they are prose."""
_OPERATORS = _BINDING | {"phrase", "prefix", "fuzzy"}


def _without_stray_brackets(found: Sequence[_QueryToken]) -> list[_QueryToken]:
    """Leave out what opens or closes nothing: "1) the …", ":)"; and pairs around nothing."""
    kept: list[_QueryToken] = []
    opened: list[int] = []
    for token in found:
        if token.kind == "open":
            opened.append(len(kept))
        elif token.kind == "close":
            if not opened:
                continue
            if opened.pop() == len(kept) - 1:
                kept.pop()
                continue
        kept.append(token)
    return [token for place, token in enumerate(kept) if place not in opened]


def _tokens(text: str) -> list[_QueryToken]:
    found: list[_QueryToken] = []
    for match in _TOKEN.finditer(text):
        kind, start, end = str(match.lastgroup), match.start(), match.end()
        if match["phrase"] is not None:
            found += _phrase_tokens(match)
        elif match["field"] is not None:
            found += _field_tokens(match)
        elif match["word"] is not None:
            found += _word_tokens(match["word"], start, end)
        elif kind not in ("space", "noise", "stray"):
            found.append(_QueryToken(kind, match.group(), start, end))
    return found if _has_operands(found) else []


def _has_operands(found: Sequence[_QueryToken]) -> bool:
    return any(token.kind not in ("open", "close") for token in found)


def _phrase_tokens(match: re.Match[str]) -> list[_QueryToken]:
    """A phrase; quotation marks around nothing are none."""
    slop = int(match["slop"] or 0)
    if slop > SLOP_MAX:
        raise QuerySyntaxError(
            "The words of a phrase cannot be so far apart.",
            f"Write at most {SLOP_MAX} after the ~, or join the words by AND.",
            position=match.start("slop"),
            length=len(match["slop"]),
        )
    inside = match["inside"]
    return [_QueryToken("phrase", inside, *match.span(), number=slop)] if inside.strip() else []


def _field_tokens(match: re.Match[str]) -> list[_QueryToken]:
    """A known field, or a word before a colon."""
    name, start = match["field"], match.start()
    if name.lower() in FIELDS:
        return [_QueryToken("field", name.lower(), start, match.end())]
    near = OTHER_FIELD_NAMES.get(name.lower()) or _nearest_field(name.lower())
    if near:
        raise QuerySyntaxError(
            f"There is no field “{name}”.",
            f"Did you mean “{near}:”? Put a space after the colon if it is no field.",
            position=start,
            length=len(name),
        )
    return _word_tokens(name, start, start + len(name))


def _nearest_field(name: str) -> str | None:
    near = process.extractOne(name, FIELDS, scorer=fuzz.ratio, score_cutoff=80)
    return near[0] if near else None


def _word_tokens(word: str, start: int, end: int) -> list[_QueryToken]:
    prefix, fuzzy = _PREFIX.fullmatch(word), _FUZZY.fullmatch(word)
    if prefix:
        return [_QueryToken("prefix", prefix[1], start, end)]
    if fuzzy:
        return [_QueryToken("fuzzy", fuzzy[1], start, end, number=int(fuzzy[2] or 1))]
    if _MISPLACED.fullmatch(word):
        raise QuerySyntaxError(
            f"“{word}” cannot be looked up.", _MISPLACED_HINT, position=start, length=end - start
        )
    text = word.lower() if word in _OPERATOR_WORDS else word
    return [_QueryToken("word", text, start, end)] if any(sign.isalnum() for sign in word) else []


class _QueryParser:
    """Recursive descent: or-expression → and-expression → words side by side → factor."""

    def __init__(self, found: list[_QueryToken]) -> None:
        self._tokens = found
        self._position = 0
        self._depth = 0

    def parse(self) -> Node:
        node = self._or_expression()
        token = self._peek()
        if token is not None:
            raise self._error("This bracket closes nothing.", "Take it out, or open one before it.", token)
        return node

    def _or_expression(self) -> Node:
        children = [self._and_expression()]
        while self._accept("OR"):
            children.append(self._and_expression())
        return children[0] if len(children) == 1 else Or(tuple(children))

    def _and_expression(self) -> Node:
        children = [self._implicit_expression()]
        while self._accept("AND"):
            children.append(self._implicit_expression())
        return children[0] if len(children) == 1 else And(tuple(children))

    def _implicit_expression(self) -> Node:
        children: list[Node] = []
        while (token := self._peek()) and not _ends_sequence(token):
            children.append(self._factor())
        if not children:
            raise self._missing_operand()
        return children[0] if len(children) == 1 else Implicit(tuple(children))

    def _factor(self) -> Node:
        token = self._next()
        self._depth += 1
        if self._depth > NESTING_MAX:
            raise self._error(
                f"Brackets and operators stand more than {NESTING_MAX} deep.", "Write it more simply.", token
            )
        node = self._node(token)
        self._depth -= 1
        return node

    def _node(self, token: _QueryToken) -> Node:
        match token.kind:
            case "operator" | "sign" if token.text in ("NOT", "-"):
                return Not(self._operand(token))
            case "sign":
                return Must(self._operand(token))
            case "field":
                child = self._operand(token)
                return FieldNode(token.text, child, token.start, self._tokens[self._position - 1].end)
            case "open":
                return self._group(token)
            case "phrase":
                return Phrase(token.text, token.number, token.start, token.end)
            case "prefix":
                return Prefix(token.text, token.start, token.end)
            case "fuzzy":
                return Fuzzy(token.text, token.number, token.start, token.end)
            case _:
                return Word(token.text, token.start, token.end)

    def _operand(self, operator: _QueryToken) -> Node:
        following = self._peek()
        if following is None or _ends_sequence(following):
            sign = operator.text + ":" * (operator.kind == "field")
            raise self._error(
                f"Something is missing after “{sign}”.", "Write a word or phrase after it.", operator
            )
        return self._factor()

    def _group(self, opening: _QueryToken) -> Node:
        node = self._or_expression()
        if self._peek() is None:
            raise self._error("This bracket is not closed.", "Close it with “)”, or take it out.", opening)
        self._next()
        return node

    def _missing_operand(self) -> QuerySyntaxError:
        """Say before or after which sign a word is missing."""
        if self._position:
            shown, side = self._tokens[self._position - 1], "after"
        else:
            shown, side = self._tokens[0], "before"
        hint = "Write a word or phrase there; AND, OR and NOT in small letters are plain words."
        return self._error(f"Something is missing {side} “{shown.text}”.", hint, shown)

    def _accept(self, operator: str) -> bool:
        token = self._peek()
        if token and token.kind == "operator" and token.text == operator:
            self._position += 1
            return True
        return False

    def _peek(self) -> _QueryToken | None:
        return self._tokens[self._position] if self._position < len(self._tokens) else None

    def _next(self) -> _QueryToken:
        token = self._tokens[self._position]
        self._position += 1
        return token

    def _error(self, message: str, hint: str, token: _QueryToken) -> QuerySyntaxError:
        return QuerySyntaxError(message, hint, position=token.start, length=max(token.end - token.start, 1))


def _ends_sequence(token: _QueryToken) -> bool:
    """Whether words side by side end here."""
    return token.kind == "close" or (token.kind == "operator" and token.text != "NOT")
