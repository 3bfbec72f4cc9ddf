import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import Edition, IndexEntry, Locator, Paragraph, Person, Unit
from corpus.persons.person_index import PersonIndex
from corpus.readers.printed.lines import SourceLine
from corpus.readers.printed.pagination import SectionStart, paginate
from corpus.readers.printed.pagination.alignment import Alignment, NamedPage, align_pages
from corpus.readers.printed.pagination.index_names import checked_names, count_agreeing, named_pages
from corpus.readers.printed.pagination.layout import LayoutLine, height, is_cut, page_label, page_number
from corpus.readers.printed.pagination.layout_lines import make_layout_lines

SYLLABLES = ("ka", "lo", "mi", "ru", "ten", "sor", "val", "dim", "per", "gol")
LINES_ON_A_PAGE = 10


def sentence(chance: random.Random) -> str:
    words = [
        "".join(chance.choices(SYLLABLES, k=chance.randint(1, 3))) for _ in range(chance.randint(40, 60))
    ]
    return " ".join(words).capitalize() + "."


def printed_pages(
    count: int, first: int = 1, seed: int = 7
) -> tuple[list[LayoutLine], list[int], list[NamedPage]]:
    """Make pages of made-up text, most of them ending inside a sentence, with two names on each."""
    chance = random.Random(seed)
    pieces: list[LayoutLine] = []
    starts: list[int] = []
    names: list[NamedPage] = []
    torn = ""
    for page in range(first, first + count):
        starts.append(len(pieces) + 1)
        for _ in range(chance.randint(LINES_ON_A_PAGE - 1, LINES_ON_A_PAGE + 1)):
            text, torn = torn or sentence(chance), ""
            pieces.append(LayoutLine(len(pieces) + 1, text))
        if chance.random() < 0.8:
            text = pieces[-1].text
            middle = text.index(" ", len(text) // 2)
            torn = text[middle + 1 :]
            pieces[-1] = LayoutLine(pieces[-1].number, text[:middle])
        for _ in range(2):
            place = chance.randrange(starts[-1] - 1, len(pieces))
            name = f"Petrov{len(names)}"
            names.append(NamedPage((name,), str(page)))
            words = pieces[place].text.split(" ")
            words.insert(chance.randrange(1, len(words)), name)
            pieces[place] = LayoutLine(pieces[place].number, " ".join(words))
    pieces.append(LayoutLine(len(pieces) + 1, "Index", "heading", section=str(first + count)))
    return pieces, starts, names


def with_section(pieces: list[LayoutLine], place: int, page: str) -> None:
    pieces[place] = LayoutLine(pieces[place].number, pieces[place].text, section=page)


def test_pages_are_found_by_length_cuts_and_names() -> None:
    pieces, starts, names = printed_pages(40)
    with_section(pieces, 0, "1")
    with_section(pieces, starts[30] - 1, "31")
    alignment = align_pages(pieces, names)
    assert alignment.labels == tuple(str(page) for page in range(1, 42))
    assert sum(found == true for found, true in zip(alignment.lines, starts, strict=False)) >= 36


def test_names_alone_put_most_of_them_on_their_page() -> None:
    pieces, _, names = printed_pages(40, seed=3)
    with_section(pieces, 0, "1")
    plain_text = [
        LayoutLine(piece.number, piece.text.capitalize() + ".", section=piece.section) for piece in pieces
    ]
    alignment = align_pages(plain_text, names)
    assert count_agreeing(plain_text, alignment, names) >= 0.95 * len(names)


def test_roman_pages_come_before_arabic_ones() -> None:
    front, starts, _ = printed_pages(5)
    front.pop()
    body, _, _ = printed_pages(10, seed=8)
    pieces = [*front, *(LayoutLine(piece.number + len(front), piece.text) for piece in body)]
    with_section(pieces, 0, "ix")
    with_section(pieces, starts[3] - 1, "xii")
    with_section(pieces, len(front), "1")
    alignment = align_pages(pieces)
    assert alignment.labels[:6] == ("ix", "x", "xi", "xii", "xiii", "1")
    assert alignment.page_of(len(front) + 1) == "1"


def test_section_lies_on_the_page_the_contents_give() -> None:
    pieces, starts, names = printed_pages(20)
    with_section(pieces, 0, "1")
    with_section(pieces, starts[9] + 3, "10")
    assert align_pages(pieces, names).page_of(starts[9] + 4) == "10"


def test_blank_page_before_a_chapter_is_left_empty() -> None:
    pieces, starts, names = printed_pages(12)
    names = [NamedPage(one.names, str(int(one.page) + (int(one.page) > 6))) for one in names]
    with_section(pieces, 0, "1")
    with_section(pieces, starts[6] - 1, "8")
    with_section(pieces, len(pieces) - 1, "14")
    alignment = align_pages(pieces, names)
    assert alignment.page_of(starts[6]) == "8"
    assert alignment.page_of(starts[5] + 3) == "6"


def test_without_sections_there_are_no_pages() -> None:
    pieces, _, names = printed_pages(3)
    pieces.pop()
    assert align_pages(pieces, names) == Alignment()
    assert align_pages([], names) == Alignment()
    assert Alignment().page_of(5) is None


@given(
    st.lists(
        st.tuples(st.text(max_size=200), st.sampled_from([None, None, None, "i", "1", "3", "9", "zz"])),
        max_size=30,
    )
)
@settings(deadline=None)
def test_any_pieces_get_pages_that_never_run_backwards(found: list[tuple[str, str | None]]) -> None:
    pieces = [LayoutLine(line, text, section=section) for line, (text, section) in enumerate(found, 1)]
    alignment = align_pages(pieces, [NamedPage(("a",), "2")])
    assert list(alignment.lines) == sorted(alignment.lines)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("We are send-", "ing it.", True),
        ("The talks went on.", "and then they stopped.", True),
        ("They met at the house of the ambassador, " * 3, "Petrov.", True),
        ("The talks went on.", "Then they stopped.", False),
        ("The following was decided:", "a) to leave", False),
        ("Yours, Petrov", "Regards", False),
        ("", "Regards", False),
    ],
)  # fmt: skip
def test_torn_sentence_shows_a_break(before: str, after: str, expected: bool) -> None:
    assert is_cut(before, after) is expected


