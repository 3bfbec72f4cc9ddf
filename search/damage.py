"""An error that nobody foresaw may come of a file that has changed: then that file is named."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Concatenate, Final, ParamSpec, Protocol, TypeVar, cast

from corpus.errors import PerepiskaError
from store.layout import Generation, check_files

P = ParamSpec("P")
T = TypeVar("T")
LARGEST: Final = 64_000_000
"""Bytes of the largest file that is compared; of larger ones a changed byte is a number, hardly an error."""
AGAIN_SECONDS: Final = 60.0


class DamageCheck:
    """Compares the files of an opened generation with their checksums, at most once a minute."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._lock = Lock()
        self._next = 0.0

    def check(self) -> None:
        """Look whether a file has changed; one of a generation that was deleted meanwhile has not.

        Raises:
            IndexDamaged: naming the first that has.
        """
        with self._lock:
            if time.monotonic() < self._next or not self._generation.directory.is_dir():
                return
            check_files(self._generation, LARGEST)
            self._next = time.monotonic() + AGAIN_SECONDS


class HasDamageCheck(Protocol):
    """What reads a generation."""

    damage: DamageCheck


S = TypeVar("S", bound=HasDamageCheck)


def detects_damage(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Have a method raise IndexDamaged where what it raises comes of a changed file."""

    @wraps(method)
    def checked(self: S, *args: P.args, **given: P.kwargs) -> T:
        try:
            return method(self, *args, **given)
        except (PerepiskaError, KeyboardInterrupt, SystemExit):
            raise
        except Exception:
            self.damage.check()
            raise
        except BaseException as panic:  # what an extension in Rust raises; no server answers on it
            self.damage.check()
            raise RuntimeError(str(panic)) from panic

    return cast("Callable[Concatenate[S, P], T]", checked)
