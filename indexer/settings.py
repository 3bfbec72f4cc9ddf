"""The settings of a build."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from store.settings import NONE, Count, StoreSettings, invalid_setting, setting

BUNDLED_CALENDAR = Path(__file__).parents[1] / "corpus" / "calendar" / "stalin-kaganovich"


@dataclass(frozen=True)
class IndexSettings(StoreSettings):
    """How an index is built."""

    cache: Path | None = setting(
        None,
        "Folder of computed embeddings; by default `.cache` in the folder of indexes.",
    )
    generations_kept: Count = setting(3, "Published generations kept of each index.")
    query_encoder: Literal["fp32", "int8", "none"] = setting(
        "fp32",
        "How the model is exported into an index, so that questions need no torch: in full, with weights "
        "of a byte (less than a third of the room, vectors a little off), or not at all.",
    )
    document_encoder: Literal["onnx", "torch"] = setting(
        "onnx",
        "What embeds documents on a processor: the model's exported graph, or torch.",
    )
    device: str = setting(
        "cpu",
        "Where documents are embedded, as torch names it: `cpu`, `cuda`, `cuda:1`, `mps`.",
    )
    cluster: str = setting(
        "",
        "Dask cluster that embeds documents: a scheduler's address (`tcp://host:8786`), or `local:2` for "
        "so many processes of this machine; empty: this process.",
    )
    batch_size: Count = setting(32, "Passages embedded at once.")
    passage_words_min: Count = setting(30, "Words below which a passage takes in the next.")
    passage_words_target: Count = setting(60, "Words a passage should have.")
    passage_words_max: Count = setting(100, "Words no passage goes beyond.")
    calendar: str = setting(
        "bundled",
        "Calendar that is indexed where no source is named or recorded, and whose topics (and abstracts, "
        "where it describes an edition) are given to what is indexed: `bundled`, a folder, or `none`.",
    )
    abstracts: bool = setting(
        True,
        "Whether documents are given the abstracts of the calendar that describes them.",
    )
    source_max_bytes: Count = setting(
        100_000_000,
        "Size of the largest source that is read, all its files together.",
    )

    def __post_init__(self) -> None:
        if not self.passage_words_min <= self.passage_words_target <= self.passage_words_max:
            reason = "passage_words_min ≤ passage_words_target ≤ passage_words_max must hold"
            raise invalid_setting("passage_words_target", reason)

    @property
    def cache_directory(self) -> Path:
        """Where embeddings are kept between builds."""
        return self.cache if self.cache is not None else self.indexes / ".cache"

    @property
    def calendar_directory(self) -> Path | None:
        """Where the calendar lies; None where none is wished."""
        if self.calendar == NONE:
            return None
        return BUNDLED_CALENDAR if self.calendar == "bundled" else Path(self.calendar)

    def manifest_settings(self) -> dict[str, bool | int | str]:
        """The settings that decide what is in a generation; kept in its manifest."""
        words = ("passage_words_min", "passage_words_target", "passage_words_max")
        return {
            name: getattr(self, name) for name in ("model", "query_encoder", *words, "calendar", "abstracts")
        }
