"""What a letter is and what it is about: its medium and its topics, as ``textClass`` and types state them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from corpus.model import Topic, TopicRef
from corpus.slugs import unique_slug

from .xml_tree import XmlElement

_MEDIA: Final = re.compile(
    r"(?:letters?|briefe?|lettres?|letter[ae]|cartas?|brieven|epistol\w*|epistles?|missives?|письм[оа]"
    r"|(?:post|picture |ansichts|brief|visiting |korrespondenz)?(?:cards?|karten?)|carte postale|cartolin[ae]"
    r"|tarjeta postal|открытк[аи]|tele(?:gram(?:m[ea]?)?|grafie|x)s?|télégrammes?|телеграмм[аы]"
    r"|cables?|airgrams?|notes?|billets?|memorandum|e-?mails?|fax|circulars?|rundschreiben|depesche|dispatch"
    r"|drafts?|entwurf|brouillon)",
    re.IGNORECASE,
)
"""What letters are called in the languages of editions."""


def names_medium(text: str) -> bool:
    """Return whether a text is the name of a kind of letter, alone or with its subkind ("letter.private")."""
    return _MEDIA.fullmatch(re.split(r"[.,:;/(_]", text)[0].strip()) is not None


def is_typed_letter(root: XmlElement | None, text: XmlElement | None) -> bool:
    """Return whether the type of a file or its text is that of a letter."""
    types = [element.get("type") for element in (root, text) if element]
    return any(names_medium(type) for type in types if type)


def letter_medium(header: XmlElement, text: XmlElement | None, root: XmlElement | None = None) -> str | None:
    """Return the medium (letter, postcard …) stated by the text's type, object description or keywords.

    None if none of them states it. A keyword that is no kind of letter is a topic.

    Args:
        root: the file, if it holds only this letter: its type may be that of a letter too.
    """
    if text and text.get("type"):
        return text.get("type")
    for element in header.find_all("objectType", "objectDesc"):
        medium = element.get("ana") or element.get("corresp") or element.get("form") or element.text
        if medium:
            return medium.lstrip("#")
    stated = [*_class_terms(header), *([root.get("type") or ""] if root else [])]
    return next((term for term in stated if names_medium(term)), None)


@dataclass(slots=True)
class TopicIndex:
    """The topics of an edition's letters, by their labels in the order of first occurrence."""

    topics: dict[str, Topic] = field(default_factory=dict)
    _used_slugs: set[str] = field(default_factory=set)

    def refs(self, header: XmlElement) -> tuple[TopicRef, ...]:
        """Return references to the topics that a letter's header states; new topics are added."""
        labels = dict.fromkeys(term for term in _class_terms(header) if not names_medium(term))
        return tuple(TopicRef(self._topic(label).id, label, "edition") for label in labels)

    def _topic(self, label: str) -> Topic:
        """Return the topic with a label."""
        if label not in self.topics:
            self.topics[label] = Topic(unique_slug(label, self._used_slugs), label)
        return self.topics[label]


def _class_terms(header: XmlElement) -> Iterator[str]:
    """Yield the terms of a header's ``textClass`` and ``keywords``."""
    for element in header.find_all("textClass"):
        for term in element.find_all("term", "classCode", "item"):
            if term.text and term.find("term") is None:
                yield term.text
