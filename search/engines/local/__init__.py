"""The in-process engine: tantivy for keywords, faiss for vectors."""
