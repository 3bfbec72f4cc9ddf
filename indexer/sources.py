"""The sources that an index was built from, to build it again."""

from __future__ import annotations

from pathlib import Path

from corpus.errors import IndexDamaged, IndexMissing, SourceMissing
from store.build_sources import BuildSources
from store.layout import published_manifest


def recorded_sources(root: Path, name: str) -> tuple[tuple[Path, ...], Path | None]:
    """Return the sources of the published generation, of whatever format, and the profile named with them.

    There are none where the index is new, was built of the calendar, or says nothing that can be read.

    Raises:
        SourceMissing: which they were is not recorded, or one of them is no longer there.
    """
    try:
        recorded = BuildSources.from_manifest(published_manifest(root, name))
    except (IndexMissing, IndexDamaged):
        return (), None
    if not recorded.paths and not recorded.is_calendar:
        raise SourceMissing(
            f"The index “{name}” does not record where its source is ({', '.join(recorded.editions)}).",
            f"Name it: {recorded.rebuild_command(name)}",
        )
    missing = [path for path in filter(None, (*recorded.paths, recorded.profile)) if not Path(path).exists()]
    if missing:
        raise SourceMissing(
            f"The index “{name}” was built from {', '.join(missing)}, which is no longer there.",
            f"Name the source where it is now: perepiska index SOURCE --name {name}",
        )
    return tuple(map(Path, recorded.paths)), Path(recorded.profile) if recorded.profile else None
