"""Messages of the search (notices, reasons, interpretations) as data: a code and values.

``str`` of a message is the English text, which the API and the command line show; web pages translate the
template.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from corpus.model import PersonRef

Template = str | tuple[str, str]
"""A text with ``%(name)s`` placeholders; a (singular, plural) pair if it depends on ``count``."""


def gettext_noop(text: str) -> str:
    """Return a text unchanged, marked for extraction into the translation catalogues."""
    return text


def ngettext_noop(singular: str, plural: str) -> tuple[str, str]:
    """Return a (singular, plural) pair, marked for extraction into the translation catalogues."""
    return singular, plural


TEMPLATES: Final[Mapping[str, Template]] = {
    # notices
    "quotation-mark-unclosed": gettext_noop(
        "Closing quotation mark missing: the words after the opening one were not searched as a phrase."
    ),
    "field-as-word": gettext_noop(
        "“%(field)s” was searched as a word. To search the field, write the value directly after the colon."
    ),
    "person-unknown": gettext_noop("No person called “%(value)s” in this edition."),
    "person-unknown-nearest": gettext_noop(
        "No person called “%(value)s” in this edition. Similar names: %(names)s."
    ),
    "name-ambiguous": gettext_noop("“%(value)s” is the name of several persons: %(names)s."),
    "expansion-cut": gettext_noop(
        "“%(asked)s” matches %(all)s words; only the %(kept)s most frequent were searched."
    ),
    "expansion-not-searched": gettext_noop(
        "“%(asked)s” was not searched: the words before it already match as many words as a query may have."
    ),
    "fewer-words": gettext_noop("Only the %(kept)s rarest of the %(all)s words in the query were searched."),
    "item-missing": gettext_noop("%(name)s does not occur in this edition or is excluded by the filters."),
    "sender-without-letters": gettext_noop("There are no letters from %(name)s in this index."),
    "recipient-without-letters": gettext_noop("There are no letters to %(name)s in this index."),
    "correspondent-without-letters": gettext_noop("There are no letters from or to %(name)s in this index."),
    "word-absent": gettext_noop("“%(word)s” does not occur in this edition."),
    "word-absent-similar": gettext_noop("“%(word)s” does not occur in this edition. Similar: %(similar)s."),
    "words-absent-more": ngettext_noop(
        "%(count)s more word of the query does not occur in this edition.",
        "%(count)s more words of the query do not occur in this edition.",
    ),
    "words-nowhere": gettext_noop("No letter contains these words. Similar in meaning:"),
    "words-in-no-result": gettext_noop("No result contains these words. Similar in meaning:"),
    "query-empty": gettext_noop("The query has no words to search for."),
    "meaning-cut-short": gettext_noop(
        "The search reached its limit of %(seconds)s seconds: only keywords were searched."
    ),
    "meaning-unavailable": gettext_noop(
        "Search by meaning is unavailable (%(error)s). These results match keywords only."
    ),
    "language-not-understood": gettext_noop(
        "The embedding model, %(model)s, does not understand the language of this question: similarity in "
        "meaning says little. To change it: %(install)s, set PEREPISKA_MODEL=%(better)s and build the index "
        "again."
    ),
    "left-out": gettext_noop("Not shown because of an error (see the server log): %(parts)s."),
    "unit-renamed": gettext_noop("The id %(asked)s has changed to %(current)s."),
    # parts of a response
    "facets": gettext_noop("filter values"),
    "histogram": gettext_noop("results over time"),
    "answers": gettext_noop("quoted answers"),
    "suggestion": gettext_noop("spelling suggestion"),
    "relaxations": gettext_noop("alternative searches"),
    # interpretations
    "within-places": gettext_noop("at most %(slop)s words apart"),
    "words-beginning": gettext_noop("words beginning with %(text)s"),
    "words-like": gettext_noop("similar spellings of %(text)s"),
    "either": gettext_noop("%(first)s or %(second)s"),
    "excluded": gettext_noop("excluded"),
    "pages": gettext_noop("p. %(labels)s"),
    "pages-of-volume": gettext_noop("vol. %(volume)s, p. %(labels)s"),
    # rights
    "only-metadata": gettext_noop("metadata only"),
    "only-snippets": gettext_noop("excerpts only"),
    "embargoed": gettext_noop("under embargo until %(day)s"),
    # abstracts
    "abstract": gettext_noop("Abstract"),
    "abstract-by": gettext_noop("Abstract by %(by)s"),
    "written-by": gettext_noop("By %(by)s"),
    "abstract-origin": gettext_noop("From “%(calendar)s”; not part of the edition."),
    # corrections
    "corrected": gettext_noop("%(field)s: “%(value)s” instead of “%(former)s”"),
    "corrected-why": gettext_noop("%(field)s: “%(value)s” instead of “%(former)s” (%(why)s)"),
    "corrected-by": gettext_noop("Corrected by %(who)s"),
    "corrected-by-on": gettext_noop("Corrected by %(who)s, %(day)s"),
    "corrected-sender": gettext_noop("Sender"),
    "corrected-recipient": gettext_noop("Recipient"),
    "corrected-mentions": gettext_noop("Persons mentioned"),
    "corrected-date": gettext_noop("Date"),
    "corrected-dateline": gettext_noop("Dateline"),
    "corrected-place": gettext_noop("Place of writing"),
    "corrected-destination": gettext_noop("Place of receipt"),
    "corrected-title": gettext_noop("Title"),
    "corrected-language": gettext_noop("Language"),
    "corrected-medium": gettext_noop("Medium"),
    "corrected-kind": gettext_noop("Kind"),
    "corrected-topics": gettext_noop("Topics"),
    "corrected-references": gettext_noop("Reference"),
    # reasons of relations
    "cites": gettext_noop("cites %(printed)s"),
    "note-cites": gettext_noop("note %(note)s cites %(printed)s"),
    "cited-by": gettext_noop("cites this document (“%(printed)s”)"),
    "answers-this": gettext_noop("reply to this letter: %(evidence)s"),
    "answered-by-this": gettext_noop("the letter you are reading is the reply: %(evidence)s"),
    "may-answer-this": gettext_noop("possible reply to this letter, %(apart)s"),
    "may-be-answered-by-this": gettext_noop("the letter you are reading may be a reply to it, %(apart)s"),
    "near-in-meaning": gettext_noop("similar in meaning (%(cosine)s)"),
    "words-shared": gettext_noop("words in common: %(words)s"),
    "persons-shared": gettext_noop("both mention %(names)s"),
    "topics-shared": gettext_noop("topics in common: %(topics)s"),
    "same-file": gettext_noop("same archive file: %(file)s"),
    "days-apart": ngettext_noop("%(count)s day apart", "%(count)s days apart"),
    "days-apart-at-most": ngettext_noop("at most %(count)s day apart", "at most %(count)s days apart"),
    "same-day": gettext_noop("same day"),
    "adjacent": gettext_noop("adjacent in the edition"),
    "documents-apart": ngettext_noop(
        "%(count)s document apart in the edition", "%(count)s documents apart in the edition"
    ),
    "mentions-its-day": gettext_noop("the letter you are reading mentions its date (“%(text)s”)"),
    "mentions-this-day": gettext_noop("mentions the date of this letter (“%(text)s”)"),
    # evidence of replies
    "reply-named": gettext_noop("cites it as “%(text)s”"),
    "reply-nearest": gettext_noop("mentions “%(text)s”; this is the closest letter in time"),
    "reply-editors": gettext_noop("stated by the editors: %(text)s"),
}

LIST_HEADINGS: Final = frozenset({"words-nowhere", "words-in-no-result"})
"""Codes of the notices that head the list of hits, since none has words of the query."""


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
        """Return the English text; if it has a plural, the value ``count`` decides."""
        template = self.template
        text = template if isinstance(template, str) else template[self.values["count"] != 1]
        return fill(text, self.values, _in_english)


@dataclass(frozen=True, slots=True)
class NameNotice(Message):
    """A notice about a name in a filter or field, with the persons it means or, if none, similar ones.

    ``field`` is the name of the filter or field, ``value`` the name as requested.
    """

    field: str = ""
    value: str = ""
    persons: tuple[PersonRef, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether the persons bear the name; otherwise nobody does, and their names are similar."""
        return self.code == "name-ambiguous"


def fill(text: str, values: Mapping[str, object], to_text: Callable[[object], str]) -> str:
    """Fill the ``%(name)s`` placeholders of a template with values that ``to_text`` converts.

    Members of tuples are joined by commas. Without values the template is returned as it is, "%%" included.
    """
    return text % {name: _listed(value, to_text) for name, value in values.items()} if values else text


def _listed(value: object, to_text: Callable[[object], str]) -> str:
    """Convert a value by ``to_text``; members of a tuple are converted one by one and joined by commas."""
    if type(value) is tuple:
        return ", ".join(_listed(item, to_text) for item in value)
    return to_text(value)


def _in_english(value: object) -> str:
    """Convert a value to English text, with commas between the thousands of a whole number."""
    match value:
        case int():
            return f"{value:,}"
        case float():
            return f"{value:g}"
        case _:
            return str(value)
