# ruff: noqa: E501  prose of fixtures
"""A small edition built in code: the papers of an invented lighthouse service, 1921–1923.

Twelve documents with twenty notes, two introductions with four footnotes, eight biographies, six glossary
terms, topics, cross-references and archive references; dates of every certainty and one document undated.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from corpus.dates.bounds import close_open_dates
from corpus.model import (
    ArchiveReference,
    Certainty,
    DateSpan,
    Edition,
    IndexEntry,
    IngestReport,
    Locator,
    Marker,
    Paragraph,
    Person,
    PersonRef,
    Place,
    PlaceRef,
    Reference,
    StyledSpan,
    Term,
    Topic,
    TopicRef,
    Unit,
)

EDITION = "lighthouse"

PERSONS = (
    Person("brandt-a", "Brandt, A. K.", "A. K. Brandt", variants=("Brant",), dates="1868–1941",
           biography=f"{EDITION}/bio.brandt-a", same_as=("https://d-nb.info/gnd/900000001",)),
    Person("lindqvist-o", "Lindqvist, O. E.", "O. E. Lindqvist", variants=("Lindquist",), dates="1875–1950",
           biography=f"{EDITION}/bio.lindqvist-o"),
    Person("zelenov-m", "Zelenov, M. P.", "M. P. Zelenov", variants=("Zelenoff", "Selenow"), dates="1880–1938",
           biography=f"{EDITION}/bio.zelenov-m"),
    Person("haugen-i", "Haugen, Ilse", "Ilse Haugen", dates="1890–1967", biography=f"{EDITION}/bio.haugen-i"),
    Person("yezerskii-v", "Yezerskii, V. N.", "V. N. Yezerskii", variants=("Ezerskii", "Jezerski"),
           dates="1871–1929", biography=f"{EDITION}/bio.yezerskii-v"),
    Person("odair-r", "O'Dair, R.", "R. O'Dair", dates="1860–1933", biography=f"{EDITION}/bio.odair-r"),
    Person("moreau-c", "Moreau, Céline", "Céline Moreau", dates="1884–1970",
           biography=f"{EDITION}/bio.moreau-c"),
    Person("tamm-j", "Tamm, J.", "J. Tamm", dates="1877–1944", biography=f"{EDITION}/bio.tamm-j"),
    Person("members-of-the-harbour-board", "Members of the Harbour Board", "members of the Harbour Board",
           kind="group", members=("odair-r", "tamm-j")),
)  # fmt: skip
_NAMES = {person.id: person.display for person in PERSONS}

TOPICS = (
    Topic("works", "Works and repairs"),
    Topic("dredging", "Dredging", broader="works"),
    Topic("lamps", "Lamps and lenses", broader="works"),
    Topic("supply", "Supply"),
    Topic("coal", "Coal", broader="supply"),
    Topic("wages", "Wages and crews"),
    Topic("wrecks", "Wrecks and rescues"),
)
_TOPICS = {topic.id: topic.label for topic in TOPICS}

_DOCUMENTS: tuple[dict[str, object], ...] = (
    {
        "from": ("brandt-a",), "to": ("lindqvist-o",), "head": "Brandt to Lindqvist, 4 March 1921",
        "date": ("1921-03-04", "4 March 1921", date(1921, 3, 4), date(1921, 3, 4), "exact"),
        "medium": "letter", "place": "Port Ansel", "file": ("12", "3", "41"), "leaves": "1–3",
        "remark": "Autograph.", "pages": ("11", "12"), "topics": ("lamps",), "mentions": ("zelenov-m",),
        "paragraphs": (
            "Dear Otto, the great lens of the Skerry light arrived cracked. The carters swear that it left the "
            "factory whole, and Zelenov swears that it did not.",
            "I ask the Northern Lights Commission to pay for a second lens before the autumn fogs. Without it "
            "the channel is dark from the bar to the outer buoy, and the grain ships will not enter at night.",
            "The keepers have had no bread ration since Sunday.",
        ),
        "notes": (
            "M. P. Zelenov then directed the glass works at Orlets. See document 3.",
            "The Skerry light was first lit in 1874.",
        ),
    },
    {
        "from": ("lindqvist-o",), "to": ("brandt-a",), "head": "Lindqvist to Brandt, 11 March 1921",
        "date": ("1921-03-11", "11 March 1921", date(1921, 3, 11), date(1921, 3, 11), "exact"),
        "medium": "telegram", "place": "Capital", "file": ("12", "3", "41"), "leaves": "4",
        "remark": "Typescript.", "pages": ("12", "13"), "topics": ("lamps", "supply"), "mentions": (),
        "paragraphs": (
            "Second lens granted. The NLC pays half, the Harbour Board the other half.",
            "Bread for the keepers goes with the supply boat on Monday.",
        ),
        "notes": ("This answers document 1.", "For the Harbour Board's share see note 1 to document 4."),
    },
    {
        "from": ("zelenov-m",), "to": ("brandt-a", "lindqvist-o"),
        "head": "Zelenov to Brandt and Lindqvist, 20 March [1921]",
        "date": ("1921-03-20", "20 March [1921]", date(1921, 3, 20), date(1921, 3, 20), "inferred"),
        "medium": "letter", "place": "Orlets", "file": ("12", "3", "42"), "leaves": "7–8",
        "remark": "Autograph.", "pages": ("14",), "topics": ("lamps",), "mentions": ("odair-r",),
        "paragraphs": (
            "The lens was packed in straw under my own eyes. If it cracked, it cracked on O'Dair's quay, where "
            "the crane was worked by boys.",
            "I can grind another by the end of August, provided that coal for the furnaces is delivered by rail "
            "and not by barge.",
        ),
        "notes": ("Coal deliveries to the glass works were cut twice in 1921.",),
    },
    {
        "from": ("members-of-the-harbour-board",), "to": ("brandt-a",),
        "head": "Members of the Harbour Board to Brandt, [later than 2 April 1921]",
        "date": ("1921-04-02/..", "[later than 2 April 1921]", date(1921, 4, 2), None, "uncertain"),
        "medium": "letter", "place": None, "file": ("12", "3", "43"), "leaves": "2, 2ob",
        "remark": "Copy.", "pages": ("15", "16"), "topics": ("dredging",), "mentions": ("haugen-i",),
        "paragraphs": (
            "The Board resolves to dredge the inner basin and to charge the cost to the grain merchants.",
            "Engineer Haugen is to survey the bar; her drawings are to be sent to the Commission.",
            "1. Two dredgers are to be hired. 2. Mud is to be carried beyond the mole. 3. Night work is allowed.",
        ),
        "notes": (
            "The Board paid its share of the lens in July 1921.",
            "Haugen's survey is printed as the Board's report no. 5.",
        ),
    },
    {
        "from": ("brandt-a",), "to": ("haugen-i",), "head": "Brandt to Haugen, 5 June 1922",
        "date": ("1922-06-05", "5 June 1922", date(1922, 6, 5), date(1922, 6, 5), "exact"),
        "medium": "letter", "place": "Port Ansel", "file": ("12", "4", "7"), "leaves": "19–25",
        "remark": "Typescript with corrections.", "pages": ("21", "22", "23"), "topics": ("dredging", "wages"),
        "mentions": ("tamm-j",),
        "paragraphs": (
            "Your survey has frightened the merchants, and rightly so. The bar has risen by four feet since the "
            "war and the dredgers cannot keep pace with it.",
            "Tamm tells me that the crews refuse night work without boots and double wages. I have promised the "
            "boots. About the wages I shall write to Lindqvist.",
            "Please draw the second channel, the one along the eastern mole, and cost it in timber, not stone.",
        ),
        "notes": ("See documents 4 and 6.", "The crews' demands of May 1922 have not been found."),
    },
    {
        "from": ("haugen-i",), "to": ("brandt-a",), "head": "Haugen to Brandt, 12 June [1922]",
        "date": ("1922-06-12", "12 June [1922]", date(1922, 6, 12), date(1922, 6, 12), "inferred"),
        "medium": "letter", "place": "Port Ansel", "file": ("12", "4", "7"), "leaves": "26–27",
        "remark": "Autograph.", "pages": ("23", "24"), "topics": ("dredging",), "mentions": (),
        "paragraphs": (
            "The eastern channel can be had for nine thousand logs and one summer. Stone would last longer; "
            "timber will be eaten by the worm within twelve years.",
            "I enclose soundings for every tenth fathom.",
        ),
        "notes": ("The soundings are missing from the file.", "The channel was opened in 1925."),
    },
    {
        "from": ("lindqvist-o",), "to": ("members-of-the-harbour-board",),
        "head": "Lindqvist to members of the Harbour Board, [before 15 July 1922]",
        "date": ("../1922-07-14", "[before 15 July 1922]", None, date(1922, 7, 14), "uncertain"),
        "medium": "cipher", "place": "Capital", "file": ("12", "4", "9"), "leaves": "3",
        "remark": "Deciphered copy.", "pages": ("25",), "topics": ("wages",), "mentions": ("brandt-a",),
        "paragraphs": (
            "Double wages for night work are refused. Boots are granted from the naval stores. Brandt is to "
            "explain this to the crews in person and not by placard.",
        ),
        "notes": ("See document 5.",),
    },
    {
        "from": ("tamm-j",), "to": ("lindqvist-o",), "head": "Tamm to Lindqvist, 1–3 August 1922",
        "date": ("[1922-08-01..1922-08-03]", "1–3 August 1922", date(1922, 8, 1), date(1922, 8, 3),
                 "approximate"),
        "medium": "telegram", "place": "Port Ansel", "file": ("12", "4", "9"), "leaves": "8ob",
        "remark": None, "pages": ("26",), "topics": ("wages", "wrecks"), "mentions": ("brandt-a", "odair-r"),
        "paragraphs": (
            "Crews on strike since morning. The steamer Perseverance aground on the bar with a cargo of seed "
            "grain; lifeboat out twice; all hands saved, O'Dair injured.",
            "Brandt asks for a decision on wages by noon.",
        ),
        "notes": ("The strike lasted nine days.", "The Perseverance was refloated on 19 August 1922."),
    },
    {
        "from": ("yezerskii-v",), "to": ("lindqvist-o",), "head": "Yezerskii to Lindqvist, 9 November 1922",
        "date": ("1922-11-09", "9 November 1922", date(1922, 11, 9), date(1922, 11, 9), "exact"),
        "medium": "phonegram", "place": "Orlets", "file": ("30", "1", "2"), "leaves": "55",
        "remark": "Typescript.", "pages": ("30", "31"), "topics": ("coal", "supply"), "mentions": ("zelenov-m",),
        "paragraphs": (
            "Coal for the glass works stands in forty wagons at the junction and cannot move, because the "
            "railway has no locomotives in working order.",
            "Zelenov has put out two furnaces. If the third goes cold the lens for the Skerry light is lost.",
        ),
        "notes": ("See note 1 to document 3.", "The railway reported sixteen locomotives under repair."),
    },
    {
        "from": ("moreau-c",), "to": ("brandt-a",), "head": "Moreau to Brandt, 17 January 1923",
        "date": ("1923-01-17", "17 January 1923", date(1923, 1, 17), date(1923, 1, 17), "exact"),
        "medium": "letter", "place": "Le Havre", "file": ("30", "1", "5"), "leaves": "1",
        "remark": "In French.", "pages": ("40", "41"), "topics": ("lamps",), "mentions": ("haugen-i",),
        "paragraphs": (
            "Our house can deliver a lens of the second order within ten weeks, against payment in advance. The "
            "prisms are of the pattern admired by Miss Haugen at the exhibition.",
            "We do not grind to Russian measures.",
        ),
        "notes": ("The offer was not accepted; see document 11.",),
    },
    {
        "from": ("brandt-a", "haugen-i"), "to": ("lindqvist-o",),
        "head": "Brandt and Haugen to Lindqvist, 2 February 1923",
        "date": ("1923-02-02", "2 February 1923", date(1923, 2, 2), date(1923, 2, 2), "exact"),
        "medium": "letter", "place": "Port Ansel", "file": ("30", "1", "5"), "leaves": "2–4",
        "remark": "Typescript.", "pages": ("41", "42"), "topics": ("lamps", "supply"), "mentions": ("moreau-c",),
        "paragraphs": (
            "We advise against the French lens. Gold is short, and Zelenov's third furnace is burning again.",
            "The light can stand for one more winter on the old lamp if the keepers are given lamp oil of the "
            "first quality and wages on the first of the month.",
        ),
        "notes": ("See document 10.",),
    },
    {
        "from": ("lindqvist-o",), "to": ("brandt-a",), "head": "Lindqvist to Brandt, undated",
        "date": None, "medium": "letter", "place": None, "file": ("30", "1", "6"), "leaves": "9",
        "remark": "Draft.", "pages": ("43",), "topics": (), "mentions": (),
        "paragraphs": (
            "I am tired of lenses, coal and boots alike. Come to the capital and let us talk of the sea instead.",
        ),
        "notes": ("Dated by the editors of the first edition to 1923, without reason.", "Never sent."),
    },
)  # fmt: skip

_INTRODUCTIONS = (
    (
        "introduction", "Introduction", None, ("1", "2"),
        (
            "The lighthouse service of the northern coast was founded in 1870 and reformed after the war. Its "
            "letters show how engineers and officials argued over money, glass and fuel.",
            "The letters are printed in full. Dates supplied by the editors stand in brackets.",
        ),
        ("The archive of the service was opened to readers in 1994.", "On the founding see the Annual for 1871."),
    ),
    (
        "1922-introduction", "Introduction to 1922", "1922", ("19", "20"),
        (
            "In 1922 the silting of the harbour became a public matter. Merchants, crews and the Board fought "
            "over the dredging, and a strike broke out in August.",
        ),
        ("See documents 5 to 8.", "Grain exports fell by a third in that year."),
    ),
)  # fmt: skip

_BIOGRAPHIES = {
    "brandt-a": "Engineer, head of the works office at Port Ansel from 1912; retired in 1930.",
    "lindqvist-o": "Member of the Northern Lights Commission, its secretary from 1919 to 1926.",
    "zelenov-m": "Glass maker, director of the works at Orlets. Arrested in 1937, shot in 1938.",
    "haugen-i": "Hydrographer, author of the first survey of the bar after the war.",
    "yezerskii-v": "Railway official, head of the Orlets junction.",
    "odair-r": "Quay master, member of the Harbour Board.",
    "moreau-c": "Owner of an optical house in Le Havre.",
    "tamm-j": "Foreman of the dredgers, spokesman of the crews, member of the Harbour Board.",
}

_GLOSSARY = (
    (
        "NLC",
        ("Northern Lights Commission",),
        "The commission for lighthouses and buoys on the northern coast.",
    ),
    ("Harbour Board", ("Board",), "Elected body of merchants and quay masters at Port Ansel."),
    ("Bar", (), "Bank of sand before the mouth of the harbour."),
    ("Skerry light", (), "Lighthouse on the outer skerry, of the second order."),
    ("GW", ("Glass Works", "glass works"), "The state glass works at Orlets."),
    ("Mole", (), "Breakwater of stone or timber."),
)

_LINKS = (  # source, printed, targets
    ("doc-1.n1", "document 3", ("doc-3",)),
    ("doc-2.n1", "document 1", ("doc-1",)),
    ("doc-2.n2", "note 1 to document 4", ("doc-4.n1",)),
    ("doc-5.n1", "documents 4 and 6", ("doc-4", "doc-6")),
    ("doc-7.n1", "document 5", ("doc-5",)),
    ("doc-9.n1", "note 1 to document 3", ("doc-3.n1",)),
    ("doc-10.n1", "document 11", ("doc-11",)),
    ("doc-11.n1", "document 10", ("doc-10",)),
    ("1922-introduction.n1", "documents 5 to 8", ("doc-5", "doc-6", "doc-7", "doc-8")),
)


PLACES = (
    Place("port-ansel", "Port Ansel", ("Anselhaven",), ("https://www.geonames.org/590031",), 59.4, 28.2),
    Place("capital", "Capital"),
    Place("orlets", "Orlets", ("Orlez",)),
    Place("le-havre", "Le Havre"),
)


def lighthouse_edition() -> Edition:
    """The whole edition; every call yields an equal one."""
    printed = [*_introductions(), *_documents(), *_glossary(), *_biographies()]
    units = close_open_dates([_numbered(order, unit) for order, unit in enumerate(printed)])
    return Edition(
        EDITION,
        "Papers of the Lighthouse Service, 1921–1923",
        editors=("A. Writer", "B. Reader"),
        publisher="Coastal Press",
        place="Port Ansel",
        year="1999",
        units=units,
        persons=PERSONS,
        places=PLACES,
        topics=TOPICS,
        terms=tuple(
            Term(f"{EDITION}/glossary.{_slug(term)}", term, forms) for term, forms, _ in _GLOSSARY if forms
        ),
        references=_references(units),
        index=(
            IndexEntry("coal", None, (Locator("14"), Locator("30", last="31")), line=1),
            IndexEntry("lenses", "French", (Locator("40"), Locator("53", note="4")), line=2),
            IndexEntry("sand", None, see=("dredging",), line=3),
        ),
        report=IngestReport({"document": len(_DOCUMENTS)}),
    )


def _documents() -> list[Unit]:
    found: list[Unit] = []
    for number, facts in enumerate(_DOCUMENTS, 1):
        id = f"{EDITION}/doc-{number}"
        document = _document(id, number, facts)
        texts = facts["notes"]
        assert isinstance(texts, tuple)
        found += [document, *_notes(document, texts, f"document {number}")]
    return found


def _document(id: str, number: int, facts: dict[str, object]) -> Unit:
    pages, texts, topics = facts["pages"], facts["paragraphs"], facts["topics"]
    assert isinstance(pages, tuple)
    assert isinstance(texts, tuple)
    assert isinstance(topics, tuple)
    return Unit(
        id, EDITION, "document", str(facts["head"]), 0,
        paragraphs=_paragraphs(texts, pages, id),
        number=str(number),
        chapter=_chapter(number),
        medium=str(facts["medium"]),
        dateline=str(facts["head"]).split(", ", 1)[1],
        date=_date(facts["date"]),
        senders=_persons(facts["from"]), recipients=_persons(facts["to"]), mentions=_persons(facts["mentions"]),
        place=None if facts["place"] is None else str(facts["place"]),
        sent_from=next((PlaceRef(one.id, one.name) for one in PLACES if one.name == facts["place"]), None),
        archive=_archive(facts),
        pages=pages,
        topics=tuple(TopicRef(topic, _TOPICS[topic], "calendar") for topic in topics),
        index_terms=("coal",) if "coal" in topics else (),
        abstract=f"On {', '.join(_TOPICS[topic].lower() for topic in topics)}." if topics else None,
    )  # fmt: skip


def _introductions() -> list[Unit]:
    found: list[Unit] = []
    for slug, title, chapter, pages, texts, notes in _INTRODUCTIONS:
        id = f"{EDITION}/{slug}"
        paragraphs = _paragraphs(texts, pages, id)
        unit = Unit(
            id, EDITION, "introduction", title, 0, paragraphs=paragraphs, chapter=chapter, pages=pages
        )
        found += [unit, *_notes(unit, notes, title)]
    return found


def _notes(parent: Unit, texts: tuple[str, ...], of: str) -> list[Unit]:
    return [
        Unit(
            f"{parent.id}.n{number}", EDITION, "note", f"Note {number} to {of}", 0,
            paragraphs=(Paragraph(text, page=parent.pages[-1]),),
            number=str(number), parent=parent.id, chapter=parent.chapter, date=parent.date,
            pages=parent.pages[-1:],
        )
        for number, text in enumerate(texts, 1)
    ]  # fmt: skip


def _biographies() -> list[Unit]:
    return [
        Unit(
            f"{EDITION}/bio.{person.id}", EDITION, "biography", person.name, 0,
            paragraphs=(Paragraph(f"{person.name} ({person.dates}). {_BIOGRAPHIES[person.id]}", page="90"),),
            mentions=(PersonRef(person.id, person.display),), pages=("90",),
        )
        for person in PERSONS if person.biography
    ]  # fmt: skip


def _glossary() -> list[Unit]:
    return [
        Unit(f"{EDITION}/glossary.{_slug(term)}", EDITION, "glossary", term, 0,
             paragraphs=(Paragraph(f"{term}. {text}", page="80"),), pages=("80",))
        for term, _, text in _GLOSSARY
    ]  # fmt: skip


def _paragraphs(texts: tuple[str, ...], pages: tuple[str, ...], id: str) -> tuple[Paragraph, ...]:
    """Paragraphs over the pages; note 1 is marked at the end of the first, whose first word is italic."""
    return tuple(
        Paragraph(
            text,
            page=pages[min(place, len(pages) - 1)],
            spans=(StyledSpan(0, len(text.split()[0]), "italic"),) if place == 0 else (),
            markers=(Marker(len(text), "1", f"{id}.n1"),) if place == 0 else (),
        )
        for place, text in enumerate(texts)
    )


def _references(units: tuple[Unit, ...]) -> tuple[Reference, ...]:
    by_id = {unit.id: unit for unit in units}
    found = []
    for source, printed, targets in _LINKS:
        start = by_id[f"{EDITION}/{source}"].paragraphs[0].text.index(printed)
        leads_to = tuple(f"{EDITION}/{target}" for target in targets)
        found.append(Reference(f"{EDITION}/{source}", 0, start, start + len(printed), printed, leads_to))
    return tuple(found)


def _numbered(order: int, unit: Unit) -> Unit:
    return replace(unit, order=order)


def _date(facts: object) -> DateSpan | None:
    if facts is None:
        return None
    assert isinstance(facts, tuple)
    edtf, display, earliest, latest, certainty = facts
    kept: Certainty = certainty
    return DateSpan(edtf, display, earliest, latest, kept, "editors" if kept == "inferred" else "dateline")


def _archive(facts: dict[str, object]) -> ArchiveReference:
    file = facts["file"]
    assert isinstance(file, tuple)
    fond, opis, delo = file
    leaves = str(facts["leaves"])
    remark = None if facts["remark"] is None else str(facts["remark"])
    return ArchiveReference(
        f"CAL, f. {fond}, op. {opis}, d. {delo}, l. {leaves}", "CAL", fond, opis, delo, leaves, remark
    )


def _persons(ids: object) -> tuple[PersonRef, ...]:
    assert isinstance(ids, tuple)
    return tuple(PersonRef(id, _NAMES[id]) for id in ids)


def _chapter(number: int) -> str:
    return "1921" if number <= 4 else "1922" if number <= 9 else "1923"


def _slug(text: str) -> str:
    return text.lower().replace(" ", "-")
