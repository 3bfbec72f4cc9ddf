"""Dates in words, in eight languages: what is written of a day is read as that day."""

import re
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.dates.datelines import format_span, parse_dateline, parse_dateline_details
from corpus.dates.edtf import edtf_bounds, parse_edtf
from corpus.dates.evidence import DateEvidence
from corpus.dates.languages import LANGUAGES
from corpus.dates.spans import span_from_edtf

ENGLISH = "January February March April May June July August September October November December"
GERMAN = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
RUSSIAN = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
ITALIAN = "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"
SPANISH = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
LATIN = "Ianuarii Februarii Martii Aprilis Maii Iunii Iulii Augusti Septembris Octobris Novembris Decembris"
DUTCH = "januari februari maart april mei juni juli augustus september oktober november december"
ABBREVIATED = {
    "en": "Jan. Feb. Mar. Apr. May June July Aug. Sept. Oct. Nov. Dec.",
    "de": "Jan. Febr. Mrz. Apr. Mai Jun. Jul. Aug. Septbr. Octbr. Novbr. Dezbr.",
    "fr": "janv. févr. mars avr. mai juin juil. août 7bre 8bre 9bre Xbre",
    "ru": "янв. февр. мар. апр. мая июн. июл. авг. сент. окт. нояб. дек.",
    "it": "genn. febbr. mar. apr. magg. giu. lug. ag. sett. ott. nov. dic.",
    "es": "en. feb. mzo. abr. mayo jun. jul. ago. set. oct. nov. dic.",
    "la": "Ian. Febr. Mart. Apr. Mai. Iun. Iul. Aug. VIIbris VIIIbris IXbris Xbris",
    "nl": "jan. febr. mrt. apr. mei jun. jul. aug. sept. okt. nov. dec.",
}
MONTHS = {
    "en": ENGLISH, "de": GERMAN, "fr": FRENCH, "ru": RUSSIAN,
    "it": ITALIAN, "es": SPANISH, "la": LATIN, "nl": DUTCH,
}  # fmt: skip
FORMS = {
    "en": ["{d} {m} {y}", "{m} {d}, {y}", "{d}th of {m}, {y}", "Tarn, {d}d {m} {y}", "Monday, {d} {a} {y}"],
    "de": ["{d}. {m} {y}", "den {d}ten {m} {y}", "Montag früh, {d} {a} {y}", "{y}, {m} {d}."],
    "fr": ["le {d} {m} {y}", "ce {d} {a} {y}", "lundi {d} {m} {y}", "Tarn, {d}e {m} {y}"],
    "ru": ["{d} {m} {y} г.", "{d}-го {m} {y} года", "{d} {a} {y}", "понедельник, {d} {m} {y}"],
    "it": ["il {d} {m} {y}", "adì {d} {m} {y}", "mar. {d} {m} {y}", "{d} {a} {y}", "Tarn, li {d} {m} {y}"],
    "es": ["{d} de {m} de {y}", "a {d} de {a} de {y}", "el {d}º de {m} de {y}", "lunes, {d} {m} {y}"],
    "la": ["die {d} {m} {y}", "{r} {m} {y}", "{d} {a} {y}", "{d} mensis {m} anno {y}"],
    "nl": ["{d} {m} {y}", "den {d}den {m} {y}", "maandag {d} {a} {y}", "{d}ste {m} {y}"],
}  # fmt: skip
UNCOMMON = {"ag.", "en.", "mzo.", "Mrz."}
"""Abbreviations that are no beginning of the month and not in the table."""


def _roman(number: int) -> str:
    tens, ones = divmod(number, 10)
    return "X" * tens + ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][ones]


def _days(count: int) -> list[date]:
    random = Random(20)
    return [date(1500, 1, 1) + timedelta(random.randrange(160_000)) for _ in range(count)]


