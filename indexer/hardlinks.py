"""Gives the files of one folder to another; on the same disk they take no further room."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def hardlink_or_copy(source: Path, target: Path) -> None:
    """Put every file of ``source`` into ``target``, which is made."""
    for path in sorted(source.rglob("*")):
        if path.is_file():
            place = target / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            _link(path, place)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk, or one that knows no links
        shutil.copyfile(source, target)
