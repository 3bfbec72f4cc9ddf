"""Keys of the API: made, and read from the file that has their digests."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from corpus.errors import PerepiskaError

_BYTES: Final = 32


def new_key(name: str) -> tuple[str, str]:
    """Make a key, and the line that a file of keys has of it: its name and the sha256 of the key."""
    key = secrets.token_urlsafe(_BYTES)
    return key, f"{name} {key_digest(key)}"


def read_keys(path: Path) -> Mapping[str, str]:
    """Read a file of keys: name → sha256 in hexadecimal digits. Lines beginning with # say nothing.

    Raises:
        PerepiskaError: it cannot be read, or a line is no name and sha256.
    """
    try:
        lines = [line.split() for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    except (OSError, UnicodeDecodeError) as error:
        raise PerepiskaError(
            f"Cannot read the API keys in {path}: {error}.", "See PEREPISKA_API_KEYS in docs/settings.md."
        ) from error
    found = {}
    for line in lines:
        if line and (len(line) != 2 or len(line[1]) != 64):
            raise PerepiskaError(
                f"{path} has a line that is not a name followed by a SHA-256 digest.",
                "Create lines with: perepiska key NAME",
            )
        if line:
            found[line[0]] = line[1].lower()
    return found


def key_digest(key: str) -> str:
    """Return the sha256 of a key in hexadecimal digits."""
    return sha256(key.encode()).hexdigest()
