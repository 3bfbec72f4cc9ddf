"""The sources that an index was built from, for rebuilding it."""

from __future__ import annotations

from pathlib import Path

from corpus.errors import IndexDamaged, IndexMissing, SourceMissing
from store.build_sources import BuildSources
from store.layout import published_manifest


def recorded_sources(root: Path, name: str) -> tuple[tuple[Path, ...], Path | None]:
    """Return the source paths that the published generation, in any format, records, and its profile's path.

    The profile is None if none was named. There are no paths if the index does not exist, was built from the
    calendar alone, or cannot be read.

    Raises:
        SourceMissing: no path was recorded, or a recorded path no longer exists.
    """
    try:
        recorded = BuildSources.from_manifest(published_manifest(root, name))
    except (IndexMissing, IndexDamaged):
        return (), None
    if not recorded.paths and not recorded.is_calendar:
        raise SourceMissing(
            f"Index “{name}” does not record the path of its source ({', '.join(recorded.editions)}).",
            f"Name the source: {recorded.rebuild_command(name)}",
        )
    missing = [path for path in filter(None, (*recorded.paths, recorded.profile)) if not Path(path).exists()]
    if missing:
        raise SourceMissing(
            f"Index “{name}” was built from {', '.join(missing)}, which no longer exists.",
            f"Name the source's new path: perepiska index SOURCE --name {name}",
        )
    return tuple(map(Path, recorded.paths)), Path(recorded.profile) if recorded.profile else None
