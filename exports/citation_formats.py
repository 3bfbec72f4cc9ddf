"""Citations of a unit in MLA and APA style, and references for reference managers. Pure.

MLA Handbook (9th ed.) and APA (7th ed.) for a letter in an edited collection; BibTeX ``@incollection``; RIS
``CHAP``; CSL-JSON ``chapter`` (https://docs.citationstyles.org).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Final

from corpus.persons.names import display_name, parse_name
from exports.bibliography import BibliographicRecord
from exports.citation import EDITORS_NAMED_MAX, Citation, cite

LATEX: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "$": r"\$",
        "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    }
)  # fmt: skip
_BRACES: Final = str.maketrans({"{": "%7B", "}": "%7D"})
MEDIA_TYPES: Final = {
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csl.json": "application/vnd.citationstyles.csl+json",
}


def styles(record: BibliographicRecord) -> dict[str, Citation]:
    """Return the citations of a unit by name of the style: Chicago, MLA and APA."""
    return {"Chicago": cite(record), "MLA": _mla(record), "APA": _apa(record)}


def write_references(suffix: str, records: Iterable[BibliographicRecord]) -> str:
    """Return references in a format, given by its suffix.

    Raises:
        KeyError: the suffix is not ``bib``, ``ris`` or ``csl.json``.
    """
    if suffix == "csl.json":
        return json.dumps([_csl(record) for record in records], ensure_ascii=False, indent=2) + "\n"
    return "\n".join(map({"bib": _bibtex, "ris": _ris}[suffix], records))


def _mla(record: BibliographicRecord) -> Citation:
    title, edition = f"“{record.unit.title}.” ", record.edition
    before = f"{_stopped(_mla_names(record.authors))} {title}" if record.authors else title
    parts = (
        f"edited by {_joined_names(edition.editors)}" if edition.editors else "",
        edition.publisher,
        edition.year,
        _pages(record),
    )
    return Citation(before, edition.title, "".join(f", {part}" for part in parts if part) + ".")


def _apa(record: BibliographicRecord) -> Citation:
    title, edition = record.unit.title, record.edition
    year = f"({edition.year or 'n.d.'})"
    who = f"{_stopped(_apa_names(record.authors))} {year}. " if record.authors else ""
    opening = f"{who}{title}." if who else f"{title}. {year}."
    editors = _joined_names(edition.editors)
    in_whom = f" In {editors} ({'Ed.' if len(edition.editors) == 1 else 'Eds.'}), " if editors else " In "
    locus = f" ({pages})" if (pages := _pages(record)) else ""
    publisher = f" {edition.publisher}." if edition.publisher else ""
    return Citation(opening + in_whom, edition.title, f"{locus}.{publisher}")


def _bibtex(record: BibliographicRecord) -> str:
    unit, edition = record.unit, record.edition
    fields = {
        "author": " and ".join(record.authors),
        "title": unit.title,
        "booktitle": edition.title,
        "editor": " and ".join(edition.editors),
        "publisher": edition.publisher,
        "address": edition.place,
        "year": edition.year,
        "pages": record.page_range("--"),
        "note": record.note,
        "url": record.address,
    }
    lines = [
        f"  {name} = {{{value.translate(_BRACES) if name == 'url' else _escaped(value)}}}"
        for name, value in fields.items()
        if value
    ]
    body = ",\n".join(lines)
    key = re.sub(r"[^\w.:-]", "-", unit.id.replace("/", ":"))
    return f"@incollection{{{key},\n{body}\n}}\n"


def _ris(record: BibliographicRecord) -> str:
    unit, edition = record.unit, record.edition
    lines = [
        ("TY", "CHAP"),
        *(("AU", name) for name in record.authors),
        ("TI", unit.title),
        ("T2", edition.title),
        *(("ED", name) for name in edition.editors),
        ("PB", edition.publisher),
        ("CY", edition.place),
        ("PY", edition.year),
        ("SP", record.first_page),
        ("EP", record.last_page),
        ("N1", record.note),
        ("AN", record.archive),
        ("LA", unit.language),
        ("UR", record.address),
        ("ID", unit.id),
    ]
    formatted = [f"{tag}  - {' '.join(value.split())}" for tag, value in lines if value]
    return "\r\n".join([*formatted, "ER  - ", ""])


def _csl(record: BibliographicRecord) -> dict[str, object]:
    unit, edition = record.unit, record.edition
    item = {
        "id": unit.id,
        "type": "chapter",
        "author": [_csl_name(name) for name in record.authors],
        "title": unit.title,
        "container-title": edition.title,
        "editor": [_csl_name(name) for name in edition.editors],
        "publisher": edition.publisher,
        "publisher-place": edition.place,
        "issued": {"date-parts": [[edition.year]]} if edition.year else None,
        "original-date": _csl_date(record),
        "page": record.page_range(),
        "genre": unit.medium,
        "archive_location": record.archive,
        "note": record.note,
        "language": unit.language,
        "URL": record.address,
    }
    return {name: value for name, value in item.items() if value}


def _csl_name(name: str) -> dict[str, str]:
    parts = parse_name(name)
    if not parts.given:
        return {"literal": name}
    names = {"family": parts.family, "given": parts.given, "suffix": parts.suffix}
    return {part: value for part, value in names.items() if value}


def _csl_date(record: BibliographicRecord) -> dict[str, object] | None:
    ends = [day for day in dict.fromkeys(record.bounds) if day]
    return {"date-parts": [[day.year, day.month, day.day] for day in ends]} if all(record.bounds) else None


def _pages(record: BibliographicRecord) -> str:
    pages = record.page_range()
    return f"{'pp.' if len(set(record.unit.pages)) > 1 else 'p.'} {pages}" if pages else ""


def _escaped(value: str) -> str:
    return re.sub(r"\s+", " ", value).translate(LATEX)


def _stopped(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _joined_names(names: Iterable[str]) -> str:
    """Return names in reading order: "A. Orr, B. Lund and C. Day"; "" if there are none.

    More than ``EDITORS_NAMED_MAX`` are shortened to "R. W. Davies et al."
    """
    display_names = [display_name(name) for name in names]
    if len(display_names) > EDITORS_NAMED_MAX:
        return f"{display_names[0]} et al."
    if len(display_names) < 2:
        return "".join(display_names)
    return " and ".join((", ".join(display_names[:-1]), display_names[-1]))


def _mla_names(names: Sequence[str]) -> str:
    if len(names) > 2:
        return f"{names[0]}, et al."
    return names[0] if len(names) == 1 else f"{names[0]}, and {display_name(names[1])}"


def _apa_names(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])}, & {names[-1]}"
