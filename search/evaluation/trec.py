"""Runs and judgements in TREC format, for other evaluation tools.

A run has one line per hit, ``qid Q0 id rank score tag``; judgements (qrels) have one line per judged unit,
``qid 0 id grade`` (https://trec.nist.gov/data/qrels_eng/ and the README of trec_eval).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from corpus.errors import SourceInvalid, SourceMissing

Run = Mapping[str, Sequence[str]]
"""Question id -> ids of the units found, best first."""
Qrels = Mapping[str, Mapping[str, int]]
"""Question id -> unit id -> grade."""


def write_run(run: Run, tag: str) -> str:
    """Return a run as text in TREC format; the scores are 1 / rank, for tools that sort by score."""
    lines = (
        f"{question} Q0 {id} {rank} {1 / rank:.6f} {tag}\n"
        for question, ids in run.items()
        for rank, id in enumerate(ids, start=1)
    )
    return "".join(lines)


def read_run(path: Path, aliases: Mapping[str, str] = MappingProxyType({})) -> dict[str, list[str]]:
    """Read a run: question id -> unit ids by descending score, as other tools order them.

    Equal scores are in the order of the file; its ranks are ignored.

    Args:
        path: the file in TREC format.
        aliases: former unit ids -> current ids, which replace them.

    Raises:
        SourceMissing: the file does not exist.
        SourceInvalid: it is not a TREC run.
    """
    scored: dict[str, list[tuple[float, int, str]]] = {}
    for line_number, (question, _, id, _, score, _) in _rows(path, 6):
        scored.setdefault(question, []).append((-_number(path, line_number, score), line_number, id))
    return {question: [aliases.get(id, id) for _, _, id in sorted(hits)] for question, hits in scored.items()}


def write_qrels(judgements: Qrels) -> str:
    """Return judgements as text in TREC format."""
    lines = (
        f"{question} 0 {id} {grade}\n"
        for question, grades in judgements.items()
        for id, grade in grades.items()
    )
    return "".join(lines)


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Read judgements from a TREC file: question id -> unit id -> grade.

    Raises:
        SourceMissing: the file does not exist.
        SourceInvalid: it is not a TREC qrels file.
    """
    judgements: dict[str, dict[str, int]] = {}
    for line_number, (question, _, id, grade) in _rows(path, 4):
        judgements.setdefault(question, {})[id] = int(_number(path, line_number, grade))
    return judgements


def _rows(path: Path, width: int) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, fields) of the non-empty lines of a file with ``width`` fields per line.

    Raises:
        SourceMissing: the file does not exist.
        SourceInvalid: it cannot be read, or a line has another number of fields.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        raise SourceMissing(f"File not found: {path}.", "Give the path of a TREC file.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SourceInvalid(f"Cannot read {path}: {error}.") from error
    for line_number, line in enumerate(lines, start=1):
        fields = line.split()
        if fields and len(fields) != width:
            raise SourceInvalid(f"{path}, line {line_number}: expected {width} fields, found {len(fields)}.")
        if fields:
            yield line_number, fields


def _number(path: Path, line_number: int, text: str) -> float:
    """Parse a number in a line of a file.

    Raises:
        SourceInvalid: it is not a number.
    """
    try:
        return float(text)
    except ValueError:
        raise SourceInvalid(f"{path}, line {line_number}: “{text}” is not a number.") from None
