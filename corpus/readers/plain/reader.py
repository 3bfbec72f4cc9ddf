"""Reads correspondence in plain text: licence split off, heads found, datelines and notes parsed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from corpus.dates.datelines import find_dates, parse_dateline_details
from corpus.dates.phrases import DateMatch
from corpus.model import Edition, ReportLine
from corpus.readers.source import Source
from corpus.readers.tabular.columns import LetterRow
from corpus.readers.tabular.edition import assemble_edition
from corpus.readers.word_account import account_for_words
from corpus.slugs import slug

from .footnotes import part_notes
from .heads import LetterHead, arabic, find_heads
from .parties import author_of, name_in_head, same_recipients

DATELINE_MOST = 110
"""The most characters in a paragraph that can be a dateline."""
DATELINES_LOOKED_INTO = 4
"""The number of paragraphs at a letter's start that are searched for a dateline."""
MONTH_LINE_MOST_WORDS = 5
"""The most words in a paragraph that is a dateline with a month alone."""
_START = re.compile(r"\*\*\* ?START OF (?:THE|THIS) PROJECT GUTENBERG.*?\*\*\*", re.IGNORECASE | re.DOTALL)
_END = re.compile(
    r"\*\*\* ?END OF (?:THE|THIS) PROJECT GUTENBERG|^End of (?:the )?Project Gutenberg",
    re.IGNORECASE | re.MULTILINE,
)
_TITLE = re.compile(r"^Title:\s*(.+?)(?=\n\s*\n|\n\w+:)", re.DOTALL | re.MULTILINE)
_NOTE_MARK = re.compile(r"\[((?:Foot)?note)\b", re.IGNORECASE)
_LEAST_LISTED = 3
"""The fewest entries that make a list of letters."""
_CONTENTS = re.compile(r"^[IVXLC]+\.\s+\S.{20,}", re.DOTALL)


def recognises(source: Source) -> bool:
    """Return whether the source is one text with repeated heads of letters.

    Raises:
        SourceError: the text cannot be read.
    """
    if source.text_file is None:
        return False
    return bool(find_heads(_framed(source.read_text(source.text_file))[1].split("\n")))


def read(source: Source, progress: Callable[[str], None]) -> Edition:
    """Read the letters of a recognised text as an edition.

    Raises:
        SourceError: the text cannot be read.
    """
    path = source.text_file or source.path
    progress(f"reading {path.stem} as letters in plain text")
    text = source.read_text(path)
    normal = text.replace("\r\n", "\n")
    frame, body, skipped = _framed(normal)
    metadata = _metadata(frame, source)
    lines = body.split("\n")
    author = source.settings.author or author_of(metadata.get("title", ""), frame)
    heads = find_heads(lines)
    rows = [*_rows(lines, heads, author, skipped), *_licence(normal, frame, body)]
    edition = assemble_edition(
        source.settings.id or slug(path.stem if source.is_directory else source.name) or "letters",
        metadata,
        rows,
    )
    left = {
        "licence and catalogue data": normal.split(body, 1) if body else (),
        "lists of letters": _parts_of_front("\n".join(lines[: heads[0].start]))[1],
        "headings of letters": (line for head in heads for line in lines[head.start : head.end]),
        "note marks": _NOTE_MARK.findall(body),
    }
    return account_for_words(edition, [normal], left)


def _metadata(frame: str, source: Source) -> dict[str, str]:
    """Return the edition's metadata, from the profile and from the catalogue data before the text."""
    title = _TITLE.search(frame)
    stated = {"title": " ".join(title[1].split())} if title else {}
    return stated | source.settings.metadata


def _framed(text: str) -> tuple[str, str, int]:
    """Split off Project Gutenberg's licence: (the text before the body, the body, the lines before it)."""
    start, end = _START.search(text), _END.search(text)
    first = start.end() if start else 0
    last = end.start() if end and end.start() > first else len(text)
    return text[:first], text[first:last], text.count("\n", 0, first)


def _licence(text: str, frame: str, body: str) -> Iterator[ReportLine]:
    """Yield a line about what follows the text: the licence of Project Gutenberg."""
    after = text[len(frame) :].partition(body)[2] if body else ""
    if after.strip():
        count, line = after.strip().count("\n") + 1, text.count("\n", 0, len(text) - len(after)) + 1
        yield ReportLine("dropped", "frame", f"{count} lines of licence after the text", line)


def _rows(
    lines: Sequence[str], heads: Sequence[LetterHead], author: str, skipped: int
) -> Iterator[LetterRow | ReportLine]:
    """Yield the front matter and the letters as rows, among them lines for the report.

    Args:
        heads: the heads of the letters, at least one.
        author: the sender of letters whose head names none.
        skipped: the number of lines before ``lines`` in the file.
    """
    if skipped:
        yield ReportLine("dropped", "frame", f"{skipped} lines of licence and catalogue before the text")
    front = "\n".join(lines[: heads[0].start])
    yield from _front(front, skipped)
    ends = [*(head.start for head in heads[1:]), len(lines)]
    letters: list[LetterRow] = []
    for head, end in zip(same_recipients(heads), ends, strict=True):
        for row in _letter(head, "\n".join(lines[head.end : end]), author, skipped + head.start + 1):
            letters += [row] if isinstance(row, LetterRow) else []
            yield row
    yield from _contradicted_dates(_parts_of_front(front)[1], letters)


