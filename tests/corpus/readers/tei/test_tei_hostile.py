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
<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>&thorn-bar;</p></body></text></TEI>"""
LONG = f"""<!DOCTYPE TEI [<!ENTITY a "{"a" * 1000}">]><TEI><text><body><p>{"&a;" * 2000}</p></body></text>
</TEI>"""


@pytest.mark.parametrize(
    ("content", "error", "says"),
    [
        (b"", SourceEmpty, "is empty"),
        (BOMB.encode(), SourceInvalid, "the declared entity “b” uses another one, “a”"),
        (OUTSIDE.encode(), SourceInvalid, "the entity “secret” is external"),
        (UNDEFINED.encode(), SourceInvalid, "entity “thorn-bar” is not defined"),
        (b"<TEI>&lamp;</TEI>", SourceInvalid, "undefined entity “lamp”"),
        (LONG.encode(), SourceInvalid, "expand to more than 1,000,000 characters"),
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


def test_entities_of_html_and_of_the_file_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    declared = '<!ENTITY eacute "e"><!ENTITY boat "Gull &amp; Co."><!ENTITY map SYSTEM "map.gif" NDATA gif>'
    text = '<TEI n="&ouml;">&mdash;&eacute;&amp;&lt;&LT;&boat;&nbsp;x</TEI>'
    path.write_text(f"<!DOCTYPE TEI [<!NOTATION gif SYSTEM 'gif'>{declared}]>{text}", "utf-8")
    root = read_xml(Source(path), path)
    assert (root.text, root.get("n")) == ("—e&<<Gull & Co. x", "ö")


def test_names_of_p4_become_those_of_p5(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text(
        '<TEI.2 id="L1"><date value="1821">x</date><xptr url="u"/><num value="4"/></TEI.2>', "utf-8"
    )
    root = read_xml(Source(path), path)
    assert (root.tag, root.id) == ("TEI", "L1")
    assert [(one.tag, one.get("when"), one.get("target")) for one in root.child_elements] == [
        ("date", "1821", None),
        ("ptr", None, "u"),
        ("num", None, None),
    ]
