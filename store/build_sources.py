"""What an index was built from, as manifests of all versions say it, and how it is built again."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from corpus.errors import BackupIncompatible, IndexIncompatible

NO_CALENDAR = "none"


@dataclass(frozen=True, slots=True)
class BuildSources:
    """The editions of a generation, and the files that they were read from, as far as these are recorded.

    ``is_calendar`` says that nothing but the calendar was indexed, which needs no source to be named.
    """

    editions: tuple[str, ...]
    paths: tuple[str, ...]
    profile: str | None
    is_calendar: bool

    @classmethod
    def from_manifest(cls, manifest: Mapping[str, Any]) -> BuildSources:
        """Read the origin off what a manifest says; before format 8 it has checksums of sources alone."""
        sources, settings = (_mapping(manifest.get(key)) for key in ("sources", "settings"))
        records = {id: _mapping(record) for id, record in sources.items()}
        paths = {id: str(record["path"]) for id, record in records.items() if record.get("path")}
        profiles = (str(record["profile"]) for record in records.values() if record.get("profile"))
        unnamed = list(sources)
        if settings.get("calendar", NO_CALENDAR) != NO_CALENDAR:
            del unnamed[-1:]  # the calendar, which is recorded last
        return cls(
            tuple(paths or unnamed),
            tuple(dict.fromkeys(paths.values())),
            next(profiles, None),
            bool(sources) and not unnamed and not paths,
        )

    def rebuild_command(self, name: str) -> str:
        """Return the command that builds the index again."""
        profile = ["--profile", self.profile] if self.profile else []
        sources = [*map(shlex.quote, self.paths)] or ([] if self.is_calendar else ["SOURCE"])
        return " ".join(["perepiska index", *sources, *map(shlex.quote, profile), "--name", name])

    def rebuild_hint(self, name: str) -> str:
        """Say how the index is built again."""
        of = "" if self.paths or self.is_calendar else f" from the source of {', '.join(self.editions)}"
        return f"Build the index again{of}: {self.rebuild_command(name)}"


def index_incompatible(name: str, id: str, manifest: Mapping[str, Any], reads: int) -> IndexIncompatible:
    """Return the error for a generation in another format than ``reads``."""
    what = f"The generation {id} of the index “{name}”"
    return IndexIncompatible(*_incompatible(what, name, manifest, reads))


def backup_incompatible(
    source: object, name: str, manifest: Mapping[str, Any], reads: int
) -> BackupIncompatible:
    """Return the error for a backup in another format than ``reads``."""
    return BackupIncompatible(*_incompatible(f"The backup {source}", name, manifest, reads))


def _incompatible(what: str, name: str, manifest: Mapping[str, Any], reads: int) -> tuple[str, str]:
    """Say what is wrong, and what to do about it."""
    found = manifest["format"]
    newer = "Install the newer version that wrote it. Or else: " if found > reads else ""
    message = f"{what} is in format {found}; this version reads format {reads}."
    return message, newer + BuildSources.from_manifest(manifest).rebuild_hint(name)


def _mapping(found: object) -> Mapping[str, Any]:
    """Return what should be a mapping, for what a forged manifest says may be anything."""
    return found if isinstance(found, dict) else {}
