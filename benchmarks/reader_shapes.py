# ruff: noqa: E501  markup of sources
"""Sources of any size for every reader, each of a shape in which a careless reader takes quadratic time.

A shape is a function that writes a source into an empty directory and returns its path; ``SHAPES`` has all of them
with the number of parts that ``benchmarks.reader_scaling`` begins with.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Final

Shape = Callable[[Path, int], Path]
"""Writes a source of a number of parts into a directory; returns its path."""

SHAPES: Final[dict[str, tuple[Shape, int]]] = {}
"""Shapes by name, with the number of parts to begin with."""
_TEXT: Final = "the lens came cracked from Reval and the boat for Otto Berg goes on Tuesday with moss"
_TEI: Final = '<TEI xmlns="http://www.tei-c.org/ns/1.0"'
_TITLE: Final = "<fileDesc><titleStmt><title>Letters</title></titleStmt></fileDesc>"
_SENT: Final = (
    '<correspAction type="sent"><persName>Anna Brandt</persName><date when="1821-03-04"/></correspAction>'
)
_HEADINGS: Final = "id,from,to,date,text\n"


def shape(parts: int) -> Callable[[Shape], Shape]:
    """Return a decorator that registers a shape by its name."""

    def register(function: Shape) -> Shape:
        SHAPES[function.__name__] = function, parts
        return function

    return register


def _words(count: int) -> str:
    """Return so many words."""
    return " ".join(islice(cycle(_TEXT.split()), count))


def _each(count: int, template: str) -> str:
    """Return so many copies of a template, with "%" replaced by their numbers from 1."""
    return "".join(template.replace("%", str(number)) for number in range(1, count + 1))


def _file(directory: Path, name: str, text: str) -> Path:
    """Write a file; return its path."""
    path = directory / name
    path.write_text(text, "utf-8")
    return path


def _files(directory: Path, files: Iterable[tuple[str, str]]) -> Path:
    """Write files of these names and texts; return the directory."""
    for name, text in files:
        _file(directory, name, text)
    return directory


def _numbered(count: int, name: str, template: str) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of so many files, with "%" replaced by their numbers from 1."""
    return ((name.replace("%", str(i)), template.replace("%", str(i))) for i in range(1, count + 1))


def _letter(text: str, *, sent: str = _SENT, after: str = "", id: str = "L%", stand_off: str = "") -> str:
    """Return a letter in TEI."""
    description = f"<profileDesc><correspDesc>{sent}</correspDesc></profileDesc>"
    body = f"<text><body>{text}</body>{after}</text>{stand_off}"
    return f'{_TEI} xml:id="{id}"><teiHeader>{_TITLE}{description}</teiHeader>{body}</TEI>'


def _one_letter(directory: Path, text: str, after: str = "", stand_off: str = "") -> Path:
    """Write a letter with this text."""
    return _file(directory, "L1.xml", _letter(f"<p>{text}</p>", after=after, stand_off=stand_off))


def _corpus(directory: Path, count: int, template: str) -> Path:
    """Write so many letters into one file."""
    return _file(directory, "letters.xml", f"<teiCorpus><teiHeader/>{_each(count, template)}</teiCorpus>")


def _register(directory: Path, entries: str, tag: str = "listPerson") -> Path:
    """Write a register beside a letter."""
    _file(
        directory,
        "register.xml",
        f"{_TEI}><teiHeader/><text><body><{tag}>{entries}</{tag}></body></text></TEI>",
    )
    _one_letter(directory, "The lens came to Reval.")
    return directory


def _volume(directory: Path, count: int, document: str, back: str = "") -> Path:
    """Write a volume of so many documents."""
    body = _each(count, document)
    return _file(
        directory,
        "volume.xml",
        f'{_TEI} xml:id="v1"><teiHeader>{_TITLE}</teiHeader><text><body>{body}</body>{back}</text></TEI>',
    )


def _table(directory: Path, rows: str, headings: str = _HEADINGS) -> Path:
    """Write a table."""
    return _file(directory, "letters.csv", headings + rows)


