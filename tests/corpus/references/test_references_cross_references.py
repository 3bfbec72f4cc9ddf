import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Paragraph, Unit
from corpus.references.cross_references import find_cross_references, resolve_cross_references


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See note 4 to document 5.", [("note 4 to document 5", "note", "5", "4")]),
        ("Cf. document 150, note 1.", [("document 150, note 1", "note", "150", "1")]),
        (
            "See notes 3 and 4 to document 12.",
            [("notes 3", "note", "12", "3"), ("4 to document 12", "note", "12", "4")],
        ),
        (
            "See documents 2, 4, and 16.",
            [
                ("documents 2", "document", "2", None),
                ("4", "document", "4", None),
                ("16", "document", "16", None),
            ],
        ),
        (
            "See document 19, note 1 to document 21, and documents 5 and 6.",
            [
                ("document 19", "document", "19", None),
                ("note 1 to document 21", "note", "21", "1"),
                ("documents 5", "document", "5", None),
                ("6", "document", "6", None),
            ],
        ),
        ("he went home (document 6)", [("document 6", "document", "6", None)]),
        ("Document 30 says it.", [("Document 30", "document", "30", None)]),
        ("(documents 86–91)", [("documents 86–91", "document", "86", None)]),
        (
            "(document 134, item 5, and document 136, item 4)",
            [("document 134", "document", "134", None), ("document 136", "document", "136", None)],
        ),
        ("See Appendix: document 1.", [("Appendix: document 1", "appendix", "1", None)]),
        (
            "printed as documents 2 and 3 in the Appendix",
            [("documents 2", "appendix", "2", None), ("3 in the Appendix", "appendix", "3", None)],
        ),
        (
            "See the introduction to this chapter.",
            [("the introduction to this chapter", "chapter-introduction", None, None)],
        ),
        (
            "see the introduction to Chapter 4",
            [("the introduction to Chapter 4", "chapter-introduction", "4", None)],
        ),
        (
            "As the introduction to this book said",
            [("the introduction to this book", "introduction", None, None)],
        ),
        ("Cf. n. 4 to letter 5.", [("n. 4 to letter 5", "note", "5", "4")]),
        ("See also letters 4, 7.", [("letters 4", "document", "4", None), ("7", "document", "7", None)]),
        ("He wrote letters 4 pages long.", []),
        (
            "See the introduction to Part IV.",
            [("the introduction to Part IV", "chapter-introduction", "4", None)],
        ),
        ("the introduction to 1934", [("the introduction to 1934", "chapter-introduction", "1934", None)]),
        ("See note 5.", [("note 5", "local-note", None, "5")]),
        ("as note 3 above says", [("note 3", "local-note", None, "3")]),
        ("See documents 5 and 6 October", [("documents 5", "document", "5", None)]),
        ("Ibid., l. 4.", []),
        ("The document was published in 1932.", []),
        ("document of 3 August", []),
        ("He took notes 3 times.", []),
        ("documents 3,000 pages long", []),
        ("the appendixes, 2 of them", []),
    ],
)
def test_cross_references_are_found(
    text: str, expected: list[tuple[str, str, str | None, str | None]]
) -> None:
    found = find_cross_references(text)
    assert [(one.printed, one.kind, one.number, one.note) for one in found] == expected


def unit(id: str, kind: str, text: str = "", chapter: str | None = None, parent: str | None = None) -> Unit:
    paragraphs = (Paragraph(text, line=7),)
    return Unit(f"book/{id}", "book", kind, id, 0, paragraphs, parent=parent, chapter=chapter)  # type: ignore[arg-type]


DOC = "book/doc-1"
UNITS = (
    unit("introduction", "introduction", "See document 1. See the introduction to Chapter 2."),
    unit("1901-introduction", "introduction", "Nothing.", "1901"),
    unit("doc-1", "document", "I enclose document 2.", "1901"),
    unit("doc-1.n1", "note", "See note 2.", "1901", "book/doc-1"),
    unit("doc-1.n2", "note", "See the introduction to this chapter, Appendix: document 1.", "1901", DOC),
    unit("1902-introduction", "introduction", "See documents 1–2.", "1902"),
    unit("doc-2", "document", "Yours.", "1902"),
    unit("doc-2.n1", "note", "See note 2 to document 1 and document 22. Ibid.", "1902", "book/doc-2"),
    unit("app-1", "document", "Yours.", "Appendix"),
)  # fmt: skip


def test_cross_references_lead_to_units() -> None:
    references, _ = resolve_cross_references(UNITS)
    assert [(one.source[5:], one.printed, [id[5:] for id in one.targets]) for one in references] == [
        ("introduction", "document 1", ["doc-1"]),
        ("introduction", "the introduction to Chapter 2", ["1902-introduction"]),
        ("doc-1.n1", "note 2", ["doc-1.n2"]),
        ("doc-1.n2", "the introduction to this chapter", ["1901-introduction"]),
        ("doc-1.n2", "Appendix: document 1", ["app-1"]),
        ("1902-introduction", "documents 1–2", ["doc-1", "doc-2"]),
        ("doc-2.n1", "note 2 to document 1", ["doc-1.n2"]),
        ("doc-2.n1", "document 22", []),
    ]


def test_misprinted_target_is_reported_with_its_line() -> None:
    _, report = resolve_cross_references(UNITS)
    assert [(line.level, line.code, line.line) for line in report] == [("warning", "reference-unresolved", 7)]
    assert "document 22" in report[0].message


VOCABULARY = (
    "See see note notes n. document documents letters Appendix: the introduction to this chapter IV 1 2, 3"
)
VOCABULARY += " 4–6 and or above ibid. Chapter of"


@given(st.one_of(st.text(), st.lists(st.sampled_from(VOCABULARY.split())).map(" ".join)))
def test_matches_are_spans_of_the_text_without_overlaps(text: str) -> None:
    end = 0
    for found in find_cross_references(text):
        assert end <= found.start < found.end
        assert text[found.start : found.end] == found.printed
        end = found.end
    resolve_cross_references((*UNITS, unit("doc-2.n2", "note", text, "1902", "book/doc-2")))
