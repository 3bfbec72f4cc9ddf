from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.analysis import terms
from search.query.matching import PhraseTerms, QueryTerms, find_matches
from search.results.snippets import LEAD, SNIPPET_LENGTH, best_passages, cut_snippet, quote
from store.passages import Passage, PassageTerms

TEXT = "The keepers asked for oil. Zinov'ev's oilmen sent no oil, but lamps and l’Huile."


def passage(text: str, id: int = 0) -> Passage:
    return Passage(id, "lighthouse/doc-1", text, "", 2, "11")


def phrase(text: str, slop: int = 0) -> PhraseTerms:
    return PhraseTerms(tuple(terms(text)), slop)


def best(passages: list[Passage], query_terms: QueryTerms, nearest: int | None) -> Passage:
    by_id = {one.id: one for one in passages}
    outlines = [PassageTerms.of(one.id, one.part, " ".join(terms(one.text))) for one in passages]
    return by_id[best_passages(outlines, query_terms, nearest, lambda id: by_id[id].text)[0]]


def marked(text: str, query_terms: QueryTerms) -> list[str]:
    return [text[start:end] for start, end in find_matches(text, query_terms)]


@pytest.mark.parametrize(
    ("query_terms", "expected"),
    [
        (QueryTerms(terms=frozenset(terms("lamp"))), ["lamps"]),
        (QueryTerms(terms=frozenset(terms("Zinovev"))), ["Zinov'ev's"]),
        (QueryTerms(words=frozenset({"oilmen"})), ["oilmen"]),
        (QueryTerms(phrases=(phrase("no oil"),)), ["no oil"]),
        (QueryTerms(terms=frozenset({"oil"}), phrases=(phrase("no oil"),)), ["oil", "no oil"]),
        (QueryTerms(), []),
    ],
)
def test_words_are_marked_as_printed(query_terms: QueryTerms, expected: list[str]) -> None:
    assert marked(TEXT, query_terms) == expected


@given(
    st.text(alphabet="abc .,'’“\n-é\u00ad", max_size=400),
    st.frozensets(st.sampled_from(["a", "b", "ab", "abc", "é"])),
    st.lists(st.tuples(st.sampled_from(["a b", "b", "c a", "a a"]), st.integers(0, 4)), max_size=3),
)
def test_highlights_lie_inside_the_quoted_text(
    text: str, words: frozenset[str], phrases: list[tuple[str, int]]
) -> None:
    query = QueryTerms(words, words, tuple(phrase(text, slop) for text, slop in phrases))
    shown = quote(passage(text), query)
    ends = 0
    for start, end in shown.highlights:
        assert ends <= start < end <= len(shown.text)
        ends = end


def test_the_passage_with_most_of_the_words_is_shown() -> None:
    query_terms = QueryTerms(terms=frozenset(terms("lens lamp oil")))
    passages = [passage("A lens, a lens, a lens."), passage("A lamp without oil, and a lens.", 1)]
    assert best(passages, query_terms, 0).id == 1


def test_rare_words_decide_which_passage_is_shown() -> None:
    query_terms = QueryTerms(
        terms=frozenset(terms("lens lamp oil")), weights={"len": 9.0, "lamp": 2.0, "oil": 3.0}
    )
    passages = [passage("A lamp without oil."), passage("A lens, a lens.", 1)]
    assert best(passages, query_terms, None).id == 1


def test_the_nearest_in_meaning_may_have_a_little_less_of_the_query() -> None:
    query_terms = QueryTerms(terms=frozenset(terms("lens lamp oil coal")))
    passages = [passage("A lens, a lens, a lens."), passage("A lamp without oil.", 1)]
    assert best(passages, query_terms, 0).id == 0
    both = [*passages, passage("A lamp without oil, and a lens.", 2)]
    assert best(both, query_terms, 0).id == 2


