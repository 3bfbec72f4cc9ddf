# ruff: noqa: E501  markup of fixtures
"""Forms in which editions write what others write otherwise: invented letters of a tide gauge keeper."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.model import Edition, Unit
from corpus.readers import read_edition

_HEADER = """<teiHeader><fileDesc><titleStmt><title>{title}</title></titleStmt><sourceDesc><msDesc>
<msIdentifier><repository>Gauge Archive</repository><idno>G 7</idno></msIdentifier></msDesc></sourceDesc>
</fileDesc><profileDesc>{profile}</profileDesc></teiHeader>"""
_WRITTEN = '<date when="1911-05-02"/>'


def described(date: str = _WRITTEN, sent: str = "sent", received: str = "received", id: str = "") -> str:
    """A description of a letter from Una Holm to Per Aas."""
    return (
        f'<correspDesc{id}><correspAction type="{sent}"><persName>Una Holm</persName><placeName>Vik</placeName>'
        f'{date}</correspAction><correspAction type="{received}"><persName>Per Aas</persName></correspAction>'
    )


def read(folder: Path, profile: str, text: str, *, title: str = "A letter", apart: str = "") -> Edition:
    """Read an edition of one file."""
    header = _HEADER.format(title=title, profile=profile)
    tei = f'<TEI xmlns="http://www.tei-c.org/ns/1.0">{header}<text><body>{text}</body></text>{apart}</TEI>'
    (folder / "gauge.xml").write_text(tei, "utf-8")
    return read_edition(folder)


def letters(edition: Edition) -> list[Unit]:
    return [unit for unit in edition.units if unit.kind == "document"]


def notes(edition: Edition) -> list[str]:
    return [unit.text for unit in edition.units if unit.kind == "note"]


def report(edition: Edition) -> str:
    return "\n".join(f"{line.code}: {line.message}" for line in edition.report.lines)


@pytest.mark.parametrize(
    ("sent", "received"), [("sentBy", "deliveredTo"), ("Sender", "sentTo"), ("author", "receivedBy")]
)
def test_types_of_actions_may_be_several_words(tmp_path: Path, sent: str, received: str) -> None:
    profile = described(sent=sent, received=received) + "</correspDesc>"
    (letter,) = letters(read(tmp_path, profile, "<div><p>The gauge is dry.</p></div>"))
    assert [ref.name for ref in letter.senders] == ["Una Holm"]
    assert [ref.name for ref in letter.recipients] == ["Per Aas"]
    assert letter.place == "Vik"


def test_who_delivers_a_letter_is_no_recipient(tmp_path: Path) -> None:
    edition = read(tmp_path, described(received="deliveredBy") + "</correspDesc>", "<p>Dry.</p>")
    assert not letters(edition)[0].recipients
    assert "correspAction type=deliveredBy" in report(edition)


def test_divisions_that_name_a_description_are_letters_whatever_their_type(tmp_path: Path) -> None:
    profile = described(id=' xml:id="c2"') + "</correspDesc>"
    profile += described('<date when="1911-05-03"/>', id=' xml:id="c3"') + "</correspDesc>"
    text = "".join(
        f'<div type="correspondence" {link}="#c{day}"><p>Day {day}: ebb.</p></div>'
        for day, link in ((2, "corresp"), (3, "decls"))
    )
    first, second = letters(read(tmp_path, profile, text))
    assert [first.id, second.id] == [f"{first.edition}/c2", f"{first.edition}/c3"]
    assert [first.text, second.text] == ["Day 2: ebb.", "Day 3: ebb."]
    assert first.archive
    assert first.archive.printed == "Gauge Archive, G 7"


def test_divisions_under_one_dated_description_are_one_letter(tmp_path: Path) -> None:
    text = '<div type="letter"><p>First sheet.</p></div><div type="letter"><p>Next sheet. Ebb.</p><p>Yours.</p></div>'
    (letter,) = letters(read(tmp_path, described() + "</correspDesc>", text))
    assert letter.text.split() == ["First", "sheet.", "Next", "sheet.", "Ebb.", "Yours."]
    assert letter.senders


def test_divisions_under_the_description_of_a_period_are_letters(tmp_path: Path) -> None:
    text = '<div type="letter"><p>First.</p></div><div type="letter"><p>Next.</p></div>'
    profile = described('<date from="1911" to="1914"/>') + "</correspDesc>"
    assert len(letters(read(tmp_path, profile, text))) == 2


@pytest.mark.parametrize("page", ['<pb facs="1.jpg"/>', ""])
def test_a_letter_once_more_in_another_language_is_its_translation(tmp_path: Path, page: str) -> None:
    text = "".join(
        f'<div1 type="letter" xml:lang="{language}">{page}<p>{words}</p></div1>'
        for language, words in (("no", "Måleren er tørr."), ("en", "The gauge is dry."))
    )
    edition = read(tmp_path, described(date="") + "</correspDesc>", text)
    (letter,) = letters(edition)
    assert (letter.text, letter.language) == ("Måleren er tørr.", "no")
    assert "words of translation beside the text: 4" in report(edition)


def test_a_reply_in_another_language_on_another_page_is_no_translation(tmp_path: Path) -> None:
    text = (
        '<div type="letter" xml:lang="no"><pb facs="1.jpg"/><p>Måleren er tørr.</p></div>'
        '<div type="letter" xml:lang="en"><pb facs="2.jpg"/><p>Mine is wet.</p></div>'
    )
    (letter,) = letters(read(tmp_path, described() + "</correspDesc>", text))
    assert "wet" in letter.text


def test_date_of_the_post_gives_way_to_that_of_writing(tmp_path: Path) -> None:
    dates = '<date type="postmarked" when="1911-05-09"/><date type="writing" when="1911-05-02"/>'
    (letter,) = letters(read(tmp_path, described(dates) + "</correspDesc>", "<p>Dry.</p>"))
    assert letter.date
    assert letter.date.edtf == "1911-05-02"


def test_date_of_the_post_alone_is_the_date(tmp_path: Path) -> None:
    dates = '<date type="written" when=""/><date type="postage" when="1911-05-09"/>'
    (letter,) = letters(read(tmp_path, described(dates) + "</correspDesc>", "<p>Dry.</p>"))
    assert letter.date
    assert letter.date.edtf.startswith("1911-05-09")


def test_numbers_of_leaves_are_no_notes(tmp_path: Path) -> None:
    edition = read(
        tmp_path,
        described() + "</correspDesc>",
        '<note type="foliation">37</note><p>Dry<note>Sic.</note>.</p>',
    )
    assert notes(edition) == ["Sic."]
    assert "words of running heads: 1" in report(edition)


def test_notes_in_the_language_of_a_translation_are_left_out(tmp_path: Path) -> None:
    text = '<div type="original" xml:lang="no"><p>Tørr.<ptr target="#n1"/></p></div><div type="translation" xml:lang="en"><p>Dry.<ptr target="#t1"/></p></div>'
    apart = "<standOff>" + "".join(
        f'<listAnnotation type="{kind}" xml:lang="{language}"><note xml:id="{id}">{words}</note></listAnnotation>'
        for kind, language, id, words in (
            ("notes", "no", "n1", "Siden mai."),
            ("notes", "en", "t1", "Since May."),
            ("dating", "en", "t2", "By the tide."),
        )
    )
    edition = read(tmp_path, described() + "</correspDesc>", text, apart=f"{apart}</standOff>")
    assert notes(edition) == ["Siden mai.", "By the tide."]
    assert "words of translation beside the text: 3" in report(edition)


def test_title_in_another_case_does_not_replace_the_body_that_wrote(tmp_path: Path) -> None:
    profile = described().replace("<persName>Una Holm</persName>", "<orgName>Preußisches Pegelamt</orgName>")
    title = "Schreiben des Preußischen Pegelamts an Per Aas"
    (letter,) = letters(read(tmp_path, profile + "</correspDesc>", "<p>Dry.</p>", title=title))
    assert [ref.name for ref in letter.senders] == ["Preußisches Pegelamt"]


def test_list_of_what_is_mentioned_is_no_note(tmp_path: Path) -> None:
    mentions = (
        '<note type="mentioned"><ref type="cmif:mentionsPerson" target="p.xml#P9"><rs>Siv Rud</rs></ref>'
        '<ref type="cmif:mentionsPlace" target="l.xml#L9"><rs>Vik</rs></ref></note></correspDesc>'
    )
    edition = read(tmp_path, described() + mentions, "<p>Dry.</p>")
    assert notes(edition) == []
    assert [ref.name for ref in letters(edition)[0].mentions] == ["Siv Rud"]
    assert "mentionsPlace in correspDesc" in report(edition)


def test_entries_of_persons_with_old_names_of_authority_files(tmp_path: Path) -> None:
    persons = (
        '<person xml:id="P1"><persName><surname>Moe</surname><forename>(Ida) Eli</forename></persName><idno type="PND">118500015</idno></person>'
        '<person xml:id="P2"><p><name>Per Aas</name></p><idno type="tides">77</idno></person>'
        '<person xml:id="P3" source="https://viaf.org/viaf/1234"><persName>Siv Rud</persName></person>'
    )
    edition = read(
        tmp_path,
        described() + "</correspDesc>",
        "<p>Dry.</p>",
        apart=f"<standOff><listPerson>{persons}</listPerson></standOff>",
    )
    found = {person.display: person.same_as for person in edition.persons}
    assert found == {
        "Una Holm": (),
        "Eli Moe": ("https://d-nb.info/gnd/118500015",),
        "Per Aas": (),
        "Siv Rud": ("http://viaf.org/viaf/1234",),
    }
    assert "authority-unused" in report(edition)
    assert "first “77”" in report(edition)


def test_members_of_a_body_are_none_of_its_names(tmp_path: Path) -> None:
    body = (
        '<org xml:id="O1"><orgName>Society of Gauges</orgName>'
        '<persName ref="https://viaf.org/viaf/1234">Una Holm</persName></org>'
    )
    profile = described().replace("<persName>Una", '<persName ref="https://viaf.org/viaf/1234">Una')
    apart = f"<standOff><listOrg>{body}</listOrg></standOff>"
    edition = read(tmp_path, profile + "</correspDesc>", "<p>Dry.</p>", apart=apart)
    assert [ref.name for ref in letters(edition)[0].senders] == ["Una Holm"]
    assert {person.display: person.same_as for person in edition.persons}["Society of Gauges"] == ()
