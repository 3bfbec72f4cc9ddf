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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "1,000; 1.000; 1'000; 1’000; 1 000; 1\u00a0000; 1\u202f000; 1\u2009000; ١٬٠٠٠; १,०००",
            ["1000"] * 10,
        ),
        (
            "2,500,000 and 1,000th, 1.000,50 or 1,000.50",
            ["2500000", "and", "1000th", "1000", "50", "or", "1000", "50"],
        ),
        ("5 1,000 kegs", ["5", "1000", "kegs"]),
        (
            "5.6.1932, 1.5, 3,14, 0,125, 12,13",
            ["5", "6", "1932", "1", "5", "3", "14", "0", "125", "12", "13"],
        ),
        ("1931,1932 and 1931, 1932; 1932-33", ["1931", "1932", "and", "1931", "1932", "1932", "33"]),
        (
            "1,00,000; 1,000,00; 555 123 4567; 030 123 456",
            ["1", "00", "000", "1", "000", "00", "555", "123", "4567", "030", "123", "456"],
        ),
        ("12 750 and 5 12 000 1922 100", ["12", "750", "and", "5", "12", "000", "1922", "100"]),
        ("5'10 sand²⁻³ ①sand 2½", ["5", "10", "sand", "sand", "2"]),
    ],
)
def test_figures_are_one_word(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the U.S.S.R., U. S. S. R. or U.S.S.R's", ["the", "ussr", "ussr", "or", "ussr"]),
        ("U.S.S.R. Government, N.K.V.D. officers", ["ussr", "government", "nkvd", "officers"]),
        (
            "the C.C. met; z.B. Haus, d. h. heute, k.u.k. Armee, и т. д.",
            ["the", "cc", "met", "zb", "haus", "dh", "heute", "kuk", "armee", "и", "тд"],
        ),
        ("J. V. Harbour, J.V. Harbour, J.V.Harbour", ["j", "v", "harbour"] * 3),
        (
            "Harbour, J. V., or Harbour J.V. and (J. V.) Harbour",
            ["harbour", "j", "v", "or", "harbour", "j", "v", "and", "j", "v", "harbour"],
        ),
        ("И. О. Маякова, מ. א. מגדלור", ["и", "о", "маякова", "מ", "א", "מגדלור"]),
        (
            "the U.S. fleet, A. B, E.s, www.a.b.org",
            ["the", "u", "s", "fleet", "a", "b", "e", "s", "www", "a", "b", "org"],
        ),
    ],
)
def test_dotted_letters_are_an_abbreviation_or_initials(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("हिन्दी क़लम क\u093cलम", ["हिन्दी", "क़लम", "क़लम"]),
        ("שָׁלוֹם שלום", ["שלום", "שלום"]),
        ("مُحَمَّد محـــمد", ["محمد", "محمد"]),
        ("می\u200cخواهم", ["میخواهم"]),
        ("бл҃гословенъ й ї", ["блгословенъ", "й", "ї"]),
        ("Vie\u0323\u0302t Việt", ["viet", "viet"]),
        ("σοφός ΣΟΦΟΣ ſanft Iſtanbul ışık", ["σοφοσ", "σοφοσ", "sanft", "istanbul", "isik"]),
        ("東京 が か\u3099 ｶﾞ ＡＢ１", ["東", "京", "が", "が", "ガ", "ab1"]),
        ("한국 \u1112\u1161\u11ab", ["한", "국", "한"]),
        ("ภาษา", ["ภ", "า", "ษ", "า"]),
        ("iPhone手机1949年", ["iphone", "手", "机", "1949", "年"]),
    ],
)
def test_words_of_all_scripts(text: str, expected: list[str]) -> None:
    assert words(text) == [unicodedata.normalize("NFC", word) for word in expected]


@given(st.text(st.sampled_from("aBz1 0.,'’-\u00ad\u0301é²ßИй\u00a0\u200d"), max_size=40))
def test_the_pattern_of_common_scripts_is_that_of_all(text: str) -> None:
    assert words(text) == words(f"{text} 東")[: len(words(text))]


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
