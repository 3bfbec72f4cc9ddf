"""Persons over the editions of an index: one page, filters, facets and the API."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from corpus.model import Edition, Person, PersonRef, Unit
from indexer.build import build
from search.model import Filters, SearchRequest
from search.searcher import Searcher
from tests.builds import settings_in
from tests.doubles import HashingEncoder
from web.app import create_app

GND, OTHER_GND = "https://d-nb.info/gnd/900000001", "https://d-nb.info/gnd/900000002"


def letter(edition: str, number: int, sender: Person, recipient: Person, *mentions: Person) -> Unit:
    refs = [PersonRef(person.id, person.display) for person in (sender, recipient, *mentions)]
    title = f"{sender.display} to {recipient.display}, letter {number}"
    return Unit(
        f"{edition}/doc-{number}", edition, "document", title, number,
        senders=(refs[0],), recipients=(refs[1],), mentions=tuple(refs[2:]),
    )  # fmt: skip


BRANDT = Person("brandt-anna", "Brandt, Anna", "Anna Brandt", dates="1868–1941", same_as=(GND,))
SMITH = Person("smith-john", "Smith, John", "John Smith", same_as=(OTHER_GND,))
BRANDT_B = Person("brandt-a-k", "Brandt, A. K.", "A. K. Brandt", biography="riga/bio.brandt", same_as=(GND,))
SMITH_B = Person("smith-john", "Smith, John", "John Smith", same_as=("https://d-nb.info/gnd/900000003",))
BERG_B = Person("berg-otto", "Berg, Otto", "Otto Berg")
NARVA = Edition(
    "narva", "Letters from Narva", persons=(BRANDT, SMITH),
    units=(letter("narva", 1, BRANDT, SMITH), letter("narva", 2, SMITH, BRANDT)),
)  # fmt: skip
RIGA = Edition(
    "riga", "Letters from Riga", persons=(BRANDT_B, SMITH_B, BERG_B),
    units=(
        letter("riga", 1, BRANDT_B, BERG_B, SMITH_B), letter("riga", 2, SMITH_B, BERG_B, BRANDT_B),
        Unit("riga/bio.brandt", "riga", "biography", "Brandt, A. K.", 3),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    root = tmp_path_factory.mktemp("indexes")
    settings = settings_in(root)
    build([NARVA, RIGA], root=root, name="both", settings=settings, encoder=HashingEncoder())
    return Searcher.open(root, "both", settings, HashingEncoder())


@pytest.fixture(scope="module")
def client(searcher: Searcher, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return create_app(searcher, settings_in(tmp_path_factory.mktemp("none"))).test_client()


def found(searcher: Searcher, text: str = "", **filters: str) -> list[str]:
    include = {name: (value,) for name, value in filters.items()}
    units = searcher.units(SearchRequest(text, filters=Filters(include=include)), 50)
    return sorted(unit.id for unit in units)


@pytest.mark.parametrize(
    "value", ["brandt-anna", "brandt-a-k", "riga/brandt-a-k", "A. K. Brandt", "Anna Brandt"]
)
def test_any_id_and_name_finds_the_letters_of_all_editions(searcher: Searcher, value: str) -> None:
    assert found(searcher, sender=value) == ["narva/doc-1", "riga/doc-1"]
    assert found(searcher, f'correspondent:"{value}"') == ["narva/doc-1", "narva/doc-2", "riga/doc-1"]
    assert found(searcher, mentions=value) == ["riga/doc-2"]


def test_an_id_of_two_persons_finds_both_and_names_them(searcher: Searcher) -> None:
    request = SearchRequest(filters=Filters(include={"sender": ("smith-john",)}))
    result = searcher.search(request)
    assert sorted(hit.unit.id for hit in result.hits) == ["narva/doc-2", "riga/doc-2"]
    (notice,) = result.notices
    assert notice.code == "name-ambiguous"
    assert found(searcher, sender="riga/smith-john") == ["riga/doc-2"]
    assert found(searcher, "sender:narva/smith-john") == ["narva/doc-2"]


def test_facets_count_what_filters_find(searcher: Searcher) -> None:
    request = SearchRequest(include=frozenset({"facets"}))
    facets = searcher.search(request).facets or {}
    senders = {value.value: value for value in facets["sender"]}
    assert set(senders) == {"brandt-anna", "narva/smith-john", "riga/smith-john"}
    assert all(len(found(searcher, sender=id)) == value.count for id, value in senders.items())
    assert senders["riga/smith-john"].label == "John Smith (Letters from Riga)"


def test_a_person_has_one_page_over_all_editions(client: FlaskClient) -> None:
    first, second = (
        client.get(f"/{path}").text for path in ("narva/persons/brandt-anna", "riga/persons/brandt-a-k")
    )
    for page in (first, second):
        assert '<link rel="canonical" href="/narva/persons/brandt-anna">' in page
        for part in (
            "Letters from Narva", "Letters from Riga", "1868–1941", "Brandt, A. K.", "/riga/bio.brandt", GND,
            'href="/narva/doc-1"', 'href="/riga/doc-1"', 'href="/riga/doc-2"',
            "/search?sender=brandt-anna&amp;kind=document&amp;sort=date",
        ):  # fmt: skip
            assert part in page


def test_the_id_in_the_index_leads_to_the_page_in_each_edition(client: FlaskClient) -> None:
    response = client.get("/riga/persons/brandt-anna")
    assert (response.status_code, response.location) == (301, "/riga/persons/brandt-a-k")
    assert client.get("/narva/persons/brandt-a-k").status_code == 301
    assert client.get("/narva/persons/berg-otto").status_code == 404


def test_persons_of_one_id_have_pages_of_their_own(client: FlaskClient) -> None:
    narva, riga = (client.get(f"/{edition}/persons/smith-john").text for edition in ("narva", "riga"))
    assert 'href="/narva/doc-2"' in narva
    assert "/riga/" not in narva
    assert 'href="/riga/doc-2"' in riga
    assert "/narva/" not in riga
    assert "sender=riga%2Fsmith-john" in riga


def test_person_indexes_list_the_entries_of_their_edition(client: FlaskClient) -> None:
    page = client.get("/riga/persons").text
    assert 'href="/riga/persons/brandt-a-k">Brandt, A. K.</a>' in page
    assert "/search?correspondent=brandt-anna&amp;kind=document&amp;edition=riga" in page
    assert 'href="/riga/persons/smith-john"' in page


def test_the_api_lists_each_person_with_its_entries(client: FlaskClient) -> None:
    persons = {person["id"]: person for person in client.get("/api/v1/persons").get_json()["persons"]}
    assert set(persons) == {"brandt-anna", "narva/smith-john", "riga/smith-john", "berg-otto"}
    assert persons["brandt-anna"]["count"] == 3
    assert persons["brandt-anna"]["editions"] == [
        {"edition": "narva", "id": "brandt-anna", "name": "Brandt, Anna", "dates": "1868–1941",
         "biography": None, "url": "/narva/persons/brandt-anna"},
        {"edition": "riga", "id": "brandt-a-k", "name": "Brandt, A. K.", "dates": None,
         "biography": "riga/bio.brandt", "url": "/riga/persons/brandt-a-k"},
    ]  # fmt: skip
    unit = client.get("/api/v1/units/riga/doc-1").get_json()
    assert unit["senders"] == [{"id": "brandt-anna", "name": "A. K. Brandt"}]
    for entry in persons["brandt-anna"]["editions"]:
        assert client.get(entry["url"]).status_code == 200


def test_questions_and_suggestions_know_the_names_of_all_editions(searcher: Searcher) -> None:
    assert found(searcher, "letters from Anna Brandt") == ["narva/doc-1", "riga/doc-1"]
    assert [one.value for one in searcher.suggest("brandt") if one.kind == "person"] == ["brandt-anna"]
    assert "riga/doc-1" in found(searcher, "Anna")


def test_exports_of_an_edition_name_persons_by_its_own_ids(client: FlaskClient) -> None:
    tei = client.get("/riga/doc-1.xml").text
    assert f'key="brandt-a-k" ref="{GND}"' in tei
    assert client.get("/riga/beacon-gnd.txt").text.count("brandt-a-k") == 1


def test_former_ids_of_persons_lead_to_them(tmp_path: Path) -> None:
    settings, encoder = settings_in(tmp_path), HashingEncoder()
    former = Person("wei-otto", "Weiß, Otto", "Otto Weiß", same_as=(GND,))
    namesakes = [Person(f"berg-{number}", "Berg, Jan", "Jan Berg") for number in (1, 2)]
    for weiss, bergs in (
        (former, namesakes),
        (replace(former, id="weiss-otto"), [replace(berg, id=f"{berg.id}x") for berg in namesakes]),
        (replace(former, id="weiss-o", name="Weiß, O."), namesakes[:1]),
    ):
        units = (letter("x", 1, weiss, bergs[0]),)
        edition = Edition("x", "X", units=units, persons=(weiss, *bergs))
        build([edition], root=tmp_path, name="x", settings=settings, encoder=encoder)
    searcher = Searcher.open(tmp_path, "x", settings, encoder)
    assert searcher.index.catalogue.person_aliases() == {
        "x/wei-otto": "x/weiss-o",
        "x/weiss-otto": "x/weiss-o",
    }
    for value in ("wei-otto", "x/wei-otto", "weiss-otto"):
        assert found(searcher, sender=value) == ["x/doc-1"]
    filters = Filters({"sender": ("wei-otto",)})
    assert searcher.labels(filters) == {("sender", "wei-otto"): "Otto Weiß"}
    client = create_app(searcher, settings).test_client()
    response = client.get("/x/persons/wei-otto")
    assert (response.status_code, response.location) == (301, "/x/persons/weiss-o")


def test_a_conflict_is_reported_by_the_build(tmp_path: Path) -> None:
    twice = Edition(
        "twice", "Twice", persons=(BRANDT, Person("brant", "Brant, Anne", "Anne Brant", same_as=(GND,))),
        units=(letter("twice", 1, BRANDT, SMITH),),
    )  # fmt: skip
    report = build(
        [twice, RIGA], root=tmp_path, name="x", settings=settings_in(tmp_path), encoder=HashingEncoder()
    )
    (notice,) = report.notices
    assert all(id in notice for id in ("twice/brandt-anna", "twice/brant", "riga/brandt-a-k"))
