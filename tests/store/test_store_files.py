from __future__ import annotations

from pathlib import Path

from store.files import CACHED_SHARE, prefetch


def test_files_are_read_the_smallest_first_until_their_share_of_memory_is_full(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("large", "small", "middling")]
    for path, size in zip(paths, (5000, 10, 300), strict=True):
        path.write_bytes(bytes(size))
    assert prefetch(paths, memory=int(1000 / CACHED_SHARE)) == [paths[1], paths[2]]
    assert prefetch(paths) == [paths[1], paths[2], paths[0]]
    assert prefetch([*paths, tmp_path / "gone", tmp_path]) == [paths[1], paths[2], paths[0]]
