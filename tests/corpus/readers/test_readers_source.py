"""What is wrong with a source gets the same answer from whichever reader it would go to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from corpus import readers
from corpus.errors import SourceEmpty, SourceError, SourceInvalid, SourceNotText, SourceTooLarge
from corpus.model import Edition, Paragraph, PersonRef, Unit
from corpus.persons.person_index import PersonIndex
from corpus.readers import read_edition
from corpus.readers.assembly import Assembly, letter_title
from corpus.readers.source import Source

CYRILLIC = "Сеть на берегу порвалась, пришлите нитки"
ACCENTS = "Le filet est déchiré près du môle"
PRINTED = """# Nets

## Contents

Documents 1-1\t3

## Documents 1-1

• 1 •

Fell to Ash

3 May 1901

F. 4, op. 1, d. 2, l. 7.

{0}.

Fell.
"""
HEAD = "\n\n\nLETTER {1}.\n\nTo Ash.\n\nReval, 3 May 1821.\n\n{0}.\n"
PLAIN = "".join(HEAD.replace("{1}", number) for number in ("I", "II", "III"))
TEI = "<TEI><text><body><p>{0}</p><closer>Fell</closer></body></text></TEI>"
FORMS = {
    "a.csv": 'sender,recipient,date,text\nFell,Ash,1901-05-03,"{0}"\n',
    "a.jsonl": '{{"sender": "Fell", "text": "{0}"}}\n',
    "folder/a.md": "---\nsender: Fell\nrecipient: Ash\n---\n{0}\n",
    "folder/a.xml": TEI,
    "b.xml": TEI,
    "printed.txt": PRINTED,
    "plain.txt": PLAIN,
}


def write(folder: Path, name: str, content: bytes) -> Path:
    """The source: the file, or the folder that a name has."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path if "/" not in name else path.parent


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("encoding", "text", "reported"),
    [
        ("utf-8", CYRILLIC, None),
        ("utf-8-sig", CYRILLIC, None),
        ("utf-16", CYRILLIC, None),
        ("utf-16-le", ACCENTS, None),
        ("utf-16-be", ACCENTS, None),
        ("windows-1251", CYRILLIC, "windows-1251"),
        ("windows-1252", ACCENTS, "windows-1252"),
    ],
)
def test_every_reader_reads_what_is_text(
    tmp_path: Path, form: str, encoding: str, text: str, reported: str | None
) -> None:
    source = write(tmp_path, form, FORMS[form].format(text).encode(encoding))
    edition = read_edition(source)
    assert text in " ".join(unit.text for unit in edition.units)
    said = [line.message for line in edition.report.lines if line.code == "encoding"]
    assert said == ([f"not UTF-8; decoded as {reported}"] if reported else [])


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.xml", "a.txt", "edition.yaml", "a.pdf"])
@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", SourceEmpty),
        (b"  \n\t", SourceEmpty),
        (b"sender,text\n\x00\x01\x02,Moss\n", SourceNotText),
        (b"\xff\xfeA", SourceNotText),
        (b"sender,text\n" + b"x" * 5000, SourceTooLarge),
    ],
)
def test_every_reader_refuses_the_same(
    tmp_path: Path, name: str, content: bytes, error: type[SourceError]
) -> None:
    with pytest.raises(error) as caught:
        read_edition(write(tmp_path, name, content), max_bytes=4000)
    assert name in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("form", ["a.md", "a.xml"])
