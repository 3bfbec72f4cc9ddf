"""Which spellings of words and figures meet, in searches, phrases and highlights."""

from __future__ import annotations

import random

import pytest

from corpus.model import Edition, Paragraph, Unit
from corpus.text.analysis import tokens
from indexer.build import build
from search.model import SearchRequest, SearchResult
from search.pipeline import parse
from search.searcher import Searcher
from tests.builds import settings_in
from tests.doubles import HashingEncoder

TEXTS = {
    "comma": ("en", "The dredger moved 1,000 tons of sand for 2,500,000 crowns."),
    "plain": ("en", "The barge moved 1000 tons of clay for 2500000 crowns."),
    "space": ("en", "The tug moved 1 000 tons of peat for 2 500 000 crowns."),
    "narrow": ("de", "Der Kahn brachte 1\u202f000 Tonnen Torf und 12 750 Steine."),
    "dot": ("de", "Der Schlepper brachte 1.000 Tonnen für 2.500.000 Kronen."),
    "swiss": ("de", "Die Fähre brachte 1’000 Tonnen für 2'500'000 Kronen."),
    "arabic": ("ar", "نقلت السفينة ١٬٠٠٠ طن في سنة ١٩٢٢"),
    "parts": ("en", "On 5.6.1922 see f. 30, op. 12,13 in 1921, 1922 and 1923-24; depth 1.5 and 3,14."),
    "note": ("en", "The buoys² were counted 17¹ times."),
    "dotted": ("en", "The U.S.S.R. and the C.C. met."),
    "undotted": ("en", "The USSR and the CC agreed."),
    "spaced": ("en", "The C. C. of the U. S. S. R. objected."),
    "beside": ("en", "The Northern C.C. Office wrote."),
    "initials": ("en", "I. V. Harbourmaster wrote to J.S. Pilot, and Lamplighter, K. L., replied."),
    "hyphen": ("en", "Economic co-operation between the ports, and timber-procurement, by e-mail."),
    "closed": ("en", "Economic cooperation between the towns, by email."),
    "line": ("en", "They spoke of reaf-\nforestation and/or nothing of it."),
    "hindi": ("hi", "हिन्दी में पत्र"),
    "hindi-other": ("hi", "हिन्द महासागर"),
    "hebrew": ("he", "שָׁלוֹם לכולם"),
    "vietnamese": ("vi", "Thu\u031b gu\u031b\u0309i tu\u031b\u0300 Vie\u0323\u0302t Nam"),
    "slavonic": ("cu", "бл҃гословенъ"),
    "persian": ("fa", "می\u200cخواهم بنویسم"),
    "chinese": ("zh", "我们昨天收到了东京来信。北京大学的学生用iPhone写于1949年。"),
    "japanese": ("ja", "東京都から手紙を受け取りました。ガス"),
    "korean": ("ko", "서울에서 편지를 받았다."),
    "thai": ("th", "เราได้รับจดหมายจากกรุงเทพเมื่อวาน"),
}  # fmt: skip
THOUSAND = {"comma", "plain", "space", "narrow", "dot", "swiss", "arabic"}
MILLIONS = {"comma", "plain", "space", "dot", "swiss"}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    root = tmp_path_factory.mktemp("indexes")
    units = tuple(
        Unit(f"port/{id}", "port", "document", "", order, (Paragraph(text),), language=language)
        for order, (id, (language, text)) in enumerate(TEXTS.items())
    )
    edition = Edition("port", "Letters of a port", (), None, None, None, "en", units)
    build([edition], root=root, name="port", settings=settings_in(root), encoder=HashingEncoder())
    return Searcher.open(root, "port", settings_in(root), HashingEncoder())


def search(searcher: Searcher, query: str) -> SearchResult:
    return searcher.search(SearchRequest(query, mode="keyword", limit=100))


def found(searcher: Searcher, query: str) -> set[str]:
    return {hit.unit.id.removeprefix("port/") for hit in search(searcher, query).hits}


def marked(searcher: Searcher, query: str, id: str) -> list[str]:
    hits = {hit.unit.id: hit for hit in search(searcher, query).hits}
    (passage,) = hits[f"port/{id}"].passages
    return [passage.text[start:end] for start, end in passage.highlights]


