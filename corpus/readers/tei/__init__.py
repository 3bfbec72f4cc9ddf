"""The reader for editions in TEI P5: volumes of documents, and letters with ``correspDesc``."""

from .reader import read, recognises

__all__ = ["name", "read", "recognises"]

name = "tei"
