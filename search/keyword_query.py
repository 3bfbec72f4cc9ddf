"""The syntax tree of a query → what the keyword index is asked, what is marked, what the model reads.

Index queries are built from terms of our own analysis; the user's text never reaches the engine's parser.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA
from tantivy import Occur, Query, Schema

from corpus.errors import FilterError
from corpus.store import keyword_schema as fields
from corpus.store.analysis import Token, fold, is_stop_word, terms, tokens, words
from corpus.store.settings import Settings
from search.keyword_arm import KeywordArm
from search.lexicon import Expansion
from search.snippets import Wanted
from search.syntax import And, Beside, Field, Fuzzy, Must, Node, Not, Or, ParsedQuery, Phrase, Prefix, Word
from search.understand import Understanding

BOOSTS: dict[str, float] = {
    fields.TEXT: 1.0,
    fields.HEADING: 0.4,
    fields.NAMES: 0.3,
    fields.TOPICS: 0.3,
    fields.INDEX_TERMS: 0.5,
    fields.ABSTRACT: 0.5,
}
"""Weight of each field in the BM25 sum."""
PHRASE_FIELDS = (fields.TEXT, fields.HEADING, fields.ABSTRACT, fields.INDEX_TERMS)
ALTERNATIVE = 0.6
"""Weight of an expansion beside the word itself."""
FieldResolver = Callable[[str, tuple[str, ...]], list[tuple[Occur, Query]]]
"""Turns a filter's name and the values written after ``name:`` into clauses."""
FIELD_NAMES = {"text": fields.TEXT, "heading": fields.HEADING}


