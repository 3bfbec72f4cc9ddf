"""The pool of a question: the top hits of every search mode, interleaved so that none shows its origin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from typing import get_args

from markupsafe import Markup

from corpus.model import Unit
from exports.addresses import unit_address, with_question
from search.model import Hit, Mode, SearchRequest
from web.hits import abstract_label, eyebrow, passage_html
from web.html_rendering import render_highlighted
from web.pages import existing_units
from web.query_highlights import make_highlighter
from web.site import Site
from web.texts import DisplayText, LazyText


@dataclass(frozen=True, slots=True)
class JudgingCard:
    """A unit to be graded.

    ``grade`` is the chosen grade ("" if none), ``other_grade`` the one that someone else has saved since;
    ``address`` is empty if the index has no such unit.
    """

    id: str
    eyebrow: DisplayText
    title: str
    language: str
    address: str
    passage: Markup
    abstract: DisplayText
    """Whose abstract the passage is quoted from; "" for the letter's own words."""
    paragraphs: tuple[Markup, ...]
    grade: str = ""
    other_grade: str = ""


def make_pool(site: Site, request: SearchRequest) -> tuple[Hit, ...]:
    """Return the top ``pool_depth`` hits of every search mode, interleaved, each unit once."""
    depth = site.settings.pool_depth
    pool_request = replace(
        request, group="none", sort="relevance", limit=depth, cursor=None, include=frozenset()
    )
    return interleave(site.searcher.search(replace(pool_request, mode=mode)).hits for mode in get_args(Mode))


def interleave(rankings: Iterable[Sequence[Hit]]) -> tuple[Hit, ...]:
    """Return the first hit of each ranking, then the second of each, and so on, each unit once."""
    hits_by_id: dict[str, Hit] = {}
    for hit in chain.from_iterable(zip_longest(*rankings)):
        if hit is not None:
            hits_by_id.setdefault(hit.unit.id, hit)
    return tuple(hits_by_id.values())


def make_cards(
    site: Site, text: str, pool: Iterable[Hit], other_ids: Iterable[str]
) -> tuple[JudgingCard, ...]:
    """Return the cards of the pool, then those of other units, each unit once.

    Units that the index does not have get a card that says so.
    """
    hits = {hit.unit.id: hit for hit in pool}
    ids = tuple(dict.fromkeys((*hits, *other_ids)))
    units = {**existing_units(site, (id for id in ids if id not in hits))}
    units |= {id: hit.unit for id, hit in hits.items()}
    parents = existing_units(site, {unit.parent for unit in units.values() if unit.parent})
    return tuple(
        make_card(site, units[id], hits.get(id), parents, text) if id in units else missing_card(id)
        for id in ids
    )


def make_card(site: Site, unit: Unit, hit: Hit | None, parents: dict[str, Unit], text: str) -> JudgingCard:
    """Return a unit's card: its best passage (or its first paragraph) and its full text."""
    highlight = make_highlighter(site.searcher, text, unit)
    paragraphs = tuple(
        render_highlighted(paragraph.text, highlight(paragraph.text)) for paragraph in unit.paragraphs
    )
    quoted = passage_html(hit.passages[0]) if hit and hit.passages else next(iter(paragraphs), Markup())
    return JudgingCard(
        id=unit.id,
        eyebrow=eyebrow(unit, parents.get(unit.parent or "")),
        title=unit.title,
        language=unit.language,
        address=with_question(unit_address(unit.id), text),
        passage=quoted,
        abstract=abstract_label(unit, hit.passages[0].part if hit and hit.passages else "text"),
        paragraphs=() if (quoted,) == paragraphs else paragraphs,
    )


def missing_card(id: str) -> JudgingCard:
    """Return the card of a judged unit that the index does not have."""
    return JudgingCard(id, LazyText("Not in this index"), id, "", "", Markup(), abstract="", paragraphs=())
