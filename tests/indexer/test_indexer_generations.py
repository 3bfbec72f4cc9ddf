from __future__ import annotations

import fcntl
import io
import os
import re
import shutil
import tarfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path

import pytest

from corpus.errors import BuildRunning, IndexDamaged, IndexMissing, SourceInvalid, SourceMissing
from indexer import history, publication
from indexer.generations import backup, list_generations, restore, rollback, verify
from indexer.history import HISTORY, Action
from search.model import SearchRequest
from search.searcher import Searcher
from store.layout import (
    MANIFEST,
    Manifest,
    encode_manifest,
    open_generation,
    published_id,
    verify_generation,
)
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
    damage(tmp_path / NAME / ids[0])
    for named in (ids[1], None):
        with pytest.raises(IndexDamaged, match=f"{ids[1]}/.*has changed since it was built"):
            rollback(tmp_path, NAME, named)
    assert published_id(tmp_path, NAME) == ids[2]


def test_a_damaged_generation_is_passed_over_and_said_so(tmp_path: Path, ids: list[str]) -> None:
    damage(tmp_path / NAME / ids[1])
    notices: list[str] = []
    assert rollback(tmp_path, NAME, notify=notices.append).id == ids[0]
    assert [notice.partition(".")[0] for notice in notices] == [f"Skipping {ids[1]}"]


def test_nothing_is_published_while_a_build_runs(tmp_path: Path, ids: list[str]) -> None:
    with publication.index_lock(tmp_path / NAME), pytest.raises(BuildRunning):
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
        with pytest.raises(SourceInvalid, match=f"{name}.tar is not a complete backup"):
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
    with pytest.raises(SourceInvalid, match="outside a generation"):
        restore(tmp_path / "new", "letters", packed(tmp_path / "evil.tar", files))
    assert list(tmp_path.rglob("evil")) == []


def publish_by_hand(root: Path, id: str) -> None:
    (root / NAME / "current").write_text(f"{id}\n", "utf-8")


def test_going_back_is_by_what_was_published_not_by_name(tmp_path: Path) -> None:
    """A, then a bad B, back to A, then C: before C was A."""
    good, bad = (build_lighthouse(tmp_path).generation for _ in range(2))
    assert rollback(tmp_path, NAME).id == good
    better = build_lighthouse(tmp_path).generation
    assert [one.id for one in list_generations(tmp_path, NAME)] == [bad, good, better]
    assert rollback(tmp_path, NAME).id == good
    with pytest.raises(IndexMissing):
        rollback(tmp_path, NAME)


def test_what_a_backup_replaced_is_gone_back_to(tmp_path: Path, ids: list[str]) -> None:
    backup(tmp_path, NAME, tmp_path / "letters.tar")
    last = build_lighthouse(tmp_path).generation
    assert restore(tmp_path, NAME, tmp_path / "letters.tar").id == ids[2]
    assert rollback(tmp_path, NAME).id == last
    assert rollback(tmp_path, NAME).id == ids[2]


def test_generations_older_than_the_history_are_gone_back_to_by_name(tmp_path: Path, ids: list[str]) -> None:
    (tmp_path / NAME / HISTORY).unlink()
    publish_by_hand(tmp_path, ids[1])
    assert [one.id for one in list_generations(tmp_path, NAME)] == ids
    new = build_lighthouse(tmp_path, settings=settings_in(tmp_path, generations_kept=9)).generation
    assert [one.id for one in list_generations(tmp_path, NAME)] == [ids[0], ids[2], ids[1], new]
    assert [rollback(tmp_path, NAME).id for _ in range(2)] == [ids[1], ids[0]]


TORN = [b"2026-11-23T00:00:00+00:00 2026", b"2026", b"\xff\xfe\n", b"\n\n", b"\0" * 512]


@pytest.mark.parametrize("torn", TORN)
def test_a_torn_line_of_the_history_is_passed_over_and_cut_off(
    tmp_path: Path, ids: list[str], torn: bytes
) -> None:
    path = tmp_path / NAME / HISTORY
    before = path.read_bytes()
    path.write_bytes(before + torn)
    assert rollback(tmp_path, NAME).id == ids[1]
    assert path.read_bytes().startswith(before)
    assert re.fullmatch(rb"\S+ \S+ rollback\n", path.read_bytes().removeprefix(before))


@pytest.mark.parametrize("act", ["build", "rollback"])
def test_a_publication_that_was_killed_before_it_came_true_does_not_count(
    tmp_path: Path, ids: list[str], act: Action
) -> None:
    """The line is written first; killed there, the index is where it was before."""
    never = build_lighthouse(tmp_path).generation if act == "build" else ids[0]
    history.record(tmp_path / NAME, ids[2], "rollback")
    publish_by_hand(tmp_path, ids[2])
    history.record(tmp_path / NAME, never, act)
    assert rollback(tmp_path, NAME).id == ids[1]


