"""Backups that were damaged, or made to do harm: refused whole, and what is published stays."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import tarfile
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import IndexDamaged, SourceError, SourceInvalid, SourceMissing, StorageError
from indexer import generations
from indexer.backup_file import open_backup
from indexer.generations import backup, restore, verify
from indexer.publication import LEFTOVERS
from store.layout import MANIFEST, encode_manifest, open_generation
from tests.builds import NAME, build_lighthouse

TIB = 1 << 40
Members = list[tuple[tarfile.TarInfo, bytes]]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup that is whole."""
    root = tmp_path_factory.mktemp("whole")
    build_lighthouse(root)
    backup(root, NAME, root / "letters.tar")
    return root / "letters.tar"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index whose published generation is another one."""
    root = tmp_path_factory.mktemp("published")
    build_lighthouse(root)
    return root


def members_of(path: Path) -> Members:
    with tarfile.open(path) as archive:
        return [(one, archive.extractfile(one).read()) for one in archive.getmembers()]  # type: ignore[union-attr]


def packed(path: Path, members: Iterable[tuple[tarfile.TarInfo, bytes]]) -> Path:
    with tarfile.open(path, "w") as archive:
        for member, content in members:
            archive.addfile(member, io.BytesIO(content))
    return path


def plain(name: str, content: bytes, **given: object) -> tuple[tarfile.TarInfo, bytes]:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    for field, value in given.items():
        setattr(member, field, value)
    return member, content


def assert_refused(root: Path, source: Path, reason: str = "is not a complete backup") -> None:
    """Nothing of it is published, nothing of it is left."""
    before = open_generation(root, NAME).id
    files = sorted(path.relative_to(root) for path in root.rglob("*"))
    with pytest.raises(SourceInvalid, match=reason):
        restore(root, NAME, source)
    assert verify(root, NAME).id == before
    assert sorted(path.relative_to(root) for path in root.rglob("*")) == files


def files_of(members: Members) -> dict[str, dict[str, object]]:
    """The records of the manifest."""
    return dict(json.loads(members[0][1])["manifest"]["files"])


def with_manifest(members: Members, **changes: object) -> Members:
    """The members under a manifest that is changed, and whose checksum is right."""
    content = {**json.loads(members[0][1])["manifest"], **changes}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    text = json.dumps({"checksum": sha256(canonical.encode()).hexdigest(), "manifest": content})
    return [plain(MANIFEST, text.encode()), *members[1:]]


@pytest.mark.parametrize("name", [MANIFEST, "catalogue.sqlite", "vectors/units.npy"])
@pytest.mark.parametrize("content", [b"garbage", b""])
def test_a_member_given_twice_is_refused(
    whole: Path, published: Path, tmp_path: Path, name: str, content: bytes
) -> None:
    source = packed(tmp_path / "twice.tar", [*members_of(whole), plain(name, content)])
    assert_refused(published, source, f"{name} occurs twice")


@pytest.mark.parametrize(
    "type",
    [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.CONTTYPE],
)
def test_a_member_that_is_no_plain_file_is_refused(
    whole: Path, published: Path, tmp_path: Path, type: bytes
) -> None:
    members = members_of(whole)
    name = members[1][0].name
    member, _ = plain(name, b"", type=type, linkname="/etc/passwd")
    source = packed(tmp_path / "kind.tar", [members[0], (member, b""), *members[2:]])
    assert_refused(published, source, r"is not a regular file|has 0 bytes")


def number(size: int) -> bytes:
    """A size as GNU writes those that take more than eleven octal digits, or are negative."""
    return (b"\xff" if size < 0 else b"\x80") + (size % (1 << 88)).to_bytes(11, "big")


def sparse(name: str, size: int) -> bytes:
    """A header of GNU's old sparse form: a file of any size that takes a block."""
    header = bytearray(tarfile.TarInfo(name).tobuf(tarfile.GNU_FORMAT))
    header[156:157] = b"S"
    header[483:495] = number(size)
    header[148:156] = b" " * 8
    header[148:156] = f"{sum(header):06o}\0 ".encode()
    return bytes(header)


