"""The citation of a unit in a footnote, in the style of The Chicago Manual of Style. Pure.

"Kaganovich to Stalin, 2 June 1932, in Davies et al. (eds.), The Stalin–Kaganovich Correspondence 1931–36
(New Haven: Yale University Press, 2003), document 24, pp. 114–16."
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from corpus.model import Edition, Unit
from corpus.persons.names import surname
from corpus.unit_id import UnitId
from exports.bibliography import BibliographicRecord

EDITORS_NAMED_MAX: Final = 3


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation in three parts, because the ``title`` in the middle is set in italics.

    That of an entry of a calendar is followed by its ``source``, the citation of the printed edition.
    """

    before: str
    title: str
    after: str
    source: Citation | None = None

    def __str__(self) -> str:
        return f"{self.before}{self.title}{self.after}{f' {self.source}' if self.source else ''}"


def cite(record: BibliographicRecord) -> Citation:
    """Return the citation of a unit in the footnote style of The Chicago Manual of Style."""
    edition = record.edition
    if not record.unit.is_abstract:
        return _cite(_subject(record.unit), _locus(record.unit), edition, edition.editors, record.pages)
    authors = ", ".join(author.name for author in record.authors)
    title = record.title[:1].lower() + record.title[1:] if authors else record.title
    editors = [editor.name for editor in record.editors]
    subject = f"{authors}, {title}" if authors else title
    locus = _locus(record.unit, "entry" if record.unit.abstract_source else "document")
    citation = _cite(subject, locus, edition, editors, record.pages)
    return replace(citation, source=cite_source(record))


def cite_source(record: BibliographicRecord) -> Citation | None:
    """Return the citation of the letter that an entry of a calendar is an abstract of; None if unknown."""
    letter = record.source
    if letter is None:
        return None
    locus = _locus(letter.unit) or "letter"
    return _cite(f"Source: {locus}", "", letter.edition, letter.edition.editors, letter.pages)


def _cite(
    subject: str, locus: str, edition: Edition, editors: Sequence[str], pages: tuple[str, ...]
) -> Citation:
    names = editors_text(editors)
    imprint = imprint_text(edition)
    tail = [part for part in (locus, pages_text(pages)) if part]
    return Citation(
        before=f"{subject}, in {names + ', ' if names else ''}",
        title=edition.title,
        after=f"{f' ({imprint})' if imprint else ''}{''.join(f', {part}' for part in tail)}.",
    )


def editors_text(editors: Sequence[str]) -> str:
    """Return the editors by surname: "Davies (ed.)", "Orr and Lund (eds.)", "Davies et al. (eds.)".

    More than ``EDITORS_NAMED_MAX`` are shortened to "et al."; "" if there are none.
    """
    names = [surname(name) for name in editors]
    if not names:
        return ""
    if len(names) == 1:
        return f"{names[0]} (ed.)"
    if len(names) > EDITORS_NAMED_MAX:
        return f"{names[0]} et al. (eds.)"
    last_joint = " and " if len(names) == 2 else ", and "
    return f"{', '.join(names[:-1])}{last_joint}{names[-1]} (eds.)"


def imprint_text(edition: Edition) -> str:
    """Return place, publisher and year, if known: "New Haven: Yale University Press, 2003"; "" if none is."""
    house = ": ".join(part for part in (edition.place, edition.publisher) if part)
    return ", ".join(part for part in (house, edition.year) if part)


def pages_text(pages: tuple[str, ...]) -> str:
    """Return a unit's pages as "p. 115" or, abbreviated, "pp. 114–16"; "" if there are none."""
    if not pages:
        return ""
    if len(pages) == 1 or pages[0] == pages[-1]:
        return f"p. {pages[0]}"
    return f"pp. {pages[0]}–{shorten_last_page(pages[0], pages[-1])}"


def shorten_last_page(first: str, last: str) -> str:
    """Return the last page of a range, abbreviated: "16" for 114–116, "8" for 101–108, "205" for 200–205.

    The rule is that of the Chicago Manual of Style, 9.61; labels that are not numbers are not abbreviated.
    """
    both_numbers = first.isdigit() and last.isdigit()
    if not both_numbers or len(first) != len(last) or int(first) < 100 or int(first) % 100 == 0:
        return last
    if first[:-2] != last[:-2]:
        return last
    return last[-2:].lstrip("0") if int(first) % 100 < 10 else last[-2:]


def _subject(unit: Unit) -> str:
    return unit.title if unit.kind in ("document", "note") else f"“{unit.title}”"


def _locus(unit: Unit, document: str = "document") -> str:
    """Return a document's number or the kind of apparatus: "document 24", "glossary"; "" if neither fits.

    Args:
        document: what a document is called: the calendar's is an "entry".
    """
    if unit.kind == "document" and unit.number:
        return f"{f'appendix {document}' if UnitId(unit.id).is_appendix else document} {unit.number}"
    if unit.kind == "biography":
        return "biographical note"
    return "glossary" if unit.kind == "glossary" else ""
