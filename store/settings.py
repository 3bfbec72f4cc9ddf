"""Every setting, declared once with its name, default and what it is for.

A setting ``page_size_max`` is given in the environment as ``PEREPISKA_PAGE_SIZE_MAX``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from corpus.errors import PerepiskaError

PREFIX = "PEREPISKA_"
DEFAULT_MODEL = "all-MiniLM-L6-v2"
BUNDLED_CALENDAR = Path(__file__).parents[1] / "corpus" / "calendar" / "stalin-kaganovich"
NONE = "none"


def _setting(
    default: object,
    *,
    description: str,
    ge: float | None = None,
    gt: float | None = None,
    le: float | None = None,
) -> Any:
    """A setting with what it is for and the bounds of its value: from ``ge``, above ``gt``, up to ``le``."""
    return field(default=default, metadata={"description": description, "ge": ge, "gt": gt, "le": le})


@dataclass(frozen=True)
class Settings:
    """All that can be set; immutable. See docs/settings.md."""

    indexes: Path = _setting(Path("indexes"), description="Folder in which indexes are kept.")
    cache: Path | None = _setting(
        None, description="Folder of computed embeddings; by default `.cache` in the folder of indexes."
    )
    generations_kept: int = _setting(3, ge=1, description="Published generations kept of each index.")

    model: str = _setting(
        DEFAULT_MODEL,
        description="Embedding model: the packaged `all-MiniLM-L6-v2`, a folder, the name of a model in the "
        "local Hugging Face cache, or `none` for an index of words alone.",
    )
    query_encoder: Literal["fp32", "int8", "none"] = _setting(
        "fp32",
        description="How the model is exported into an index, so that questions need no torch: in full, with"
        " weights of a byte (less than a third of the room, vectors a little off), or not at all.",
    )
    document_encoder: Literal["onnx", "torch"] = _setting(
        "onnx",
        description="What embeds documents on a processor: the model's exported graph, or torch.",
    )
    device: str = _setting(
        "cpu", description="Where documents are embedded, as torch names it: `cpu`, `cuda`, `cuda:1`, `mps`."
    )
    cluster: str = _setting(
        "",
        description="Dask cluster that embeds documents: a scheduler's address (`tcp://host:8786`), or"
        " `local:2` for so many processes of this machine; empty: this process.",
    )
    batch_size: int = _setting(32, ge=1, description="Passages embedded at once.")
    passage_words_min: int = _setting(30, ge=1, description="Words below which a passage takes in the next.")
    passage_words_target: int = _setting(60, ge=1, description="Words a passage should have.")
    passage_words_max: int = _setting(100, ge=1, description="Words no passage goes beyond.")

    calendar: str = _setting(
        "bundled",
        description="Calendar that is indexed where no source is named, and whose topics (and abstracts,"
        " where it describes an edition) are given to what is indexed: `bundled`, a folder, or `none`.",
    )
    abstracts: bool = _setting(
        True, description="Whether documents are given the abstracts of the calendar that describes them."
    )

    source_max_bytes: int = _setting(
        100_000_000, ge=1, description="Size of the largest source that is read, all its files together."
    )
    query_length_max: int = _setting(1000, ge=1, description="Characters of the longest query.")
    search_seconds: float = _setting(
        10, gt=0, description="Seconds after which a search gives what it has found, and says so."
    )
    clauses_max: int = _setting(64, ge=1, description="Words and operators in one query.")
    prefix_expansions_max: int = _setting(200, ge=1, description="Words one `word*` may stand for.")
    fuzzy_expansions_max: int = _setting(50, ge=1, description="Words one `word~` may stand for.")
    expansions_max: int = _setting(
        2000, ge=1, description="Words that all `word*` and `word~` of a query may stand for."
    )
    phrase_words_max: int = _setting(100, ge=1, description="Words of the longest phrase.")
    loose_phrase_units_max: int = _setting(
        2000,
        ge=1,
        description="Units whose text one query may have checked for phrases of three and more words"
        " at a distance.",
    )
    query_postings_max: int = _setting(
        20_000_000, ge=1, description="Entries of the keyword index that one query may read."
    )
    filter_values_max: int = _setting(
        50, ge=1, description="Values that all filters of a search may have together."
    )
    relaxations_max: int = _setting(
        8, ge=1, description="Ways to ask for less that are tried where nothing is found."
    )
    page_size: int = _setting(20, ge=1, description="Hits on a page when nothing else is asked.")
    page_size_max: int = _setting(100, ge=1, description="Hits on the longest page.")
    candidates: int = _setting(1000, ge=1, description="Units each arm hands to the fusion.")
    meaning_hits: int = _setting(
        200,
        ge=1,
        description="Units nearest in meaning that belong to a result, besides those with its words.",
    )
    facet_values_max: int = _setting(60, ge=1, description="Values of a facet that are counted out at most.")
    passages_shown: int = _setting(1, ge=1, description="Passages quoted of each hit.")
    related_max: int = _setting(20, ge=1, description="Related units given at most.")
    suggestions_max: int = _setting(10, ge=1, description="Suggestions given as one types.")

    engine: Literal["local", "milvus"] = _setting(
        "local",
        description="What searches: tantivy and faiss in this process, or a Milvus (docs/scaling.md).",
    )
    milvus: str = _setting(
        "http://127.0.0.1:19530",
        description="Where the Milvus is: an address, or a path ending in `.db` for Milvus Lite.",
    )
    database: str = _setting(
        "",
        description="PostgreSQL that holds the catalogue and the passages, as `postgresql://user:password@host/name`;"
        " empty: the files of the index.",
    )
    milvus_token: str = _setting("", description="Token or `user:password` of the Milvus.")

    weight_semantic: float = _setting(
        0.5, ge=0, le=1, description="Share of the meaning arm in the score of a query of a few words."
    )
    weight_semantic_long: float = _setting(
        0.7, ge=0, le=1, description="The same for queries of more than seven telling words."
    )
    weight_words: float = _setting(
        0.6,
        ge=0,
        le=1,
        description="Share of the nearness of single words in the meaning arm's own score; with 0, passages"
        " are compared as wholes.",
    )
    coordination: float = _setting(
        0.5, ge=0, description="Exponent of the share of the query's words a unit has, in its keyword score."
    )
    document_share: float = _setting(
        0.3, ge=0, le=1, description="Share of its best note's score that a found document is given."
    )
    note_share: float = _setting(
        0.1, ge=0, le=1, description="Share of a document's score that each of its found notes is given."
    )
    date_boost: float = _setting(
        0.3, ge=0, description="How much a date named in plain words raises what was written then."
    )
    correspondent_boost: float = _setting(
        0.3, ge=0, description="How much a correspondent named in plain words raises the letters."
    )
    answers_max: int = _setting(3, ge=1, description="Sentences quoted above the hits of a question at most.")
    answer_threshold: float = _setting(
        0.55,
        ge=0,
        le=1,
        description="Score by meaning that the nearest unit must have for sentences to be quoted as answers.",
    )
    reranker: str = _setting(
        NONE,
        description="Cross-encoder that reads the best hits once more: a folder, the name of a model in the"
        " local Hugging Face cache, or `none`.",
    )
    reranked: int = _setting(30, ge=1, description="Hits that the cross-encoder reads.")
    fusion: Literal["weighted", "reciprocal-rank"] = _setting(
        "weighted", description="How the arms are fused."
    )
    reciprocal_rank_k: int = _setting(60, ge=1, description="Constant k of reciprocal rank fusion.")

    host: str = _setting("127.0.0.1", description="Address the site is served on.")
    port: int = _setting(8000, ge=0, le=65535, description="Port the site is served on; 0 takes a free one.")
    reload_seconds: float = _setting(
        2,
        ge=0,
        description="Seconds after which a running server looks for a newly published generation; 0: never.",
    )
    threads: int = _setting(4, ge=1, description="Requests answered at the same time.")
    connections_max: int = _setting(1000, ge=1, description="Clients that may be connected at the same time.")
    idle_seconds: int = _setting(
        60, ge=1, description="Seconds a connection may be silent before it is closed, in mid-request, too."
    )
    request_seconds: float = _setting(
        20,
        gt=0,
        description="Seconds in which a request must have come whole, and over which a client that takes its"
        " response too slowly is given up.",
    )
    request_head_max_bytes: int = _setting(
        32_768, ge=1024, description="Size of the largest request line with its headers."
    )
    stop_seconds: float = _setting(
        20, ge=0, description="Seconds a server that is told to stop gives to requests under way."
    )
    trusted_proxies: int = _setting(
        0,
        ge=0,
        description="Proxies before the server, whose `X-Forwarded-` headers say who asks, by which address.",
    )
    hosts: str = _setting(
        "",
        description="Names by which the site may be asked, separated by spaces, without ports; others are"
        " answered with 400. Empty: any.",
    )
    rate_limit: str = _setting(
        NONE, description="Requests allowed to each client, as “60 per minute; 1000 per day”, or `none`."
    )
    api_keys: Path | None = _setting(
        None,
        description="File of keys the API asks for (`perepiska key` makes them); without it anybody may ask.",
    )
    hsts_seconds: int = _setting(
        0, ge=0, description="Seconds for which browsers are told to use HTTPS alone; 0: not told."
    )
    metrics: bool = _setting(False, description="Whether `/metrics` gives figures for Prometheus.")
    log_requests: bool = _setting(
        False, description="Whether every request is logged as a line of JSON, without what was asked."
    )
    log_questions: bool = _setting(False, description="Whether that line has what was asked, too.")
    body_max_bytes: int = _setting(65_536, ge=1, description="Size of the largest request body that is read.")
    export_max: int = _setting(1000, ge=1, description="Units in one file that is taken away.")
    judgements: Path | None = _setting(
        None,
        description="File of judged questions; where it is set, hits are judged in the browser"
        " and kept there.",
    )
    pool_depth: int = _setting(
        20, ge=1, le=100, description="Hits of each way of searching that are put before a judge."
    )

    def __post_init__(self) -> None:
        for one in fields(self):
            reason = _out_of_bounds(getattr(self, one.name), one.metadata)
            if reason:
                raise _not_valid(one.name, reason)
        if not self.passage_words_min <= self.passage_words_target <= self.passage_words_max:
            reason = "passage_words_min ≤ passage_words_target ≤ passage_words_max must hold"
            raise _not_valid("passage_words_target", reason)

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

    def of_build(self) -> dict[str, bool | int | str]:
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
        return msgspec.convert({**_environment(), **given}, Settings, strict=False, dec_hook=_path)
    except msgspec.ValidationError as error:
        reason, _, place = str(error).partition(" - at `$.")
        name = place.rstrip("`")
        raise _not_valid(name, reason + _choices(name)) from error


def _choices(name: str) -> str:
    """What there is to choose from; nothing where a setting has no fixed choices."""
    kind = get_type_hints(Settings).get(name)
    return f"; it is one of {', '.join(get_args(kind))}" if get_origin(kind) is Literal else ""


def _path(kind: type[Path], given: object) -> Path:
    """Folders are given as text."""
    return kind(str(given))


def _out_of_bounds(value: object, bounds: Mapping[str, Any]) -> str | None:
    """What is wrong with a number; None where nothing is."""
    if not isinstance(value, int | float):
        return None
    if bounds["ge"] is not None and not value >= bounds["ge"]:
        return f"it must not be less than {bounds['ge']}"
    if bounds["gt"] is not None and not value > bounds["gt"]:
        return f"it must be greater than {bounds['gt']}"
    if bounds["le"] is not None and not value <= bounds["le"]:
        return f"it must not be greater than {bounds['le']}"
    return None


def _not_valid(name: str, reason: str) -> PerepiskaError:
    return PerepiskaError(
        f"The setting {name} is not valid: {reason}.",
        f"Correct {PREFIX}{name.upper()} in the environment (docs/settings.md lists all settings).",
    )


def _environment() -> dict[str, str]:
    """The settings that the environment has, as text."""
    variables = {PREFIX + one.name.upper(): one.name for one in fields(Settings)}
    return {
        name: os.environ[variable].strip() for variable, name in variables.items() if variable in os.environ
    }


def list_settings() -> tuple[SettingEntry, ...]:
    """All settings in the order of their declaration."""
    return tuple(
        SettingEntry(one.name, PREFIX + one.name.upper(), _printed(one.default), one.metadata["description"])
        for one in fields(Settings)
    )


def _printed(default: object) -> str:
    return "" if default is None else str(default)
