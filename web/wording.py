"""How things are said on the pages: days, months, kinds, roles, certainty."""

from __future__ import annotations

from datetime import date
from typing import Final

from corpus.model import DateSpan

MONTH_NAMES: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
KIND_NAMES: Final = {
    "document": "Document",
    "note": "Editors’ note",
    "introduction": "Editors’ introduction",
    "biography": "Biography",
    "glossary": "Glossary",
}
KINDS_NAMES: Final = {
    "document": "Documents",
    "note": "Editors’ notes",
    "introduction": "Editors’ introductions",
    "biography": "Biographies",
    "glossary": "Glossary entries",
}
CERTAINTIES: Final = {
    "exact": "",
    "inferred": "supplied by the editors",
    "approximate": "approximate",
    "uncertain": "uncertain",
}
YEAR_SOURCES: Final = {
    "dateline": "",
    "editors": "year supplied by the editors",
    "chapter": "year from the chapter it stands in",
}


def spoken_day(day: date) -> str:
    """Write a day as "2 June 1932"."""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def spoken_period(period: str) -> str:
    """Write the year or month of ``1932`` or ``1932-06``: "June 1932"."""
    year, _, month = period.partition("-")
    return f"{MONTH_NAMES[int(month) - 1]} {year}" if month else year


def counted(count: int, one: str, many: str | None = None) -> str:
    """Write "1 letter", "1,204 letters"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def date_remark(span: DateSpan) -> str:
    """Say how sure a date is and where its year came from; empty where the print says it all."""
    if span.certainty == "inferred" and span.year_source == "editors":
        return CERTAINTIES["inferred"]
    remarks = (CERTAINTIES[span.certainty], YEAR_SOURCES[span.year_source])
    return "; ".join(remark for remark in remarks if remark)


def date_bounds(span: DateSpan) -> str:
    """Say between which days a date lies, where it is not one day."""
    if span.earliest and span.latest:
        return (
            ""
            if span.earliest == span.latest
            else f"{spoken_day(span.earliest)} to {spoken_day(span.latest)}"
        )
    if span.earliest:
        return f"not before {spoken_day(span.earliest)}"
    return f"not after {spoken_day(span.latest)}" if span.latest else ""
