from __future__ import annotations

import pytest

from corpus.unit_id import UnitId, biography_id, document_id, glossary_id, note_id

DOCUMENT, APPENDIX = document_id("moss", 24), document_id("moss", 2, appendix=True)


@pytest.mark.parametrize(
    ("id", "made", "parent", "label", "person", "is_appendix"),
    [
        (DOCUMENT, "moss/doc-24", None, "", None, False),
        (APPENDIX, "moss/app-2", None, "", None, True),
        (note_id(DOCUMENT, 3), "moss/doc-24.n3", DOCUMENT, "n3", None, False),
        (note_id(APPENDIX, "12a"), "moss/app-2.n12a", APPENDIX, "n12a", None, True),
        (note_id("moss/d5", "source"), "moss/d5.source", "moss/d5", "source", None, False),
        (biography_id("moss", "fell-i"), "moss/bio.fell-i", None, "fell-i", "fell-i", False),
        (glossary_id("moss", "cer"), "moss/glossary.cer", None, "cer", None, False),
        (note_id("moss/bio.fell-i", 1), "moss/bio.fell-i.n1", "moss/bio.fell-i", "n1", None, False),
        ("moss/L_77", "moss/L_77", None, "", None, False),
        ("a.b/preface", "a.b/preface", None, "", None, False),
    ],
)  # fmt: skip
def test_an_id_is_made_and_taken_apart(
    id: str, made: str, parent: str | None, label: str, person: str | None, is_appendix: bool
) -> None:
    parts = UnitId(id)
    assert id == made
    assert f"{parts.edition}/{parts.name}" == id
    assert (parts.parent, parts.label, parts.person, parts.is_appendix) == (
        parent,
        label,
        person,
        is_appendix,
    )
