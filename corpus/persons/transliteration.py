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


_CYRILLIC = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i",
        "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
        "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "i",
        "ь": "", "э": "e", "ю": "iu", "я": "ia",
    }
)  # fmt: skip
_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        ("tsch|tch", "ch"),
        ("sch", "sh"),
        ("tz", "ts"),
        ("ck", "k"),
        ("ph", "f"),
        ("th", "t"),
        ("qu", "kv"),
        ("x", "ks"),
        ("w", "v"),
        (r"\Ast", "sht"),
        (r"\Asp", "shp"),
        ("oo|ou", "u"),
        ("eau|au(?=x)", "o"),
        ("ee|ie", "i"),
        ("ey|ay|ai", "ei"),
        ("y", "i"),
        (r"(?<=[aeiou])h(?![aeiou])|(?<=[aeiou])h\Z", ""),
        (r"([a-z])\1+", r"\1"),
    )
)
_CONSONANTS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        ("sh|zh|ts|z", "s"),
        ("c(?=[eiy])", "s"),
        ("c", "k"),
        ("[fv]", "v"),
        ("kh|h", "g"),
        (r"\A[aeiou]+", "a"),
        (r"(?<!\A)[aeiou]+", ""),
        (r"([a-z])\1+", r"\1"),
    )
)


@lru_cache(maxsize=65_536)
def sound_of(word: str) -> str:
    """Return roughly how a folded word of a name sounds, in Latin letters, whichever script it is in.

    It compares a name in Cyrillic with the same name in Latin letters: "гумбольдт" and "humboldt".
    """
    latin = word.replace("дж", "j").translate(_CYRILLIC)
    for pattern, replacement in _SOUNDS:
        latin = pattern.sub(replacement, latin)
    return latin


@lru_cache(maxsize=65_536)
def consonant_keys(word: str) -> frozenset[str]:
    """Return the keys that a folded word shares with what sounds like it: its consonants, roughly.

    A word has several if its letters can sound differently: "ch" as in Bach, Charlotte or Christian, "h" as
    in Hegel (Гегель) or Héloïse, "j" and "g" as in Jean or Joachim.
    """
    sounds = {sound_of(word)}
    for pattern, others in _AMBIGUOUS:
        sounds |= {pattern.sub(other, sound) for sound in sounds for other in others}
    return frozenset(key for key in map(_consonants, sounds) if key)


_AMBIGUOUS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile("ch"), ("kh", "sh", "k")),
    (re.compile(r"\Ah"), ("",)),
    (re.compile("j"), ("zh", "i")),
    (re.compile("g(?=[eiy])"), ("zh",)),
    (re.compile(r"\Asht"), ("st",)),
    (re.compile(r"\Ashp"), ("sp",)),
)


def _consonants(sound: str) -> str:
    """Return the consonants of a word, alike if they are easily confused, after its first vowels."""
    key = sound.replace("ch", "s")
    for pattern, replacement in _CONSONANTS:
        key = pattern.sub(replacement, key)
    return key