@pytest.mark.parametrize(
    ("content", "what"),
    [(b" ", "is empty"), (b"\0\1\2", "binary"), (b"x" * 5000, "bytes"), (None, "cannot be read")],
)
def test_a_folder_is_read_without_the_files_that_cannot_be(
    tmp_path: Path, form: str, content: bytes | None, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = FORMS[f"folder/{form}"].format("Moss").encode()
    source = write(tmp_path, f"letters/{form}", good)
    bad = source / f"b{Path(form).suffix}"
    bad.write_bytes(good if content is None else content)
    if content is None:
        lock(bad, monkeypatch)
    edition = read_edition(source, max_bytes=4000)
    assert [unit.text.split()[0] for unit in edition.units] == ["Moss"]
    (line,) = [line for line in edition.report.lines if line.code == "file-unreadable"]
    assert (line.level, line.file) == ("dropped", bad.name)
    assert what in line.message


def lock(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make reading a file fail, whoever runs the tests."""
    opened = Path.open

    def refuse(self: Path, *arguments: object, **named: object) -> object:
        if self.name == path.name:
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, *arguments, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)


@pytest.mark.parametrize("form", FORMS)
def test_a_source_that_may_not_be_read_is_refused(
    tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write(tmp_path, form, FORMS[form].format("Moss").encode())
    lock(tmp_path / form, monkeypatch)
    with pytest.raises(SourceError) as caught:
        read_edition(source)
    assert caught.value.hint


def test_hidden_files_and_repeated_links_are_left_out(tmp_path: Path) -> None:
    source = write(tmp_path, "letters/a.xml", TEI.format("Moss").encode())
    write(tmp_path, "letters/.hidden/b.xml", TEI.format("Hidden").encode())
    write(tmp_path, "letters/.c.xml", TEI.format("Hidden").encode())
    (source / "again.xml").symlink_to(source / "a.xml")
    (source / "annexed.xml").symlink_to(source / ".hidden" / "b.xml")
    (source / "round").symlink_to(source)
    assert [path.name for path in Source(source).files] == ["a.xml", "annexed.xml"]


def test_a_folder_with_too_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.readers.source.MAX_FILES", 3)
    for number in range(4):
        write(tmp_path, f"letters/{number}.md", b"Moss.")
    with pytest.raises(SourceTooLarge, match="more than 3 files"):
        read_edition(tmp_path / "letters")


def test_an_unknown_encoding_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, "a.xml", b'<?xml version="1.0" encoding="klingon"?><TEI/>')
    with pytest.raises(SourceInvalid, match="klingon"):
        read_edition(path)


def test_a_folder_whose_files_are_all_broken_says_why(tmp_path: Path) -> None:
    source = write(tmp_path, "letters/a.xml", b"<TEI><text>&lamp;</text></TEI>")
    with pytest.raises(SourceError, match="lamp"):
        read_edition(source)


class Telegraphic:
    """A reader of a form made up here: a letter a line, ``who > whom, where: text``."""

    name = "telegraphic"

    def recognises(self, source: Source) -> bool:
        return source.suffix == ".tele"

    def read(self, source: Source, progress: Callable[[str], None]) -> Edition:
        progress(f"reading wires of {source.path}")
        assembly, persons = Assembly(Edition(source.name, "Wires")), PersonIndex(())
        for number, line in enumerate(source.read_text(source.path).splitlines(), 1):
            head, _, text = line.partition(": ")
            sender, recipient = (persons.get_or_add(name) for name in head.split(" > "))
            unit = Unit(
                assembly.assign_id(None, f"doc-{number}"), source.name, "document", "", 0, (Paragraph(text),),
                senders=(PersonRef(sender.id, sender.display),),
                recipients=(PersonRef(recipient.id, recipient.display),),
            )  # fmt: skip
            assembly.add_unit(replace(unit, title=letter_title(unit)), line=number, file=source.path.name)
        return assembly.finish(persons)


def test_a_new_form_is_one_reader_and_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "wires.tele", f"Fell > Ash: {CYRILLIC}\nAsh > Fell: Нет\n".encode("cp1251"))
    with pytest.raises(SourceError):
        read_edition(path)
    monkeypatch.setattr(readers, "READERS", (*readers.READERS, Telegraphic()))
    edition = read_edition(path)
    assert [(unit.title, unit.text) for unit in edition.units] == [
        ("Fell to Ash", CYRILLIC),
        ("Ash to Fell", "Нет"),
    ]
    assert [line.code for line in edition.report.lines] == [
        "encoding",
        "metadata-missing",
        "metadata-missing",
    ]
    assert edition.report.counts["persons"] == 2
    with pytest.raises(SourceNotText):
        read_edition(write(tmp_path, "wires.tele", b"Fell > Ash: \0"))
