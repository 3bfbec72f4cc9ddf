from __future__ import annotations

import pytest

from corpus.dates.spans import span_from_edtf
from corpus.readers.tei.dates import (
    adopt_certainty,
    combine_dates,
    contradiction,
    find_date,
    find_dateline_date,
    parse_date_element,
)
from corpus.readers.tei.xml_tree import XmlElement

DATES = [
    ({"when": "1931-05-04"}, "1931-05-04", "exact"),
    ({"when": "1931-05"}, "1931-05", "approximate"),
    ({"when": "1931"}, "1931", "approximate"),
    ({"when": "1931-05-04T18:00:00Z"}, "1931-05-04", "exact"),
    ({"when": "1931-05-04T18:00:00+02:00"}, "1931-05-04", "exact"),
    ({"when": "1931-05-04", "cert": "high"}, "1931-05-04", "exact"),
    ({"when": "1931-05-04", "cert": "low"}, "1931-05-04?", "uncertain"),
    ({"when": "1931-05-04", "evidence": "conjecture"}, "1931-05-04", "inferred"),
    ({"from": "1931-05-04", "to": "1931-05-06"}, "1931-05-04/1931-05-06", "approximate"),
    ({"when": "1931-05-04", "to": "1931-05-06"}, "1931-05-04/1931-05-06", "approximate"),
    ({"from": "1931-05-04"}, "1931-05-04/..", "uncertain"),
    ({"notBefore": "1931-05", "notAfter": "1931-06"}, "[1931-05..1931-06]", "approximate"),
    ({"notAfter": "1931-06"}, "[..1931-06]", "uncertain"),
    ({"notBefore": "1931", "notAfter": "1931", "cert": "low"}, "1931?", "uncertain"),
    ({"when-iso": "1931-05-04"}, "1931-05-04", "exact"),
]


@pytest.mark.parametrize(("attributes", "edtf", "certainty"), DATES)
def test_attributes_become_edtf(attributes: dict[str, str], edtf: str, certainty: str) -> None:
    span = parse_date_element(XmlElement("date", attributes))
    assert span is not None
    assert (span.edtf, span.certainty) == (edtf, certainty)


def test_a_month_alone_in_print_is_no_first_day() -> None:
    span = parse_date_element(XmlElement("date", {"when": "1977-06-01"}, ["June 1977"]))
    assert span is not None
    assert span.edtf == "1977-06"


def test_a_date_without_attributes_is_none() -> None:
    assert parse_date_element(XmlElement("date", {}, ["spring"])) is None


@pytest.mark.parametrize(
    "value", ["fill date later", "1931-13-01", "1931-02-30", "04.05.1931", "1931-05-04/x"]
)
def test_what_is_no_date_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_date_element(XmlElement("date", {"when": value}))


def test_a_span_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        parse_date_element(XmlElement("date", {"from": "1931-05-04", "to": "1930-01-01"}))


def test_a_day_in_words_is_the_editors_finding() -> None:
    span = find_date("Minutes of a Meeting, Portmark, July 2, 1931, 4 p.m.")
    assert span is not None
    assert (span.edtf, span.certainty) == ("1931-07-02", "inferred")
    assert find_date("Portmark, undated") is None


@pytest.mark.parametrize(
    ("printed", "certainty", "source"),
    [
        ("16 Dec [1875]", "inferred", "editors"),
        ("[16] Dec 1875", "inferred", "dateline"),
        ("16. 12. 187[5]", "inferred", "editors"),
        ("16 Dec 1875", "exact", "dateline"),
        ("17 Dec [1875]", "inferred", "dateline"),
    ],
)
def test_brackets_in_the_words_of_a_date_are_the_editors(printed: str, certainty: str, source: str) -> None:
    span = parse_date_element(XmlElement("date", {"when": "1875-12-16"}, [printed]))
    assert span is not None
    assert (span.edtf, span.certainty, span.year_source) == ("1875-12-16", certainty, source)


@pytest.mark.parametrize(
    ("words", "edtf", "certainty", "is_contradicted"),
    [
        ("Narva, 24 March 1921", "1921-03-04", "inferred", True),
        ("4 [24] March 1921", "1921-03-24", "inferred", False),
        ("19 February 1921", "1921-03-04", "exact", False),
        ("24 March", "1921-03-04", "exact", False),
        ("March 1921, perhaps", "1921-03-04?", "uncertain", False),
        ("24 March 1921, 1559Z", "1921-03-04", "inferred", True),
    ],
)
def test_words_that_name_another_day_make_a_date_the_editors(
    words: str, edtf: str, certainty: str, is_contradicted: bool
) -> None:
    element = XmlElement("date", {"when": "1921-03-04"}, [words])
    span = parse_date_element(element)
    assert span is not None
    assert (span.edtf, span.certainty) == (edtf, certainty)
    assert (contradiction(element, span) is not None) == is_contradicted


