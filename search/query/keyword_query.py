"""The syntax tree of a query → what the keyword index is asked, what is marked, what the model reads.

Index queries are built from terms of our own analysis; the user's text never reaches the engine's parser.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from corpus.errors import FilterError
from corpus.text.analysis import TextToken, is_stop_word, terms, tokens, words
from search.engines.clauses import (
    EVERYTHING,
    NOTHING,
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
from search.query.lexicon import QueryExpansion
from search.query.matching import QueryTerms
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
}
"""Weight of each field in the BM25 sum."""
PHRASE_FIELDS = (fields.TEXT, fields.HEADING, fields.ABSTRACT, fields.INDEX_TERMS)
ALTERNATIVE_BOOST = 0.6
"""Weight of an expansion beside the word itself."""
FieldResolver = Callable[[str, tuple[str, ...]], tuple[Clause, tuple[Message, ...]]]
"""Turns a filter's name and the values written after ``name:`` into a clause, with its notices."""
FIELD_NAMES = {"text": fields.TEXT, "heading": fields.HEADING}
FIELDS_READ = 4
"""How many times the postings of its text a plain word costs: it is scored, and counted, in every field."""


@dataclass(frozen=True, slots=True)
class BuiltQuery:
    """What the arms are asked.

    ``scoring`` ranks, ``constraint`` must hold (None: nothing must); ``text`` is what the model reads;
    ``plain_words`` are the user's own words, for spelling help; ``counting`` gives a unit one for each of
    them that it has. ``notices`` tell what of the query is not searched.
    """

    scoring: Clause | None
    constraint: Clause | None
    query_terms: QueryTerms
    text: str
    plain_words: tuple[str, ...] = ()
    typed_words: tuple[str, ...] = ()
    counting: Clause | None = None
    notices: tuple[Message, ...] = ()

    def with_leaves(self, change: Callable[[Clause], Clause]) -> BuiltQuery:
        """Return the query with each innermost clause changed."""
        asked = (self.scoring, self.constraint, self.counting)
        scoring, constraint, counting = (clause and with_leaves(clause, change) for clause in asked)
        return replace(self, scoring=scoring, constraint=constraint, counting=counting)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked, so that everything is to be listed."""
        return self.scoring is None and self.constraint is None and not self.text


class QueryBuilder:
    """Builds one query for an index; prefixes and near spellings are looked up in its vocabulary."""

    def __init__(self, statistics: WordStatistics, settings: SearchSettings) -> None:
        self._statistics = statistics
        self._languages = statistics.languages
        self._settings = settings
        self._expander = TermExpander(statistics, settings)
        self._notices: list[Message] = []

    def build(
        self, parsed: ParsedQuery, interpretation: QueryInterpretation, resolve: FieldResolver
    ) -> BuiltQuery:
        """Build what both arms are asked."""
        if parsed.root is None:
            return BuiltQuery(None, None, QueryTerms(), "")
        if parsed.is_plain:
            built = self._plain(interpretation)
        else:
            built = self._structured(parsed.root, interpretation, resolve)
        return replace(built, notices=(*self._notices, *self._expander.notices))

    def _plain(self, interpretation: QueryInterpretation) -> BuiltQuery:
        """Words without operators: any of them may match, the little words are left out."""
        content = self._content_tokens(self._languages.content_words(tokens(interpretation.remaining_text)))
        clauses = [self._any_field(token.word) for token in content]
        counting = [*(ConstantScore(clause, 1.0) for clause in clauses), *self._expanded(interpretation)]
        clauses += self._other_wordings(interpretation)
        leaves = [("", Word(token.word, token.start, token.end)) for token in content]
        return BuiltQuery(
            _any(clauses),
            None,
            self._query_terms(leaves, interpretation),
            interpretation.remaining_text.strip() if content else "",
            tuple(token.word for token in content),
            tuple(token.word for token in content),
            _any(counting),
        )

    def _query_terms(
        self, leaves: Sequence[tuple[str, Leaf]], interpretation: QueryInterpretation
    ) -> QueryTerms:
        return QueryTermsBuilder(self._statistics, self._expander).build(
            leaves, _alternatives(interpretation)
        )

    def _content_tokens(self, found: Sequence[TextToken]) -> list[TextToken]:
        """Return each word once; of a pasted page only the rarest, as far as a query's bounds allow."""
        distinct = {self._languages.stems(token.word): token for token in found}
        counts = self._statistics.vocabulary
        rarest = sorted(distinct.values(), key=lambda token: counts.get(token.word, 0))
        read = accumulate(counts.get(token.word, 0) * FIELDS_READ for token in rarest)
        affordable = sum(postings <= self._settings.query_postings_max for postings in read)
        kept = set(rarest[: max(1, min(affordable, self._settings.clauses_max))])
        if len(kept) < len(distinct):
            self._notices.append(Message("fewer-words", {"kept": len(kept), "all": len(distinct)}))
        return [token for token in distinct.values() if token in kept]

    def _other_wordings(self, interpretation: QueryInterpretation) -> list[Clause]:
        """What was understood to be the same in other words."""
        return [Boosted(self._phrase(form, 0), ALTERNATIVE_BOOST) for form in _alternatives(interpretation)]

    def _expanded(self, interpretation: QueryInterpretation) -> list[Clause]:
        """Another wording counts, once, for as many words as it stands for."""
        return [
            ConstantScore(self._wordings(expansion), float(len(terms(expansion.printed))))
            for expansion in interpretation.expansions
        ]

    def _wordings(self, expansion: QueryExpansion) -> Clause:
        """Any of the other wordings."""
        return AnyOf(tuple(self._phrase(form, 0) for form in expansion.alternatives if terms(form)))

    def _structured(
        self, root: Node, interpretation: QueryInterpretation, resolve: FieldResolver
    ) -> BuiltQuery:
        """Operators are hard constraints; what they leave is ranked by all positive words."""
        leaves = [found for found in positive_leaves(root) if found[0] in ("", *FIELD_NAMES)]
        plain = [token for _, leaf in leaves if isinstance(leaf, Word) for token in tokens(leaf.text)]
        language = self._languages.query_language(plain)
        content = [found for found in leaves if not _is_stop_word(found[1], language)] or leaves
        clauses = [clause for _, leaf in content if (clause := self._leaf(leaf)) is not None]
        return BuiltQuery(
            _any([*clauses, *self._other_wordings(interpretation)]),
            self._required(root, resolve),
            self._query_terms(content, interpretation),
            " ".join(leaf.text for _, leaf in leaves if isinstance(leaf, (Word, Phrase))),
            tuple(token.word for token in plain),
            tuple(
                token.word
                for _, leaf in content
                if isinstance(leaf, (Word, Phrase))
                for token in tokens(leaf.text)
            ),
        )

    def _required(self, node: Node, resolve: FieldResolver) -> Clause | None:
        """The part of a tree that must hold; None: nothing must."""
        if not isinstance(node, Implicit):
            return self._each([node], resolve)
        return self._each([child for child in node.children if not isinstance(child, Word)], resolve)

    def _each(self, nodes: Sequence[Node], resolve: FieldResolver) -> Clause | None:
        """All of some nodes; None where there are none."""
        required = tuple(self._must(node, resolve) for node in nodes if not isinstance(node, Not))
        excluded = tuple(self._must(node.child, resolve) for node in nodes if isinstance(node, Not))
        return AllOf(required, excluded) if nodes else None

    def _must(self, node: Node, resolve: FieldResolver) -> Clause:
        """The clause a node stands for."""
        match node:
            case And(children=children):
                return self._each(children, resolve) or NOTHING
            case Implicit(children=children):
                # Inside brackets: what must hold if anything must, else any of the words.
                any_of = AnyOf(tuple(self._must(child, resolve) for child in children))
                return self._required(node, resolve) or any_of
            case Must(child=child):
                return self._must(child, resolve)
            case Or(children=children):
                return AnyOf(tuple(self._must(child, resolve) for child in children))
            case Not():
                return self._each([node], resolve) or NOTHING
            case FieldNode(name=name, child=child):
                if name in FIELD_NAMES:
                    return self._inside(FIELD_NAMES[name], child)
                clause, notices = resolve(name, _values(name, child))
                self._notices += notices
                return clause
            case _:
                return self._leaf(node) or EVERYTHING

    def _inside(self, field_name: str, node: Node) -> Clause:
        """A node in one text field."""
        match node:
            case And(children=children):
                return AllOf(tuple(self._inside(field_name, child) for child in children))
            case Or(children=children) | Implicit(children=children):
                return AnyOf(tuple(self._inside(field_name, child) for child in children))
            case Not(child=child):
                return AllOf(excluded=(self._inside(field_name, child),))
            case Phrase(text=text, slop=slop):
                return self._phrase_in(field_name, text, slop)
            case Word(text=text):
                return self._phrase_in(field_name, text, 0)
            case Prefix() | Fuzzy():
                return self._any_word(field_name, self._expander.expand(node))
            case Must(child=child) | FieldNode(child=child):
                return self._inside(field_name, child)

    def _leaf(self, node: Node) -> Clause | None:
        match node:
            case Word(text=text):
                found = words(text)
                return self._any_field(found[0]) if len(found) == 1 else self._phrase(text, 0)
            case Phrase(text=text, slop=slop):
                return self._phrase(text, slop)
            case Prefix() | Fuzzy():
                return self._exact(self._expander.expand(node))
            case _:
                return None

    def _any_field(self, word: str) -> Clause:
        """A folded word in any language and field."""
        stems = self._languages.stems(word)
        return AnyOf(
            tuple(
                Boosted(TermClause(name, term), boost)
                for term in stems
                for name, boost in FIELD_BOOSTS.items()
                if boost
            )
        )

    def _phrase(self, text: str, slop: int) -> Clause:
        return AnyOf(tuple(self._phrase_in(name, text, slop) for name in PHRASE_FIELDS))

    def _phrase_in(self, field_name: str, text: str, slop: int) -> Clause:
        return AnyOf(tuple(_terms_in(field_name, form, slop) for form in self._languages.phrases(text)))

    def _exact(self, vocabulary: Sequence[str]) -> Clause:
        return AnyOf(tuple(TermClause(fields.EXACT, word) for word in vocabulary))

    def _any_word(self, field_name: str, vocabulary: Sequence[str]) -> Clause:
        """Any of some words in a field of stems."""
        stems = dict.fromkeys(term for word in vocabulary for term in self._languages.stems(word))
        return AnyOf(tuple(TermClause(field_name, term) for term in stems))


def _terms_in(field_name: str, form: tuple[str, ...], slop: int) -> Clause:
    return TermClause(field_name, form[0]) if len(form) == 1 else PhraseClause(field_name, form, slop)


def _alternatives(interpretation: QueryInterpretation) -> list[str]:
    """List the other wordings of what was understood, as far as they have words."""
    return [form for expansion in interpretation.expansions for form in expansion.alternatives if terms(form)]


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
        case Implicit(children=children) if all(isinstance(child, Word) for child in children):
            return (" ".join(child.text for child in children if isinstance(child, Word)),)
        case _:
            raise FilterError(
                f"The values of {name}: can be joined by OR only, and have no signs of their own.",
                f"Write {name}:value, {name}:(one OR other), or -{name}:value.",
                parameter=name,
            )


def _any(clauses: Sequence[Clause]) -> Clause | None:
    return AnyOf(tuple(clauses)) if clauses else None
