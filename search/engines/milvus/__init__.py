"""The Milvus engine: keyword and vector retrieval on a Milvus server."""
