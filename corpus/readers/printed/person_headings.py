"""Name variants in the headings and texts of biographies, such as "Trilisser (Moskvin), M. A."."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BRACKET = re.compile(r"\s*\((?P<content>[^()]*)\)")
_TITLE = re.compile(
    r"(?:Dr|Prof|Sir|Lord|Count|Countess|Baron|Prince|Captain|Colonel|General|Admiral|Marshal|Major)\.?\s+"
)
_WITH_INITIALS = re.compile(r"(?:\w{1,2}\.\s?)+\w[\w-]{2,}", re.UNICODE)
_QUOTED = re.compile(r"\A[“\"'‘](?P<name>.+?)[”\"'’]\Z")
_OTHER_NAME = re.compile(
    r"\b(?:real name|born|née|pseudonym|alias|known as|also called|nicknamed)[:,]?\s+[“\"]?"
    r"(?P<name>(?:[^\W\d_]{1,2}\.\s?)*[A-ZÀ-ÞЀ-Я][\w’'-]+(?:\s[A-ZÀ-ÞЀ-Я][\w’'-]+)*)",
    re.UNICODE,
)


@dataclass(frozen=True, slots=True)
class PersonHeading:
    """A biography's heading, and the contents of brackets between it and the text, except dates."""

    name: str
    asides: tuple[str, ...] = ()


def heading_variants(heading: PersonHeading) -> tuple[str, ...]:
    """Return the other names in a heading, inverted if the heading is, without duplicates."""
    names = [*_bracketed(heading.name), *_second_surnames(heading.name), *_without_title(heading.name)]
    names += [_unquoted(aside) for aside in heading.asides]
    return tuple(dict.fromkeys(name for name in names if name != heading.name))


def text_variants(text: str) -> tuple[str, ...]:
    """Return the other names that a biography's text mentions, as after "born" or "pseudonym"."""
    return tuple(match["name"] for match in _OTHER_NAME.finditer(text))


def _bracketed(name: str) -> Iterator[str]:
    """Yield the names in brackets, completed by position as a surname, a given name or a whole name.

    After each of them the heading without brackets is yielded, which is a variant too.
    """
    plain_name = _BRACKET.sub("", name)
    surname, _, given = plain_name.partition(", ")
    for match in _BRACKET.finditer(name):
        content = match["content"]
        in_surname = "," in name[match.end() :]
        if _QUOTED.match(content) or _WITH_INITIALS.fullmatch(content) or not given:
            yield _unquoted(content)
        elif in_surname and content[:1].islower():
            yield f"{surname} {content}, {given}"
        elif in_surname:
            yield f"{content}, {given}"
        else:
            yield f"{surname}, {content}"
        yield plain_name


def _second_surnames(name: str) -> Iterator[str]:
    """Yield both names of "Sarkis, Sarkisov, S. A.": two surnames with the same initials; otherwise none."""
    surnames = _BRACKET.sub("", name).split(", ")
    if len(surnames) > 2:
        yield from (f"{surname}, {surnames[-1]}" for surname in surnames[:-1])


def _without_title(name: str) -> Iterator[str]:
    """Yield the name without a title such as Dr. or General before the given name; nothing if it has none."""
    surname, comma, given = name.partition(", ")
    shorter = _TITLE.sub("", given)
    if comma and shorter and shorter != given:
        yield f"{surname}, {shorter}"


def _unquoted(name: str) -> str:
    """Return a name without the quotation marks around it."""
    match = _QUOTED.match(name)
    return match["name"] if match else name
