"""The reader for tabular data: CSV, JSON Lines, and directories of text files with front matter."""

from .reader import read, recognises

__all__ = ["name", "read", "recognises"]

name = "tabular"
