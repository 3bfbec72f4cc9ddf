"""The home page: the editions, and example questions made from the index."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from corpus.model import Edition
from corpus.persons.names import surname
from exports.citation import imprint_text
from search.model import FacetValue, Filters, SearchRequest
from search.optional_parts import optional
from web.filter_links import new_search_address, with_period
from web.labels import format_count
from web.site import Site, cached_on_site
from web.texts import DisplayText, LazyText, join_lazy
from web.unit_page import Fact, rights_fact

KINDS: Final = ("document", "note", "introduction", "biography", "glossary")
EXAMPLES: Final = 6
DANGLING: Final = frozenset({"and", "as", "at", "by", "for", "from", "in", "of", "on", "to", "with"})
LEAD: Final = LazyText(
    "Letters and telegrams with the editors’ notes, introductions and biographies. Ask a question or use "
    "exact operators, filter by date and correspondent, and read each result in its document."
)


@dataclass(frozen=True, slots=True)
class ExampleQuestion:
    """An example question and the address of its search."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class YearLink:
    """A year with its number of documents and the address of their search."""

    label: str
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class EditionView:
    """An edition with its imprint, contents and rights; ``search`` is the address that searches it."""

    id: str
    title: str
    imprint: DisplayText
    contents: DisplayText
    search: str
    rights: Fact


@dataclass(frozen=True, slots=True)
class HomePage:
    """All that the template of the home page shows."""

    title: str
    lead: LazyText
    editions: tuple[EditionView, ...]
    examples: tuple[ExampleQuestion, ...]
    years: tuple[YearLink, ...]


def make_home_page(site: Site) -> HomePage:
    """Return the home page; its examples and years are computed once per generation."""
    editions = tuple(site.editions().values())
    return HomePage(
        title=editions[0].title if len(editions) == 1 else "Perepiska",
        lead=LEAD,
        editions=tuple(edition_view(site, edition) for edition in editions),
        examples=optional("examples", lambda: _example_questions(site), ()),
        years=optional("years", lambda: _year_links(site), ()),
    )


def edition_view(site: Site, edition: Edition) -> EditionView:
    """Return the view of an edition with its number of units of each kind."""
    counts = optional("counts", lambda: _counts_of(site, edition.id), {})
    return make_edition_view(edition, counts)


@cached_on_site(64)
def _counts_of(site: Site, edition: str) -> Mapping[str, int]:
    return site.counts("kind", edition=(edition,))


@cached_on_site(1)
def _example_questions(site: Site) -> tuple[ExampleQuestion, ...]:
    return example_questions(_document_facets(site), frequent_subjects(site, site.editions().values()))


@cached_on_site(1)
def _year_links(site: Site) -> tuple[YearLink, ...]:
    return year_links(_document_facets(site).get("year", ()))


@cached_on_site(1)
def _document_facets(site: Site) -> Mapping[str, tuple[FacetValue, ...]]:
    """Return the facets of all documents."""
    return site.facets(kind=("document",))


def frequent_subjects(site: Site, editions: Iterable[Edition]) -> list[str]:
    """Return the three most frequent index headings, then the three persons mentioned most, in documents.

    Headings of persons are not counted. There are fewer if the editions have fewer.
    """
    documents = [unit for edition in editions for unit in site.units(edition.id, "document")]
    surnames = {surname(person.name) for person in site.persons().values()}
    terms = (term for unit in documents for term in unit.index_terms)
    headings = Counter(
        query_from_heading(term) for term in terms if re.split("[,:]", term)[0] not in surnames
    )
    persons = Counter(person.name for unit in documents for person in unit.mentions)
    return [text for counter in (headings, persons) for text, _ in counter.most_common(3)]


def query_from_heading(term: str) -> str:
    """Return an index heading as a query: "Lamps: repair of" becomes "Lamps repair"."""
    words = term.replace(":", "").replace(",", "").split()
    while len(words) > 1 and words[-1] in DANGLING:
        words.pop()
    return " ".join(words)


def make_edition_view(edition: Edition, counts: Mapping[str, int]) -> EditionView:
    """Return the view of an edition, given its number of units by kind (missing: 0)."""
    names = ", ".join(edition.editors)
    editors = LazyText("edited by %(names)s", {"names": names}) if names else ""
    contents = [format_count(counts[kind], kind) for kind in KINDS if counts.get(kind)]
    return EditionView(
        id=edition.id,
        title=edition.title,
        imprint=join_lazy(", ", [part for part in (editors, imprint_text(edition)) if part]),
        contents=join_lazy(", ", contents),
        search=new_search_address(filters=Filters(include={"edition": (edition.id,)})),
        rights=rights_fact(edition.rights),
    )


def year_links(values: tuple[FacetValue, ...]) -> tuple[YearLink, ...]:
    """Return links to the documents of each year, given as values of the year facet, in order of time."""
    ordered = sorted(values, key=lambda value: value.value)
    return tuple(
        YearLink(
            value.label,
            value.count,
            new_search_address(filters=with_period(SearchRequest(), value.value).filters),
        )
        for value in ordered
    )


def example_questions(
    facets: Mapping[str, tuple[FacetValue, ...]], frequent_subjects: Iterable[str]
) -> tuple[ExampleQuestion, ...]:
    """Return at most ``EXAMPLES`` questions, made from topics, subjects, correspondents and years.

    Args:
        facets: the values of the facets by name, the most frequent first.
    """
    topics = facets.get("topic", ())
    wide = {topic.broader for topic in topics}
    senders = [value.label for value in facets.get("sender", ())]
    recipients = [value.label for value in facets.get("recipient", ())]
    busiest = max(facets.get("year", ()), key=lambda value: value.count, default=None)
    texts = [topic.label for topic in topics if topic.value not in wide][:3]
    texts += list(frequent_subjects)[: EXAMPLES - 1 - len(texts)]
    if senders and recipients and busiest:
        texts.append(f"{senders[0]} to {first_other(senders[0], recipients)} {busiest.label}")
    return tuple(ExampleQuestion(text, new_search_address(text)) for text in dict.fromkeys(texts[:EXAMPLES]))


def first_other(name: str, names: list[str]) -> str:
    """Return the first of the names that differs from ``name``; the first name if none does.

    Raises:
        IndexError: there are no names.
    """
    return next((other for other in names if other != name), names[0])
