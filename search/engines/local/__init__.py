"""Retrieval in this process: tantivy and faiss."""