def _printed(directory: Path, documents: int, document: str, back: str = "") -> Path:
    """Write a printed edition of so many documents."""
    listed = f"Documents 1-{documents}\t3\nGlossary\t5\nBrief Biographies\t6\nIndex\t7\n"
    front = f"# Letters of Moss\n\n# Contents\n\n1832\n{listed}\n# 1832\n\n## Documents 1-{documents}\n\n"
    letter = "### · % ·\n\nBrandt to Berg\n\n4 March 1832\n\nF. 1, op. 2, d. 3.\n\nDear Berg,\n\n"
    return _file(directory, "letters.md", front + _each(documents, letter + document) + back)


@shape(57)
def tei_files(directory: Path, count: int) -> Path:
    """A file for each letter, each with correspondents of its own who are named in the next."""
    sent = _SENT.replace("Anna Brandt", "Anna Brandt%").replace("<persName", '<persName key="P%"')
    return _files(
        directory, _numbered(count, "L%.xml", _letter(f"<p>Dear Otto Berg, {_words(60)}</p>", sent=sent))
    )


@shape(120)
def tei_corpus(directory: Path, count: int) -> Path:
    """All letters in one file."""
    return _corpus(directory, count, _letter(f"<p>{_words(60)}</p>"))


@shape(83)
def tei_p4(directory: Path, count: int) -> Path:
    """Letters in the names of P4, their senders in the title."""
    header = "<teiHeader><fileDesc><titleStmt><title>Anna Brandt to Otto Berg%</title></titleStmt></fileDesc></teiHeader>"
    text = f'<text><body><div1 type="letter" id="d%"><opener><dateline><date value="1821-03-04">x</date></dateline></opener><p>{_words(60)}</p></div1></body></text>'
    return _files(directory, _numbered(count, "L%.xml", f'<TEI.2 id="L%">{header}{text}</TEI.2>'))


@shape(37)
def tei_divisions(directory: Path, count: int) -> Path:
    """Letters as divisions of one text, each with a description in one header, and notes."""
    described = _each(count, f'<correspDesc corresp="#d%">{_SENT}</correspDesc>')
    letters = _each(count, '<div type="letter" xml:id="d%"><p>moss<note>grey</note></p></div>')
    header = f"<teiHeader>{_TITLE}<profileDesc>{described}</profileDesc></teiHeader>"
    return _file(directory, "letters.xml", f"{_TEI}>{header}<text><body>{letters}</body></text></TEI>")


@shape(300)
def tei_group(directory: Path, count: int) -> Path:
    """Letters as texts of a group, with a page each."""
    letters = _each(
        count,
        '<text xml:id="t%"><body><pb n="%" facs="#s%"/><head>Anna Brandt to Otto Berg</head><p>moss</p></body></text>',
    )
    surfaces = _each(count, '<surface xml:id="s%"><graphic url="https://images.example/%.jpg"/></surface>')
    header = f"<teiHeader>{_TITLE}</teiHeader><facsimile>{surfaces}</facsimile>"
    return _file(directory, "letters.xml", f"{_TEI}>{header}<text><group>{letters}</group></text></TEI>")


@shape(140_000)
def tei_long_paragraph(directory: Path, count: int) -> Path:
    """One paragraph of so many words."""
    return _one_letter(directory, _words(count))


@shape(2_500)
def tei_paragraphs(directory: Path, count: int) -> Path:
    """One letter of so many paragraphs, each on a page of its own."""
    return _one_letter(directory, _each(count, '<pb n="%" facs="https://images.example/%.jpg"/>moss</p><p>'))


@shape(2_000)
def tei_notes(directory: Path, count: int) -> Path:
    """One paragraph with so many notes."""
    return _one_letter(directory, _each(count, "moss <note>grey %</note>"))


@shape(1_200)
def tei_notes_in_back(directory: Path, count: int) -> Path:
    """Notes in ``back`` to which the text refers."""
    notes = _each(count, '<note xml:id="n%">grey</note>')
    return _one_letter(directory, _each(count, 'moss <ref target="#n%">%</ref>'), f"<back>{notes}</back>")