def _front(text: str, skipped: int) -> Iterator[LetterRow | ReportLine]:
    """Yield the text before the first letter as one introduction; a list of letters in it is left out."""
    pieces, listed = _parts_of_front(text)
    if listed:
        yield ReportLine("dropped", "contents", f"{len(listed)} entries of the list of letters", skipped)
    body, notes, _ = part_notes("\n\n".join(pieces))
    if body.strip():
        values = {"id": "introduction", "kind": "introduction", "title": "Front matter", "text": body}
        yield LetterRow({**values, "notes": tuple(notes)}, skipped + 1, "")


def _parts_of_front(text: str) -> tuple[list[str], list[str]]:
    """Return the paragraphs before the first letter, and those among them that were a list of letters."""
    pieces = [piece for piece in re.split(r"\n\s*\n", text) if piece.strip()]
    listed = [piece for piece in pieces if _CONTENTS.match(piece.strip())]
    if len(listed) < _LEAST_LISTED:
        return pieces, []
    return [piece for piece in pieces if not _CONTENTS.match(piece.strip())], listed


def _contradicted_dates(listed: Sequence[str], letters: Sequence[LetterRow]) -> Iterator[ReportLine]:
    """Yield a line for each letter to which the list of letters gives another date than its dateline.

    The letter keeps the date of its dateline: which of the two is a misprint is not known.
    """
    dates = {arabic(entry.split(".", 1)[0].strip()): _day(entry) for entry in listed}
    for letter in letters:
        number, printed = letter.value("number"), letter.value("date")
        entry, dated = dates.get(number), _day(printed)
        if entry and printed and entry.edtf != (dated.edtf if dated else None):
            shown = dated.text if dated else printed
            message = f"letter {number} is dated “{shown}”, in the list of letters “{entry.text}”"
            yield ReportLine("warning", "date-contradicted", message, letter.line)


def _day(text: str) -> DateMatch | None:
    """Return the first day in a text; None if there is none."""
    return next((found for found in find_dates(text) if found.precision == "day"), None)


def _letter(head: LetterHead, text: str, author: str, line: int) -> Iterator[LetterRow | ReportLine]:
    """Yield the row of a letter; notes without a marker are reported first."""
    body, notes, loose = part_notes(text, head.mark)
    if loose > 0:
        who = f"letter {head.number}" if head.number else f"{head.sender} to {head.recipient}"
        yield ReportLine("warning", "note-without-marker", f"{loose} notes to {who} have no marker", line)
    dateline, day, place = _dateline(body)
    values: dict[str, str | tuple[str, ...]] = {
        "number": head.number,
        "sender": name_in_head(head.sender) or author,
        "recipient": name_in_head(head.recipient),
        "date": day,
        "dateline": dateline,
        "place": place,
        "text": body,
        "notes": tuple(notes),
    }
    yield LetterRow({name: value for name, value in values.items() if value}, line, "")


def _dateline(body: str) -> tuple[str, str, str]:
    """Return a letter's dateline as printed, the date in it and its place; empty strings if there is none.

    It is the first of the opening paragraphs that is short and has a date exact to the day, else the first
    that has hardly more than a month and year. Without a parsed dateline, the last such date counts and the
    place is "". If the words side by side show no place, each line is a part of its own.
    """
    pieces = [piece for piece in re.split(r"\n\s*\n", body) if piece.strip()]
    flat_pieces = [" ".join(piece.split()) for piece in pieces[:DATELINES_LOOKED_INTO]]
    for piece, flat in zip(pieces, flat_pieces, strict=False):
        if len(flat) > DATELINE_MOST:
            continue
        reading = parse_dateline_details(flat)
        if reading.span.earliest and reading.span.earliest == reading.span.latest:
            by_lines = parse_dateline_details(", ".join(piece.strip().splitlines()))
            return flat, flat, _bare_place(reading.place or by_lines.place)
        days = [found for found in find_dates(flat) if found.precision == "day"]
        if days:
            return flat, days[-1].text, ""
    for flat in flat_pieces:
        if len(flat.split()) <= MONTH_LINE_MOST_WORDS and any(
            found.precision == "month" for found in find_dates(flat)
        ):
            return flat, flat, _bare_place(parse_dateline_details(flat).place)
    return "", "", ""


def _bare_place(place: str | None) -> str:
    """Return a place without the preposition before it in French ("À Narva"); "" for None."""
    return re.sub(r"\A[ÀàA]\s+", "", place or "")
