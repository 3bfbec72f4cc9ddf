"""Messages of the search (notices, reasons, interpretations) as data: a code and values.

``str`` of a message is the English text, which the API and the command line show; web pages translate the
template.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

Template = str | tuple[str, str]
"""A text with ``%(name)s`` placeholders; a (singular, plural) pair if it depends on ``count``."""


def gettext_noop(text: str) -> str:
    """Return a text unchanged; marks it for extraction into the translation catalogues."""
    return text


def ngettext_noop(singular: str, plural: str) -> tuple[str, str]:
    """Return a (singular, plural) pair; marks it for extraction into the translation catalogues."""
    return singular, plural


TEMPLATES: Final[Mapping[str, Template]] = {
    # notices
    "quotation-mark-unclosed": gettext_noop(
        "A quotation mark is not closed, so the words after it were taken as plain words."
    ),
    "person-unknown": gettext_noop("Nobody here is called “%(value)s”, so %(filter)s finds nothing."),
    "person-unknown-nearest": gettext_noop(
        "Nobody here is called “%(value)s”, so %(filter)s finds nothing. Nearest: %(names)s."
    ),
    "expansion-cut": gettext_noop(
        "“%(asked)s” stands for %(all)s words of the index; the %(kept)s most frequent were searched."
    ),
    "expansion-not-searched": gettext_noop(
        "“%(asked)s” was not searched: the words before it stand for as many as one query may look for."
    ),
    "fewer-words": gettext_noop("Only the %(kept)s rarest of the query's %(all)s words were searched."),
    "item-missing": gettext_noop("There is no %(name)s here, or the filters leave it out."),
    "word-absent": gettext_noop("“%(word)s” stands nowhere in this index."),
    "meaning-cut-short": gettext_noop(
        "The search was cut short after %(seconds)s seconds; meaning was not compared."
    ),
    "meaning-unavailable": gettext_noop(
        "The meaning of words could not be searched (%(error)s); these are hits by words alone."
    ),
    "left-out": gettext_noop("Left out because of an error, which stands in the log: %(parts)s."),
    "unit-renamed": gettext_noop("The id %(asked)s has changed to %(current)s."),
    # filters that take persons
    "sender": gettext_noop("sender"),
    "recipient": gettext_noop("recipient"),
    "correspondent": gettext_noop("correspondent"),
    "mentions": gettext_noop("mentions"),
    # optional parts of a result
    "facets": gettext_noop("facets"),
    "histogram": gettext_noop("histogram"),
    "answers": gettext_noop("answers"),
    "suggestion": gettext_noop("suggestion"),
    "relaxations": gettext_noop("relaxations"),
    # interpretations
    "within-places": gettext_noop("within %(slop)s places"),
    "words-beginning": gettext_noop("words beginning with %(text)s"),
    "words-like": gettext_noop("words like %(text)s"),
    "either": gettext_noop("%(first)s or %(second)s"),
    "excluded": gettext_noop("left out"),
    # reasons of relations
    "cites": gettext_noop("cites %(printed)s"),
    "note-cites": gettext_noop("note %(note)s cites %(printed)s"),
    "cited-by": gettext_noop("cites this one (“%(printed)s”)"),
    "answers-this": gettext_noop("answers this one: %(evidence)s"),
    "answered-by-this": gettext_noop("answered by this one: %(evidence)s"),
    "may-answer-this": gettext_noop("may answer this one, %(apart)s"),
    "may-be-answered-by-this": gettext_noop("may be answered by this one, %(apart)s"),
    "near-in-meaning": gettext_noop("near in meaning (%(cosine)s)"),
    "words-shared": gettext_noop("both speak of %(words)s"),
    "persons-shared": gettext_noop("both mention %(names)s"),
    "topics-shared": gettext_noop("both are about %(topics)s"),
    "same-file": gettext_noop("in the same file, %(file)s"),
    "days-apart": ngettext_noop("%(count)s day apart", "%(count)s days apart"),
    "same-day": gettext_noop("of the same day"),
    # evidence of replies
    "reply-named": gettext_noop("names it, “%(text)s”"),
    "reply-nearest": gettext_noop("says “%(text)s”, and this is the nearest"),
    "reply-editors": gettext_noop("say the editors in %(text)s"),
}


@dataclass(frozen=True, slots=True)
class Message:
    """A message with the values of its placeholders: texts, numbers, messages, or tuples of these."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def template(self) -> Template:
        """The English template of the message."""
        return TEMPLATES[self.code]

    def __str__(self) -> str:
        """Return the English text with its values."""
        template = self.template
        text = template if isinstance(template, str) else template[self.values["count"] != 1]
        return fill(text, self.values, str)


def fill(text: str, values: Mapping[str, object], word: Callable[[object], str]) -> str:
    """Fill the placeholders of a text; ``word`` formats values that are neither numbers nor tuples."""
    return text % {name: _format_value(value, word) for name, value in values.items()} if values else text


def _format_value(value: object, word: Callable[[object], str]) -> str:
    match value:
        case int():
            return f"{value:,}"
        case float():
            return f"{value:g}"
        case tuple() if type(value) is tuple:
            return ", ".join(_format_value(item, word) for item in value)
        case _:
            return word(value)
