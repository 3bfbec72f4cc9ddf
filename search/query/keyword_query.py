"""Building of the engines' query from a syntax tree: clauses, highlight terms and the text to encode.

Clauses are built from terms of our own analysis; the user's text never reaches an engine's query parser.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from corpus.errors import FilterError
from corpus.text.analysis import TextToken, terms, token_tuples, tokens, words
from corpus.text.compounds import Compound, find_compounds
from corpus.text.unspaced import search_words
from search.engines.clauses import (
    AllOf,
    AnyOf,
    Boosted,
    Clause,
    ConstantScore,
    PhraseClause,
    TermClause,
    with_leaves,
)  # fmt: skip
from search.messages import Message
from search.query.interpretation import QueryInterpretation
from search.query.languages import is_stop_word_in_all
from search.query.lexicon import QueryExpansion
from search.query.matching import QueryTerms
from search.query.name_words import NameWords
from search.query.query_terms import QueryTermsBuilder
from search.query.syntax import (
    And,
    FieldNode,
    Fuzzy,
    Implicit,
    Leaf,
    Must,
    Node,
    Not,
    Or,
    ParsedQuery,
    Phrase,
    Prefix,
    Word,
    exclusions_from_words,
    positive_leaves,
)
from search.query.term_expansion import TermExpander, WordStatistics
from search.settings import SearchSettings
from store import keyword_schema as fields

FIELD_BOOSTS: dict[str, float] = {
    fields.TEXT: 1.0,
    fields.HEADING: 0.4,
    fields.NAMES: 0.3,
    fields.TOPICS: 0.3,
    fields.INDEX_TERMS: 0.5,
    fields.ABSTRACT: 0.5,
    fields.NOTES: 0.5,
}
"""Weight of each field in the sum of the BM25 scores."""
PHRASE_FIELDS = (fields.TEXT, fields.HEADING, fields.ABSTRACT, fields.INDEX_TERMS, fields.NOTES)
ALTERNATIVE_BOOST = 0.6
"""Weight of an alternative wording, relative to the words of the query."""
GIVEN_NAME_BOOST = 0.3
"""Weight of the given names of a person who is the whole query: many bear them, and few the surname."""
FieldResolver = Callable[[str, tuple[str, ...]], tuple[Clause, tuple[Message, ...]]]
"""A function from the name and the values of ``name:value`` to a clause and notices."""
FIELD_NAMES = {"text": fields.TEXT, "heading": fields.HEADING}
WORD_COST_FACTOR = 4
"""Estimated cost of a plain word, in multiples of its postings: it is scored and counted in every field."""


@dataclass(frozen=True, slots=True)
class BuiltQuery:
    """A query in the form that the retrievers need.

    ``scoring`` ranks (None: nothing to rank by); ``constraint`` must match (None: no constraint);
    ``wants_words`` is whether a word or similarity must match besides, since nothing else is wanted (plain
    words, with or without exclusions); ``query_terms`` are the terms to highlight; ``text`` is encoded for
    the semantic retriever; ``plain_words`` are the user's words, folded, for spelling correction;
    ``covering`` scores a unit by the summed idf of the ``plain_words`` it contains (None if they only rank),
    ``full_coverage`` is the score of one that contains all of them; ``notices`` reports what is not searched.
    """

    scoring: Clause | None
    constraint: Clause | None
    query_terms: QueryTerms
    text: str
    plain_words: tuple[str, ...] = ()
    typed_words: tuple[str, ...] = ()
    covering: Clause | None = None
    full_coverage: float = 0.0
    notices: tuple[Message, ...] = ()
    wants_words: bool = True

    def with_leaves(self, change: Callable[[Clause], Clause]) -> BuiltQuery:
        """Return the query with ``change`` applied to each leaf of its clauses."""
        clauses = (self.scoring, self.constraint, self.covering)
        scoring, constraint, covering = (clause and with_leaves(clause, change) for clause in clauses)
        return replace(self, scoring=scoring, constraint=constraint, covering=covering)

    @property
    def is_empty(self) -> bool:
        """Whether no words are left to search for, though exclusions may be."""
        return self.wants_words and self.scoring is None and not self.text

    @property
    def membership(self) -> Clause | None:
        """The clause that matches the units which have the words or satisfy the operators; None if empty."""
        if not self.wants_words or self.scoring is None:
            return self.constraint
        return self.scoring if self.constraint is None else AllOf((self.scoring, self.constraint))


class QueryBuilder:
    """A builder of one query; prefixes and fuzzy words are expanded from the vocabulary of the index."""

    def __init__(self, statistics: WordStatistics, settings: SearchSettings) -> None:
        self._statistics = statistics
        self._languages = statistics.languages
        self._settings = settings
        self._expander = TermExpander(statistics, settings)
        self._notices: list[Message] = []

    def build(
        self, parsed: ParsedQuery, interpretation: QueryInterpretation, resolve: FieldResolver
    ) -> BuiltQuery:
        """Build the query for both retrievers; empty text yields an empty query.

        Args:
            parsed: the parsed query.
            interpretation: its interpretation, whose alternative wordings are searched too.
            resolve: resolves ``name:value`` to a clause and notices.

        Raises:
            FilterError: a filter in the query has a value that does not exist, or is misused.
        """
        if parsed.root is None:
            return BuiltQuery(None, None, QueryTerms(), "")
        exclusions = exclusions_from_words(parsed.root)
        if parsed.is_plain or exclusions:
            excluded = self._all_of(exclusions, resolve) if exclusions else None
            built = replace(self._plain(interpretation), constraint=excluded)
        else:
            built = self._structured(parsed.root, interpretation, resolve)
        return replace(built, notices=(*self._notices, *self._expander.notices))

    def _plain(self, interpretation: QueryInterpretation) -> BuiltQuery:
        """Build a query of plain words: any content word may match."""
        text = interpretation.remaining_text
        name_words = interpretation.name_words
        found = self._languages.content_words(search_words(text))
        content = self._content_tokens(
            [token for token in found if token.start not in name_words.initials] or found
        )
        clauses = [self._weighted(token, name_words) for token in content]
        weights = [self._statistics.idf(token.word) for token in content]
        covering = [*map(ConstantScore, clauses, weights), *self._expanded(interpretation)]
        closed = _closed_words(text)
        clauses += [*map(self._closed_form, closed), *self._other_wordings(interpretation)]
        covering += [
            ConstantScore(self._closed_form(word), self._summed_idf(parts)) for word, parts in closed.items()
        ]
        leaves = [("", Word(token.text, token.start, token.end)) for token in content]
        leaves += [("", Word(word, 0, len(text))) for word in closed]
        return BuiltQuery(
            _any(clauses),
            None,
            self._query_terms(leaves, interpretation),
            text.strip() if content else "",
            tuple(token.word for token in content),
            self._typed_words(text, content),
            _any(covering),
            sum(weights),
        )

    def _weighted(self, token: TextToken, name_words: NameWords) -> Clause:
        """Return the clause of a content word, weighted by ``GIVEN_NAME_BOOST`` if it is a given name."""
        clause = self.word_clause(token.word, token.text)
        return Boosted(clause, GIVEN_NAME_BOOST) if token.start in name_words.given else clause

    def _query_terms(
        self, leaves: Sequence[tuple[str, Leaf]], interpretation: QueryInterpretation
    ) -> QueryTerms:
        """Return the terms to highlight: those of leaves and of alternative wordings."""
        return QueryTermsBuilder(self._statistics, self._expander).build(
            leaves, _alternatives(interpretation)
        )

    def _content_tokens(self, content_words: Sequence[TextToken]) -> list[TextToken]:
        """Return a token for each distinct content word; if there are too many, the rarest, with a notice.

        The limits are ``clauses_max`` words and ``query_postings_max`` postings; at least one word remains.
        """
        distinct = {self._languages.stems(token.word): token for token in content_words}
        rarest = sorted(distinct.values(), key=lambda token: self._frequency(token.word))
        costs = accumulate(self._frequency(token.word) * WORD_COST_FACTOR for token in rarest)
        affordable = sum(postings <= self._settings.query_postings_max for postings in costs)
        selected = set(rarest[: max(1, min(affordable, self._settings.clauses_max))])
        if len(selected) < len(distinct):
            self._notices.append(Message("fewer-words", {"kept": len(selected), "all": len(distinct)}))
        return [token for token in distinct.values() if token in selected]

    def _frequency(self, word: str) -> int:
        """Return the number of units with a folded word, or with the rarest sign of a sequence of signs."""
        return min((self._statistics.vocabulary.get(sign, 0) for sign in words(word)), default=0)

    def _typed_words(self, text: str, content: Sequence[TextToken]) -> tuple[str, ...]:
        """Return the content words of a text, without the parts of compounds that occur when closed."""
        vocabulary = self._statistics.vocabulary
        closed = [(start, end) for start, end, compound in _compounds(text) if compound.word in vocabulary]
        return tuple(
            token.word
            for token in content
            if not any(start <= token.start and token.end <= end for start, end in closed)
        )

    def _other_wordings(self, interpretation: QueryInterpretation) -> list[Clause]:
        """Return a clause for each alternative wording, weighted by ``ALTERNATIVE_BOOST``."""
        return [Boosted(self._phrase(form, 0), ALTERNATIVE_BOOST) for form in _alternatives(interpretation)]

    def _expanded(self, interpretation: QueryInterpretation) -> list[Clause]:
        """Return covering clauses for alternative wordings: one counts as much as the words it replaces."""
        return [
            ConstantScore(self._wordings(expansion), self._summed_idf(words(expansion.printed)))
            for expansion in interpretation.expansions
        ]

    def _summed_idf(self, folded: Iterable[str]) -> float:
        """Return the summed idf of some folded words."""
        return sum(map(self._statistics.idf, folded))

    def _wordings(self, expansion: QueryExpansion) -> Clause:
        """Return a clause that matches any of an expansion's wordings."""
        return AnyOf(tuple(self._phrase(form, 0) for form in expansion.alternatives if terms(form)))

    def _structured(
        self, root: Node, interpretation: QueryInterpretation, resolve: FieldResolver
    ) -> BuiltQuery:
        """Build a query with operators: they constrain the result, and all positive words rank it."""
        leaves = [pair for pair in positive_leaves(root) if pair[0] in ("", *FIELD_NAMES)]
        plain = [token for _, leaf in leaves if isinstance(leaf, Word) for token in search_words(leaf.text)]
        languages = self._languages.query_languages(plain)
        content = [pair for pair in leaves if not _is_stop_word(pair[1], languages)] or leaves
        clauses = [self._leaf(leaf) for _, leaf in content]
        return BuiltQuery(
            _any([*clauses, *self._other_wordings(interpretation)]),
            self._clause(root, resolve),
            self._query_terms(content, interpretation),
            " ".join(leaf.text for _, leaf in leaves if isinstance(leaf, (Word, Phrase))),
            tuple(token.word for token in plain),
            tuple(
                word
                for _, leaf in content
                if isinstance(leaf, (Word, Phrase))
                for word in self._typed_words(leaf.text, search_words(leaf.text))
            ),
            wants_words=False,
        )

    def _all_of(self, nodes: Sequence[Node], resolve: FieldResolver, field: str = "") -> AllOf:
        """Return a clause that matches if all of some nodes do, negated ones excluded."""
        return AllOf(
            tuple(self._clause(node, resolve, field) for node in nodes if not isinstance(node, Not)),
            tuple(self._clause(node.child, resolve, field) for node in nodes if isinstance(node, Not)),
        )

    def _clause(self, node: Node, resolve: FieldResolver, field: str = "") -> Clause:
        """Return a clause that matches a node of the tree; notices about filters are collected.

        Args:
            field: the text field that words must occur in; "": any.

        Raises:
            FilterError: a filter has a value that does not exist, or is misused.
        """
        match node:
            case And(children=children):
                return self._all_of(children, resolve, field)
            case Implicit(children=children):
                return self._side_by_side(children, resolve, field)
            case Must(child=child):
                return self._clause(child, resolve, field)
            case Or(children=children):
                return AnyOf(tuple(self._clause(child, resolve, field) for child in children))
            case Not():
                return self._all_of([node], resolve, field)
            case FieldNode(name=name, child=child) if name in FIELD_NAMES:
                return self._clause(child, resolve, FIELD_NAMES[name])
            case FieldNode():
                return self._filter(node, resolve)
            case _:
                return self._leaf_in(field, node) if field else self._leaf(node)

    def _side_by_side(self, children: Sequence[Node], resolve: FieldResolver, field: str) -> Clause:
        """Return a clause for parts without an operator between them.

        Parts other than words must match, and words only rank; but beside exclusions alone, one of the words
        must match. Stop words do not count unless there are no others.
        """
        conditions = [child for child in children if not isinstance(child, Word)]
        if not all(isinstance(child, Not) for child in conditions):
            return self._all_of(conditions, resolve, field)
        plain = [child for child in children if isinstance(child, Word)]
        any_of = AnyOf(tuple(self._clause(word, resolve, field) for word in self._content(plain)))
        excluded = self._all_of(conditions, resolve, field).excluded
        return AllOf((any_of,) if plain else (), excluded)

    def _content(self, leaves: Sequence[Word]) -> Sequence[Word]:
        """Return the words that are not stop words; all if there are no others."""
        languages = self._languages.query_languages([token for leaf in leaves for token in tokens(leaf.text)])
        return [leaf for leaf in leaves if not _is_stop_word(leaf, languages)] or leaves

    def _filter(self, node: FieldNode, resolve: FieldResolver) -> Clause:
        """Return the clause of ``name:value`` for a filter.

        Raises:
            FilterError: with the position of the field.
        """
        try:
            clause, notices = resolve(node.name, _values(node.name, node.child))
        except FilterError as error:
            position, length = node.start, node.end - node.start
            raise FilterError(
                error.message, error.hint, parameter=error.parameter, position=position, length=length
            ) from error
        self._notices += notices
        return clause

    def _leaf(self, leaf: Leaf) -> Clause:
        """Return a clause that matches a leaf in any field."""
        match leaf:
            case Word(text=text):
                folded = words(text)
                return self.word_clause(folded[0], text) if len(folded) == 1 else self._phrase(text, 0)
            case Phrase(text=text, slop=slop):
                return self._phrase(text, slop)
            case Prefix():
                words_beginning = self._exact_words(self._expander.expand(leaf))
                return AnyOf((words_beginning, *self._compounds_beginning(leaf, PHRASE_FIELDS)))
            case Fuzzy():
                return self._exact_words(self._expander.expand(leaf))

    def _leaf_in(self, field: str, leaf: Leaf) -> Clause:
        """Return a clause that matches a leaf in one text field."""
        match leaf:
            case Word(text=text):
                return self._phrase_in(field, text, 0)
            case Phrase(text=text, slop=slop):
                return self._phrase_in(field, text, slop)
            case Prefix():
                words_beginning = self._any_word(field, self._expander.expand(leaf))
                return AnyOf((words_beginning, *self._compounds_beginning(leaf, [field])))
            case Fuzzy():
                return self._any_word(field, self._expander.expand(leaf))

    def word_clause(self, word: str, printed: str = "") -> Clause:
        """Return a clause that matches a folded word, stemmed in any language, in one of ``FIELD_BOOSTS``.

        It matches compounds and sequences of signs too that are the word when closed, and the letters of an
        abbreviation with dots.

        Args:
            printed: the word as the user wrote it.
        """
        splits = self._languages.splits(word, printed)
        weighted = ((parts, self._split_weight(word, parts)) for parts in splits)
        split = (_in_any_field(self._languages.stemmed([parts]), weight) for parts, weight in weighted)
        return AnyOf((self._closed_form(word), *split))

    def _split_weight(self, word: str, parts: Sequence[str]) -> float:
        """Return the weight by which a phrase of a word's parts scores no higher than the word itself."""
        idf = self._statistics.idf
        return min(idf(word) / max(sum(map(idf, parts)), 1e-9), 1.0)

    def _closed_form(self, word: str) -> Clause:
        """Return a clause that matches a folded word like ``word_clause``, but only when closed."""
        return _in_any_field([(term,) for term in self._languages.stems(word)])

    def _compounds_beginning(self, prefix: Prefix, field_names: Sequence[str]) -> Iterator[Clause]:
        """Yield a clause for each compound that begins with a prefix, in each of some fields."""
        for phrase in self._expander.phrases(prefix):
            yield from (PhraseClause(name, phrase) for name in field_names)

    def _phrase(self, text: str, slop: int) -> Clause:
        """Return a clause that matches a phrase, with ``slop``, in any of ``PHRASE_FIELDS``."""
        return AnyOf(tuple(self._phrase_in(name, text, slop) for name in PHRASE_FIELDS))

    def _phrase_in(self, field_name: str, text: str, slop: int) -> Clause:
        """Return a clause that matches a phrase in one field, stemmed in any language."""
        return AnyOf(tuple(_terms_in(field_name, form, slop) for form in self._languages.phrases(text)))

    def _exact_words(self, vocabulary: Sequence[str]) -> Clause:
        """Return a clause that matches any of some folded words in the field of unstemmed words."""
        return AnyOf(tuple(TermClause(fields.EXACT, word) for word in vocabulary))

    def _any_word(self, field_name: str, vocabulary: Sequence[str]) -> Clause:
        """Return a clause that matches any of some folded words in a stemmed field."""
        stems = dict.fromkeys(term for word in vocabulary for term in self._languages.stems(word))
        return AnyOf(tuple(TermClause(field_name, term) for term in stems))


