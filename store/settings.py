"""What a setting is, and those of a published index.

Each package declares its own; ``cli.settings`` lists all.

A setting ``page_size_max`` is given in the environment as ``PEREPISKA_PAGE_SIZE_MAX``. Bounds are part of the
types, and hold for what is loaded.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

from corpus.errors import PerepiskaError

PREFIX = "PEREPISKA_"
DEFAULT_MODEL = "all-MiniLM-L6-v2"
NONE = "none"
Count = Annotated[int, Meta(ge=1)]
Share = Annotated[float, Meta(ge=0, le=1)]
Positive = Annotated[float, Meta(ge=0)]
T = TypeVar("T")


def setting(default: object, description: str) -> Any:
    """Declare a setting with what it is for; its type has its bounds."""
    return field(default=default, metadata={"description": description})


@dataclass(frozen=True)
class StoreSettings:
    """Where published indexes are, and what searches them."""

    indexes: Path = setting(Path("indexes"), "Folder in which indexes are kept.")
    model: str = setting(
        DEFAULT_MODEL,
        "Embedding model: the packaged `all-MiniLM-L6-v2`, a folder, the name of a model in the local "
        "Hugging Face cache, or `none` for an index of words alone.",
    )
    engine: Literal["local", "milvus"] = setting(
        "local",
        "What searches: tantivy and faiss in this process, or a Milvus (docs/scaling.md).",
    )
    milvus: str = setting(
        "http://127.0.0.1:19530",
        "Where the Milvus is: an address, or a path ending in `.db` for Milvus Lite.",
    )
    milvus_token: str = setting("", "Token or `user:password` of the Milvus.")


@dataclass(frozen=True, slots=True)
class SettingEntry:
    """A setting as documentation shows it."""

    name: str
    variable: str
    default: str
    help: str


def load(kind: type[T], **given: object) -> T:
    """Load settings from what is given, else the environment, else the defaults.

    Raises:
        PerepiskaError: a value is not what its setting takes.
    """
    try:
        return msgspec.convert({**_environment(kind), **given}, kind, strict=False, dec_hook=_path)
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at `$.")
        name = path.rstrip("`")
        raise invalid_setting(name, reason + _choices(kind, name)) from error


def list_entries(kind: type[Any]) -> tuple[SettingEntry, ...]:
    """List settings in the order of their declaration."""
    return tuple(
        SettingEntry(one.name, PREFIX + one.name.upper(), _printed(one.default), one.metadata["description"])
        for one in fields(kind)
    )


def invalid_setting(name: str, reason: str) -> PerepiskaError:
    """Return the error for a setting whose value cannot be taken."""
    return PerepiskaError(
        f"The setting {name} is not valid: {reason}.",
        f"Correct {PREFIX}{name.upper()} in the environment (docs/settings.md lists all settings).",
    )


def _choices(kind: type[Any], name: str) -> str:
    """What there is to choose from; nothing where a setting has no fixed choices."""
    hint = get_type_hints(kind).get(name)
    return f"; it is one of {', '.join(get_args(hint))}" if get_origin(hint) is Literal else ""


def _path(kind: type[Path], given: object) -> Path:
    """Folders are given as text."""
    return kind(str(given))


def _environment(kind: type[Any]) -> dict[str, str]:
    """The settings that the environment has, as text."""
    variables = {PREFIX + one.name.upper(): one.name for one in fields(kind)}
    return {
        name: os.environ[variable].strip() for variable, name in variables.items() if variable in os.environ
    }


def _printed(default: object) -> str:
    return "" if default is None else str(default)
