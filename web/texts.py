"""Texts of the interface as values: written in English where they are used, translated when they are shown.

View models hold them and know no language; ``web/translations`` has them in the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from search.messages import Message, Template
from web.languages import translate


@dataclass(frozen=True, slots=True)
class LazyText:
    """A text of the interface; ``str`` gives it in the language of the request.

    Its values are whatever ``translate`` words: texts and messages, numbers, days, periods.
    """

    template: Template
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the text in the language of the request."""
        return translate(self.template, self.values)

    def __hash__(self) -> int:
        return hash(self.template)


DisplayText = str | LazyText
"""What a page shows: a text of the interface, or one that stays as it is."""


def lazy_message(message: str | Message) -> DisplayText:
    """Return what a search says as a text of the interface."""
    return message if isinstance(message, str) else LazyText(message.template, message.values)


def format_lazy(template: str, **values: object) -> LazyText:
    """Put values side by side; such a template has no words to translate."""
    return LazyText(template, values)


def join_lazy(separator: str, parts: Sequence[DisplayText]) -> DisplayText:
    """Join texts."""
    values = {f"part{place}": part for place, part in enumerate(parts)}
    return format_lazy(separator.join(f"%({place})s" for place in values), **values) if parts else ""
