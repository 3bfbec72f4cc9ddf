"""How things are said on the pages: days, months, kinds, roles, certainty."""

from __future__ import annotations

from datetime import date
from typing import Final

from babel.dates import format_date

from corpus.model import DateSpan
from web.languages import chosen_language, gettext, later, later_counted, ngettext

KIND_NAMES: Final = {
    "document": later("Document"),
    "note": later("Editors’ note"),
    "introduction": later("Editors’ introduction"),
    "biography": later("Biography"),
    "glossary": later("Glossary"),
}
KINDS_NAMES: Final = {
    "document": later("Documents"),
    "note": later("Editors’ notes"),
    "introduction": later("Editors’ introductions"),
    "biography": later("Biographies"),
    "glossary": later("Glossary entries"),
}
CERTAINTIES: Final = {
    "exact": "",
    "inferred": later("supplied by the editors"),
    "approximate": later("approximate"),
    "uncertain": later("uncertain"),
}
YEAR_SOURCES: Final = {
    "dateline": "",
    "editors": later("year supplied by the editors"),
    "chapter": later("year from the chapter it stands in"),
}
MEDIA: Final = {
    "letter": later("Letter"),
    "telegram": later("Telegram"),
    "cipher": later("Cipher"),
    "phonegram": later("Phonegram"),
    "memorandum": later("Memorandum"),
    "despatch": later("Despatch"),
    "note": later("Note"),
}
COUNTED: Final = {
    "hit": later_counted("%(count)s hit", "%(count)s hits"),
    "entry": later_counted("%(count)s entry", "%(count)s entries"),
    "unit": later_counted("%(count)s unit", "%(count)s units"),
    "document": later_counted("%(count)s document", "%(count)s documents"),
    "note": later_counted("%(count)s editors’ note", "%(count)s editors’ notes"),
    "introduction": later_counted("%(count)s introduction", "%(count)s introductions"),
    "biography": later_counted("%(count)s biography", "%(count)s biographies"),
    "glossary": later_counted("%(count)s glossary entry", "%(count)s glossary entries"),
    "judgement": later_counted("%(count)s judgement", "%(count)s judgements"),
}


def spoken_day(day: date) -> str:
    """Write a day as "2 June 1932"."""
    return format_date(day, "d MMMM y", locale=chosen_language())


def spoken_period(period: str) -> str:
    """Write the year or month of ``1932`` or ``1932-06``: "June 1932"."""
    year, _, month = period.partition("-")
    if not month:
        return year.lstrip("0")
    return format_date(date(int(year), int(month), 1), "LLLL y", locale=chosen_language())


def counted(count: int, noun: str) -> str:
    """Write "1 letter", "1,204 letters"; the nouns are those of ``COUNTED``."""
    return ngettext(*COUNTED[noun], count)


def spoken_medium(medium: str) -> str:
    """Name a medium, with a capital."""
    return gettext(MEDIA[medium]) if medium in MEDIA else medium[:1].upper() + medium[1:]


def date_remark(span: DateSpan) -> str:
    """Say how sure a date is and where its year came from; empty where the print says it all."""
    remarks = [CERTAINTIES[span.certainty], YEAR_SOURCES[span.year_source]]
    if span.certainty == "inferred" and span.year_source == "editors":
        remarks.pop()
    return "; ".join(gettext(remark) for remark in remarks if remark)


def date_bounds(span: DateSpan) -> str:
    """Say between which days a date lies, where it is not one day."""
    if span.earliest and span.latest:
        if span.earliest == span.latest:
            return ""
        first, last = spoken_day(span.earliest), spoken_day(span.latest)
        return gettext("%(first)s to %(last)s", first=first, last=last)
    if span.earliest:
        return gettext("not before %(day)s", day=spoken_day(span.earliest))
    return gettext("not after %(day)s", day=spoken_day(span.latest)) if span.latest else ""
