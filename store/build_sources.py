"""The sources of an index, as manifests of any format version record them, and how to rebuild it from
them.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from corpus.errors import BackupIncompatible, IndexIncompatible

NO_CALENDAR = "none"


@dataclass(frozen=True, slots=True)
class BuildSources:
    """The editions of a generation and the paths that they were read from, as far as these are recorded.

    ``is_calendar`` is set where only the calendar was indexed: then no source has to be named to rebuild.
    """

    editions: tuple[str, ...]
    paths: tuple[str, ...]
    profile: str | None
    is_calendar: bool

    @classmethod
    def from_manifest(cls, manifest: Mapping[str, Any]) -> BuildSources:
        """Extract the sources from a manifest's fields; before format 8 a manifest has checksums of
        sources but no paths.
        """
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
        """Return the command that rebuilds the index."""
        profile = ["--profile", self.profile] if self.profile else []
        sources = [*map(shlex.quote, self.paths)] or ([] if self.is_calendar else ["SOURCE"])
        return " ".join(["perepiska index", *sources, *map(shlex.quote, profile), "--name", name])

    def rebuild_hint(self, name: str) -> str:
        """Return a sentence that tells the user how to rebuild the index."""
        source = "" if self.paths or self.is_calendar else f" from the source of {', '.join(self.editions)}"
        return f"Build the index again{source}: {self.rebuild_command(name)}"


def index_incompatible(name: str, id: str, manifest: Mapping[str, Any], supported: int) -> IndexIncompatible:
    """Return the error for a generation that is not in format ``supported``."""
    what = f"Generation {id} of index “{name}”"
    return IndexIncompatible(*_incompatible(what, name, manifest, supported))


def backup_incompatible(
    source: object, name: str, manifest: Mapping[str, Any], supported: int
) -> BackupIncompatible:
    """Return the error for a backup that is not in format ``supported``."""
    return BackupIncompatible(*_incompatible(f"Backup {source}", name, manifest, supported))


def _incompatible(what: str, name: str, manifest: Mapping[str, Any], supported: int) -> tuple[str, str]:
    """Return the message and the hint of such an error."""
    version = manifest["format"]
    upgrade = "Install the newer version that wrote it. Otherwise: " if version > supported else ""
    message = f"{what} is in format {version}; this version supports format {supported}."
    return message, upgrade + BuildSources.from_manifest(manifest).rebuild_hint(name)


def _mapping(value: object) -> Mapping[str, Any]:
    """Return a value if it is a mapping, else an empty one: a forged manifest may contain anything."""
    return value if isinstance(value, dict) else {}
