"""Profiles of printed editions: what their text does not contain, such as slug, editors and archive."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from pydantic import Field

from corpus.model import Edition
from corpus.readers import profile as profiles
from corpus.readers.profile import SourceProfile
from corpus.slugs import slug


class Profile(SourceProfile):
    """What a printed edition's text does not say: its id, title, imprint, archive, further correspondents."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    title: str
    language: str = "en"

    def to_edition(self) -> Edition:
        """Return an edition with the profile's metadata and no units."""
        imprint = self.editors, self.publisher, self.place, self.year, self.language
        return Edition(self.id, self.title, *imprint)


def load_profile(path: Path) -> Profile:
    """Read the profile of a printed edition; ``ProfileError`` as for ``corpus.readers.profile``."""
    return profiles.load_profile(path, Profile)


def parse_profile(text: str, name: str) -> Profile:
    """Parse the profile of a printed edition; ``ProfileError`` as for ``corpus.readers.profile``."""
    return profiles.parse_profile(text, name, Profile)


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
