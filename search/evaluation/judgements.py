"""A questions file to which several judges may write at the same time.

A change is made under a lock (``<file>.lock``) and replaces the file by an atomic rename, so that readers
never see a partial file. The lines of other questions and unknown keys are preserved.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

from corpus.errors import (
    JudgementChanged,
    JudgementError,
    PerepiskaError,
    SourceInvalid,
    SourceMissing,
    UnknownQuestion,
)
from search.evaluation.evaluation import Question, read_lines

GRADES = frozenset({0, 1, 2, 3})
_GENERATED_ID = re.compile(r"Q([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class StoredQuestion:
    """A question with its line in the file."""

    question: Question
    line: str

    @property
    def revision(self) -> str:
        """A digest of the line, which changes with any edit (optimistic locking)."""
        return blake2b(self.line.encode(), digest_size=8).hexdigest()


class Judgements:
    """The judged questions of a file; there are none if it does not exist."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()

    def check(self) -> None:
        """Check that the file can be read and its directory written to; a missing directory is created.

        Raises:
            SourceInvalid: the file has a fault that ``all`` reports.
            PerepiskaError: the directory cannot be written to.
        """
        with self._locked():
            self.all()

    def all(self) -> tuple[StoredQuestion, ...]:
        """Return the questions in the order of the file; none if it does not exist.

        Raises:
            SourceInvalid: the file cannot be read, a line is not a judged question, a qid occurs twice, or a
                grade is not from 0 to 3.
        """
        try:
            stored = tuple(StoredQuestion(question, line) for question, line in read_lines(self.path))
        except SourceMissing:
            return ()
        self._check(stored)
        return stored

    def find(self, id: str) -> StoredQuestion | None:
        """Return the question with an id; None if there is none."""
        return next((stored for stored in self.all() if stored.question.id == id), None)

    def get(self, id: str) -> StoredQuestion:
        """Return the question with an id.

        Raises:
            UnknownQuestion: no question has this id.
        """
        stored = self.find(id)
        if stored is None:
            raise UnknownQuestion(
                f"Question “{id}” not found.", "See /judge for the list of judged questions."
            )
        return stored

    def find_by_query(self, text: str, filters: Iterable[tuple[str, str]]) -> StoredQuestion | None:
        """Return the first question with the same text and (in any order) filters; None if there is none."""
        key = (text, sorted(filters))
        questions = self.all()
        same = (item for item in questions if (item.question.text, sorted(item.question.filters)) == key)
        return next(same, None)

    def save(self, question: Question, revision: str) -> Question:
        """Save a question and return it as saved.

        A question without an id replaces the one with the same text and filters; if there is none, it gets
        the next free id. A question that is equal to the stored one is not written.

        Args:
            question: the question with its judgements.
            revision: the revision of the question that the judge edited, "" for a new one.

        Raises:
            JudgementError: another question has the same text and filters.
            JudgementChanged: the question has been changed, added or deleted by someone else in the meantime.
            SourceInvalid: the file has a fault that ``all`` reports.
            PerepiskaError: the file cannot be written.
        """
        with self._locked():
            stored = self.all()
            same = self.find_by_query(question.text, question.filters)
            if question.id and same and same.question.id != question.id:
                raise JudgementError(
                    f"{same.question.id} already asks the same question.",
                    f"Judge {same.question.id}, or change this question.",
                    parameter="q",
                )
            lines = {item.question.id: item.line for item in stored}
            old = same or self.find(question.id)
            if old is None and question.id:
                raise _changed(
                    "This question has been deleted", "Save again to store your version as a new question."
                )
            saved = _with_id(question, old, stored)
            if old and saved == old.question:
                return saved
            if old and revision != old.revision:
                hint = "Where the grades differ, theirs are shown next to yours. Save again to keep yours."
                raise _changed("Someone else has saved this question", hint, saved.id)
            self._write({**lines, saved.id: _line(saved, old)}.values())
            return saved

    def delete(self, id: str, revision: str) -> None:
        """Delete a question with its judgements.

        Raises:
            UnknownQuestion: no question has this id.
            JudgementChanged: the question no longer has this revision.
            PerepiskaError: the file cannot be written.
        """
        with self._locked():
            if self.get(id).revision != revision:
                raise _changed("Someone has saved this question", f"Check /judge/question/{id} first.", id)
            self._write(stored.line for stored in self.all() if stored.question.id != id)

    def _check(self, stored: Iterable[StoredQuestion]) -> None:
        """Raise SourceInvalid for duplicate ids and invalid grades, which could not be saved without loss."""
        seen: set[str] = set()
        for question in (item.question for item in stored):
            if question.id in seen:
                raise SourceInvalid(
                    f"{self.path}: the qid “{question.id}” occurs twice.", "Give each line its own qid."
                )
            if not GRADES.issuperset(question.grades.values()):
                raise SourceInvalid(
                    f"{self.path}: {question.id} has an invalid grade.", "Grades are 0, 1, 2 and 3."
                )
            seen.add(question.id)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Wait for and hold the lock of the file, which keeps out other writers in this and other processes.

        Raises:
            PerepiskaError: the lock file cannot be created.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            file = self.path.with_name(f"{self.path.name}.lock").open("a")
        except OSError as error:
            raise self._unwritable(error) from error
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _write(self, lines: Iterable[str]) -> None:
        """Replace the file atomically: write a temporary file, sync it and rename it.

        Raises:
            PerepiskaError: the file cannot be written.
        """
        temporary = self.path.with_name(f".{self.path.name}.new")
        try:
            with temporary.open("w", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in lines)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self.path)
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> PerepiskaError:
        """Return the error for a file that cannot be written."""
        return PerepiskaError(
            f"Cannot write judgements to {self.path}: {error.strerror}.",
            "Make its folder writable, or set PEREPISKA_JUDGEMENTS to another file.",
        )


def _changed(what: str, hint: str, id: str | None = None) -> JudgementChanged:
    """Return the error that says ``what`` happened to a question since it was opened.

    ``id`` is the question's id; None if it was deleted.
    """
    return JudgementChanged(f"{what} since you opened it.", hint, id=id)


def _with_id(question: Question, old: StoredQuestion | None, stored: Iterable[StoredQuestion]) -> Question:
    """Return a question with the id and filters of its stored version, or with the next free id."""
    if old:
        return replace(question, id=old.question.id, filters=old.question.filters)
    return replace(question, id=_next_id(stored))


def _next_id(stored: Iterable[StoredQuestion]) -> str:
    """Return the next id of the form ``Q12``, one higher than the highest."""
    numbers = [int(match[1]) for item in stored if (match := _GENERATED_ID.fullmatch(item.question.id))]
    return f"Q{max(numbers, default=0) + 1}"


def _line(question: Question, old: StoredQuestion | None) -> str:
    """Return the JSON line of a question, with the unknown keys of its old line; best grades first."""
    filters: dict[str, list[str]] = {}
    for name, value in question.filters:
        filters.setdefault(f"date_{name}" if name in ("from", "to") else name, []).append(value)
    record = {
        "qid": question.id,
        "type": question.type,
        "query": question.text,
        "filters": {name: values[0] if len(values) == 1 else values for name, values in filters.items()},
        "gold": dict(sorted(question.grades.items(), key=lambda item: (-item[1], item[0]))),
    }
    return json.dumps({**(json.loads(old.line) if old else {}), **record}, ensure_ascii=False)
