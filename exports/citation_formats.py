"""A unit cited in other styles and in the formats that reference managers take. Pure.

MLA Handbook (9th ed.) and APA (7th ed.) for a letter in an edited collection; BibTeX ``@incollection``; RIS
``CHAP``; CSL-JSON ``chapter`` (https://docs.citationstyles.org).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Final

from corpus.model import Edition, Person, Unit
from corpus.persons.names import display_name, parse_name
from exports.citation import MOST_EDITORS_NAMED, Citation, cite

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


def styles(unit: Unit, edition: Edition, persons: Mapping[str, Person]) -> dict[str, Citation]:
    """Cite a unit in three styles, by the names of the styles."""
    return {
        "Chicago": cite(unit, edition),
        "MLA": _mla(unit, edition, persons),
        "APA": _apa(unit, edition, persons),
    }


def write_references(
    form: str, units: Iterable[tuple[Unit, Edition, str]], persons: Mapping[str, Person]
) -> str:
    """Write the references of units as ``bib``, ``ris`` or ``csl.json``, each with its page's address."""
    if form == "csl.json":
        items = [_csl(unit, edition, persons, address) for unit, edition, address in units]
        return json.dumps(items, ensure_ascii=False, indent=2) + "\n"
    write = {"bib": _bibtex, "ris": _ris}[form]
    return "\n".join(write(unit, edition, persons, address) for unit, edition, address in units)


def authors(unit: Unit, persons: Mapping[str, Person]) -> list[str]:
    """Name who wrote it, inverted as in the register; of editors' texts, the editors are named elsewhere."""
    return [persons[one.id].name if one.id in persons else one.name for one in unit.senders]


def page_range(unit: Unit, dash: str) -> str:
    """Write its pages whole: "114–116"."""
    if not unit.pages:
        return ""
    first, last = unit.pages[0], unit.pages[-1]
    return first if first == last else f"{first}{dash}{last}"


def _mla(unit: Unit, edition: Edition, persons: Mapping[str, Person]) -> Citation:
    writers = authors(unit, persons)
    before = f"{_stopped(_mla_names(writers))} “{unit.title}.” " if writers else f"“{unit.title}.” "
    pages = page_range(unit, "–")
    parts = [
        f"edited by {_joined_names(edition.editors)}" if edition.editors else "",
        edition.publisher or "",
        edition.year or "",
        f"{'pp.' if len(set(unit.pages)) > 1 else 'p.'} {pages}" if pages else "",
    ]
    return Citation(before, edition.title, "".join(f", {part}" for part in parts if part) + ".")


def _apa(unit: Unit, edition: Edition, persons: Mapping[str, Person]) -> Citation:
    writers = authors(unit, persons)
    year = f"({edition.year or 'n.d.'})"
    who = f"{_stopped(_apa_names(writers))} {year}. " if writers else ""
    opening = f"{who}{unit.title}." if who else f"{unit.title}. {year}."
    editors = _joined_names(edition.editors)
    in_whom = f" In {editors} ({'Ed.' if len(edition.editors) == 1 else 'Eds.'}), " if editors else " In "
    pages = page_range(unit, "–")
    locus = f" ({'pp.' if len(set(unit.pages)) > 1 else 'p.'} {pages})" if pages else ""
    publisher = f" {edition.publisher}." if edition.publisher else ""
    return Citation(opening + in_whom, edition.title, f"{locus}.{publisher}")


def _bibtex(unit: Unit, edition: Edition, persons: Mapping[str, Person], address: str) -> str:
    fields = {
        "author": " and ".join(authors(unit, persons)),
        "title": unit.title,
        "booktitle": edition.title,
        "editor": " and ".join(edition.editors),
        "publisher": edition.publisher or "",
        "address": edition.place or "",
        "year": edition.year or "",
        "pages": page_range(unit, "--"),
        "note": _note(unit),
        "url": address,
    }
    lines = [
        f"  {name} = {{{value.translate(_BRACES) if name == 'url' else _escaped(value)}}}"
        for name, value in fields.items()
        if value
    ]
    body = ",\n".join(lines)
    key = re.sub(r"[^\w.:-]", "-", unit.id.replace("/", ":"))
    return f"@incollection{{{key},\n{body}\n}}\n"


def _ris(unit: Unit, edition: Edition, persons: Mapping[str, Person], address: str) -> str:
    first, last = (unit.pages[0], unit.pages[-1]) if unit.pages else ("", "")
    lines = [
        ("TY", "CHAP"),
        *(("AU", name) for name in authors(unit, persons)),
        ("TI", unit.title),
        ("T2", edition.title),
        *(("ED", name) for name in edition.editors),
        ("PB", edition.publisher or ""),
        ("CY", edition.place or ""),
        ("PY", edition.year or ""),
        ("SP", first),
        ("EP", last if last != first else ""),
        ("N1", _note(unit)),
        ("AN", str(unit.archive) if unit.archive else ""),
        ("LA", unit.language),
        ("UR", address),
        ("ID", unit.id),
    ]
    written = [f"{tag}  - {' '.join(value.split())}" for tag, value in lines if value]
    return "\r\n".join([*written, "ER  - ", ""])


def _csl(unit: Unit, edition: Edition, persons: Mapping[str, Person], address: str) -> dict[str, object]:
    item = {
        "id": unit.id,
        "type": "chapter",
        "author": [_csl_name(name) for name in authors(unit, persons)],
        "title": unit.title,
        "container-title": edition.title,
        "editor": [_csl_name(name) for name in edition.editors],
        "publisher": edition.publisher,
        "publisher-place": edition.place,
        "issued": {"date-parts": [[edition.year]]} if edition.year else None,
        "original-date": _csl_date(unit),
        "page": page_range(unit, "–"),
        "genre": unit.medium,
        "archive_location": str(unit.archive) if unit.archive else None,
        "note": _note(unit),
        "language": unit.language,
        "URL": address,
    }
    return {name: value for name, value in item.items() if value}


def _csl_name(name: str) -> dict[str, str]:
    parts = parse_name(name)
    if not parts.given:
        return {"literal": name}
    names = {"family": parts.family, "given": parts.given, "suffix": parts.suffix}
    return {part: value for part, value in names.items() if value}


def _csl_date(unit: Unit) -> dict[str, object] | None:
    if unit.date is None or unit.date.earliest is None or unit.date.latest is None:
        return None
    ends = dict.fromkeys((unit.date.earliest, unit.date.latest))
    return {"date-parts": [[day.year, day.month, day.day] for day in ends]}


def _note(unit: Unit) -> str:
    number = f"document {unit.number}" if unit.kind == "document" and unit.number else ""
    return "; ".join(part for part in (number, unit.date.display if unit.date else "") if part)


def _escaped(value: str) -> str:
    return re.sub(r"\s+", " ", value).translate(LATEX)


def _stopped(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _joined_names(names: Iterable[str]) -> str:
    """Name persons as they say it: "R. W. Davies et al.", "A. Orr and B. Lund"."""
    plain = [display_name(name) for name in names]
    if len(plain) > MOST_EDITORS_NAMED:
        return f"{plain[0]} et al."
    return plain[0] if len(plain) == 1 else " and ".join((", ".join(plain[:-1]), plain[-1])) if plain else ""


def _mla_names(names: list[str]) -> str:
    if len(names) > 2:
        return f"{names[0]}, et al."
    return names[0] if len(names) == 1 else f"{names[0]}, and {display_name(names[1])}"


def _apa_names(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])}, & {names[-1]}"
