from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.persons.names import display_name, is_group, parse_name, surname

NAMES = (  # as written, inverted, displayed, surname
    ("Kaganovich, L. M.", "Kaganovich, L. M.", "L. M. Kaganovich", "Kaganovich"),
    ("L. M. Kaganovich", "Kaganovich, L. M.", "L. M. Kaganovich", "Kaganovich"),
    ("Pavel Petrovich Orlovich", "Orlovich, Pavel Petrovich", "Pavel Petrovich Orlovich", "Orlovich"),
    ("Charlotte de la Rue", "Rue, Charlotte de la", "Charlotte de la Rue", "Rue"),
    ("de la Rue, Charlotte", "de la Rue, Charlotte", "Charlotte de la Rue", "de la Rue"),
    ("Jean de La Fontaine", "La Fontaine, Jean de", "Jean de La Fontaine", "La Fontaine"),
    ("Ludwig van Beethoven", "Beethoven, Ludwig van", "Ludwig van Beethoven", "Beethoven"),
    ("Humboldt, Alexander von", "Humboldt, Alexander von", "Alexander von Humboldt", "Humboldt"),
    ("Humboldt, Alexander von (1769–1859)", "Humboldt, Alexander von", "Alexander von Humboldt", "Humboldt"),
    ("Marx, Karl, 1818-1883", "Marx, Karl", "Karl Marx", "Marx"),
    ("Berg, Otto, b. 1901", "Berg, Otto", "Otto Berg", "Berg"),
    ("King, Martin Luther, Jr.", "King, Martin Luther, Jr.", "Martin Luther King, Jr.", "King"),
    ("Martin Luther King, Jr.", "King, Martin Luther, Jr.", "Martin Luther King, Jr.", "King"),
    ("Sammy Davis Jr.", "Davis, Sammy, Jr.", "Sammy Davis Jr.", "Davis"),
    ("Ford, Henry, II", "Ford, Henry, II", "Henry Ford, II", "Ford"),
    ("Smith, V", "Smith, V", "V Smith", "Smith"),
    ("Wellesley, Arthur, Duke of Wellington", "Wellesley, Arthur, Duke of Wellington",
     "Arthur Wellesley, Duke of Wellington", "Wellesley"),
    ("Marie, Queen of Romania", "Marie, Queen of Romania", "Marie, Queen of Romania", "Marie"),
    ("Davy, Humphry, Sir", "Davy, Sir Humphry", "Sir Humphry Davy", "Davy"),
    ("Carl, Herzog, ab 1815 König", "Carl, Herzog, ab 1815 König", "Carl, Herzog, ab 1815 König", "Carl"),
    ("Byron, Lord", "Byron, Lord", "Lord Byron", "Byron"),
    ("Koo, Dr Wellington", "Koo, Dr Wellington", "Dr Wellington Koo", "Koo"),
    ("Bartók, Béla", "Bartók, Béla", "Béla Bartók", "Bartók"),
    ("BARTÓK Béla", "BARTÓK, Béla", "BARTÓK Béla", "BARTÓK"),
    ("Karl Friedrich I.", "Karl Friedrich I.", "Karl Friedrich I.", "Karl Friedrich I."),
    ("Rewentlow, Count Ernst zu", "Rewentlow, Count Ernst zu", "Count Ernst zu Rewentlow", "Rewentlow"),
    ("Abrantès, Herzog von", "Abrantès, Herzog von", "Herzog von Abrantès", "Abrantès"),
    ("Buffon, Louis, Comte de", "Buffon, Louis, Comte de", "Louis, Comte de Buffon", "Buffon"),
    ("Carter, James Earl, Jr. “Jimmy”", "Carter, James Earl, Jr. “Jimmy”", "James Earl Carter, Jr. “Jimmy”",
     "Carter"),
    ("Ruiz (y Paz), Ana", "Ruiz (y Paz), Ana", "Ana Ruiz", "Ruiz"),
    ("Dahl, Dahlov, O. D.", "Dahl, Dahlov, O. D.", "O. D. Dahl", "Dahl"),
    ("Voltaire", "Voltaire", "Voltaire", "Voltaire"),
    ("Wang Li", "Li, Wang", "Wang Li", "Li"),
    ("Deutsche Bank, Berlin", "Deutsche Bank, Berlin", "Deutsche Bank, Berlin", "Deutsche Bank, Berlin"),
    ("Smith & Sons, Ltd.", "Smith & Sons, Ltd.", "Smith & Sons, Ltd.", "Smith & Sons, Ltd."),
    ("members of the Board", "members of the Board", "members of the Board", "members of the Board"),
    ("Bank, Otto", "Bank, Otto", "Otto Bank", "Bank"),
    ("Brandt, Ltd.", "Brandt, Ltd.", "Brandt, Ltd.", "Brandt, Ltd."),
    ("Brandt, Berg & Co.", "Brandt, Berg & Co.", "Brandt, Berg & Co.", "Brandt, Berg & Co."),
    ("Brandt und Söhne", "Brandt und Söhne", "Brandt und Söhne", "Brandt und Söhne"),
    ("Rat der Stadt, Narva", "Rat der Stadt, Narva", "Rat der Stadt, Narva", "Rat der Stadt, Narva"),
    ("Max Rat", "Rat, Max", "Max Rat", "Rat"),
    ("Société des Lettres, Reval", "Société des Lettres, Reval", "Société des Lettres, Reval",
     "Société des Lettres, Reval"),
    ("Академия наук", "Академия наук", "Академия наук", "Академия наук"),
    ("Henry VIII", "Henry VIII", "Henry VIII", "Henry VIII"),
    ("Henry V", "Henry V", "Henry V", "Henry V"),
    ("Karl I", "Karl I", "Karl I", "Karl I"),
    ("Louis XIV, King of France", "Louis XIV, King of France", "Louis XIV, King of France", "Louis XIV"),
    ("Ibn Sina", "Ibn Sina", "Ibn Sina", "Ibn Sina"),
    ("Abu Bakr ibn Tufayl", "Abu Bakr ibn Tufayl", "Abu Bakr ibn Tufayl", "Abu Bakr ibn Tufayl"),
    ("María de la Cruz", "Cruz, María de la", "María de la Cruz", "Cruz"),
    ("Juana Inés de la Cruz", "Cruz, Juana Inés de la", "Juana Inés de la Cruz", "Cruz"),
    ("Nguyễn Văn A", "Nguyễn Văn A", "Nguyễn Văn A", "Nguyễn Văn A"),
    ("Kim Il Sung", "Kim Il Sung", "Kim Il Sung", "Kim Il Sung"),
    ("Yi Sun-sin", "Yi Sun-sin", "Yi Sun-sin", "Yi Sun-sin"),
    ("Kim Philby", "Philby, Kim", "Kim Philby", "Philby"),
    ("Müller geb. Schmidt", "Müller, geb. Schmidt", "Müller geb. Schmidt", "Müller"),
    ("Anna Müller geb. Schmidt", "Müller, Anna, geb. Schmidt", "Anna Müller geb. Schmidt", "Müller"),
    ("Marie Curie née Skłodowska", "Curie, Marie, née Skłodowska", "Marie Curie née Skłodowska", "Curie"),
    ("von Humboldt, Alexander", "von Humboldt, Alexander", "Alexander von Humboldt", "von Humboldt"),
    ("The Earl of Derby", "The Earl of Derby", "The Earl of Derby", "The Earl of Derby"),
    ("Bishop of Reval", "Bishop of Reval", "Bishop of Reval", "Bishop of Reval"),
    ("Archbishop of Narva", "Archbishop of Narva", "Archbishop of Narva", "Archbishop of Narva"),
    ("Bischof von Reval", "Bischof von Reval", "Bischof von Reval", "Bischof von Reval"),
    ("Évêque d’Arles", "Évêque d’Arles", "Évêque d’Arles", "Évêque d’Arles"),
    ("Elizabeth Bishop", "Bishop, Elizabeth", "Elizabeth Bishop", "Bishop"),
    ("Gebrüder Grimm", "Gebrüder Grimm", "Gebrüder Grimm", "Gebrüder Grimm"),
    ("Fratelli Alinari", "Fratelli Alinari", "Fratelli Alinari", "Fratelli Alinari"),
    ("[Unknown]", "[Unknown]", "[Unknown]", "[Unknown]"),
    ("毛澤東", "毛澤東", "毛澤東", "毛澤東"),
    ("Лев Николаевич Толстой", "Толстой, Лев Николаевич", "Лев Николаевич Толстой", "Толстой"),
    ("Лариса В. Берг", "Берг, Лариса В.", "Лариса В. Берг", "Берг"),
    ("Ελένη Παπά", "Παπά, Ελένη", "Ελένη Παπά", "Παπά"),
    ("طه حسين", "حسين, طه", "طه حسين", "حسين"),
    ("Berg, Otto, Dr.", "Berg, Dr. Otto", "Dr. Otto Berg", "Berg"),
    ("Shao Yu-lin, Dr.", "Shao Yu-lin, Dr.", "Dr. Shao Yu-lin", "Shao Yu-lin"),
    ("Berg, Otto, LL.D.", "Berg, Otto, LL.D.", "Otto Berg, LL.D.", "Berg"),
    ("Anna Brandt, geb. Loew", "Brandt, Anna, geb. Loew", "Anna Brandt, geb. Loew", "Brandt"),
    ("Brandt, geb. Loew, Anna", "Brandt, Anna, geb. Loew", "Anna Brandt, geb. Loew", "Brandt"),
    ("Brandt, née Loew", "Brandt, née Loew", "Brandt, née Loew", "Brandt"),
    ("Otto Berg, Pfarrer in Narva", "Berg, Otto, Pfarrer in Narva", "Otto Berg, Pfarrer in Narva", "Berg"),
    ("Brandt, Rector of Narva", "Brandt, Rector of Narva", "Brandt, Rector of Narva", "Brandt"),
    ("Лев Толстой", "Толстой, Лев", "Лев Толстой", "Толстой"),
    ("Лев Николаевич Толстой", "Толстой, Лев Николаевич", "Лев Николаевич Толстой", "Толстой"),
    ("Толстой Лев Николаевич", "Толстой, Лев Николаевич", "Толстой Лев Николаевич", "Толстой"),
    ("Каганович Л. М.", "Каганович, Л. М.", "Каганович Л. М.", "Каганович"),
    ("毛泽东", "毛泽东", "毛泽东", "毛泽东"),
    ("", "", "", ""),
)  # fmt: skip


