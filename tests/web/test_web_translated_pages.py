"""No page in German or Russian shows English, other than what the edition has."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Set
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote_plus

import pytest
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

from search.searcher import Searcher
from tests.builds import NAME, build_lighthouse, settings_in
from tests.doubles import HashingEncoder
from tests.editions import lighthouse_edition
from web.app import create_app
from web.languages import LANGUAGES, TRANSLATIONS

PAGES = (
    "/",
    "/search?q=lens",
    "/search?q=lens&mode=keyword&sort=date&kind=document&not.sender=zelenov-m&from=1921&group=none",
    "/search?q=lamsp",
    '/search?q="lamp house" lens* lamp~ sender:brandt -coal letter of March 1922',
    "/search?q=Who+paid+for+the+lens%3F",
    "/search?q=zeppelin&sender=nobody&topic=coal&from=1950&mode=keyword",
    '/search?q="zeppelin lens" %2Bcoal&sender=Brandy',
    "/search",
    "/search?q=lamp+AND",
    "/search?q=lamp&from=someday",
    "/editions",
    "/lighthouse",
    "/lighthouse/calendar",
    "/lighthouse/persons",
    "/lighthouse/persons/zelenov-m",
    "/lighthouse/topics",
    "/lighthouse/topics/lamps",
    "/lighthouse/topics/works",
    "/lighthouse/archive",
    "/lighthouse/glossary",
    "/lighthouse/pictures",
    "/lighthouse/pictures?least=1",
    "/lighthouse/doc-1?q=lens",
    "/lighthouse/doc-2",
    "/lighthouse/doc-3?q=packing",
    "/lighthouse/doc-12",
    "/lighthouse/introduction",
    "/help",
    "/docs/api",
    "/docs/errors",
    "/nowhere",
    "/lighthouse/doc-99",
    "/language/xx",
    "/judge",
    "/judge/question?q=lens",
    "/judge/question/Q1",
    "/judge/question/Q1?saved=1&add=doc-99",
    "/judge/question/Q9",
    "/judge/delete/Q1",
)
ATTRIBUTES = ("aria-label", "title", "alt", "placeholder")
SAME_EVERYWHERE = {
    "Perepiska": "the name of the software",
    "API JSON JSONL OpenAPI Atom CSV": "names of formats",
    "BibTeX RIS CSL-JSON TEI CMIF Lines": "names of formats",
    "Chicago MLA APA": "names of citation styles",
    "HTTP GET RFC TREC": "names of protocols",
    "PEREPISKA_SOURCE_MAX_BYTES PEREPISKA_BODY_MAX_BYTES Retry-After": "names of settings and headers",
    "trec_eval Cursor Server Index": "technical terms that German has, too",
    "Deutsch English Русский": "languages call themselves so",
    "questions.jsonl qrels.txt openapi.json": "names of files",
    "lens question kind document": "the judged question with its type and filter",
    "n p": "keys of the keyboard",
    "April August September November": "months that German calls the same",
    "op doc": "abbreviations of archives and in ids",
    "to": "the word between sender and recipient in an example of a question",
}
WORDS_ALLOWED = frozenset(word for words in SAME_EVERYWHERE for word in words.split())
PASSAGE_LENGTH_MIN = 25
"""Length from which a text is sought within the edition's texts; shorter ones must be one of its strings."""


class VisibleTexts(HTMLParser):
    """Collects the texts that a reader of a page sees or hears, but code and what has another ``lang``."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self.texts: list[str] = []
        self._path: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        is_other = attributes.get("lang", self.language) != self.language
        is_skipped = self._is_skipped or is_other or tag in ("script", "style", "code")
        if not self._is_skipped:
            self.texts += [attributes[name] or "" for name in ATTRIBUTES if name in attributes]
        if tag not in ("meta", "link", "input", "br", "line", "rect", "circle", "path"):
            self._path.append((tag, is_skipped))

    def handle_endtag(self, tag: str) -> None:
        while self._path and self._path.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._is_skipped:
            self.texts.append(data)

    @property
    def _is_skipped(self) -> bool:
        return bool(self._path) and self._path[-1][1]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    root = tmp_path_factory.mktemp("indexes")
    build_lighthouse(root)
    settings = settings_in(root, judgements=root / "judged.jsonl", answer_threshold=0)
    client = create_app(Searcher.open(root, NAME, settings, HashingEncoder()), settings).test_client()
    form = {"q": "lens", "type": "question", "kind": "document", "grade.lighthouse/doc-1": "0"}
    assert client.post("/judge/question", data=form).status_code == 303
    return client


def visible(client: FlaskClient, address: str, language: str) -> list[str]:
    page = client.get(address, headers={"Accept-Language": language})
    assert page.status_code < 500
    parser = VisibleTexts(language)
    parser.feed(page.text)
    return [" ".join(text.split()) for text in parser.texts]


def strings_of(value: object) -> Iterator[str]:
    """Every string of an edition, however deep."""
    if isinstance(value, str):
        yield " ".join(value.split())
    elif dataclasses.is_dataclass(value):
        yield from (
            text for field in dataclasses.fields(value) for text in strings_of(getattr(value, field.name))
        )
        if "__str__" in type(value).__dict__:
            yield str(value)
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for text in strings_of(pair))
    elif isinstance(value, Iterable):
        yield from (text for item in value for text in strings_of(item))


STRINGS = sorted({text for text in strings_of(lighthouse_edition()) if re.search(r"\w", text)}, key=len)
DATA = re.compile("|".join(rf"(?<!\w){re.escape(text)}(?!\w)" for text in reversed(STRINGS)))
TEXT = " ".join(STRINGS)
WORD = r"[^\W\d]{2,}(?:[._-]\w+)*"
NAMES = {word for person in lighthouse_edition().persons for word in re.findall(WORD, person.name)}


def same_in_catalogue(language: str) -> set[str]:
    """Texts that are the same word in English and another language, as its catalogue has them."""
    with Path(TRANSLATIONS / f"{language}.po").open("rb") as source:
        catalog = read_po(source, locale=language)
    return {str(message.id) for message in catalog if message.id == message.string}


def english_left(text: str, same: Set[str], typed: str = "") -> list[str]:
    """Words of a text that are neither the edition's nor ``typed``, nor the same in all languages."""
    if text in same or (len(text) >= PASSAGE_LENGTH_MIN and text.strip(" …") in TEXT):
        return []
    words = re.findall(WORD, DATA.sub(" ", re.sub(r"https?://\S+", "", text)))
    known = WORDS_ALLOWED | NAMES | set(re.findall(WORD, typed))
    return [word for word in words if word not in known]


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_no_english_but_the_editions(site: FlaskClient, address: str, language: str) -> None:
    english = set(visible(site, address, "en"))
    same = same_in_catalogue(language)
    left = {
        text: words
        for text in visible(site, address, language)
        if text in english and (words := english_left(text, same, unquote_plus(address)))
    }
    assert left == {}


def test_english_would_be_seen() -> None:
    parser = VisibleTexts("de")
    parser.feed('<p title="Opens in a new tab">Search <code>lens*</code><b lang="en">Found</b></p>')
    assert [words for text in parser.texts if (words := english_left(text, set()))] == [
        ["Opens", "in", "new", "tab"],
        ["Search"],
    ]
