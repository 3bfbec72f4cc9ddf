from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from corpus.dates.datelines import parse_dateline
from corpus.model import Person, PersonRef, Topic, TopicRef, Unit
from tests.editions import lighthouse_edition
from web.bar_chart import HEIGHT, make_bar_chart, most_common_names
from web.day_view import make_day_view
from web.heatmap import SHADES, make_topic_heatmap
from web.network import HEIGHT as TALL
from web.network import WIDTH, make_network
from web.person_page import EditionEntry, PersonPage, make_person_page

EDITION = lighthouse_edition()
DOCUMENTS = [unit for unit in EDITION.units if unit.kind == "document"]
PERSONS = {person.id: person for person in EDITION.persons}


def letter(number: int, dateline: str | None, *mentions: str, topics: tuple[str, ...] = ()) -> Unit:
    return Unit(
        f"e/doc-{number}",
        "e",
        "document",
        f"Letter {number}",
        number,
        date=parse_dateline(dateline) if dateline else None,
        mentions=tuple(PersonRef(name, name) for name in mentions),
        topics=tuple(TopicRef(topic, topic, "calendar") for topic in topics),
    )


def test_every_day_with_letters_is_a_link() -> None:
    days = make_day_view([letter(1, "2 June 1932"), letter(2, "3 June 1932"), letter(3, "3 June 1932")], "e")
    (year,) = days.years
    (month,) = year.months
    found = {day.number: day for week in month.weeks for day in week if day and day.address}
    assert (year.label, year.count, str(month.name)) == ("1932", 3, "June 1932")
    assert found[2].address == "/e/doc-1"
    assert str(found[2].label) == "2 June 1932: Letter 1"
    assert found[3].address == "/search?from=1932-06-03&to=1932-06-03&kind=document&edition=e"
    assert sum(day is not None for week in month.weeks for day in week) == 30
    assert all(len(week) == 7 for week in month.weeks)


def test_uncertain_dates_cover_their_days_and_are_named() -> None:
    days = make_day_view([letter(1, "1–3 August 1932"), letter(2, "[later than 9 August 1932]")], "e")
    (month,) = days.years[0].months
    uncertain = [day.number for week in month.weeks for day in week if day and day.is_uncertain]
    assert uncertain == [1, 2, 3, 10]
    assert [one.title for one in month.uncertain] == ["Letter 1", "Letter 2"]
    assert days.years[0].count == 2


def test_gaps_and_undated_letters_are_listed() -> None:
    days = make_day_view([letter(1, "1 January 1932"), letter(2, "1 May 1932"), letter(3, None)], "e")
    (gap,) = days.gaps
    assert (gap.days, str(gap.first), str(gap.last)) == (120, "1 January 1932", "1 May 1932")
    assert [one.title for one in days.undated] == ["Letter 3"]


def test_bars_stack_to_their_counts() -> None:
    drawn = make_bar_chart(
        [
            (letter(1, "2 June 1932"), ["a"]),
            (letter(2, "3 June 1932"), ["b"]),
            (letter(3, "1–3 June 1932"), ["b"]),
            (letter(4, "3 August 1932"), ["a"]),
            (letter(5, None), ["a"]),
        ],
        ["a", "b"],
    )
    assert drawn
    june, august = drawn.bars
    assert (june.counts, june.uncertain, june.total) == ((1, 2), 1, 3)
    assert sum(piece.height for piece in june.segments) == pytest.approx(HEIGHT, abs=0.3)
    assert [(segment.series, segment.is_uncertain) for segment in june.segments] == [
        (0, False),
        (1, False),
        (1, True),
    ]
    assert (august.period, str(august.label)) == ("1932-08", "August 1932")
    assert drawn.ticks[-1] == (3, 0.0)


def test_many_years_are_drawn_as_years() -> None:
    drawn = make_bar_chart([(letter(year, f"2 June {year}"), ["a"]) for year in range(1800, 1840)], ["a"])
    assert drawn
    assert drawn.bars[0].label == "1800"


