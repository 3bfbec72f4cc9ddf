"""Ids of units, ``<edition>/<name>``: built and parsed only here.

``doc-24`` is document 24, ``app-2`` appendix document 2, ``doc-24.n3`` note 3 to document 24,
``bio.kaganovich-l-m`` a biography and ``glossary.cer`` a glossary entry; units with an ``xml:id`` in TEI use
that as name. Units hold plain strings, which ``UnitId(unit.id)`` parses.
"""

from __future__ import annotations

_APPENDIX = "app-"
_DOCUMENT = "doc-"
_BIOGRAPHY = "bio"
_GLOSSARY = "glossary"


def document_id(edition: str, number: str | int, *, appendix: bool = False) -> str:
    """Return the id of the document with this number, in the appendix or the main series."""
    return f"{edition}/{_APPENDIX if appendix else _DOCUMENT}{number}"


def note_id(parent: str, label: str | int) -> str:
    """Return the id of a note to a unit: ``doc-24.n3`` by its number, ``doc-24.source`` by another label."""
    return f"{parent}.n{label}" if str(label)[:1].isdigit() else f"{parent}.{label}"


def biography_id(edition: str, person: str) -> str:
    """Return the id of the biography of a person, by the person's id."""
    return f"{edition}/{_BIOGRAPHY}.{person}"


def glossary_id(edition: str, term: str) -> str:
    """Return the id of a glossary entry, by the slug of its term."""
    return f"{edition}/{_GLOSSARY}.{term}"


class UnitId(str):
    """The id of a unit, with its parts as properties."""

    __slots__ = ()

    @property
    def edition(self) -> str:
        """The edition's slug."""
        return self.partition("/")[0]

    @property
    def name(self) -> str:
        """The part after the edition and the slash: ``doc-24.n3``."""
        return self.partition("/")[2]

    @property
    def label(self) -> str:
        """The part after the last dot (a note's ``n3``, the person's id in a biography); "" without a dot."""
        return self.name.rpartition(".")[2] if "." in self.name else ""

    @property
    def parent(self) -> str | None:
        """The id of the unit that a note belongs to; None if this is not a note."""
        before, dot, _ = self.name.rpartition(".")
        return f"{self.edition}/{before}" if dot and before not in (_BIOGRAPHY, _GLOSSARY) else None

    @property
    def person(self) -> str | None:
        """The id of the person if this is a biography; None otherwise."""
        return self.label if self.name.startswith(f"{_BIOGRAPHY}.") and not self.parent else None

    @property
    def is_appendix(self) -> bool:
        """Whether this is a document of the appendix, or a note to one."""
        return self.name.startswith(_APPENDIX)
