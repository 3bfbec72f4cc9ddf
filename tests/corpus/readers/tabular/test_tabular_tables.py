"""Tables as archives have them: delimiters, quotation marks, split columns, the account of all columns."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.errors import ProfileError, SourceUnrecognised
from corpus.model import Edition
from corpus.readers import read_edition


def read(folder: Path, text: str, name: str = "letters.csv", profile: str = "") -> Edition:
    path = folder / name
    path.write_text(text, "utf-8", newline="")
    if profile:
        path.with_suffix(".toml").write_text(profile, "utf-8")
    return read_edition(path)


def lines(edition: Edition, code: str) -> list[tuple[int, str]]:
    return [(line.line, line.message) for line in edition.report.lines if line.code == code]


def correspondents(edition: Edition) -> list[tuple[list[str], list[str]]]:
    return [
        ([ref.name for ref in unit.senders], [ref.name for ref in unit.recipients]) for unit in edition.units
    ]


@pytest.mark.parametrize("delimiter", list(",;\t|"))
def test_the_delimiter_is_told_from_many_rows(tmp_path: Path, delimiter: str) -> None:
    cells = [["Sender", "Recipient", "Date", "Text"]]
    cells += [
        ["Brandt", "Orr", f"1921-03-{day:02}", '"Ice; coal, rope | salt.\nMore\tice."'] for day in range(1, 9)
    ]
    edition = read(tmp_path, "\n".join(delimiter.join(row) for row in cells))
    assert {unit.text for unit in edition.units} == {"Ice; coal, rope | salt. More\tice."}
    assert edition.report.counts["documents with a date"] == 8


def test_a_line_that_names_the_delimiter_and_a_title_are_no_headings(tmp_path: Path) -> None:
    edition = read(tmp_path, "sep=;\nHarbour papers;;\nSender;Date;Text\nBrandt;1921;Ice.\n")
    assert correspondents(edition) == [(["Brandt"], [])]
    assert lines(edition, "before-headings") == [(1, "2 rows before the headings")]


@pytest.mark.parametrize(
    ("rows", "texts", "faulty"),
    [
        (['1,A,"ice', "2,B,coal", "3,C,rope"], ["ice", "coal", "rope"], [2]),
        (['1,A,"ice', '2,B,"coal"', "3,C,rope"], ["ice", "coal", "rope"], [2]),
        (['1,A,"ice', '2,B,"coal, salt"', "3,C,rope"], ["ice", "coal, salt", "rope"], [2]),
        (["1,A,ice", '2,B,"the "great" light"', "3,C,rope"], ["ice", 'the great" light"', "rope"], [3]),
        (["1,A,ice", '2,B,"coal', "and", 'salt"', "3,C,rope"], ["ice", "coal and salt", "rope"], []),
        (["1,A,ice", "2,B,coal", '3,C,"rope'], ["ice", "coal", "rope"], [4]),
    ],
)
def test_a_quotation_mark_that_is_not_closed_costs_no_letter(
    tmp_path: Path, rows: list[str], texts: list[str], faulty: list[int]
) -> None:
    edition = read(tmp_path, "\n".join(("id,sender,text", *rows)))
    assert [unit.text for unit in edition.units] == texts
    assert [line for line, _ in lines(edition, "quotation-mark")] == faulty


def test_a_column_twice_is_reported_and_the_first_value_counts(tmp_path: Path) -> None:
    edition = read(tmp_path, "id,from,text,text\n1,Brandt,one,two\n2,Brandt,,three\n")
    assert [unit.text for unit in edition.units] == ["one", "three"]
    assert len(lines(edition, "column-twice")) == 1
    assert "rows: 1" in lines(edition, "second-column")[0][1]


def test_of_columns_with_one_meaning_the_plainer_counts(tmp_path: Path) -> None:
    table = "dcterms:creator,Item Type Metadata:From,Text\nCataloguer,Anna Brandt,Ice.\nOtto Berg,,Coal.\n"
    edition = read(tmp_path, table)
    assert correspondents(edition) == [(["Anna Brandt"], []), (["Otto Berg"], [])]
    assert "“dcterms:creator”" in lines(edition, "second-column")[0][1]


def test_every_column_is_accounted_for(tmp_path: Path) -> None:
    edition = read(tmp_path, "Absender,Datum,Tinte,Leer,Text\nBrandt,1921,blau,,Eis.\nOrr,,,,Salz.\n")
    used = [message for _, message in lines(edition, "column-used")]
    assert used == [
        "the column “Absender” is read as sender (rows: 2)",
        "the column “Datum” is read as date (rows: 1)",
        "the column “Text” is read as text (rows: 2)",
    ]
    assert "“Tinte” is unknown and was left out (rows: 1)" in lines(edition, "unknown-column")[0][1]
    assert "“Leer”" in lines(edition, "column-empty")[0][1]


def test_names_are_put_together_from_their_parts(tmp_path: Path) -> None:
    edition = read(
        tmp_path,
        "Sender Surname,Sender Forename,Sender Title,Nom du destinataire,Prénom du destinataire,Date\n"
        "Brandt,Anna,Dr.,Berg,Otto,1921\n"
        'Hill,"née Moss, Ada",,"Orr; Lund","Ann; Bo",1922\n'
        "Harbour Board,,,Berg,Otto,1923\n",
    )
    assert correspondents(edition) == [
        (["Dr. Anna Brandt"], ["Otto Berg"]),
        (["Ada Hill"], ["Ann Orr", "Bo Lund"]),
        (["Harbour Board"], ["Otto Berg"]),
    ]
    assert "Hill (née Moss), Ada" in {person.name for person in edition.persons}


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Anna Brandt; Otto Berg", ["Anna Brandt", "Otto Berg"]),
        ("Anna Brandt | Otto Berg", ["Anna Brandt", "Otto Berg"]),
        ("Anna Brandt and Otto von Berg", ["Anna Brandt", "Otto von Berg"]),
        ("A. Brandt und O. Berg", ["A. Brandt", "O. Berg"]),
        ("Anna and Otto Berg", ["Anna and Otto Berg"]),
        ("Berg and Sons", ["Berg and Sons"]),
        ("Harbour Board and Light Company", ["Harbour Board and Light Company"]),
        ("?", []),
        ("[unknown]", []),
    ],
)
def test_a_cell_holds_several_names_only_if_all_are_whole(
    tmp_path: Path, cell: str, names: list[str]
) -> None:
    assert correspondents(read(tmp_path, f"Sender;Text\n{json.dumps(cell)};Ice."))[0][0] == names


def test_persons_of_one_name_are_parted_by_ids_and_additions(tmp_path: Path) -> None:
    edition = read(
        tmp_path,
        "sender,sender_gnd,text\nAnna Brandt,118540238,a\nAnna Brandt,11854023X,b\nBrandt A.,118540238,c\n"
        '"Berg, Otto",,d\n"Berg, Otto (son)",,e\nLund,118540238,f\n',
    )
    ids = [unit.senders[0].id for unit in edition.units]
    assert ids[0] == ids[2]
    assert len({*ids}) == 5
    assert edition.persons[0].same_as == ("https://d-nb.info/gnd/118540238",)
    assert len(lines(edition, "id-shared")) == 1
    ((_, message),) = lines(edition, "name-shared")
    assert message == "persons of the same name, told apart by their ids: 1, the first “Anna Brandt”"


def test_one_id_joins_no_persons_of_different_given_names(tmp_path: Path) -> None:
    rows = (
        "Anna Brandt,118540238",
        "Otto Brandt,118540238",
        "A. K. Brandt,118540238",
        "Otto Brandt,118540238",
    )
    edition = read(tmp_path, "\n".join(("sender,sender_gnd", *rows)))
    anna, otto, initials, again = (unit.senders[0].id for unit in edition.units)
    assert anna == initials != otto == again
    assert len(lines(edition, "id-shared")) == 1


def test_ids_of_different_authority_files_are_of_one_person(tmp_path: Path) -> None:
    uris = ("https://d-nb.info/gnd/118540238", "http://viaf.org/viaf/7")
    edition = read(tmp_path, "\n".join(("sender,sender_id", *(f"Anna Brandt,{uri}" for uri in uris))))
    assert [person.same_as for person in edition.persons] == [uris]
    assert lines(edition, "name-shared") == []


def test_a_namesake_without_an_id_is_nobody_else(tmp_path: Path) -> None:
    rows = ("Anna Brandt,", "Anna Brandt,x1", "Anna Brandt,x2", '"Brandt, Anna",', "Berg,", "Berg,y", "Berg,")
    edition = read(tmp_path, "\n".join(("sender,sender_id", *rows)))
    ids = [unit.senders[0].id for unit in edition.units]
    assert ids[0] == ids[3]
    assert len({*ids[:4]}) == 3
    assert len({*ids[4:]}) == 1


def test_one_name_is_one_person_in_both_orders(tmp_path: Path) -> None:
    rows = ("Martin Berg Jr.,a", '"Berg, Martin, Jr.",b', '"Martin Berg, Jr.",c')
    edition = read(tmp_path, "\n".join(("sender,text", *rows)))
    assert [person.id for person in edition.persons] == ["berg-martin-jr"]


@pytest.mark.parametrize(
    ("headings", "cells", "edtf", "certainty"),
    [
        ("date_year,date_month,date_day", "1921,3,4", "1921-03-04", "exact"),
        ("Jahr,Monat,Tag", "1921,März,4", "1921-03-04", "exact"),
        ("Year date,Month date,Day date,Year 2nd date,Month 2nd date,Day 2nd date", "1921,3,4,1921,3,6",
         "1921-03-04/1921-03-06", "approximate"),
        ("date_from,date_to", "1921-03-04,1921-03-06", "1921-03-04/1921-03-06", "approximate"),
        ("notBefore,notAfter", "1921-03-04,1921-03-06", "[1921-03-04..1921-03-06]", "approximate"),
        ("date,sorting_date", "4 March 1921,1921-03-04", "1921-03-04", "exact"),
        ("date,sorting_date", "Friday night,1921-03-04", "1921-03-04", "inferred"),
        ("date,sorting_date", ",1921-03-04", "1921-03-04", "inferred"),
        ("date,sorting_date", "n.d.,1792-01-01", "XXXX", "uncertain"),
        ("date,edtf", "in spring,1921-21", "1921-21", "approximate"),
        ("year,date", "1921,19210304", "1921-03-04", "exact"),
        ("date", "19210304/19210306", "1921-03-04/1921-03-06", "approximate"),
        ("date", "1921-03-00", "1921-03", "approximate"),
        ("date", "19210000", "1921", "approximate"),
        ("date,date_inferred", "1921-03-04,1", "1921-03-04", "inferred"),
        ("date,sorting date,original calendar", "1721-03-04,1721-03-15,JJ", "1721-03-15", "inferred"),
    ],
)  # fmt: skip
def test_a_date_is_put_together_from_its_columns(
    tmp_path: Path, headings: str, cells: str, edtf: str, certainty: str
) -> None:
    (unit,) = read(tmp_path, f"sender,{headings}\nBrandt,{cells}\n").units
    assert unit.date
    assert (unit.date.edtf, unit.date.certainty) == (edtf, certainty)


@pytest.mark.parametrize(
    ("dates", "edtf"),
    [
        (["3/4/1901", "25/4/1901"], "1901-04-03"),
        (["3/4/1901", "4/25/1901"], "1901-03-04"),
        (["3/4/1901", "5/6/1901"], "[1901-03-04,1901-04-03]"),
        (["4 March 64", "5 May 1861"], "1864-03-04"),
        (["4 March 64", "5 May 1861", "1970"], "1964-03-04?"),
    ],
)
def test_other_dates_of_a_table_decide_what_is_ambiguous(tmp_path: Path, dates: list[str], edtf: str) -> None:
    edition = read(tmp_path, "sender,date\n" + "".join(f"Brandt,{date}\n" for date in dates))
    date = edition.units[0].date
    assert date is not None
    assert date.edtf == edtf


def test_an_unreadable_date_does_not_count_as_one(tmp_path: Path) -> None:
    edition = read(tmp_path, "sender,date\nBrandt,soon\nBrandt,1921\nBrandt,n.d.\n")
    assert edition.report.counts["documents with a date"] == 1
    assert [line for line, _ in lines(edition, "date-unreadable")] == [2]


def test_a_date_that_contradicts_the_order_of_the_rows_is_reported(tmp_path: Path) -> None:
    rows = "Brandt,4 March 1921,1927-03-04\nBrandt,before 4 March 1921,1921-03-04\n"
    edition = read(tmp_path, f"sender,date,sorting_date\n{rows}")
    ((line, message),) = lines(edition, "date-unreadable")
    assert line == 2
    assert "1927-03-04" in message


def test_the_profile_corrects_columns(tmp_path: Path) -> None:
    profile = '[columns]\nsender = "Wer"\ntext = ["Entwurf", "Rein"]\nignore = "Datum"\n'
    edition = read(tmp_path, "Wer,Datum,Entwurf,Rein\nBrandt,1999,,Eis.\n", profile=profile)
    (unit,) = edition.units
    assert (unit.senders[0].name, unit.text, unit.date) == ("Brandt", "Eis.", None)
    assert "ignored" in lines(edition, "unknown-column")[0][1]


@pytest.mark.parametrize(
    ("profile", "says"),
    [
        ('[columns]\nsender = "Absender"\n', "no column “Absender”"),
        ('[columns]\nwriter = "Wer"\n', "no column “writer”"),
        ("[columns]\nsender = 3\n", "columns.sender"),
    ],
)
def test_a_profile_that_does_not_fit_is_refused(tmp_path: Path, profile: str, says: str) -> None:
    with pytest.raises(ProfileError, match=says):
        read(tmp_path, "Wer,Datum\nBrandt,1921\n", profile=profile)


def test_a_table_without_known_columns_names_them_and_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(SourceUnrecognised) as caught:
        read(tmp_path, "Wer,Wem\nBrandt,Orr\n")
    assert "“Wer”, “Wem”" in caught.value.message
    assert "letters.toml" in caught.value.hint


@pytest.mark.parametrize(
    "value",
    [
        [{"id": 1, "sender": {"name": "Brandt"}, "date": "1921", "text": "Ice."}],
        {"records": [{"id": "rec1", "fields": {"Sender": "Brandt", "Date": "1921", "Text": "Ice."}}]},
        {"letters": [{"sender": [{"name": "Brandt"}], "date": 1921, "text": "Ice."}], "version": 2},
    ],
)
def test_json_files_are_read_with_their_objects(tmp_path: Path, value: object) -> None:
    edition = read(tmp_path, json.dumps(value), "letters.json")
    assert [(unit.senders[0].name, unit.text) for unit in edition.units] == [("Brandt", "Ice.")]


def test_a_text_from_a_spreadsheet_is_a_table(tmp_path: Path) -> None:
    edition = read(tmp_path, "Sender\tRecipient\tText\nBrandt\tOrr\tIce.\n", "letters.txt")
    assert correspondents(edition) == [(["Brandt"], ["Orr"])]


@pytest.mark.parametrize(
    ("cell", "language"),
    [("ger", "de"), ("Русский", "ru"), ("English; Latin", "en"), ("mul; ces", "cs"), ("de-AT", "de-AT")],
)
def test_a_language_may_be_a_name_or_code(tmp_path: Path, cell: str, language: str) -> None:
    assert read(tmp_path, f"sender,language,text\nBrandt,{cell},x\n").units[0].language == language


def test_two_notes_with_one_label_are_both_kept(tmp_path: Path) -> None:
    row = {"sender": "Brandt", "text": "Ice[1] and coal.", "notes": ["[1] Of the bay.", "[1] Of the river."]}
    edition = read(tmp_path, json.dumps(row), "letters.jsonl")
    assert [unit.text for unit in edition.units] == ["Ice and coal.", "Of the bay.", "Of the river."]
    assert len(lines(edition, "note-label-twice")) == 1


def test_a_head_that_is_no_yaml_is_read_line_by_line(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "---\nfrom: Orr: the elder\nto: Lund\ndate: 1921-03-04\n---\nIce.\n", "utf-8"
    )
    edition = read_edition(tmp_path)
    assert correspondents(edition) == [(["Orr: the elder"], ["Lund"])]
    assert "line 2" in lines(edition, "head-invalid")[0][1]


@pytest.mark.parametrize(
    ("headings", "sender", "recipient", "place"),
    [
        ("writer,source,destination,date", "A", "", "B"),
        ("Source,Target,date,text", "A", "B", ""),
        ("sender,source,text,date", "A", "", ""),
        ("sender,source,destination,origin", "A", "", "1921"),
    ],
)
def test_a_source_beside_a_destination_is_where_a_letter_was_sent(
    tmp_path: Path, headings: str, sender: str, recipient: str, place: str
) -> None:
    (unit,) = read(tmp_path, f"{headings}\nA,B,C,1921\n").units
    assert [ref.name for ref in unit.senders] == [sender]
    assert [ref.name for ref in unit.recipients] == list(filter(None, [recipient]))
    assert (unit.place or "") == place


def test_html_in_cells_becomes_paragraphs_and_emphasis(tmp_path: Path) -> None:
    cell = "<p>Ice &amp; <em>salt</em>.</p><div>One<br>line, <br/><br/>another <illegible> x < y.</div>"
    edition = read(
        tmp_path, f'sender,text\nBrandt,"{cell}"\nBerg,"<a href=""x"">Here</a><!-- no --> AT&T;"\n'
    )
    first, second = edition.units
    texts = [paragraph.text for paragraph in first.paragraphs]
    assert texts == ["Ice & salt.", "One line,", "another <illegible> x < y."]
    assert [(span.start, span.style) for span in first.paragraphs[0].spans] == [(6, "italic")]
    assert second.text == "Here AT&T;"
    assert [message for _, message in lines(edition, "markup-removed")] == [
        "HTML <comment> in texts: 1",
        "HTML <a> in texts: 1",
    ]
