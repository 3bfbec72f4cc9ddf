"""Every setting, declared once with its name, default and what it is for.

A setting ``page_size_max`` is given in the environment as ``PEREPISKA_PAGE_SIZE_MAX``.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from corpus.errors import PerepiskaError

PREFIX = "PEREPISKA_"
DEFAULT_MODEL = "all-MiniLM-L6-v2"
BUNDLED_CALENDAR = Path(__file__).parents[1] / "calendar" / "stalin-kaganovich"
NONE = "none"


class Settings(BaseModel):
    """All that can be set; immutable. See docs/settings.md."""

    model_config = ConfigDict(frozen=True, extra="ignore", validate_default=True)

    indexes: Path = Field(Path("indexes"), description="Folder in which indexes are kept.")
    cache: Path | None = Field(
        None, description="Folder of computed embeddings; by default `.cache` in the folder of indexes."
    )
    generations_kept: int = Field(3, ge=1, description="Published generations kept of each index.")

    model: str = Field(
        DEFAULT_MODEL,
        description="Embedding model: the packaged `all-MiniLM-L6-v2`, a folder, the name of a model in the "
        "local Hugging Face cache, or `none` for an index of words alone.",
    )
    query_encoder: Literal["fp32", "int8", "none"] = Field(
        "fp32",
        description="How the model is exported into an index, so that questions need no torch: in full, with"
        " weights of a byte (a quarter of the memory, vectors a little off), or not at all.",
    )
    device: str = Field(
        "cpu", description="Where documents are embedded, as torch names it: `cpu`, `cuda`, `cuda:1`, `mps`."
    )
    cluster: str = Field(
        "",
        description="Dask cluster that embeds documents: a scheduler's address (`tcp://host:8786`), or"
        " `local:2` for so many processes of this machine; empty: this process.",
    )
    batch_size: int = Field(32, ge=1, description="Passages embedded at once.")
    passage_words_min: int = Field(30, ge=1, description="Words below which a passage takes in the next.")
    passage_words_target: int = Field(60, ge=1, description="Words a passage should have.")
    passage_words_max: int = Field(100, ge=1, description="Words no passage goes beyond.")

    calendar: str = Field(
        "bundled",
        description="Calendar that is indexed where no source is named, and whose topics (and abstracts,"
        " where it describes an edition) are given to what is indexed: `bundled`, a folder, or `none`.",
    )
    abstracts: bool = Field(
        True, description="Whether documents are given the abstracts of the calendar that describes them."
    )

    source_max_bytes: int = Field(100_000_000, ge=1, description="Size of the largest source that is read.")
    query_length_max: int = Field(1000, ge=1, description="Characters of the longest query.")
    search_seconds: float = Field(
        10, gt=0, description="Seconds after which a search gives what it has found, and says so."
    )
    clauses_max: int = Field(64, ge=1, description="Words and operators in one query.")
    prefix_expansions_max: int = Field(200, ge=1, description="Words one `word*` may stand for.")
    fuzzy_expansions_max: int = Field(50, ge=1, description="Words one `word~` may stand for.")
    page_size: int = Field(20, ge=1, description="Hits on a page when nothing else is asked.")
    page_size_max: int = Field(100, ge=1, description="Hits on the longest page.")
    candidates: int = Field(1000, ge=1, description="Units each arm hands to the fusion.")
    meaning_hits: int = Field(
        200,
        ge=1,
        description="Units nearest in meaning that belong to a result, besides those with its words.",
    )
    facet_values_max: int = Field(60, ge=1, description="Values of a facet that are counted out at most.")
    passages_shown: int = Field(1, ge=1, description="Passages quoted of each hit.")
    related_max: int = Field(20, ge=1, description="Related units given at most.")
    suggestions_max: int = Field(10, ge=1, description="Suggestions given as one types.")

    engine: Literal["local", "milvus"] = Field(
        "local",
        description="What searches: tantivy and faiss in this process, or a Milvus (docs/scaling.md).",
    )
    milvus: str = Field(
        "http://127.0.0.1:19530",
        description="Where the Milvus is: an address, or a path ending in `.db` for Milvus Lite.",
    )
    database: str = Field(
        "",
        description="PostgreSQL that holds the catalogue and the passages, as `postgresql://user:password@host/name`;"
        " empty: the files of the index.",
    )
    milvus_token: str = Field("", description="Token or `user:password` of the Milvus.")

    weight_semantic: float = Field(
        0.5, ge=0, le=1, description="Share of the meaning arm in the score of a query of a few words."
    )
    weight_semantic_long: float = Field(
        0.7, ge=0, le=1, description="The same for queries of more than seven telling words."
    )
    weight_words: float = Field(
        0.6,
        ge=0,
        le=1,
        description="Share of the nearness of single words in the meaning arm's own score; with 0, passages"
        " are compared as wholes.",
    )
    coordination: float = Field(
        0.5, ge=0, description="Exponent of the share of the query's words a unit has, in its keyword score."
    )
    document_share: float = Field(
        0.3, ge=0, le=1, description="Share of its best note's score that a found document is given."
    )
    note_share: float = Field(
        0.1, ge=0, le=1, description="Share of a document's score that each of its found notes is given."
    )
    date_boost: float = Field(
        0.3, ge=0, description="How much a date named in plain words raises what was written then."
    )
    correspondent_boost: float = Field(
        0.3, ge=0, description="How much a correspondent named in plain words raises the letters."
    )
    answers_max: int = Field(3, ge=1, description="Sentences quoted above the hits of a question at most.")
    answer_threshold: float = Field(
        0.55,
        ge=0,
        le=1,
        description="Score by meaning that the nearest unit must have for sentences to be quoted as answers.",
    )
    reranker: str = Field(
        NONE,
        description="Cross-encoder that reads the best hits once more: a folder, the name of a model in the"
        " local Hugging Face cache, or `none`.",
    )
    reranked: int = Field(30, ge=1, description="Hits that the cross-encoder reads.")
    fusion: Literal["weighted", "reciprocal-rank"] = Field("weighted", description="How the arms are fused.")
    reciprocal_rank_k: int = Field(60, ge=1, description="Constant k of reciprocal rank fusion.")

    host: str = Field("127.0.0.1", description="Address the site is served on.")
    port: int = Field(8000, ge=0, le=65535, description="Port the site is served on; 0 takes a free one.")
    reload_seconds: float = Field(
        2,
        ge=0,
        description="Seconds after which a running server looks for a newly published generation; 0: never.",
    )
    threads: int = Field(4, ge=1, description="Requests answered at the same time.")
    connections_max: int = Field(1000, ge=1, description="Clients that may be connected at the same time.")
    idle_seconds: int = Field(
        60, ge=1, description="Seconds a connection may be silent before it is closed, in mid-request, too."
    )
    stop_seconds: float = Field(
        20, ge=0, description="Seconds a server that is told to stop gives to requests under way."
    )
    trusted_proxies: int = Field(
        0,
        ge=0,
        description="Proxies before the server, whose `X-Forwarded-` headers say who asks, by which address.",
    )
    rate_limit: str = Field(
        NONE, description="Requests allowed to each client, as “60 per minute; 1000 per day”, or `none`."
    )
    api_keys: Path | None = Field(
        None,
        description="File of keys the API asks for (`perepiska key` makes them); without it anybody may ask.",
    )
    hsts_seconds: int = Field(
        0, ge=0, description="Seconds for which browsers are told to use HTTPS alone; 0: not told."
    )
    metrics: bool = Field(False, description="Whether `/metrics` gives figures for Prometheus.")
    log_requests: bool = Field(
        False, description="Whether every request is logged as a line of JSON, without what was asked."
    )
    log_questions: bool = Field(False, description="Whether that line has what was asked, too.")
    body_max_bytes: int = Field(65_536, ge=1, description="Size of the largest request body that is read.")
    export_max: int = Field(1000, ge=1, description="Units in one file that is taken away.")
    judgements: Path | None = Field(
        None,
        description="File of judged questions; where it is set, hits are judged in the browser"
        " and kept there.",
    )
    pool_depth: int = Field(
        20, ge=1, le=100, description="Hits of each way of searching that are put before a judge."
    )

    @model_validator(mode="after")
    def _passage_words_rise(self) -> Settings:
        if not self.passage_words_min <= self.passage_words_target <= self.passage_words_max:
            raise ValueError("passage_words_min ≤ passage_words_target ≤ passage_words_max must hold")
        return self

    @property
    def cache_folder(self) -> Path:
        """Where embeddings are kept between builds."""
        return self.cache if self.cache is not None else self.indexes / ".cache"

    @property
    def calendar_folder(self) -> Path | None:
        """Where the calendar lies; None where none is wished."""
        if self.calendar == NONE:
            return None
        return BUNDLED_CALENDAR if self.calendar == "bundled" else Path(self.calendar)

    def of_build(self) -> dict[str, int | str]:
        """The settings that decide what is in a generation; kept in its manifest."""
        words = ("passage_words_min", "passage_words_target", "passage_words_max")
        return {
            name: getattr(self, name) for name in ("model", "query_encoder", *words, "calendar", "abstracts")
        }


@dataclass(frozen=True, slots=True)
class SettingEntry:
    """A setting as documentation shows it."""

    name: str
    variable: str
    default: str
    help: str


def load_settings(**given: object) -> Settings:
    """Settings from what is given, else the environment, else the defaults."""
    try:
        return Settings.model_validate({**_environment(), **given})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise PerepiskaError(
            f"The setting {name or 'passage_words'} is not valid: {first['msg']}.",
            f"Correct {PREFIX}{name.upper()} in the environment (docs/settings.md lists all settings).",
        ) from error


def _environment() -> dict[str, str]:
    """The settings that the environment has, as text."""
    variables = {PREFIX + name.upper(): name for name in Settings.model_fields}
    return {name: os.environ[variable] for variable, name in variables.items() if variable in os.environ}


def list_settings() -> tuple[SettingEntry, ...]:
    """All settings in the order of their declaration."""
    return tuple(
        SettingEntry(name, PREFIX + name.upper(), _printed(field.default), field.description or "")
        for name, field in Settings.model_fields.items()
    )


def _printed(default: object) -> str:
    return "" if default is None else str(default)
