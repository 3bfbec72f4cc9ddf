"""A unit laid out for reading: its paragraphs set, its notes beside the paragraphs that call them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from markupsafe import Markup

from corpus.model import Paragraph, ParagraphStyle, Unit
from exports.addresses import unit_address
from search.model import UnitView
from web.glosses import Explainer
from web.html_rendering import Link, Setting, note_fragment, page_break, typeset
from web.tables import Table, set_table

Highlighter: TypeAlias = Callable[[str], tuple[tuple[int, int], ...]]
PrintedReference: TypeAlias = tuple[str, int, int, int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class SetParagraph:
    """A paragraph ready for the page; ``anchor`` is its fragment (empty in notes)."""

    html: Markup
    style: ParagraphStyle
    anchor: str = ""
    table: Table | None = None
    cards: frozenset[str] = frozenset()
    """The explanations its words call."""


@dataclass(frozen=True, slots=True)
class SetNote:
    """A note ready for the page; ``back`` is the fragment of its marker, None where the print has none."""

    fragment: str
    number: str
    paragraphs: tuple[SetParagraph, ...]
    back: str | None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph that calls notes and the ones after it that call none, with those notes beside them."""

    paragraphs: tuple[SetParagraph, ...]
    notes: tuple[SetNote, ...]

    @property
    def cards(self) -> frozenset[str]:
        """The explanations its words call."""
        noted = (paragraph for note in self.notes for paragraph in note.paragraphs)
        return frozenset(card for paragraph in (*self.paragraphs, *noted) for card in paragraph.cards)


@dataclass(slots=True)
class _Growing:
    paragraphs: list[SetParagraph] = field(default_factory=list)
    notes: list[SetNote] = field(default_factory=list)


def lay_out(view: UnitView, highlight: Highlighter, explainer: Explainer) -> tuple[Block, ...]:
    """Lay out a unit: blocks in the order of the print; notes that no marker calls stand by the last."""
    notes = {note.id: note for note in view.notes}
    placed: set[str] = set()
    blocks: list[_Growing] = []
    page: str | None = None
    for place, paragraph in enumerate(view.unit.paragraphs):
        called = [
            id
            for id in dict.fromkeys(marker.note for marker in paragraph.markers)
            if id in notes and id not in placed
        ]
        if called or not blocks:
            blocks.append(_Growing())
        links = with_explained(reference_links(view.references, place), paragraph.text, explainer)
        setting = Setting(links, highlight(paragraph.text), anchored=frozenset(id for id in called if id))
        blocks[-1].paragraphs.append(_set(paragraph, setting, place, turned=paragraph.page != page))
        blocks[-1].notes += [
            set_note(notes[id], view, highlight, explainer, called=True) for id in called if id
        ]
        placed |= {id for id in called if id}
        page = paragraph.breaks[-1][1] if paragraph.breaks else paragraph.page
    left = [
        set_note(note, view, highlight, explainer, called=False)
        for id, note in notes.items()
        if id not in placed
    ]
    if left:
        blocks = blocks or [_Growing()]
        blocks[-1].notes += left
    return tuple(Block(tuple(block.paragraphs), tuple(block.notes)) for block in blocks)


def set_note(
    note: Unit, view: UnitView, highlight: Highlighter, explainer: Explainer, *, called: bool
) -> SetNote:
    """Set a note of the unit in view."""
    references = view.note_references.get(note.id, ())
    fragment = note_fragment(note.id)
    return SetNote(
        fragment=fragment,
        number=note.number or fragment.lstrip("n"),
        paragraphs=tuple(
            _set_quietly(
                paragraph,
                with_explained(reference_links(references, place), paragraph.text, explainer),
                highlight,
            )
            for place, paragraph in enumerate(note.paragraphs)
        ),
        back=f"ref-{fragment}" if called else None,
    )


def reference_links(references: Iterable[PrintedReference], place: int) -> tuple[Link, ...]:
    """Make the editors' cross-references of paragraph ``place`` (from 0) links to their first target."""
    return tuple(
        Link(start, end, unit_address(targets[0]), printed)
        for printed, paragraph, start, end, targets in references
        if paragraph == place and targets
    )


def with_explained(links: tuple[Link, ...], text: str, explainer: Explainer) -> tuple[Link, ...]:
    """Add links to what explains names and terms, where no cross-reference stands."""
    explained = (
        Link(one.start, one.end, one.by.address, card=one.by.id)
        for one in explainer.find(text)
        if not any(link.start < one.end and one.start < link.end for link in links)
    )
    return (*links, *explained)


def _set_quietly(paragraph: Paragraph, links: tuple[Link, ...], highlight: Highlighter) -> SetParagraph:
    """Set a paragraph of a note: the margin marks the pages of the text it belongs to, not its own."""
    html = typeset(replace(paragraph, breaks=()), Setting(links, highlight(paragraph.text)))
    return SetParagraph(html, paragraph.style, cards=_cards(links))


def _set(paragraph: Paragraph, setting: Setting, place: int, *, turned: bool) -> SetParagraph:
    """Set a paragraph, with the mark of its page where that begins with it."""
    opening = page_break(paragraph.page) if turned and paragraph.page else Markup()
    table = set_table(paragraph, setting) if paragraph.style == "table" else None
    html = opening if table else opening + typeset(paragraph, setting)
    return SetParagraph(html, paragraph.style, f"p{place + 1}", table, _cards(setting.links))


def _cards(links: Iterable[Link]) -> frozenset[str]:
    return frozenset(link.card for link in links if link.card)
