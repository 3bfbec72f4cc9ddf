"""Text out of bytes: by their mark, as declared, as UTF-8, else by what they look like."""

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
    """Decode by the byte order mark, else as declared, else as UTF-8, else by what the bytes look like.

    Raises:
        UnicodeDecodeError, LookupError
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
    """UTF-16 without a mark: every second byte of Latin letters is zero."""
    halves = {"utf-16-le": content[1:400:2], "utf-16-be": content[0:400:2]}
    return next((name for name, half in halves.items() if half.count(0) > len(half) / 2), None)


def _guess_eight_bit_encoding(content: bytes) -> str:
    """Tell words in Cyrillic from accents that stand by themselves among Latin letters."""
    cyrillic = len(_CYRILLIC_WORDS.findall(content)) > len(_LONE_ACCENTS.findall(content))
    return "windows-1251" if cyrillic else "windows-1252"
