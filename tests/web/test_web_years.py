"""Letters of years that nobody writes with four digits: no page, file or answer fails for them."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from corpus.readers import read_edition
from indexer.build import build
from search.searcher import Searcher
from tests.builds import settings_in
from web.app import create_app

LETTERS = """id,from,to,date,text,topics
1,Paul,Romans,0057,An epistle about tents.,Tents
2,Otto,Gerbert,0999-04-02,A letter about crowns and tents.,Tents
3,Cicero,Atticus,-0044-05-01,A letter about tents and the ides.,Ides
4,Cicero,Atticus,44 BC,Another about tents.,Ides
5,Otto,Anna,0998-12-30/0999-01-02,Of a turning year and of tents.,Crowns
6,Anna,Otto,[..0057-03],Before the spring of tents.,Crowns
7,Anna,Otto,0001-01-01,On the first day of all; tents.,Crowns
8,Anna,Otto,9999-12-31,On the last day of all; tents.,Crowns
9,Anna,Otto,,Without a day; tents.,Crowns
10,Paul,Anna,57,Two digits and tents.,Tents
"""
PAGES = (
    "/", "/search", "/search?q=tents", "/search?q=tents&group=none&sort=date", "/search?q=tents&sort=-date",
    "/search?q=Paul+57", "/search?from=0057&to=0057", "/search?q=date:0057", "/search?q=letters+of+999",
    "/letters", "/letters/calendar", "/letters/persons", "/letters/topics", "/letters/archive",
    "/letters/glossary", "/letters/pictures", "/letters/pictures?year=0057", "/letters/topics/tents",
    "/letters/persons/paul", "/letters/persons/anna", "/editions", "/sitemap.xml", "/search.atom",
    "/search.atom?q=tents", "/suggest.json?q=pa", "/letters/beacon-gnd.txt",
    "/api/v1/search?include=facets,histogram,answers,explain,text",
    "/api/v1/search?q=tents&include=facets,histogram", "/api/v1/suggest?q=pa", "/api/v1/editions",
    "/api/v1/persons", "/api/v1/topics", "/health", "/health/ready",
)  # fmt: skip
FORMS = ("csv", "jsonl", "xml", "cmif.xml", "bib", "ris", "csl.json")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("years")
    (folder / "letters.csv").write_text(LETTERS, "utf-8")
    settings = settings_in(folder, model="none")
    edition = read_edition(folder / "letters.csv")
    build([edition], root=folder, name="letters", settings=settings)
    return create_app(Searcher.open(folder, "letters", settings), settings).test_client()


@pytest.mark.parametrize("address", PAGES)
def test_no_page_fails_for_a_year_of_few_digits(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("form", FORMS)
def test_no_file_fails_for_a_year_of_few_digits(client: FlaskClient, form: str) -> None:
    assert client.get(f"/search.{form}").status_code == 200
    assert client.get(f"/letters.{form}").status_code == 200


@pytest.mark.parametrize("number", range(1, 11))
def test_no_letter_fails_for_its_year(client: FlaskClient, number: int) -> None:
    for suffix in ("", *(f".{form}" for form in FORMS if form != "csv"), ".jsonld"):
        assert client.get(f"/letters/{number}{suffix}").status_code in (200, 404)
    assert client.get(f"/letters/{number}").status_code == 200
    assert client.get(f"/api/v1/units/letters/{number}").status_code == 200
    assert client.get(f"/api/v1/units/letters/{number}/related").status_code == 200


def test_a_year_is_shown_as_people_write_it_and_linked_with_four_digits(client: FlaskClient) -> None:
    for page in (client.get("/").text, client.get("/search").text):
        assert 'from=0057&amp;to=0057">57<' in page
        assert ">0057<" not in page


def test_a_year_that_the_api_counts_is_one_that_it_takes(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?include=facets").json
    assert answer
    years = answer["facets"]["year"]
    assert [one["value"] for one in years] == ["0001", "0056", "0057", "0998", "0999", "9999"]
    assert [one["label"] for one in years] == ["1", "56", "57", "998", "999", "9999"]
    for one in years:
        found = client.get(f"/api/v1/search?from={one['value']}&to={one['value']}&date_mode=certain")
        assert found.status_code == 200


def test_a_bar_of_the_histogram_leads_to_its_year(client: FlaskClient) -> None:
    page = client.get("/search?from=0057&to=0999").text
    assert "from=0057&amp;to=0057" in page
    assert client.get("/search?from=0057&to=0057&q=tents").status_code == 200