def test_a_doubtful_period_in_a_title_makes_days_within_it_uncertain() -> None:
    titles = {
        "Note, probably of 1920": "uncertain",
        "Note of 1920": "approximate",
        "Probably 1921": "approximate",
    }
    span = span_from_edtf("[1920-02-01..1920-12-31]")
    assert {title: adopt_certainty(span, [title]).certainty for title in titles} == titles


@pytest.mark.parametrize("edtf", ["1911-21", "191X", "1911-05-06~", "[1911-05-01,1911-06-01]", "1911/1912"])
def test_the_attribute_may_be_any_edtf(edtf: str) -> None:
    span = parse_date_element(XmlElement("date", {"when-iso": edtf}))
    assert span is not None
    assert span.edtf == edtf


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("Brandt to Berg, 31 August or 2 September 1863", "[1863-08-31,1863-09-02]"),
        ("Берг Брандту, 4 марта 1888 г.", "1888-03-04"),
        ("Tarn, den 4ten März 1821", "1821-03-04"),
        ("Tarn, die IV Martii 1521", "1521-03-04"),
        ("Tarn, 4 ventôse an IX", "1801-02-23"),
    ],
)
def test_a_date_in_words_is_inferred(text: str, edtf: str) -> None:
    span = find_dateline_date(text)
    assert span is not None
    assert (span.edtf, span.certainty in ("inferred", "approximate")) == (edtf, True)


@pytest.mark.parametrize("text", ["Set 4 of 1821 papers", "Julius 4 to Augustus, 1821", "Tarn 1821"])
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert find_date(text) is None


@pytest.mark.parametrize(
    ("attributes", "words", "edtf", "certainty"),
    [
        ({"when": "1838-02-01"}, "[Februar? 1838?]", "1838-02?", "uncertain"),
        ({"when": "1866-01-01"}, "[1866]", "1866", "approximate"),
        ({"when": "1893-06-06"}, "6. 6.? 1893", "1893-06-06?", "uncertain"),
        ({"notBefore": "1903-10-16", "notAfter": "1903-10-24"}, "16.? 10. 1903", "[1903-10-16..1903-10-24]",
         "uncertain"),
        ({"when": "1893-06-06"}, "Friday?", "1893-06-06", "exact"),
        ({"when": "1893-06-06"}, "June?", "1893-06-06", "exact"),
    ],
)  # fmt: skip
def test_words_qualify_the_attributes(
    attributes: dict[str, str], words: str, edtf: str, certainty: str
) -> None:
    span = parse_date_element(XmlElement("date", attributes, [words]))
    assert span is not None
    assert (span.edtf, span.certainty) == (edtf, certainty)


@pytest.mark.parametrize(
    ("printed", "certainty"),
    [
        (["[Loo, 4 March 1921]"], "inferred"),
        (["Ask to Ek, [4 March 1921?]"], "uncertain"),
        (["Loo, 4 March 1921", "Ask to Ek, [4 March 1921]"], "exact"),
        (["Loo, 4. 3. 21", "[5 March 1921]", ""], "exact"),
    ],
)
def test_datelines_and_titles_tell_how_certain_a_date_is(printed: list[str], certainty: str) -> None:
    assert adopt_certainty(span_from_edtf("1921-03-04"), printed).certainty == certainty


@pytest.mark.parametrize(
    ("dates", "edtf"),
    [
        (["1921-03-04", "1921-03-05"], "1921-03-04/1921-03-05"),
        (["1921-04-01", "1921-03-01"], "[1921-03-01,1921-04-01]"),
        (["1921-03-04", "1921-03-04"], "1921-03-04"),
        (["1921-03/1921-04", "1921-05"], "1921-03/1921-04"),
    ],
)
def test_several_dates_are_a_period_or_alternatives(dates: list[str], edtf: str) -> None:
    combined = combine_dates([span_from_edtf(date) for date in dates])
    assert combined is not None
    assert combined.edtf == edtf
    assert combine_dates([]) is None
