# ruff: noqa: E501  markup of fixtures
"""What a TEI header and a text state and nothing is made of: each kind has a line in the report."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.readers.tei.letters import SECOND, tei
from tests.corpus.readers.tei.test_tei_texts import in_body, lines, read

_LETTER = tei("A letter", SECOND, in_body("<p>Moss.</p>"), "L1")


def kinds(folder: Path, letter: str) -> dict[str, str]:
    """The levels of the kinds of facts that are not used in a letter."""
    return {
        line.message.partition(":")[0]: line.level for line in lines(read(folder, letter), "facts-unused")
    }


@pytest.mark.parametrize(
    ("before", "part", "kind", "level"),
    [
        ("</titleStmt>", "<author>Fell</author>", "titleStmt/author in the header", "warning"),
        ("</titleStmt>", "<title>Another</title>", "titleStmt/title in the header", "warning"),
        ("</titleStmt>", "<funder><name>Quay</name></funder>", "funder in the header", "dropped"),
        ("</publicationStmt>", "<idno>moor/1</idno>", "publicationStmt/idno in the header", "warning"),
        ("</msIdentifier>", "<settlement>Tarn</settlement>", "settlement in msIdentifier", "warning"),
        ("</sourceDesc>", "<p>By boat.</p>", "sourceDesc/p in the header", "warning"),
        ("</teiHeader>", "<revisionDesc><change>1</change></revisionDesc>", "revisionDesc in the header", "dropped"),
        ("</correspDesc>", '<correspAction type="read"><persName>Dale</persName></correspAction>', "correspAction type=read", "warning"),
        ("</correspAction>", '<date when="1832"/>', "date in correspAction", "warning"),
        ("</correspAction>", "<p>By boat.</p>", "p in correspAction", "warning"),
    ],
)  # fmt: skip
def test_parts_of_the_header_are_reported(
    tmp_path: Path, before: str, part: str, kind: str, level: str
) -> None:
    assert kind not in kinds(tmp_path, _LETTER)
    assert kinds(tmp_path, _LETTER.replace(before, part + before, 1))[kind] == level


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        ('<p><supplied resp="#E">Moss</supplied></p>', "supplied/@resp"),
        ('<p><unclear cert="low">Moss</unclear></p>', "unclear/@cert"),
        ('<p><add hand="#E">Moss</add></p>', "add/@hand"),
        ('<p>On <date when="1831-04-02">Friday</date></p>', "date/@when"),
        ('<opener><dateline><date when="1831-04-02">Friday</date></dateline></opener><p>Moss</p>', None),
    ],
)
def test_attributes_in_the_text_are_reported(tmp_path: Path, markup: str, kind: str | None) -> None:
    letter = tei("A letter", SECOND, in_body(markup), "L1")
    assert set(kinds(tmp_path, letter)) == ({kind} if kind else set())
