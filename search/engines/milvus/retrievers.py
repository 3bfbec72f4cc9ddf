"""The keyword arm and the vectors on Milvus: the same terms that tantivy has, scored by its BM25 function."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from corpus.errors import EngineMissing
from corpus.text.tf_idf import smoothed_idf
from search.engines.clauses import Boosted, Clause, Each, Flat, Has, InOrder, Some
from search.engines.local.semantic_retriever import REFINED
from search.engines.milvus.clauses import asked_of, expression, orders
from search.engines.milvus.collection import MOST, MilvusCollection
from search.engines.protocols import NearMeaning
from search.query.filters import ResolvedFilters
from search.query.keyword_query import BuiltQuery
from search.query.languages import Languages
from search.query.proximity import occurs
from search.settings import SearchSettings
from store import keyword_schema as fields
from store.layout import Generation
from store.milvus_schema import (
    COUNT,
    PARTS,
    PASSAGE,
    ROW,
    SORT,
    VECTOR,
    WORD,
    collection,
    connect,
    is_whole,
    reached_milvus,
    sparse,
)
from store.unit_table import Mask
from store.vectors import Passages
from store.word_vectors import Vectors


class MilvusKeyword:
    """The units and words of a generation; hits are rows of the catalogue."""

    def __init__(
        self, units: MilvusCollection, words: MilvusCollection, size: int, languages: Languages
    ) -> None:
        self.languages = languages
        self._units = units
        self._words = words
        self._size = size

    def __len__(self) -> int:
        return self._size

    def rewrite(self, query: BuiltQuery) -> BuiltQuery:
        """Return the query as it is: loose phrases are checked as Milvus's candidates are read."""
        return query

    def search(self, query: BuiltQuery, filters: ResolvedFilters, limit: int) -> dict[int, float]:
        """Score the units that match, best first; terms in order score as they do alone."""
        if query.scoring is None and query.constraint is None:
            return {}
        among = self.filter_of(filters.clause(), query.constraint)
        scores: defaultdict[int, float] = defaultdict(float)
        for (field, weight), terms in asked_of(query.scoring or Some()).items():
            for row, score in self._scored(field, terms, among, limit):
                scores[row] += weight * score
        if query.constraint is not None:
            for row in self._rows(among, limit):
                scores[row] += 0.0
        return _best(scores, limit)

    def matched_words(self, query: BuiltQuery, filters: ResolvedFilters, limit: int) -> dict[int, float]:
        """How many of the query's words the units have; of terms in order, any of them counts."""
        if not isinstance(query.counting, Some):
            return {}
        among = self.filter_of(filters.clause())
        by_field: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        worth = [child.score if isinstance(child, Flat) else 1.0 for child in query.counting.children]
        for place, child in enumerate(query.counting.children):
            for (field, _), terms in asked_of(child.child if isinstance(child, Flat) else child).items():
                by_field[field].append((place, " ".join(terms)))
        found: defaultdict[int, set[int]] = defaultdict(set)
        for field, asked in by_field.items():
            hits = self._search(field, [terms for _, terms in asked], among, MOST)
            for (place, _), own in zip(asked, hits, strict=True):
                for row, _ in own:
                    found[row].add(place)
        return _best({row: sum(worth[place] for place in places) for row, places in found.items()}, limit)

    def matching(self, constraint: Clause, filters: ResolvedFilters) -> set[int]:
        """All rows that a constraint and the filters leave."""
        return set(self._rows(self.filter_of(filters.clause(), constraint), self._size))

    def frequency(self, term: str) -> int:
        """How many units have a term in their text."""
        return self._counts["stem"].get(term, 0)

    def rarity(self, word: str) -> float:
        """The inverse document frequency of a folded word: ln(1 + N / (1 + df)), by its commonest stem."""
        most = max(map(self.frequency, self.languages.stems(word)))
        return smoothed_idf(self._size, most)

    def similar(self, weights: Mapping[str, float], limit: int) -> dict[int, float]:
        """Score the units that have some of the terms in their text; a term counts by its weight."""
        clauses = tuple(Boosted(Has(fields.TEXT, term), weight) for term, weight in weights.items())
        scores: defaultdict[int, float] = defaultdict(float)
        for (field, weight), terms in asked_of(Some(clauses)).items():
            for row, score in self._scored(field, terms, "", min(limit, MOST)):
                scores[row] += weight * score
        return _best(scores, limit)

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """How many units have each folded word."""
        return self._counts["word"]

    @cached_property
    def _counts(self) -> Mapping[str, Mapping[str, int]]:
        found: dict[str, dict[str, int]] = {"word": {}, "stem": {}}
        for entry in self._words.all("", [SORT, WORD, COUNT]):
            found[entry[SORT]][entry[WORD]] = int(entry[COUNT])
        return {
            sort: dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))
            for sort, counts in found.items()
        }

    def filter_of(self, *clauses: Clause | None) -> str:
        """The filter of the units of which all clauses hold; where order matters, those found are listed."""
        whole = Each(tuple(clause for clause in clauses if clause is not None))
        if not orders(whole):
            return expression(whole)
        return f"{ROW} in {sorted(self._holding(whole))}"

    def _holding(self, clause: Clause) -> set[int]:
        """The rows of which a clause holds, pieced together where Milvus does not know of order."""
        if not orders(clause):
            return set(self._rows(expression(clause), self._size))
        match clause:
            case InOrder(field=field, terms=terms, slop=slop):
                entries = self._units.all(expression(clause), [ROW, field])
                return {entry[ROW] for entry in entries if occurs(entry[field].split(" "), terms, slop)}
            case Some(children=children):
                return set().union(*map(self._holding, children))
            case Each(required=required, excluded=excluded):
                some = [self._holding(child) for child in required]
                rows = set.intersection(*some) if some else set(range(self._size))
                return rows.difference(*map(self._holding, excluded))
            case Boosted(child=child) | Flat(child=child):
                return self._holding(child)
        raise AssertionError(clause)

    def _scored(
        self, field: str, terms: Sequence[str], among: str, limit: int
    ) -> Iterator[tuple[int, float]]:
        """The rows that have some of the terms in a field, with their BM25; those without scores have 0."""
        if field not in fields.STEMMED_FIELDS:
            text = expression(Some(tuple(Has(field, term) for term in terms)))
            yield from ((row, 1.0) for row in self._rows(f"{among} and {text}" if among else text, limit))
            return
        yield from self._search(field, [" ".join(terms)], among, limit)[0]

    def _search(
        self, field: str, asked: Sequence[str], among: str, limit: int
    ) -> list[list[tuple[int, float]]]:
        """For each of some texts of terms the rows that have any of them in a field, with their BM25."""
        found = self._units.search(
            data=list(asked),
            anns_field=sparse(field),
            filter=among,
            limit=min(limit, MOST),
            output_fields=[ROW],
        )
        # Milvus Lite gives BM25 with a minus before it, a cluster without.
        return [[(int(hit["entity"][ROW]), abs(float(hit["distance"]))) for hit in hits] for hits in found]

    def _rows(self, among: str, limit: int) -> list[int]:
        return [int(entry[ROW]) for entry in self._units.all(among, [ROW], limit)]