def test_the_nearest_sentence_is_given_where_it_is_shown() -> None:
    text = "Rain again. " * 40 + "The keeper fell ill. Coal came."
    sentence = (text.index("The keeper"), text.index(" Coal"))
    shown = quote(passage(text), QueryTerms(), sentence)
    assert shown.nearest is not None
    assert shown.text[slice(*shown.nearest)] == "The keeper fell ill."
    assert len(shown.text) < len(text) / 2
    assert quote(passage(text), QueryTerms()).nearest is None


def test_the_nearest_in_meaning_is_shown_where_words_do_not_decide() -> None:
    passages = [passage("A lens."), passage("A lens.", 1), passage("A lens.", 2)]
    assert best(passages, QueryTerms(terms=frozenset(terms("lens"))), 1).id == 1


def test_phrases_prefixes_and_unstemmed_words_decide_too() -> None:
    passages = [passage("Oil for the lamp and no lens."), passage("The lamp oil came with oilmen.", 1)]
    assert best(passages, QueryTerms(phrases=(phrase("lamp oil"),)), None).id == 1
    expanded = frozenset(terms("oilmen"))
    assert best(passages, QueryTerms(words=frozenset({"oilmen"}), expanded=expanded), None).id == 1


def test_the_first_is_shown_where_nothing_decides() -> None:
    assert best([passage("A lens."), passage("A lamp.", 1)], QueryTerms(), None).id == 0


def test_an_abstract_is_shown_where_it_has_more_of_the_words() -> None:
    own, abstract = passage("A lens for the lamp."), replace(passage("Lamp oil wanted.", 1), part="abstract")
    query_terms = QueryTerms(terms=frozenset({"lamp", "oil"}))
    assert best([own, abstract], query_terms, None) == abstract
    assert best([abstract, own], QueryTerms(terms=frozenset({"lamp"})), None) == own
    assert quote(abstract, query_terms).part == "abstract"


def test_a_match_far_down_begins_with_its_sentence() -> None:
    text = "Nothing of note is said here. " * 10 + "The oil came late."
    shown = quote(passage(text), QueryTerms(terms=frozenset({"oil"})))
    assert shown.text == "The oil came late."
    assert shown.highlights == ((4, 7),)


def test_a_match_far_down_an_endless_sentence_keeps_some_words_before() -> None:
    text = "nothing and " * 60 + "oil"
    shown = quote(passage(text), QueryTerms(terms=frozenset({"oil"})))
    assert LEAD - 15 <= shown.highlights[0][0] <= LEAD + 15


def test_a_passage_says_where_it_stands() -> None:
    shown = quote(passage("No oil."), QueryTerms())
    assert (shown.page, shown.anchor, shown.highlights) == ("11", "p3", ())


@given(
    st.text(alphabet="ab .,é字\n", max_size=900),
    st.lists(st.frozensets(st.sampled_from(["a", "b", "ab", "ba"])), max_size=6),
)
def test_no_queries_yield_more_than_half_of_a_text(text: str, queries: list[frozenset[str]]) -> None:
    shown: set[int] = set()
    for words in queries:
        snippet = cut_snippet(quote(passage(text), QueryTerms(words, words)))
        if snippet:
            assert snippet.text == text[snippet.offset : snippet.offset + len(snippet.text)]
            assert len(snippet.text) <= SNIPPET_LENGTH
            assert all(0 <= start < end <= len(snippet.text) for start, end in snippet.highlights)
            shown |= set(range(snippet.offset, snippet.offset + len(snippet.text)))
    assert len(shown) <= len(text) / 2


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("keel", ["keel"]),
        ("anchor", ["anchor"]),
        ("derrick", []),
    ],
)
def test_a_snippet_has_the_match_if_its_place_may_be_shown(word: str, expected: list[str]) -> None:
    filling = "of the old harbour and its long mole " * 4
    text = f"The anchor {filling}{filling}. The derrick {filling}. The keel {filling}{filling}"
    query = QueryTerms(frozenset(terms(word)))
    snippet = cut_snippet(quote(passage(text), query))
    assert snippet
    assert [snippet.text[start:end] for start, end in snippet.highlights] == expected
    assert not snippet.text[:1].isspace() or snippet.offset