@shape(1_500)
def tei_notes_unplaced(directory: Path, count: int) -> Path:
    """Notes to which nothing refers."""
    notes = _each(count, '<note xml:id="n%">grey</note>')
    return _one_letter(directory, "moss", f"<back>{notes}</back>")


@shape(1_000)
def tei_stand_off(directory: Path, count: int) -> Path:
    """Annotations in ``standOff`` that point to words."""
    notes = _each(count, '<note target="#w%">grey</note>')
    words = _each(count, '<w xml:id="w%">moss</w> ')
    stand_off = f"<standOff><listAnnotation>{notes}</listAnnotation></standOff>"
    return _one_letter(directory, words, stand_off=stand_off)


@shape(130)
def tei_note_file(directory: Path, count: int) -> Path:
    """Letters that refer to notes in one other file."""
    notes = _each(count, '<note xml:id="n%">grey</note>')
    _file(directory, "notes.xml", f"{_TEI}><teiHeader/><text><body><div>{notes}</div></body></text></TEI>")
    letter = _letter('<p>moss<ptr target="notes.xml#n%"/></p>')
    return _files(directory, _numbered(count, "L%.xml", letter))


@shape(100)
def tei_annotation_files(directory: Path, count: int) -> Path:
    """A file of annotations for each letter, which points to its words."""
    letters = _numbered(count, "L%.xml", _letter('<p xml:id="p%"><w xml:id="w%">moss</w> grows</p>'))
    notes = '<div><note target="L%.xml#w%">grey</note></div>'
    annotations = f"{_TEI}><teiHeader/><text><body>{notes}</body></text></TEI>"
    return _files(directory, [*letters, *_numbered(count, "A%.xml", annotations)])


@shape(1_500)
def tei_pointers(directory: Path, count: int) -> Path:
    """Pointers that lead nowhere."""
    return _one_letter(
        directory, _each(count, 'moss<ptr target="#x%"/> <ref target="https://letters.example/%">x</ref>')
    )


@shape(550)
def tei_links(directory: Path, count: int) -> Path:
    """One letter that refers to so many others, and its people."""
    persons = _each(count, '<person xml:id="p%"><persName>Berg%, Otto</persName></person>')
    names = _each(count, '<persName ref="#p%">Otto</persName> <placeName ref="#o%">Reval</placeName> ')
    return _one_letter(directory, names, f"<back><listPerson>{persons}</listPerson></back>")


@shape(3_000)
def tei_divided_words(directory: Path, count: int) -> Path:
    """Words divided at the ends of lines."""
    return _one_letter(directory, _each(count, 'lan%-<lb/>tern mo<lb break="no"/>ss '))


@shape(2_000)
def tei_no_spaces(directory: Path, count: int) -> Path:
    """A text without a space, of so many elements."""
    return _one_letter(directory, '<hi>a</hi><lb break="no"/>' * count)


@shape(880)
def tei_deletions(directory: Path, count: int) -> Path:
    """Spans that are deleted up to an anchor, and choices."""
    deleted = (
        'moss <delSpan spanTo="#e%"/>grey<anchor xml:id="e%"/> <choice><sic>a</sic><corr>b</corr></choice>'
    )
    return _one_letter(directory, _each(count, deleted))