@pytest.mark.parametrize(
    "query",
    ["1000", "1,000", "1 000", "1\u00a0000", "1\u202f000", "1.000", "1'000", "1’000", "١٠٠٠", "１０００"],
)
def test_a_figure_is_found_in_every_spelling(searcher: Searcher, query: str) -> None:
    assert found(searcher, query) == THOUSAND
    assert found(searcher, f"+{query}") == THOUSAND
    assert found(searcher, f"{query} AND tons") == {"comma", "plain", "space"}
    assert found(searcher, f'"{query} tons"') == {"comma", "plain", "space"}


@pytest.mark.parametrize("query", ["2500000", "2,500,000", "2 500 000", "2.500.000", '"2,500,000 crowns"~2'])
def test_millions_are_found_in_every_spelling(searcher: Searcher, query: str) -> None:
    assert found(searcher, query) - {"dot", "swiss"} == MILLIONS - {"dot", "swiss"}


@pytest.mark.parametrize("query", ["12750", "12,750", '"12 750"', "+12750", '"12750 Steine"'])
def test_a_figure_with_an_ordinary_space_is_found_whole(searcher: Searcher, query: str) -> None:
    assert found(searcher, query) == {"narrow"}


@pytest.mark.parametrize(
    "query",
    ["1922", "1921", "1923", "24", "558 OR 30", "12", "13", "5", "6", '"3,14"', '"1.5"', '"5.6.1922"'],
)
def test_dates_ranges_and_lists_are_found_by_their_parts(searcher: Searcher, query: str) -> None:
    assert "parts" in found(searcher, query)


def test_note_signs_are_no_part_of_a_word(searcher: Searcher) -> None:
    assert found(searcher, "buoys") == found(searcher, "17") == {"note"}
    assert found(searcher, "171") == found(searcher, "buoys2") == set()


@pytest.mark.parametrize(
    "query", ["USSR", "ussr", "U.S.S.R.", "U. S. S. R.", "U.S.S.R", "+U.S.S.R.", '"U.S.S.R."']
)
def test_an_abbreviation_is_found_with_and_without_dots(searcher: Searcher, query: str) -> None:
    assert found(searcher, query) == {"dotted", "undotted", "spaced"}


@pytest.mark.parametrize("query", ["CC", "C.C.", "C. C.", '"C.C."', "+CC"])
def test_a_short_abbreviation_is_found_beside_a_capitalised_word(searcher: Searcher, query: str) -> None:
    assert found(searcher, query) == {"dotted", "undotted", "spaced", "beside"}


@pytest.mark.parametrize(
    "query",
    ['"I. V. Harbourmaster"', '"I.V. Harbourmaster"', '"V. Harbourmaster"', '"J. S. Pilot"', "Harbourmaster",
     '"Lamplighter, K. L."', '"Lamplighter K.L."'],
)  # fmt: skip
def test_initials_are_words_of_their_own(searcher: Searcher, query: str) -> None:
    assert found(searcher, query) == {"initials"}


@pytest.mark.parametrize(
    "query", ["cooperation", "co-operation", "co‑operation", '"co-operation"', "+cooperation"]
)
def test_hyphened_and_closed_compounds_meet(searcher: Searcher, query: str) -> None:
    assert found(searcher, query) == {"hyphen", "closed"}


