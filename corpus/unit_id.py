"""Ids of units, ``<edition>/<name>``, made and taken apart here.

``doc-24`` is document 24, ``app-2`` appendix document 2, ``doc-24.n3`` note 3 to document 24,
``bio.kaganovich-l-m`` a biography and ``glossary.cer`` a glossary entry; what has an id of its own in TEI
keeps that name. Units hold plain strings: ``UnitId(unit.id)`` looks into one.
"""

from __future__ import annotations

_APPENDIX = "app-"
_DOCUMENT = "doc-"
_BIOGRAPHY = "bio"
_GLOSSARY = "glossary"


def document_id(edition: str, number: str | int, *, appendix: bool = False) -> str:
    """The id of the document of a number."""
    return f"{edition}/{_APPENDIX if appendix else _DOCUMENT}{number}"


def note_id(parent: str, label: str | int) -> str:
    """The id of a note: of its number, or of another label (``source``)."""
    return f"{parent}.n{label}" if str(label)[:1].isdigit() else f"{parent}.{label}"


def biography_id(edition: str, person: str) -> str:
    """The id of the biography of a person of this id."""
    return f"{edition}/{_BIOGRAPHY}.{person}"


def glossary_id(edition: str, term: str) -> str:
    """The id of the entry of a term with this slug."""
    return f"{edition}/{_GLOSSARY}.{term}"


class UnitId(str):
    """The id of a unit with its parts."""

    __slots__ = ()

    @property
    def edition(self) -> str:
        """The edition's slug."""
        return self.partition("/")[0]

    @property
    def name(self) -> str:
        """What stands after the edition."""
        return self.partition("/")[2]

    @property
    def label(self) -> str:
        """What stands after the last dot: ``n3`` of a note, the person of a biography; else empty."""
        return self.name.rpartition(".")[2] if "." in self.name else ""

    @property
    def parent(self) -> str | None:
        """The unit that a note belongs to; None of what is no note."""
        before, dot, _ = self.name.rpartition(".")
        return f"{self.edition}/{before}" if dot and before not in (_BIOGRAPHY, _GLOSSARY) else None

    @property
    def person(self) -> str | None:
        """The id of the person whose biography it is."""
        return self.label if self.name.startswith(f"{_BIOGRAPHY}.") and not self.parent else None

    @property
    def is_appendix(self) -> bool:
        """Whether it is a document of an appendix, or a note to one."""
        return self.name.startswith(_APPENDIX)
