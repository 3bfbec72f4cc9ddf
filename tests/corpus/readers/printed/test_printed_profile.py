from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from corpus.errors import ProfileError
from corpus.model import Person
from corpus.readers.printed.profile import Profile, find_profile, load_profile, parse_profile

PELL = """
id = "locks"
title = "Locks"

[[correspondents]]
id = "pell-amos"
name = "Pell, Amos"
display = "Amos Pell"
variants = ["A. Pell"]
dates = "1850–1911"
"""


def test_a_correspondent_becomes_a_person() -> None:
    (one,) = parse_profile(PELL, "locks.toml").correspondents
    assert one.to_person() == Person(
        "pell-amos", "Pell, Amos", "Amos Pell", variants=("A. Pell",), dates="1850–1911"
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id = ", "is not valid TOML"),
        ('id = "locks"', "locks.toml: title: Field required"),
        ('id = "Old Locks"\ntitle = "Locks"', "locks.toml:1: id"),
        ('id = "locks"\ntitle = "Locks"\ncolour = "red"', "locks.toml:3: colour"),
        (PELL.replace('display = "Amos Pell"\n', ""), "locks.toml: correspondents.0.display"),
    ],
)
def test_an_error_names_the_key_that_is_wrong(text: str, says: str) -> None:
    with pytest.raises(ProfileError) as caught:
        parse_profile(text, "locks.toml")
    assert says in caught.value.message


def test_a_profile_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="cannot be read"):
        load_profile(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes("title = 'Schlüssel'".encode("latin-1"))
    with pytest.raises(ProfileError, match="cannot be read"):
        load_profile(tmp_path / "latin.toml")


def test_the_profile_beside_the_source_goes_before_all_others(tmp_path: Path) -> None:
    (tmp_path / "scan.toml").write_text(PELL, encoding="utf-8")
    assert find_profile(tmp_path / "scan.txt", "Another title").id == "locks"


def test_a_bundled_profile_is_known_by_its_title(tmp_path: Path) -> None:
    folder = files("corpus.readers.printed").joinpath("profiles")
    bundled = [one for one in folder.iterdir() if one.name.endswith(".toml")]
    profiles = [parse_profile(one.read_text(encoding="utf-8"), one.name) for one in bundled]
    assert profiles
    for profile in profiles:
        assert find_profile(tmp_path / "scan.txt", profile.title.upper()) == profile


@pytest.mark.parametrize(
    ("name", "title", "id"),
    [
        ("scan.txt", "The Lock Papers", "the-lock-papers"),
        ("Old Scan.txt", "", "old-scan"),
        ("—.txt", "", "edition"),
    ],
)
def test_an_edition_without_profile_gets_one_of_its_title(
    tmp_path: Path, name: str, title: str, id: str
) -> None:
    assert find_profile(tmp_path / name, title) == Profile(id=id, title=title)
