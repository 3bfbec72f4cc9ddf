"""All settings in one place."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.settings import IndexSettings
from store.settings import SettingEntry, list_entries, load
from web.settings import ServerSettings


@dataclass(frozen=True)
class Settings(ServerSettings, IndexSettings):
    """All that can be set; immutable. See docs/settings.md."""


def load_settings(**given: object) -> Settings:
    """Load all settings from what is given, else the environment, else the defaults.

    Raises:
        PerepiskaError: a value is not what its setting takes.
    """
    return load(Settings, **given)


def list_settings() -> tuple[SettingEntry, ...]:
    """List all settings, those of a build first."""
    return list_entries(Settings)
