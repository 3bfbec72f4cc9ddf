"""Settings of exports."""

from __future__ import annotations

from dataclasses import dataclass

from search.settings import SearchSettings
from store.settings import Count, setting


@dataclass(frozen=True)
class ExportSettings(SearchSettings):
    """The settings of exports, together with those of the search."""

    export_max: Count = setting(1000, "Maximum number of units in an exported file.")
