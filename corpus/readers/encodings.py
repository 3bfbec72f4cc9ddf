"""Decoding of text files: by byte order mark, as declared, as UTF-8, or by a guess at the encoding."""

from __future__ import annotations

import codecs
import re
from typing import Final

_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CYRILLIC_WORDS: Final = re.compile(rb"[\xa8\xb8\xc0-\xff]{3}")
_LONE_ACCENTS: Final = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")


def decode(content: bytes, declared: str | None, *, final: bool = True) -> tuple[str, str]:
    """Return the text of ``content`` and the name of the encoding it was decoded with.

    Tried in turn: the byte order mark, ``declared``, UTF-16 without a mark, UTF-8, and finally Windows-1251
    or Windows-1252, which always succeed.

    Args:
        final: False if ``content`` may end inside a character, as the beginning of a file may.

    Raises:
        UnicodeDecodeError: the bytes do not fit the byte order mark.
        LookupError: there is no encoding called ``declared``.
    """
    bom_encoding = next((encoding for bom, encoding in _BYTE_ORDER_MARKS if content.startswith(bom)), None)
    for encoding in (bom_encoding, None if bom_encoding else declared, _guess_utf16(content), "utf-8"):
        if encoding:
            try:
                return codecs.getincrementaldecoder(encoding)().decode(content, final), encoding
            except UnicodeDecodeError:
                if encoding == bom_encoding:
                    raise
    encoding = _guess_eight_bit_encoding(content)
    return content.decode(encoding, "replace"), encoding


def _guess_utf16(content: bytes) -> str | None:
    """Return the UTF-16 variant of text in Latin letters, in which every second byte is zero, or None."""
    halves = {"utf-16-le": content[1:400:2], "utf-16-be": content[0:400:2]}
    return next((name for name, half in halves.items() if half.count(0) > len(half) / 2), None)


def _guess_eight_bit_encoding(content: bytes) -> str:
    """Return Windows-1251 if runs of Cyrillic letters outnumber lone accented letters, or Windows-1252."""
    cyrillic = len(_CYRILLIC_WORDS.findall(content)) > len(_LONE_ACCENTS.findall(content))
    return "windows-1251" if cyrillic else "windows-1252"
