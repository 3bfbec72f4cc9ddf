"""Facts in TEI files that nothing is made of: zones, statements of rights, parts of the header."""

from __future__ import annotations

from typing import Final

from .accounting import TextAccount
from .rights import rights_problems, states_rights
from .xml_tree import XmlElement

HEADER_FACTS: Final = (
    "availability", "respStmt", "notesStmt", "physDesc", "history", "additional", "msContents", "listWit",
)  # fmt: skip

_IMAGE_PARTS: Final = ("zone", "binaryObject")
"""Parts of images, and images inside of files; of the former the image as a whole is linked."""


def report_unused_facts(root: XmlElement, account: TextAccount) -> None:
    """Report the facts in a file that are not used, or not understood, one line for each kind.

    Args:
        root: the root of the file.
        account: the account to report to.
    """
    header = root.find("teiHeader")
    for element in header.find_all(*HEADER_FACTS) if header else ():
        if header and not states_rights(element, header):
            _add(f"{element.tag} in the header", element, element.text, account)
    for tei_header in root.find_all("teiHeader"):
        for problem in rights_problems(tei_header):
            account.add("warning", "rights-unread", problem, tei_header.line, "")
    for element in root.find_all(*_IMAGE_PARTS):
        _add(element.tag, element, element.id or element.text, account)


def _add(kind: str, element: XmlElement, example: str, account: TextAccount) -> None:
    """Report an element of a kind as not used, with an example."""
    account.add("warning", "facts-unused", kind, element.line, example)
