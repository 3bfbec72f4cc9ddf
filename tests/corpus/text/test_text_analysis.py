import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tantivy import Document, Filter, Index, Query, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from corpus.text.analysis import fold, pre_tokenized, stem, terms, token_tuples, tokens, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The harbour’s lamps", ["the", "harbour", "lamps"]),
        ("Zinov'ev, Gor’kii, Narym'", ["zinovev", "gorkii", "narym"]),
        ("d’Alma and L'Humanité", ["d", "alma", "and", "l", "humanite"]),
        ("O'Dair don't", ["odair", "dont"]),
        ("Łódź Ærø Straße", ["lodz", "aero", "strasse"]),
        ("oper\u00adation ﬁnal", ["operation", "final"]),
        ("f. 558, op. 11, ll. 8–8ob", ["f", "558", "op", "11", "ll", "8", "8ob"]),
        ("co-operate snake_case №5", ["co", "operate", "snake", "case", "5"]),
        ("Ещё ёлка", ["еще", "елка"]),
        ("", []),
        ("’ ' – …", []),
    ],
)
def test_words_are_folded(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize("text", ["Mikoyan’s Deliveries", "Brandt's lenses, cracked", "Café cafés"])
def test_composed_and_decomposed_text_have_the_same_terms(text: str) -> None:
    assert terms(unicodedata.normalize("NFD", text)) == terms(unicodedata.normalize("NFC", text))


def test_stems_are_those_of_tantivy() -> None:
    english = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.stemmer("english")).build()
    for word in ("deliveries", "lenses", "agreed", "commissions", "kaganovich", "politics", "558", "8ob"):
        assert [stem(word)] == english.analyze(word)


def test_offsets_lead_to_the_printed_words() -> None:
    text = "“Zinov’ev’s” café – two"
    assert [text[token.start : token.end] for token in tokens(text)] == ["Zinov’ev’s", "café", "two"]


@given(st.text(max_size=80))
def test_tokens_are_ordered_slices_of_any_text(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert end <= token.start < token.end
        assert text[token.start : token.end] == token.text
        assert token.word == fold(token.text)
        assert token.term
        end = token.end


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(text: str) -> None:
    for word in words(text):
        assert fold(word) == word


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.sampled_from(["lenses", "Brandt’s", "d’Alma", "café", "1922", "N. L. Tamm", "Zinov'ev"]),
        min_size=2,
        max_size=6,
    )
)
def test_the_index_holds_exactly_our_terms_at_our_positions(parts: list[str]) -> None:
    text = " ".join(parts)
    schema = SchemaBuilder().add_text_field("text", tokenizer_name="raw", index_option="position").build()
    index = Index(schema)
    writer = index.writer(heap_size=15_000_000, num_threads=1)
    document = Document()
    document.add_pre_tokenized_text("text", pre_tokenized(text, tuple(token_tuples(text)))[0])
    writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    found = terms(text)
    searcher = index.searcher()
    assert dict(searcher.terms_with_prefix("text", "")) == dict.fromkeys(found, 1)
    phrase = Query.phrase_query(schema, "text", list(enumerate(found)))
    assert len(searcher.search(phrase).hits) == 1
