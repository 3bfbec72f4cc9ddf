"""Initials in a query: single capitals beside a capitalised word, which are part of a name and not a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.text.analysis import TextToken, tokens


def find_initials(text: str) -> Iterator[TextToken]:
    """Yield the initials of a text, as in "U. Alexis Johnson" and "McCoy, Robert E".

    An initial is a single capital that stands before or after a capitalised word of several letters, whatever
    other initials are between them.
    """
    found = tokens(text)
    after = _follows_name(found)
    before = _follows_name(found[::-1])[::-1]
    for token, *is_adjacent in zip(found, after, before, strict=True):
        if _is_capital(token) and any(is_adjacent):
            yield token


def without_initials(text: str) -> str:
    """Return a text with its initials replaced by spaces, so that offsets stay."""
    for token in find_initials(text):
        text = text[: token.start] + " " * (token.end - token.start) + text[token.end :]
    return text


def _follows_name(found: Sequence[TextToken]) -> list[bool]:
    """Return for each token whether the nearest one before it but single capitals is a capitalised word."""
    follows, is_name = [], False
    for token in found:
        follows.append(is_name)
        if not _is_capital(token):
            is_name = token.text[:1].isupper() and not token.text.isupper()
    return follows


def _is_capital(token: TextToken) -> bool:
    """Return whether a token is a single upper-case letter; scripts without case have none."""
    return len(token.word) == 1 and token.text.isupper()
