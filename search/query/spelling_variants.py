"""British and American spellings and words: "labour" is printed "labor", "lorries" stand as "trucks".

Rules propose, the index's own vocabulary disposes: only what some unit has is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

LONG_ENOUGH = 8
"""Letters of words in which a doubled l is a matter of spelling ("travelled"), not of sense ("filled")."""
SHORTEST = 4
_RULES = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"our(?=(?:s|ed|ing|ers?|able|ably|ites?|ful|less|ly|al)?$)", "or"),
        (r"or(?=(?:s|ed|ing|ers?|able|ably|ites?|ful|less|ly|al)?$)", "our"),
        (r"is(?=(?:es?|ed|ing|ations?|ers?)$)", "iz"),
        (r"iz(?=(?:es?|ed|ing|ations?|ers?)$)", "is"),
        (r"ys(?=(?:es?|ed|ing|ers?)$)", "yz"),
        (r"yz(?=(?:es?|ed|ing|ers?)$)", "ys"),
        (r"(?<=[aeiouns]t|.[bcghv])re(?=s?$)", "er"),
        (r"(?<=[aeiouns]t|.[bcghv])er(?=s?$)", "re"),
        (r"ogue(?=s?$)", "og"),
        (r"og(?=s?$)", "ogue"),
        (r"ence(?=s?$)", "ense"),
        (r"ense(?=s?$)", "ence"),
        (r"amme(?=s?$)", "am"),
        (r"am(?=s?$)", "amme"),
        (r"[ao]e", "e"),
    )
)
_DOUBLED = re.compile(r"ll(?=(?:ed|ing|ers?|ors?|ist|ment)$)")
_SINGLE = re.compile(r"(?<!l)l(?=(?:ed|ing|ers?|ors?|ist|ment)$)")
_PAIRS = """
    railway railroad, railways railroads, lorry truck, lorries trucks, aeroplane airplane,
    aeroplanes airplanes, petrol gasoline, paraffin kerosene, aluminium aluminum, grey gray, plough plow,
    ploughs plows, ploughing plowing, tyre tire, tyres tires, cheque check, cheques checks, gaol jail,
    tramway streetcar, tram streetcar, motorcar automobile, motorcars automobiles, sulphur sulfur,
    manoeuvre maneuver, manoeuvres maneuvers, storey story, storeys stories, sceptical skeptical,
    kerb curb, draught draft, wagon waggon, wagons waggons
"""
_OTHER_WORDS: dict[str, tuple[str, ...]] = {}
for _one, _other in (pair.split() for pair in _PAIRS.split(",")):
    _OTHER_WORDS[_one] = (*_OTHER_WORDS.get(_one, ()), _other)
    _OTHER_WORDS[_other] = (*_OTHER_WORDS.get(_other, ()), _one)


def spelling_variants(word: str, vocabulary: Container[str]) -> tuple[str, ...]:
    """The forms that a folded word has across the ocean, as far as a vocabulary has them."""
    return tuple(dict.fromkeys(form for form in _proposed(word) if form in vocabulary))


def _proposed(word: str) -> Iterator[str]:
    yield from _OTHER_WORDS.get(word, ())
    if len(word) < SHORTEST:
        return
    rules = (*_RULES, (_DOUBLED, "l"), (_SINGLE, "ll")) if len(word) >= LONG_ENOUGH else _RULES
    for pattern, instead in rules:
        form = pattern.sub(instead, word)
        if form != word:
            yield form
