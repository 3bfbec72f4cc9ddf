"""Keys of words, by which historical and modern spellings have the same stem.

Rules per language map a folded word to its key. Texts and queries are mapped alike before they are stemmed,
so that either spelling finds the other, in phrases too. A key need not be a word ("Katholik" becomes
"katolik"): it only must not be the key of another word. Where possible it is the modern spelling, with those
accents of its ending that the stemmer looks for and that folding has removed ("aimée"). English words are
their own keys: British and American spellings are alternative wordings of a query.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from corpus.text.languages import primary_subtag

_Rule = tuple[str, str]
_GERMAN: Final[tuple[_Rule, ...]] = (
    (r"(?<=[aeou])y|(?<=st)y(?=l)", "i"),  # seyn, Styl; not the names Lyon, Wyss
    (r"thh", "th"),  # Rathhaus, as Rathaus, whose h goes as well
    (
        r"^th(?=e[eiu]|ier|a[tlu]|u[enrt]|o[nr]|ran)|(?<=[^s])th(?!eit|$)(?<!^seith)",
        "t",
    ),  # Theil; not Gottheit
    (r"(?<=[aeiou])th$|(?<=[ei]r)th$|(?<=o)dt(?=$|e[nsr]?$)", "t"),  # Muth, Werth, todt
    (r"(?<=l)ph|(?<=gra)ph|(?<=ose)ph|(?<=^so)ph(?=i)|(?<=^ste)ph|^ph(?=oto)", "f"),  # Photograph, Adolph
    (r"(?<=[aeiou])c(?=en[zt]|ei|ess|in(?!g)|ip|ir)|^c(?=[ei].{5})", "z"),  # Medicin, Ceremonie
    (r"(?<=[nrs])c(?=[ei].)|c(?=ion|ier|ir(?:en|t))", "z"),  # Concert
    (r"^c(?=[ou].{4}|a.{2}|[lr].{3})|(?<=.)(?<!s)c(?=[^hkeiyz])|(?<=..)c$", "k"),  # Cultur, Doctor
    (r"^litter(?=at|ar)", "liter"),
    (r"(?<=[aeiou].)ir(?=(?:en|ens|end\w*|t|te[nmrs]?|test|tet|st|e|ung|ungen)$)", "ier"),  # studiren
    (r"(?<=[hgf])ie(?=ng)|(?<=g)ie(?=b(?:st|t)?$)", "i"),  # gieng, giebt
    (r"(?<=.)niss(?:e[ns]?)?$", "nis"),  # Ereigniss
    (r"^diess$", "dies"),
    (r"(?<=m)aa(?=ss)", "a"),
    (r"oo(?=ss)", "o"),
    (r"^hulf(?=e|los|s|r)", "hilf"),
    (r"(?<=[lnr])ck(?!er$)", "k"),  # starck
    (r"(?<=[lnr])tz(?=.[^e])|(?<=[nr])tz$", "z"),  # gantz
    (r"^nemlich", "namlich"),
    (r"^(ver)?laugn", r"\1leugn"),
)
_FRENCH: Final[tuple[_Rule, ...]] = (
    (
        r"^(?!(?:pre|pour|re|entre)voi|(?:mal)?adroi|endroi|d?etroi|exploi)(.*[aeiouy][^aeiou]?[^aeiouc])oit$",
        r"\1ait",
    ),  # avoit
    (
        r"^(?!parois|bavarois|genevois|grivois)(.*[aeiou][vysr]|.*[dr]r|et|.*oul)oi(s|ent)$",
        r"\1ai\2",
    ),  # avois, seroient
    (r"(?<=^angl)oi(?=s)|(?<=^franc)oi(?=s)|(?<=onn)oi(?=s|t)|(?<=par)oi(?=tr|ss)|(?<=^f)oi(?=bl)", "ai"),
    (r"^(long|prin)?tems$", r"\1temps"),
    (r"(?<=^[fmrst]o)y$|(?<=lu)y$|(?<=^vra)y$|(?<=^a)y$", "i"),  # roy, luy
    (r"^sca(?=[iv])", "sa"),  # sçavoir
    (r"(?<=..)e(?=es?$)", "é"),  # aimée
    (r"(?<=..)e(?=rent$)", "è"),
    (r"(?<=...)a(?=[mt]es$)|(?<=...is)a(?=t$)", "â"),
    (r"(?<=...)i(?=[mt]es$)", "î"),
)
_PORTUGUESE: Final[tuple[_Rule, ...]] = (
    (r"ca(?=o$)", "çã"),  # ação
    (r"(?<=..)a(?=o$)", "ã"),
    (r"co(?=es$)", "çõ"),
    (r"i(?=amos$|eis$|ramos$|reis$|sse(?:mos|is)$|vel$)", "í"),
    (r"a(?=ramos$|reis$|sse(?:mos|is)$|vamos$|veis$|vel$)", "á"),
    (r"e(?=ramos$|reis$|sse(?:mos|is)$)", "ê"),
)
_RUSSIAN: Final[tuple[_Rule, ...]] = (
    (r"ѣ", "е"),
    (r"[іѵ]", "и"),
    (r"ѳ", "ф"),
    (r"ъ$", ""),
    (r"(?<=[^аеиоуыэюя])(?<!^бл)аго$", "ого"),  # добраго; not благо
    (r"(?<=.)яго$", "его"),
    (r"ыя$", "ые"),
    (r"^(на|о?б?)?ея$", r"\1ее"),
    (r"^(и|во|ра|ни)з(?=с)|^(бе|чре|чере)з(?=[кпстфхцчшщ])", r"\1\2с"),  # разсказъ, безполезный
)
_ITALIAN: Final[tuple[_Rule, ...]] = (
    (r"j", "i"),  # ajuto
    (r"(?<=..[cdgmrz])ii$", "i"),  # principii
    (r"(?<=[^s])t(?=ion[ei]$)", "z"),
)
_SPANISH: Final[tuple[_Rule, ...]] = (
    (r"(?<=^di)x(?=[eio])|(?<=^de)x(?=[aeo])|(?<=^ba)x(?=[aeo])|(?<=^tra)x(?=[eo])|(?<=^me)x(?=ic)", "j"),
    (r"(?<=^e)x(?=e(?:mpl|rc|rz|cut))|(?<=^qui)x(?=ot)|(?<=^mu)g(?=er)|(?<=^via)g(?=e)|^g(?=efe)", "j"),
    (r"qu(?=[ao])", "cu"),  # quando
    (r"(?<=[aeou])y(?=[^aeiou])", "i"),  # reyno
    (r"ph", "f"),
    (r"ss", "s"),
)
_SCANDINAVIAN: Final[tuple[_Rule, ...]] = ((r"aa", "a"),)
"""å, which folding makes a, was written aa in Danish until 1948 and in Norwegian until 1917."""
_RULES: Final[Mapping[str, tuple[_Rule, ...]]] = {
    "da": _SCANDINAVIAN,
    "de": _GERMAN,
    "es": _SPANISH,
    "fr": _FRENCH,
    "it": _ITALIAN,
    "nb": _SCANDINAVIAN,
    "nn": _SCANDINAVIAN,
    "no": _SCANDINAVIAN,
    "pt": _PORTUGUESE,
    "ru": _RUSSIAN,
}


def word_key(word: str, language: str) -> str:
    """Return the key of a folded word; the word itself in a language without rules."""
    for pattern, replacement in _compiled(primary_subtag(language)):
        word = pattern.sub(replacement, word)
    return word


@cache
def _compiled(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the compiled rules of a language, in the order in which they apply."""
    return tuple((re.compile(pattern), replacement) for pattern, replacement in _RULES.get(language, ()))
