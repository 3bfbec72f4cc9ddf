"""YAML with lines."""

from pathlib import Path

import pytest

from corpus.errors import SourceEmpty, SourceError, SourceInvalid, SourceMissing, SourceNotText
from corpus.readers.source import Source
from corpus.readers.yaml_files import YamlFile, read_yaml_file


def read(folder: Path, text: str | bytes) -> YamlFile:
    path = folder / "sheet.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_yaml_file(Source(folder), path)


def test_only_whole_numbers_are_numbers(tmp_path: Path) -> None:
    file = read(tmp_path, 'a: 12\nb: 1872-03-14\nc: no\nd: "12"\ne: 1.5\nf:\n')
    assert file.value == {"a": 12, "b": "1872-03-14", "c": "no", "d": "12", "e": "1.5", "f": None}


def test_every_key_path_has_a_line(tmp_path: Path) -> None:
    file = read(tmp_path, "one: 1\nlist:\n  - a\n  - {b: c}\n")
    assert file.line(("list",)) == 2
    assert file.line(("list", 1, "b")) == 4
    assert file.line(("list", 1, "b", "deeper")) == 4
    assert file.location(("one",)).endswith("sheet.yaml:1")


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("a: 1\na: 2\n", SourceInvalid, "sheet.yaml:2: the key a occurs twice"),
        ("a: [1\nb: 2\n", SourceInvalid, "sheet.yaml:2: not valid YAML"),
        ("- a\n- b\n", SourceInvalid, "a mapping"),
        ("", SourceEmpty, "is empty"),
        ("a: \x07", SourceInvalid, "not valid YAML"),
    ],
)
def test_errors_are_reported_with_their_line(
    tmp_path: Path, text: str, error: type[SourceError], said: str
) -> None:
    with pytest.raises(error, match=said):
        read(tmp_path, text)


def test_a_missing_or_binary_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing):
        read_yaml_file(Source(tmp_path), tmp_path / "none.yaml")
    with pytest.raises(SourceNotText):
        read(tmp_path, b"\xff\xfe\x00")
