"""The pool of a question: the first hits of every way of searching, mixed so that none shows who found it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from typing import get_args

from markupsafe import Markup

from corpus.model import Unit
from exports.addresses import unit_address, with_question
from search.model import Hit, Mode, SearchRequest
from web.hits import eyebrow, passage_html
from web.html_rendering import render_highlighted
from web.pages import existing_units
from web.query_highlights import make_highlighter
from web.site import Site
from web.texts import DisplayText


@dataclass(frozen=True, slots=True)
class JudgingCard:
    """A unit put before a judge.

    ``grade`` is what is chosen ("" for nothing yet); ``other`` the grade somebody else has saved meanwhile;
    ``address`` is empty where the index has no such unit.
    """

    id: str
    eyebrow: DisplayText
    title: str
    address: str
    passage: Markup
    is_abstract: bool
    paragraphs: tuple[Markup, ...]
    grade: str = ""
    other_grade: str = ""


def make_pool(site: Site, request: SearchRequest) -> tuple[Hit, ...]:
    """Ask in every mode and mix what comes first, each unit once."""
    depth = site.settings.pool_depth
    asked = replace(request, group="none", sort="relevance", limit=depth, cursor=None, include=frozenset())
    return interleave(site.searcher.search(replace(asked, mode=mode)).hits for mode in get_args(Mode))


def interleave(rankings: Iterable[Sequence[Hit]]) -> tuple[Hit, ...]:
    """Take the first of each ranking, then the second of each, and so on; each unit once."""
    taken: dict[str, Hit] = {}
    for hit in chain.from_iterable(zip_longest(*rankings)):
        if hit is not None:
            taken.setdefault(hit.unit.id, hit)
    return tuple(taken.values())


def make_cards(site: Site, text: str, pool: Iterable[Hit], others: Iterable[str]) -> tuple[JudgingCard, ...]:
    """Put the pool before a judge, and after it the units that no search has shown."""
    hits = {hit.unit.id: hit for hit in pool}
    ids = tuple(dict.fromkeys((*hits, *others)))
    units = {**existing_units(site, (id for id in ids if id not in hits))}
    units |= {id: hit.unit for id, hit in hits.items()}
    parents = existing_units(site, {unit.parent for unit in units.values() if unit.parent})
    return tuple(
        make_card(site, units[id], hits.get(id), parents, text) if id in units else missing_card(id)
        for id in ids
    )


def make_card(site: Site, unit: Unit, hit: Hit | None, parents: dict[str, Unit], text: str) -> JudgingCard:
    """Put a unit before a judge: its best passage, or its beginning, and all of its text."""
    highlight = make_highlighter(site.searcher, text, unit)
    paragraphs = tuple(
        render_highlighted(paragraph.text, highlight(paragraph.text)) for paragraph in unit.paragraphs
    )
    quoted = passage_html(hit.passages[0]) if hit and hit.passages else next(iter(paragraphs), Markup())
    return JudgingCard(
        id=unit.id,
        eyebrow=eyebrow(unit, parents.get(unit.parent or "")),
        title=unit.title,
        address=with_question(unit_address(unit.id), text),
        passage=quoted,
        is_abstract=bool(hit and hit.passages and hit.passages[0].part == "abstract"),
        paragraphs=() if (quoted,) == paragraphs else paragraphs,
    )


def missing_card(id: str) -> JudgingCard:
    """Keep the place of a unit that was judged and is not in this index."""
    return JudgingCard(id, "Not in this index", id, "", Markup(), is_abstract=False, paragraphs=())
