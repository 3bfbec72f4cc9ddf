"""The reader of printed correspondence in plain text, as published by Project Gutenberg."""

from .reader import read, recognises

__all__ = ["name", "read", "recognises"]

name = "plain"
