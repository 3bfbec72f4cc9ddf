from __future__ import annotations

import time
from pathlib import Path

import pytest

from corpus.errors import SourceEmpty, SourceInvalid, SourceTooLarge, SourceUnrecognised
from corpus.readers import read_edition
from corpus.readers.source import Source
from corpus.readers.tei.xml_tree import MAX_DEPTH, read_xml
from tests.corpus.readers.tei.volumes import VOLUME

BOMB = """<?xml version="1.0"?><!DOCTYPE TEI [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>&c;</p></body></text></TEI>"""
OUTSIDE = """<!DOCTYPE TEI [<!ENTITY secret SYSTEM "file:///etc/hostname">]>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>&secret;</p></body></text></TEI>"""
UNDEFINED = """<!DOCTYPE TEI SYSTEM "http://example.org/tei.dtd">
<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>&nbsp;</p></body></text></TEI>"""


@pytest.mark.parametrize(
    ("content", "error", "says"),
    [
        (b"", SourceEmpty, "is empty"),
        (BOMB.encode(), SourceInvalid, "declares the entity “a”"),
        (OUTSIDE.encode(), SourceInvalid, "declares the entity “secret”"),
        (UNDEFINED.encode(), SourceInvalid, "entity “nbsp” is not defined"),
        (b"<TEI><text></TEI></text>", SourceInvalid, "mismatched tag"),
        (b"<TEI>\n<p>\x01</p></TEI>", SourceInvalid, ":2 is not well-formed XML"),
        (b'<?xml version="1.0" encoding="klingon"?><TEI/>', SourceInvalid, "unknown encoding"),
        (("<a>" * (MAX_DEPTH + 1)).encode(), SourceInvalid, f"more than {MAX_DEPTH} deep"),
        (b"<html><body/></html>", SourceUnrecognised, "docs/tei-editions.md"),
    ],
)
def test_a_hostile_or_broken_file_is_refused_with_its_name(
    tmp_path: Path, content: bytes, error: type[Exception], says: str
) -> None:
    path = tmp_path / "broken.xml"
    path.write_bytes(content)
    begun = time.monotonic()
    with pytest.raises(error) as caught:
        read_edition(path)
    assert says in str(caught.value)
    assert "broken.xml" in str(caught.value)
    assert time.monotonic() - begun < 5


def test_a_file_larger_than_allowed_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "large.xml"
    path.write_text(VOLUME, "utf-8")
    with pytest.raises(SourceTooLarge, match="PEREPISKA_SOURCE_MAX_BYTES"):
        read_edition(path, max_bytes=100)


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("iso-8859-2", "iso-8859-2"),
        ("utf-8", "utf-16"),
        ("windows-1251", "utf-8"),
    ],
)
def test_byte_order_marks_and_declared_encodings_are_read(
    tmp_path: Path, encoding: str, declared: str
) -> None:
    word = "Слово" if encoding == "windows-1251" else "ű"
    path = tmp_path / "a.xml"
    path.write_bytes(f'<?xml version="1.0" encoding="{declared}"?><TEI>{word}</TEI>'.encode(encoding))
    assert read_xml(Source(path), path).text == word