@pytest.mark.parametrize("form", ["old", "pax", "plain"])
def test_a_member_of_a_terabyte_is_refused_before_anything_is_written(
    whole: Path, published: Path, tmp_path: Path, form: str
) -> None:
    members = members_of(whole)
    name = members[1][0].name
    files = {**files_of(members), name: {"size": TIB, "sha256": "0" * 64}}
    source = packed(tmp_path / "large.tar", with_manifest(members, files=files)[:1])
    kept = source.read_bytes().rstrip(b"\0")
    kept += bytes(-len(kept) % 512)
    headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.realsize": str(TIB)}
    member = tarfile.TarInfo(name)
    pax = replace_headers(member, {**headers, "GNU.sparse.name": name})
    member.size = TIB
    of_form = {"old": sparse(name, TIB), "pax": pax, "plain": member.tobuf(tarfile.GNU_FORMAT)}[form]
    source.write_bytes(kept + of_form + bytes(10240))
    before = shutil.disk_usage(tmp_path).free
    with pytest.raises((SourceInvalid, StorageError), match=r"not a regular file|are free for|truncated"):
        restore(published, NAME, source)
    assert before - shutil.disk_usage(tmp_path).free < 1 << 24
    verify(published, NAME)


def replace_headers(member: tarfile.TarInfo, headers: dict[str, str]) -> bytes:
    member.pax_headers = headers
    return member.tobuf(tarfile.PAX_FORMAT)


def test_a_sparse_member_of_the_right_size_is_refused(whole: Path, published: Path, tmp_path: Path) -> None:
    members = members_of(whole)
    member, content = members[1]
    source = packed(tmp_path / "sparse.tar", members[:1])
    kept = source.read_bytes().rstrip(b"\0")
    kept += bytes(-len(kept) % 512)
    source.write_bytes(kept + sparse(member.name, len(content)) + bytes(10240))
    assert_refused(published, source, "is not a regular file")


