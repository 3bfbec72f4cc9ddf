import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.references.archives import (
    find_archive_references,
    is_archive_line,
    parse_archive_reference,
    parse_archive_reference_with_warnings,
)

ARCHIVE = "RGASPI"


@pytest.mark.parametrize(
    ("printed", "normal", "remark"),
    [
        ("F. 558, op. 11, d. 739, ll. 19–25.", "RGASPI, f. 558, op. 11, d. 739, ll. 19–25", None),
        ("F. 558, op. 11, d. 739, ll. 1-7.", "RGASPI, f. 558, op. 11, d. 739, ll. 1–7", None),
        ("F. 81, op. 3, d. 99, l. 38.", "RGASPI, f. 81, op. 3, d. 99, l. 38", None),
        ("RGASPI, f. 81, op. 3, d. 99, ll. 132-137.", "RGASPI, f. 81, op. 3, d. 99, ll. 132–137", None),
        (
            "F. 558, op. 11, d. 82, ll.6-7. Typewritten.",
            "RGASPI, f. 558, op. 11, d. 82, ll. 6–7",
            "Typewritten.",
        ),
        ("F. 558, op. 11, d, 743, ll. 54-55.", "RGASPI, f. 558, op. 11, d. 743, ll. 54–55", None),
        ("F. 558, op. 11, d. 743, ll. 64-71", "RGASPI, f. 558, op. 11, d. 743, ll. 64–71", None),
        ("F. 558, op. 11, d. 93, ll. 55–55ob.", "RGASPI, f. 558, op. 11, d. 93, ll. 55–55ob", None),
        ("F. 558, op. 11, d. 77, ll. 8ob. , 8.", "RGASPI, f. 558, op. 11, d. 77, ll. 8ob, 8", None),
        (
            "F. 558, op. 11, d. 94, ll. 7–8 Original typescript. Signed by the authors.",
            "RGASPI, f. 558, op. 11, d. 94, ll. 7–8",
            "Original typescript. Signed by the authors.",
        ),
        (
            "F. 558, op. 11, d. 93, l. 98. Original typescript",
            "RGASPI, f. 558, op. 11, d. 93, l. 98",
            "Original typescript.",
        ),
        (
            "F. 558, op. 11, d. 94, ll. Signed by Ivanov.",
            "RGASPI, f. 558, op. 11, d. 94",
            "Signed by Ivanov.",
        ),
        ("*F. 558*, op. 11,  d. 94", "RGASPI, f. 558, op. 11, d. 94", None),
        ("GARF, f. R-5446, op. 57, d. 30, ll. 21–22.", "GARF, f. R-5446, op. 57, d. 30, ll. 21–22", None),
        ("RGAE, f. 7297, op. 1, d. 25, l. 4", "RGAE, f. 7297, op. 1, d. 25, l. 4", None),
        (
            "Fond 82 opis 2 delo 1424 listy 66, 68 and 73",
            "RGASPI, f. 82, op. 2, d. 1424, ll. 66, 68, 73",
            None,
        ),
        ("F. 81, op. 3, dd. 99–101", "RGASPI, f. 81, op. 3, d. 99–101", None),
        ("BArch, R 9215/23, Bl. 4", "BArch, R 9215/23, Bl. 4", None),
        ("From the Petrov family archive.", "From the Petrov family archive.", None),
        ("", "", None),
    ],
)
def test_archive_reference_has_one_normal_form(printed: str, normal: str, remark: str | None) -> None:
    reference = parse_archive_reference(printed, archive=ARCHIVE)
    assert str(reference) == normal
    assert reference.remark == remark


def test_normal_form_is_read_back_as_itself() -> None:
    reference = parse_archive_reference("F. 558, op. 11, d. 739, ll. 8–18.", archive=ARCHIVE)
    assert str(parse_archive_reference(str(reference))) == str(reference)
    assert reference.file == "RGASPI, f. 558, op. 11, d. 739"


