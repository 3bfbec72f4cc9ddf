"""Parts of TEI headers that nothing is made of: one report line for each kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from corpus.model import ReportLevel

from .accounting import TextAccount
from .correspondents import PARTY_TAGS
from .index_files import PERSON_TAGS, USED_OF_PERSONS
from .metadata import header_title, manuscripts, series_title
from .places import PLACE_TAGS, USED_OF_PLACES, find_place
from .stated_facts import labelled_facts, states_recipient, states_sender
from .unused_facts import HEADER_FACTS
from .xml_tree import XmlElement

_OF_THE_EDITION: Final = frozenset((
    "encodingDesc", "revisionDesc", "editionStmt", "address", "funder", "sponsor", "principal", "authority",
    "distributor",
))  # fmt: skip
"""Parts that describe the edition or its files rather than a letter: left out by rule."""
_SUMMED_UP: Final = (
    *_OF_THE_EDITION,
    "biblStruct",
    "biblFull",
    "bibl",
    "settingDesc",
    "textDesc",
    "seriesStmt",
)
"""Parts that are reported as a whole."""
_USED: Final = frozenset((
    "editor", "publisher", "pubPlace", "abstract", "textClass", "correspDesc", "language", "langUsage",
    "person", "personGrp", "org", "place", "label", "msIdentifier", "xenoData",
))  # fmt: skip
"""Parts that are used or accounted for as a whole."""
_LOCATION: Final = ("country", "region", "settlement", "altIdentifier")
"""Parts of ``msIdentifier`` that are not used."""


def report_unused_parts(root: XmlElement, account: TextAccount) -> None:
    """Report the parts of a file's headers that are not used.

    Args:
        root: the root of the file.
        account: the account to report to.
    """
    for header in root.find_all("teiHeader"):
        titles = {header_title(header), series_title(header)}
        facts = [*manuscripts(header), *(element for _, element in labelled_facts(header))]
        used = {id(element) for fact in facts for element in fact.walk()}
        _report_part(header, (), titles, used, account)
        for description in header.find_all("correspDesc"):
            _report_actions(description, account)


def _report_part(
    element: XmlElement,
    above: tuple[str, ...],
    titles: set[str | None],
    used: set[int],
    account: TextAccount,
) -> None:
    """Report the elements below a part of a header that have text of their own and are not used.

    Args:
        element: the part.
        above: the tags of the elements around it, outermost first, without ``teiHeader``.
        titles: the titles that are used.
        used: ``id()`` of further elements that are used.
    """
    for child in element.child_elements:
        path = (*above, child.tag)
        is_title = child.tag == "title" and child.text in titles
        is_date = child.tag == "date" and not {"publicationStmt", "creation", "origDate"}.isdisjoint(above)
        is_volume_id = child.tag == "idno" and child.get("type") == "frus"
        if (
            child.tag in _USED
            or is_volume_id
            or child.tag in HEADER_FACTS
            or id(child) in used
            or is_title
            or is_date
        ):
            for part in child.find_all(*_LOCATION) if child.tag == "msIdentifier" else ():
                _add("warning", f"{part.tag} in msIdentifier", part, account)
        elif _direct_text(child):
            whole = next((tag for tag in path if tag in _SUMMED_UP), "/".join(path[-2:]))
            level: ReportLevel = "dropped" if _OF_THE_EDITION & set(path) else "warning"
            _add(level, f"{whole} in the header", child, account)
        else:
            _report_part(child, path, titles, used, account)


def _report_actions(description: XmlElement, account: TextAccount) -> None:
    """Report what is not used of the actions in a ``correspDesc``: stages other than sending and receipt."""
    for action in description.child_elements:
        if action.tag != "correspAction":
            continue
        kind = action.get("type") or ""
        if not (states_sender(kind) or states_recipient(kind)):
            _add("warning", f"correspAction type={kind}", action, account)
            continue
        for part in _unused_of_action(action):
            _add("warning", f"{part.tag} in correspAction", part, account)


def _unused_of_action(action: XmlElement) -> Iterator[XmlElement]:
    """Yield the parts of an action that are not used: all but names, and the first place and date."""
    first_place, first_date = find_place(action), action.find("date")
    for part in action.child_elements:
        is_used = part.tag in PARTY_TAGS or part is first_place or part is first_date
        if not is_used and (part.text or part.attributes) and part.find(*PARTY_TAGS, *PLACE_TAGS) is None:
            yield part


def report_unused_entries(root: XmlElement, account: TextAccount) -> None:
    """Report the parts of entries of persons, bodies and places in a file that are not used.

    Args:
        root: the root of the file.
        account: the account to report to.
    """
    for entry in root.find_all(*PERSON_TAGS, "place"):
        used = USED_OF_PLACES if entry.tag == "place" else USED_OF_PERSONS
        for part in entry.child_elements:
            if part.tag not in used and part.text:
                _add("warning", f"{part.tag} in {entry.tag}", part, account)
    for relation in root.find_all("relation"):
        _add("warning", f"{relation.tag} between entries", relation, account)


def _direct_text(element: XmlElement) -> bool:
    """Return whether an element has text that is not in its children."""
    return any(isinstance(child, str) and child.strip() for child in element.children)


def _add(level: ReportLevel, kind: str, element: XmlElement, account: TextAccount) -> None:
    """Report an element of a kind as not used."""
    value = element.text or next(iter(element.attributes.values()), "")
    account.add(level, "facts-unused", kind, element.line, value)
