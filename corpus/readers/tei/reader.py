"""A TEI file or folder read as an edition: finds out which sort it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from corpus.errors import SourceInvalid
from corpus.model import Edition

from .files import Files
from .letter_edition import read_letter_edition
from .volume import holds_documents, read_volume

_SHOWN = 5


def recognises(path: Path) -> bool:
    """Whether this may be TEI: an XML file, or a folder with some."""
    if path.is_dir():
        return any(file.is_file() for file in path.rglob("*.xml"))
    return path.is_file() and path.suffix.lower() == ".xml"


def read(path: Path, say: Callable[[str], None], max_bytes: int) -> Edition:
    """Read a TEI edition.

    Raises:
        SourceError: it is not XML, holds no letters or documents, or is a folder of several volumes.
    """
    if path.is_file():
        files = Files(path.parent, max_bytes)
        file = files.read_one(path)
        if holds_documents(file.root):
            return read_volume(file.root, path, say, files.report)
        return read_letter_edition([file], path, files.report, say)
    files = Files(path, max_bytes)
    read = files.read_all()
    volumes = [file for file in read if holds_documents(file.root)]
    if len(volumes) == 1:
        return read_volume(volumes[0].root, volumes[0].path, say, files.report)
    if volumes:
        named = ", ".join(file.name for file in volumes[:_SHOWN])
        raise SourceInvalid(
            f"{path} holds {len(volumes)} volumes ({named} …), each an edition of its own.",
            f"Name the volumes one by one, for instance: perepiska index {path}/*.xml.",
        )
    return read_letter_edition(read, path, files.report, say)
