"""The TEI reader: reads a file or directory as a volume of documents or an edition of letters."""

from __future__ import annotations

from collections.abc import Callable

from corpus.model import Edition
from corpus.readers.source import SeveralVolumes, Source

from .exported import exported_edition, is_export, read_exports
from .files import TeiFiles
from .letter_edition import read_letter_edition
from .prefixes import expand_prefixes
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
    for file, definition in expand_prefixes(parsed):
        message = f"the scheme “{definition.get('ident')}” is not used: its pattern is missing or too complex"
        source.add_report_line("warning", "prefix-refused", message, file.path, definition.line)
    if parsed and all(is_export(file.root) for file in parsed):
        ids = {exported_edition(file.root) for file in parsed}
        if len(ids) == 1:
            return read_exports(parsed, progress)
    volumes = [file for file in parsed if holds_documents(file.root)]
    if len(volumes) == 1:
        return read_volume(volumes[0].root, volumes[0].path, progress)
    if volumes:
        raise SeveralVolumes([file.path for file in volumes])
    return read_letter_edition(parsed, source, progress)
