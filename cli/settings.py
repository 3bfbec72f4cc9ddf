"""All settings of the project in one class."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.settings import IndexSettings
from store.settings import SettingEntry, list_entries, load
from web.settings import ServerSettings


@dataclass(frozen=True)
class Settings(ServerSettings, IndexSettings):
    """All settings, immutable; documented in docs/settings.md."""


def load_settings(**overrides: object) -> Settings:
    """Load all settings: from arguments, then environment variables, then defaults.

    Raises:
        PerepiskaError: a value is not valid for its setting.
    """
    return load(Settings, **overrides)


def list_settings() -> tuple[SettingEntry, ...]:
    """Return the documentation entries of all settings, those of a build first."""
    return list_entries(Settings)
