"""A Milvus collection, accessed with a timeout and reloaded after a restart of the server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from store.milvus_schema import translating_milvus_errors

if TYPE_CHECKING:
    from pymilvus import MilvusClient

RESULTS_MAX = 16_384
"""Maximum number of entities in one Milvus response."""
_NOT_LOADED = 101


class MilvusCollection:
    """A Milvus collection with a timeout in seconds for each request."""

    def __init__(self, client: MilvusClient, name: str, seconds: float) -> None:
        self._client = client
        self._name = name
        self._seconds = seconds

    def search(self, **options: Any) -> Any:
        """Search for similar entities; takes the arguments of ``MilvusClient.search``.

        Raises:
            EngineMissing: the request failed.
        """
        return self._request(self._client.search, options)

    def get(self, **options: Any) -> Any:
        """Return the entities with some primary keys; takes the arguments of ``MilvusClient.get``.

        Raises:
            EngineMissing: the request failed.
        """
        return self._request(self._client.get, options)

    def all(self, among: str, output: list[str], limit: int | None = None) -> Iterator[Any]:
        """Yield the entities that match a filter expression.

        Args:
            among: the filter expression; "": all entities.
            output: the names of the fields of each entity.
            limit: the maximum number, if it is at most ``RESULTS_MAX``; otherwise all entities are read in
                batches.

        Raises:
            EngineMissing: a request failed.
        """
        options = {"filter": among, "output_fields": output}
        if limit is not None and limit <= RESULTS_MAX:
            yield from self._request(self._client.query, options | {"limit": limit})
            return
        batches = self._request(self._client.query_iterator, options)
        try:
            while True:
                with translating_milvus_errors():
                    batch = batches.next()
                if not batch:
                    return
                yield from batch
        finally:
            batches.close()

    def _request(self, method: Callable[..., Any], options: dict[str, Any]) -> Any:
        """Call a method of the client; if the collection is not loaded, load it and try once more.

        Raises:
            EngineMissing: the request failed.
        """
        from pymilvus import MilvusException

        with translating_milvus_errors():
            try:
                return method(self._name, timeout=self._seconds, **options)
            except MilvusException as error:
                if error.code != _NOT_LOADED:
                    raise
                self._client.load_collection(self._name)
                return method(self._name, timeout=self._seconds, **options)
