from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import (
    ProfileError,
    SourceEmpty,
    SourceError,
    SourceInvalid,
    SourceMissing,
    SourceNotText,
    SourceTooLarge,
    SourceUnrecognised,
)
from corpus.readers import read_edition

EDITION = """# Letters of a Lock Keeper

## Contents

Documents 1-1\t3

## Documents 1-1

• 1 •

Pell to Gorse

3 May 1901

F. 4, op. 1, d. 2, l. 7.

Dear Gorse,

The gate has rusted through.

Pell.
"""


def write(folder: Path, content: bytes | str, name: str = "lock.txt") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("content", "error", "says"),
    [
        (b"", SourceEmpty, "is empty"),
        (b" \n\t\n", SourceEmpty, "is empty"),
        (b"PK\x03\x04\0\0", SourceNotText, "binary"),
        ("Grüße".encode("latin-1"), SourceUnrecognised, "No documents"),
        (b"A shopping list:\n\neggs\n", SourceUnrecognised, "editions.md"),
        (b"# A novel\n\n## One\n\nIt rained.\n", SourceUnrecognised, "No documents"),
    ],
)
def test_a_source_that_is_no_edition_is_refused_with_its_reason(
    tmp_path: Path, content: bytes, error: type[SourceError], says: str
) -> None:
    with pytest.raises(error) as caught:
        read_edition(write(tmp_path, content))
    assert says in str(caught.value)
    assert caught.value.hint


def test_a_missing_file_and_an_unrecognised_folder_have_their_messages(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing, match="does not exist"):
        read_edition(tmp_path / "nowhere.txt")
    with pytest.raises(SourceMissing, match="No supported format"):
        read_edition(tmp_path)


def test_a_source_larger_than_allowed_is_refused_unread(tmp_path: Path) -> None:
    path = write(tmp_path, EDITION)
    with pytest.raises(SourceTooLarge, match="PEREPISKA_SOURCE_MAX_BYTES"):
        read_edition(path, max_bytes=path.stat().st_size - 1)
    assert read_edition(path, max_bytes=path.stat().st_size).units


def test_an_edition_under_a_suffix_of_another_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceUnrecognised):
        read_edition(write(tmp_path, EDITION, "lock.pdf"))


def test_a_printed_edition_is_read_with_what_it_says_of_itself(tmp_path: Path) -> None:
    said: list[str] = []
    edition = read_edition(write(tmp_path, EDITION), progress=said.append)
    assert (edition.id, edition.title) == ("letters-of-a-lock-keeper", "Letters of a Lock Keeper")
    assert [unit.id for unit in edition.units] == ["letters-of-a-lock-keeper/doc-1"]
    assert said[0].endswith("as a printed edition, “letters-of-a-lock-keeper”")


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    plain = read_edition(write(tmp_path, EDITION, "plain.txt"))
    windows = b"\xef\xbb\xbf" + EDITION.replace("\n", "\r\n").encode()
    assert read_edition(write(tmp_path, windows, "windows.txt")).units == plain.units


def test_the_profile_given_is_used(tmp_path: Path) -> None:
    profile = write(tmp_path, 'id = "locks"\ntitle = "Locks"\narchive = "CRO"\n', "other.toml")
    (unit,) = read_edition(write(tmp_path, EDITION), profile).units
    assert unit.id == "locks/doc-1"
    assert str(unit.archive) == "CRO, f. 4, op. 1, d. 2, l. 7"


def test_a_wrong_profile_is_refused_by_its_key(tmp_path: Path) -> None:
    profile = write(tmp_path, 'id = "locks"\n', "other.toml")
    with pytest.raises(ProfileError, match="title"):
        read_edition(write(tmp_path, EDITION), profile)


def test_a_folder_with_an_edition_file_is_read_as_a_calendar(tmp_path: Path) -> None:
    write(tmp_path, "{}\n", "edition.yaml")
    said: list[str] = []
    with pytest.raises(SourceInvalid):
        read_edition(tmp_path, progress=said.append)
    assert said == [f"reading the calendar {tmp_path}"]
