"""A TEI file or folder read as an edition: finds out which sort it is."""

from __future__ import annotations

from collections.abc import Callable

from corpus.errors import SourceInvalid
from corpus.model import Edition
from corpus.readers.source import Source

from .files import TeiFiles
from .letter_edition import read_letter_edition
from .volume import holds_documents, read_volume

_SHOWN = 5


def recognises(source: Source) -> bool:
    """Whether this may be TEI: an XML file, or a folder with some."""
    return source.has_suffix(".xml")


def read(source: Source, progress: Callable[[str], None]) -> Edition:
    """Read a TEI edition.

    Raises:
        SourceError: it is not XML, holds no letters or documents, or is a folder of several volumes.
    """
    files = TeiFiles(source)
    read = files.read_all() if source.is_directory else [files.read_file(source.path)]
    volumes = [file for file in read if holds_documents(file.root)]
    if len(volumes) == 1:
        return read_volume(volumes[0].root, volumes[0].path, progress)
    if volumes:
        named = ", ".join(file.name for file in volumes[:_SHOWN])
        raise SourceInvalid(
            f"{source.path} holds {len(volumes)} volumes ({named} …), each an edition of its own.",
            f"Name the volumes one by one, for instance: perepiska index {source.path}/*.xml.",
        )
    return read_letter_edition(read, source, progress)
