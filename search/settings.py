"""The settings of the search package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from store.settings import NONE, Count, Positive, Share, StoreSettings, setting


@dataclass(frozen=True)
class SearchSettings(StoreSettings):
    """The settings of searching: limits, weights and thresholds."""

    query_length_max: Count = setting(1000, "Maximum length of a query, in characters.")
    search_seconds: Annotated[float, Meta(gt=0)] = setting(
        10,
        "Seconds after which a search skips its remaining steps and reports that in a notice.",
    )
    clauses_max: Count = setting(64, "Maximum number of words and phrases in one query.")
    prefix_expansions_max: Count = setting(200, "Maximum number of words that one `word*` expands to.")
    fuzzy_expansions_max: Count = setting(50, "Maximum number of words that one `word~` expands to.")
    expansions_max: Count = setting(
        2000, "Maximum number of words that all `word*` and `word~` of a query expand to."
    )
    phrase_words_max: Count = setting(100, "Maximum number of words in a phrase.")
    loose_phrase_units_max: Count = setting(
        2000,
        "Maximum number of units whose text is checked for the sloppy phrases of one query.",
    )
    query_postings_max: Count = setting(
        20_000_000, "Maximum number of postings of the keyword index that one query may read."
    )
    filter_values_max: Count = setting(50, "Maximum number of filter values in one search.")
    relaxations_max: Count = setting(
        8, "Maximum number of relaxed queries that are tried for an empty result."
    )
    page_size: Count = setting(20, "Default number of hits per page.")
    page_size_max: Count = setting(100, "Maximum number of hits per page.")
    candidates: Count = setting(
        1000, "Maximum number of candidate units that each retriever passes to the fusion."
    )
    meaning_hits: Count = setting(
        200,
        "Number of the most similar units of a result that are scored and fused with those found by words; "
        "further similar units follow them.",
    )
    facet_values_max: Count = setting(60, "Maximum number of values returned per facet.")
    passages_shown: Count = setting(1, "Number of passages shown with each hit.")
    related_max: Count = setting(20, "Maximum number of related units.")
    suggestions_max: Count = setting(10, "Maximum number of autocomplete suggestions.")
    weight_semantic: Share = setting(
        0.5, "Weight of the semantic score in the fusion, for queries of up to seven content words."
    )
    weight_semantic_long: Share = setting(
        0.7, "Weight of the semantic score in the fusion, for longer queries."
    )
    weight_words: Share = setting(
        0.6,
        "Weight of late interaction (similarity of words) in the semantic score; 0 turns it off.",
    )
    coordination: Positive = setting(
        0.7,
        "Exponent of the coordination factor: the share of the query words, weighted by idf, that a unit "
        "contains.",
    )
    document_share: Share = setting(
        0.4, "Share of its best note's score that is added to the score of a document."
    )
    note_share: Share = setting(
        0.2, "Share of a document's score that is added to the score of each of its notes."
    )
    date_boost: Positive = setting(
        0.3, "Boost of units of a date that the query mentions; 0.3 raises their score by 30 %."
    )
    correspondent_boost: Positive = setting(
        0.3,
        "Boost of units from or to a correspondent that the query mentions.",
    )
    answers_max: Count = setting(3, "Maximum number of sentences quoted as answers to a question.")
    answer_threshold: Share | None = setting(
        None,
        "Minimum semantic score among the best hits for sentences to be quoted as answers; by default what "
        "the calibration of the index found.",
    )
    reranker: str = setting(
        NONE,
        "Cross-encoder that reranks the best hits: a directory, the name of a model in the local "
        "Hugging Face cache, or `none`.",
    )
    reranked: Count = setting(30, "Number of hits that the cross-encoder reranks.")
