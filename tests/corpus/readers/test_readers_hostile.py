"""What a hostile or broken source may do: be refused with its name, or be reported; nothing else."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from corpus.errors import ProfileError, SourceError, SourceInvalid, SourceTooLarge
from corpus.model import Edition
from corpus.readers import read_edition

HEAD = "---\nsender: A. Fell\nrecipient: B. Ash\ndate: 1832-04-02\n---\nThe moss is grey.\n"
NINE = ",".join(["{0}"] * 9)
LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{NINE.format(f'*{old}')}]\n" for old, new in zip("abcdefghi", "bcdefghij", strict=True)
)
"""Ten lines that stand for 9¹⁰ values."""


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / "letters" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def codes(edition: Edition) -> set[str]:
    return {line.code for line in edition.report.lines}


@pytest.mark.parametrize(
    "head",
    [
        LAUGHS + "sender: *j",
        "sender: {a: {b: {c: d}}}",
        "sender: " + "[" * 20_000,
        "sender: !!python/object/apply:os.system ['touch hostile']",
    ],
)
def test_a_hostile_head_is_left_out_and_its_letter_read(
    tmp_path: Path, head: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "a.md", HEAD)
    write(tmp_path, "b.md", f"---\n{head}\n---\nThe fern is green.\n")
    edition = read_edition(tmp_path / "letters")
    assert len(edition.units) == 2
    assert "The fern is green." in edition.units[1].text
    assert codes(edition) & {"metadata-missing", "unknown-column", "head-missing"}
    assert not (tmp_path / "hostile").exists()


def test_aliases_in_a_calendar_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "edition.yaml", LAUGHS)
    with pytest.raises(SourceInvalid, match=r"edition\.yaml:2: .*aliases"):
        read_edition(path.parent)


def test_a_calendar_whose_head_is_a_chapter_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "edition.yaml", "topics:\n  - {id: coal, label: Coal, note: Mining}\n")
    with pytest.raises(SourceInvalid, match=r"edition\.yaml:1: "):
        read_edition(path.parent)


@pytest.mark.parametrize(
    "line",
    [
        '{"text": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"number": ' + "9" * 100_000 + "}",
        '{"text": "half',
        "[1, 2]",
    ],
)
def test_a_line_that_is_no_object_is_reported_with_its_number(tmp_path: Path, line: str) -> None:
    path = write(tmp_path, "letters.jsonl", f'{{"sender": "A. Fell", "text": "Moss."}}\n{line}\n')
    edition = read_edition(path)
    assert [unit.text for unit in edition.units] == ["Moss."]
    assert [(one.line, one.file) for one in edition.report.lines if one.code == "line-unreadable"] == [
        (2, "letters.jsonl")
    ]


def test_halves_of_surrogate_pairs_become_replacement_characters(tmp_path: Path) -> None:
    path = write(tmp_path, "letters.jsonl", '{"sender": "\\ud800 Fell", "text": "Moss \\udfff grey."}\n')
    (unit,) = read_edition(path).units
    assert unit.text == "Moss \ufffd grey."
    assert unit.title.encode("utf-8")


def test_a_letter_of_forty_thousand_words_is_read_whole(tmp_path: Path) -> None:
    path = write(tmp_path, "letters.csv", f'sender,recipient,date,text\nA,B,1832,"{"moss " * 40_000}"\n')
    (unit,) = read_edition(path).units
    assert unit.text.count("moss") == 40_000


def lead_outside(folder: Path) -> None:
    secret = folder.parent / "secret.md"
    secret.write_text(HEAD.replace("grey", "secret"), "utf-8")
    (folder / "link.md").symlink_to(secret)
    (folder / "above").symlink_to(folder.parent)
    (folder / "loop").symlink_to(folder)


def wait_for_ever(folder: Path) -> None:
    os.mkfifo(folder / "pipe.md")
    os.mkfifo(folder / "pipe.xml")


def describe_outside(folder: Path) -> None:
    for name, text in (("profile.toml", 'title = "Secret"'), ("about.yaml", "title: Secret")):
        (folder.parent / name).write_text(text, "utf-8")
        (folder / name).symlink_to(folder.parent / name)


def lock(folder: Path) -> None:
    (folder / "null.md").write_bytes(b"---\nsender: A\n\0---\nMoss.\n")


@pytest.mark.parametrize(
    ("trap", "reported"),
    [
        (lead_outside, {"file-outside"}),
        (wait_for_ever, {"file-unreadable"}),
        (lock, {"file-unreadable"}),
        (describe_outside, {"file-outside"}),
    ],
)
def test_only_letters_of_the_folder_itself_are_read(
    tmp_path: Path, trap: Callable[[Path], None], reported: set[str]
) -> None:
    folder = write(tmp_path, "a.md", HEAD).parent
    trap(folder)
    edition = read_edition(folder)
    assert [unit.text for unit in edition.units] == ["The moss is grey."]
    assert edition.title == "Letters"
    assert codes(edition) == reported


def test_another_encoding_is_taken_for_windows_1252_and_reported(tmp_path: Path) -> None:
    path = write(tmp_path, "letters.csv", "sender,date,text\nFéll,1832,Moss.\n".encode("cp1252"))
    edition = read_edition(path)
    assert edition.units[0].senders[0].name == "Féll"
    assert "encoding" in codes(edition)


def test_what_is_said_of_the_edition_is_plain_text(tmp_path: Path) -> None:
    folder = write(tmp_path, "a.md", HEAD).parent
    write(tmp_path, "about.yaml", LAUGHS + "title: Letters on Moss\neditors: [E. Moor, *j]\n")
    edition = read_edition(folder)
    assert (edition.title, edition.editors) == ("Letters on Moss", ("E. Moor",))


def test_a_gigabyte_is_refused_unread(tmp_path: Path) -> None:
    path = write(tmp_path, "letters.xml", b"<TEI>")
    os.truncate(path, 1_000_000_000)
    with pytest.raises(SourceTooLarge, match=r"letters\.xml has 1,000,000,000 bytes"):
        read_edition(path)


def test_a_file_of_endless_blank_lines_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.readers.source.MAX_LINES", 1_000)
    with pytest.raises(SourceTooLarge, match=r"a\.txt has more than 1,000 lines"):
        read_edition(write(tmp_path, "a.txt", "\n" * 1_001 + "moss"))


def test_nesting_ends_at_its_bound_however_long_it_goes_on(tmp_path: Path) -> None:
    path = write(tmp_path, "letters.xml", b"<TEI>" + b"<a>" * 30_000_000)
    with pytest.raises(SourceInvalid, match="nested more than 100 deep"):
        read_edition(path)


@pytest.mark.parametrize("content", [b"\xff" * 99, b"word " * 1_000_000, b"\n" * 1_000_000, b"[" * 1_000_000])
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.csv", "a.jsonl", "a.xml", "a", "a.yaml"])
def test_rubbish_is_refused_with_a_word_on_what_to_do(tmp_path: Path, name: str, content: bytes) -> None:
    path = write(tmp_path, name, content)
    with pytest.raises(SourceError) as caught:
        read_edition(path)
    assert path.name in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("count", [1_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_a_folder_of_many_files_is_read(tmp_path: Path, count: int) -> None:
    head = "Sender: A. Fell\nRecipient: B. Ash\nDate: 1832-04-02\n\nThe moss is grey.\n"
    folder = write(tmp_path, "000000.md", head).parent
    for number in range(1, count):
        (folder / f"{number:06}.md").write_text(head.replace("grey", f"grey in field {number}"), "utf-8")
    edition = read_edition(folder)
    assert edition.report.counts["documents"] == count
    assert edition.units[-1].id == f"letters/{count - 1:06}"


@pytest.mark.parametrize("first", ["{", "null", '{"sender": ' + "9" * 5000 + "}", '{"sender": ' + "[" * 200])
def test_a_bad_first_line_does_not_stop_an_edition(tmp_path: Path, first: str) -> None:
    rest = '{"sender": "A. Fell", "text": "Moss."}\n' * 2
    edition = read_edition(write(tmp_path, "a.jsonl", f"{first}\n{rest}"))
    assert [unit.text for unit in edition.units][-2:] == ["Moss.", "Moss."]
    listed = '[null, {"sender": "A. Fell", "number": 1e999}]'
    assert read_edition(write(tmp_path, "b.json", listed)).units[0].number == "1e999"


def test_deep_brackets_in_a_head_are_refused_at_once(tmp_path: Path) -> None:
    head = f"---\nsender: A. Fell\nrecipient: B. Ash\nkeywords: {'[' * 50_000}\n---\nMoss."
    begun = time.process_time()
    edition = read_edition(write(tmp_path, "a.md", head).parent)
    assert [line.message for line in edition.report.lines if line.code == "head-invalid"]
    assert edition.units[0].senders[0].name == "A. Fell"
    assert time.process_time() - begun < 5


def test_marks_that_are_never_closed_take_linear_time(tmp_path: Path) -> None:
    cell = "*a " * 50_000 + "*b*[1] " * 5_000
    begun = time.process_time()
    read_edition(write(tmp_path, "a.csv", f'sender,text,notes\nA. Fell,{cell},"[1] Moss."\n'))
    assert time.process_time() - begun < 30


def test_a_source_that_is_no_file_is_refused_unopened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "letters.csv")
    for path in (tmp_path / "letters.csv", Path("/dev/zero")):
        with pytest.raises(SourceError, match="neither a file nor a folder"):
            read_edition(path)


@pytest.mark.parametrize("encoding", ["base64", "rot13", "zlib", "undefined", "klingon", "\\u0000"])
def test_only_encodings_of_texts_are_used(tmp_path: Path, encoding: str) -> None:
    table = write(tmp_path, "a.csv", "sender,date,text\nFell,1832,Moss.\n")
    table.with_suffix(".toml").write_text(f'encoding = "{encoding}"', "utf-8")
    with pytest.raises(SourceInvalid, match="encoding"):
        read_edition(table)


def test_a_declared_encoding_that_is_none_of_texts_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "a.xml", '<?xml version="1.0" encoding="base64"?><TEI/>')
    with pytest.raises(SourceInvalid, match="encoding"):
        read_edition(path)


@pytest.mark.parametrize("content", ["x=" + "[" * 5_000, "sender = ", "unknown = 1", "encoding = 5"])
def test_a_broken_profile_is_refused_with_its_name(tmp_path: Path, content: str) -> None:
    table = write(tmp_path, "a.csv", "sender,date,text\nFell,1832,Moss.\n")
    table.with_suffix(".toml").write_text(content, "utf-8")
    with pytest.raises(ProfileError, match=r"a\.toml"):
        read_edition(table)


LONG = 60_000
"""Signs of a line in which a pattern that begins anew at each of them takes minutes."""
PRINTED = """# Moss

