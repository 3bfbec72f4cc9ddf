from dataclasses import replace

from corpus.calendar_enrichment import apply_calendar
from corpus.model import DescribedEdition, Edition, Topic, TopicRef, Unit

HARBOR = Topic("harbor", "Harbor", "trade")
ENTRY = Unit(
    "narva-calendar/doc-3", "narva-calendar", "document", "A to B", 0,
    topics=(TopicRef("harbor", "Harbor", "calendar"),), abstract="Ships wait.",
)  # fmt: skip
NOTE = Unit("narva-calendar/doc-3.n1", "narva-calendar", "note", "Note 1", 1, parent=ENTRY.id)
CALENDAR = Edition(
    "narva-calendar", "A calendar", units=(ENTRY, NOTE), topics=(HARBOR,), described=DescribedEdition("narva")
)
LETTER = Unit("narva/doc-3", "narva", "document", "A to B", 0)
OTHER = Unit("narva/doc-4", "narva", "document", "B to A", 1)
FOOTNOTE = Unit("narva/doc-3.n1", "narva", "note", "Note 1", 2, parent=LETTER.id)
EDITION = Edition("narva", "The Narva Letters", units=(LETTER, OTHER, FOOTNOTE))


def test_a_document_is_given_topics_and_abstract_of_the_entry_of_its_number() -> None:
    letter, other, footnote = apply_calendar(EDITION, CALENDAR).units
    assert (letter.abstract, letter.topics) == ("Ships wait.", ENTRY.topics)
    assert (other, footnote) == (OTHER, FOOTNOTE)


def test_abstracts_can_be_left_out() -> None:
    letter = apply_calendar(EDITION, CALENDAR, abstracts=False).units[0]
    assert (letter.abstract, letter.topics) == (None, ENTRY.topics)


def test_another_edition_gets_the_vocabulary_on_request_alone() -> None:
    stranger = replace(EDITION, id="riga")
    assert apply_calendar(stranger, CALENDAR) is stranger
    assert apply_calendar(stranger, CALENDAR, to_all=True) == replace(stranger, topics=(HARBOR,))


def test_an_edition_with_a_vocabulary_of_its_own_keeps_it() -> None:
    own = replace(EDITION, topics=(Topic("ice", "Ice"),))
    assert apply_calendar(own, CALENDAR) is own
    assert apply_calendar(CALENDAR, CALENDAR) is CALENDAR
