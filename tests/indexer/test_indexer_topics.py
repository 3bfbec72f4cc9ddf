from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.model import DescribedEdition, Edition, Paragraph, Topic, TopicRef, Unit
from indexer import topics
from indexer.build import build
from indexer.passages import PassageLengths, split_editions
from indexer.topics import TopicModel, assign_topics, best_threshold, embed_entries, is_assigned
from store.catalogue import Catalogue
from store.layout import open_generation
from store.word_vectors import Vectors
from tests.builds import settings_in
from tests.doubles import HashingEncoder

TOPICS = (
    Topic("trade", "Trade", None, "Buying and selling."),
    Topic("harbor", "Harbor", "trade", "Ships, quays, pilots and dredging."),
    Topic("customs", "Customs", "trade", "Duties, tariffs and smuggled goods."),
    Topic("school", "School", "trade", "Teachers, pupils and lessons."),
)
TEXTS = {
    "harbor": ("The pilots moor ships at the quay.", "Dredging of the quays goes on; ships wait."),
    "customs": ("Duties on smuggled tobacco.", "The tariff: duties of goods are raised."),
    "school": ("Pupils have no teachers.", "Lessons begin late; teachers are ill."),
}
LABELS = {topic.id: topic.label for topic in TOPICS}


@pytest.fixture(autouse=True)
def short_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topics, "WORDS_LEAST", 1)


