from corpus.model import Person
from corpus.persons.person_index import joined_persons


def test_who_has_one_id_in_several_editions_is_one_person() -> None:
    first = Person("fell-i", "Fell, I.", "I. Fell", same_as=("https://d-nb.info/gnd/9",))
    addresses = ("https://d-nb.info/gnd/9", "http://viaf.org/viaf/7")
    second = Person(
        "fell-i",
        "Fell, Ida",
        "Ida Fell",
        variants=("Idda Fell",),
        dates="1801–1870",
        biography="moss/bio.fell-i",
        same_as=addresses,
    )
    other = Person("ash-r", "Ash, R.", "R. Ash")
    joined, alone = joined_persons([first, other, second])
    assert alone is other
    assert (joined.name, joined.dates, joined.biography) == ("Fell, I.", "1801–1870", "moss/bio.fell-i")
    assert joined.variants == ("Fell, Ida", "Ida Fell", "Idda Fell")
    assert joined.same_as == addresses
