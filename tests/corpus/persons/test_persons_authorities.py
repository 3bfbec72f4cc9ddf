import pytest

from corpus.persons.authorities import AUTHORITIES, authority_id, find_authority_uris, split_uri

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
        ("http://sws.geonames.org/2950159/", "https://www.geonames.org/2950159"),
        ("https://www.geonames.org/2950159/berlin.html", "https://www.geonames.org/2950159"),
        ("http://vocab.getty.edu/page/tgn/7003712", "http://vocab.getty.edu/tgn/7003712"),
        (
            "http://www.getty.edu/vow/TGNFullDisplay?find=&place=&subjectid=7003712",
            "http://vocab.getty.edu/tgn/7003712",
        ),
        ("https://pleiades.stoa.org/places/423025", "https://pleiades.stoa.org/places/423025"),
        ("geonames:2950159", "https://www.geonames.org/2950159"),
        ("GND:118554700", GND),
    ],
)
def test_addresses_take_the_form_of_their_file(text: str, address: str) -> None:
    assert find_authority_uris([text]) == (address,)


@pytest.mark.parametrize(
    "text",
    ["", "118554700", "https://www.geonames.org/", "https://d-nb.info/", "http://gnd.example/gnd/1"],
)
def test_other_addresses_are_none(text: str) -> None:
    assert find_authority_uris([text]) == ()


def test_an_address_is_given_once() -> None:
    assert find_authority_uris([f"#P1 {GND}", "http://d-nb.info/gnd/118554700"]) == (GND,)


def test_a_uri_is_split_into_its_file_and_number() -> None:
    assert split_uri(GND) == ("gnd", "118554700")
    assert split_uri("https://example.org/1") == ("", "")


def test_an_authority_id_is_that_of_its_own_file() -> None:
    assert authority_id("gnd", GND) == "118554700"
    assert authority_id("viaf", GND) is None
    assert all(authority_id(name, form.format("7")) == "7" for name, form in AUTHORITIES.items())
