"""Decoding of text files: by byte order mark, as declared, as UTF-8, or in the most plausible encoding."""

from __future__ import annotations

import codecs
import re
from typing import Final, NamedTuple

from .plausibility import ENCODINGS, rank_encodings

_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Decoded(NamedTuple):
    """A decoded text, the encoding, whether it was guessed, and another that is nearly as plausible."""

    text: str
    encoding: str
    is_guess: bool = False
    rival: str | None = None


def decode(content: bytes, declared: str | None, *, final: bool = True, forced: str | None = None) -> Decoded:
    """Return the text of ``content`` and the encoding it was decoded with.

    Tried in turn: the byte order mark, ``declared``, UTF-16 without a mark, UTF-8, and finally the most
    plausible eight-bit encoding, which always succeeds.

    Args:
        forced: the encoding to use whatever the evidence.
        final: False if ``content`` may end inside a character, as the beginning of a file may.

    Raises:
        UnicodeError: the bytes do not fit the byte order mark or ``forced``.
        LookupError: there is no encoding of texts called ``declared`` or ``forced``.
    """
    if forced:
        return Decoded(_decoder(forced).decode(content, final), forced)
    bom_encoding = next((encoding for bom, encoding in _BYTE_ORDER_MARKS if content.startswith(bom)), None)
    for encoding in (bom_encoding, None if bom_encoding else declared, _guess_utf16(content), "utf-8"):
        if encoding:
            try:
                return Decoded(_decoder(encoding).decode(content, final), encoding)
            except UnicodeError:
                if encoding == bom_encoding:
                    raise
    encoding, rival = rank_encodings(content)
    return Decoded(content.decode(ENCODINGS[encoding][0], "replace"), encoding, True, rival)


def _decoder(encoding: str) -> codecs.IncrementalDecoder:
    """Return a decoder of an encoding.

    Raises:
        LookupError: there is no such encoding, or it is not one of texts ("base64").
    """
    try:
        b"a".decode(encoding)
    except UnicodeDecodeError:
        pass
    except ValueError as error:
        raise LookupError(f"unknown encoding: {encoding!r}") from error
    return codecs.getincrementaldecoder(encoding)()


def _guess_utf16(content: bytes) -> str | None:
    """Return the variant of UTF-16 without a mark, or None.

    In Latin letters every second byte is 0, in Cyrillic ones 4.
    """
    halves = {"utf-16-le": content[1:400:2], "utf-16-be": content[0:400:2]}
    return next(
        (name for name, half in halves.items() if half.count(0) + half.count(4) > len(half) / 2), None
    )


def printable(text: str) -> str:
    """Return a text in which U+FFFD stands for what cannot be printed."""
    return _UNPRINTABLE.sub("\ufffd", text)
