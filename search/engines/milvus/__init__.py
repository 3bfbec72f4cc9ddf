"""Retrieval by a Milvus server."""