@pytest.mark.parametrize(("written", "inverted", "displayed", "family"), NAMES, ids=[row[0] for row in NAMES])
def test_a_name_is_inverted_and_displayed(written: str, inverted: str, displayed: str, family: str) -> None:
    name = parse_name(written)
    assert (name.inverted, display_name(written), surname(written)) == (inverted, displayed, family)
    assert parse_name(inverted).inverted == inverted


@pytest.mark.parametrize(
    ("written", "inverted"),
    [
        ("Anna Brandt (née Orr)", "Brandt (née Orr), Anna"),
        ("Harbour (a weekly)", "Harbour (a weekly)"),
        ("Mor og far", "Mor og far"),
        ("Johann von und zu Berg", "Berg, Johann von und zu"),
    ],
)
def test_additions_and_joined_names_are_not_turned_round(written: str, inverted: str) -> None:
    assert parse_name(written).inverted == inverted


@pytest.mark.parametrize(
    ("written", "dates"),
    [
        ("Marx, Karl, 1818-1883", "1818-1883"),
        ("Engels, Friedrich (1820–1895)", "1820–1895"),
        ("Berg, Otto, b. 1901", "b. 1901"),
        ("Berg, Otto (the younger)", None),
        ("(1820–1895)", None),
    ],
)
def test_years_of_life_are_no_part_of_a_name(written: str, dates: str | None) -> None:
    assert parse_name(written).dates == dates


@pytest.mark.parametrize(
    "name", ["Board of Trade", "Commission of the Northern Lights, London", "Berg & Co."]
)
def test_corporate_bodies_differ_from_persons(name: str) -> None:
    assert is_group(name)
    assert display_name(name) == name
    assert display_name("Berg, Politburo", "group") == "Berg, Politburo"


@given(st.text(max_size=60))
@example("(A,)()")
def test_any_name_is_taken_apart(text: str) -> None:
    name = parse_name(text)
    letters = [sign for sign in text if sign.isalpha()]
    assert [sign for sign in letters if sign not in name.inverted + (name.dates or "")] == []
    assert not letters or display_name(text)
