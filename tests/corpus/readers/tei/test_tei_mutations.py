from __future__ import annotations

import random
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from corpus.errors import PerepiskaError
from corpus.model import Unit
from corpus.readers import read_edition
from tests.corpus.readers.tei.letters import FIRST, FIRST_TEXT, INDEX_FILE, SECOND, tei
from tests.corpus.readers.tei.volumes import VOLUME

SOURCES = (VOLUME, tei("A", FIRST, FIRST_TEXT, "L1"), tei("B", SECOND, FIRST_TEXT), INDEX_FILE)
TEXTS = ("", " ", "(", "]", "12", "to to ( to", "—", ". ", "a" * 300)
VALUES = ("", "#", "x y", "1931-13", "../..", "é ¿", "#d1", "9999-99-99", "0000", "-0044-03-15")


def mutated(source: str, chance: random.Random) -> str:
    """The file with elements, attributes and texts taken out, emptied, doubled or spoiled."""
    root = ET.fromstring(source)
    for _ in range(chance.randint(1, 12)):
        node = chance.choice(list(root.iter()))
        what = chance.randrange(6)
        if what == 0:
            node.text = chance.choice(TEXTS)
        elif what == 1:
            node.tail = chance.choice(TEXTS)
        elif what == 2 and node.attrib:
            node.attrib.pop(chance.choice(list(node.attrib)))
        elif what == 3 and node.attrib:
            node.set(chance.choice(list(node.attrib)), chance.choice(VALUES))
        elif what == 4 and len(node):
            node.remove(chance.choice(list(node)))
        else:
            node.append(ET.Element(node.tag, dict(node.attrib)))
    return ET.tostring(root, encoding="unicode")


@pytest.mark.parametrize("seed", range(8))
def test_a_spoiled_file_is_read_soundly_or_refused(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    path = tmp_path / "spoiled.xml"
    for _ in range(30):
        path.write_text(mutated(chance.choice(SOURCES), chance), "utf-8")
        try:
            units = read_edition(path).units
        except PerepiskaError:
            continue
        assert len({unit.id for unit in units}) == len(units)
        for unit in units:
            assert_offsets_lie_within(unit)


def assert_offsets_lie_within(unit: Unit) -> None:
    for paragraph in unit.paragraphs:
        end = len(paragraph.text)
        assert paragraph.text == paragraph.text.strip() != ""
        assert all(0 <= span.start < span.end <= end for span in paragraph.spans)
        assert all(0 <= marker.offset <= end for marker in paragraph.markers)
        assert all(0 < offset < end for offset, _ in paragraph.breaks)