@pytest.fixture(autouse=True)
def small_calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights for a calendar in which a third of the entries have each topic, so that cosines vary more."""
    monkeypatch.setattr(topics, "SCOPE_NOTE_WEIGHT", 0.25)
    monkeypatch.setattr(topics, "INDEX_WEIGHT", 0.075)
    monkeypatch.setattr(topics, "INDEX_FLOOR", 1.0)


def entry(number: int, text: str, topic: str) -> Unit:
    return Unit(
        f"narva-calendar/doc-{number}", "narva-calendar", "document", "A to B", number,
        (Paragraph(text),), topics=(TopicRef(topic, LABELS[topic], "calendar"),), abstract=text,
    )  # fmt: skip


CALENDAR = Edition(
    "narva-calendar",
    "A calendar",
    units=tuple(
        entry(number, text, topic)
        for number, (topic, text) in enumerate((topic, text) for topic in TEXTS for text in TEXTS[topic])
    ),
    topics=TOPICS,
    described=DescribedEdition("narva"),
)


def letter(number: int, text: str, *, own: tuple[TopicRef, ...] = (), index: tuple[str, ...] = ()) -> Unit:
    return Unit(
        f"riga/doc-{number}", "riga", "document", "C to D", number, (Paragraph(text),),
        topics=own, index_terms=index,
    )  # fmt: skip


def encode(texts: Sequence[str]) -> Vectors:
    return HashingEncoder().encode(texts)


def encode_narrowly(texts: Sequence[str]) -> Vectors:
    """Encode as ``encode``, but so that no cosine is below 0.7, as with the models of the e5 family."""
    return np.hstack([np.full((len(texts), 1), np.sqrt(0.7)), np.sqrt(0.3) * encode(texts)]).astype(
        np.float32
    )


def assigned(*units: Unit, vocabulary: tuple[Topic, ...] = TOPICS) -> list[list[tuple[str, str]]]:
    edition = Edition("riga", "Riga", units=units, topics=vocabulary)
    lengths = PassageLengths()
    passages = list(split_editions([edition], lengths))
    vectors = encode([passage.embedding_input for passage in passages])
    (found,) = assign_topics([edition], passages, vectors, CALENDAR, lengths, encode)
    return [[(topic.id, topic.source) for topic in unit.topics] for unit in found.units]


def test_a_unit_is_given_the_topics_it_is_near_to() -> None:
    given = assigned(letter(1, "Ships moor at the quay."), letter(2, "Smuggled goods; who pays the duties?"))
    assert given == [[("harbor", "nearness")], [("customs", "nearness")]]


def test_what_is_near_to_nothing_is_given_nothing() -> None:
    assert assigned(letter(1, "My aunt sends greetings.")) == [[]]


def test_the_printed_index_brings_a_topic_that_the_text_does_not() -> None:
    text = "The pilots saw my aunt and a ship."
    without, with_index = letter(1, text), letter(2, text, index=("Quays, pilots, ships", "Aunts"))
    assert assigned(without, with_index) == [[], [("harbor", "index")]]


def test_the_scale_of_the_models_cosines_does_not_matter() -> None:
    headings = [("Quays, pilots, ships",), ("Aunts",)]
    wide, narrow = (TopicModel.learn(CALENDAR, encoder) for encoder in (encode, encode_narrowly))
    by_index = wide.index_scores(headings, encode)
    np.testing.assert_allclose(narrow.index_scores(headings, encode_narrowly), by_index, atol=1e-4)
    by_note, narrow_by_note = (
        model.scope_note_scores(embed_entries(CALENDAR, PassageLengths(), encoder))
        for model, encoder in ((wide, encode), (narrow, encode_narrowly))
    )
    np.testing.assert_allclose(narrow_by_note, by_note, atol=1e-4)
    assert by_index.any()


def test_a_text_of_a_few_words_is_given_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topics, "WORDS_LEAST", 6)
    assert assigned(letter(1, "Ships moor at the quay.")) == [[]]


def test_a_topic_far_behind_the_nearest_is_not_given() -> None:
    scores = np.array([[1.0, 0.7, 0.5], [0.5, 0.4, 0.1]])
    assert is_assigned(scores, 0.3).tolist() == [[True, True, False], [True, True, False]]


def test_topics_of_its_document_are_brought_nearer_to_a_note() -> None:
    text = "The pilots saw my aunt and a ship."
    own = (TopicRef("harbor", "Harbor", "calendar"),)
    note = replace(letter(3, text), kind="note", parent="riga/doc-2")
    assert assigned(letter(1, text), letter(2, text, own=own), note)[::2] == [[], [("harbor", "nearness")]]


def test_topics_a_unit_has_are_kept() -> None:
    own = (TopicRef("school", "School", "calendar"),)
    assert assigned(letter(1, "Ships moor at the quay.", own=own)) == [[("school", "calendar")]]


def test_an_edition_with_another_vocabulary_is_left_alone() -> None:
    assert assigned(letter(1, "Ships moor at the quay."), vocabulary=(Topic("ice", "Ice"),)) == [[]]


def test_a_unit_without_words_has_no_topics() -> None:
    assert assigned(letter(1, ""), letter(2, "Ships moor at the quay."))[0] == []


def test_leaving_an_entry_out_is_the_same_as_learning_without_it() -> None:
    whole = TopicModel.learn(CALENDAR, encode)
    less = replace(whole, examples=np.delete(whole.examples, 1, 0), labels=np.delete(whole.labels, 1, 0))
    texts = embed_entries(CALENDAR, PassageLengths(), encode)
    np.testing.assert_allclose(whole.text_scores(texts, without=1), less.text_scores(texts), atol=1e-6)
    assert not np.allclose(whole.text_scores(texts), less.text_scores(texts), atol=1e-3)


def test_the_threshold_is_where_f1_is_best() -> None:
    scores = np.array([[0.9, 0.4], [0.8, 0.7], [0.3, 0.2]])
    given = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0]])
    assert best_threshold(scores, given) == pytest.approx(0.8)


def test_a_build_gives_topics_and_says_where_each_came_from(tmp_path: Path) -> None:
    described = Edition(
        "narva",
        "Narva",
        units=(
            Unit("narva/doc-1", "narva", "document", "A to B", 0, (Paragraph("Ships moor at the quay."),)),
            Unit(
                "narva/doc-1.n1", "narva", "note", "Note 1", 1, (Paragraph("Smuggled goods and duties."),),
                parent="narva/doc-1",
            ),
        ),
    )  # fmt: skip
    settings = settings_in(tmp_path)
    build(
        [described],
        root=tmp_path,
        name="narva",
        settings=settings,
        calendar=CALENDAR,
        encoder=HashingEncoder(),
    )
    catalogue = Catalogue.open(open_generation(tmp_path, "narva"))
    document, note = catalogue.unit("narva/doc-1"), catalogue.unit("narva/doc-1.n1")
    assert [(topic.id, topic.source) for topic in document.topics] == [("harbor", "calendar")]
    assert document.abstract == TEXTS["harbor"][1]
    assert [(topic.id, topic.source) for topic in note.topics] == [("customs", "nearness")]
    assert catalogue.topics() == TOPICS


@pytest.mark.parametrize("to_all", [True, False])
def test_without_a_model_topics_come_from_the_calendar_alone(tmp_path: Path, to_all: bool) -> None:
    edition = Edition("riga", "Riga", units=(letter(1, "Ships moor at the quay."),))
    settings = settings_in(tmp_path, model="none", topics_for_all=to_all)
    build([edition], root=tmp_path, name="riga", settings=settings, calendar=CALENDAR)
    catalogue = Catalogue.open(open_generation(tmp_path, "riga"))
    assert catalogue.unit("riga/doc-1").topics == ()
    assert catalogue.topics() == (TOPICS if to_all else ())
