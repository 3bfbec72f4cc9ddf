"""How things are said on the pages: days, months, kinds, roles, certainty."""

from __future__ import annotations

from datetime import date
from typing import Final

from corpus.model import DateSpan
from search.messages import ngettext_noop
from web.languages import Period
from web.texts import Shown, Text, arranged, joined

KIND_NAMES: Final = {
    "document": Text("Document"),
    "note": Text("Editors’ note"),
    "introduction": Text("Editors’ introduction"),
    "biography": Text("Biography"),
    "glossary": Text("Glossary"),
}
KINDS_NAMES: Final = {
    "document": Text("Documents"),
    "note": Text("Editors’ notes"),
    "introduction": Text("Editors’ introductions"),
    "biography": Text("Biographies"),
    "glossary": Text("Glossary entries"),
}
CERTAINTIES: Final[dict[str, Shown]] = {
    "exact": "",
    "inferred": Text("supplied by the editors"),
    "approximate": Text("approximate"),
    "uncertain": Text("uncertain"),
}
YEAR_SOURCES: Final[dict[str, Shown]] = {
    "dateline": "",
    "editors": Text("year supplied by the editors"),
    "chapter": Text("year from the chapter it stands in"),
}
MEDIA: Final = {
    "letter": Text("Letter"),
    "telegram": Text("Telegram"),
    "cipher": Text("Cipher"),
    "phonegram": Text("Phonegram"),
    "memorandum": Text("Memorandum"),
    "despatch": Text("Despatch"),
    "note": Text("Note"),
}
COUNTED: Final = {
    "hit": ngettext_noop("%(count)s hit", "%(count)s hits"),
    "entry": ngettext_noop("%(count)s entry", "%(count)s entries"),
    "unit": ngettext_noop("%(count)s unit", "%(count)s units"),
    "document": ngettext_noop("%(count)s document", "%(count)s documents"),
    "note": ngettext_noop("%(count)s editors’ note", "%(count)s editors’ notes"),
    "introduction": ngettext_noop("%(count)s introduction", "%(count)s introductions"),
    "biography": ngettext_noop("%(count)s biography", "%(count)s biographies"),
    "glossary": ngettext_noop("%(count)s glossary entry", "%(count)s glossary entries"),
    "judgement": ngettext_noop("%(count)s judgement", "%(count)s judgements"),
}


def spoken_day(day: date) -> Text:
    """Write a day as "2 June 1932"."""
    return arranged("%(day)s", day=day)


def spoken_period(period: str) -> Shown:
    """Write the year or month of ``1932`` or ``1932-06``: "June 1932"."""
    year, _, month = period.partition("-")
    if not month:
        return year.lstrip("0")
    return arranged("%(period)s", period=Period(int(year), int(month)))


def counted(count: int, noun: str) -> Text:
    """Write "1 letter", "1,204 letters"; the nouns are those of ``COUNTED``."""
    return Text(COUNTED[noun], {"count": count})


def spoken_medium(medium: str) -> Shown:
    """Name a medium, with a capital."""
    return MEDIA[medium] if medium in MEDIA else medium[:1].upper() + medium[1:]


def date_remark(span: DateSpan) -> Shown:
    """Say how sure a date is and where its year came from; empty where the print says it all."""
    remarks = [CERTAINTIES[span.certainty], YEAR_SOURCES[span.year_source]]
    if span.certainty == "inferred" and span.year_source == "editors":
        remarks.pop()
    return joined("; ", [remark for remark in remarks if remark])


def date_bounds(span: DateSpan) -> Shown:
    """Say between which days a date lies, where it is not one day."""
    first, last = span.stated
    if first and last:
        return Text("%(first)s to %(last)s", {"first": first, "last": last}) if first != last else ""
    if first:
        return Text("not before %(day)s", {"day": first})
    return Text("not after %(day)s", {"day": last}) if last else ""
