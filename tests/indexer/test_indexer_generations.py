from __future__ import annotations

import io
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import BuildRunning, IndexDamaged, IndexMissing, SourceInvalid, SourceMissing
from corpus.store.layout import (
    MANIFEST,
    Manifest,
    encode_manifest,
    open_generation,
    published_id,
    verify_generation,
)
from indexer import publication
from indexer.generations import backup, list_generations, restore, rollback
from search.model import SearchRequest
from search.service import Searcher
from tests.builds import NAME, build_lighthouse, settings_in
from tests.doubles import HashingEncoder


@pytest.fixture
def ids(tmp_path: Path) -> list[str]:
    """Three generations, the last published."""
    return [build_lighthouse(tmp_path).generation for _ in range(3)]


def damage(folder: Path) -> None:
    path = folder / "catalogue.sqlite"
    content = bytearray(path.read_bytes())
    content[5000] ^= 1
    path.write_bytes(content)


def test_generations_are_listed_with_what_is_wrong_with_them(tmp_path: Path, ids: list[str]) -> None:
    (tmp_path / NAME / ids[0] / "vectors/units.npy").unlink()
    listed = list_generations(tmp_path, NAME)
    assert [(one.id, one.is_published) for one in listed] == [
        (ids[0], False),
        (ids[1], False),
        (ids[2], True),
    ]
    assert "vectors/units.npy is missing" in (listed[0].fault or "")
    assert (listed[2].fault, listed[2].units) == (None, 52)
    assert listed[2].bytes > 100_000


def test_going_back_publishes_the_one_before(tmp_path: Path, ids: list[str]) -> None:
    assert rollback(tmp_path, NAME).id == ids[1]
    assert published_id(tmp_path, NAME) == ids[1]
    assert rollback(tmp_path, NAME).id == ids[0]
    with pytest.raises(IndexMissing, match="GENERATIONS_KEPT"):
        rollback(tmp_path, NAME)
    assert rollback(tmp_path, NAME, ids[2]).id == ids[2]


@pytest.mark.parametrize("id", ["20200101T000000000Z-00000000", "../other", ""])
def test_a_generation_that_is_not_there_is_not_published(tmp_path: Path, ids: list[str], id: str) -> None:
    if id:
        with pytest.raises(IndexMissing, match="perepiska generations"):
            rollback(tmp_path, NAME, id)
        assert published_id(tmp_path, NAME) == ids[2]


def test_a_damaged_generation_is_not_gone_back_to(tmp_path: Path, ids: list[str]) -> None:
    damage(tmp_path / NAME / ids[1])
    with pytest.raises(IndexDamaged, match="has changed since it was built"):
        rollback(tmp_path, NAME)
    assert published_id(tmp_path, NAME) == ids[2]


def test_nothing_is_published_while_a_build_runs(tmp_path: Path, ids: list[str]) -> None:
    with publication.locked(tmp_path / NAME), pytest.raises(BuildRunning):
        rollback(tmp_path, NAME)


def test_a_backup_brings_the_index_back_elsewhere(tmp_path: Path, ids: list[str]) -> None:
    target = tmp_path / "letters.tar"
    assert backup(tmp_path, NAME, target).id == ids[2]
    elsewhere = tmp_path / "elsewhere"
    assert restore(elsewhere, "letters", target).id == ids[2]
    verify_generation(open_generation(elsewhere, "letters"))
    found = [
        [hit.unit.id for hit in Searcher.open(root, name, settings_in(root), HashingEncoder()).search(
            SearchRequest("who paid for the second lens?")).hits]
        for root, name in ((tmp_path, NAME), (elsewhere, "letters"))
    ]  # fmt: skip
    assert found[0] == found[1] != []
    assert [path.name for path in tmp_path.glob(".letters.tar*")] == []


def test_a_backup_mends_what_was_damaged(tmp_path: Path, ids: list[str]) -> None:
    target = tmp_path / "letters.tar"
    backup(tmp_path, NAME, target)
    damage(tmp_path / NAME / ids[2])
    assert restore(tmp_path, NAME, target).id == ids[2]
    verify_generation(open_generation(tmp_path, NAME))


def test_a_damaged_index_is_not_backed_up(tmp_path: Path, ids: list[str]) -> None:
    damage(tmp_path / NAME / ids[2])
    with pytest.raises(IndexDamaged):
        backup(tmp_path, NAME, tmp_path / "letters.tar")
    assert list(tmp_path.glob("*.tar")) == []


def packed(path: Path, files: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def unpacked(path: Path) -> dict[str, bytes]:
    with tarfile.open(path) as archive:
        return {one.name: archive.extractfile(one).read() for one in archive.getmembers()}  # type: ignore[union-attr]


def test_a_backup_that_is_not_whole_is_refused(tmp_path: Path, ids: list[str]) -> None:
    whole = tmp_path / "letters.tar"
    backup(tmp_path, NAME, whole)
    files = unpacked(whole)
    (whole.parent / "short.tar").write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    changed = dict(files) | {"catalogue.sqlite": files["catalogue.sqlite"][:-1] + b"?"}
    for name, broken in {
        "missing": {name: content for name, content in files.items() if name != "catalogue.sqlite"},
        "changed": changed,
        "late": dict(reversed(files.items())),
        "empty": {},
    }.items():
        packed(tmp_path / f"{name}.tar", broken)
    for name in ("short", "missing", "changed", "late", "empty"):
        with pytest.raises(SourceInvalid, match=f"{name}.tar is no whole backup"):
            restore(tmp_path / "new", "letters", tmp_path / f"{name}.tar")
    assert [path.name for path in (tmp_path / "new" / "letters").iterdir()] == [".lock"]
    with pytest.raises(SourceMissing):
        restore(tmp_path / "new", "letters", tmp_path / "none.tar")


@pytest.mark.parametrize("path", ["../../evil", "/tmp/evil", "vectors/../../evil", ".."])
def test_a_backup_writes_nothing_outside_its_generation(tmp_path: Path, ids: list[str], path: str) -> None:
    whole = tmp_path / "letters.tar"
    manifest: Manifest = backup(tmp_path, NAME, whole).manifest
    record = next(iter(manifest.files.values()))
    evil = replace(manifest, files={**manifest.files, path: record})
    files = {MANIFEST: encode_manifest(evil).encode(), path: b"x" * record.size}
    with pytest.raises(SourceInvalid, match="outside of a generation"):
        restore(tmp_path / "new", "letters", packed(tmp_path / "evil.tar", files))
    assert list(tmp_path.rglob("evil")) == []
