"""The settings of a search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from store.settings import NONE, Count, Positive, Share, StoreSettings, setting


@dataclass(frozen=True)
class SearchSettings(StoreSettings):
    """How an index is searched: limits, weights and thresholds."""

    query_length_max: Count = setting(1000, "Characters of the longest query.")
    search_seconds: Annotated[float, Meta(gt=0)] = setting(
        10,
        "Seconds after which a search gives what it has found, and says so.",
    )
    clauses_max: Count = setting(64, "Words and operators in one query.")
    prefix_expansions_max: Count = setting(200, "Words one `word*` may stand for.")
    fuzzy_expansions_max: Count = setting(50, "Words one `word~` may stand for.")
    expansions_max: Count = setting(2000, "Words that all `word*` and `word~` of a query may stand for.")
    phrase_words_max: Count = setting(100, "Words of the longest phrase.")
    loose_phrase_units_max: Count = setting(
        2000,
        "Units whose text one query may have checked for phrases of three and more words at a distance.",
    )
    query_postings_max: Count = setting(20_000_000, "Entries of the keyword index that one query may read.")
    filter_values_max: Count = setting(50, "Values that all filters of a search may have together.")
    relaxations_max: Count = setting(8, "Ways to ask for less that are tried where nothing is found.")
    page_size: Count = setting(20, "Hits on a page when nothing else is asked.")
    page_size_max: Count = setting(100, "Hits on the longest page.")
    candidates: Count = setting(1000, "Units each arm hands to the fusion.")
    meaning_hits: Count = setting(
        200,
        "Units nearest in meaning that belong to a result, besides those with its words.",
    )
    facet_values_max: Count = setting(60, "Values of a facet that are counted out at most.")
    passages_shown: Count = setting(1, "Passages quoted of each hit.")
    related_max: Count = setting(20, "Related units given at most.")
    suggestions_max: Count = setting(10, "Suggestions given as one types.")
    weight_semantic: Share = setting(0.5, "Share of the meaning arm in the score of a query of a few words.")
    weight_semantic_long: Share = setting(0.7, "The same for queries of more than seven telling words.")
    weight_words: Share = setting(
        0.6,
        "Share of the nearness of single words in the meaning arm's own score; with 0, passages are "
        "compared as wholes.",
    )
    coordination: Positive = setting(
        0.5,
        "Exponent of the share of the query's words a unit has, in its keyword score.",
    )
    document_share: Share = setting(0.3, "Share of its best note's score that a found document is given.")
    note_share: Share = setting(0.1, "Share of a document's score that each of its found notes is given.")
    date_boost: Positive = setting(0.3, "How much a date named in plain words raises what was written then.")
    correspondent_boost: Positive = setting(
        0.3,
        "How much a correspondent named in plain words raises the letters.",
    )
    answers_max: Count = setting(3, "Sentences quoted above the hits of a question at most.")
    answer_threshold: Share = setting(
        0.55,
        "Score by meaning that the nearest unit must have for sentences to be quoted as answers.",
    )
    reranker: str = setting(
        NONE,
        "Cross-encoder that reads the best hits once more: a folder, the name of a model in the local "
        "Hugging Face cache, or `none`.",
    )
    reranked: Count = setting(30, "Hits that the cross-encoder reads.")
