"""How things are said on the pages: days, months, kinds, roles, certainty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from corpus.model import DateSpan
from search.messages import ngettext_noop
from web.languages import YearMonth
from web.texts import DisplayText, LazyText, format_lazy, join_lazy

KIND_LABELS: Final = {
    "document": LazyText("Document"),
    "note": LazyText("Editors’ note"),
    "introduction": LazyText("Editors’ introduction"),
    "biography": LazyText("Biography"),
    "glossary": LazyText("Glossary"),
}
KIND_PLURAL_LABELS: Final = {
    "document": LazyText("Documents"),
    "note": LazyText("Editors’ notes"),
    "introduction": LazyText("Editors’ introductions"),
    "biography": LazyText("Biographies"),
    "glossary": LazyText("Glossary entries"),
}
CERTAINTY_REMARKS: Final[dict[str, DisplayText]] = {
    "exact": "",
    "inferred": LazyText("supplied by the editors"),
    "approximate": LazyText("approximate"),
    "uncertain": LazyText("uncertain"),
}
YEAR_SOURCE_REMARKS: Final[dict[str, DisplayText]] = {
    "dateline": "",
    "editors": LazyText("year supplied by the editors"),
    "chapter": LazyText("year taken from the chapter"),
}
MEDIUM_LABELS: Final = {
    "letter": LazyText("Letter"),
    "telegram": LazyText("Telegram"),
    "cipher": LazyText("Cipher"),
    "phonegram": LazyText("Phonegram"),
    "memorandum": LazyText("Memorandum"),
    "despatch": LazyText("Despatch"),
    "note": LazyText("Note"),
}
COUNT_TEMPLATES: Final = {
    "hit": ngettext_noop("%(count)s result", "%(count)s results"),
    "entry": ngettext_noop("%(count)s entry", "%(count)s entries"),
    "unit": ngettext_noop("%(count)s unit", "%(count)s units"),
    "document": ngettext_noop("%(count)s document", "%(count)s documents"),
    "note": ngettext_noop("%(count)s editors’ note", "%(count)s editors’ notes"),
    "introduction": ngettext_noop("%(count)s introduction", "%(count)s introductions"),
    "biography": ngettext_noop("%(count)s biography", "%(count)s biographies"),
    "glossary": ngettext_noop("%(count)s glossary entry", "%(count)s glossary entries"),
    "judgement": ngettext_noop("%(count)s judgement", "%(count)s judgements"),
}


def format_day(day: date) -> LazyText:
    """Write a day as "2 June 1932"."""
    return format_lazy("%(day)s", day=day)


def format_period(period: str) -> DisplayText:
    """Write the year or month of ``1932`` or ``1932-06``: "June 1932"."""
    year, _, month = period.partition("-")
    if not month:
        return year.lstrip("0")
    return format_lazy("%(period)s", period=YearMonth(int(year), int(month)))


def format_count(count: int, noun: str) -> LazyText:
    """Write "1 letter", "1,204 letters"; the nouns are those of ``COUNTED``."""
    return LazyText(COUNT_TEMPLATES[noun], {"count": count})


def medium_label(medium: str) -> DisplayText:
    """Name a medium, with a capital."""
    return MEDIUM_LABELS[medium] if medium in MEDIUM_LABELS else medium[:1].upper() + medium[1:]


def date_remark(span: DateSpan) -> DisplayText:
    """Say how sure a date is and where its year came from; empty where the print says it all."""
    remarks = [CERTAINTY_REMARKS[span.certainty], YEAR_SOURCE_REMARKS[span.year_source]]
    if span.certainty == "inferred" and span.year_source == "editors":
        remarks.pop()
    return join_lazy("; ", [remark for remark in remarks if remark])


def format_pages(pages: Sequence[str]) -> DisplayText:
    """Return the printed pages of a unit as "p. 115" or "pp. 114–116"; empty without pages."""
    if not pages:
        return ""
    if pages[0] == pages[-1]:
        return LazyText("p. %(page)s", {"page": pages[0]})
    return LazyText("pp. %(first)s–%(last)s", {"first": pages[0], "last": pages[-1]})


def date_bounds(span: DateSpan) -> DisplayText:
    """Say between which days a date lies, where it is not one day."""
    first, last = span.stated
    if first and last:
        return LazyText("%(first)s to %(last)s", {"first": first, "last": last}) if first != last else ""
    if first:
        return LazyText("not before %(day)s", {"day": first})
    return LazyText("not after %(day)s", {"day": last}) if last else ""
