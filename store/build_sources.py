"""The sources of an index, as recorded in manifests of any format version, and the command to rebuild it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from corpus.errors import BackupIncompatible, IndexIncompatible

NO_CALENDAR = "none"


@dataclass(frozen=True, slots=True)
class BuildSources:
    """The ids of a generation's editions and the paths that they were read from, if recorded.

    ``profile`` is the path of the first recorded profile. ``is_calendar`` is true if only the calendar was
    indexed: then the index can be rebuilt without naming a source.
    """

    editions: tuple[str, ...]
    paths: tuple[str, ...]
    profile: str | None
    is_calendar: bool

    @classmethod
    def from_manifest(cls, manifest: Mapping[str, Any]) -> BuildSources:
        """Extract the sources from a manifest's fields; malformed fields count as missing.

        Manifests before format 8 record the editions but no paths.
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
        """Return the command that rebuilds the index of this name; SOURCE stands for unrecorded paths."""
        profile = ["--profile", self.profile] if self.profile else []
        sources = [*map(shlex.quote, self.paths)] or ([] if self.is_calendar else ["SOURCE"])
        return " ".join(["perepiska index", *sources, *map(shlex.quote, profile), "--name", name])

    def rebuild_hint(self, name: str) -> str:
        """Return the hint for users whose index must be rebuilt: a sentence that ends with the command."""
        source = "" if self.paths or self.is_calendar else f" from the source of {', '.join(self.editions)}"
        return f"Build the index again{source}: {self.rebuild_command(name)}"


def index_incompatible(name: str, id: str, manifest: Mapping[str, Any], supported: int) -> IndexIncompatible:
    """Return the error for a generation that is not in format ``supported``, with the command to rebuild."""
    what = f"Generation {id} of index “{name}”"
    return IndexIncompatible(*_incompatible(what, name, manifest, supported))


def backup_incompatible(
    source: object, name: str, manifest: Mapping[str, Any], supported: int
) -> BackupIncompatible:
    """Return the error for a backup that is not in format ``supported``, with the command to rebuild."""
    return BackupIncompatible(*_incompatible(f"Backup {source}", name, manifest, supported))


def _incompatible(what: str, name: str, manifest: Mapping[str, Any], supported: int) -> tuple[str, str]:
    """Return the message and the hint for an unsupported format; ``what`` is the subject of the message."""
    version = manifest["format"]
    upgrade = "Install the newer version that wrote it. Otherwise: " if version > supported else ""
    message = f"{what} is in format {version}; this version supports format {supported}."
    return message, upgrade + BuildSources.from_manifest(manifest).rebuild_hint(name)


def _mapping(value: object) -> Mapping[str, Any]:
    """Return a value if it is a mapping, or an empty one if not: a forged manifest may contain anything."""
    return value if isinstance(value, dict) else {}
