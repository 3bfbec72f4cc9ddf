from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import SourceInvalid, SourceNotText
from corpus.readers import read_edition
from corpus.readers.encodings import decode

TEXTS = {
    "ru": "Лампа разбилась в пути. Пришлите новую, а то рыбаки не найдут дороги к пристани.",
    "de": "Die Lampe kam zerbrochen an; schicken Sie bitte eine größere, früh genug für die Schiffe.",
    "fr": "La lampe est arrivée brisée; envoyez-nous vite une autre, dès que la glace fond près du môle.",
    "es": "La lámpara llegó rota; envíe otra para el año próximo, señor, con la mayor atención.",
    "it": "La lampada è arrivata rotta; perché non ne manda un'altra, così sarà più sicura la città?",
    "pl": "Lampa przyszła stłuczona; proszę przysłać drugą, większą, zanim przypłyną łodzie.",
    "cs": "Lampa přišla rozbitá; pošlete prosím větší, než připlují první lodě od západu.",
    "hu": "A lámpa törötten érkezett; kérem, küldjön egy nagyobbat, mielőtt a hajók jönnek.",
}
ENCODINGS = {
    "ru": (
        "cp1251", "koi8_r", "iso8859_5", "cp866", "mac_cyrillic", "utf-16-le", "utf-16-be", "utf-16", "utf-8",
    ),
    **dict.fromkeys(("de", "fr", "es", "it"), ("cp1252", "mac_roman", "utf-8-sig", "utf-16-be")),
    **dict.fromkeys(("pl", "cs", "hu"), ("cp1250", "iso8859_2", "utf-8")),
}  # fmt: skip
PAIRS = [(language, encoding) for language, encodings in ENCODINGS.items() for encoding in encodings]


@pytest.mark.parametrize(("language", "encoding"), PAIRS)
def test_the_most_plausible_encoding_is_the_right_one(language: str, encoding: str) -> None:
    text = TEXTS[language]
    assert decode(text.encode(encoding), None).text == text
    assert decode(f"id;sender;text\n1;A;{text[:40]}\n".encode(encoding), None).text.endswith(f"{text[:40]}\n")


def test_a_doubtful_encoding_names_its_rival_and_the_profile_decides(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("sender,text\nBrandt,à\n".encode("cp1252"))
    (line,) = [line for line in read_edition(path).report.lines if line.code == "encoding"]
    assert "decoded as windows-1252" in line.message
    assert "a.toml" in line.message
    (tmp_path / "a.toml").write_text('encoding = "cp1251"', "utf-8")
    edition = read_edition(path)
    assert edition.units[0].text == "а"
    assert "encoding" not in {line.code for line in edition.report.lines}


@pytest.mark.parametrize(
    ("encoding", "error"), [("utf-8", SourceNotText), ("ascii", SourceNotText), ("klingon", SourceInvalid)]
)
def test_an_encoding_of_the_profile_that_does_not_fit_is_refused(
    tmp_path: Path, encoding: str, error: type[Exception]
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("sender,text\nBrandt,Grüße\n".encode("cp1252"))
    (tmp_path / "a.toml").write_text(f'encoding = "{encoding}"', "utf-8")
    with pytest.raises(error, match=encoding):
        read_edition(path)


def test_the_line_ends_of_old_macintosh_files_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("sender,text\rBrandt,Grüße\rOrr,Süß\r".encode("mac_roman"))
    assert [unit.text for unit in read_edition(path).units] == ["Grüße", "Süß"]
