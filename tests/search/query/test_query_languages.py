"""Letters in four languages in one index, asked in any of them."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import Edition, Paragraph, Unit
from corpus.text.analysis import is_stop_word, terms, token_tuples, tokens
from corpus.text.compounds import compound_entries
from indexer.build import build
from search.model import Mode, SearchRequest
from search.query.languages import WITH_STOP_WORDS, WORDINGS_MAX, Languages, NoCompounds, Phrases
from search.query.matching import find_matches
from search.query.proximity import occurs
from search.searcher import Searcher
from store.unit_table import Column
from tests.builds import settings_in
from tests.doubles import HashingEncoder

TEXTS = {
    "en": (Paragraph("The captains reported that two lamps of the lighthouse were broken in the storms."),),
    "de": (Paragraph("Die Häuser der Lotsen sind fertig, aber für die Straßen fehlen noch die Steine."),),
    "fr": (Paragraph("Les navires attendus ne sont pas arrivés; nos lettres restent sans réponse."),),
    "ru": (Paragraph("Новые маяки построены, но письма о кораблях ещё не пришли."),),
    "fi": (Paragraph("Majakat ovat valmiit ja laivoille kerrottiin siitä."),),
    "la": (Paragraph("Litterae tuae mihi redditae sunt."),),
}
LITTLE_WORDS = """
    war die but son an den man not or by on in der des pour dans ma sin como con era para dom det som han ja
    se ett och av een het maar dat il lo gli nel sono что как и на а az egy nem os um não com ei oli mutta