def _in_any_field(forms: Iterable[tuple[str, ...]], weight: float = 1.0) -> Clause:
    """Return a weighted clause that matches any of some phrases of terms in one of ``FIELD_BOOSTS``."""
    return AnyOf(
        tuple(
            Boosted(_terms_in(name, form, 0), boost * weight)
            for form in forms
            for name, boost in FIELD_BOOSTS.items()
            if boost
        )
    )


def _closed_words(text: str) -> dict[str, list[str]]:
    """Return the compounds of a text, folded and closed, with their parts; no initials."""
    found = words(text)
    return {
        compound.word: found[compound.first : compound.end]
        for _, _, compound in _compounds(text)
        if compound.end - compound.first < len(compound.word)
    }


def _compounds(text: str) -> Iterator[tuple[int, int, Compound]]:
    """Yield the compounds of a text with their offsets, (start, end, compound)."""
    found = list(token_tuples(text))
    for compound in find_compounds(text, found):
        yield found[compound.first][0], found[compound.end - 1][1], compound


def _terms_in(field_name: str, form: tuple[str, ...], slop: int) -> Clause:
    """Return a clause that matches terms in a field: a single term, or several as a phrase."""
    return TermClause(field_name, form[0]) if len(form) == 1 else PhraseClause(field_name, form, slop)


