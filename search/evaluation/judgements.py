"""A questions file that grows as hits are judged; several judges may change it at the same time.

A change is made under a lock (``<file>.lock``) and replaces the file by one rename: a reader always finds it
whole. Lines of other questions stay as they are, and so do keys that are not known here.
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
_OWN_ID = re.compile(r"Q([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class StoredQuestion:
    """A question with the line that keeps it."""

    question: Question
    line: str

    @property
    def revision(self) -> str:
        """A short name of the line as it is: another as soon as anything in it changes."""
        return blake2b(self.line.encode(), digest_size=8).hexdigest()


class Judgements:
    """The judged questions of a file; one that does not exist has none."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()

    def check(self) -> None:
        """Make sure that the file can be read and its folder be written to.

        Raises:
            SourceInvalid: a line is no judged question.
            PerepiskaError: the folder cannot be written to.
        """
        with self._locked():
            self.all()

    def all(self) -> tuple[StoredQuestion, ...]:
        """List the questions in the order of the file.

        Raises:
            SourceInvalid: a line is no judged question, a qid is given twice, or a grade is none.
        """
        try:
            known = tuple(StoredQuestion(question, line) for question, line in read_lines(self.path))
        except SourceMissing:
            return ()
        self._check(known)
        return known

    def find(self, id: str) -> StoredQuestion | None:
        """Look a question up."""
        return next((kept for kept in self.all() if kept.question.id == id), None)

    def get(self, id: str) -> StoredQuestion:
        """Look up a question that should be there.

        Raises:
            UnknownQuestion
        """
        kept = self.find(id)
        if kept is None:
            raise UnknownQuestion(f"There is no question “{id}”.", "See /judge for those judged so far.")
        return kept

    def asking(self, text: str, filters: Iterable[tuple[str, str]]) -> StoredQuestion | None:
        """Find the question that asks the same with the same filters."""
        wanted = (text, sorted(filters))
        kept = (one for one in self.all() if (one.question.text, sorted(one.question.filters)) == wanted)
        return next(kept, None)

    def save(self, question: Question, revision: str) -> Question:
        """Keep a question; one without an id is new and is given the next free number.

        Args:
            revision: of the question as it was when the judge opened it, "" for a new one.

        Raises:
            JudgementError: another question asks the same.
            JudgementChanged: the question has been changed, asked by somebody else, or deleted.
        """
        with self._locked():
            known = self.all()
            same = self.asking(question.text, question.filters)
            if question.id and same and same.question.id != question.id:
                raise JudgementError(
                    f"{same.question.id} asks the same already.",
                    f"Judge {same.question.id}, or ask something else here.",
                    parameter="q",
                )
            lines = {kept.question.id: kept.line for kept in known}
            old = same or self.find(question.id)
            if old is None and question.id:
                raise _changed("This question has been deleted", "Save again to keep yours as a new one.")
            saved = _named(question, old, known)
            if old and saved == old.question:
                return saved
            if old and revision != old.revision:
                hint = "Where your grades differ, theirs stand beside them; save again to keep yours."
                raise _changed("Somebody else has saved this question", hint, saved.id)
            self._write({**lines, saved.id: _line(saved, old)}.values())
            return saved

    def delete(self, id: str, revision: str) -> None:
        """Forget a question with its judgements.

        Raises:
            UnknownQuestion
            JudgementChanged: it has been changed since the revision was read.
        """
        with self._locked():
            if self.get(id).revision != revision:
                raise _changed("Somebody has saved this question", f"See /judge/question/{id} before.", id)
            self._write(kept.line for kept in self.all() if kept.question.id != id)

    def _check(self, known: Iterable[StoredQuestion]) -> None:
        """Refuse what could not be shown and saved again without loss."""
        seen: set[str] = set()
        for question in (kept.question for kept in known):
            if question.id in seen:
                raise SourceInvalid(
                    f"{self.path}: the qid “{question.id}” is given twice.", "Give each line its own."
                )
            if not GRADES.issuperset(question.grades.values()):
                raise SourceInvalid(
                    f"{self.path}: {question.id} has a grade that is none.", "Grades are 0, 1, 2 and 3."
                )
            seen.add(question.id)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other judges waiting, in this process and in others, for as long as a change takes."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            file = self.path.with_name(f"{self.path.name}.lock").open("a")
        except OSError as error:
            raise self._unwritable(error) from error
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _write(self, lines: Iterable[str]) -> None:
        waiting = self.path.with_name(f".{self.path.name}.new")
        try:
            with waiting.open("w", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in lines)
                file.flush()
                os.fsync(file.fileno())
            waiting.replace(self.path)
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> PerepiskaError:
        return PerepiskaError(
            f"Judgements cannot be kept in {self.path}: {error.strerror}.",
            "Make its folder writable, or name another file in PEREPISKA_JUDGEMENTS.",
        )


def _changed(what: str, hint: str, id: str | None = None) -> JudgementChanged:
    return JudgementChanged(f"{what} since you opened it.", hint, id=id)


def _named(question: Question, old: StoredQuestion | None, known: Iterable[StoredQuestion]) -> Question:
    """The question with the id (and the filters as written) of its line, or with the next free id."""
    if old:
        return replace(question, id=old.question.id, filters=old.question.filters)
    return replace(question, id=_next_id(known))


def _next_id(known: Iterable[StoredQuestion]) -> str:
    numbers = [int(match[1]) for kept in known if (match := _OWN_ID.fullmatch(kept.question.id))]
    return f"Q{max(numbers, default=0) + 1}"


def _line(question: Question, old: StoredQuestion | None) -> str:
    """The line of a question, with what else its old one says; the best grades come first."""
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