"""
"""Stop words of one language, some of which are content words of another."""
FOUR = Languages(("en", "de", "fr", "ru"))


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    root = tmp_path_factory.mktemp("indexes")
    units = tuple(
        Unit(f"coast/{code}", "coast", "document", f"Letter {order}", order, paragraphs, language=code)
        for order, (code, paragraphs) in enumerate(TEXTS.items())
    )
    edition = Edition("coast", "Letters from the coast", (), None, None, None, "en", units)
    build([edition], root=root, name="coast", settings=settings_in(root), encoder=HashingEncoder())
    return Searcher.open(root, "coast", settings_in(root), HashingEncoder())


@pytest.mark.parametrize("mode", ["keyword", "hybrid"])
@pytest.mark.parametrize(
    ("question", "language", "marked"),
    [
        ("captain lamp", "en", {"captains", "lamps"}),
        ("Haus", "de", {"Häuser"}),
        ("haus strasse", "de", {"Häuser", "Straßen"}),
        ("was ist mit den Häusern für die Lotsen?", "de", {"Häuser", "Lotsen"}),
        ("lettre navire", "fr", {"navires", "lettres"}),
        ("письмо корабль", "ru", {"письма", "кораблях"}),
        ("новый маяк", "ru", {"Новые", "маяки"}),
        ("еще", "ru", {"ещё"}),
        ("majakka", "fi", {"Majakat"}),
        ("litterae", "la", {"Litterae"}),
    ],
)
def test_words_are_found_in_the_forms_of_their_language(
    searcher: Searcher, mode: Mode, question: str, language: str, marked: set[str]
) -> None:
    (hit, *_) = searcher.search(SearchRequest(question, mode=mode)).hits
    assert hit.unit.id == f"coast/{language}"
    passage = hit.passages[0]
    assert {passage.text[start:end] for start, end in passage.highlights} == marked


def test_one_query_finds_letters_of_several_languages(searcher: Searcher) -> None:
    found = searcher.search(SearchRequest("lamp Haus письмо", mode="keyword"))
    assert {hit.unit.language for hit in found.hits} == {"en", "de", "ru"}


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ('"neuen Straße"', None),
        ('"für die Strasse"', "de"),
        ('"lettre restent"', "fr"),
        ("Haus AND Stein", "de"),
    ],
)
def test_operators_hold_in_every_language(searcher: Searcher, query: str, language: str | None) -> None:
    found = [hit.unit.language for hit in searcher.search(SearchRequest(query)).hits]
    assert found == ([language] if language else [])


@pytest.mark.parametrize(
    ("question", "languages", "content_words"),
    [
        ("what became of the lamps", ("en",), ["became", "lamps"]),
        ("was wurde aus den Häusern", ("de",), ["wurde", "Häusern"]),
        ("lamps", FOUR.codes, ["lamps"]),
        ("die", FOUR.codes, ["die"]),
        ("war crimes", FOUR.codes, ["war", "crimes"]),
        ("the war in Galicia", ("en", "de"), ["the", "war", "Galicia"]),
        ("что было в письме", ("ru",), ["письме"]),
        ("la carta que el rey no ha escrito", ("es",), ["carta", "rey", "escrito"]),
    ],
)
def test_a_query_is_in_the_languages_of_its_stop_words(
    question: str, languages: tuple[str, ...], content_words: list[str]
) -> None:
    found = tokens(question)
    assert set(FOUR.query_languages(found)) == set(languages)
    assert [token.text for token in FOUR.content_words(found)] == content_words


@pytest.mark.parametrize(("language", "other"), list(permutations(WITH_STOP_WORDS, 2)))
def test_no_list_of_stop_words_swallows_words_of_another_language(language: str, other: str) -> None:
    index = Languages((language, other))
    for word in LITTLE_WORDS.split():
        [found] = tokens(word)
        if is_stop_word(found, language) and not is_stop_word(found, other):
            assert [token.text for token in index.content_words(tokens(f"{word} xylograph"))] == [
                word,
                "xylograph",
            ]
        assert index.content_words([found]) == [found]


class CompoundsOf:
    """The compounds of one text."""

    def __init__(self, text: str) -> None:
        self._entries = set(compound_entries(text, list(token_tuples(text))))

    def compounds(self, key: str) -> Phrases:
        return tuple(tuple(words.split(" ")) for other, words in sorted(self._entries) if other == key)

    def compounds_beginning(self, prefix: str, limit: int) -> Phrases:
        raise NotImplementedError


PARTS = ["fog", "Lamp", "U.S.S.R.", "C.C.", "J. V.", "J.V.", "1,000", "1 000", "12 750", "co-operation", "co",
         "東京", "ไทย", "हिन्दी", "z.B.", "1922-23", "pro-\ncure", "שָׁלוֹם", "a", "T-34", "5", "²"]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PARTS), st.sampled_from([" ", ", ", ". ", "; "]))), st.data())
def test_any_part_of_a_text_is_a_phrase_of_it(parts: list[tuple[str, str]], data: st.DataObject) -> None:
    text = "".join(part + ("; " if part.endswith(".") else gap) for part, gap in parts)
    found = tokens(text)
    if found:
        first = data.draw(st.integers(0, len(found) - 1))
        last = data.draw(st.integers(first, len(found) - 1))
        phrases = Languages(("en",), CompoundsOf(text)).phrases(text[found[first].start : found[last].end])
        assert len(phrases) == WORDINGS_MAX or any(occurs(terms(text), phrase, 0) for phrase in phrases)


def test_wordings_of_a_phrase_are_limited() -> None:
    text = " ".join(["co-operation"] * 9)
    assert len(FOUR.phrases(text)) <= WORDINGS_MAX * len(FOUR.codes)
    assert FOUR.phrases(text)[0] == ("co", "oper") * 9


def test_the_commonest_language_comes_first_and_regions_are_one() -> None:
    assert Languages.of(Column.encode([["de"], ["fr"], ["de"]]), NoCompounds()).codes == ("de", "fr")
    assert Languages.of(Column.encode([]), NoCompounds()).codes == ("en",)


def test_a_text_is_marked_by_the_forms_of_its_language(searcher: Searcher) -> None:
    text = TEXTS["de"][0].text
    found = find_matches(text, searcher.query_terms("the Haus"), "de")
    assert [text[start:end] for start, end in found] == ["Häuser"]
