"""Texts of the interface as values: written in English, translated when rendered.

View models hold them and are independent of language; ``web/translations`` has the translations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from search.messages import Message, Template
from web.languages import translate


@dataclass(frozen=True, slots=True)
class LazyText:
    """A text of the interface that ``str`` translates into the language of the request.

    ``values`` fill the template's placeholders: texts, messages, numbers, dates and months.
    """

    template: Template
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the text in the language of the request."""
        return translate(self.template, self.values)

    def __hash__(self) -> int:
        return hash(self.template)


DisplayText = str | LazyText
"""A text on a page: a text of the interface, or a string that is not translated."""


def lazy_message(message: str | Message) -> DisplayText:
    """Return a message of the search as a text of the interface; a string is returned unchanged."""
    return message if isinstance(message, str) else LazyText(message.template, message.values)


def format_lazy(template: str, **values: object) -> LazyText:
    """Return a text that only arranges values; its template has no words to translate."""
    return LazyText(template, values)


def join_lazy(separator: str, parts: Sequence[DisplayText]) -> DisplayText:
    """Return texts joined by a separator as one text; "" if there are none."""
    values = {f"part{index}": part for index, part in enumerate(parts)}
    return format_lazy(separator.join(f"%({index})s" for index in values), **values) if parts else ""