@pytest.mark.parametrize(
    ("printed", "archive"),
    [
        ("BArch, R 9215/23, Bl. 4", "BArch"),
        ("From Petrov family archive.", "Petrov family archive"),
        ("In private hands", "RGASPI"),
    ],
)
def test_other_scheme_is_kept_as_printed(printed: str, archive: str) -> None:
    reference = parse_archive_reference(printed, archive=ARCHIVE)
    assert (reference.scheme, reference.printed, reference.archive) == ("free", printed, archive)


@pytest.mark.parametrize("shelfmark", ["MS_12-05", "No. #5", "a_b/3"])
def test_signs_inside_a_shelfmark_are_kept(shelfmark: str) -> None:
    assert str(parse_archive_reference(shelfmark)) == shelfmark
    assert str(parse_archive_reference(f"_{shelfmark}_")) == shelfmark


def test_misprints_yield_warnings() -> None:
    assert parse_archive_reference_with_warnings("F. 5, op. 11, d. 94, ll. Signed.")[1] == (
        "“F. 5, op. 11, d. 94, ll. Signed.” has no leaf numbers",
    )
    assert "after “d”" in parse_archive_reference_with_warnings("F. 5, op. 11, d, 743, l. 5")[1][0]
    assert parse_archive_reference_with_warnings("F. 5, op. 11, d. 743, l. 5")[1] == ()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("F. 558, op. 11, d. 739, ll. 19–25.", True),
        ("RGASPI, f. 81, op. 3, d. 99, ll. 132-137.", True),
        ("From Petrov family archive.", True),
        ("Stamp: see f. 5, op. 2, d. 3", False),
        ("5. On 14 August Petrov replied (ibid., f. 558, op. 11, d. 7).", False),
        ("F. 5 of them came to the archive and found that the doors were closed.", False),
        ("d. 846, l. 12).", False),
        ("", False),
    ],
)
def test_an_archive_line_differs_from_text(line: str, expected: bool) -> None:
    assert is_archive_line(line) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what is in f. 558 op. 11 d. 740?", [("f. 558 op. 11 d. 740", "f. 558, op. 11, d. 740")]),
        (
            "RGASPI, f. 558, op. 11, d. 740, ll. 10-12",
            [("RGASPI, f. 558, op. 11, d. 740, ll. 10-12", "RGASPI, f. 558, op. 11, d. 740, ll. 10–12")],
        ),
        (
            "(GARF, f. R-5446, op. 1, d. 487, ll. 109, 111, 113).",
            [
                (
                    "GARF, f. R-5446, op. 1, d. 487, ll. 109, 111, 113",
                    "GARF, f. R-5446, op. 1, d. 487, ll. 109, 111, 113",
                )
            ],
        ),
        ("fond 558", [("fond 558", "f. 558")]),
        ("d. 740, l. 10", [("d. 740, l. 10", "d. 740, l. 10")]),
        (
            "f. 5, op. 1 and F. 81, op. 3, d. 99",
            [("f. 5, op. 1", "f. 5, op. 1"), ("F. 81, op. 3, d. 99", "f. 81, op. 3, d. 99")],
        ),
        ("letters in BArch, R 9215/23, Bl. 4", [("BArch, R 9215/23, Bl. 4", "BArch, R 9215/23, Bl. 4")]),
        ("he died d. 1936 and left 17 documents", []),
        ("of 5 June", []),
        ("half 5 flop 6 old 7", []),
    ],
)
def test_references_in_a_query_are_found(text: str, expected: list[tuple[str, str]]) -> None:
    found = find_archive_references(text)
    assert [(text[one.start : one.end], str(one.reference)) for one in found] == expected


VOCABULARY = "f. F. fond 558 op. opis 11 d, dd. 740 ll. l. 5–7 6ob. , RGASPI, R-5 R 12/3 Bl. 4 Typed. archive"


@given(st.one_of(st.text(), st.lists(st.sampled_from(VOCABULARY.split())).map(" ".join)))
def test_any_text_is_read(text: str) -> None:
    str(parse_archive_reference(text, archive=ARCHIVE))
    is_archive_line(text)
    for found in find_archive_references(text):
        assert text[found.start : found.end] == found.reference.printed
