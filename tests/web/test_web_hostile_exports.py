"""Every export of an edition whose every text is hostile keeps its form."""

from __future__ import annotations

import csv
import json
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import lru_cache
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from hypothesis import example, given, settings
from hypothesis import strategies as st

import web
from cli.settings import load_settings
from corpus.model import Edition
from corpus.rights import Rights
from exports.formats import EXPORT_FORMATS
from exports.tables import COLUMNS
from exports.xml_documents import clean
from tests.editions import lighthouse_edition
from tests.web.fake_searcher import FakeSearcher
from web.app import create_app

T = TypeVar("T")
XML = ["/search.xml", "/search.cmif.xml", "/search.atom", "/sitemap.xml", "/opensearch.xml"]
CLOSED_LISTS = {"kind", "style", "certainty", "level", "code", "year_source", "access"}
IDS = {"id", "parent", "edition", "note", "biography", "language"}
WORST = "\x00\x01\x0b\x0c\x1b\x7f\x85\ud800\udfff\ufffe\uffff]]>&<\"'{}\\%$#^~_\u2028\r\n\t=+"
HOSTILE = st.text(st.one_of(st.sampled_from(WORST), st.characters(exclude_categories=())), max_size=20)


def spoil(value: T, text: str, name: str = "") -> T:
    """Put a text behind every text of a value, in the same way everywhere; ids keep what can be stored."""
    spoilt: Any = value
    if isinstance(value, str):
        added = text.encode("utf-8", "ignore").decode() if name in IDS else text
        spoilt = value if name in CLOSED_LISTS or not value else value + added
    elif isinstance(value, tuple):
        spoilt = tuple(spoil(one, text, name) for one in value)
    elif is_dataclass(value) and not isinstance(value, type):
        texts = {
            field.name: spoil(given, text, field.name)
            for field in fields(value)
            if isinstance(given := getattr(value, field.name), str | tuple) or is_dataclass(given)
        }
        spoilt = replace(value, **texts)
    return cast(T, spoilt)


@lru_cache(100)
def hostile_client(text: str) -> FlaskClient:
    whole = lighthouse_edition()
    rights = Rights("All rights reserved", "Harbour Trust", "snippets", date(2030, 3, 1))
    some: Edition = replace(whole, units=tuple(replace(unit, rights=rights) for unit in whole.units[:12]))
    return create_app(FakeSearcher(spoil(some, text)), load_settings()).test_client()


@pytest.mark.parametrize("address", XML)
@given(text=HOSTILE)
@example(text=WORST)
@settings(max_examples=25, deadline=None)
def test_xml_is_well_formed(address: str, text: str) -> None:
    asked = quote(text.encode("utf-8", "surrogatepass"))
    response = hostile_client(text).get(f"{address}?part=1" if "sitemap" in address else address)
    assert response.status_code == 200
    ElementTree.fromstring(response.data)
    etree = pytest.importorskip("lxml.etree")
    etree.fromstring(response.data)
    asking = hostile_client("").get(f"/search.atom?q={asked}")
    if asking.status_code == 200:
        etree.fromstring(asking.data)


@given(text=HOSTILE)
@example(text=WORST)
@settings(max_examples=25, deadline=None)
def test_other_forms_keep_their_form(text: str) -> None:
    client = hostile_client(text)
    got = {form: client.get(f"/search.{form}") for form in EXPORT_FORMATS}
    assert {form for form, response in got.items() if response.status_code != 200} == set()
    texts = {form: response.data.decode() for form, response in got.items()}
    assert all(clean(one) == one for one in texts.values())
    rows = list(csv.reader(StringIO(texts["csv"], newline="")))
    assert {len(row) for row in rows} == {len(COLUMNS)}
    units = [json.loads(line) for line in texts["jsonl"].split("\n") if line]
    assert len(units) == len(rows) - 1
    assert len(json.loads(texts["csl.json"])) == len(units)
    assert json.loads(texts["jsonld"])["@graph"]
    assert_bibtex(texts["bib"], len(units))
    assert_ris(texts["ris"], len(units))


def assert_bibtex(text: str, count: int) -> None:
    """Entries whose braces match, a field a line."""
    entries = [one for one in text.split("\n\n") if one.strip()]
    assert len(entries) == count
    for entry in entries:
        lines = entry.strip().split("\n")
        assert lines[0].startswith("@incollection{")
        assert lines[-1] == "}"
        for line in lines[1:-1]:
            assert line.count("{") == line.count("}") > 0


def assert_ris(text: str, count: int) -> None:
    """Lines of a tag and a value, each reference with its begin and end."""
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line]
    assert all(line[2:6] in ("  - ", "  -") for line in lines)
    assert [line[:2] for line in lines].count("ER") == count


@pytest.mark.parametrize("sign", ["%01", "%00", "%EF%BF%BE", "%EF%BF%BF", "%ED%A0%80", "%1F%7F", "%FF"])
def test_a_question_with_a_control_character_is_a_feed(client: FlaskClient, sign: str) -> None:
    response = client.get(f"/search.atom?q={sign}")
    assert response.status_code == 200
    ElementTree.fromstring(response.data)


def test_xml_is_declared_in_one_module() -> None:
    root = Path(web.__file__).parents[1]
    sources = [*root.glob("web/*.py"), *root.glob("exports/**/*.py")]
    assert [one.name for one in sources if "<?xml" in one.read_text("utf-8")] == ["xml_documents.py"]
