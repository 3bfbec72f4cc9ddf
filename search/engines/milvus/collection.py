"""A collection of a Milvus, asked within a time, and loaded again where its server was started anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from store.milvus_schema import translating_milvus_errors

if TYPE_CHECKING:
    from pymilvus import MilvusClient

RESULTS_MAX = 16_384
"""The most that Milvus gives at once."""
_NOT_LOADED = 101


class MilvusCollection:
    """A collection, each of whose answers is waited for so many seconds."""

    def __init__(self, client: MilvusClient, name: str, seconds: float) -> None:
        self._client = client
        self._name = name
        self._seconds = seconds

    def search(self, **asked: Any) -> Any:
        """The entities nearest to each of some vectors or texts.

        Raises:
            EngineMissing
        """
        return self._answer(self._client.search, asked)

    def get(self, **asked: Any) -> Any:
        """The entities of some keys.

        Raises:
            EngineMissing
        """
        return self._answer(self._client.get, asked)

    def all(self, among: str, output: list[str], limit: int | None = None) -> Iterator[Any]:
        """All entities that pass a filter; where they may be more than Milvus gives at once, in batches.

        Raises:
            EngineMissing
        """
        asked = {"filter": among, "output_fields": output}
        if limit is not None and limit <= RESULTS_MAX:
            yield from self._answer(self._client.query, asked | {"limit": limit})
            return
        batches = self._answer(self._client.query_iterator, asked)
        try:
            while True:
                with translating_milvus_errors():
                    batch = batches.next()
                if not batch:
                    return
                yield from batch
        finally:
            batches.close()

    def _answer(self, ask: Callable[..., Any], asked: dict[str, Any]) -> Any:
        from pymilvus import MilvusException

        with translating_milvus_errors():
            try:
                return ask(self._name, timeout=self._seconds, **asked)
            except MilvusException as error:
                if error.code != _NOT_LOADED:
                    raise
                self._client.load_collection(self._name)
                return ask(self._name, timeout=self._seconds, **asked)
