"""The reader of printed correspondences in plain text, as Project Gutenberg gives them."""

from .reader import read, recognises

__all__ = ["name", "read", "recognises"]

name = "plain"