@pytest.mark.parametrize("query", ['"economic cooperation between"', '"economic co-operation between"'])
def test_compounds_meet_within_phrases(searcher: Searcher, query: str) -> None:
    assert found(searcher, query) == {"hyphen", "closed"}
    assert found(searcher, f"text:{query}") == {"hyphen", "closed"}


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("timberprocurement", {"hyphen"}),
        ("timber-procurement", {"hyphen"}),
        ('"timber procurement"', {"hyphen"}),
        ("timberproc*", {"hyphen"}),
        ("text:timberproc*", {"hyphen"}),
        ("email", {"hyphen", "closed"}),
        ('"e-mail"', {"hyphen", "closed"}),
        ("reafforestation", {"line"}),
        ("reaf-forestation", {"line"}),
        ("+andor", set()),
    ],
)
def test_compounds_are_found_by_every_form(searcher: Searcher, query: str, ids: set[str]) -> None:
    assert found(searcher, query) == ids


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("हिन्दी", {"hindi"}),
        ("हिन्द", {"hindi-other"}),
        ("हिन्द*", {"hindi", "hindi-other"}),
        ("שלום", {"hebrew"}),
        ("שָׁלוֹם", {"hebrew"}),
        ("viet", {"vietnamese"}),
        ("Việt", {"vietnamese"}),
        ("thư", {"vietnamese"}),
        ("благословенъ OR блгословенъ", {"slavonic"}),
        ("بنویسم", {"persian"}),
        ("می\u200cخواهم", {"persian"}),
        ("میخواهم", {"persian"}),
    ],
)
def test_marks_belong_to_their_word(searcher: Searcher, query: str, ids: set[str]) -> None:
    assert found(searcher, query) == ids


@pytest.mark.parametrize(
    ("query", "ids", "marks"),
    [
        ("东京", {"chinese"}, ["东京"]),
        ("京", {"chinese", "japanese"}, ["京", "京"]),
        ("学", {"chinese"}, ["学", "学"]),
        ("北京大学", {"chinese"}, ["北京大学"]),
        ('"北京大学"', {"chinese"}, ["北京大学"]),
        ("+北京大学", {"chinese"}, ["北京大学"]),
        ("东京*", {"chinese"}, ["东京"]),
        ("iPhone写", {"chinese"}, ["iPhone", "写"]),
        ('"iPhone写于1949年"', {"chinese"}, ["iPhone写于1949年"]),
        ("手紙", {"japanese"}, ["手紙"]),
        ("ｶﾞｽ", {"japanese"}, ["ガス"]),
        ("カス", set(), None),
        ("서울", {"korean"}, ["서울"]),
        ("กรุงเทพ", {"thai"}, ["กรุงเทพ"]),
        ("大京", set(), None),
    ],
)
def test_unspaced_scripts_are_searched_by_their_signs(
    searcher: Searcher, query: str, ids: set[str], marks: list[str] | None
) -> None:
    assert found(searcher, query) == ids
    if marks is not None:
        assert marked(searcher, query, sorted(ids)[0]) == marks


@pytest.mark.parametrize(
    ("query", "id", "marks"),
    [
        ("1000", "comma", ["1,000"]),
        ('"1,000 tons"', "space", ["1 000 tons"]),
        ("USSR", "dotted", ["U.S.S.R."]),
        ("CC", "beside", ["C.C"]),
        ("cooperation", "hyphen", ["co-operation"]),
        ("timberproc*", "hyphen", ["timber-procurement"]),
        ("12750", "narrow", ["12 750"]),
    ],
)
def test_what_meets_is_highlighted(searcher: Searcher, query: str, id: str, marks: list[str]) -> None:
    assert marked(searcher, query, id) == marks


@pytest.mark.parametrize(
    "query", ["co-operation", "email", "e-mail", "USSR", "C.C.", "1,000", "北京大学", "京"]
)
def test_words_that_occur_are_neither_absent_nor_corrected(searcher: Searcher, query: str) -> None:
    result = search(searcher, query)
    assert [str(notice) for notice in result.notices] == []
    assert result.suggestion is None


def test_a_text_is_found_and_highlighted_by_any_part_of_it(searcher: Searcher) -> None:
    chance = random.Random(19)
    for id, (language, text) in TEXTS.items():
        words = tokens(text, language)
        for _ in range(4):
            first = chance.randrange(len(words))
            last = min(first + chance.randrange(4), len(words) - 1)
            part = text[words[first].start : words[last].end]
            assert id in found(searcher, f'"{part}"'), part
            assert marked(searcher, f'"{part}"', id), part


def test_letters_typed_with_combining_marks_are_composed(searcher: Searcher) -> None:
    typed = "Briefe vom Ma\u0308rz, \u0438\u0306"
    assert parse(searcher.index, typed).text == "Briefe vom M\u00e4rz, \u0439"
