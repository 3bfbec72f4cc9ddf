import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import IndexDamaged, IndexMissing
from store import layout
from store.layout import (
    CURRENT,
    FORMAT,
    MANIFEST,
    FileRecord,
    Generation,
    Manifest,
    ModelRecord,
    decode_manifest,
    encode_manifest,
    is_index_name,
    open_generation,
    verify_generation,
)
from tests.builds import NAME, built_lighthouse
from tests.editions import lighthouse_edition


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("indexes")
    built_lighthouse(root)
    return root


@pytest.fixture
def generation(tmp_path: Path) -> Generation:
    return built_lighthouse(tmp_path)


@given(
    st.text(), st.integers(0), st.dictionaries(st.text(), st.builds(FileRecord, st.integers(0), st.text()))
)
def test_a_manifest_survives_the_way_to_json_and_back(
    text: str, count: int, files: dict[str, FileRecord]
) -> None:
    manifest = Manifest("g", "2026-11-23T00:00:00+00:00", text, counts={"units": count}, files=files,
                        model=ModelRecord(text, text, count))  # fmt: skip
    assert decode_manifest(encode_manifest(manifest)) == manifest


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"manifest": {}}', '{"manifest": 3, "checksum": ""}', "\0"]
)
def test_what_is_no_manifest_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode_manifest(text)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("generation", 5),
        ("generation", None),
        ("format", "6"),
        ("counts", {"units": "many"}),
        ("settings", {"model": None}),
        ("model", {"name": "m"}),
        ("files", {"a": {"size": "1", "sha256": ""}}),
        ("files", []),
    ],
)
def test_a_manifest_with_a_field_of_another_type_is_damage(
    generation: Generation, tmp_path: Path, field: str, value: object
) -> None:
    path = generation.directory / MANIFEST
    content = json.loads(path.read_text("utf-8"))["manifest"] | {field: value}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    checksum = hashlib.sha256(canonical.encode()).hexdigest()
    path.write_text(json.dumps({"checksum": checksum, "manifest": content}), "utf-8")
    with pytest.raises(IndexDamaged, match=rf"manifest\.json cannot be read .*{field}.*perepiska index"):
        open_generation(tmp_path, NAME)


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("book", True),
        ("a.b-c_2", True),
        ("", False),
        ("..", False),
        ("a/b", False),
        (".lock", False),
        ("ä", False),
    ],
)
def test_a_name_is_one_plain_folder(name: str, good: bool) -> None:
    assert is_index_name(name) is good


def test_a_published_generation_opens_and_verifies(pristine: Path) -> None:
    generation = open_generation(pristine, NAME)
    verify_generation(generation)
    assert generation.id == generation.directory.name
    assert generation.manifest.counts == {"units": len(lighthouse_edition().units), "passages": 63}
    assert generation.catalogue.is_file()
    assert generation.keyword.is_dir()
    assert generation.vector_index.is_file()
    assert generation.manifest.format == FORMAT


@pytest.mark.parametrize("name", ["nowhere", "../etc", ""])
def test_an_index_that_is_not_there_is_missing(pristine: Path, name: str) -> None:
    with pytest.raises(IndexMissing) as caught:
        open_generation(pristine, name)
    assert caught.value.hint


def test_a_missing_index_names_the_command_that_builds_it(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="perepiska index SOURCE --name book"):
        open_generation(tmp_path, "book")


def test_a_missing_file_is_found_on_opening(generation: Generation, tmp_path: Path) -> None:
    generation.vector_index.unlink()
    with pytest.raises(IndexDamaged, match=r"passages\.faiss is missing.*perepiska index"):
        open_generation(tmp_path, NAME)


def test_a_shortened_file_is_found_on_opening(generation: Generation, tmp_path: Path) -> None:
    with generation.catalogue.open("r+b") as file:
        file.truncate(1000)
    with pytest.raises(IndexDamaged, match="1000 bytes"):
        open_generation(tmp_path, NAME)


@pytest.mark.parametrize("path", ["catalogue.sqlite", "vectors/units.npy", "table/arrays.npy"])
def test_one_changed_byte_of_a_small_file_is_found_on_opening(
    generation: Generation, tmp_path: Path, path: str
) -> None:
    change(generation.directory / path)
    with pytest.raises(IndexDamaged, match=f"{path} has changed"):
        open_generation(tmp_path, NAME)


def test_one_changed_byte_of_a_large_file_is_found_by_verification(
    generation: Generation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(generation.catalogue)
    monkeypatch.setattr(layout, "CHECKSUM_ON_OPEN_MAX", generation.catalogue.stat().st_size - 1)
    opened = open_generation(tmp_path, NAME)
    with pytest.raises(IndexDamaged, match=r"catalogue\.sqlite has changed"):
        verify_generation(opened)


def change(path: Path) -> None:
    """Flip a bit in the middle of a file."""
    with path.open("r+b") as file:
        middle = path.stat().st_size // 2
        file.seek(middle)
        byte = file.read(1)
        file.seek(middle)
        file.write(bytes([byte[0] ^ 1]))


def test_a_changed_manifest_is_found_on_opening(generation: Generation, tmp_path: Path) -> None:
    path = generation.directory / MANIFEST
    path.write_text(path.read_text("utf-8").replace('"units": 52', '"units": 53'), "utf-8")
    with pytest.raises(IndexDamaged, match="checksum does not match"):
        open_generation(tmp_path, NAME)


def test_a_manifest_of_another_format_is_refused(generation: Generation, tmp_path: Path) -> None:
    later = replace(generation.manifest, format=FORMAT + 1)
    (generation.directory / MANIFEST).write_text(encode_manifest(later), "utf-8")
    with pytest.raises(IndexDamaged, match=f"format {FORMAT + 1}"):
        open_generation(tmp_path, NAME)


@pytest.mark.parametrize("content", [b"", b"../elsewhere", b"\xff\xfe", b"20200101T000000000Z-aaaaaaaa"])
def test_a_damaged_pointer_is_said_to_be_damaged(
    generation: Generation, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / NAME / CURRENT).write_bytes(content)
    with pytest.raises(IndexDamaged):
        open_generation(tmp_path, NAME)
