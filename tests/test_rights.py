"""Every exit of an index of editions whose rights forbid more than metadata, excerpts, or anything.

Each text is made of words that occur nowhere else; what leaves by any route, export, tool or command is
searched for them. A route, format, tool or command that is not listed here fails the test.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from mcp import Client
from werkzeug.routing import Rule

import perepiska
from assistants.mcp_server import create_mcp_server
from corpus.errors import BuildError
from corpus.model import (
    ArchiveReference,
    DateSpan,
    Edition,
    Marker,
    Paragraph,
    Person,
    PersonRef,
    Place,
    PlaceRef,
    Reference,
    Term,
    Topic,
    TopicRef,
    Unit,
)
from corpus.rights import NO_RIGHTS, Rights
from exports.formats import EXPORT_FORMATS
from indexer.build import build
from search.access_rights import METADATA
from search.searcher import Searcher
from store.layout import open_generation
from tests.builds import settings_in
from tests.doubles import HashingEncoder
from web.app import create_app

NAME = "papers"
EDITIONS = ("open", "meta", "snip", "late")
NOUNS = (
    "anchor", "barge", "chart", "derrick", "engine", "ferry", "gantry", "hawser", "island", "jetty", "keel",
    "lantern", "mooring", "nozzle", "oarlock", "pontoon", "quarry", "rudder", "sextant", "trawler",
)  # fmt: skip
"""Words of the texts by which they are found."""
EMBARGO = date(2999, 3, 1)
RIGHTS = {
    "open": Rights("https://creativecommons.org/licenses/by/4.0/", "Harbour Trust"),
    "meta": Rights(access="metadata"),
    "snip": Rights("All rights reserved", access="snippets"),
    "late": Rights(embargo=EMBARGO),
}
FORBIDDEN = re.compile(r"zq(?:meta|late|gone)\w*|open/doc-77", re.IGNORECASE)
EXCERPT = re.compile(r"zqsnip\w+")
WITHDRAWN = "open/doc-77"


def sentences(mark: str, first: int, last: int) -> str:
    """Return sentences with a noun and a marked word each: "The anchor was zqmetaanchor by noon."."""
    nouns = NOUNS[first:last]
    return " ".join(f"The {noun} was zq{mark}{noun} by noon." for noun in nouns)


def letter(edition: str, number: int, sender: str, mark: str = "", rights: Rights = NO_RIGHTS) -> Unit:
    mark = mark or f"{edition}{number}"
    note = f"{edition}/doc-{number}.n1"
    paragraphs = (
        Paragraph(f"{sentences(mark, 0, 10)} See document 2.", markers=(Marker(3, "1", note),), page="4"),
        Paragraph(sentences(mark, 10, 20), page="5"),
    )
    return Unit(
        f"{edition}/doc-{number}",
        edition,
        "document",
        f"{sender.title()} to Berg, {number} May 1921" if mark != "gone" else "Zqgonesender to Berg",
        number,
        paragraphs,
        number=str(number),
        chapter="1921",
        medium="letter",
        dateline=f"{number} May 1921",
        date=DateSpan(
            f"1921-05-{number % 28 + 1:02}",
            f"{number} May 1921",
            date(1921, 5, number % 28 + 1),
            date(1921, 5, number % 28 + 1),
            "exact",
            "dateline",
        ),
        senders=(PersonRef(sender, sender.title()),),
        recipients=(PersonRef("berg", "Berg"),),
        mentions=(PersonRef("orr", "Orr"),),
        place="Zqgoneplace" if mark == "gone" else "Port",
        sent_from=PlaceRef("zqgoneplace", "Zqgoneplace") if mark == "gone" else PlaceRef("port", "Port"),
        archive=ArchiveReference("x", "RG", "1", "2", "3", "4"),
        pages=("4", "5"),
        topics=(TopicRef("coal", "Coal", "edition"),),
        abstract="On a ship." if edition == "snip" else f"A zq{mark}abstract on an anchor.",
        rights=rights,
    )


def apparatus(edition: str, mark: str, kind: str, name: str, title: str, parent: str | None = None) -> Unit:
    return Unit(
        f"{edition}/{name}",
        edition,
        kind,  # type: ignore[arg-type]
        title,
        0,
        (Paragraph(f"{title}: {sentences(mark, 0, 4)} See document 2."),),
        number="1" if parent else None,
        parent=parent,
        chapter="1921",
    )


def edition_of(id: str) -> Edition:
    units = [
        apparatus(id, f"{id}introduction", "introduction", "introduction", "Introduction"),
        letter(id, 1, "fell"),
        apparatus(id, f"{id}note", "note", "doc-1.n1", "Note 1 to document 1", f"{id}/doc-1"),
        letter(id, 2, "berg"),
        letter(id, 3, "fell"),
        apparatus(id, f"{id}biography", "biography", "bio.fell", "Fell"),
        apparatus(id, f"{id}glossary", "glossary", "glossary.sgt", "SGT"),
    ]
    persons = [Person(name, name.title(), name.title()) for name in ("berg", "orr")]
    persons.append(Person("fell", "Fell, A.", "A. Fell", biography=f"{id}/bio.fell"))
    if id == "open":
        gone = Rights(withdrawn="at the wish of the heirs")
        units.append(letter(id, 77, "zqgonesender", "gone", gone))
        units.append(apparatus(id, "gone", "note", "doc-77.n1", "Zqgonenote", WITHDRAWN))
        persons.append(Person("zqgonesender", "Zqgonesender", "Zqgonesender"))
    places = [Place("port", "Port"), *([Place("zqgoneplace", "Zqgoneplace")] if id == "open" else [])]
    return Edition(
        id,
        f"Letters {id}",
        ("Ann Orr",),
        units=tuple(replace(unit, order=order) for order, unit in enumerate(units)),
        persons=tuple(persons),
        places=tuple(places),
        topics=(Topic("coal", "Coal"),),
        terms=(Term(f"{id}/glossary.sgt", "SGT", (f"zq{id}term",)),),
        references=(
            Reference(f"{id}/doc-1", 0, 0, 6, f"zq{id}printed", (f"{id}/doc-2",)),
            Reference(f"{id}/doc-1.n1", 0, 0, 6, f"zq{id}printed", (f"{id}/doc-3",)),
            Reference(f"{id}/doc-2", 0, 0, 6, "document 77", (WITHDRAWN,) if id == "open" else ()),
        ),
        replies=((f"{id}/doc-2", f"{id}/doc-1"), *(((f"{id}/doc-3", WITHDRAWN),) if id == "open" else ())),
        rights=RIGHTS[id],
    )


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("indexes")
    build(
        [edition_of(id) for id in EDITIONS],
        root=root,
        name=NAME,
        settings=settings_in(root),
        encoder=HashingEncoder(),
    )
    return root


@pytest.fixture(scope="module")
def searcher(root: Path) -> Searcher:
    return Searcher(open_generation(root, NAME), settings_in(root), HashingEncoder())


@pytest.fixture(scope="module")
def client(searcher: Searcher, root: Path) -> FlaskClient:
    """Return a client of the site with all optional pages, on which a question is judged."""
    judged = root / "judged.jsonl"
    question = {"qid": "q1", "query": "anchor", "type": "plain", "gold": dict.fromkeys(SHOWN_IDS, 1)}
    judged.write_text(json.dumps(question) + "\n", "utf-8")
    return create_app(searcher, settings_in(root, judgements=judged, metrics=True)).test_client()


ALL_IDS = [unit.id for id in EDITIONS for unit in edition_of(id).units]
SHOWN_IDS = [id for id in ALL_IDS if not id.startswith(WITHDRAWN)]
QUERIES = ("", "anchor", "lantern or trawler", '"the mooring"', "mooring*", "Which jetty was it?", "SGT",
           "Fell to Berg", "zqmetaanchr", "zqsnipanchr", "zqlatekeell", "document 2")  # fmt: skip
"""Queries that a search is made with; the misspelled words are near words of the texts."""
SEARCH = tuple(
    f"q={query}&limit=50&include=text&include=explain&include=answers&include=facets&include=histogram{more}"
    for query in QUERIES
    for more in ("", "&group=document", "&mode=keyword", "&mode=semantic")
)
EXPORTED = tuple(f"q={query}" for query in QUERIES)
PAGE = tuple(f"q={query}" for query in ("", "anchor", "lantern"))
QUERY_STRINGS: dict[str, Sequence[str]] = {
    "static": (),
    "api.search": SEARCH,
    "api.unit": ("",),
    "api.related": ("limit=20",),
    "api.suggest": tuple(f"q={text}" for text in ("a", "f", "sg", "zq", "zqm", "zqg", "doc", "le")),
    "api.editions": ("",),
    "api.persons": ("",),
    "api.places": ("",),
    "api.topics": ("",),
    "api.health": (),
    "api.live": (),
    "api.ready": (),
    "api.openapi": (),
    "discovery.robots": (),
    "discovery.sitemap": ("",),
    "discovery.beacon": ("",),
    "discovery.opensearch": (),
    "discovery.completions": tuple(f"q={text}" for text in ("a", "sg", "zq", "zqg")),
    "discovery.feed": EXPORTED,
    "exports.redirect_unit_to_api": ("",),
    "exports.redirect_edition_to_api": ("",),
    "exports.redirect_search_to_api": EXPORTED,
    "exports.export_search_result": EXPORTED,
    "exports.export_edition": ("",),
    "exports.export_unit": ("",),
    "pages.home": ("", *EXPORTED),
    "pages.search": EXPORTED,
    "pages.unit": PAGE,
    "browse.editions": ("",),
    "browse.contents": ("",),
    "browse.persons": ("",),
    "browse.places": ("",),
    "browse.topics": ("",),
    "browse.glossary": ("",),
    "overviews.calendar": ("",),
    "overviews.person": ("",),
    "overviews.place": ("",),
    "overviews.topic": ("",),
    "overviews.archive": ("",),
    "overviews.charts": ("", "least=1"),
    "manual.help_page": ("",),
    "manual.errors": (),
    "manual.api_page": (),
    "judging.overview": ("",),
    "judging.new_question": EXPORTED,
    "judging.reopen": ("",),
    "judging.save": (),
    "judging.ask_to_delete": ("",),
    "judging.delete": (),
    "judging.questions_file": ("",),
    "judging.qrels_file": ("",),
    "languages.switch_language": (),
    "metrics.metrics": (),
}
"""The query strings with which each endpoint is requested; none: it shows nothing of units."""


def values_of(argument: str) -> Sequence[str]:
    """Return the values that an argument of a route takes."""
    units = {unit.id.partition("/")[2] for edition in EDITIONS for unit in edition_of(edition).units}
    return {
        "edition": EDITIONS,
        "unit": sorted(units),
        "person": ("berg", "fell", "orr", "zqgonesender"),
        "place": sorted({place.id for edition in EDITIONS for place in edition_of(edition).places}),
        "topic": ("coal",),
        "authority": ("gnd",),
        "suffix": (),
        "id": ("q1",),
    }[argument]


def paths_of(rule: Rule) -> Iterator[str]:
    """Yield the paths of a route with every combination of its arguments."""
    paths = [str(rule.rule)]
    for argument in sorted(rule.arguments - set(rule.defaults or ())):
        values = values_of(argument)
        pattern = re.compile(rf"<(?:\w+:)?{argument}>")
        paths = [pattern.sub(value, path) for path in paths for value in values]
    yield from paths


def test_no_route_lets_more_leave_than_the_rights_allow(client: FlaskClient) -> None:
    rules = list(client.application.url_map.iter_rules())
    assert {rule.endpoint for rule in rules} == set(QUERY_STRINGS)
    excerpts: set[str] = set()
    for rule in rules:
        for path in paths_of(rule) if QUERY_STRINGS[rule.endpoint] else ():
            for query in QUERY_STRINGS[rule.endpoint]:
                address = f"{path}?{query}"
                response = client.get(address, follow_redirects=True)
                is_gone = WITHDRAWN in path or "zqgone" in path
                assert response.status_code in ({410, 404} if is_gone else {200, 404}), address
                assert response.status_code == 410 or WITHDRAWN not in path, address
                excerpts |= checked(response.text, address, address)
    assert_partial(excerpts)


def test_the_posts_of_the_judging_pages_show_nothing_more(client: FlaskClient) -> None:
    form = {"q": "anchor", "type": "plain", "revision": ""}
    form |= {f"grade.{id}": "9" for id in SHOWN_IDS}
    for action in ("/judge/question", "/judge/question/q1"):
        response = client.post(action, data=form)
        assert response.status_code < 500
        checked(response.text, action, action)


def test_every_export_format_is_a_route(client: FlaskClient) -> None:
    suffixes = {(rule.defaults or {}).get("suffix") for rule in client.application.url_map.iter_rules()}
    assert suffixes - {None} == set(EXPORT_FORMATS)


TOOLS: dict[str, Sequence[dict[str, object]]] = {
    "search": [
        {"question": query, "limit": 50} for query in QUERIES if '"' not in query or query.count('"') == 2
    ],
    "get_document": [{"id": id} for id in ALL_IDS],
    "related_documents": [{"id": id, "limit": 50} for id in ALL_IDS],
    "find_person": [{"name": name} for name in ("fell", "zqgonesender", "be")],
    "timeline": [{"question": "anchor"}],
    "find_place": [{"name": name} for name in ("port", "zqgone", "an")],
    "cite": [{"id": id} for id in ALL_IDS],
}
"""The arguments with which each tool is called."""


def test_no_tool_of_an_assistant_lets_more_leave(searcher: Searcher, root: Path) -> None:
    async def call_all() -> set[str]:
        excerpts: set[str] = set()
        async with Client(create_mcp_server(searcher, settings_in(root), "https://x.example/")) as client:
            assert {tool.name for tool in (await client.list_tools()).tools} == set(TOOLS)
            for tool, calls in TOOLS.items():
                for arguments in calls:
                    result = await client.call_tool(tool, arguments)
                    text = result.model_dump_json()
                    asked = json.dumps(arguments)
                    if WITHDRAWN in asked:
                        assert result.is_error
                        assert "heirs" in text
                    else:
                        excerpts |= checked(text, asked, f"{tool} {asked}")
        return excerpts

    with ThreadPoolExecutor(1) as apart:  # a browser of other tests may have left its event loop running
        assert_partial(apart.submit(asyncio.run, call_all()).result())


NOT_OF_UNITS = {
    "index", "check", "feed", "serve", "mcp", "key", "generations", "rollback", "verify", "backup", "restore",
}  # fmt: skip
"""Commands that print nothing of the units of an index; ``check`` and ``index`` read the owner's sources."""
COMMANDS: dict[str, Sequence[Sequence[str]]] = {
    "search": [
        (query, "--mode", "keyword", "--limit", "50", "--include", "text,explain,answers,facets", *more)
        for query in QUERIES
        for more in ((), ("--json",), ("--group", "document"))
    ],
    "show": [(id, *more) for id in ALL_IDS for more in ((), ("--json",))],
    "related": [(f"{id}/doc-1", *more) for id in EDITIONS for more in ((), ("--json",))],
    "export": [("", "--form", form, "--mode", "keyword") for form in EXPORT_FORMATS],
    "eval": [("{root}/judged.jsonl", "--mode", "keyword", "--json")],
}


