"""Footnotes of a letter: blocks below a rule or "[Footnote 1: …]", and the markers that refer to them."""

from __future__ import annotations

import re
from collections import defaultdict, deque

_RULE = re.compile(r"\s*[-_=—]{5,}\s*")
_LABEL = re.compile(
    r"\s*(\*{1,3}(?=\s|[^\s*][^*]*\Z)|[†‡§](?=\s|\w)|\[[0-9]+\](?=\s)|\([0-9]+\)(?=\s))\s*(?=\S)"
)
"""A label and what may follow it: a space, or ("*Of …") a text that is no emphasis."""
_OPENING = re.compile(r"^[^\S\n]*\[(?:Foot)?note\s+([0-9A-Z]+|\*+):?\s+", re.IGNORECASE | re.MULTILINE)
_CLOSING = re.compile(r"\][^\S\n]*$", re.MULTILINE)
_CALL = re.compile(r"(?<=[\w.,;:!?\"'’”)\]_])\s?(\*{1,3}|[†‡§]|\[[0-9]+\]|\([0-9]+\))(?![\w*])")


def part_notes(text: str, head_mark: str = "") -> tuple[str, list[str], int]:
    """Split a letter from its notes.

    Args:
        head_mark: the marker of a note in the letter's head; "" if it has none.

    Returns:
        The text with its markers as ``[1]``, ``[2]`` …; the notes, each beginning with that label; the number
        of notes without a marker. Marks without a note stay as they are.
    """
    body, notes = _out_of_blocks(text)
    body, bracketed = _out_of_brackets(body)
    waiting: defaultdict[str, deque[int]] = defaultdict(deque)
    for number, (label, _) in enumerate((*notes, *bracketed), 1):
        waiting[label].append(number)
    if head_mark and waiting[head_mark]:
        waiting[head_mark].popleft()
    called = 0

    def call(match: re.Match[str]) -> str:
        nonlocal called
        numbers = waiting.get(match[1])
        if not numbers:
            return match.group()
        called += 1
        return f"[{numbers.popleft()}]"

    marked = _CALL.sub(call, body)
    written = [f"[{number}] {content}" for number, (_, content) in enumerate((*notes, *bracketed), 1)]
    return marked, written, len(written) - called - bool(head_mark)


def _out_of_blocks(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the text without the notes below its rules and without rules, and the notes: (label, content).

    Notes extend to the next rule. If this opens other notes, or there is none, the rule that should close
    them is missing: then each note is a paragraph, and a paragraph without a label is text again.
    """
    remaining: list[str] = []
    notes: list[tuple[str, str]] = []
    lines = text.split("\n")
    place = 0
    while place < len(lines):
        if not _RULE.fullmatch(lines[place]):
            remaining.append(lines[place])
            place += 1
            continue
        place += 1
        if place < len(lines) and _LABEL.match(lines[place]):
            place = _read_block(lines, place, notes)
    return "\n".join(remaining), notes


def _read_block(lines: list[str], place: int, notes: list[tuple[str, str]]) -> int:
    """Append the notes from an index on to ``notes``; return the index of the line after them."""
    rule = next((row for row in range(place, len(lines)) if _RULE.fullmatch(lines[row])), len(lines))
    following = next((row for row in range(rule + 1, len(lines)) if lines[row].strip()), None)
    is_closed = rule < len(lines) and (following is None or not _LABEL.match(lines[following]))
    found: list[tuple[str, list[str]]] = []
    end = rule + 1 if is_closed else rule
    for row in range(place, rule):
        match, line = _LABEL.match(lines[row]), lines[row].strip()
        if match:
            found.append((match[1], [lines[row][match.end() :].strip()]))
        elif line and row > 0 and not lines[row - 1].strip() and not is_closed:
            end = row
            break
        elif line and found:
            found[-1][1].append(line)
    notes += ((label, " ".join(content)) for label, content in found)
    return end


def _out_of_brackets(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the text without its "[Footnote 1: …]" notes, and the notes as (label, content)."""
    notes: list[tuple[str, str]] = []
    remaining: list[str] = []
    end = 0
    while (opening := _OPENING.search(text, end)) and (closing := _CLOSING.search(text, opening.end())):
        label = opening[1] if opening[1].startswith("*") else f"[{opening[1]}]"
        notes.append((label, " ".join(text[opening.end() : closing.start()].split())))
        remaining.append(text[end : opening.start()])
        end = closing.end()
    return "".join((*remaining, text[end:])), notes
