"""The TEI reader: reads a file or directory as a volume of documents or an edition of letters."""

from __future__ import annotations

from collections.abc import Callable

from corpus.errors import SourceInvalid
from corpus.model import Edition
from corpus.readers.source import Source

from .files import TeiFiles
from .letter_edition import read_letter_edition
from .volume import holds_documents, read_volume

_MAX_NAMED = 5


def recognises(source: Source) -> bool:
    """Return whether the source may be TEI: an XML file, or a directory with XML files."""
    return source.has_suffix(".xml")


def read(source: Source, progress: Callable[[str], None]) -> Edition:
    """Read a TEI edition; XML files of a directory that cannot be read are reported.

    Raises:
        SourceError: it is not XML, has no letters or documents, or is a directory with several volumes.
    """
    files = TeiFiles(source)
    parsed = files.read_all() if source.is_directory else [files.read_file(source.path)]
    volumes = [file for file in parsed if holds_documents(file.root)]
    if len(volumes) == 1:
        return read_volume(volumes[0].root, volumes[0].path, progress)
    if volumes:
        named = ", ".join(file.name for file in volumes[:_MAX_NAMED])
        raise SourceInvalid(
            f"{source.path} contains {len(volumes)} volumes ({named} …), each a separate edition.",
            f"Index the volumes one by one, for instance: perepiska index {source.path}/*.xml.",
        )
    return read_letter_edition(parsed, source, progress)