def test_no_command_lets_more_leave(client: FlaskClient, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEREPISKA_INDEXES", str(root))
    assert {*COMMANDS, *NOT_OF_UNITS} == set(perepiska.main.commands)
    excerpts: set[str] = set()
    for command, calls in COMMANDS.items():
        for arguments in calls:
            given = [argument.format(root=root) for argument in arguments]
            result = CliRunner().invoke(perepiska.main, [command, *given, "--name", NAME])
            is_gone = WITHDRAWN in given[0]
            assert result.exit_code == (4 if is_gone else 0), (command, given, result.output)
            if is_gone:
                assert "heirs" in result.output
            else:
                excerpts |= checked(result.output, " ".join(given), f"{command} {given}")
    assert_partial(excerpts)


def checked(text: str, asked: str, where: str) -> set[str]:
    """Return the words of excerpts in an output, which has no forbidden words but those asked for."""
    requested = {word.lower() for pattern in (FORBIDDEN, EXCERPT) for word in pattern.findall(asked)}
    found = {word for word in FORBIDDEN.findall(text) if word.lower() not in requested}
    if "heirs" in text:  # the reason of a withdrawal, which names the unit that was asked for
        found -= {WITHDRAWN}
    assert not found, (where, found)
    return {word for word in EXCERPT.findall(text) if word not in requested}


def assert_partial(excerpts: set[str]) -> None:
    """Check that excerpts of some texts have left, and of each text at most half."""
    shares = []
    for unit in edition_of("snip").units:
        words = set(EXCERPT.findall(unit.text))
        shares.append(len(words & excerpts) / len(words))
    assert 0 < max(shares) <= 0.5, shares


@pytest.mark.parametrize(
    ("day", "is_shown"), [(date(2999, 2, 28), False), (EMBARGO, True), (date(2999, 3, 2), True)]
)
def test_an_embargo_ends_on_its_day_in_a_running_server(root: Path, day: date, is_shown: bool) -> None:
    today = [date(2026, 1, 1)]
    searcher = Searcher(open_generation(root, NAME), settings_in(root), HashingEncoder(), lambda: today[0])
    client = create_app(searcher, settings_in(root)).test_client()
    addresses = (
        "/late/doc-1",
        "/api/v1/units/late/doc-1",
        "/late/glossary",
        "/late.xml",
        "/api/v1/search?q=keel",
    )
    tags = {}
    for address in addresses:
        response = client.get(address)
        tags[address] = response.headers.get("ETag", "")
        assert "zqlate" not in response.text
    today[0] = day
    for address in addresses:
        response = client.get(address, headers={"If-None-Match": tags[address]})
        assert response.status_code == (200 if is_shown or not tags[address] else 304)
        assert ("zqlate" in response.text) is is_shown, address


def test_every_field_of_a_unit_is_metadata_or_withheld() -> None:
    """A new field is withheld until it is listed as metadata: decide which it is, and list it here too."""
    withheld = {"paragraphs", "abstract", "images"}
    assert {field.name for field in fields(Unit)} - METADATA == withheld


def test_rights_are_shown(client: FlaskClient) -> None:
    unit = client.get("/api/v1/units/late/doc-1").get_json()
    assert unit["rights"] == {
        "licence": None,
        "holder": None,
        "access": "metadata",
        "embargo": "2999-03-01",
        "withdrawn": None,
    }
    editions = {one["id"]: one["rights"] for one in client.get("/api/v1/editions").get_json()["editions"]}
    assert editions["open"]["holder"] == "Harbour Trust"
    assert editions["snip"]["access"] == "snippets"
    assert "under embargo until 1 March 2999" in client.get("/late/doc-1").text
    assert "gesperrt bis 1. März 2999" in client.get("/late/doc-1", headers={"Accept-Language": "de"}).text
    assert "metadata only" in client.get("/search?q=anchor&edition=meta").text
    assert "excerpts only" in client.get("/snip").text
    assert ">CC BY 4.0</a>" in client.get("/open").text
    assert "<rights>" in client.get("/search.atom?q=anchor&edition=open").text
    assert '"copyrightHolder"' in client.get("/open/doc-1.jsonld").text


@pytest.mark.parametrize(
    ("address", "language", "text"),
    [
        (f"/{WITHDRAWN}", "en", "Withdrawn"),
        (f"/{WITHDRAWN}", "de", "Zurückgezogen"),
        (f"/{WITHDRAWN}", "ru", "Изъято"),
        (f"/{WITHDRAWN}.n1", "en", "Withdrawn"),
    ],
)
def test_what_is_withdrawn_is_gone(client: FlaskClient, address: str, language: str, text: str) -> None:
    response = client.get(address, headers={"Accept-Language": language})
    assert response.status_code == 410
    assert f"<h1>{text}</h1>" in response.text
    assert "at the wish of the heirs" in response.text


@pytest.mark.parametrize("path", [f"/api/v1/units/{WITHDRAWN}", f"/{WITHDRAWN}.xml", f"/{WITHDRAWN}.bib"])
def test_programs_get_a_problem(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 410
    assert response.mimetype == "application/problem+json"
    problem = response.get_json()
    assert problem["code"] == "withdrawn"
    assert "at the wish of the heirs" in problem["detail"]


def test_a_withdrawn_edition_is_gone_with_its_units(root: Path, tmp_path: Path) -> None:
    editions = [edition_of("open"), replace(edition_of("meta"), rights=Rights(withdrawn="by the publisher"))]
    build(editions, root=tmp_path, name=NAME, settings=settings_in(tmp_path), encoder=HashingEncoder())
    searcher = Searcher(open_generation(tmp_path, NAME), settings_in(tmp_path), HashingEncoder())
    client = create_app(searcher, settings_in(tmp_path)).test_client()
    for address in (
        "/meta",
        "/meta/persons",
        "/meta/doc-1",
        "/meta/doc-1.n1",
        "/meta.xml",
        "/meta/beacon-gnd.txt",
    ):
        assert client.get(address).status_code == 410, address
    assert [edition.id for edition in searcher.editions()] == ["open"]
    directory = open_generation(tmp_path, NAME).directory
    assert not any(b"zqmeta" in path.read_bytes() for path in directory.rglob("*") if path.is_file())
    assert not any(b"zqgone" in path.read_bytes() for path in directory.rglob("*") if path.is_file())


def test_a_former_id_of_what_is_withdrawn_is_gone(tmp_path: Path) -> None:
    def build_with(rights: Rights, number: int) -> Searcher:
        edition = edition_of("meta")
        units = [replace(unit, rights=Rights()) for unit in edition.units if unit.id != "meta/doc-3"]
        units.append(replace(letter("meta", number, "fell"), order=50, number="3", rights=rights))
        edition = replace(edition, units=tuple(units), references=(), replies=(), rights=Rights())
        build([edition], root=tmp_path, name=NAME, settings=settings_in(tmp_path), encoder=HashingEncoder())
        return Searcher(open_generation(tmp_path, NAME), settings_in(tmp_path), HashingEncoder())

    build_with(Rights(), 30)
    searcher = build_with(Rights(), 31)
    assert searcher.current_id("meta/doc-30") == "meta/doc-31"
    searcher = build_with(Rights(withdrawn="private"), 31)
    client = create_app(searcher, settings_in(tmp_path)).test_client()
    assert client.get("/meta/doc-30", follow_redirects=True).status_code == 410
    assert client.get("/meta/doc-31").status_code == 410


def test_nothing_is_built_where_everything_is_withdrawn(tmp_path: Path) -> None:
    edition = replace(edition_of("open"), rights=Rights(withdrawn="all"))
    with pytest.raises(BuildError, match="withdrawn"):
        build([edition], root=tmp_path, name=NAME, settings=settings_in(tmp_path), encoder=HashingEncoder())
