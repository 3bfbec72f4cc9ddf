"""Profiles of printed editions: what their text does not contain, such as slug, editors and archive."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import ProfileError, SourceError
from corpus.model import Edition, Person
from corpus.readers.source import Source
from corpus.slugs import slug


class ProfileCorrespondent(BaseModel):
    """A correspondent who has no biography in the edition."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str
    display: str
    variants: tuple[str, ...] = ()
    dates: str | None = None

    def to_person(self) -> Person:
        """Return the correspondent as a person of the person index."""
        return Person(self.id, self.name, self.display, variants=self.variants, dates=self.dates)


class Profile(BaseModel):
    """What an edition's text does not say: its id, title, imprint, archive and further correspondents.

    Read from TOML; docs/printed-editions.md explains the keys.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    title: str
    editors: tuple[str, ...] = ()
    publisher: str | None = None
    place: str | None = None
    year: str | None = None
    language: str = "en"
    archive: str | None = None
    correspondents: tuple[ProfileCorrespondent, ...] = ()

    def to_edition(self) -> Edition:
        """Return an edition with the profile's metadata and no units."""
        imprint = self.editors, self.publisher, self.place, self.year, self.language
        return Edition(self.id, self.title, *imprint)


def load_profile(path: Path) -> Profile:
    """Read a profile from a TOML file.

    Raises:
        ProfileError: the file cannot be read or is not TOML, or a key is unknown, missing or has a wrong
            value.
    """
    try:
        return parse_profile(Source(path).read_bytes(path).decode("utf-8"), str(path))
    except (SourceError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path} cannot be read: {error}", "Give the path of a TOML file.") from error


def parse_profile(text: str, name: str) -> Profile:
    """Parse a profile's TOML; ``name`` is used in error messages.

    Raises:
        ProfileError: it is not TOML, or a key is unknown, missing or has a wrong value.
    """
    try:
        return Profile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(
            f"{name} is not valid TOML: {error}.", "Correct the line named in the message."
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ProfileError(
            f"{name}: {key}: {first['msg']}.", "docs/printed-editions.md lists the keys."
        ) from error


def find_profile(source: Path, title: str) -> Profile:
    """Return the profile next to the source, or a bundled one with this title, or one made from the title.

    Raises:
        ProfileError: the profile next to the source is unreadable or invalid.
    """
    adjacent = source.with_suffix(".toml")
    if adjacent.is_file():
        return load_profile(adjacent)
    for bundled in files("corpus.readers.printed").joinpath("profiles").iterdir():
        if bundled.name.endswith(".toml"):
            profile = parse_profile(bundled.read_text(encoding="utf-8"), bundled.name)
            if slug(profile.title) == slug(title):
                return profile
    return Profile(id=slug(title) or slug(source.stem) or "edition", title=title)
