"""Expands glossary terms: "Chinese Eastern Railroad (Kitaisko-…)" contains the name in both languages.

A gloss is a name, often with the same name in the other language in brackets; usage remarks ("of agricultural
products", "usually of a soviet") and definitions are not names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.readers.printed.inline import plain_text
from corpus.slugs import transliterate_cyrillic

_SEE = re.compile(r"\A\W*see(?:\s+under)?\s+(?P<target>.+?)\.?\s*\Z", re.IGNORECASE)
_MIXED = re.compile(r"\b(?=\w*[A-Za-z])(?=\w*[А-Яа-яЁё])\w+\b")
_TERM_BRACKET = re.compile(r"\s+[(\[].*\Z|\(s\)\Z")
_FORMERLY = re.compile(r"\bformerly\s+(?P<name>[^;,.()]+)")
_PLURAL = re.compile(r"\A(?:pl\.|plural)\s+(?P<form>\S+)\Z")
_USE = re.compile(r"\A(?:of|in|for|usually|local|attached|used|a|an|the|see|also|at|on|by|from|until)\b")
_REMARK = re.compile(r",\s|;\s|\s*—|:\s|\.\s|\s+or of\s")
_DASH = re.compile(r";\s|\s*—")
_OR_OF = re.compile(r"\s+or of\s")
_SQUARE = re.compile(r"\s*\[[^\]]*\]")


@dataclass(frozen=True, slots=True)
class GlossaryExpansion:
    """A term without its brackets, and the names that it stands for, in the languages of the glossary."""

    term: str
    forms: tuple[str, ...]


def expand_term(term: str, gloss: str) -> GlossaryExpansion:
    """Return a term's expansion: the names in its gloss, or the target of its see-reference.

    The forms contain neither duplicates nor the term itself, and are empty if the gloss has no name.
    """
    name = _TERM_BRACKET.sub("", plain_text(term)).strip()
    target = see_target(gloss)
    if target is not None:
        return GlossaryExpansion(name, (target,))
    forms = [form for raw in _names(plain_text(gloss)) for form in _spellings(raw)]
    return GlossaryExpansion(name, tuple(form for form in dict.fromkeys(forms) if form and form != name))


def see_target(gloss: str) -> str | None:
    """Return the entry to which a gloss such as "—see TsIK" refers; None if it is not a see-reference."""
    match = _SEE.match(plain_text(gloss))
    return match["target"] if match else None


def _names(gloss: str) -> Iterator[str]:
    """Yield the names in a gloss: the words before the first remark, names in brackets, former names."""
    main, brackets = _split_brackets(gloss)
    if not re.match(r"[\d.,]+\s", main):
        yield from _alternatives(main)
    for content in brackets:
        yield from _bracket_names(content, main)
    for match in _FORMERLY.finditer(gloss):
        yield match["name"].strip()


def _split_brackets(gloss: str) -> tuple[str, list[str]]:
    """Split a gloss into the name before the first round bracket and the contents of the outermost brackets.

    The name ends earlier at a dash or semicolon; if there are no brackets, also at a comma, colon or full
    stop.
    """
    brackets, depth, start, first = [], 0, 0, len(gloss)
    for index, character in enumerate(gloss):
        if character == "(":
            start = index + 1 if depth == 0 else start
            first = min(first, index)
            depth += 1
        elif character == ")" and depth:
            depth -= 1
            if depth == 0:
                brackets.append(gloss[start:index])
    ends = _DASH if first < len(gloss) else _REMARK
    main = ends.split(_SQUARE.sub("", gloss[:first]), maxsplit=1)[0]
    return main.strip(" ,"), brackets


def _alternatives(text: str) -> Iterator[str]:
    """Yield both names of "oblast or krai"; if one is longer than two words, the whole text is one name."""
    parts = text.split(" or ")
    if len(parts) > 1 and all(len(part.split()) <= 2 for part in parts):
        yield from parts
    else:
        yield text


def _bracket_names(content: str, main: str) -> Iterator[str]:
    """Yield the name in brackets; nothing for a usage remark or a place and year of publication.

    A plural form or a lower-case addition to the main name counts as a name.
    """
    plural = _PLURAL.match(content)
    if plural:
        yield plural["form"]
    elif " " not in content and content.islower() and not _USE.match(content):
        yield f"{main} {content}" if main[:1].isupper() else content
    elif content[:1].isupper() and not any(character.isdigit() for character in content):
        yield _OR_OF.split(content, maxsplit=1)[0]


def _spellings(name: str) -> Iterator[str]:
    """Yield a name without, and with, the words that the editors put in square brackets.

    Both spellings are yielded even if they are equal; Cyrillic letters inside Latin words are transliterated.
    """
    repaired = _MIXED.sub(lambda match: transliterate_cyrillic(match[0]), name)
    yield _SQUARE.sub("", repaired).strip()
    yield re.sub(r"[\[\]]", "", repaired).strip()
