"""Files of corrections: what whoever serves an edition has mended in it, in YAML beside the source.

docs/editions.md explains the keys. They are those of the corrections in a profile, with which they are one
mechanism (``corpus.readers.corrections``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from corpus.errors import ProfileError, SourceEmpty, SourceError
from corpus.readers.profile import LetterCorrection, SignedCorrection, line_of
from corpus.readers.source import Source
from corpus.readers.yaml_files import YamlFile, read_yaml_file

NAME: Final = "corrections.yaml"
_HINT: Final = "docs/editions.md lists the keys of corrections."


@dataclass(frozen=True, slots=True)
class CorrectionSet:
    """The corrections in a file, in their order, by the id of the unit or its part after the edition."""

    path: Path
    by_unit: Mapping[str, tuple[LetterCorrection, ...]] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    """The line on which the corrections of a unit begin."""


def correction_sets(source: Source) -> Iterator[CorrectionSet]:
    """Yield the corrections of a source: those of its profile, then those of its file of corrections.

    Raises:
        ProfileError: a file cannot be read, or a key is unknown, missing or has a wrong value.
    """
    letters = source.settings.letters
    if letters:
        text = source.profile_path.read_text("utf-8-sig")
        lines = {id: line_of(text, ("letters", id)) for id in letters}
        yield CorrectionSet(source.profile_path, {id: (letters[id],) for id in letters}, lines)
    path = _path_of(source)
    if path:
        yield _read(source, path)


def _path_of(source: Source) -> Path | None:
    """Return the file of corrections of a source, with its name or in its directory; None if it has none."""
    named = () if source.is_directory else (source.path.with_suffix(f".{NAME}"),)
    return next((path for path in (*named, source.directory / NAME) if source.has_metadata_file(path)), None)


def _read(source: Source, path: Path) -> CorrectionSet:
    """Read a file of corrections; an empty one has none.

    Raises:
        ProfileError: it is not YAML, or a key is unknown, missing or has a wrong value.
    """
    try:
        file = read_yaml_file(source, path)
    except SourceEmpty:
        return CorrectionSet(path)
    except SourceError as error:
        raise ProfileError(error.message, _HINT) from error
    by_unit = {id: tuple(_parse(file, id)) for id in file.value}
    return CorrectionSet(path, by_unit, {id: file.line((id,)) for id in by_unit})


def _parse(file: YamlFile, id: str) -> Iterator[LetterCorrection]:
    """Yield the corrections of a unit, one or a list.

    Raises:
        ProfileError: a key is unknown, missing or has a wrong value.
    """
    stated = file.value[id]
    for number, value in enumerate(stated if isinstance(stated, list) else [stated]):
        try:
            yield SignedCorrection.model_validate(value)
        except ValidationError as error:
            first = error.errors()[0]
            keys = (id, *((number,) if isinstance(stated, list) else ()), *first["loc"])
            named = ".".join(map(str, keys))
            raise ProfileError(f"{file.location(keys)}: {named}: {first['msg']}.", _HINT) from error