def _alternatives(interpretation: QueryInterpretation) -> list[str]:
    """Return all alternative wordings of a query that contain words."""
    return [form for expansion in interpretation.expansions for form in expansion.alternatives if terms(form)]


def _is_stop_word(node: Node, languages: Sequence[str]) -> bool:
    """Return whether a node is a word that consists of stop words alone, in each of some languages."""
    return isinstance(node, Word) and all(
        is_stop_word_in_all(token, languages) for token in tokens(node.text)
    )


def _values(name: str, node: Node) -> tuple[str, ...]:
    """Return the values of a filter within a query, ``name:value`` or ``name:(one OR other)``.

    Raises:
        FilterError: the values are joined by other operators.
    """
    match node:
        case Word(text=text) | Phrase(text=text):
            return (text,)
        case Or(children=children):
            return tuple(value for child in children for value in _values(name, child))
        case Implicit(children=children) if all(isinstance(child, Word) for child in children):
            return (" ".join(child.text for child in children if isinstance(child, Word)),)
        case _:
            raise FilterError(
                f"Values of {name}: can only be joined with OR, without + or -.",
                f"Write {name}:value, {name}:(one OR other), or -{name}:value.",
                parameter=name,
            )


def _any(clauses: Sequence[Clause]) -> Clause | None:
    """Return a disjunction of clauses; None if there are none."""
    return AnyOf(tuple(clauses)) if clauses else None
