"""The reader of printed documentary editions in the text that a publisher or OCR gives."""

from .reader import read, recognises

__all__ = ["name", "read", "recognises"]

name = "printed"
