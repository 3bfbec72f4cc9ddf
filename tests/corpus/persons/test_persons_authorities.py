import pytest

from corpus.persons.authorities import AUTHORITIES, authority_id, find_authority_uris

GND = "https://d-nb.info/gnd/118554700"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("http://d-nb.info/gnd/118554700", GND),
        ("https://d-nb.info/gnd/118554700/", GND),
        ("http://d-nb.info/gnd/11855470X", "https://d-nb.info/gnd/11855470X"),
        ("https://viaf.org/viaf/73923420/", "http://viaf.org/viaf/73923420"),
        ("https://www.wikidata.org/wiki/Q855", "http://www.wikidata.org/entity/Q855"),
        (
            "https://id.loc.gov/authorities/names/n79063710.html",
            "http://id.loc.gov/authorities/names/n79063710",
        ),
        ("https://isni.org/isni/0000000121032683", "https://isni.org/isni/0000000121032683"),
        ("https://data.bnf.fr/ark:/12148/cb119256410", "https://data.bnf.fr/ark:/12148/cb119256410"),
        ("https://www.idref.fr/02714846X", "https://www.idref.fr/02714846X"),
    ],
)
def test_addresses_take_the_form_of_their_file(text: str, address: str) -> None:
    assert find_authority_uris([text]) == (address,)


@pytest.mark.parametrize(
    "text",
    ["", "118554700", "https://www.geonames.org/2950159", "https://d-nb.info/", "http://gnd.example/gnd/1"],
)
def test_other_addresses_are_none(text: str) -> None:
    assert find_authority_uris([text]) == ()


def test_an_address_is_given_once() -> None:
    assert find_authority_uris([f"#P1 {GND}", "http://d-nb.info/gnd/118554700"]) == (GND,)


def test_an_authority_id_is_that_of_its_own_file() -> None:
    assert authority_id("gnd", GND) == "118554700"
    assert authority_id("viaf", GND) is None
    assert all(authority_id(name, form.format("7")) == "7" for name, form in AUTHORITIES.items())
