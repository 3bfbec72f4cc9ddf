# ruff: noqa: E501  markup of fixtures
"""Letters in TEI, written for these tests: an invented naturalist and her printer."""

from __future__ import annotations

from pathlib import Path

HEADER = """<teiHeader><fileDesc><titleStmt><title level="s">Letters of a Naturalist</title>
<title level="a">{title}</title><editor><persName><surname>Moor</surname><forename>Eda</forename></persName></editor>
</titleStmt><publicationStmt><publisher>Heath Press</publisher><pubPlace>Tarn</pubPlace><date when="2020"/>
</publicationStmt><sourceDesc><msDesc><msIdentifier><institution>Tarn Library</institution><idno>MS 4, f. 2</idno>
</msIdentifier></msDesc></sourceDesc></fileDesc><profileDesc>{described}</profileDesc></teiHeader>"""

FIRST = """<correspDesc><correspAction type="sent"><persName ref="https://moor.example/P1 http://d-nb.info/gnd/900">Fell,
Ida (1801–1870)</persName><placeName ref="#L1">Tarn</placeName>
<date from="1832-04-02" to="1832-04-04" cert="high">2–4 April</date></correspAction>
<correspAction type="received"><persName ref="#P2">Roy Ash</persName><orgName key="O1">Ash &amp; Sons</orgName><placeName>Linn</placeName>
</correspAction><note>The day follows from the tide.</note></correspDesc>"""

FIRST_TEXT = """<text type="letter"><body><div type="writingSession"><pb n="1r"/>
<opener><dateline>Tarn, April</dateline><salute>Dear Ash,</salute></opener>
<p>The <choice><orig>mofs</orig><reg>moss</reg></choice> is <del>grey</del><add>green</add>, says
<persName ref="https://moor.example/P3">Dale</persName>, in Octo-<lb break="no"/>ber. <anchor xml:id="a1"/>Send
<choice><abbr>Mr</abbr><expan>Mister</expan></choice> Beck<note type="ea">A carter.</note> the <app><lem>plates</lem>
<rdg>plate</rdg></app>; see <ref target="L0002.xml">my last</ref>.<ptr target="#s2"/></p>
<closer>Yours<signed>I. Fell</signed></closer></div>
<postscript><p>It <foreign xml:lang="la">crescit</foreign><gap/>.</p></postscript></body>
<back><listPerson><person xml:id="P3"><persName type="reg"><surname>Dale</surname><forename>Tom</forename></persName>
<persName>Tommy Dale</persName><birth when="1790-01-01"/><death>1850</death><note>Miner.</note></person></listPerson>
<note xml:id="s1" target="#a1">By post.</note><note xml:id="s2">From 1831.</note><note xml:id="s3">Stray.</note>
</back></text>"""

SECOND = """<correspDesc><correspAction type="sent"><persName ref="#P2">Roy Ash</persName>
<date notBefore="1831-03" notAfter="1831-05-10" evidence="conjecture"/></correspAction>
<correspAction type="received"><persName ref="#P1">Ida Fell</persName></correspAction></correspDesc>"""

INDEX_FILE = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/><text><body><listPerson>
<person xml:id="P1"><idno type="uri">http://d-nb.info/gnd/900</idno><persName ref="https://viaf.org/viaf/77/"><surname>Fell</surname><forename>Ida</forename></persName><birth>1801</birth></person>
<person xml:id="P2"><persName>Ash, Roy</persName></person></listPerson><list><item xml:id="G1"><label>frond</label>
<label type="alt">frons</label><note>A leaf of fern.</note></item></list></body></text></TEI>"""


def tei(title: str, described: str, text: str, id: str = "") -> str:
    """A TEI file of one letter."""
    mark = f' xml:id="{id}"' if id else ""
    head = HEADER.format(title=title, described=described)
    return f'<TEI xmlns="http://www.tei-c.org/ns/1.0"{mark}>{head}{text}</TEI>'


def write_letters(folder: Path) -> Path:
    """Write a directory of three letters and an index file of persons."""
    files = {
        "letters/L0001.xml": "\ufeff" + tei("Fell to Ash, April 1832", FIRST, FIRST_TEXT, "L0001"),
        "letters/L0002.xml": tei("Ash to Fell", SECOND, "<text><body><p>Und ich.</p></body></text>", "L0002"),
        "letters/loose.xml": tei("", "", "<text><body><p>No idea who.</p><closer>X</closer></body></text>"),
        "preface.xml": tei("Preface", "", "<text><body><p>She wrote much.</p></body></text>"),
        "register/persons.xml": INDEX_FILE,
        "broken.xml": "<TEI><p></TEI>",
    }
    for name, text in files.items():
        path = folder / "naturalist" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder / "naturalist"
