"""Citations of a unit in MLA and APA style, and references for reference managers. Pure.

MLA Handbook (9th ed.) and APA (7th ed.) for a letter in an edited collection; BibTeX ``@incollection``; RIS
``CHAP``; CSL-JSON ``chapter`` (https://docs.citationstyles.org).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Final

from corpus.persons.names import PersonName, display_name, parse_name
from exports.bibliography import BibliographicRecord, Contributor
from exports.citation import EDITORS_NAMED_MAX, Citation, cite, cite_source

LATEX: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "$": r"\$",
        "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    }
)  # fmt: skip
_DIVIDES: Final = re.compile(r",|\band\b", re.IGNORECASE)
"""What would divide a name, or several, in BibTeX."""
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
    title, edition = f"“{record.title}.” ", record.edition
    before = f"{_stopped(_mla_names(record.authors))} {title}" if record.authors else title
    parts = (
        f"edited by {_joined_names(record.editors)}" if record.editors else "",
        edition.publisher,
        edition.year,
        _pages(record),
    )
    after = "".join(f", {part}" for part in parts if part) + "."
    return Citation(before, edition.title, after, cite_source(record))


def _apa(record: BibliographicRecord) -> Citation:
    title, edition = record.title, record.edition
    year = f"({edition.year or 'n.d.'})"
    who = f"{_stopped(_apa_names(record.authors))} {year}. " if record.authors else ""
    opening = f"{who}{title}." if who else f"{title}. {year}."
    editors = _joined_names(record.editors)
    in_whom = f" In {editors} ({'Ed.' if len(record.editors) == 1 else 'Eds.'}), " if editors else " In "
    locus = f" ({pages})" if (pages := _pages(record)) else ""
    publisher = f" {edition.publisher}." if edition.publisher else ""
    return Citation(opening + in_whom, edition.title, f"{locus}.{publisher}", cite_source(record))


def _bibtex(record: BibliographicRecord) -> str:
    unit, edition = record.unit, record.edition
    fields = {
        "author": " and ".join(map(_bibtex_name, record.authors)),
        "title": record.title,
        "booktitle": edition.title,
        "editor": " and ".join(map(_bibtex_name, record.editors)),
        "publisher": edition.publisher,
        "address": edition.place,
        "year": edition.year,
        "pages": record.page_range("--"),
        "note": _note(record),
        "url": record.address,
    }
    body = ",\n".join(f"  {name} = {{{_field(name, value)}}}" for name, value in fields.items() if value)
    key = re.sub(r"[^\w.:-]", "-", unit.id.replace("/", ":"))
    return f"@incollection{{{key},\n{body}\n}}\n"


def _field(name: str, value: str) -> str:
    """Return the value of a field of BibTeX; names are escaped already."""
    if name in ("author", "editor"):
        return value
    return value.translate(_BRACES) if name == "url" else _escaped(value)


def _bibtex_name(contributor: Contributor) -> str:
    """Return a name for BibTeX, "family, suffix, given"; one in braces is not divided."""
    name = _parts(contributor)
    parts = [part for part in (name.family, name.suffix, name.given) if part]
    return ", ".join(
        f"{{{_escaped(part)}}}" if contributor.is_body or _DIVIDES.search(part) else _escaped(part)
        for part in (parts if name.given else (name.inverted,))
    )


def _parts(contributor: Contributor) -> PersonName:
    """Return the parts of a name; a body has only one, and whatever looks like a body is a person here."""
    if contributor.is_body:
        return PersonName(contributor.name)
    parts = parse_name(contributor.name)
    if parts.given or ", " not in contributor.name:
        return parts
    family, _, given = contributor.name.partition(", ")
    return parts if parts.suffix else PersonName(family, given)


def _ris_name(contributor: Contributor) -> str:
    """Return a name for RIS, in which a comma divides it: a body has none."""
    return contributor.name.replace(", ", " – ") if contributor.is_body else _parts(contributor).inverted


def _note(record: BibliographicRecord) -> str:
    """Return what has no field of its own: number and date or, of an entry of a calendar, its source."""
    source = cite_source(record)
    return "; ".join(part for part in (record.note, str(source or "").rstrip(".")) if part)


def _ris(record: BibliographicRecord) -> str:
    unit, edition = record.unit, record.edition
    lines = [
        ("TY", "CHAP"),
        *(("AU", _ris_name(author)) for author in record.authors),
        ("TI", record.title),
        ("T2", edition.title),
        *(("ED", _ris_name(editor)) for editor in record.editors),
        ("PB", edition.publisher),
        ("CY", edition.place),
        ("PY", edition.year),
        ("SP", record.first_page),
        ("EP", record.last_page),
        ("N1", _note(record)),
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
        "author": list(map(_csl_name, record.authors)),
        "title": record.title,
        "container-title": edition.title,
        "editor": list(map(_csl_name, record.editors)),
        "publisher": edition.publisher,
        "publisher-place": edition.place,
        "issued": {"date-parts": [[edition.year]]} if edition.year else None,
        "original-date": _csl_date(record),
        "page": record.page_range(),
        "genre": unit.medium,
        "archive_location": record.archive,
        "note": _note(record),
        **_csl_original(record.source),
        "language": unit.language,
        "URL": record.address,
    }
    return {name: value for name, value in item.items() if value}


def _csl_original(letter: BibliographicRecord | None) -> dict[str, object]:
    """Return the variables for the letter that an entry of a calendar is an abstract of."""
    if letter is None:
        return {}
    return {
        "original-author": list(map(_csl_name, letter.authors)),
        "original-title": f"{letter.title}, in {letter.edition.title}",
        "original-publisher": letter.edition.publisher,
        "original-publisher-place": letter.edition.place,
    }


def _csl_name(contributor: Contributor) -> dict[str, str]:
    parts = _parts(contributor)
    if not parts.given:
        return {"literal": contributor.name}
    names = {"family": parts.family, "given": parts.given, "suffix": parts.suffix}
    return {part: value for part, value in names.items() if value}


def _csl_date(record: BibliographicRecord) -> dict[str, object] | None:
    ends = [day for day in dict.fromkeys(record.bounds) if day]
    return {"date-parts": [[day.year, day.month, day.day] for day in ends]} if all(record.bounds) else None


def _pages(record: BibliographicRecord) -> str:
    pages = record.page_range()
    return f"{'pp.' if len(set(record.pages)) > 1 else 'p.'} {pages}" if pages else ""


def _escaped(value: str) -> str:
    return re.sub(r"\s+", " ", value).translate(LATEX)


def _stopped(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _joined_names(names: Iterable[Contributor]) -> str:
    """Return names in reading order: "A. Orr, B. Lund and C. Day"; "" if there are none.

    More than ``EDITORS_NAMED_MAX`` are shortened to "R. W. Davies et al."
    """
    display_names = list(map(_display, names))
    if len(display_names) > EDITORS_NAMED_MAX:
        return f"{display_names[0]} et al."
    if len(display_names) < 2:
        return "".join(display_names)
    return " and ".join((", ".join(display_names[:-1]), display_names[-1]))


def _display(contributor: Contributor) -> str:
    """Return a name in reading order; that of a body as it is."""
    return contributor.name if contributor.is_body else display_name(contributor.name)


def _mla_names(authors: Sequence[Contributor]) -> str:
    first = authors[0].name
    if len(authors) > 2:
        return f"{first}, et al."
    return first if len(authors) == 1 else f"{first}, and {_display(authors[1])}"


def _apa_names(authors: Sequence[Contributor]) -> str:
    names = [author.name for author in authors]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])}, & {names[-1]}"
