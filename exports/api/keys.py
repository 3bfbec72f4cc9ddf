"""API keys: creation, and reading the file of their digests."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from corpus.errors import PerepiskaError

_BYTES: Final = 32


def new_key(name: str) -> tuple[str, str]:
    """Return a new random key, and its line for the file of keys: the name and the key's SHA-256 digest."""
    key = secrets.token_urlsafe(_BYTES)
    return key, f"{name} {key_digest(key)}"


def read_keys(path: Path) -> Mapping[str, str]:
    """Return the SHA-256 digests (in lower-case hexadecimal) in a file of keys, by name.

    Empty lines and lines that begin with # are skipped; the last line of a name counts.

    Raises:
        PerepiskaError: the file cannot be read, or a line is not a name and 64 characters.
    """
    try:
        lines = [line.split() for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    except (OSError, UnicodeDecodeError) as error:
        raise PerepiskaError(
            f"Cannot read the API keys in {path}: {error}.", "See PEREPISKA_API_KEYS in docs/settings.md."
        ) from error
    digests = {}
    for line in lines:
        if line and (len(line) != 2 or len(line[1]) != 64):
            raise PerepiskaError(
                f"{path} has a line that is not a name followed by a SHA-256 digest.",
                "Create lines with: perepiska key NAME",
            )
        if line:
            digests[line[0]] = line[1].lower()
    return digests


def key_digest(key: str) -> str:
    """Return the SHA-256 digest of a key in lower-case hexadecimal."""
    return sha256(key.encode()).hexdigest()
