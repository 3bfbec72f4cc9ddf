"""What the printed index says about pages: the names it lists on them, and how well recovered pages agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from corpus.model import IndexEntry
from corpus.persons.names import surname
from corpus.persons.person_index import PersonIndex, parse_person_heading

from .alignment import Alignment, NamedPage, name_pattern
from .layout import LayoutLine, page_number


def named_pages(
    index: Sequence[IndexEntry], person_index: PersonIndex | None = None
) -> tuple[NamedPage, ...]:
    """Return the pages the index lists for persons, and for subjects that are a single proper name."""
    named = []
    for entry in index:
        names = _names(entry, person_index)
        for locator in entry.locators if names else ():
            named += [NamedPage(names, page, locator.note) for page in locator.pages]
    return tuple(named)


def checked_names(
    index: Sequence[IndexEntry], person_index: PersonIndex | None = None
) -> tuple[NamedPage, ...]:
    """Return the index's references to persons on pages (not in notes), which evaluate recovered pages."""
    persons = [entry for entry in index if parse_person_heading(entry.heading)]
    return tuple(page for page in named_pages(persons, person_index) if page.note is None)


def count_agreeing(layout: Sequence[LayoutLine], alignment: Alignment, checked: Sequence[NamedPage]) -> int:
    """Return how many references name a page on which the name really occurs."""
    texts: defaultdict[str | None, list[str]] = defaultdict(list)
    for line in layout:
        texts[alignment.page_of(line.number)].append(line.text)
    pages = {label: " ".join(page_texts) for label, page_texts in texts.items()}
    return sum(bool(name_pattern(named.names).search(pages.get(named.page, ""))) for named in checked)


def _names(entry: IndexEntry, person_index: PersonIndex | None) -> tuple[str, ...]:
    """Return the spellings of an index heading to search for; () for a heading that is not a name."""
    heading = parse_person_heading(entry.heading)
    if heading:
        person = person_index.resolve(heading) if person_index else None
        spellings = [heading, *((person.name, *person.variants) if person else ())]
        return tuple(dict.fromkeys(surname(name) for name in spellings if len(surname(name)) > 2))
    word = entry.heading.partition(",")[0].partition(" (")[0].strip()
    is_name = entry.subheading is None and " " not in word and word[:1].isupper()
    return (word,) if is_name and page_number(word) is None else ()