def test_old_generations_are_those_published_longest_ago_whatever_the_clock_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clock that was set back names each build before all others."""
    settings = settings_in(tmp_path, generations_kept=2)
    years = iter((2030, 2029, 2028, 2027))

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Clock:
            return cls(next(years), 1, 1, tzinfo=tz)

    monkeypatch.setattr("indexer.build.datetime", Clock)
    built = [build_lighthouse(tmp_path, settings=settings) for _ in range(4)]
    assert sorted((one.generation for one in built), reverse=True) == [one.generation for one in built]
    assert published_id(tmp_path, NAME) == built[3].generation
    assert rollback(tmp_path, NAME).id == built[2].generation


def test_a_generation_that_is_not_there_is_verified_as_damage(tmp_path: Path, ids: list[str]) -> None:
    (tmp_path / NAME / ids[2] / MANIFEST).unlink()
    assert [one.id for one in list_generations(tmp_path, NAME) if one.fault and one.is_published] == [ids[2]]
    with pytest.raises(IndexDamaged, match="is missing"):
        verify(tmp_path, NAME)
    shutil.rmtree(tmp_path / NAME / ids[2])
    assert [one.id for one in list_generations(tmp_path, NAME) if one.fault and one.is_published] == [ids[2]]
    assert rollback(tmp_path, NAME).id == ids[1]


def test_a_folder_that_is_no_whole_generation_is_listed(tmp_path: Path, ids: list[str]) -> None:
    (tmp_path / NAME / "remains").mkdir()
    shutil.copytree(tmp_path / NAME / ids[0], tmp_path / NAME / "copy")
    faults = {one.id: one.fault for one in list_generations(tmp_path, NAME) if one.fault}
    assert list(faults) == ["remains"]
    with pytest.raises(IndexDamaged, match="copy contains generation"):
        verify(tmp_path, NAME, "copy")


def test_no_command_makes_an_index_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        rollback(tmp_path, "nowhere")
    with pytest.raises(SourceMissing):
        restore(tmp_path, "nowhere", tmp_path / "none.tar")
    assert list(tmp_path.iterdir()) == []


def test_two_backups_of_one_target_at_once_are_both_whole(tmp_path: Path, ids: list[str]) -> None:
    target = tmp_path / "letters.tar"
    with ThreadPoolExecutor(4) as pool:
        made = [pool.submit(backup, tmp_path, NAME, target) for _ in range(8)]
        assert {one.result().id for one in made} == {ids[2]}
    assert restore(tmp_path / "new", NAME, target).id == ids[2]
    assert [path.name for path in tmp_path.iterdir() if "unfinished" in path.name] == []


def test_what_a_killed_backup_left_is_removed_by_the_next_of_its_target(
    tmp_path: Path, ids: list[str]
) -> None:
    names = {".letters.tar.0123.unfinished", ".letters.tar.4567.unfinished", ".other.tar.89.unfinished"}
    for name in names:
        (tmp_path / name).write_bytes(b"half")
        os.utime(tmp_path / name, (0, 0))
    with (tmp_path / ".letters.tar.4567.unfinished").open("rb") as running:
        fcntl.flock(running, fcntl.LOCK_EX)
        backup(tmp_path, NAME, tmp_path / "letters.tar")
    assert {path.name for path in tmp_path.glob(".*.unfinished")} == names - {".letters.tar.0123.unfinished"}


def test_a_backup_keeps_the_rights_of_the_file_it_replaces_and_follows_its_link(
    tmp_path: Path, ids: list[str]
) -> None:
    kept, link = tmp_path / "kept.tar", tmp_path / "letters.tar"
    kept.write_bytes(b"")
    kept.chmod(0o640)
    link.symlink_to(kept)
    backup(tmp_path, NAME, link)
    assert link.is_symlink()
    assert kept.stat().st_mode & 0o777 == 0o640
    assert tarfile.is_tarfile(kept)


def test_nothing_is_restored_or_gone_back_to_while_another_writes(tmp_path: Path, ids: list[str]) -> None:
    source = tmp_path / "letters.tar"
    backup(tmp_path, NAME, source)
    with publication.index_lock(tmp_path / NAME):
        for write in (partial(restore, tmp_path, NAME, source), partial(rollback, tmp_path, NAME)):
            with pytest.raises(BuildRunning):
                write()
    assert published_id(tmp_path, NAME) == ids[2]
