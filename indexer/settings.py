"""Settings of a build."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from store.settings import NONE, Count, StoreSettings, invalid_setting, setting

BUNDLED_CALENDAR = Path(__file__).parents[1] / "corpus" / "calendar" / "stalin-kaganovich"


@dataclass(frozen=True)
class IndexSettings(StoreSettings):
    """Settings for building an index."""

    cache: Path | None = setting(
        None,
        "Directory of cached embeddings; by default `.cache` in the directory of indexes.",
    )
    generations_kept: Count = setting(3, "Published generations kept per index.")
    query_encoder: Literal["fp32", "int8", "none"] = setting(
        "fp32",
        "Export of the model into the index, so that queries need no torch: `fp32` (exact), `int8` "
        "(quantized weights: less than a third of the size, vectors slightly less accurate) or `none`.",
    )
    document_encoder: Literal["onnx", "torch"] = setting(
        "onnx",
        "Embedding of documents on a CPU: with the exported graph (`onnx`) or with `torch`.",
    )
    device: str = setting(
        "cpu",
        "Torch device on which documents are embedded: `cpu`, `cuda`, `cuda:1`, `mps`.",
    )
    cluster: str = setting(
        "",
        "Dask cluster that embeds documents: the address of a scheduler (`tcp://host:8786`), or `local:2` "
        "for two processes on this machine; empty for this process.",
    )
    batch_size: Count = setting(32, "Passages embedded in one batch.")
    passage_words_min: Count = setting(
        30, "Minimum length of a passage in words; shorter ones are merged where possible."
    )
    passage_words_target: Count = setting(60, "Target length of a passage in words.")
    passage_words_max: Count = setting(100, "Maximum length of a passage in words.")
    calendar: str = setting(
        "bundled",
        "Calendar: indexed if no source is named or recorded; the edition that it describes gets its topics "
        "and abstracts. `bundled`, a directory, or `none`.",
    )
    topics_for_all: bool = setting(
        False,
        "Assign the calendar's topics to editions that it does not describe, too.",
    )
    abstracts: bool = setting(
        True,
        "Add the calendar's abstracts to the documents that it describes.",
    )
    source_max_bytes: Count = setting(
        100_000_000,
        "Maximum size of a source in bytes, all its files together.",
    )

    def __post_init__(self) -> None:
        if not self.passage_words_min <= self.passage_words_target <= self.passage_words_max:
            reason = "passage_words_min ≤ passage_words_target ≤ passage_words_max must hold"
            raise invalid_setting("passage_words_target", reason)

    @property
    def cache_directory(self) -> Path:
        """The directory of the embedding cache and of exported models."""
        return self.cache if self.cache is not None else self.indexes / ".cache"

    @property
    def calendar_directory(self) -> Path | None:
        """The directory of the calendar; None if the setting is ``none``."""
        if self.calendar == NONE:
            return None
        return BUNDLED_CALENDAR if self.calendar == "bundled" else Path(self.calendar)

    def manifest_settings(self) -> dict[str, bool | int | str]:
        """Return the settings that affect the contents of a generation, as recorded in its manifest."""
        words = ("passage_words_min", "passage_words_target", "passage_words_max")
        return {
            name: getattr(self, name)
            for name in ("model", "query_encoder", *words, "calendar", "abstracts", "topics_for_all")
        }
