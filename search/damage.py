"""Detection of damaged index files: an unexpected error triggers a comparison with the checksums."""

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
COMPARED_BYTES_MAX: Final = 64_000_000
"""Size in bytes above which files are not compared: a changed byte there hardly ever causes an error."""
CHECK_INTERVAL_SECONDS: Final = 60.0


class DamageCheck:
    """A comparison of a generation's files with their checksums, run at most once a minute."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._lock = Lock()
        self._next = 0.0

    def check(self) -> None:
        """Compare the files with their checksums; do nothing if the generation has been deleted.

        For files over ``COMPARED_BYTES_MAX`` only the size is compared. After a check that finds no damage,
        calls do nothing for ``CHECK_INTERVAL_SECONDS``.

        Raises:
            IndexDamaged: a file has changed; the message names the first.
        """
        with self._lock:
            if time.monotonic() < self._next or not self._generation.directory.is_dir():
                return
            check_files(self._generation, COMPARED_BYTES_MAX)
            self._next = time.monotonic() + CHECK_INTERVAL_SECONDS


class HasDamageCheck(Protocol):
    """An object that reads a generation; its attribute ``damage`` checks the generation for damage."""

    damage: DamageCheck


S = TypeVar("S", bound=HasDamageCheck)


def detect_damage(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Decorate a method so that, after an unexpected error, a changed index file raises IndexDamaged.

    Other errors are raised as they are, except that a panic in an extension becomes a RuntimeError. The
    object needs an attribute ``damage``, a ``DamageCheck``.
    """

    @wraps(method)
    def checked(self: S, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return method(self, *args, **kwargs)
        except (PerepiskaError, KeyboardInterrupt, SystemExit):
            raise
        except Exception:
            self.damage.check()
            raise
        except BaseException as panic:  # a panic in a Rust extension, which servers do not handle
            self.damage.check()
            raise RuntimeError(str(panic)) from panic

    return cast("Callable[Concatenate[S, P], T]", checked)
