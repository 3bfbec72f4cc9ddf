"""The words of tables and plain texts, counted in and out."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.model import Edition, Paragraph, Unit
from corpus.readers import read_edition
from corpus.readers.word_account import account_for_words

_LETTERS = "".join(f"\n\n{n}. To Una Loo\n\nMoor, March {n}, 1821.\n\nThe lens came." for n in range(1, 4))
_FRAME = "Title: Ask's Letters\n\n*** START OF THE PROJECT GUTENBERG EBOOK ***\n"


def read(folder: Path, name: str, text: str) -> Edition:
    (folder / name).write_text(text, "utf-8")
    return read_edition(folder / name)


def test_words_of_a_plain_text_are_accounted_for(tmp_path: Path) -> None:
    end = "\n\n*** END OF THE PROJECT GUTENBERG EBOOK ***\nLicence of this book.\n"
    report = read(tmp_path, "a.txt", f"{_FRAME}{_LETTERS}{end}").report
    assert report.text is not None
    assert report.text.words_out == 3 * len(["Moor", "March", "The", "lens", "came"])
    assert report.text.left == {"licence and catalogue data": 20, "headings of letters": 9}
    assert report.text.words_in == report.text.words_out + 29
    assert [(line.level, line.line) for line in report.lines if line.code == "frame"] == [
        ("dropped", 0),
        ("dropped", 24),
    ]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.csv", "from,to,text,notes\nA,B,The *moss*[1] is **wet**.,[1] A moss.\n", 6),
        ("a.jsonl", '{"from": "A", "to": "B", "text": "Der Mond\\n\\nscheint", "abstract": "Moon"}\n', 4),
    ],
)
def test_words_of_a_table_are_those_of_its_texts(tmp_path: Path, name: str, text: str, words: int) -> None:
    report = read(tmp_path, name, text).report
    assert report.text is not None
    assert (report.text.words_in, report.text.words_out, report.text.left) == (words, words, {})


def test_words_that_are_in_no_unit_are_reported() -> None:
    unit = Unit("e/1", "e", "document", "Fell to Ash", 0, (Paragraph("The heather grows."),))
    edition = account_for_words(
        Edition("e", "E", units=(unit,)), ["The hea-\nther grows here", "Page"], {"heads": ["Page"]}
    )
    assert edition.report.text is not None
    assert edition.report.text.left == {"heads": 1, "unknown reasons": 1}
    assert edition.report.text.words_out == 4
    (line,) = edition.report.lines
    assert (line.level, line.code) == ("warning", "text-lost")
    assert "1, the first “here”" in line.message


_TEI = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><profileDesc><correspDesc>
<correspAction type="sent"><persName>A. Fell</persName><date when="1832-04-02"/></correspAction>
<correspAction type="received"><persName>B. Ash</persName></correspAction></correspDesc></profileDesc>
</teiHeader><text><body><p>The moss is grey.</p></body></text></TEI>
"""
_HEADED = "---\nsender: A. Fell\nrecipient: B. Ash\ndate: 1832-04-02\n---\nThe moss is grey.\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("letters.csv", "id,from,to,text,notes\na,A,B,The *moss*[1] is wet.,[1] A moss.\n"),
        ("letters.txt", f"{_FRAME}{_LETTERS}"),
        ("letters.xml", _TEI),
        ("letters.jsonl", '{"from": "A", "to": "B", "text": "Der Mond scheint", "abstract": "Moon"}\n'),
        ("letters/a.md", _HEADED),
    ],
)
def test_words_of_letters_that_corrections_exclude_are_left_out(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    source = path if path.parent == tmp_path else path.parent
    before = read_edition(source)
    ids = [unit.id for unit in before.units if not unit.parent]
    corrections = "".join(f"{id}: {{who: X, why: Y, exclude: printed twice}}\n" for id in ids)
    (path.parent / "corrections.yaml").write_text(corrections, "utf-8")
    after = read_edition(source)
    assert before.report.text is not None
    assert after.report.text is not None
    assert after.units == ()
    assert after.report.text.words_in == before.report.text.words_in
    assert after.report.text.words_out == 0
    words = before.report.text.words_out
    assert after.report.text.left == {**before.report.text.left, "letters left out by corrections": words}


def test_of_several_letters_only_the_words_of_the_excluded_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('[letters.b]\nexclude = "a copy"\n', "utf-8")
    report = read(tmp_path, "a.csv", "id,from,to,text\na,A,B,The moss is wet.\nb,A,B,The moss.\n").report
    assert report.text is not None
    assert (report.text.words_in, report.text.words_out) == (6, 4)
    assert report.text.left == {"letters left out by corrections": 2}
