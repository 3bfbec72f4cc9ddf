from __future__ import annotations

import pytest

from corpus.readers.tabular.headings import ALIASES, PART_COLUMNS, canonical_column, heading_words


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Nachname des Absenders", "sender_surname"),
        ("Absendername", "sender"),
        ("Empfänger (Vorname)", "recipient_forename"),
        ("Prénom du destinataire", "recipient_forename"),
        ("Фамилия отправителя", "sender_surname"),
        ("Место отправления", "place"),
        ("Cognome mittente", "sender_surname"),
        ("Apellidos del remitente", "sender_surname"),
        ("Voornaam afzender", "sender_forename"),
        ("Fecha", "date"),
        ("Дата письма", "date"),
        ("Textus", "text"),
        ("Dublin Core:Creator", "sender"),
        ("dcterms:date", "date"),
        ("Item Type Metadata:To", "recipient"),
        ("senderPlace", "place"),
        ("addresseePlace", "destination"),
        ("addresseeID", "recipient_id"),
        ("senderDateText", "dateline"),
        ("EMLO Letter ID Number", "id"),
        ("Year date", "date_year"),
        ("Day 2nd date (range)", "date_end_day"),
        ("Date inferred (0=No; 1=Yes)", "date_inferred"),
        ("Author EMLO ID", "sender_id"),
        ("date_from", "date_from"),
        ("notBefore", "date_not_before"),
        ("recipient_address", "destination"),
        ("senderPlaceID", "place_id"),
        ("addressee_place_id", "destination_id"),
        ("Origin EMLO ID", "place_id"),
        ("Absenderort GeoNames", "place_id"),
        ("Empfangsort (GND)", "destination_id"),
        ("ID места отправления", "place_id"),
        ("Широта", "place_latitude"),
        ("Längengrad", "place_longitude"),
        ("Destination latitude", "destination_latitude"),
        ("Coördinaten", "place_coordinates"),
        ("GeoNames", "place_id"),
        # what only looks like a column of ours
        ("Author as marked in body/text of letter", None),
        ("Notes on date", None),
        ("Date of recording", None),
        ("recipientDate", None),
        ("Author inferred (0=No; 1=Yes)", None),
        ("filename", None),
        ("bis", None),
        ("", None),
    ],
)
def test_a_heading_means_its_column(heading: str, column: str | None) -> None:
    assert canonical_column(heading) == column


def test_every_part_column_is_a_heading_of_itself() -> None:
    assert [column for column in PART_COLUMNS if canonical_column(column) != column] == []


def test_no_two_columns_have_the_same_heading() -> None:
    names = ["_".join(heading_words(name)) for column, names in ALIASES.items() for name in (column, *names)]
    assert len(names) == len(set(names))
