"""One name in many Latin spellings: Yezhov and Ezhov, Mikoian and Mikoyan, Trotsky and Trotskii.

Library of Congress, BGN, German, French and popular spellings of Russian names fold to one key, so that two
spellings can be compared without listing them; ``name_variants`` lists the likely ones, for expansion.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from corpus.persons.names import parse_name

_APOSTROPHES = re.compile(r"['’‘ʼʹʺ′`\"“”\u00ad]")
_UNDECOMPOSED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})
_WORDS = re.compile(r"[a-zа-яё0-9]+")
_FOLDINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        ("schtsch|chtch|stsch", "shch"),
        ("tsch|tch", "ch"),
        ("sch", "sh"),
        ("dj|dsch", "dzh"),
        ("tz", "ts"),
        ("w", "v"),
        ("x", "ks"),
        ("ou", "u"),
        ("[yj]", "i"),
        ("ii+", "i"),
        ("ie", "e"),
        (r"(?<=[oe])ff\Z", "v"),
    )
)
_RESPELLINGS: tuple[tuple[str, str], ...] = (
    (r"sky\b", "skii"),
    (r"sky\b", "skiy"),
    (r"skii\b", "sky"),
    (r"skiy\b", "sky"),
    (r"ski\b", "sky"),
    (r"(?<=[bdgknrv])y\b", "ii"),
    (r"(?<=[dgknrv])ii\b", "y"),
    (r"\bYe", "E"),
    (r"\bE(?=[^\W\daeiouyAEIOUY])(?=\w+(?:ov|ev|in|sky|skii|ich|dze|enko|nov|eva|ova|aev)\b)", "Ye"),
    (r"\bYa", "Ia"),
    (r"\bIa", "Ya"),
    (r"\bYu", "Iu"),
    (r"\bIu", "Yu"),
    (r"(?<=\w)ya", "ia"),
    (r"(?<=\w)ia", "ya"),
    (r"(?<=\w)yu", "iu"),
    (r"(?<=\w)iu", "yu"),
    (r"(?<=[aeiou])ye", "e"),
    (r"(?<=[aeou])e(?=v)", "ye"),
    (r"(?<=[^aeiouy\W])iev", "yev"),
    (r"(?<=[^aeiouy\W])yev", "iev"),
    (r"(?<=[aeou])y(?=[^aeiouy\W])", "i"),
    (r"(?<=[aeou])i(?=[^aeiouy\W])", "y"),
    (r"(?<=\w)x", "ks"),
    (r"(?<=\w)ks", "x"),
    (r"['’ʹ]", ""),
)
_MOST_VARIANTS = 12


@lru_cache(maxsize=65_536)
def fold_name(name: str) -> str:
    """Make the key that all spellings of a name share; "Surname, I. I." is turned round first."""
    direct = parse_name(name).direct if "," in name else name
    bare = _APOSTROPHES.sub("", direct).casefold().translate(_UNDECOMPOSED)
    decomposed = unicodedata.normalize("NFKD", bare)
    letters = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join(_fold_word(word) for word in _WORDS.findall(letters))


def name_variants(name: str) -> tuple[str, ...]:
    """List other likely spellings of a name, the nearest first; all of them fold to its key."""
    key = fold_name(name)
    found = [name]
    for spelling in found:
        if len(found) > _MOST_VARIANTS:
            break
        for pattern, replacement in _RESPELLINGS:
            other = re.sub(pattern, replacement, spelling)
            if other not in found and fold_name(other) == key:
                found.append(other)
    return tuple(found[1 : _MOST_VARIANTS + 1])


@lru_cache(maxsize=65_536)
def _fold_word(word: str) -> str:
    for pattern, replacement in _FOLDINGS:
        word = pattern.sub(replacement, word)
    return word
