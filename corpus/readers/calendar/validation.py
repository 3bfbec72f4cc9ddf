"""The rules of the calendar format: its JSON Schema, and those that a schema cannot express."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast

import jsonschema

from corpus.dates.spans import span_from_edtf
from corpus.readers.yaml_files import KeyPath, Value, YamlFile

SCHEMA = Path(__file__).parents[2] / "calendar" / "calendar.schema.json"
SHORTEST_ABSTRACT, LONGEST_ABSTRACT = 60, 140


@cache
def _validator() -> jsonschema.Draft202012Validator:
    """Return the schema's validator, loaded once."""
    return jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def schema_errors(file: YamlFile) -> Iterator[str]:
    """Yield the schema violations in a file, each with file and line, sorted by key path."""
    errors = _validator().iter_errors(cast("Any", file.value))
    for error in sorted(errors, key=lambda error: list(map(str, error.absolute_path))):
        key_path = tuple(error.absolute_path)
        yield f"{file.location(key_path)}: {_describe_key_path(key_path)}{_describe_schema_error(error)}"


def document_errors(
    file: YamlFile, first: int, last: int, topics: set[str], persons: set[str]
) -> Iterator[str]:
    """Yield errors in a chapter's documents: numbers out of range or order, dates, unknown ids, lengths.

    Args:
        first, last: the range of the chapter's document numbers, both inclusive.
        topics, persons: the ids that may be referred to.
    """
    numbers: list[int] = []
    for key_path, document in entries(file, "documents"):
        number = cast("int", document["number"])
        if not first <= number <= last:
            yield f"{file.location(key_path)}: document {number} is outside the chapter ({first}–{last})."
        if numbers and number <= numbers[-1]:
            yield f"{file.location(key_path)}: document {number} comes after document {numbers[-1]}."
        numbers.append(number)
        yield from _entry_errors(file, key_path, document, topics, persons)


def _entry_errors(
    file: YamlFile, key_path: KeyPath, document: dict[str, Value], topics: set[str], persons: set[str]
) -> Iterator[str]:
    """Yield errors in a document: an invalid date, unknown topics or persons, an abstract of wrong length."""
    location, number = file.location, document["number"]
    try:
        span_from_edtf(cast("str", document["date"]))
    except ValueError as error:
        yield f"{location((*key_path, 'date'))}: document {number}: invalid date: {error}."
    for key, known in (("topics", topics), ("from", persons), ("to", persons), ("mentioned", persons)):
        for id in _strings(document.get(key)):
            if id not in known:
                yield f"{location((*key_path, key))}: document {number}: {key}: unknown id {id}."
    length = count_words(cast("str", document["abstract"]))
    if not SHORTEST_ABSTRACT <= length <= LONGEST_ABSTRACT:
        yield (
            f"{location((*key_path, 'abstract'))}: document {number}: the abstract has {length} words; "
            f"{SHORTEST_ABSTRACT} to {LONGEST_ABSTRACT} are required."
        )


def person_errors(files: Iterable[YamlFile]) -> Iterator[str]:
    """Yield an error for each name or dates that differ from the first entry of the same person."""
    seen: dict[str, tuple[YamlFile, KeyPath, dict[str, Value]]] = {}
    for file in files:
        for key_path, person in entries(file, "persons"):
            known = seen.setdefault(cast("str", person["id"]), (file, key_path, person))
            for key in ("name", "dates"):
                if person.get(key) and known[2].get(key) and person[key] != known[2][key]:
                    yield (
                        f"{file.location((*key_path, key))}: {person['id']}: {key} {person[key]!r} differs "
                        f"from {known[2][key]!r} in {known[0].location(known[1])}."
                    )


def topic_errors(file: YamlFile) -> Iterator[str]:
    """Yield errors for topics listed twice, and for broader topics that are not top-level in the file."""
    top_level = {topic["id"] for _, topic in entries(file, "topics") if "broader" not in topic}
    seen: set[Value] = set()
    for key_path, topic in entries(file, "topics"):
        if topic["id"] in seen:
            yield f"{file.location(key_path)}: the topic {topic['id']} is listed twice."
        seen.add(cast("str", topic["id"]))
        if "broader" in topic and topic["broader"] not in top_level:
            yield f"{file.location((*key_path, 'broader'))}: {topic['broader']} is no top-level topic."


def entries(file: YamlFile, key: str) -> Iterator[tuple[KeyPath, dict[str, Value]]]:
    """Yield the mappings in the list under ``key``, each with its key path; none if there is no such list."""
    listed = file.value.get(key) or []
    for number, entry in enumerate(cast("list[dict[str, Value]]", listed)):
        yield (key, number), entry


def count_words(text: str) -> int:
    """Count words and figures, leaving out the numbers of numbered items."""
    return len(re.findall(r"\w[\w’'.,/-]*", re.sub(r"(?m)^\s*\d+\.\s", "", text)))


def _describe_schema_error(error: jsonschema.ValidationError) -> str:
    """Return the schema's message (up to 300 characters), or a clearer one for an unquoted colon."""
    if error.validator == "type" and error.validator_value == "string" and isinstance(error.instance, dict):
        return "text with a colon must be in quotation marks."
    return error.message[:300]


def _strings(value: Value) -> list[str]:
    """Return a list of strings as it is, and None as an empty list."""
    return cast("list[str]", value or [])


def _describe_key_path(key_path: KeyPath) -> str:
    """Return the named keys of a path, each followed by a colon, as a prefix for a message."""
    return "".join(f"{part}: " for part in key_path if isinstance(part, str))