@dataclass(frozen=True, slots=True)
class BuiltQuery:
    """What the arms are asked.

    ``scoring`` ranks, ``constraint`` must hold (None: nothing must); ``text`` is what the model reads;
    ``plain_words`` are the user's own words, for spelling help; ``counting`` gives a unit one for each of
    them that it has.
    """

    scoring: Query | None
    constraint: Query | None
    wanted: Wanted
    text: str
    plain_words: tuple[str, ...] = ()
    counting: Query | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked, so that everything is to be listed."""
        return self.scoring is None and self.constraint is None and not self.text


class QueryBuilder:
    """Builds queries for one keyword index; prefixes and near spellings are looked up in its vocabulary."""

    def __init__(self, arm: KeywordArm, settings: Settings) -> None:
        self._arm = arm
        self._languages = arm.languages
        self.schema: Schema = arm.schema
        self._settings = settings

    def build(self, parsed: ParsedQuery, meant: Understanding, resolve: FieldResolver) -> BuiltQuery:
        """Build what both arms are asked."""
        if parsed.root is None:
            return BuiltQuery(None, None, Wanted(), "")
        if parsed.is_plain:
            return self._plain(meant)
        return self._structured(parsed.root, meant, resolve)

    def _plain(self, meant: Understanding) -> BuiltQuery:
        """Words without operators: any of them may match, the little words are left out."""
        content = self._most_telling(self._languages.telling(tokens(meant.remaining_text)))
        clauses = [self._any_field(token.word) for token in content]
        counting = [Query.const_score_query(clause, 1.0) for clause in clauses] + self._expanded(meant)
        alternatives = [form for expansion in meant.expansions for form in expansion.alternatives]
        clauses += self._other_wordings(meant)
        return BuiltQuery(
            _any(clauses),
            None,
            self._wanted([token.word for token in content], alternatives),
            meant.remaining_text.strip(),
            tuple(token.word for token in content),
            _any(counting),
        )

    def _wanted(self, content: Iterable[str], alternatives: Iterable[str]) -> Wanted:
        others = [(found, form) for form in alternatives if (found := words(form))]
        weights = self._weights([*(found[0] for found, _ in others if len(found) == 1), *content])
        phrases = tuple(
            form for found, text in others if len(found) > 1 for form in self._languages.phrases(text)
        )
        return Wanted(frozenset(weights), phrases=phrases, weights=weights)

    def _weights(self, content: Iterable[str]) -> dict[str, float]:
        """The terms of words in every language, each with the rarity of its word."""
        return {term: self._arm.rarity(word) for word in content for term in self._languages.stems(word)}

    def _most_telling(self, found: Sequence[Token]) -> list[Token]:
        """Each word once; of a pasted page only the rarest, as many as a query may have."""
        distinct = {self._languages.stems(token.word): token for token in found}
        rarest = sorted(distinct.values(), key=lambda token: self._arm.vocabulary.get(token.word, 0))
        kept = set(rarest[: self._settings.clauses_max])
        return [token for token in distinct.values() if token in kept]

    def _other_wordings(self, meant: Understanding) -> list[Query]:
        """What was understood to be the same in other words."""
        forms = [form for expansion in meant.expansions for form in expansion.alternatives if terms(form)]
        return [Query.boost_query(self._phrase(form, 0), ALTERNATIVE) for form in forms]

    def _expanded(self, meant: Understanding) -> list[Query]:
        """Another wording counts, once, for as many words as it stands for."""
        return [
            Query.const_score_query(self._wordings(expansion), float(len(terms(expansion.printed))))
            for expansion in meant.expansions
        ]

    def _wordings(self, expansion: Expansion) -> Query:
        """Any of the other wordings."""
        forms = [self._phrase(form, 0) for form in expansion.alternatives if terms(form)]
        return _any(forms) or Query.empty_query()

    def _structured(self, root: Node, meant: Understanding, resolve: FieldResolver) -> BuiltQuery:
        """Operators are hard constraints; what they leave is ranked by all positive words."""
        leaves = list(_positive(root))
        marked = [token for leaf in leaves if isinstance(leaf, Word) for token in tokens(leaf.text)]
        language = self._languages.asked_in(marked)
        telling = [leaf for leaf in leaves if not _is_stop_word(leaf, language)] or leaves
        clauses = [query for leaf in telling if (query := self._leaf(leaf)) is not None]
        scoring = _any([*clauses, *self._other_wordings(meant)])
        phrases = tuple(
            form for leaf in leaves if isinstance(leaf, Phrase) for form in self._languages.phrases(leaf.text)
        )
        expanded = frozenset(word for leaf in leaves if isinstance(leaf, Fuzzy) for word in self._near(leaf))
        weights = self._weights(token.word for token in marked)
        wanted = Wanted(
            frozenset(weights),
            expanded,
            tuple(fold(leaf.text) for leaf in leaves if isinstance(leaf, Prefix)),
            phrases,
            weights,
        )
        text = " ".join(leaf.text for leaf in leaves if isinstance(leaf, (Word, Phrase)))
        plain = tuple(token.word for token in marked)
        return BuiltQuery(scoring, self._required(root, resolve), wanted, text, plain)

    def _required(self, node: Node, resolve: FieldResolver) -> Query | None:
        """The part of a tree that must hold; None: nothing must."""
        if not isinstance(node, Beside):
            return _boolean([self._clause(node, resolve)])
        return _boolean(
            [self._clause(child, resolve) for child in node.children if not isinstance(child, Word)]
        )

    def _clause(self, node: Node, resolve: FieldResolver) -> tuple[Occur, Query]:
        if isinstance(node, Not):
            return Occur.MustNot, self._must(node.child, resolve)
        return Occur.Must, self._must(node, resolve)

    def _must(self, node: Node, resolve: FieldResolver) -> Query:
        """The query a node stands for."""
        match node:
            case And(children=children):
                return _boolean([self._clause(child, resolve) for child in children]) or Query.empty_query()
            case Beside():
                return self._beside(node, resolve)
            case Must(child=child):
                return self._must(child, resolve)
            case Or(children=children):
                return _any([self._must(child, resolve) for child in children]) or Query.empty_query()
            case Not(child=child):
                return _boolean([(Occur.MustNot, self._must(child, resolve))]) or Query.empty_query()
            case Field(name=name, child=child):
                return self._field(name, child, resolve)
            case _:
                return self._leaf(node) or Query.all_query()

    def _beside(self, node: Beside, resolve: FieldResolver) -> Query:
        """Inside brackets: what must hold if anything must, else any of the words."""
        required = self._required(node, resolve)
        return (
            required or _any([self._must(child, resolve) for child in node.children]) or Query.empty_query()
        )

    def _field(self, name: str, child: Node, resolve: FieldResolver) -> Query:
        if name in FIELD_NAMES:
            return self._inside(FIELD_NAMES[name], child)
        clauses = resolve(name, _values(name, child))
        return _boolean(clauses) or Query.all_query()

    def _inside(self, field_name: str, node: Node) -> Query:
        """A node in one text field."""
        match node:
            case And(children=children):
                return (
                    _boolean([(Occur.Must, self._inside(field_name, child)) for child in children])
                    or Query.empty_query()
                )
            case Or(children=children):
                return _any([self._inside(field_name, child) for child in children]) or Query.empty_query()
            case Not(child=child):
                return _boolean([(Occur.MustNot, self._inside(field_name, child))]) or Query.empty_query()
            case Phrase(text=text, slop=slop):
                return self._phrase_in(field_name, text, slop)
            case Word(text=text):
                return self._phrase_in(field_name, text, 0)
            case Prefix():
                return self._any_word(field_name, self._beginning(node))
            case Fuzzy():
                return self._any_word(field_name, self._near(node))
            case Beside(children=children):
                return _any([self._inside(field_name, child) for child in children]) or Query.empty_query()
            case Must(child=child) | Field(child=child):
                return self._inside(field_name, child)

    def _leaf(self, node: Node) -> Query | None:
        match node:
            case Word(text=text):
                found = words(text)
                return self._any_field(found[0]) if len(found) == 1 else self._phrase(text, 0)
            case Phrase(text=text, slop=slop):
                return self._phrase(text, slop)
            case Prefix():
                return self._exact(self._beginning(node))
            case Fuzzy():
                return self._exact(self._near(node))
            case _:
                return None

    def _any_field(self, word: str) -> Query:
        """A folded word in any language and field."""
        return Query.boolean_query(
            [
                (Occur.Should, Query.boost_query(Query.term_query(self.schema, name, term, "freq"), boost))
                for term in self._languages.stems(word)
                for name, boost in BOOSTS.items()
                if boost
            ]
        )

    def _phrase(self, text: str, slop: int) -> Query:
        return _any([self._phrase_in(name, text, slop) for name in PHRASE_FIELDS]) or Query.empty_query()

    def _phrase_in(self, field_name: str, text: str, slop: int) -> Query:
        forms = [self._terms_in(field_name, form, slop) for form in self._languages.phrases(text)]
        return _any(forms) or Query.empty_query()

    def _terms_in(self, field_name: str, form: Sequence[str], slop: int) -> Query:
        if len(form) == 1:
            return Query.term_query(self.schema, field_name, form[0], "freq")
        return Query.phrase_query(self.schema, field_name, list(form), slop)

    def _exact(self, vocabulary: Sequence[str]) -> Query:
        return (
            _any([Query.term_query(self.schema, fields.EXACT, word, "freq") for word in vocabulary])
            or Query.empty_query()
        )

    def _any_word(self, field_name: str, vocabulary: Sequence[str]) -> Query:
        """Any of some words in a field of stems."""
        stems = dict.fromkeys(term for word in vocabulary for term in self._languages.stems(word))
        return (
            _any([Query.term_query(self.schema, field_name, term, "freq") for term in stems])
            or Query.empty_query()
        )

    def _beginning(self, node: Prefix) -> list[str]:
        prefix = fold(node.text)
        most = self._settings.prefix_expansions_max
        return [word for word in self._arm.vocabulary if word.startswith(prefix)][:most] if prefix else []

    def _near(self, node: Fuzzy) -> list[str]:
        """The words of the vocabulary within the distance (optimal string alignment), most frequent first."""
        wanted, most = fold(node.text), node.distance
        found = [
            word for word in self._arm.vocabulary if OSA.distance(wanted, word, score_cutoff=most) <= most
        ]
        return found[: self._settings.fuzzy_expansions_max]


def _positive(node: Node) -> Iterable[Node]:
    """The leaves that a hit should have."""
    match node:
        case And(children=children) | Or(children=children) | Beside(children=children):
            for child in children:
                yield from _positive(child)
        case Must(child=child):
            yield from _positive(child)
        case Field(name=name, child=child):
            if name in FIELD_NAMES:
                yield from _positive(child)
        case Not():
            return
        case _:
            yield node


def _is_stop_word(node: Node, language: str) -> bool:
    return isinstance(node, Word) and all(is_stop_word(token, language) for token in tokens(node.text))


def _values(name: str, node: Node) -> tuple[str, ...]:
    """The values a filter is given; several, joined by OR, stand for any of them.

    Raises:
        FilterError: they are joined by other operators.
    """
    match node:
        case Word(text=text) | Phrase(text=text):
            return (text,)
        case Or(children=children):
            return tuple(value for child in children for value in _values(name, child))
        case Beside(children=children) if all(isinstance(child, Word) for child in children):
            return (" ".join(child.text for child in children if isinstance(child, Word)),)
        case _:
            raise FilterError(
                f"The values of {name}: can be joined by OR only, and have no signs of their own.",
                f"Write {name}:value, {name}:(one OR other), or -{name}:value.",
                parameter=name,
            )


def _any(queries: Sequence[Query]) -> Query | None:
    return Query.boolean_query([(Occur.Should, query) for query in queries]) if queries else None


def _boolean(clauses: Sequence[tuple[Occur, Query]]) -> Query | None:
    """A boolean query; one with exclusions alone is taken from everything."""
    if not clauses:
        return None
    if all(occur == Occur.MustNot for occur, _ in clauses):
        clauses = [(Occur.Must, Query.all_query()), *clauses]
    return Query.boolean_query(list(clauses))