@shape(1_300)
def tei_nested_divisions(directory: Path, count: int) -> Path:
    """Divisions nested ninety deep, so many of them."""
    deep = "<div>" * 80 + "<p>moss<note>grey</note></p>" + "</div>" * 80
    return _file(directory, "L1.xml", _letter(deep * (count // 80)))


@shape(100)
def cmif(directory: Path, count: int) -> Path:
    """Descriptions of letters without texts, with authority ids."""
    name = '<persName ref="http://d-nb.info/gnd/10000%">Anna Brandt%</persName>'
    described = f'<correspDesc key="L%"><correspAction type="sent">{name}<placeName ref="http://www.geonames.org/%">Reval%</placeName><date when="1821-03-04"/></correspAction></correspDesc>'
    header = f"<teiHeader>{_TITLE}<profileDesc>{_each(count, described)}</profileDesc></teiHeader>"
    return _file(directory, "cmif.xml", f"{_TEI}>{header}<text><body><p/></body></text></TEI>")


@shape(920)
def persons(directory: Path, count: int) -> Path:
    """A register of persons."""
    return _register(
        directory,
        _each(count, '<person xml:id="p%"><persName>Berg%, Otto</persName><note>A miner.</note></person>'),
    )


@shape(2_500)
def persons_of_one_name(directory: Path, count: int) -> Path:
    """A register of persons who all have one name."""
    return _register(directory, _each(count, '<person xml:id="p%"><persName>Berg, Otto</persName></person>'))


@shape(1_500)
def persons_of_one_authority(directory: Path, count: int) -> Path:
    """A register of persons who all have one number in an authority file."""
    person = '<person xml:id="p%"><persName>Berg%, Otto</persName><idno type="gnd">118540238</idno></person>'
    return _register(directory, _each(count, person))


@shape(3_000)
def persons_of_one_id(directory: Path, count: int) -> Path:
    """A register whose entries all have one id."""
    return _register(directory, _each(count, '<person xml:id="p"><persName>Berg%, Otto%</persName></person>'))


@shape(120)
def correspondents_of_one_name(directory: Path, count: int) -> Path:
    """Letters whose senders have one name and different keys, and all texts name them."""
    sent = _SENT.replace("<persName", '<persName key="P%"')
    return _corpus(directory, count, _letter("<p>Dear Anna Brandt, Brandt</p>", sent=sent))


@shape(150)
def correspondents_without_id(directory: Path, count: int) -> Path:
    """Letters whose senders have names alone, and a surname in common."""
    return _corpus(directory, count, _letter("<p>Dear Brandt</p>", sent=_SENT.replace("Anna", "Anna%")))


@shape(560)
def places(directory: Path, count: int) -> Path:
    """A register of places, all of one name."""
    place = '<place xml:id="o%"><placeName>Reval</placeName><location><geo>59.4 24.%</geo></location></place>'
    return _register(directory, _each(count, place), "listPlace")


@shape(120)
def places_in_letters(directory: Path, count: int) -> Path:
    """Letters from places with keys, half of them of one name."""
    sent = _SENT.replace("<date", '<placeName key="O%">Reval</placeName><placeName>Narva%</placeName><date')
    return _corpus(directory, count, _letter("<p>moss</p>", sent=sent))


@shape(200)
def volume(directory: Path, count: int) -> Path:
    """A volume of documents with notes that refer to others, and an index of pages."""
    document = (
        '<div type="document" xml:id="d%" n="%"><pb n="%" xml:id="pg_%"/><head>%. Telegram From the Embassy in Narva'
        f' to the Department of State</head><p>{_words(40)}<note n="1">See <ref target="#d1">Document 1</ref>.</note></p></div>'
    )
    index = _each(count, '<item>Moss%, <ref target="#pg_%">%</ref></item>')
    back = f'<back><div xml:id="index"><list type="index">{index}</list></div></back>'
    return _volume(directory, count, document, back)


@shape(500)
def volume_on_one_page(directory: Path, count: int) -> Path:
    """A volume whose documents all stand on one page, to which all headings of the index refer."""
    document = '<div type="document" xml:id="d%"><head>%. Editorial Note</head><p>moss</p></div>'
    pages = '<front><pb n="1" xml:id="pg_1"/></front>'
    index = _each(count // 10, '<item>Moss%, <ref target="#pg_1">1</ref></item>')
    back = f'<back><div xml:id="index"><list type="index">{index}</list></div></back>'
    path = _volume(directory, count, document, back)
    path.write_text(path.read_text("utf-8").replace("<text>", f"<text>{pages}"), "utf-8")
    return path


@shape(700)
def volume_persons(directory: Path, count: int) -> Path:
    """A volume with a list of persons, whom its documents name without markup."""
    persons = _each(count, '<item><persName xml:id="p_%">Berg%, Otto</persName>, a miner</item>')
    back = f'<back><div xml:id="persons"><list type="names">{persons}</list></div></back>'
    document = '<div type="document" xml:id="d%"><head>%. Letter From Mr. Stone% to Mr. Otto Berg%</head><p>Otto Berg% writes.</p></div>'
    return _volume(directory, count // 4, document, back)


@shape(20)
def volumes(directory: Path, count: int) -> Path:
    """A folder of volumes, each an edition, with the same persons."""
    person = '<item><persName xml:id="p_%">Berg%, Otto</persName>, a miner</item>'
    lists = f'<front><div xml:id="persons"><list type="names">{_each(10, person)}</list></div></front>'
    document = '<div type="document" xml:id="d1"><head>1. Letter From Otto Berg1 to Otto Berg2</head><p>moss</p></div>'
    text = f"<text>{lists}<body>{document * 10}</body></text>"
    return _files(
        directory,
        _numbered(count, "v%.xml", f'{_TEI} xml:id="v%"><teiHeader>{_TITLE}</teiHeader>{text}</TEI>'),
    )


@shape(280)
def table(directory: Path, count: int) -> Path:
    """A table of letters."""
    return _table(directory, _each(count, f'%,Anna Brandt%,Otto Berg,1821-03-04,"{_words(30)}"\n'))


@shape(220)
def table_of_tabs(directory: Path, count: int) -> Path:
    """A table with tabs."""
    rows = _each(count, f"%\tAnna Brandt%\tOtto Berg\t4 March 1821\t{_words(30)}\n")
    return _file(directory, "letters.tsv", _HEADINGS.replace(",", "\t") + rows)


@shape(360)
def table_of_one_id(directory: Path, count: int) -> Path:
    """A table in which all letters have one id."""
    return _table(directory, "x,Anna Brandt,Otto Berg,1821-03-04,moss\n" * count)


@shape(200)
def table_of_namesakes(directory: Path, count: int) -> Path:
    """A table of correspondents with one name and different ids."""
    headings = "id,from,from id,to,place,place id\n"
    return _table(directory, _each(count, "%,Anna Brandt,x%,Otto Berg,Reval,y%\n"), headings)


@shape(430)
def table_of_one_person_id(directory: Path, count: int) -> Path:
    """A table of correspondents with different names and one id."""
    return _table(directory, _each(count, "%,Anna Brandt%,x,Otto Berg\n"), "id,from,from id,to\n")


@shape(350)
def table_of_open_quotes(directory: Path, count: int) -> Path:
    """A table of cells whose quotation mark is never closed."""
    return _table(directory, _each(count, '%,Anna Brandt,Otto Berg,1821,"moss\n'))


@shape(310)
def table_of_inner_quotes(directory: Path, count: int) -> Path:
    """A table of cells with quotation marks that are not doubled, over two lines."""
    return _table(directory, _each(count, '%,Anna Brandt,Otto Berg,1821,"the "moss"\nis grey"\n'))


@shape(1_500)
def table_of_columns(directory: Path, count: int) -> Path:
    """A table of so many unknown columns."""
    headings = "from,to," + _each(count, "c%,").rstrip(",") + "\n"
    return _table(directory, ("Anna Brandt,Otto Berg," + "x," * (count - 1) + "x\n") * 3, headings)


@shape(3_200)
def table_of_one_heading(directory: Path, count: int) -> Path:
    """A table whose columns all have one heading."""
    headings = "to" + ",from" * count + "\n"
    return _table(directory, ("Otto Berg" + ",Anna Brandt" * count + "\n") * 3, headings)


@shape(200)
def table_of_dates(directory: Path, count: int) -> Path:
    """A table of dates that only others can complete."""
    return _table(directory, _each(count, "%,Anna Brandt,Otto Berg,3/4/%,moss\n"))


@shape(620)
def cell_of_names(directory: Path, count: int) -> Path:
    """A cell of so many names."""
    names = _each(count, "Anna Brandt%; ")
    return _table(directory, f'1,"{names}",Otto Berg,1821,"{names}"\n')


@shape(1_300)
def cell_of_notes(directory: Path, count: int) -> Path:
    """A cell of so many marks, and one of the notes."""
    marks, notes = _each(count, " *moss*[%]"), _each(count, "[%] grey\n")
    return _table(directory, f'Anna Brandt,Otto Berg,"{marks}","{notes}"\n', "from,to,text,notes\n")


@shape(3_000)
def cell_of_tags(directory: Path, count: int) -> Path:
    """A cell of HTML."""
    return _table(directory, f'1,Anna Brandt,Otto Berg,1821,"{"<p>moss <i>grey</i><br>" * count}"\n')


@shape(350)
def json_lines(directory: Path, count: int) -> Path:
    """A line of JSON for each letter."""
    row = {"from": {"name": "Anna Brandt%", "id": "x%"}, "to": ["Otto Berg"], "text": _words(30)}
    return _file(directory, "letters.jsonl", _each(count, json.dumps(row) + "\n"))


@shape(290)
def json_list(directory: Path, count: int) -> Path:
    """A list of letters in JSON."""
    row = json.dumps({"from": "Anna Brandt%", "to": ["Otto Berg"], "text": _words(30)})
    return _file(directory, "letters.json", "[" + _each(count, row + ",").rstrip(",") + "]")


@shape(700)
def json_keys(directory: Path, count: int) -> Path:
    """Letters in JSON that all have keys of their own."""
    return _file(directory, "letters.jsonl", _each(count, '{"from": "Anna Brandt", "k%": "x"}\n'))


@shape(230)
def text_files(directory: Path, count: int) -> Path:
    """A file of text with a head for each letter."""
    text = f"---\nfrom: Anna Brandt%\nto: Otto Berg\n---\n{_words(40)}\n"
    return _files(directory, _numbered(count, "%.md", text))


@shape(45_000)
def text_head(directory: Path, count: int) -> Path:
    """A file of text whose head has so many keys."""
    return _files(
        directory, [("1.md", f"---\nfrom: Anna Brandt\nto: Otto Berg\n{_each(count, 'k%: x')}\n---\nmoss\n")]
    )


@shape(120)
def plain(directory: Path, count: int) -> Path:
    """Letters in plain text, each under a heading."""
    letter = f"\n\n%. To Otto Berg.\n\nNarva, March 4, 1821.\n\n{_words(60)}\n"
    return _file(directory, "letters.txt", _each(count, letter))


@shape(400)
def plain_senders(directory: Path, count: int) -> Path:
    """Letters in plain text, each with correspondents of its own, between the marks of Project Gutenberg."""
    marks = "*** {} OF THE PROJECT GUTENBERG EBOOK LETTERS ***\n"
    letters = _each(count, "\n\n%. Anna Brandt to Otto Berg\n\nmoss of Brandt\n")
    title = "Title: Letters of Anna Brandt\n\nAuthor: Anna Brandt\n\n"
    return _file(directory, "letters.txt", f"{title}{marks.format('START')}{letters}{marks.format('END')}")


@shape(13_000)
def plain_blank_lines(directory: Path, count: int) -> Path:
    """Letters in plain text, among so many blank lines."""
    return _file(directory, "letters.txt", ("\n" * (count // 4)).join(_plain_letters(4)))


@shape(780)
def plain_notes(directory: Path, count: int) -> Path:
    """Letters in plain text with so many footnotes between rules."""
    notes = _each(count, "moss*\n\n-----\n* grey\n-----\n\n") + _each(
        count, "moss[1]\n\n[Footnote 1: grey]\n\n"
    )
    return _file(directory, "letters.txt", "".join(_plain_letters(4)) + notes)


@shape(500)
def plain_open_brackets(directory: Path, count: int) -> Path:
    """Letters in plain text with footnotes that are never closed."""
    return _file(directory, "letters.txt", "".join(_plain_letters(4)) + "[Footnote 1: grey\n" * count)


def _plain_letters(count: int) -> list[str]:
    """Return letters of plain text."""
    return [f"\n\n{number}. To Otto Berg.\n\nmoss\n" for number in range(1, count + 1)]


@shape(3_700)
def plain_contents(directory: Path, count: int) -> Path:
    """Letters in plain text after a list of so many."""
    listed = _each(count, "XIV. Anna Brandt to Otto Berg% at Narva\n\n")
    return _file(directory, "letters.txt", listed + "".join(_plain_letters(8)))


@shape(8_600)
def prose(directory: Path, count: int) -> Path:
    """A text without letters."""
    return _file(directory, "novel.txt", f"{_words(60)}\n\n" * count)


@shape(93)
def printed(directory: Path, count: int) -> Path:
    """A printed edition of so many documents with notes."""
    return _printed(directory, count, f"moss<sup>1</sup> {_words(60)}\n\n1. See document 1.\n\n")


@shape(200)
def printed_lists(directory: Path, count: int) -> Path:
    """A printed edition with a glossary, biographies and an index of so many entries each."""
    glossary = _each(count, "moss%\ta plant of the coast\n")
    biographies = _each(count, "- Berg%, Otto** (1801–1861)—Miner at Narva.\n")
    index = _each(count, "- Berg%, Otto, 3, 4; letters from, 3\n")
    back = f"# Glossary\n\n{glossary}\n# Brief Biographies\n\n{biographies}\n# Index\n\n{index}"
    return _printed(directory, 20, f"{_words(60)} Berg1\n\n", back)


@shape(93)
def printed_notes(directory: Path, count: int) -> Path:
    """A printed edition of one document with so many notes."""
    text = _each(count, "moss is grey<sup>%</sup>\n\n") + _each(count, "%. Grey.\n\n")
    return _printed(directory, 1, text)


@shape(77)
def printed_documents_of_one_number(directory: Path, count: int) -> Path:
    """A printed edition whose documents all have one number, and senders of their own."""
    document = "### · 1 ·\n\nBrandt% to Berg%\n\n[before 4 March]\n\nmoss\n\n"
    return _printed(directory, 1, _each(count, document))


@shape(98)
def calendar(directory: Path, count: int) -> Path:
    """A calendar of so many documents."""
    chapter = f'chapters: [{{id: "1931", title: "1931", file: 1931.yaml, documents: [1, {count}]}}]'
    described = "describes: {edition: letters, title: Letters}"
    _file(
        directory,
        "edition.yaml",
        f"id: cal\ntitle: Calendar\ncataloguers: [Orr]\nyear: '2026'\nlanguage: en\n{described}\n{chapter}\n",
    )
    _file(
        directory,
        "topics.yaml",
        "topics:\n  - {id: trade, label: Trade, note: Trade}\n  - {id: coal, label: Coal, note: Mines, broader: trade}\n  - {id: salt, label: Salt, note: Pans, broader: trade}\n",
    )
    _file(
        directory,
        "persons.yaml",
        "persons:\n" + _each(count, "  - {id: berg%-o, name: 'Berg%, O.', roles: [miner]}\n"),
    )
    document = f"  - number: %\n    date: 1931-08-11\n    from: [berg%-o]\n    to: [berg1-o]\n    medium: letter\n    archive: 'NAX, f. 1'\n    topics: [coal, salt]\n    abstract: |\n      {_words(60)}\n"
    _file(directory, "1931.yaml", "documents:\n" + _each(count, document))
    return directory


@shape(1_200)
def unused_files(directory: Path, count: int) -> Path:
    """A folder of so many files that no reader reads."""
    _file(directory, "letters.csv", f"{_HEADINGS}1,Anna Brandt,Otto Berg,1821,moss\n")
    return _files(directory, _numbered(count, "%.jpg", "x"))


@shape(670)
def broken_files(directory: Path, count: int) -> Path:
    """A folder of so many XML files that are not well-formed."""
    _one_letter(directory, "moss")
    return _files(directory, _numbered(count, "B%.xml", "<TEI><p></TEI>"))


@shape(16)
def tables(directory: Path, count: int) -> Path:
    """A folder of tables, each an edition, with the same correspondents and others of the same names."""
    rows = _each(10, "%,Anna Brandt%,Otto Berg,1821,moss\n") + "11,Otto Berg,Anna Brandt1,1821,moss\n"
    return _files(directory, _numbered(count, "t%.csv", _HEADINGS + rows))


@shape(230)
def folders(directory: Path, count: int) -> Path:
    """A folder in a folder for each letter."""
    for number in range(count):
        inner = directory / f"f{number}" / "letters"
        inner.mkdir(parents=True)
        _file(inner, "letter.md", "---\nfrom: Anna Brandt\nto: Otto Berg\n---\nmoss\n")
    return directory
