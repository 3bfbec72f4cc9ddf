"""Names and terms of an index, and the query expansions (alternative wordings) derived from them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from corpus.model import IndexEntry, Person, Term
from corpus.persons.names import surname
from corpus.persons.person_index import PersonIndex
from corpus.text.analysis import STOP_WORDS, TextToken, fold, stem, tokens, words
from search.query.initials import without_initials
from search.query.name_vocabulary import NameVocabulary
from search.query.spelling_variants import spelling_variants
from search.query.word_usage import starts_sentence

Forms = Mapping[tuple[str, ...], tuple[str, ...]]
_PUNCTUATION = re.compile(r"[,:;]")


@dataclass(frozen=True, slots=True)
class QueryExpansion:
    """Alternative wordings that are searched in addition to a part of a query.

    ``printed`` is that part, ``key`` the key that dismisses the expansion, ``kind`` abbreviation, see,
    spelling or regional (British and American variants).
    """

    printed: str
    alternatives: tuple[str, ...]
    key: str
    kind: str


def _is_never_common(word: str) -> bool:
    """Return False: without texts every word of a name is a name only."""
    return False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The names, terms and vocabulary of an index, for the interpretation of queries."""

    person_index: PersonIndex
    terms: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    """The folded words of an abbreviation or full form -> the other forms of the same term."""
    names: frozenset[str] = frozenset()
    """The folded words of all person names, which spelling correction does not change."""
    years: tuple[int, int] | None = None
    """The first and last year of the documents; None if none is dated."""
    see: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    """The folded words of an unused heading of a printed index -> the headings it refers to ("see")."""
    vocabulary: Container[str] = frozenset()
    """All folded words that occur in the index."""
    groups: dict[tuple[str, ...], str] = field(default_factory=dict)
    """The folded words of a group's name -> its person id."""
    correspondents: Mapping[str, Container[str]] | None = None
    """The person ids that have letters, by role (sender, recipient, correspondent); None: unknown."""
    is_common_word: Callable[[str], bool] = _is_never_common
    """Whether the indexed texts use a folded word as an everyday word, as "gold" or "may"."""
    volumes: Mapping[int, frozenset[str]] = field(default_factory=dict)
    """The ids of the editions by the number of the volume that their titles state."""
    name_vocabulary: NameVocabulary = field(default_factory=lambda: NameVocabulary((), None))
    """The words of the names of persons, for names in other cases and scripts."""

    @classmethod
    def of(
        cls,
        person_index: PersonIndex,
        terms: Iterable[Term],
        years: tuple[int, int] | None = None,
        entries: Iterable[IndexEntry] = (),
        vocabulary: Container[str] = frozenset(),
        correspondents: Mapping[str, Container[str]] | None = None,
        is_common_word: Callable[[str], bool] = _is_never_common,
        volumes: Mapping[int, frozenset[str]] | None = None,
    ) -> Lexicon:
        """Build a lexicon from the persons, glossary terms and printed index of the editions.

        Single everyday words in the glossary are left out.
        """
        forms: dict[tuple[str, ...], tuple[str, ...]] = {}
        for term in terms:
            all_forms = [term.term, *term.forms]
            for form in all_forms:
                others = tuple(other for other in all_forms if fold(other) != fold(form))
                if _is_specific(form, term.term) and others:
                    forms.setdefault(tuple(words(form)), others)
        names = {word for person in person_index.persons for name in _forms(person) for word in words(name)}
        groups = {
            tuple(words(name)): person.id
            for person in person_index.persons
            if person.kind == "group"
            for name in _forms(person)
        }
        return cls(
            person_index,
            forms,
            frozenset(names),
            years,
            see_references(entries),
            vocabulary,
            groups,
            correspondents,
            is_common_word,
            volumes or {},
            NameVocabulary(person_index.persons, (correspondents or {}).get("correspondent")),
        )

    def find_persons(self, text: str) -> Iterator[tuple[int, int, tuple[Person, ...]]]:
        """Yield the groups and persons that a text names, groups first.

        Yields:
            (start, end, all whose name it may be, the most likely first).
        """
        rest = text
        for start, end, person in self.find_groups(text):
            rest = rest[:start] + " " * (end - start) + rest[end:]
            yield start, end, (person,)
        yield from self.person_index.find_names(rest)

    def find_groups(self, text: str) -> Iterator[tuple[int, int, Person]]:
        """Yield the groups that a text names: (start, end, group)."""
        for start, end, name in _longest_phrases(text, self.groups):
            person = self.person_index.get(self.groups[name])
            if person:
                yield start, end, person

    def is_everyday(self, text: str, token: TextToken) -> bool:
        """Return whether a token of a query is an everyday word, without evidence that it is a name.

        A capital inside a sentence is such evidence, as in "who was Gold?".
        """
        is_capital = token.text[:1].isupper() and not (len(token.text) > 1 and token.text.isupper())
        is_name = is_capital and not starts_sentence(text, token.start)
        return not is_name and self.is_common_word(token.word)

    def may_be_name(self, text: str, token: TextToken) -> bool:
        """Return whether a token of a query may be a name: in capitals or known, and no everyday word."""
        is_candidate = token.text[:1].isupper() or token.word in self.names
        return is_candidate and token.word not in STOP_WORDS and not self.is_everyday(text, token)


