# ruff: noqa: E501  markup of fixtures
"""The texts of TEI letters: what belongs to them, what stands beside them, and the account of both."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.model import Edition, ReportLine, Unit
from corpus.readers import read_edition
from tests.corpus.readers.tei.letters import SECOND, tei


def read(folder: Path, *texts: str, described: str = SECOND, **files: str) -> Edition:
    """Read an edition of letters L1, L2 … with the given markup, and other files as they are."""
    for number, text in enumerate(texts, 1):
        letter = (
            text
            if text.startswith(("<TEI ", "<TEI>", "<TEI."))
            else tei("A letter", described, text, f"L{number}")
        )
        (folder / f"L{number}.xml").write_text(letter, "utf-8")
    for name, content in files.items():
        (folder / f"{name}.xml").write_text(content, "utf-8")
    return read_edition(folder)


def in_body(markup: str) -> str:
    return f"<text><body>{markup}</body></text>"


def letter_of(edition: Edition, name: str = "L1") -> Unit:
    return next(unit for unit in edition.units if unit.id.endswith(f"/{name}"))


def notes_of(edition: Edition) -> dict[str, str]:
    return {unit.id.rpartition(".")[2]: unit.text for unit in edition.units if unit.kind == "note"}


def markers_of(unit: Unit) -> list[tuple[str, str, str]]:
    """The word before each marker, its label, and the suffix of its note."""
    return [
        (paragraph.text[: one.offset].split()[-1], one.label, (one.note or "").rpartition(".")[2])
        for paragraph in unit.paragraphs
        for one in paragraph.markers
    ]


def lines(edition: Edition, code: str) -> list[ReportLine]:
    return [line for line in edition.report.lines if line.code == code]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('The fern<ptr target="n.17_a"/> grows, see here<ref target="B_9"/>.', "The fern grows, see here."),
        ('Since <ref target="1832-04-05"/> rain.', "Since 1832-04-05 rain."),
        ('Oc<lb break="no"/>to-<pb break="no" n="2"/>ber', "October"),
        ("heather-<lb/>bells and sea-<lb/>\n weed, sea-weed too", "heatherbells and sea-weed, sea-weed too"),
        ("Wald¬<lb/>rand, Fels⸗<lb/>wand, Moos=<lb/>art, Farn\u00ad<lb/>kraut", "Waldrand, Felswand, Moosart, Farnkraut"),
        ("Nord-<lb/>Süd, 1831-<lb/>32, land- <lb/>and seamarks", "Nord-Süd, 1831-32, land- and seamarks"),
        ("cotton-<pb/>mills, cotton, mills, rain-<lb/>bow, rain, bow, rainbow too", "cotton-mills, cotton, mills, rainbow, rain, bow, rainbow too"),
        ("thous-<lb/>and ferns, a thousand too", "thousand ferns, a thousand too"),
        ("moss -<lb/>and fern", "moss - and fern"),
        ('Berg<lb rendition="#hyphen"/>bahn, Farn\u00adkraut, Wald¬\n  rand', "Bergbahn, Farnkraut, Waldrand"),
        ("<hi>moor-</hi><lb/> <hi>land</hi>, moss-<lb/><gap/>", "moorland, moss-[…]"),
        ('Farn<lb rendition="#hyphen"/>Wald, Nord-<lb break="no"/>Süd, Mc<lb break="no"/>Lean', "Farn-Wald, Nord-Süd, McLean"),
        ("dry-<lb/>", "dry-"),
        ('un-\n<lb break="no"/>-dry, con<lb break="no"/>-clude, com<supplied>-</supplied><lb break="no"/>-mon, a<lb break="no"/><add>-</add>scend', "undry, conclude, common, ascend"),
        ("Salz=<lb/>\n =werk, Moos<lb/>=art, moss<lb/>-green", "Salzwerk, Moosart, moss -green"),
        ("abou<gap/><supplied>t</supplied> a <gap/> <supplied>fern</supplied>", "about a […] fern"),
        ("the <choice><sic>to</sic><corr>no text</corr></choice> fern", "the fern"),
        ("<w>The</w><w>fern</w><pc>,</pc><w>it</w><w>’s</w><pc>(</pc><w>not</w><pc>)</pc> <w>tall</w><pc>.</pc>", "The fern, it’s (not) tall."),
        ('<w part="I">bra</w><lb break="no"/><w part="F">cken</w>', "bracken"),
        ('A <delSpan spanTo="#e"/>wrong <hi>word</hi> <anchor xml:id="e"/>right one', "A right one"),
        ('All <delSpan spanTo="#none"/>stays', "All stays"),
        ("<restore><del>kept</del></restore> <del>gone</del>", "kept"),
        ("li<subst>\n<del>o</del>\n<add>e</add>\n</subst>n", "lien"),
        ("<choice><orig>fern</orig><reg/></choice> <choice><sic>the the</sic><corr>the</corr></choice>", "fern the"),
        ("<choice><choice><abbr>Dr</abbr><expan>Doctor</expan></choice></choice>", "Doctor"),
        ("<choice><am>.</am><ex>ctor</ex></choice>", "ctor"),
        ("<app><rdgGrp><rdg>one</rdg><rdg>two</rdg></rdgGrp></app>", "one"),
        ("<supplied>x</supplied><unclear>y</unclear><gap><desc>lost</desc></gap>", "xy[…]"),
        ("a<space/>b<l>c</l><l>d</l>", "a b c d"),
        ("<figure><figDesc>a drawing</figDesc></figure>fern<fw>12</fw>", "fern"),
        ('<g ref="#et"/> <g>ſ</g>', "and ſ"),
    ],
)  # fmt: skip
def test_markup_within_a_paragraph(tmp_path: Path, markup: str, text: str) -> None:
    signs = (
        '<encodingDesc><charDecl><glyph xml:id="et"><mapping>and</mapping></glyph></charDecl></encodingDesc>'
    )
    letter = tei("A", f"{SECOND}</profileDesc>{signs}<profileDesc>", in_body(f"<p>{markup}</p>"), "L1")
    edition = read(tmp_path, letter)
    assert letter_of(edition).text == text
    counts = edition.report.text
    assert counts is not None
    assert counts.words_in == counts.words_out + sum(counts.left.values())


def test_words_directly_in_a_division_are_rejoined(tmp_path: Path) -> None:
    edition = read(tmp_path, in_body("<div>Of moor-<lb/>\n land<gap/><lb/>and fern</div>"))
    assert letter_of(edition).text == "Of moorland[…] and fern"


WHOLE = "<p>We saw bracken, more bracken, heather and moorland; in heather the moorlands are wide indeed.</p>"


def rejoined(folder: Path, broken: str, *others: str) -> tuple[str, list[str]]:
    """Read a letter with unmarked breaks beside others; return its last paragraph and the report lines."""
    edition = read(folder, in_body(f"<p>{broken}</p>"), *(in_body(other) for other in (WHOLE, *others)))
    return letter_of(edition).text, [line.message for line in lines(edition, "word-rejoined")]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Wet brack<lb/>\n en, dry hea<lb/>ther.", "Wet bracken, dry heather."),
        ("Wet brack <lb/><pb n='2'/> <hi>en</hi> here.", "Wet bracken here."),
        ("Moorl<lb/>\n ands, moo<lb/>\n rless, moor<lb/>\n less.", "Moorlands, moo rless, moor less."),
        ("Wet brack<lb/>\n En, dry.", "Wet brack En, dry."),
        ("Wet brack<lb break='yes'/>en, dry.", "Wet brack en, dry."),
        ("In<lb/>\n deed, in<lb/>\n heather.", "In deed, in heather."),
        ("The 6br<lb/>acken and xyl<lb/>\n em.", "The 6br acken and xyl em."),
        ("<seg>Wet brack</seg><lb/><note>An aside.</note>en, dry.", "Wet bracken, dry."),
    ],
)
def test_words_broken_without_a_sign_are_rejoined_by_the_words_of_the_edition(
    tmp_path: Path, markup: str, text: str
) -> None:
    assert rejoined(tmp_path, markup, "<p>A deed in heather, a deed in moss, more in deed.</p>")[0] == text


def test_words_without_space_at_breaks_are_rejoined_if_only_broken_ones_lack_it(tmp_path: Path) -> None:
    proven = "Wet brac<lb/>ken, dry heat<lb/>her, xyl<lb/>ophone"
    (tmp_path / "a").mkdir()
    text, messages = rejoined(tmp_path / "a", proven)
    assert text == "Wet bracken, dry heather, xylophone"
    assert messages == [
        "words broken without a sign, rejoined because the edition has them whole: 2, the first “brac|ken”",
        "words broken without a sign, rejoined because only such words lack a space there: 1,"
        " the first “xyl|ophone”",
    ]
    (tmp_path / "b").mkdir()
    text, _ = rejoined(tmp_path / "b", f"{proven}, more<lb/>heather, wide<lb/>indeed")
    assert text == "Wet bracken, dry heather, xyl ophone, more heather, wide indeed"


def test_rejoined_words_keep_styles_within_them(tmp_path: Path) -> None:
    paragraph = letter_of(read(tmp_path, in_body("<p><hi>moor-</hi><lb/>land</p>"))).paragraphs[0]
    assert [(span.start, span.end) for span in paragraph.spans] == [(0, 4)]


def test_closers_and_postscripts_in_back_are_text(tmp_path: Path) -> None:
    back = (
        '<div type="closer"><p>Yours</p></div><div type="signature"><p>Ash<note>In pencil.</note></p></div>'
        '<postscript><p>Rain.</p></postscript><div type="index"><p>Ash, 3</p></div><note>Stray.</note>'
    )
    edition = read(tmp_path, f"<text><body><p>Fern.</p></body><back>{back}</back></text>")
    assert [(one.style, one.text) for one in letter_of(edition).paragraphs] == [
        ("paragraph", "Fern."),
        ("signature", "Yours"),
        ("signature", "Ash"),
        ("postscript", "Rain."),
    ]
    assert notes_of(edition) == {"n2": "In pencil.", "n1": "Stray."}
    assert [line.message for line in lines(edition, "note-without-marker")] == [
        "notes whose position in the text was not found: 1, the first “L1: Stray.”"
    ]


@pytest.mark.parametrize(
    ("divisions", "text", "left"),
    [
        ((("original", "Das Moos"), ("translation", "The moss")), "Das Moos", ["translation"]),
        ((("translation", "The moss"), ("", "Das Moos")), "Das Moos", ["translation"]),
        ((("translation", "The moss"), ("translation", "La mousse")), "The moss", ["translation"]),
        ((("print", "Daſ Moos"), ("normalized", "Das Moos"), ("englishTranslation", "Moss")), "Daſ Moos", ["translation", "normalized text"]),
        ((("Normalisierung", "Das Moos"), ("Übersetzung", "The moss")), "Das Moos", ["translation"]),
        ((("transcription", "Daſ Moos"), ("print", "Das Moos")), "Daſ Moos", ["print"]),
        ((("printed", "Sheet"), ("handwritten", "Moss")), "Sheet\n\nMoss", []),
    ],
)  # fmt: skip
def test_one_version_is_the_text(
    tmp_path: Path, divisions: tuple[tuple[str, str], ...], text: str, left: list[str]
) -> None:
    body = "".join(f'<div type="{kind}"><p>{words}</p></div>' for kind, words in divisions)
    edition = read(tmp_path, in_body(body))
    assert letter_of(edition).text == text
    assert edition.report.text is not None
    assert set(edition.report.text.left) == {f"{role} beside the text" for role in left}
    assert {line.level for line in lines(edition, "text-left-out")} <= {"warning"}


def test_the_language_is_that_of_the_version_used(tmp_path: Path) -> None:
    body = '<div type="translation" xml:lang="en"><p>The moss.</p></div><div xml:lang="nld"><p>Mos.</p></div>'
    assert letter_of(read(tmp_path, in_body(body))).language == "nl"
    described = f'{SECOND}<langUsage><language ident="la"/><language ident="de"/></langUsage>'
    edition = read(tmp_path, '<text xml:lang="deu"><body><p>Moos.</p></body></text>', described=described)
    assert letter_of(edition).language == "de"


def test_commentary_is_a_note_of_the_editors(tmp_path: Path) -> None:
    body = '<div type="letter"><p>Moss.</p></div><div type="textCommentary"><p>Draft lost.</p></div><p>Fern.<note>No.</note></p>'
    edition = read(tmp_path, in_body(body))
    assert letter_of(edition).text == "Moss.\n\nFern."
    assert notes_of(edition) == {"commentary": "Draft lost.", "n1": "No."}
    commentary = next(unit for unit in edition.units if unit.id.endswith("commentary"))
    assert commentary.title == "Commentary on A letter"


def test_a_stamp_is_no_part_of_the_word_beside_it(tmp_path: Path) -> None:
    edition = read(
        tmp_path, in_body("<p><stamp>To</stamp><seg>Prisoner</seg> of war<stamp>Checked</stamp></p>")
    )
    assert letter_of(edition).text == "To Prisoner of war Checked"


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ('<ptr target="#a"/> is<ptr target="#b" n="7"/>', '<standOff><listAnnotation><note xml:id="a">One.</note><note xml:id="b">Two.</note></listAnnotation></standOff>'),
        ('<ref target="#a">1</ref> is<ref target="#b">[7]</ref>', '<back><div type="notes"><head>Notes</head><note xml:id="a"><p>One.</p></note><note xml:id="b">Two.</note></div></back>'),
        ('<anchor xml:id="a"/> is<anchor xml:id="b"/>', '<back><note target="#a">One.</note><note corresp="#b" n="7">Two.</note></back>'),
        ('<anchor xml:id="a"/> is<anchor xml:id="b"/>', '<standOff><annotation target="#a"><note target="#a">One.</note></annotation><note target="#x #b" n="7">Two.</note></standOff>'),
        ('<ref target="#a">1</ref> is<ref target="#b">7</ref>', '<back><div type="endnotes"><p xml:id="a">One.</p><p xml:id="b">Two.</p></div></back>'),
    ],
)  # fmt: skip
def test_notes_apart_from_the_text_are_anchored(tmp_path: Path, text: str, notes: str) -> None:
    back, stand_off = (notes, "") if notes.startswith("<back") else ("", notes)
    edition = read(tmp_path, f"<text><body><p>Moss{text} wet.</p></body>{back}</text>{stand_off}")
    letter = letter_of(edition)
    assert letter.text == "Moss is wet."
    assert [(word, notes_of(edition)[note]) for word, _, note in markers_of(letter)] == [
        ("Moss", "One."),
        ("is", "Two."),
    ]
    assert markers_of(letter)[1][1] in ("2", "7", "[7]")
    assert not lines(edition, "note-without-marker")


def test_words_that_refer_to_a_note_stay(tmp_path: Path) -> None:
    text = '<text><body><p>The <ref target="#a">tall fern</ref> and <seg corresp="#a">it</seg>.</p></body><back><note xml:id="a">Bracken.</note></back></text>'
    letter = letter_of(read(tmp_path, text))
    assert letter.text == "The tall fern and it."
    assert markers_of(letter) == [("fern", "1", "n1"), ("it", "1", "n1")]


def test_a_note_to_a_paragraph_has_its_marker_at_its_end(tmp_path: Path) -> None:
    text = '<text><body><p xml:id="p1">Moss.</p></body><back><note target="#p1">Wet.</note></back></text>'
    assert markers_of(letter_of(read(tmp_path, text))) == [("Moss.", "1", "n1")]


def test_notes_in_another_file_belong_to_the_letters_that_refer_to_them(tmp_path: Path) -> None:
    note_file = tei(
        "Notes",
        "",
        in_body(
            '<div><note xml:id="a">One.</note><note xml:id="b">Two.</note><note xml:id="c">Lost.</note></div>'
        ),
    )
    first = in_body('<p>Moss<ptr target="notes.xml#a"/>.</p>')
    edition = read(tmp_path, first, in_body('<p>Fern<ref target="b">2</ref>.</p>'), notes=note_file)
    assert markers_of(letter_of(edition)) == [("Moss", "1", "n1")]
    assert markers_of(letter_of(edition, "L2")) == [("Fern", "2", "n1")]
    assert {unit.id.rpartition("/")[2]: unit.text for unit in edition.units if unit.kind == "note"} == {
        "L1.n1": "One.",
        "L2.n1": "Two.",
        "notes.n3": "Lost.",
    }
    assert [line.file for line in lines(edition, "note-without-marker")] == ["notes.xml"]


def test_notes_of_a_file_with_several_letters_are_shared_out(tmp_path: Path) -> None:
    body = "".join(
        f'<div type="letter" xml:id="l{n}"><p>Moss<ptr target="#n{n}"/>.</p></div>' for n in (1, 2)
    )
    notes = "".join(f'<note xml:id="n{n}">Note {n}.</note>' for n in (1, 2))
    text = f"<text><front><p>All of it.</p></front><body>{body}</body><back>{notes}</back></text>"
    edition = read(tmp_path, f"<TEI>{text}</TEI>")
    assert {unit.id.rpartition("/")[2]: unit.text for unit in edition.units if unit.kind == "note"} == {
        "l1.n1": "Note 1.",
        "l2.n1": "Note 2.",
    }
    assert edition.report.text is not None
    assert edition.report.text.left == {"texts outside of the letters": 3}


def test_entries_of_registers_in_notes_are_mentions(tmp_path: Path) -> None:
    note = '<note><listPerson><person corresp="#P9"><persName>Beck, Jon</persName></person></listPerson><listPlace><place corresp="#x"><placeName>Tarn</placeName></place></listPlace></note>'
    edition = read(
        tmp_path, in_body(f"<p>Moss{note} at Tarn.<index><persName key='P9'>Beck, Jon</persName></index></p>")
    )
    letter = letter_of(edition)
    assert (letter.text, markers_of(letter), notes_of(edition)) == ("Moss at Tarn.", [], {})
    assert [ref.name for ref in letter.mentions] == ["Jon Beck"]
    assert [line.message for line in lines(edition, "facts-unused") if "place" in line.message] == [
        "place/@corresp: 1, the first “#x”",
        "place in register entries: 1, the first “Tarn”",
    ]


def test_a_bibliography_in_a_note_stays_a_note(tmp_path: Path) -> None:
    edition = read(tmp_path, in_body("<p>Moss<note><listBibl><bibl>Fell 1832</bibl></listBibl></note></p>"))
    assert notes_of(edition) == {"n1": "Fell 1832"}


def test_references_without_text_lead_to_letters(tmp_path: Path) -> None:
    first = in_body('<p>Moss<note xml:id="k1">Wet.</note></p>')
    second = in_body(
        '<p>As <hi>written</hi><ref target="L1"/>, see <ptr target="#k1"/> and <ptr target="L1.xml"/>. <ptr target="#gone"/></p>'
    )
    edition = read(tmp_path, first, second)
    assert letter_of(edition, "L2").text == "As written, see and."
    assert [(one.printed, one.targets[0].rpartition("/")[2]) for one in edition.references] == [
        ("written", "L1"),
        ("see", "L1.n1"),
        ("and", "L1"),
    ]
    assert [line.message for line in lines(edition, "reference-unresolved")] == [
        "ptr without text to nothing in this edition: 1, the first “L2: #gone”"
    ]


def test_many_losses_of_a_kind_are_one_line(tmp_path: Path) -> None:
    text = in_body(
        '<p>A<ptr target="x1"/>b<ptr target="x2"/> <placeName ref="#t">Tarn</placeName> <pb facs="#i"/></p>'
    )
    edition = read(tmp_path, text, text)
    reported = {(line.message, line.file) for line in edition.report.lines if line.level == "warning"}
    assert reported >= {
        ("ptr without text to nothing in this edition: 4, the first “L1: x1”", "L1.xml"),
        ("placeName/@ref: 2, the first “#t”", "L1.xml"),
        ("pb/@facs that leads to no image: 2, the first “#i”", "L1.xml"),
    }
    assert len({message.partition(":")[0] for message, _ in reported}) == len(reported)


def test_keywords_are_topics_unless_they_name_a_medium(tmp_path: Path) -> None:
    terms = "<textClass><keywords><term>Postcard</term><term>Letter writing</term><term>Мхи</term></keywords><classCode>Ferns</classCode></textClass><abstract><p>On moss.</p></abstract>"
    edition = read(tmp_path, in_body("<p>Moss.</p>"), described=SECOND + terms)
    letter = letter_of(edition)
    assert (letter.medium, letter.abstract) == ("Postcard", "On moss.")
    assert [topic.label for topic in letter.topics] == ["Letter writing", "Мхи", "Ferns"]
    assert [topic.label for topic in edition.topics] == ["Letter writing", "Мхи", "Ferns"]


def test_a_regest_is_the_abstract(tmp_path: Path) -> None:
    regest = '<div type="regest"><p>On moss.</p></div>'
    edition = read(tmp_path, in_body(f"{regest}<div><p>Moss.</p></div>"), in_body(regest))
    assert [(one.text, one.abstract) for one in (letter_of(edition), letter_of(edition, "L2"))] == [
        ("Moss.", "On moss."),
        ("On moss.", "On moss."),
    ]


@pytest.mark.parametrize("types", [('type="letter"', ""), ("", 'type="Brief"')])
def test_a_text_of_a_letters_type_is_a_letter(tmp_path: Path, types: tuple[str, str]) -> None:
    root, text = types
    markup = tei("Fell, 4 March 1821", "", f"<text {text}><body><p>Moss.</p></body></text>", "L1")
    letter = letter_of(read(tmp_path, markup.replace("<TEI ", f"<TEI {root} ")))
    assert (letter.kind, letter.date and letter.date.edtf) == ("document", "1821-03-04")


def test_numbered_divisions_and_groups_are_divisions(tmp_path: Path) -> None:
    body = "".join(f'<div3 type="letter" id="l{n}"><p>Moss.</p><p>Fern {n}.</p></div3>' for n in (1, 2))
    edition = read(tmp_path, f"<TEI.2>{in_body(f'<div0><div1>{body}</div1></div0>')}</TEI.2>")
    assert [unit.text for unit in edition.units] == ["Moss.\n\nFern 1.", "Moss.\n\nFern 2."]
    versions = (
        f'<text type="{kind}"><body><p>{kind}</p></body></text>' for kind in ("original", "translation")
    )
    edition = read(tmp_path, f"<text><group>{''.join(versions)}</group></text>")
    assert letter_of(edition).text == "original"


def test_stated_replies_are_kept(tmp_path: Path) -> None:
    context = '<correspContext><ref type="replyTo" target="L1.xml">x</ref><ptr type="next" target="#L9"/></correspContext></correspDesc>'
    second = tei("B", SECOND.replace("</correspDesc>", context), in_body("<p>Moss.</p>"), "L2")
    edition = read(tmp_path, in_body("<p>Fern.</p>"), second)
    assert [(one.rpartition("/")[2], other.rpartition("/")[2]) for one, other in edition.replies] == [
        ("L2", "L1")
    ]
    assert [line.message for line in lines(edition, "facts-unused") if "corresp" in line.message] == [
        "correspContext type=next: 1, the first “L2: #L9”"
    ]


def test_a_file_with_an_undefined_entity_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    edition = read(tmp_path, in_body("<p>Moss &mdash; wet.</p>"), broken="<TEI><text>&lamp;</text></TEI>")
    assert letter_of(edition).text == "Moss — wet."
    assert ["“lamp”" in line.message for line in lines(edition, "file-unreadable")] == [True]
