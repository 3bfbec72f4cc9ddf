"""Latin spellings of one name: Yezhov and Ezhov, Mikoian and Mikoyan, Trotsky and Trotskii.

Library of Congress, BGN, German, French and popular spellings of Russian names fold to one key, so
that spellings can be compared without enumerating them; ``name_variants`` lists likely ones, for expansion.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from corpus.persons.names import parse_name
from corpus.slugs import UNDECOMPOSED

_APOSTROPHES = re.compile(r"['’‘ʼʹʺ′`\"“”\u00ad]")
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
_MAX_VARIANTS = 12


@lru_cache(maxsize=65_536)
def fold_name(name: str) -> str:
    """Return the key that all spellings of a name share; an inverted name is put in direct order first.

    The key is "" if the name has no letters (Latin or Cyrillic) or digits.
    """
    direct = parse_name(name).direct if "," in name else name
    bare = _APOSTROPHES.sub("", direct).casefold().translate(UNDECOMPOSED)
    decomposed = unicodedata.normalize("NFKD", bare)
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(_fold_word(word) for word in _WORDS.findall(letters))


def name_variants(name: str) -> tuple[str, ...]:
    """List up to 12 other likely spellings of a name, fewest changes first; all of them share its key."""
    key = fold_name(name)
    spellings = [name]
    for spelling in spellings:
        if len(spellings) > _MAX_VARIANTS:
            break
        for pattern, replacement in _RESPELLINGS:
            variant = re.sub(pattern, replacement, spelling)
            if variant not in spellings and fold_name(variant) == key:
                spellings.append(variant)
    return tuple(spellings[1 : _MAX_VARIANTS + 1])


@lru_cache(maxsize=65_536)
def _fold_word(word: str) -> str:
    """Return the key of one word, in lower case and without accents."""
    for pattern, replacement in _FOLDINGS:
        word = pattern.sub(replacement, word)
    return word
