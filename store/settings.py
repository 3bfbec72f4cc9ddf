"""Declaration and loading of settings, and the settings of a published index.

Each package declares its own settings; ``cli.settings`` combines them. A setting ``page_size_max`` is read
from the environment variable ``PEREPISKA_PAGE_SIZE_MAX``. The types contain the bounds, which are checked on
loading.
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
AUTO = "auto"
DEFAULT_MODEL = "all-MiniLM-L6-v2"
LARGE_MODEL = "all-mpnet-base-v2"
MULTILINGUAL_MODEL = "multilingual-e5-small"
NONE = "none"
Count = Annotated[int, Meta(ge=1)]
Share = Annotated[float, Meta(ge=0, le=1)]
Positive = Annotated[float, Meta(ge=0)]
T = TypeVar("T")


def setting(default: object, description: str) -> Any:
    """Declare a setting: a dataclass field with a default and a help text; the bounds are in its type."""
    return field(default=default, metadata={"description": description})


@dataclass(frozen=True)
class StoreSettings:
    """Where published indexes are, and which engine searches them."""

    indexes: Path = setting(Path("indexes"), "Directory of the indexes.")
    model: str = setting(
        AUTO,
        "Embedding model: `auto` (the best installed one for the editions), `all-MiniLM-L6-v2`, "
        "`all-mpnet-base-v2`, `multilingual-e5-small`, a directory, the name of a model in the local Hugging "
        "Face cache, or `none` for a keyword index only.",
    )
    engine: Literal["local", "milvus"] = setting(
        "local",
        "Search engine: `local` (tantivy and faiss in this process) or `milvus` (docs/scaling.md).",
    )
    milvus: str = setting(
        "http://127.0.0.1:19530",
        "Address of the Milvus server, or a path that ends in `.db` for Milvus Lite.",
    )
    milvus_token: str = setting("", "Token or `user:password` for Milvus.")


@dataclass(frozen=True, slots=True)
class SettingEntry:
    """A setting as it appears in the documentation."""

    name: str
    variable: str
    default: str
    help: str


def load(settings_class: type[T], **overrides: object) -> T:
    """Load the settings of a class: from arguments, then environment variables, then defaults.

    Raises:
        PerepiskaError: a value is not valid for its setting.
    """
    try:
        return msgspec.convert(
            {**_environment(settings_class), **overrides}, settings_class, strict=False, dec_hook=_path
        )
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at `$.")
        name = path.rstrip("`")
        raise invalid_setting(name, reason + _choices(settings_class, name)) from error


def list_entries(settings_class: type[Any]) -> tuple[SettingEntry, ...]:
    """Return the documentation entries of a settings class, in the order of declaration."""
    return tuple(
        SettingEntry(
            field.name,
            PREFIX + field.name.upper(),
            _printed(field.default),
            field.metadata["description"],
        )
        for field in fields(settings_class)
    )


def invalid_setting(name: str, reason: str) -> PerepiskaError:
    """Return the error for an invalid value of a setting."""
    return PerepiskaError(
        f"Invalid value for setting {name}: {reason}.",
        f"Correct {PREFIX}{name.upper()} in the environment (docs/settings.md lists all settings).",
    )


def _choices(settings_class: type[Any], name: str) -> str:
    """Return the allowed values as part of an error message; "" for a setting without fixed choices."""
    hint = get_type_hints(settings_class).get(name)
    return f"; allowed values: {', '.join(get_args(hint))}" if get_origin(hint) is Literal else ""


def _path(kind: type[Path], value: object) -> Path:
    """Convert text to a path; a ``dec_hook`` of msgspec."""
    return kind(str(value))


def _environment(settings_class: type[Any]) -> dict[str, str]:
    """Return the settings that are set in the environment, by name, as stripped text."""
    variables = {PREFIX + field.name.upper(): field.name for field in fields(settings_class)}
    return {
        name: os.environ[variable].strip() for variable, name in variables.items() if variable in os.environ
    }


def _printed(default: object) -> str:
    """Return a default as documented; "" for None."""
    return "" if default is None else str(default)