@pytest.mark.parametrize("language", FORMS)
def test_a_day_in_any_form_of_a_language_is_that_day(language: str) -> None:
    written = [
        (
            form.format(
                d=day.day, y=day.year, r=_roman(day.day),
                m=MONTHS[language].split()[day.month - 1], a=ABBREVIATED[language].split()[day.month - 1],
            ),
            day,
        )
        for day in _days(60)
        for form in FORMS[language]
        if "{a}" not in form or ABBREVIATED[language].split()[day.month - 1] not in UNCOMMON
    ]  # fmt: skip
    assert len(written) >= 200
    wrong = {
        text: parse_dateline(text).edtf
        for text, day in written
        if (parse_dateline(text).edtf, parse_dateline(text).certainty) != (str(day), "exact")
    }
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_every_form_of_a_month_is_read_beside_a_day_and_year(language) -> None:  # type: ignore[no-untyped-def]
    for number, forms in enumerate(language.months, 1):
        for form in f"{forms} {language.dateline_months.get(number, '')}".split():
            assert parse_dateline(f"4 {form} 1821").edtf == f"1821-{number:02}-04", form


READ = [
    ("[20–4 Sept 1860]", "1860-09-20/1860-09-24", "approximate"),
    ("28–2 Sept 1860", "1860-08-28/1860-09-02", "approximate"),
    ("Dec. 13 and 14, 1867", "1867-12-13/1867-12-14", "approximate"),
    ("16 or 15 February 1883", "[1883-02-15,1883-02-16]", "approximate"),
    ("31 Aug. or 2 Sept. 1863", "[1863-08-31,1863-09-02]", "approximate"),
    ("31 agosto o 2 settembre 1863", "[1863-08-31,1863-09-02]", "approximate"),
    ("4 of 5 maart 1821", "[1821-03-04,1821-03-05]", "approximate"),
    ("dal 4 al 9 marzo 1821", "1821-03-04/1821-03-09", "approximate"),
    ("du 4 au 9 mars 1821", "1821-03-04/1821-03-09", "approximate"),
    ("с 4 по 9 марта 1888", "1888-03-04/1888-03-09", "approximate"),
    ("между 4 и 9 марта 1888", "[1888-03-04..1888-03-09]", "approximate"),
    ("van 4 tot 9 maart 1821", "1821-03-04/1821-03-09", "approximate"),
    ("не позднее 4 марта 1888", "[..1888-03-04]", "uncertain"),
    ("después del 4 de marzo de 1821", "[1821-03-05..]", "uncertain"),
    ("17 Dec 1868 or later", "[1868-12-17..]", "uncertain"),
    ("1799-8-9 or earlier", "[..1799-08-09]", "uncertain"),
    ("4 Mar 1655/6", "1656-03-04", "exact"),
    ("4 Nov 1655/6", "[1655-11-04,1656-11-04]", "uncertain"),
    ("1731/32", "1731/1732", "approximate"),
    ("Winter 1731/32", "1731-12/1732-02", "approximate"),
    ("18 July [1875-81]", "[1875-07-18..1881-07-18]", "approximate"),
    ("1875–81", "1875/1881", "approximate"),
    ("4 March [1860]", "1860-03-04", "inferred"),
    ("[4] March 1860", "1860-03-04", "inferred"),
    ("1. 4. [1909]", "1909-04-01", "inferred"),
    ("late 1870s", "187X", "approximate"),
    ("185*", "185X", "approximate"),
    ("187-", "187X", "approximate"),
    ("18 July 187-", "187X-07-18", "approximate"),
    ("29 Feb 187-", "187X-02-29", "approximate"),
    ("18--", "18XX", "approximate"),
    ("18th century", "17XX", "approximate"),
    ("XVIIIe siècle", "17XX", "approximate"),
    ("siglo XVIII", "17XX", "approximate"),
    ("um 1800", "1800~", "approximate"),
    ("2. Hälfte Oktober 1799", "[1799-10-16..1799-10-31]", "approximate"),
    ("в начале марта 1888", "[1888-03-01..1888-03-10]", "approximate"),
    ("Frühjahr 1821", "1821-21", "approximate"),
    ("22d Sept. 1861", "1861-09-22", "exact"),
    ("le 1er mai 1821", "1821-05-01", "exact"),
    ("le premier mars 1821", "1821-03-01", "exact"),
    ("4 March 1721 O.S.", "1721-03-15", "exact"),
    ("4–9 March 1721 O.S.", "1721-03-15/1721-03-20", "approximate"),
    ("29 Feb. 1700 O.S.", "1700-03-11", "exact"),
    ("4 März 1821 a. St.", "1821-03-16", "exact"),
    ("4 марта 1888 ст. ст.", "1888-03-16", "exact"),
    ("4/16 марта 1888", "1888-03-16", "exact"),
    ("4 (16) марта 1888 г.", "1888-03-16", "exact"),
    ("20 февраля (4 марта) 1888", "1888-03-04", "exact"),
    ("20/1 Aug. 1890", "1890-08-01", "exact"),
    ("4 gennaio 1521 m.v.", "1522-01-04", "exact"),
    ("IV Non. Mart. 1521", "1521-03-04", "exact"),
    ("pridie Kal. Ian. 1521", "1520-12-31", "exact"),
    ("Idibus Martiis 1521", "1521-03-15", "exact"),
    ("XXIII Januarii M.D.XXI", "1521-01-23", "exact"),
    ("4 ventôse an IX", "1801-02-23", "exact"),
    ("ventôse an 9", "1801-02-20/1801-03-21", "approximate"),
    ("4.III 1921", "1921-03-04", "exact"),
    ("1911/05/06", "1911-05-06", "exact"),
    ("1911-05-06T23:30:00-05:00", "1911-05-06", "exact"),
    ("1866-5", "1866-05", "approximate"),
    ("AD 57", "0057", "approximate"),
    ("4 March 0812", "0812-03-04", "exact"),
    ("44 BC", "-0043", "uncertain"),
    ("15 March 44 B.C.", "-0043-03-15", "uncertain"),
    ("4 March, 10 Tarn Street, 1860", "1860-03-04", "exact"),
    ("4 März – Berlin 1821", "1821-03-04", "exact"),
]


