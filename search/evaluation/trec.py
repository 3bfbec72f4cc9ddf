"""Runs and judgements as TREC files, which every evaluation tool reads.

A run has a line a hit, ``qid Q0 id rank score tag``; judgements (qrels) have a line a judged unit, ``qid 0 id
grade`` (https://trec.nist.gov/data/qrels_eng/ and the README of trec_eval).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from corpus.errors import SourceInvalid, SourceMissing

Run = Mapping[str, Sequence[str]]
"""The ids found for each question, best first."""
Qrels = Mapping[str, Mapping[str, int]]
"""The grade of each judged unit for each question."""


def write_run(run: Run, tag: str) -> str:
    """A run as text; scores fall with the rank, for tools that sort by score."""
    lines = (
        f"{question} Q0 {id} {rank} {1 / rank:.6f} {tag}\n"
        for question, ids in run.items()
        for rank, id in enumerate(ids, start=1)
    )
    return "".join(lines)


def read_run(path: Path, aliases: Mapping[str, str] = MappingProxyType({})) -> dict[str, list[str]]:
    """Read a run; hits are put in the order of their scores, as the tools do.

    Args:
        aliases: ids that units had before, each with the one it has now.

    Raises:
        SourceMissing, SourceInvalid
    """
    scored: dict[str, list[tuple[float, int, str]]] = {}
    for place, (question, _, id, _, score, _) in _rows(path, 6):
        scored.setdefault(question, []).append((-_number(path, place, score), place, id))
    return {question: [aliases.get(id, id) for _, _, id in sorted(hits)] for question, hits in scored.items()}


def write_qrels(judgements: Qrels) -> str:
    """Judgements as text."""
    lines = (
        f"{question} 0 {id} {grade}\n"
        for question, grades in judgements.items()
        for id, grade in grades.items()
    )
    return "".join(lines)


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Read judgements.

    Raises:
        SourceMissing, SourceInvalid
    """
    found: dict[str, dict[str, int]] = {}
    for place, (question, _, id, grade) in _rows(path, 4):
        found.setdefault(question, {})[id] = int(_number(path, place, grade))
    return found


def _rows(path: Path, width: int) -> Iterator[tuple[int, list[str]]]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        raise SourceMissing(f"There is no file {path}.", "Name a TREC file.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SourceInvalid(f"{path} cannot be read: {error}.") from error
    for place, line in enumerate(lines, start=1):
        fields = line.split()
        if fields and len(fields) != width:
            raise SourceInvalid(f"{path}, line {place}: {len(fields)} fields, not {width}.")
        if fields:
            yield place, fields


def _number(path: Path, place: int, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise SourceInvalid(f"{path}, line {place}: “{text}” is not a number.") from None