def test_nothing_dated_draws_nothing() -> None:
    assert make_bar_chart([(letter(1, None), ["a"])], ["a"]) is None
    assert most_common_names("abcabca", 2) == ["a", "b"]


def test_a_network_joins_those_who_are_mentioned_together() -> None:
    documents = [letter(1, None, "a", "b"), letter(2, None, "a", "b", "c"), letter(3, None, "d")]
    network = make_network(documents, {"a": "Ann Orr", "b": "Bo Lund"}, least=2)
    assert network
    assert {node.id: (node.label, node.count) for node in network.nodes} == {
        "a": ("Orr", 2),
        "b": ("Lund", 2),
    }
    (edge,) = network.edges
    assert ({edge.first.id, edge.second.id}, edge.count) == ({"a", "b"}, 2)
    assert make_network(documents, {}, least=3) is None


def test_the_same_letters_give_the_same_picture_within_its_frame() -> None:
    network = make_network(DOCUMENTS, {}, least=1)
    assert network == make_network(DOCUMENTS, {}, least=1)
    assert network
    assert all(0 <= node.x <= WIDTH and 0 <= node.y <= TALL for node in network.nodes)
    assert len({(node.x, node.y) for node in network.nodes}) == len(network.nodes)


def test_namesakes_are_called_by_their_whole_names() -> None:
    network = make_network([letter(1, None, "a", "b")], {"a": "Ann Orr", "b": "Bo Orr"}, least=1)
    assert network
    assert sorted(node.label for node in network.nodes) == ["Ann Orr", "Bo Orr"]


def test_topics_count_under_their_widest_by_share_of_the_year() -> None:
    topics = {one.id: one for one in (Topic("works", "Works"), Topic("lamps", "Lamps", broader="works"))}
    documents = [
        letter(1, "2 June 1921", topics=("lamps", "works")),
        letter(2, "3 June 1921"),
        letter(3, "3 June 1922", topics=("lamps",)),
    ]
    heatmap = make_topic_heatmap(documents, topics)
    assert heatmap
    (row,) = heatmap.rows
    assert (heatmap.years, row.topic.id, row.counts) == (("1921", "1922"), "works", (1, 1))
    assert row.shades == (3, SHADES)
    assert make_topic_heatmap(documents, {}) is None


def test_a_ring_of_topics_has_no_widest() -> None:
    ring = {one.id: one for one in (Topic("a", "A", broader="b"), Topic("b", "B", broader="a"))}
    assert make_topic_heatmap([letter(1, "1921", topics=("a",))], ring) is None


def person_page(person: Person) -> PersonPage:
    entries = [EditionEntry(EDITION, person)]
    return make_person_page(person, entries, DOCUMENTS, PERSONS, lambda id: f"/lighthouse/persons/{id}")


def test_a_person_s_page_gathers_what_there_is() -> None:
    page = person_page(PERSONS["brandt-a"])
    assert {str(share.heading) for share in page.roles} == {"Sent", "Received", "Mentioned in"}
    sent = page.roles[0]
    assert sent.count == len(sent.documents)
    assert sent.address == "/search?sender=brandt-a&kind=document&edition=lighthouse&sort=date"
    assert page.chart
    nobody = replace(PERSONS["brandt-a"], id="nobody")
    assert person_page(nobody).roles == ()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/lighthouse/calendar", "March 1921"),
        ("/lighthouse/persons/zelenov-m", "1880–1938"),
        ("/lighthouse/topics/works", "Narrower topics:"),
        ("/lighthouse/topics/coal", "Broader topic:"),
        ("/lighthouse/archive", "f. 12, op. 3, d. 41"),
        ("/lighthouse/pictures?least=1", "<circle"),
    ],
)
def test_an_overview_shows(client: FlaskClient, address: str, words: str) -> None:
    assert words in client.get(address).text


@pytest.mark.parametrize(
    "address",
    ["/lighthouse/persons/nobody", "/lighthouse/topics/nothing", "/nowhere/calendar", "/nowhere/pictures"],
)
def test_what_is_not_there_is_said(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_wrong_number_is_explained(client: FlaskClient) -> None:
    assert client.get("/lighthouse/pictures?least=none").status_code == 400