@pytest.mark.parametrize(("printed", "edtf", "certainty"), READ)
def test_a_dateline_in_words_is_read(printed: str, edtf: str, certainty: str) -> None:
    span = parse_dateline(printed)
    assert (span.edtf, span.certainty) == (edtf, certainty)


@pytest.mark.parametrize(
    ("printed", "display"),
    [
        ("4 March 1721 O.S.", "4 March 1721 O.S. (15 March 1721 N.S.)"),
        ("4/16 марта 1888", "4/16 марта 1888"),
        ("4 ventôse an IX", "4 ventôse an IX (23 February 1801)"),
        ("4 Mar 1655/6", "4 Mar 1655/6"),
        ("18 July 187-", "18 July 187-"),
        ("3/4/1901", "3/4/1901"),
        ("0057", "0057"),
    ],
)
def test_what_is_printed_stays_beside_what_it_means(printed: str, display: str) -> None:
    assert parse_dateline(printed).display == display


@pytest.mark.parametrize(
    ("printed", "place"),
    [
        ("Den Haag, 4 maart 1821", "Den Haag"),
        ("Au Havre, le 4 mars 1821", "Au Havre"),
        ("le 4 mars 1821", None),
    ],
)
def test_a_place_may_begin_with_a_word_of_dates(printed: str, place: str | None) -> None:
    assert parse_dateline_details(printed).place == place