def _best(scores: Mapping[int, float], limit: int) -> dict[int, float]:
    return dict(sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:limit])


class MilvusVectors:
    """The vectors of a generation's passages."""

    is_exact = False

    def __init__(self, passages: MilvusCollection, size: int) -> None:
        self._passages = passages
        self._size = size

    def nearest(self, vector: Vectors, depth: int, among: str) -> tuple[Vectors, Passages]:
        """The nearest passages that pass a filter, the nearest first: scores and ids."""
        found = self._passages.search(
            data=[vector[0].tolist()],
            anns_field=VECTOR,
            filter=among,
            limit=min(depth, self._size, MOST),
            output_fields=[PASSAGE],
        )
        scores = np.array([hit["distance"] for hit in found[0]], dtype=np.float32)
        return scores, np.array([hit["entity"][PASSAGE] for hit in found[0]], dtype=np.int64)

    def search(self, vector: Vectors, depth: int, allowed: Mask | None = None) -> tuple[Vectors, Passages]:
        """The nearest passages of all; filters are Milvus's own here."""
        if allowed is not None:
            raise AssertionError("filters are given to nearest() as expressions")
        return self.nearest(vector, depth, "")

    def vectors(self, passages: Passages) -> Vectors:
        """The vectors of some passages, one a row."""
        found = self._passages.get(ids=passages.tolist(), output_fields=[PASSAGE, VECTOR])
        by_id = {entry[PASSAGE]: entry[VECTOR] for entry in found}
        return np.array([by_id[id] for id in passages.tolist()], dtype=np.float32)

    def all_vectors(self) -> Vectors:
        """Never asked for: the index is not exact."""
        raise AssertionError("too many")


def open_milvus(
    generation: Generation, settings: SearchSettings, units: int, passages: int, languages: Languages
) -> tuple[MilvusKeyword, MilvusVectors, NearMeaning]:
    """Both arms of a generation in the Milvus that is set.

    Raises:
        EngineMissing: there is none, or it was not fed this generation.
    """
    client = connect(settings.milvus, settings.milvus_token)
    name, id = generation.name, generation.id
    with reached_milvus():
        is_there = is_whole(client, name, id)
        for part in PARTS if is_there else ():
            client.load_collection(collection(name, part, id))
    if not is_there:
        raise EngineMissing(
            f"The Milvus at {settings.milvus} does not hold the generation {id}.",
            f"Feed it: perepiska feed --name {name}",
        )
    asked = [MilvusCollection(client, collection(name, part, id), settings.search_seconds) for part in PARTS]
    keyword = MilvusKeyword(asked[0], asked[2], units, languages)
    vectors = MilvusVectors(asked[1], passages)

    def near(vector: Vectors, query: BuiltQuery, filters: ResolvedFilters) -> tuple[Vectors, Passages]:
        among = filters.clause()
        if query.constraint is not None:  # asks for terms, which passages do not have
            return vectors.nearest(
                vector, REFINED, f"{ROW} in {sorted(keyword.matching(query.constraint, filters))}"
            )
        return vectors.nearest(vector, REFINED, expression(among) if among is not None else "")

    return keyword, vectors, near
