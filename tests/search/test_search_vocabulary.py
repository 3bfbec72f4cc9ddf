from collections.abc import Mapping

import pytest

from search.engines.local.keyword_retriever import LocalKeywordRetriever
from store import keyword_schema as fields
from tests.builds import built_lighthouse, open_keyword


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> LocalKeywordRetriever:
    return open_keyword(built_lighthouse(tmp_path_factory.mktemp("indexes")))


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, int]:
    index = fields.open_keyword_index(built_lighthouse(tmp_path_factory.mktemp("indexes")))
    return dict(index.searcher().terms_with_prefix(fields.EXACT, "", limit=None))


def test_the_vocabulary_has_every_word_with_the_units_that_have_it(
    retriever: LocalKeywordRetriever, listed: Mapping[str, int]
) -> None:
    assert max(listed.values()) > 1
    assert {word: retriever.vocabulary[word] for word in listed} == listed
    assert dict(retriever.vocabulary.items()) == listed
    assert list(retriever.vocabulary) == list(listed)
    assert len(retriever.vocabulary) == len(listed)


@pytest.mark.parametrize("word", ["", "lam", "Lamp", "lighthouseless"])
def test_what_is_no_word_of_it_is_not_in_the_vocabulary(retriever: LocalKeywordRetriever, word: str) -> None:
    assert word not in retriever.vocabulary
    assert retriever.vocabulary.get(word, 0) == 0
    with pytest.raises(KeyError):
        retriever.vocabulary[word]
