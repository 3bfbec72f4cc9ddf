"""The rules of the calendar's form: the JSON Schema, and what a schema cannot say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast

import jsonschema

from corpus.dates.spans import span_from_edtf

from .nodes import Place, Sheet, Value

SCHEMA = Path(__file__).parents[2] / "calendar" / "calendar.schema.json"
SHORTEST_ABSTRACT, LONGEST_ABSTRACT = 60, 140


@cache
def _validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def schema_faults(sheet: Sheet) -> Iterator[str]:
    """What the schema finds wrong in a file, each with file and line."""
    errors = _validator().iter_errors(cast("Any", sheet.value))
    for error in sorted(errors, key=lambda one: list(map(str, one.absolute_path))):
        place = tuple(error.absolute_path)
        yield f"{sheet.where(place)}: {_named(place)}{_explained(error)}"


def document_faults(
    sheet: Sheet, first: int, last: int, topics: set[str], persons: set[str]
) -> Iterator[str]:
    """What is wrong in a chapter's documents: numbers, dates, names of topics and persons, lengths."""
    numbers: list[int] = []
    for place, document in entries(sheet, "documents"):
        number = cast("int", document["number"])
        if not first <= number <= last:
            yield f"{sheet.where(place)}: document {number} is not of this chapter ({first}–{last})."
        if numbers and number <= numbers[-1]:
            yield f"{sheet.where(place)}: document {number} stands after document {numbers[-1]}."
        numbers.append(number)
        yield from _entry_faults(sheet, place, document, topics, persons)


def _entry_faults(
    sheet: Sheet, place: Place, document: dict[str, Value], topics: set[str], persons: set[str]
) -> Iterator[str]:
    where, number = sheet.where, document["number"]
    try:
        span_from_edtf(cast("str", document["date"]))
    except ValueError as error:
        yield f"{where((*place, 'date'))}: document {number}: the date cannot be read: {error}."
    for key, known in (("topics", topics), ("from", persons), ("to", persons), ("mentioned", persons)):
        for name in _strings(document.get(key)):
            if name not in known:
                yield f"{where((*place, key))}: document {number}: {key}: {name} is not listed."
    length = count_words(cast("str", document["abstract"]))
    if not SHORTEST_ABSTRACT <= length <= LONGEST_ABSTRACT:
        yield (
            f"{where((*place, 'abstract'))}: document {number}: the abstract has {length} words, "
            f"not {SHORTEST_ABSTRACT} to {LONGEST_ABSTRACT}."
        )


def person_faults(sheets: Iterable[Sheet]) -> Iterator[str]:
    """Persons listed twice must agree in name and dates; groups may only name known members."""
    seen: dict[str, tuple[Sheet, Place, dict[str, Value]]] = {}
    for sheet in sheets:
        for place, person in entries(sheet, "persons"):
            known = seen.setdefault(cast("str", person["id"]), (sheet, place, person))
            for key in ("name", "dates"):
                if person.get(key) and known[2].get(key) and person[key] != known[2][key]:
                    yield (
                        f"{sheet.where((*place, key))}: {person['id']}: {key} {person[key]!r} is not what "
                        f"{known[0].where(known[1])} says: {known[2][key]!r}."
                    )


def topic_faults(sheet: Sheet) -> Iterator[str]:
    """Topics have two levels: what is broader is listed and has nothing broader itself."""
    wide = {topic["id"] for _, topic in entries(sheet, "topics") if "broader" not in topic}
    seen: set[Value] = set()
    for place, topic in entries(sheet, "topics"):
        if topic["id"] in seen:
            yield f"{sheet.where(place)}: the topic {topic['id']} is listed twice."
        seen.add(cast("str", topic["id"]))
        if "broader" in topic and topic["broader"] not in wide:
            yield f"{sheet.where((*place, 'broader'))}: {topic['broader']} is not a topic of the first level."


def entries(sheet: Sheet, key: str) -> Iterator[tuple[Place, dict[str, Value]]]:
    """The mappings in the list under ``key``, each with its place."""
    listed = sheet.value.get(key) or []
    for number, entry in enumerate(cast("list[dict[str, Value]]", listed)):
        yield (key, number), entry


def count_words(text: str) -> int:
    """Words and figures; the number of a point is none."""
    return len(re.findall(r"\w[\w’'.,/-]*", re.sub(r"(?m)^\s*\d+\.\s", "", text)))


def _explained(error: jsonschema.ValidationError) -> str:
    """A text with an unquoted colon becomes a mapping: the commonest slip deserves its own words."""
    if error.validator == "type" and error.validator_value == "string" and isinstance(error.instance, dict):
        return "a text with a colon in it must stand in quotation marks."
    return error.message[:300]


def _strings(value: Value) -> list[str]:
    return cast("list[str]", value or [])


def _named(place: Place) -> str:
    return "".join(f"{part}: " for part in place if isinstance(part, str))