def _forms(person: Person) -> tuple[str, ...]:
    """Return all forms of a person's name."""
    return (person.name, person.display, *person.variants)


def _is_specific(form: str, term: str) -> bool:
    """Return whether a form is worth expanding: an abbreviation, a capitalised term, or several words.

    Single everyday words ("list", "file") would only add noise.
    """
    return (
        len(words(form)) > 1
        or sum(sign.isupper() for sign in form) > 1
        or (form == term and form[:1].isupper())
    )


def find_query_expansions(text: str, lexicon: Lexicon, literal: frozenset[str]) -> tuple[QueryExpansion, ...]:
    """Return the expansions of a text, each once, without those whose key is in ``literal`` (dismissed)."""
    expansions = (
        *_phrases(without_initials(text), lexicon.terms, "abbreviation"),
        *_phrases(text, lexicon.see, "see"),
        *_name_spellings(text, lexicon),
        *_spelling_variants(text, lexicon),
    )
    return tuple({item.key: item for item in expansions if item.key not in literal}.values())


def _name_spellings(text: str, lexicon: Lexicon) -> Iterator[QueryExpansion]:
    """Yield the edition's spelling of names that are spelled differently in a query ("Ezhov": "Yezhov")."""
    for token in tokens(text):
        printed = _printed_surname(token, lexicon) if lexicon.may_be_name(text, token) else None
        if printed and fold(printed) != token.word:
            yield QueryExpansion(token.text, (printed,), f"spelling:{token.word}", "spelling")


def _printed_surname(token: TextToken, lexicon: Lexicon) -> str | None:
    """Return the surname, as printed, of the person that a word names; None if that is not a single word.

    None too if nobody has the name, or if several could be meant.
    """
    person = lexicon.person_index.resolve(token.text) or lexicon.person_index.resolve(token.word)
    printed = surname(person.name) if person else ""
    return printed if len(words(printed)) == 1 else None


def _spelling_variants(text: str, lexicon: Lexicon) -> Iterator[QueryExpansion]:
    """Yield British variants of American words and vice versa whose stem differs from the word's."""
    for token in tokens(text):
        forms = spelling_variants(token.word, lexicon.vocabulary) if token.word not in STOP_WORDS else ()
        others = tuple(form for form in forms if stem(form) != token.term and form not in STOP_WORDS)
        if others:
            yield QueryExpansion(token.text, others, f"regional:{token.word}", "regional")


def _phrases(text: str, forms: Forms, kind: str) -> Iterator[QueryExpansion]:
    """Yield an expansion for each phrase of a text that has other forms, at each word the longest phrase."""
    for start, end, form in _longest_phrases(text, forms):
        yield QueryExpansion(text[start:end], forms[form], f"{kind}:{'-'.join(form)}", kind)


def _longest_phrases(
    text: str, phrases: Collection[tuple[str, ...]]
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield the (start, end, folded words) of the phrases in a text, at each word the longest one."""
    text_tokens = tokens(text)
    folded = [token.word for token in text_tokens]
    longest = max(map(len, phrases), default=0)
    index = 0
    while index < len(folded):
        sizes = range(min(longest, len(folded) - index), 0, -1)
        size = next((size for size in sizes if tuple(folded[index : index + size]) in phrases), 0)
        if size:
            form = tuple(folded[index : index + size])
            yield text_tokens[index].start, text_tokens[index + size - 1].end, form
        index += max(size, 1)


def see_references(entries: Iterable[IndexEntry]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return the see-references of a printed index: folded words of a heading -> target headings.

    Inverted headings ("Defense, People's Commissariat of") and subheadings are omitted, since nobody types
    them.
    """
    targets_by_heading: dict[tuple[str, ...], tuple[str, ...]] = {}
    for entry in entries:
        heading = entry.heading.partition("(")[0]
        targets = tuple(target for target in entry.see if not _PUNCTUATION.search(target))
        if entry.subheading is None and targets and not _PUNCTUATION.search(heading):
            targets_by_heading[tuple(words(heading))] = targets
    return targets_by_heading
