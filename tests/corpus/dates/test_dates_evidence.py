"""What the dates of an edition tell about ambiguous ones."""

import pytest

from corpus.dates.evidence import DateEvidence, collect_evidence


@pytest.mark.parametrize(
    ("texts", "language", "is_month_first"),
    [
        (["3/4/1901", "25/4/1901"], "", False),
        (["3/4/1901", "4/25/1901"], "", True),
        (["25/4/1901", "4/25/1901"], "", None),
        (["25/4/1901", "4/25/1901"], "de", None),
        (["3/4/1901"], "", None),
        (["3/4/1901"], "en", None),
        (["3/4/1901"], "nl", False),
        (["25-4-1901"], "en", False),
        (["25.4.1901", "1901/04/25"], "", None),
    ],
)
def test_a_number_over_12_or_the_language_tells_the_order(
    texts: list[str], language: str, is_month_first: bool | None
) -> None:
    assert collect_evidence(texts, language).is_month_first is is_month_first


def test_years_are_those_written_in_full() -> None:
    assert collect_evidence(["4 March 1861", "5.6.1875", "12/3/64", "1860-02-01"]).years == (1860, 1875)
    assert collect_evidence(["4 March 64"]).years is None


@pytest.mark.parametrize(
    ("years", "incomplete", "complete"),
    [
        ((1850, 1870), 64, 1864),
        ((1850, 1870), 88, 1888),
        ((1850, 1870), 99, None),
        ((1850, 1970), 64, None),
        (None, 64, None),
        ((1850, 1870), 864, None),
    ],
)
def test_a_year_is_completed_if_only_one_is_possible(
    years: tuple[int, int] | None, incomplete: int, complete: int | None
) -> None:
    assert DateEvidence(years=years).complete_year(incomplete) == complete