# Contents

1832
Documents 1-1\t3
Index\t7

# 1832

## Documents 1-1

### · 1 ·

Brandt to Berg

4 March 1832

F. 1, op. 2, d. 3.

{line}

# Index

- {line}
"""


@pytest.mark.parametrize("sign", ["1", "a-", " ", "#", "Ё", "ß", ".", "1,", "*a ", "(", "[1]", "<i>", "IV."])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "sender,place,date,text\n{line},{line},{line},{line}\n"),
        ("b.csv", 'sender,id,text\nFell,"{line}",Moss\n'),
        ("a.md", PRINTED),
        ("a.txt", "1. To Mr. Fell\n\n{line}\n\n2. To Mr. Ash\n\nx\n\n3. To Mr. Moor\n\n{line}\n"),
        ("c.md", "# {line}\n\n## DOCUMENTS 1-2\n\nx\n"),
    ],
)
def test_a_line_without_end_is_read_in_linear_time(tmp_path: Path, sign: str, name: str, text: str) -> None:
    line = f"x {sign * (LONG // len(sign))}!".replace(",", ";" if name.endswith("csv") else ",")
    path = write(tmp_path, name, text.format(line=line))
    begun = time.process_time()
    with suppress(SourceError):
        read_edition(path)
    assert time.process_time() - begun < 5