def test_more_than_the_disk_holds_is_not_begun(
    whole: Path, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(published)._replace(free=100_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    before = open_generation(published, NAME).id
    with pytest.raises(StorageError, match="only 100,000 are free"):
        restore(published, NAME, whole)
    assert verify(published, NAME).id == before


@pytest.mark.parametrize(
    "changes",
    [
        {"counts": {}},
        {"counts": {"units": 52}},
        {"counts": {"units": -52, "passages": 63}},
        {"counts": {"units": 51, "passages": 63}},
        {"counts": {"units": "many", "passages": 63}},
        {"files": {}},
        {"files": []},
        {"files": None},
        {"generation": "current"},
        {"generation": "history"},
        {"generation": "../escaped"},
        {"generation": ""},
        {"generation": 7},
        {"format": "7"},
        {"model": 7},
        {"settings": {"a": None}},
        {"sources": [1]},
    ],
    ids=str,
)
def test_a_manifest_that_is_not_one_of_a_whole_generation_is_refused(
    whole: Path, published: Path, tmp_path: Path, changes: dict[str, object]
) -> None:
    source = packed(tmp_path / "manifest.tar", with_manifest(members_of(whole), **changes))
    assert_refused(published, source, "is not a complete backup")


def test_a_deep_manifest_is_refused(published: Path, tmp_path: Path) -> None:
    content = b'{"manifest": ' + b"[" * 100_000
    assert_refused(published, packed(tmp_path / "deep.tar", [plain(MANIFEST, content)]), "cannot be read")


def test_every_file_that_a_generation_needs_is_asked_for(
    whole: Path, published: Path, tmp_path: Path
) -> None:
    """Where its manifest does not name a file, no checksum shows that it is missing."""
    members = members_of(whole)
    files = files_of(members)
    for name in (name for name in files if not name.startswith("keyword/") or name.endswith("meta.json")):
        kept = {path: record for path, record in files.items() if path != name}
        left = [one for one in with_manifest(members, files=kept) if one[0].name != name]
        assert_refused(published, packed(tmp_path / "less.tar", left), f"it has no {name}")


@pytest.mark.parametrize(
    "change", [{"size": -1}, {"size": 1.5}, {"size": None}, {"sha256": "x"}, {"sha256": 1}]
)
def test_a_record_that_is_none_is_refused(
    whole: Path, published: Path, tmp_path: Path, change: dict[str, object]
) -> None:
    members = members_of(whole)
    files = files_of(members)
    files["catalogue.sqlite"] = {**files["catalogue.sqlite"], **change}
    source = packed(tmp_path / "record.tar", with_manifest(members, files=files))
    assert_refused(published, source, "is not a complete backup")


@pytest.mark.parametrize(
    "path", ["catalogue.sqlite/x", "manifest.json", "vectors", "x/y/z/a", "keyword/../x"]
)
def test_paths_that_cannot_be_are_refused(whole: Path, published: Path, tmp_path: Path, path: str) -> None:
    members = members_of(whole)
    files = {**files_of(members), path: {"size": 1, "sha256": sha256(b"x").hexdigest()}}
    changed = [*with_manifest(members, files=files), plain(path, b"x")]
    assert_refused(published, packed(tmp_path / "paths.tar", changed), "is not a complete backup")


@pytest.mark.parametrize(
    "name", ["catalogue.sqlite", "keyword/meta.json", "table/names.json", "vectors/passages.faiss"]
)
def test_a_part_that_cannot_be_opened_is_refused(
    whole: Path, published: Path, tmp_path: Path, name: str
) -> None:
    """Its checksums are right, and it is not what it should be."""
    members = members_of(whole)
    garbage = b"garbage" * 100
    files = files_of(members)
    files[name] = {"size": len(garbage), "sha256": sha256(garbage).hexdigest()}
    changed = [
        plain(name, garbage) if one[0].name == name else one for one in with_manifest(members, files=files)
    ]
    assert_refused(published, packed(tmp_path / "garbage.tar", changed), "is not a complete backup")


def test_the_first_difference_ends_the_unpacking(whole: Path, published: Path, tmp_path: Path) -> None:
    members = members_of(whole)
    member, content = members[1]
    changed = [members[0], (member, content[:-1] + bytes([content[-1] ^ 1])), *members[2:]]
    folder = tmp_path / "unpacked"
    with (
        open_backup(packed(tmp_path / "changed.tar", changed), NAME) as archive,
        pytest.raises(SourceInvalid, match=r"checksum of .* does not match"),
    ):
        archive.unpack(folder)
    assert [path.name for path in folder.rglob("*") if path.is_file()] == [member.name]


def cut(share: float) -> Callable[[bytes], bytes]:
    return lambda content: content[: int(len(content) * share)]


@pytest.mark.parametrize(
    "change",
    [cut(0), cut(0.0001), cut(0.3), cut(0.7), cut(0.97), gzip.compress, lambda _: os.urandom(20_000)],
    ids=["empty", "header", "third", "most", "end", "gzip", "random"],
)
def test_what_is_no_whole_tar_is_refused(
    whole: Path, published: Path, tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    source = tmp_path / "broken.tar"
    source.write_bytes(change(whole.read_bytes()))
    assert_refused(published, source, "is not a complete backup")


@given(st.lists(st.tuples(st.integers(0, 6000), st.binary(min_size=1, max_size=12)), min_size=1, max_size=4))
@settings(max_examples=300, deadline=None)
def test_headers_that_nobody_would_write_are_refused_or_read(
    whole: Path, changes: list[tuple[int, bytes]]
) -> None:
    """Bytes of the first headers are changed; what comes is a refusal, and at once."""
    content = bytearray(whole.read_bytes())
    for place, written in changes:
        content[place : place + len(written)] = written
    source = whole.with_name("fuzzed.tar")
    source.write_bytes(content)
    folder = whole.with_name("fuzzed")
    try:
        with open_backup(source, NAME) as archive:
            archive.unpack(folder)
    except SourceError:
        pass
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("size", [1 << 33, -512, -(1 << 40)])
@pytest.mark.parametrize("type", [tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.REGTYPE])
def test_a_header_of_any_size_is_not_read_into_memory(
    published: Path, tmp_path: Path, size: int, type: bytes
) -> None:
    member = tarfile.TarInfo(MANIFEST)
    header = bytearray(member.tobuf(tarfile.GNU_FORMAT))
    header[124:136] = number(size)
    header[156:157] = type
    header[148:156] = b" " * 8
    header[148:156] = f"{sum(header):06o}\0 ".encode()
    source = tmp_path / "header.tar"
    source.write_bytes(header)
    os.truncate(source, 1 << 34)  # a file of holes
    assert_refused(published, source, "is not a complete backup")


def test_a_folder_or_nothing_is_no_backup(published: Path, tmp_path: Path) -> None:
    for source, reason in ((tmp_path, "is not a file"), (tmp_path / "none.tar", "does not exist")):
        with pytest.raises(SourceMissing, match=reason):
            restore(published, NAME, source)


def test_a_backup_that_the_disk_does_not_give_is_said(published: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        restore(published, NAME, Path("/proc/self/mem"))


@pytest.mark.parametrize("link", ["symbolic", "hard"])
def test_a_backup_follows_links(tmp_path: Path, link: str) -> None:
    """An exported model's files are hard links, and an administrator moves a file and links to it."""
    build_lighthouse(tmp_path)
    generation = open_generation(tmp_path, NAME)
    names = ["catalogue.sqlite", "vectors/units.npy"]
    for name in names:
        path = generation.directory / name
        moved = tmp_path / path.name
        path.rename(moved)
        path.symlink_to(moved) if link == "symbolic" else path.hardlink_to(moved)
    backup(tmp_path, NAME, tmp_path / "letters.tar")
    assert {member.type for member, _ in members_of(tmp_path / "letters.tar")} == {tarfile.REGTYPE}
    assert restore(tmp_path / "elsewhere", NAME, tmp_path / "letters.tar").id == generation.id
    verify(tmp_path / "elsewhere", NAME)


def test_a_file_that_changes_while_it_is_backed_up_is_noticed(tmp_path: Path) -> None:
    build_lighthouse(tmp_path)
    path = open_generation(tmp_path, NAME).catalogue
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    (tmp_path / "letters.tar").write_text("as it was", "utf-8")
    with pytest.raises(IndexDamaged, match=r"catalogue\.sqlite has changed"):
        backup(tmp_path, NAME, tmp_path / "letters.tar")
    assert (tmp_path / "letters.tar").read_text("utf-8") == "as it was"


def test_backups_of_earlier_versions_are_restored(tmp_path: Path, whole: Path) -> None:
    """They were written with the times and owners of the files, as pax headers."""
    members = members_of(whole)
    for member, _ in members:
        member.mtime, member.uname = 1_700_000_000.25, "archivist"
    source = packed(tmp_path / "old.tar", members)
    assert restore(tmp_path, NAME, source).id == verify(tmp_path, NAME).id


def test_another_generation_of_the_same_id_is_refused(whole: Path, tmp_path: Path) -> None:
    restore(tmp_path, NAME, whole)
    source = packed(tmp_path / "other.tar", with_manifest(members_of(whole), software="another"))
    assert_refused(tmp_path, source, "has a different generation")


def test_a_damaged_generation_stays_until_the_whole_one_is_in_its_place(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    restore(tmp_path, NAME, whole)
    generation = open_generation(tmp_path, NAME)
    generation.catalogue.write_bytes(b"damaged")
    manifest = (generation.directory / MANIFEST).stat().st_ino
    truncated = tmp_path / "short.tar"
    truncated.write_bytes(whole.read_bytes()[:200_000])
    with pytest.raises(SourceInvalid):
        restore(tmp_path, NAME, truncated)
    assert generation.catalogue.read_bytes() == b"damaged"

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(generations, "verify_parts", fail)
        with pytest.raises(OSError, match="No space"):
            restore(tmp_path, NAME, whole)
    assert generation.catalogue.read_bytes() == b"damaged"
    restore(tmp_path, NAME, whole)
    verify(tmp_path, NAME)
    assert (generation.directory / MANIFEST).stat().st_ino != manifest
    assert [path for pattern in LEFTOVERS for path in (tmp_path / NAME).glob(pattern)] == []


def test_the_manifest_is_written_as_it_was_backed_up(whole: Path, tmp_path: Path) -> None:
    generation = restore(tmp_path, NAME, whole)
    assert (generation.directory / MANIFEST).read_text("utf-8") == encode_manifest(generation.manifest)
