"""The parser of the query language: text -> syntax tree. Syntax errors carry their position.

    "grain procurement"~3   phrase, up to 3 positions out of place    AND OR NOT ( )   operators, in capitals
    engin*  engin~2         prefix; fuzzy word (1 or 2 edits)         +word  -word     required; excluded
    sender:Stalin           field:value, field:"value", field:(a OR b)

Everything else is plain words, so that pasted prose is never an error. Of words without an operator between
them, at least one is wanted. A phrase, prefix, fuzzy word, field, group or + among them is required, and the
words then only rank; a - or NOT among them excludes, and one of the words is still wanted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from corpus.errors import QuerySyntaxError
from corpus.text.analysis import words
from corpus.text.word_patterns import FIGURE, JOINERS, is_mark
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
ROLE_FIELDS = ("sender", "recipient", "correspondent")
"""Fields whose names are hardly ever followed by a colon in prose, other than "text:" or "date:"."""

_TOKEN = re.compile(
    rf"""(?P<space>\s+)
    |(?P<open>\()|(?P<close>\))
    |(?P<operator>(?:AND|OR|NOT)(?=[\s()]|\Z))
    |(?P<sign>(?<![^\s(])[+-](?=[\w"“„«(]))
    |(?P<noise>[+-]+)
    |(?P<field>(?<!\w)[A-Za-z_.]+(?=:(?:["“„«(\w]|\.\.\w)))(?P<colon>:)
    |(?P<bare>(?<!\w)(?i:{"|".join(FIELDS)})(?=:))(?P<after>:(?:[-+*~]|\.\.(?!\.))?)
    |(?P<phrase>(?<!\w)["“„«](?P<inside>[^"“”„«»]*)["“”»](?!\w)(?:~(?P<slop>\d{{1,9}})(?!\w))?)
    |(?P<word>(?:{FIGURE}|(?<!\w)(?:[^\W\d_]\.[ ]){{3,}}[^\W\d_]\.)[^\s()"“”„«»]*|[^\s()"“”„«»]+)
    |(?P<stray>.)""",
    re.VERBOSE,
)
_OPERATOR_WORDS = ("AND", "OR", "NOT")
"""Lower-cased where they are plain words rather than operators."""
_OPENS = re.compile(r"(?<!\w)[\"“„«](?=\w)")
_PREFIX = re.compile(r"\w[\w’'-]*\*\W*")
PROSE_WORDS_MIN = 2
"""Number of words before or after the name of a field from which on they may be a sentence."""
NESTING_MAX = 20
"""Maximum depth of nested brackets and operators."""
SLOPPY_PHRASE_WORDS_MAX = 16
"""Maximum number of words in a sloppy phrase."""
SLOP_MAX = 99
"""Maximum slop of a phrase."""
OTHER_FIELD_NAMES = {
    "author": "sender", "from": "sender", "to": "recipient", "person": "mentions", "subject": "topic",
    "title": "heading", "type": "kind", "year": "date",
}  # fmt: skip
"""Names that other systems use for our fields; suggested in the hint of a syntax error."""
_MISPLACED = re.compile(r"\w+(?:[*]\w+|~\d+)[*]?\W*")
_MISPLACED_HINT = "Put * at the end of a word (engin*), and ~ at the end with 1 or 2 (engin~2)."
_FUZZY = re.compile(r"\w[\w’'-]*~([12]?)\W*")


@dataclass(frozen=True, slots=True)
class _QueryToken:
    """A token of a query; ``number`` is the slop of a phrase or the distance of a fuzzy word.

    ``is_field_name`` is whether it is a word that would be a field if a value followed its colon.
    """

    kind: str
    text: str
    start: int
    end: int
    number: int = 0
    is_field_name: bool = False


def parse_query(text: str, *, clauses_max: int = 64, phrase_words_max: int = 100) -> ParsedQuery:
    """Parse a query into its syntax tree; one without operators is plain words, whatever its length.

    Raises:
        QuerySyntaxError: an operator or field lacks its operand, brackets do not match or are nested too
            deeply, a field is unknown, ``*`` or ``~`` is misplaced, or, in a query with operators, there are
            more than ``clauses_max`` words and phrases, or ``phrase_words_max`` words in a phrase.
    """
    query_tokens = _tokens(text)
    notices = (*_quotation_notices(text), *_field_notices(query_tokens))
    operands = sum(token.kind in ("word", "phrase", "prefix", "fuzzy") for token in query_tokens)
    has_operators = any(token.kind in _OPERATORS for token in query_tokens)
    if not any(token.kind in _BINDING for token in query_tokens):
        query_tokens = _without_stray_brackets(query_tokens)
    if not has_operators:
        plain = [Word(token.text, token.start, token.end) for token in query_tokens if token.kind == "word"]
        return ParsedQuery(text, Implicit(tuple(plain)) if plain else None, True, notices)
    if operands > clauses_max:
        raise QuerySyntaxError(
            f"The query has {operands} words; with operators, at most {clauses_max} are allowed.",
            "Use fewer words, or remove the operators.",
            position=0,
            length=len(text),
        )
    for token in query_tokens:
        _check_length(token, phrase_words_max)
    root = _QueryParser(query_tokens).parse()
    return ParsedQuery(text, root, False, notices)


def _check_length(token: _QueryToken, words_max: int) -> None:
    """Raise QuerySyntaxError for a phrase (or a word with punctuation) of more than ``words_max`` words.

    The limit of a sloppy phrase is ``SLOPPY_PHRASE_WORDS_MAX`` if that is lower.
    """
    if token.kind == "phrase" and token.number:
        words_max = min(words_max, SLOPPY_PHRASE_WORDS_MAX)
    count = len(words(token.text)) if token.kind == "phrase" or len(token.text) > words_max else 0
    if token.kind in ("phrase", "word") and count > words_max:
        raise QuerySyntaxError(
            f"The phrase has {count} words; at most {words_max} are allowed.",
            "Quote fewer words, or remove the quotation marks.",
            position=token.start,
            length=token.end - token.start,
        )


def _field_notices(query_tokens: Sequence[_QueryToken]) -> tuple[Message, ...]:
    """Return a notice for each name of a field that is searched as a word because no value follows it."""
    names = dict.fromkeys(token.text for token in query_tokens if token.is_field_name)
    return tuple(Message("field-as-word", {"field": f"{name}:"}) for name in names)


def _quotation_notices(text: str) -> tuple[Message, ...]:
    """Return a notice if a quotation mark before a word is never closed; empty otherwise."""
    strays = (match for match in _TOKEN.finditer(text) if match["stray"])
    is_open = any(_OPENS.match(text, match.start()) for match in strays)
    return (Message("quotation-mark-unclosed"),) if is_open else ()


_BINDING = frozenset({"operator", "sign", "field"})
"""Kinds of token with which brackets group; without any of them, brackets may be prose."""
_OPERATORS = _BINDING | {"phrase", "prefix", "fuzzy"}


def _without_stray_brackets(query_tokens: Sequence[_QueryToken]) -> list[_QueryToken]:
    """Return the tokens without unmatched brackets ("1) the …", ":)") and empty pairs."""
    result: list[_QueryToken] = []
    opened: list[int] = []
    for token in query_tokens:
        if token.kind == "open":
            opened.append(len(result))
        elif token.kind == "close":
            if not opened:
                continue
            if opened.pop() == len(result) - 1:
                result.pop()
                continue
        result.append(token)
    return [token for index, token in enumerate(result) if index not in opened]


def _tokens(text: str) -> list[_QueryToken]:
    """Tokenise a query; empty if it consists of brackets alone.

    Raises:
        QuerySyntaxError: a field is unknown or has no value, ``*`` or ``~`` is misplaced, or a slop exceeds
            ``SLOP_MAX``.
    """
    query_tokens: list[_QueryToken] = []
    for match in _TOKEN.finditer(text):
        kind, start, end = str(match.lastgroup), match.start(), match.end()
        if match["phrase"] is not None:
            query_tokens += _phrase_tokens(match)
        elif match["field"] is not None:
            query_tokens += _field_tokens(match)
        elif match["bare"] is not None:
            query_tokens.append(_bare_field_token(match))
        elif match["word"] is not None:
            query_tokens += _word_tokens(match["word"], start, end)
        elif kind not in ("space", "noise", "stray"):
            query_tokens.append(_QueryToken(kind, match.group(), start, end))
    _check_field_names(query_tokens)
    return query_tokens if _has_operands(query_tokens) else []


def _has_operands(query_tokens: Sequence[_QueryToken]) -> bool:
    """Return whether any token is not a bracket."""
    return any(token.kind not in ("open", "close") for token in query_tokens)


def _phrase_tokens(match: re.Match[str]) -> list[_QueryToken]:
    """Return the token of a phrase; none for empty quotation marks.

    Raises:
        QuerySyntaxError: the slop exceeds ``SLOP_MAX``.
    """
    slop = int(match["slop"] or 0)
    if slop > SLOP_MAX:
        raise QuerySyntaxError(
            "The distance after the ~ is too large.",
            f"Write at most {SLOP_MAX} after the ~, or join the words with AND.",
            position=match.start("slop"),
            length=len(match["slop"]),
        )
    inside = match["inside"]
    return [_QueryToken("phrase", inside, *match.span(), number=slop)] if words(inside) else []


def _bare_field_token(match: re.Match[str]) -> _QueryToken:
    """Return the token of a field's name without a value: a plain word, if it can be one in prose.

    Raises:
        QuerySyntaxError: it is in lower case, and an operator follows it.
    """
    name, end = match["bare"], match.end("bare") + 1
    token = _QueryToken("word", name, match.start(), end, is_field_name=True)
    if name.islower() and match["after"] != ":":
        raise _missing_value_error(token)
    return token


def _check_field_names(query_tokens: Sequence[_QueryToken]) -> None:
    """Raise QuerySyntaxError for the name of a field that cannot be a word of prose.

    Prose is a name with a capital letter ("Date: 5 June"), and one with words before or after it that make up
    a sentence ("text: what does it say"), unless it is one of ``ROLE_FIELDS``.
    """
    for index, token in enumerate(query_tokens):
        if not token.is_field_name or not token.text.islower():
            continue
        sides = (query_tokens[:index], query_tokens[index + 1 :])
        if token.text in ROLE_FIELDS or max(map(_count_words, sides)) < PROSE_WORDS_MIN:
            raise _missing_value_error(token)


def _count_words(query_tokens: Sequence[_QueryToken]) -> int:
    """Return the number of plain words among some tokens, except names of fields."""
    return sum(token.kind == "word" and not token.is_field_name for token in query_tokens)


def _missing_value_error(token: _QueryToken) -> QuerySyntaxError:
    """Return the error for a field without a value."""
    name = token.text
    values = "1932, 1932-06, 1932-06..1932-08" if name == "date" else f'{name}:word or {name}:"two words"'
    return QuerySyntaxError(
        f"A value must follow “{name}:” directly.",
        f"Write it after the colon without a space: {values}.",
        position=token.start,
        length=token.end - token.start,
    )


def _field_tokens(match: re.Match[str]) -> list[_QueryToken]:
    """Return the token of a field, or of a plain word that precedes a colon.

    Raises:
        QuerySyntaxError: the name is similar to that of a field, or another system's name for one.
    """
    name, start = match["field"], match.start()
    if name.lower() in FIELDS:
        return [_QueryToken("field", name.lower(), start, match.end())]
    similar = OTHER_FIELD_NAMES.get(name.lower()) or _similar_field(name.lower())
    if similar:
        raise QuerySyntaxError(
            f"Unknown field “{name}”.",
            f"Did you mean “{similar}:”? If it is not a field, put a space after the colon.",
            position=start,
            length=len(name),
        )
    return _word_tokens(name, start, start + len(name))


def _similar_field(name: str) -> str | None:
    """Return the field whose name is most similar; None if none is."""
    match = process.extractOne(name, FIELDS, scorer=fuzz.ratio, score_cutoff=80)
    return match[0] if match else None


def _word_tokens(word: str, start: int, end: int) -> list[_QueryToken]:
    """Return the token of a word, prefix or fuzzy word; none for punctuation.

    Raises:
        QuerySyntaxError: ``*`` or ``~`` is misplaced.
    """
    unmarked = "".join(sign for sign in word if not is_mark(sign) and sign not in JOINERS)
    prefix, fuzzy = _PREFIX.fullmatch(unmarked), _FUZZY.fullmatch(unmarked)
    if prefix:
        return [_QueryToken("prefix", word.partition("*")[0], start, end)]
    if fuzzy:
        return [_QueryToken("fuzzy", word.partition("~")[0], start, end, number=int(fuzzy[1] or 1))]
    if _MISPLACED.fullmatch(unmarked):
        raise QuerySyntaxError(
            f"“{word}” cannot be searched.", _MISPLACED_HINT, position=start, length=end - start
        )
    text = word.lower() if word in _OPERATOR_WORDS else word
    return [_QueryToken("word", text, start, end)] if words(word) else []


class _QueryParser:
    """A recursive-descent parser: or-expression → and-expression → implicit sequence → factor.

    Its methods raise QuerySyntaxError for malformed queries.
    """

    def __init__(self, query_tokens: list[_QueryToken]) -> None:
        self._tokens = query_tokens
        self._position = 0
        self._depth = 0

    def parse(self) -> Node:
        """Parse all tokens into a syntax tree."""
        node = self._or_expression()
        token = self._peek()
        if token is not None:
            raise self._error(
                "This closing parenthesis has no opening one.",
                "Remove it, or add an opening parenthesis before it.",
                token,
            )
        return node

    def _or_expression(self) -> Node:
        """Parse and-expressions joined by ``OR``."""
        children = [self._and_expression()]
        while self._accept("OR"):
            children.append(self._and_expression())
        return children[0] if len(children) == 1 else Or(tuple(children))

    def _and_expression(self) -> Node:
        """Parse implicit sequences joined by ``AND``."""
        children = [self._implicit_expression()]
        while self._accept("AND"):
            children.append(self._implicit_expression())
        return children[0] if len(children) == 1 else And(tuple(children))

    def _implicit_expression(self) -> Node:
        """Parse a sequence of one or more factors without ``AND`` or ``OR`` between them."""
        children: list[Node] = []
        while (token := self._peek()) and not _ends_sequence(token):
            children.append(self._factor())
        if not children:
            raise self._missing_operand_error()
        return children[0] if len(children) == 1 else Implicit(tuple(children))

    def _factor(self) -> Node:
        """Parse a factor: a leaf, a group in brackets, or an operator with its operand."""
        token = self._next()
        self._depth += 1
        if self._depth > NESTING_MAX:
            raise self._error(
                f"Parentheses and operators are nested more than {NESTING_MAX} levels deep.",
                "Simplify the query.",
                token,
            )
        node = self._node(token)
        self._depth -= 1
        return node

    def _node(self, token: _QueryToken) -> Node:
        """Parse the rest of the factor that begins with a token."""
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
        """Parse the operand of a sign, ``NOT`` or a field."""
        following = self._peek()
        if following is None or _ends_sequence(following):
            if operator.kind == "field":
                raise _missing_value_error(operator)
            raise self._error(
                f"Something is missing after “{operator.text}”.", "Add a word or phrase after it.", operator
            )
        return self._factor()

    def _group(self, opening: _QueryToken) -> Node:
        """Parse a group up to and including its closing bracket."""
        node = self._or_expression()
        if self._peek() is None:
            raise self._error("This parenthesis is not closed.", "Close it with “)”, or remove it.", opening)
        self._next()
        return node

    def _missing_operand_error(self) -> QuerySyntaxError:
        """Return the error for a missing word before or after an operator or bracket."""
        if self._position:
            shown, side = self._tokens[self._position - 1], "after"
        else:
            shown, side = self._tokens[0], "before"
        hint = "Add a word or phrase there. AND, OR and NOT in lower case are ordinary words."
        return self._error(f"Something is missing {side} “{shown.text}”.", hint, shown)

    def _accept(self, operator: str) -> bool:
        """Consume an operator if it is the next token; return whether it was."""
        token = self._peek()
        if token and token.kind == "operator" and token.text == operator:
            self._position += 1
            return True
        return False

    def _peek(self) -> _QueryToken | None:
        """Return the next token without consuming it; None at the end."""
        return self._tokens[self._position] if self._position < len(self._tokens) else None

    def _next(self) -> _QueryToken:
        """Consume and return the next token."""
        token = self._tokens[self._position]
        self._position += 1
        return token

    def _error(self, message: str, hint: str, token: _QueryToken) -> QuerySyntaxError:
        return QuerySyntaxError(message, hint, position=token.start, length=max(token.end - token.start, 1))


def _ends_sequence(token: _QueryToken) -> bool:
    """Return whether a token ends an implicit sequence: a closing bracket, ``AND`` or ``OR``."""
    return token.kind == "close" or (token.kind == "operator" and token.text != "NOT")