@pytest.mark.parametrize(
    ("printed", "warning"),
    [
        ("4 Mrtz 1821", "“4 Mrtz 1821”: “4” was not used"),
        ("den 4. huius 1821", "“den 4. huius 1821”: “4.” was not used"),
        ("4 March 1821, 7 April 1822", "“4 March 1821, 7 April 1822”: “April” was not used"),
        ("7th July", "“7th July”: it has no year"),
        (
            "3/4/1901",
            "“3/4/1901”: its day and month may be interchanged, so that both days are possible",
        ),
    ],
)
def test_what_is_left_over_of_a_date_is_reported(printed: str, warning: str) -> None:
    assert warning in parse_dateline_details(printed).warnings


@pytest.mark.parametrize(
    ("printed", "evidence", "edtf", "certainty"),
    [
        ("3/4/1901", DateEvidence(), "[1901-03-04,1901-04-03]", "uncertain"),
        ("3/4/1901", DateEvidence(is_month_first=True), "1901-03-04", "exact"),
        ("3/4/1901", DateEvidence(is_month_first=False), "1901-04-03", "exact"),
        ("13/4/1901", DateEvidence(is_month_first=True), "1901-04-13", "exact"),
        ("3.4.1901", DateEvidence(is_month_first=True), "1901-04-03", "exact"),
        ("4 March 64", DateEvidence(), "1964-03-04?", "uncertain"),
        ("4 March ’64", DateEvidence(years=(1850, 1870)), "1864-03-04", "inferred"),
        ("March 11/64", DateEvidence(years=(1850, 1870)), "1864-03-11", "inferred"),
        ("Nov. 28th. /51", DateEvidence(years=(1850, 1870)), "1851-11-28", "inferred"),
        ("4 March 64", DateEvidence(years=(1850, 1970)), "1964-03-04?", "uncertain"),
    ],
)
def test_other_dates_of_the_edition_decide_what_is_ambiguous(
    printed: str, evidence: DateEvidence, edtf: str, certainty: str
) -> None:
    span = parse_dateline_details(printed, evidence=evidence).span
    assert (span.edtf, span.certainty) == (edtf, certainty)


MONTH_WORDS = {form for language in LANGUAGES for months in language.months for form in months.split()}
CONTEXT_WORDS = {
    word
    for language in LANGUAGES
    for table in (language.words, language.dateline_words, language.before_number)
    for pattern in table.values()
    for word in re.split(r"[|()?]+", pattern.replace("\\s?", " ").replace("\\", ""))
}
FIGURES = """
1 4ten 20–4 31 22d 1º [4] 1655/6 1875–81 187- 18-- ’64 3/4/1901 4.III.1921 1911-05-06 0057 IV M.D.XXI
O.S. m.v. IV_Kal. pridie_Non. Id._Mart. 4_ventôse_an_IX - / , ( ) ? [ ] 1821 44_BC 1731/32 XVIII_в.
29_Feb. 9998 0001
1_Jan._0001_O.S. or_earlier or_later 1866-5 Nov._28th._/51 10/4./76 12_XI_07 18th_century
"""
WORDS = sorted(MONTH_WORDS | CONTEXT_WORDS | {figure.replace("_", " ") for figure in FIGURES.split()})


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join), st.none() | st.integers(1, 9998))
def test_no_dateline_of_any_language_raises_and_its_edtf_is_read_back(text: str, year: int | None) -> None:
    span = parse_dateline(text, year=year)
    assert str(parse_edtf(span.edtf)) == span.edtf
    assert span_from_edtf(span.edtf).edtf == span.edtf
    if not span.edtf.startswith("-") and span.edtf != "0000":
        assert edtf_bounds(parse_edtf(span.edtf)) == (span.earliest, span.latest)
    assert format_span(span)
    if span.certainty in ("exact", "inferred"):
        assert span.earliest == span.latest is not None


@pytest.mark.parametrize(
    "text", ["4 de " * 5000, "[4" * 4000, "1821/" * 4000, "0" * 20_000, "9" * 5000 + " May 1821"]
)
def test_a_hostile_dateline_is_read_in_time(text: str) -> None:
    assert parse_dateline(text).edtf
