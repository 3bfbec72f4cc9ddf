"""The reader of printed documentary editions, as text supplied by a publisher or by OCR."""

from .reader import read, recognises

__all__ = ["name", "read", "recognises"]

name = "printed"
