"""Give every parser what nobody would write, for so many minutes each, and count what it could not take.

    python benchmarks/fuzz.py --minutes 10 [--only query]

Good is an answer or an error of ours; anything else is a finding, printed with the number of the input, from
which it can be made again. Inputs are pieces that mean something to some parser, and real forms cut, doubled
and mixed.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import click

sys.path.insert(0, str(Path(__file__).parents[1]))

from corpus.dates.datelines import parse_dateline
from corpus.errors import PerepiskaError
from corpus.readers import read_edition
from corpus.references.archives import find_archive_references, parse_archive_reference
from indexer.build import build
from search.model import Include, Mode, SearchRequest
from search.searcher import Searcher
from tests.builds import settings_in
from tests.doubles import HashingEncoder
from tests.editions import lighthouse_edition
from web.app import create_app

ROOT = Path(__file__).parents[1]
_PIECES = """
é ß й ё 中 ﬁ AND OR NOT sender: topic: date: 1932-06.. [later_than_ June_1932 [before_12_ f._558,_op._11,
_d._740 ll._1–2ob <TEI> <p> </p> <!DOCTYPE &amp; {"text":_" "} [1] *_ sender:_A
"""
ALPHABET = [
    *"abcxyz019 \t\n\"'“”«»()[]{}<>&;:,.-–—+*~^/\\|?!#%$=_@`\0\x7f\u202e\ud800\U0001f600\u0301",
    *(piece.replace("_", " ") for piece in _PIECES.split()),
    "---\n",
    "\r\n",
]
PRINTED = ROOT / "tests" / "fixtures" / "printed" / "harbour-letters.txt"
CALENDAR = ROOT / "corpus" / "calendar" / "stalin-kaganovich"
LETTER = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>A to B</title>
</titleStmt></fileDesc><profileDesc><correspDesc><correspAction type="sent"><persName ref="#a">A</persName>
<date when="1832-04-02"/></correspAction><correspAction type="received"><persName>B</persName>
</correspAction></correspDesc></profileDesc></teiHeader><text><body><div><pb n="1"/><opener>Dear B,</opener>
<p>The <hi>moss</hi> is <choice><sic>gray</sic><corr>grey</corr></choice>.<note n="1">So.</note></p></div>
</body></text></TEI>"""
CSV = "sender,recipient,date,text\nA,B,1832-04-02,The moss[1] is grey.\n"
JSONL = (
    '{"sender": "A", "recipient": ["B", "C"], "date": "1832-04", "text": "The moss[1] is grey.", '
    '"notes": ["So."]}\n'
)
LEAF = "---\nfrom: A\nto: B\ndate: 1832-04-02\n---\nThe moss[^1] is grey.\n\n[^1]: So.\n"


def made_up(chance: random.Random, most: int = 60) -> str:
    """A text of pieces that mean something to one parser or another."""
    return "".join(chance.choices(ALPHABET, k=chance.randrange(1, most)))


def mutated(chance: random.Random, text: str) -> str:
    """A text cut, doubled, turned round and mixed with what is made up."""
    for _ in range(chance.randrange(1, 8)):
        first, last = sorted(chance.randrange(len(text) + 1) for _ in range(2))
        piece = text[first:last]
        other = chance.choice(
            ["", piece * 2, piece[::-1], made_up(chance, 8), piece.upper(), piece[: len(piece) // 2]]
        )
        text = text[:first] + other + text[last:]
    return text[:400_000]


MODES: tuple[Mode, ...] = ("hybrid", "keyword", "semantic")
_PLACES = """
/search /api/v1/search /api/v1/suggest /lighthouse/doc-1 /api/v1/units/lighthouse/doc-1/related /search.csv
/search.xml /search.atom /lighthouse/pictures /sitemap.xml
"""
_NAMES = """
q from to sender not.kind topic archive cursor limit sort mode include literal related year least part group
"""
HEADERS = ("Accept", "Accept-Language", "If-None-Match", "Cookie")


def query_target(searcher: Searcher) -> Callable[[random.Random], object]:
    """Searches in every mode."""
    include: frozenset[Include] = frozenset({"answers", "facets"})

    def run(chance: random.Random) -> object:
        return searcher.search(SearchRequest(made_up(chance), mode=chance.choice(MODES), include=include))

    return run


def http_target(searcher: Searcher, root: Path) -> Callable[[random.Random], object]:
    """Requests with addresses, parameters and headers made up; an answer of 500 is a finding."""
    client = create_app(searcher, settings_in(root, metrics=True)).test_client()
    places, names = _PLACES.split(), _NAMES.split()

    def run(chance: random.Random) -> None:
        place = chance.choice([*places, "/" + quote(made_up(chance, 10), errors="ignore")])
        asked = [
            (chance.choice(names), made_up(chance, 12).replace("\ud800", ""))
            for _ in range(chance.randrange(4))
        ]
        value = made_up(chance, 8).encode("latin-1", "ignore").decode("latin-1")
        printable = "".join(sign for sign in value if sign.isprintable())
        response = client.get(place, query_string=asked, headers=[(name, printable) for name in HEADERS])
        if response.status_code >= 500:
            raise AssertionError(f"{response.status_code} {place} {asked} {printable}")

    return run


def reader_target(name: str, seeds: list[str]) -> Callable[[random.Random], object]:
    """Files of a form, damaged; what is read is indexed in thought: its texts must be text."""
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    path = folder / name

    def run(chance: random.Random) -> None:
        text = mutated(chance, chance.choice(seeds))
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        source = path.parent if name.startswith("folder/") else path
        for unit in read_edition(source).units:
            f"{unit.title}{unit.text}{unit.dateline}{unit.place}".encode()

    return run


DATES = ("[later than 11 August 1931]", "2–4 June [1932]", "summer 1932", "f. 558, op. 11, d. 740, ll. 1–2")


def date_target(chance: random.Random) -> None:
    """Datelines and archive references."""
    text = mutated(
        chance, chance.choice(["[later than 11 August 1931]", "2–4 June [1932]", "f. 558, op. 11, d. 740"])
    )
    parse_dateline(text)
    parse_archive_reference(text)
    list(find_archive_references(text))


def fuzz(name: str, run: Callable[[random.Random], object], seconds: float) -> int:
    """Run one target; prints how many inputs it had and every finding of a new kind."""
    tried, findings = 0, 0
    kinds: set[str] = set()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        tried += 1
        chance = random.Random(f"{name} {tried}")
        try:
            run(chance)
        except (PerepiskaError, ValueError) as error:
            if isinstance(error, PerepiskaError) or name == "dates":
                continue
            findings += _report(name, tried, error, kinds)
        except Exception as error:
            findings += _report(name, tried, error, kinds)
    click.echo(f"{name:10} {tried:>9,} inputs in {seconds:g} s, {findings} findings of {len(kinds)} kinds")
    return findings


def _report(name: str, number: int, error: Exception, kinds: set[str]) -> int:
    where = traceback.extract_tb(error.__traceback__)[-1]
    kind = f"{type(error).__name__} {where.filename}:{where.lineno}"
    if kind not in kinds:
        kinds.add(kind)
        click.echo(f"{name}, input {number}: {kind}: {str(error)[:300]}", err=True)
    return 1


@click.command()
@click.option("--minutes", default=10.0, show_default=True, help="For each target.")
@click.option("--only", multiple=True, help="Targets to run.")
def main(minutes: float, only: tuple[str, ...]) -> None:
    """Fuzz every parser."""
    root = Path(tempfile.mkdtemp(prefix="fuzz-"))
    settings, encoder = settings_in(root), HashingEncoder()
    build([lighthouse_edition()], root=root, name="fuzz", settings=settings, encoder=encoder)
    searcher = Searcher.open(root, "fuzz", settings, encoder)
    printed = [PRINTED.read_text("utf-8")]
    calendar = [path.read_text("utf-8")[:20_000] for path in sorted(CALENDAR.glob("*.yaml"))]
    targets: dict[str, Callable[[random.Random], object]] = {
        "query": query_target(searcher),
        "http": http_target(searcher, root),
        "dates": date_target,
        "printed": reader_target("letters.txt", printed),
        "tei": reader_target("letters.xml", [LETTER]),
        "csv": reader_target("letters.csv", [CSV]),
        "jsonl": reader_target("letters.jsonl", [JSONL]),
        "folder": reader_target("folder/a.md", [LEAF]),
        "calendar": reader_target("folder/edition.yaml", calendar),
    }
    found = sum(fuzz(name, run, minutes * 60) for name, run in targets.items() if not only or name in only)
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
