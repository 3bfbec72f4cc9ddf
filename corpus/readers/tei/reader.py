"""The TEI reader: reads a file or directory as a volume of documents or an edition of letters."""

from __future__ import annotations

from collections.abc import Callable

from corpus.model import Edition
from corpus.readers.source import SeveralVolumes, Source

from .files import TeiFiles
from .letter_edition import read_letter_edition
from .volume import holds_documents, read_volume


def recognises(source: Source) -> bool:
    """Return whether the source may be TEI: an XML file, or a directory with XML files."""
    return source.has_suffix(".xml")


def read(source: Source, progress: Callable[[str], None]) -> Edition:
    """Read a TEI edition; XML files of a directory that cannot be read are reported.

    Raises:
        SourceError: it is not XML, or has no letters or documents.
        SeveralVolumes: it is a directory with several volumes.
    """
    files = TeiFiles(source)
    parsed = files.read_all() if source.is_directory else [files.read_file(source.path)]
    files.report_refusals()
    volumes = [file for file in parsed if holds_documents(file.root)]
    if len(volumes) == 1:
        return read_volume(volumes[0].root, volumes[0].path, progress)
    if volumes:
        raise SeveralVolumes([file.path for file in volumes])
    return read_letter_edition(parsed, source, progress)
