"""Profiles: what an edition's source does not say of itself, or says wrongly, in a TOML file beside it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from corpus.dates.datelines import parse_dateline, parse_day
from corpus.dates.spans import span_from_edtf
from corpus.errors import ProfileError
from corpus.model import DateSpan, Edition, Person
from corpus.readers.encodings import printable
from corpus.rights import Access, Rights
from corpus.text.languages import language_tag

Day = date
"""A day, under a name that no key has."""
MAX_BYTES = 10_000_000
"""The bytes of a profile that are read."""
_DAY_IN_FIGURES: Final = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")


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


def _last_day(value: object) -> object:
    """Return the last day of a year, month or day in figures; a date is returned unchanged.

    Raises:
        ValueError: a text or number is not a date.
    """
    return parse_day(str(value))[1] if isinstance(value, str | int) else value


class ProfileRights(BaseModel):
    """What a profile says of the rights in an edition or in one of its units."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    licence: str | None = None
    holder: str | None = None
    access: Access | None = None
    embargo: Annotated[date, BeforeValidator(_last_day)] | None = None
    withdrawn: str | None = Field(default=None, min_length=1)

    def apply(self, rights: Rights) -> Rights:
        """Return rights with what the profile says in place of what the source says."""
        stated = {name: getattr(self, name) for name in ProfileRights.model_fields}
        return replace(rights, **{name: value for name, value in stated.items() if value is not None})


class EditionProfileRights(ProfileRights):
    """What a profile says of the rights in an edition, and in single units by their ids."""

    units: dict[str, ProfileRights] = {}


def _as_line(value: object) -> object:
    """Return a text, or a whole number, as a line of printable text without spaces around it."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return value
    return printable(" ".join(str(value).split()))


def _as_list(value: object) -> object:
    """Return a single text as a list of one; blank texts are left out."""
    values = value if isinstance(value, list | tuple) else [value] if isinstance(value, str | int) else value
    return [entry for entry in values if str(entry).strip()] if isinstance(values, list | tuple) else value


def _parse_date(value: object) -> object:
    """Return the date that a TOML date, EDTF or the words of a dateline state.

    Raises:
        ValueError: they state none, or figures state a day that does not exist.
    """
    if isinstance(value, DateSpan):
        return value
    if not isinstance(value, str | int | date):
        raise ValueError("a date is a text")
    try:
        return span_from_edtf(str(value))
    except ValueError:
        span = parse_dateline(str(value))
    is_day = span.earliest is not None and span.earliest == span.latest
    if not (span.earliest or span.latest) or (_DAY_IN_FIGURES.fullmatch(str(value).strip()) and not is_day):
        raise ValueError(f"“{value}” is not a date")
    return span


Line = Annotated[str, BeforeValidator(_as_line)]
"""A text in one line."""
Lines = Annotated[tuple[Line, ...], BeforeValidator(_as_list)]
"""Texts in one line each, or a single one."""
FilledLine = Annotated[str, Field(min_length=1), BeforeValidator(_as_line)]


class LetterCorrection(BaseModel):
    """What a profile or a file of corrections says of a single unit in place of the source.

    ``topics`` are ids or labels; ``references`` are cross-references as printed, each with the ids of the
    units that it leads to. ``exclude`` is why the letter is left out; ``who`` corrected it, ``why`` and
    ``when``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sender: Lines | None = None
    recipient: Lines | None = None
    mentions: Lines | None = None
    date: Annotated[DateSpan, BeforeValidator(_parse_date)] | None = None
    dateline: Line | None = None
    place: Line | None = None
    destination: Line | None = None
    title: FilledLine | None = None
    language: Annotated[FilledLine, AfterValidator(language_tag)] | None = None
    medium: Line | None = None
    kind: Literal["document", "introduction"] | None = None
    topics: Lines | None = None
    references: dict[FilledLine, Lines] = {}
    exclude: FilledLine | None = None
    who: FilledLine | None = None
    why: FilledLine | None = None
    when: Annotated[Day, BeforeValidator(_last_day)] | None = None


class SignedCorrection(LetterCorrection):
    """A correction in a file of corrections, which says who made it and why."""

    who: FilledLine
    why: FilledLine


class SourceProfile(BaseModel):
    """What a profile can say of any source; each key is optional.

    Read from TOML; docs/editions.md explains the keys.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str | None = Field(default=None, pattern=r"^[a-z0-9-]+$")
    title: str | None = None
    editors: tuple[str, ...] = ()
    publisher: str | None = None
    place: str | None = None
    year: str | None = None
    language: str | None = None
    archive: str | None = None
    correspondents: tuple[ProfileCorrespondent, ...] = ()
    author: str | None = None
    """The sender of letters that name none, in plain text."""
    encoding: str | None = None
    """The encoding of the source's files, as Python names it."""
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    """The sign between the cells of a table."""
    rights: EditionProfileRights = EditionProfileRights()
    letters: dict[str, LetterCorrection] = {}
    """Corrections of single units, by id."""
    columns: dict[str, str | tuple[str, ...]] = {}
    """Column → the heading or headings that stand for it in a table."""

    @property
    def metadata(self) -> dict[str, str]:
        """What the profile says of the edition itself, as text by key; editors are separated by "; "."""
        stated = {
            "title": self.title,
            "editors": "; ".join(self.editors),
            "publisher": self.publisher,
            "place": self.place,
            "year": self.year,
            "language": self.language,
        }
        return {key: value for key, value in stated.items() if value}

    def correct(self, edition: Edition) -> Edition:
        """Return an edition without units, with what the profile says of it instead of its own metadata."""
        return replace(
            edition,
            id=self.id or edition.id,
            title=self.title or edition.title,
            editors=self.editors or edition.editors,
            publisher=self.publisher or edition.publisher,
            place=self.place or edition.place,
            year=self.year or edition.year,
            language=self.language or edition.language,
        )


ProfileType = TypeVar("ProfileType", bound=SourceProfile)


def load_profile(path: Path, kind: type[ProfileType]) -> ProfileType:
    """Read a profile from a TOML file.

    Raises:
        ProfileError: the file cannot be read or is not TOML, or a key is unknown, missing or has a wrong
            value.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES)
        return parse_profile(content.decode("utf-8-sig"), str(path), kind)
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path} cannot be read: {error}", "Give the path of a TOML file.") from error


def parse_profile(text: str, name: str, kind: type[ProfileType]) -> ProfileType:
    """Parse a profile's TOML; ``name`` is used in error messages.

    Raises:
        ProfileError: it is not TOML, or a key is unknown, missing or has a wrong value.
    """
    try:
        return kind.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ProfileError(
            f"{name} is not valid TOML: {error}.", "Correct the line named in the message."
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        keys = [str(part) for part in first["loc"]]
        line = line_of(text, keys)
        where = f"{name}:{line}" if line else name
        message = f"{where}: {'.'.join(keys)}: {first['msg']}."
        raise ProfileError(message, "docs/editions.md lists the keys.") from error


def line_of(text: str, keys: Iterable[str]) -> int:
    """Return the line of a profile, from 1, on which the last of nested keys stands; 0 if it has none."""
    lines, found = text.splitlines(), 0
    for key in keys:
        pattern = re.compile(rf"(?<![\w-]){re.escape(key)}(?![\w-])")
        start = max(found - 1, 0)
        found = next((at for at, line in enumerate(lines[start:], start + 1) if pattern.search(line)), 0)
        if not found:
            return 0
    return found