@pytest.mark.parametrize(("label", "number"), [("ix", 9), ("xvii", 17), ("xl", 40), ("I", 1), ("49", 49)])
def test_page_labels_are_numbers(label: str, number: int) -> None:
    assert page_number(label) == number
    assert page_label(number, roman=not label.isdecimal()) == label.lower()
    assert page_number("A-1") is None


def test_notes_take_less_of_a_page() -> None:
    text = "word " * 40
    assert (
        height(LayoutLine(1, text, "note"))
        < height(LayoutLine(1, text))
        < height(LayoutLine(1, text, section="1"))
    )


INDEX = (
    IndexEntry("Orlof, A. P.", None, (Locator("2"), Locator("3", note="1"))),
    IndexEntry("Grain exports", None, (Locator("1"),)),
    IndexEntry("Omsk", None, (Locator("1"),)),
)
REGISTER = PersonIndex.build((Person("orlov-a-p", "Orlov, A. P.", "A. P. Orlov"),), (), INDEX)


def test_the_index_lists_names_on_pages() -> None:
    assert [(one.names, one.page, one.note) for one in named_pages(INDEX)] == [
        (("Orlof",), "2", None), (("Orlof",), "3", "1"), (("Omsk",), "1", None),
    ]  # fmt: skip


def test_the_person_index_resolves_spellings_of_a_name() -> None:
    (checked,) = checked_names(INDEX, REGISTER)
    assert {"Orlof", "Orlov"} <= set(checked.names)


SOURCE = """# Letters

· 1 ·

Petrov to Orlov

5 June

Dear Orlov: the talks went on un-

til the noon of yet another day.

1. See document 2.

· 2 ·

Orlov to Petrov

7 June

Thank you.

Plate 1.

# Index""".splitlines()
REST = "til the noon of yet another day."
UNITS = (
    Unit("b/doc-1", "b", "document", "1", 0, (
        Paragraph(f"Dear Orlov: the talks went on un{REST}", line=9, breaks=((32, ""),)),)),
    Unit("b/doc-1.n1", "b", "note", "1", 1, (Paragraph("See document 2.", line=13),), number="1"),
    Unit("b/doc-2", "b", "document", "2", 2, (Paragraph("Thank you.", line=21),)),
)  # fmt: skip
STARTS = (SectionStart(1, "1"), SectionStart(25, "3"))
LINES = tuple(SourceLine(number, text) for number, text in enumerate(SOURCE, 1))


def test_pieces_know_what_they_are() -> None:
    pieces = make_layout_lines(UNITS, LINES, STARTS)
    assert [(piece.number, piece.kind) for piece in pieces] == [
        (1, "heading"), (3, "heading"), (5, "heading"), (7, "heading"), (9, "text"), (11, "text"),
        (13, "note"), (15, "heading"), (17, "heading"), (19, "heading"),
        (21, "text"), (23, "heading"), (25, "heading"),
    ]  # fmt: skip
    assert pieces[6].note == "1"
    assert (pieces[0].section, pieces[-1].section) == ("1", "3")


def test_units_get_the_pages_they_stand_on() -> None:
    index = (
        IndexEntry("Noon", None, (Locator("2"),)),
        IndexEntry("Orlov, A. P.", None, (Locator("1"), Locator("2"))),
    )
    (first, note, second), (found,) = paginate(UNITS, LINES, STARTS, index)
    assert first.pages == ("1", "2")
    assert first.paragraphs[0].page == "1"
    assert first.paragraphs[0].breaks == ((32, "2"),)
    assert (note.pages, second.pages) == (("2",), ("2",))
    assert found.message.endswith("2 of 2 index references agree")


def test_units_of_an_edition_without_page_numbers_keep_none() -> None:
    units, (found,) = paginate(UNITS, LINES, ())
    assert all(unit.pages == () for unit in units)
    assert found.code == "pages-unknown"


@pytest.mark.book
def test_nine_of_ten_names_stand_on_the_page_found(book: Edition) -> None:
    found = next(line for line in book.report.lines if line.code == "pages-found")
    agreeing, checked = (int(word) for word in found.message.split() if word.isdecimal())
    print(f"{found.message}: {agreeing / checked:.1%}")
    assert checked > 1000
    assert agreeing / checked >= 0.90
