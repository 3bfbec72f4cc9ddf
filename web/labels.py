"""Labels and formats of the pages: days, months, counts, kinds, media and remarks on dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from corpus.images import is_web_address
from corpus.model import DateSpan, PageImage
from corpus.rights import Rights
from search.access_messages import access_message
from search.messages import ngettext_noop
from web.languages import YearMonth
from web.texts import DisplayText, LazyText, format_lazy, join_lazy, lazy_message

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
    """Return a day, formatted in the reader's language: "2 June 1932" in English."""
    return format_lazy("%(day)s", day=day)


def format_period(period: str) -> DisplayText:
    """Return a year or month (``1932`` or ``1932-06``) in the reader's language: "1932", "June 1932"."""
    year, _, month = period.partition("-")
    if not month:
        return year.lstrip("0")
    return format_lazy("%(period)s", period=YearMonth(int(year), int(month)))


def format_count(count: int, noun: str) -> LazyText:
    """Return a count with its noun in the reader's language: "1 document".

    Raises:
        KeyError: the noun is not a key of ``COUNT_TEMPLATES``.
    """
    return LazyText(COUNT_TEMPLATES[noun], {"count": count})


def medium_label(medium: str) -> DisplayText:
    """Return the translated label of a medium; a medium without a label is only capitalized."""
    return MEDIUM_LABELS[medium] if medium in MEDIUM_LABELS else medium[:1].upper() + medium[1:]


def access_label(rights: Rights) -> DisplayText:
    """Return what may be shown of a unit: "metadata only", "under embargo until 1 March 2030"; "" for all."""
    message = access_message(rights)
    return lazy_message(message) if message else ""


def date_remark(span: DateSpan) -> DisplayText:
    """Return a remark on a date's certainty and the source of its year; "" if neither is remarkable."""
    remarks = [CERTAINTY_REMARKS[span.certainty], YEAR_SOURCE_REMARKS[span.year_source]]
    if span.certainty == "inferred" and span.year_source == "editors":
        remarks.pop()
    return join_lazy("; ", [remark for remark in remarks if remark])


def format_pages(pages: Sequence[str]) -> DisplayText:
    """Return the printed pages of a unit as "p. 115" or "pp. 114–116"; "" if there are none."""
    if not pages:
        return ""
    if pages[0] == pages[-1]:
        return LazyText("p. %(page)s", {"page": pages[0]})
    return LazyText("pp. %(first)s–%(last)s", {"first": pages[0], "last": pages[-1]})


def image_label(image: PageImage) -> DisplayText:
    """Return what an image is of, "page 3: image"; an image without an address is named by its file."""
    content: DisplayText = LazyText("image")
    if not is_web_address(image.url):
        content = image.url
    elif image.iiif == image.url:
        content = LazyText("IIIF manifest")
    if image.page is None:
        return content
    return LazyText("page %(page)s: %(image)s", {"page": image.page, "image": content})


def date_bounds(span: DateSpan) -> DisplayText:
    """Return the days between which a date lies; "" if it is a single day or has no bound."""
    first, last = span.stated
    if first and last:
        return LazyText("%(first)s to %(last)s", {"first": first, "last": last}) if first != last else ""
    if first:
        return LazyText("not before %(day)s", {"day": first})
    return LazyText("not after %(day)s", {"day": last}) if last else ""
