"""What an index knows of names and terms, and the other wordings it looks for beside a query's own."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from corpus.model import IndexEntry, Person, Term
from corpus.persons.names import surname
from corpus.persons.person_index import PersonIndex
from corpus.text.analysis import STOP_WORDS, TextToken, fold, stem, tokens, words
from search.query.spelling_variants import spelling_variants

Forms = Mapping[tuple[str, ...], tuple[str, ...]]
_SIGNS = re.compile(r"[,:;]")


@dataclass(frozen=True, slots=True)
class QueryExpansion:
    """Other wordings of a piece of the query, looked for beside it."""

    printed: str
    alternatives: tuple[str, ...]
    key: str
    kind: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What this index knows of names and terms."""

    person_index: PersonIndex
    terms: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    """The words of an abbreviation or of what it stands for → the other forms."""
    names: frozenset[str] = frozenset()
    """Folded words of all names: spelling help leaves them alone."""
    years: tuple[int, int] | None = None
    see: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    """The words of a heading that a printed index does not use → those that it says to see instead."""
    vocabulary: Container[str] = frozenset()
    """All folded words of the index."""

    @classmethod
    def of(
        cls,
        person_index: PersonIndex,
        terms: Iterable[Term],
        years: tuple[int, int] | None = None,
        entries: Iterable[IndexEntry] = (),
        vocabulary: Container[str] = frozenset(),
    ) -> Lexicon:
        """Gather names, abbreviations, see-references and the years that have documents."""
        forms: dict[tuple[str, ...], tuple[str, ...]] = {}
        for term in terms:
            everything = [term.term, *term.forms]
            for one in everything:
                others = tuple(other for other in everything if fold(other) != fold(one))
                if _is_specific(one, term.term) and others:
                    forms.setdefault(tuple(words(one)), others)
        names = {word for person in person_index.persons for name in _forms(person) for word in words(name)}
        return cls(person_index, forms, frozenset(names), years, see_references(entries), vocabulary)


def _forms(person: Person) -> tuple[str, ...]:
    return (person.name, person.display, *person.variants)


def _is_specific(form: str, term: str) -> bool:
    """An abbreviation, or several words; single everyday words ("list", "file") would only add noise."""
    return (
        len(words(form)) > 1
        or sum(sign.isupper() for sign in form) > 1
        or (form == term and form[:1].isupper())
    )


def find_query_expansions(text: str, lexicon: Lexicon, literal: frozenset[str]) -> tuple[QueryExpansion, ...]:
    """The other wordings of a text's pieces, each once; those taken back by their key are left out."""
    found = (
        *_phrases(text, lexicon.terms, "abbreviation"),
        *_phrases(text, lexicon.see, "see"),
        *_spellings(text, lexicon),
        *_spelling_variants(text, lexicon),
    )
    return tuple({one.key: one for one in found if one.key not in literal}.values())


def _spellings(text: str, lexicon: Lexicon) -> Iterator[QueryExpansion]:
    """Names in another spelling than the edition's: "Ezhov" is printed "Yezhov"."""
    for token in tokens(text):
        printed = _printed_surname(token, lexicon)
        if printed and fold(printed) != token.word:
            yield QueryExpansion(token.text, (printed,), f"spelling:{token.word}", "spelling")


def _printed_surname(token: TextToken, lexicon: Lexicon) -> str | None:
    """The one-word surname, as the edition has it, of the person a word names."""
    if token.word in STOP_WORDS or not (token.text[:1].isupper() or token.word in lexicon.names):
        return None
    person = lexicon.person_index.resolve(token.text) or lexicon.person_index.resolve(token.word)
    printed = surname(person.name) if person else ""
    return printed if len(words(printed)) == 1 else None


def _spelling_variants(text: str, lexicon: Lexicon) -> Iterator[QueryExpansion]:
    """British spellings and words for American ones, and the other way round."""
    for token in tokens(text):
        forms = spelling_variants(token.word, lexicon.vocabulary) if token.word not in STOP_WORDS else ()
        others = tuple(form for form in forms if stem(form) != token.term and form not in STOP_WORDS)
        if others:
            yield QueryExpansion(token.text, others, f"regional:{token.word}", "regional")


def _phrases(text: str, forms: Forms, kind: str) -> Iterator[QueryExpansion]:
    """Phrases that have other forms (abbreviations both ways, headings of an index), longest first."""
    found = tokens(text)
    folded = [token.word for token in found]
    longest = max(map(len, forms), default=0)
    place = 0
    while place < len(folded):
        size = _match(folded, place, longest, forms)
        if size:
            printed = text[found[place].start : found[place + size - 1].end]
            form = tuple(folded[place : place + size])
            yield QueryExpansion(printed, forms[form], f"{kind}:{'-'.join(form)}", kind)
        place += max(size, 1)


def _match(folded: Sequence[str], place: int, longest: int, forms: Forms) -> int:
    sizes = range(min(longest, len(folded) - place), 0, -1)
    return next((size for size in sizes if tuple(folded[place : place + size]) in forms), 0)


def see_references(entries: Iterable[IndexEntry]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The see-references of a printed index that lead from one plain heading to others.

    Inverted headings ("Defense, People's Commissariat of") and pieces of headings are nobody's words.
    """
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for entry in entries:
        heading = entry.heading.partition("(")[0]
        targets = tuple(target for target in entry.see if not _SIGNS.search(target))
        if entry.subheading is None and targets and not _SIGNS.search(heading):
            found[tuple(words(heading))] = targets
    return found
