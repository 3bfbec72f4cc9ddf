"""Copying of directories by hard links, which take no additional disk space."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def hardlink_or_copy(source: Path, target: Path) -> None:
    """Create ``target`` with all files of the directory ``source``, hard-linked if possible, or copied."""
    for path in sorted(source.rglob("*")):
        if path.is_file():
            path_in_target = target / path.relative_to(source)
            path_in_target.parent.mkdir(parents=True, exist_ok=True)
            _link(path, path_in_target)


def _link(source: Path, target: Path) -> None:
    """Hard-link a file, or copy it if the file system does not support that."""
    try:
        os.link(source, target)
    except OSError:  # another file system, or one without hard links
        shutil.copyfile(source, target)
