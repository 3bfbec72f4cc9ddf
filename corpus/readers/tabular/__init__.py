"""The reader of letters in rows: JSON Lines, CSV, and folders of Markdown or text files with a head."""

from .reader import read, recognises

__all__ = ["name", "read", "recognises"]

name = "tabular"
