"""Patterns made of a table of words: how queries in languages other than English ask for letters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from itertools import count
from typing import Final

from corpus.dates.languages import BY_CODE, query_forms
from corpus.persons.declension import DATIVE, GENITIVE, INSTRUMENTAL
from corpus.persons.titles import PERSONAL_TITLES
from corpus.text.analysis import ENGLISH, is_stop_word_as_printed
from search.query.english_wording import ENGLISH_WORDING, FILLERS, WORDS
from search.query.letter_words import LETTER_WORDS, LetterWords
from search.query.wording import (
    ANY_CASE,
    BLANK,
    DATE_FIRST,
    DATE_LAST,
    PADDING,
    PERSON_FIRST,
    PERSON_LAST,
    LetterWord,
    Patterns,
    QueryWording,
    signs_of,
    word_pattern,
)

_PLACEHOLDER = f"[{PERSON_FIRST}-{PERSON_LAST}]"
_DATE = f"[{DATE_FIRST}-{DATE_LAST}]{PADDING}*"
_START = rf"\A[^\w{PERSON_FIRST}-{BLANK}]*"
_DATED_START = rf"{_START}(?:{_DATE}\s*[,;:.–—-]?\s*)?"
_AFTER = r"(?:\s+|(?<=['’])\s*)"
"""What stands between a preposition, which may be elided, and its noun."""
_ADJECTIVES = r"(?:\w+\s+){0,2}?"
_PARTICLES = r"(?:von|vom|van|zu|de|del|della|der|den|di|du|da|la|le|фон|ван|де)"
_OPENINGS: Final = ("not-before", "not-after", "after", "before", "between")
_ROLE = re.compile(r"\(\?P<(sender|recipient|correspondent|subject)>")
_NAMED = re.compile(r"{(\w+)}")


def wording(language: str) -> QueryWording:
    """Return the wording of a language, one of ``LETTER_WORDS`` or English."""
    return ENGLISH_WORDING if language == ENGLISH else _wording(language)


@cache
def languages_of(word: str) -> frozenset[str]:
    """Return the languages in which a folded word of a query is one of grammar, letters or times."""
    codes = {
        code
        for code in LETTER_WORDS
        if is_stop_word_as_printed(word, code) or _grammar(code).fullmatch(word) or word in _date_words(code)
    }
    if word in FILLERS or WORDS.fullmatch(word):
        codes.add(ENGLISH)
    return frozenset(codes)


@cache
def _date_words(code: str) -> frozenset[str]:
    """Return the folded names of the months and seasons of a language, with its words for years."""
    language = BY_CODE[code]
    names = " ".join((*language.months, *language.inflected_months.values(), *language.seasons.values()))
    return frozenset(_fold(name) for name in names.split())


@cache
def _grammar(code: str) -> re.Pattern[str]:
    """Compile the words of a language that tell it, without accents, as the analyzer folds words."""
    table = LETTER_WORDS[code]
    words = (
        table.letter, table.correspondence, table.reply, table.writes, table.gets, table.sent, table.received,
        table.to, table.with_, table.between, table.about, table.when, table.conjunction, table.article,
        table.who, table.what, table.time, table.lead, table.filler, table.written, table.got,
        table.auxiliary, table.title, table.sender_label, table.recipient_label,
    )  # fmt: skip
    return re.compile("|".join(filter(None, map(_fold, words))), re.IGNORECASE)


def _fold(text: str) -> str:
    """Return words of a table without accents, as the analyzer folds words."""
    return text.translate(_ACCENTS)


_ACCENTS = str.maketrans("áàâäçéèêëíìîïñóòôöúùûüýё", "aaaaceeeeiiiinoooouuuuyе", "") | {
    ord("ß"): "ss",
    ord("œ"): "oe",
    ord("æ"): "ae",
}


def is_language_word(language: str) -> Callable[[str], bool]:
    """Return a function that tells whether a folded word is one of a language's grammar or of letters."""
    return lambda word: language in languages_of(word)


def _before_name(table: LetterWords) -> re.Pattern[str]:
    """Return a pattern of article and titles before a name, and of particles after a preposition."""
    titles = "|".join((table.title, *(re.escape(title.lower()) for title in sorted(PERSONAL_TITLES))))
    prepositions = f"{table.by}|{table.to}|{table.with_}|{table.between}"
    titled, particles = rf"(?:(?:{titles})\.?\s+)", rf"(?:{_PARTICLES}\s+){{0,2}}"
    article = rf"(?:(?:{table.article}){_AFTER})?"
    return re.compile(
        rf"(?<!\w)(?:(?:{prepositions}){_AFTER}(?!{_PLACEHOLDER})(?P<name>{article}{titled}{{0,3}}{particles})"
        rf"|(?:(?!(?:{table.by})\s){article})?{titled}{{1,3}}{particles})(?={_PLACEHOLDER})",
        re.IGNORECASE,
    )


def _words(table: LetterWords) -> Mapping[LetterWord, re.Pattern[str]]:
    """Return the patterns of the words that are signs in an outline, by kind."""
    words = {
        LetterWord.LETTER: table.letter,
        LetterWord.CORRESPONDENCE: table.correspondence,
        LetterWord(0): table.reply,
        LetterWord.WRITES: table.writes,
        LetterWord.WRITTEN: table.written or table.writes,
        LetterWord.GETS: table.gets,
        LetterWord.GOT: table.got or table.gets,
        LetterWord.SENT: table.sent,
        LetterWord.RECEIVED: table.received,
    }
    return {kind: re.compile(rf"(?<!\w)(?:{each})(?!\w)", re.IGNORECASE) for kind, each in words.items()}


def _parts(table: LetterWords) -> Mapping[str, str]:
    """Return the named parts of the patterns of a language."""
    conjunction = table.conjunction
    between = rf"(?:\s*,\s*(?:(?:{conjunction})\s+)?|\s+(?:{conjunction})\s+|\s*&\s*)"
    end = f"(?!{PADDING})"

    def person(signs: str) -> str:
        return f"{_PLACEHOLDER}{signs}{PADDING}*"

    def people(each: str, preposition: str = "") -> str:
        again = rf"(?:(?:{preposition}){_AFTER})?" if preposition else ""
        return rf"{each}(?:{between}{again}{each}){{0,8}}{end}"

    anyone, named = person(f"{ANY_CASE}?"), person(f"(?!{ANY_CASE})")
    genitive, dative, instrumental = (
        person(f"[{signs_of(case)}]") for case in (GENITIVE, DATIVE, INSTRUMENTAL)
    )
    sent = word_pattern(LetterWord.SENT)
    writers = rf"(?:{sent}\s+)?(?:{table.by}){_AFTER}{people(anyone, table.by)}|{people(genitive)}"
    writers += rf"|{sent}\s+{people(instrumental)}"
    receivers = rf"(?:{sent}\s+)?(?:(?:{table.to}){_AFTER}{people(anyone, table.to)}|{people(dative)})"
    agents = rf"(?:{table.agent}){_AFTER}{people(anyone, table.agent)}|{people(instrumental)}"
    dates = rf"{_DATE}(?:(?:\s*,\s*|\s+(?:{conjunction})\s+(?:(?:{table.when}){_AFTER})?){_DATE}){{0,4}}"
    dates += rf"(?:\s+(?:{table.time_after})(?!\w))?" if table.time_after else ""
    lead_to_date = (
        rf"(?:(?:{table.when}){_AFTER})?(?:(?:{table.article}){_AFTER})?(?:(?:{table.time})\s+)?"
        rf"(?:(?:{table.when}){_AFTER})?"
    )
    directed = "".join(rf"(?<!\b{word})" for word in table.not_directed.split("|") if word)
    return {
        "start": _DATED_START,
        "letter": word_pattern(LetterWord.LETTER),
        "correspondence": word_pattern(LetterWord.CORRESPONDENCE),
        "reply": word_pattern(LetterWord(0)),
        "writes": word_pattern(LetterWord.WRITES),
        "written": word_pattern(LetterWord.WRITES | LetterWord.WRITTEN),
        "gets": word_pattern(LetterWord.GETS),
        "got": word_pattern(LetterWord.GETS | LetterWord.GOT),
        "auxiliary": rf"\b(?:{table.auxiliary or '(?!)'})\b",
        "sent": sent,
        "received": word_pattern(LetterWord.RECEIVED),
        "when": rf"\b(?:{table.when}){_AFTER}",
        "with": rf"\b(?:{table.with_}){_AFTER}",
        "between": rf"\b(?:{table.between}){_AFTER}",
        "by": rf"\b(?:{table.by}){_AFTER}",
        "answering": rf"\b(?:{table.answering})\b",
        "article": rf"(?:(?:{table.article}){_AFTER})?",
        "who": rf"\b(?:{table.who})\b",
        "whom": rf"\b(?:{table.whom})\b",
        "what": rf"\b(?:{table.what})(?!\w)",
        "relative": rf"(?:,?\s*(?:{table.relative}){_AFTER})",
        "sender_label": rf"\b(?:{table.sender_label})",
        "recipient_label": rf"\b(?:{table.recipient_label})",
        "adjectives": _ADJECTIVES,
        "dated": rf"(?:\s*,?\s*{lead_to_date}{dates})?",
        "about": rf"(?P<subject>\s+(?:{table.about})(?!\w)[^?;,]{{1,60}}?{directed})?",
        "unknown": (
            rf"(?P<subject>(?:\s+(?:(?:{table.by}){_AFTER})?(?-i:[^\W\d_a-zß-öø-ÿа-яё]\w*)\.?){{1,4}})"
        ),
        "unknown_party": rf"(?P<subject>(?:(?-i:[^\W\d_a-zß-öø-ÿа-яё][\w.]*)\s+){{1,4}}(?:{conjunction}))",
        "gap": r"(?P<subject>(?:\s+[^?;]{0,50}?)?)",
        "short": r"(?P<subject>(?:\s+[^?;]{0,24}?)?)",
        "sender": f"(?P<sender>{writers})",
        "by_sender": rf"(?!{_PARTICLES}\s)(?P<sender>(?:{table.by}){_AFTER}{people(anyone, table.by)})",
        "recipient": f"(?P<recipient>{receivers})",
        "writer": f"(?P<sender>{people(named)})",
        "agent_sender": f"(?P<sender>{agents})",
        "agent_recipient": f"(?P<recipient>{agents})",
        "getter": f"(?P<recipient>{people(named)})",
        "addressee": f"(?P<recipient>{people(named)}|{people(dative)})",
        "somebody": f"(?P<sender>{people(anyone)})",
        "somebody_else": f"(?P<recipient>{people(anyone)})",
        "owners": rf"(?P<sender>(?:{anyone}{between}){{0,4}}{genitive}{end})",
        "their": rf"(?P<recipient>(?:{anyone}{between}){{0,4}}{genitive}{end})",
        "theirs_by": rf"(?P<recipient>(?:{table.by}){_AFTER}{people(anyone)}|{people(genitive)})",
        "party": f"(?P<correspondent>{anyone}{end})",
        "owner": f"(?P<correspondent>{genitive}{end})",
        "pair": (
            rf"(?P<correspondent>{anyone}(?:\s*[,–—/-]\s*|\s+(?:(?:{conjunction}|{table.with_})\s+"
            rf"(?:(?:{table.between}|{table.by}){_AFTER})?)?){anyone}{end})"
        ),
    }


_SENDINGS: Final = (
    "{writer}{dated} {writes} {addressee}",
    "{writer}{dated}{short} {writes}{gap} {recipient}",
    "{writer}{dated}{short} {auxiliary}{gap} {recipient}{gap} {written}",
    "{writes}{dated} {writer}{dated}{gap} {recipient}",
    "{writes} {recipient}{dated} {writer}",
    "{writes} {writer} {addressee}",
    "{auxiliary} {writer}{dated}{gap} {recipient}{gap} {written}",
    "{writer}{dated} {recipient}{gap} {written}",
)
_NOUN_PHRASES: Final = (
    "{owners} (?:\\w+ )?{reply}{dated} {answering} {article}{their} {adjectives}{letter}(?P<theirs>{dated})",
    "{owners} (?:\\w+ )?{reply}{dated} {answering} {article}{letter} {theirs_by}(?P<theirs>{dated})",
    "{reply} {sender}{dated} {answering} {article}{their} {adjectives}{letter}(?P<theirs>{dated})",
    "{reply} {sender}{dated} {answering} {article}{letter} {theirs_by}(?P<theirs>{dated})",
    "(?:{letter}|{correspondence})(?: {sent})?{dated} {between}{pair}",
    "{correspondence}{dated}(?: {by}|:? ){pair}",
    "{owner} {adjectives}{correspondence}{dated} {with}{party}",
    "{correspondence}{dated}(?: {by}| )?{party}{dated} {with}{party}",
    "{correspondence}{dated} {with}{party}",
    "{correspondence}{dated} {between}{party}",
    "{correspondence}{dated} {between}{unknown_party} {party}",
    "{correspondence}(?: {by}| ){party}",
    "{owner} {adjectives}{correspondence}",
    "{pair}[\\s-]*(?:{when})?{correspondence}",
    "{owners} {adjectives}{letter}(?:{dated}{about} {recipient})?",
    "{letter}{dated},? {article}{received} {agent_recipient}(?:{dated} {sender})?",
    "{letter}{dated},? {received} {sender}(?:{dated} {agent_recipient})?",
    "{letter}{relative}{agent_recipient}(?: {sender})?{dated} {received}",
    "{letter}{relative}{agent_sender}(?: {recipient})?{dated} {sent}",
    "{agent_recipient}{dated} {received} {letter}(?: {sender})?",
    "{agent_sender}(?: {recipient})?{dated} {sent} {letter}(?: {recipient})?",
    "{recipient}{dated} {sent} {letter}(?:{dated} {sender})?",
    "{sent} {recipient}{dated} {letter}(?:{dated} {sender})?",
    "{sent} {agent_sender} {letter}(?:{dated} {recipient})?",
    "{letter}{relative}{writer}(?: {addressee})?{short} {written}(?:{gap} {recipient})?",
    "{letter}{relative}{writes} {writer}(?:{dated} {recipient})?",
    "{letter}{relative}{getter}(?: {sender})?{short} {got}(?: {sender})?",
    "{letter}{relative}{gets} {getter}(?: {sender})?",
    "{letter}{relative}{gets} {sender} {getter}",
    "{letter}{dated},? {somebody}{dated} {recipient}",
    "{letter}{dated},? {sender}(?:{dated}{about} {recipient})?",
    "{letter}{dated},? {recipient}{dated} {agent_sender}",
    "{letter}{dated},? {recipient}(?:{dated}{about} {sender})?",
    "{letter}{unknown} {recipient}(?:{dated} {sender})?",
    "{letter}{about}{dated} {recipient}(?:{dated} {sender})?",
    "{letter}{about}{dated} {sender} {recipient}",
    "{owners} {adjectives}{reply}{dated} {recipient}",
    "{reply}{dated} {sender}{dated}{about} {recipient}",
    "{reply}{dated} {recipient}(?:{dated} {sender})?",
    "{start}{somebody}[,:]? {letter}",
    "{letter}[:,] {somebody}",
)
_HEADINGS: Final = (
    "{start}{somebody}{dated}\\s*[,–—-]?>?\\s*{recipient}",
    "{start}{somebody}{dated}\\s*(?:-+>|→)\\s*{somebody_else}",
    "{start}{sender}{dated}\\s*[,;]? {recipient}",
    "{start}{recipient}{dated}\\s*[,;]? {sender}",
    "{sender_label}:? {somebody}\\s*[,;]?\\s*{recipient_label}:? {somebody_else}",
    "(?:{start}|[,;]\\s*){sender_label}: {somebody}",
    "(?:{start}|[,;]\\s*){recipient_label}: {somebody_else}",
    "{start}{by_sender}",
    "{start}{recipient}",
)
_CLAUSES: Final = (
    "{whom} {writes}{dated} {writer}",
    "{whom} {auxiliary} {writer}{gap} {written}",
    "{who} (?:\\w+ ){0,2}?{writes}{gap} {recipient}",
    "{who} {auxiliary}{gap} {recipient}{gap} {written}",
    "{who} {writes} {addressee}",
    "{whom}{short} {writer}{short} {written}",
    "{auxiliary} {writer}{gap} {written}",
    "{what}{gap} {writer}{dated}{short} {written}",
    "{writes}{dated} {writer}",
    "{gets}{dated} {getter}(?:{gap} {sender})?",
    "{getter}{dated} {gets}{gap} {sender}",
    "{auxiliary} {getter}{gap} {sender}{gap} {got}",
    "{getter} {sender}{gap} {got}",
    "{auxiliary} {getter}{gap} {got}",
    "{what}{gap} {getter}{short} {got}",
)


def _compile(templates: tuple[str, ...], parts: Mapping[str, str]) -> Patterns:
    """Compile templates of named parts, in which a space stands for white space; group names are numbered."""
    return tuple(re.compile(_filled(template, parts), re.IGNORECASE) for template in templates)


def _filled(template: str, parts: Mapping[str, str]) -> str:
    """Return a template with its parts, the groups of roles numbered so that each name is given once."""
    filled = _NAMED.sub(lambda match: parts.get(match[1], match.group()), template.replace(" ", r"\s+"))
    numbers = count(1)
    return _ROLE.sub(lambda match: f"(?P<{match[1]}{next(numbers)}>", filled)


@cache
def _wording(language: str) -> QueryWording:
    """Compile the wording of a language other than English."""
    table = LETTER_WORDS[language]
    parts = _parts(table)
    flags = re.IGNORECASE
    forms = query_forms(language).patterns
    openings = [pattern for kind, pattern in forms.items() if kind in _OPENINGS]
    adverbs = rf"(?:{table.adverb or '(?!)'})(?!\w)"
    opening = "|".join([*openings, *query_forms(language).parts.values(), adverbs])
    noun = f"(?:{parts['letter']}|{parts['correspondence']})"
    time = rf"(?:(?:{table.article}){_AFTER})?(?:(?:{table.time})\s+)?(?:(?:{table.when}){_AFTER})?"
    relating = "|".join(
        (rf"(?:{table.to}){_AFTER}(?:(?:{table.title})\.?(?:\s+|(?!\w))){{1,3}}",
         table.about, table.with_, table.when, table.conjunction, table.by, table.to, table.relative,
         table.what, table.time, table.time_after or table.time, table.article)
    )  # fmt: skip
    genitive = rf"\b[^\W\d_]{{3,}}s['’]?\s+{_ADJECTIVES}\Z" if language == "de" else r"(?!)"
    return QueryWording(
        language,
        _compile(_SENDINGS, parts),
        _compile(_NOUN_PHRASES, parts),
        _compile(_HEADINGS, parts),
        _compile(_CLAUSES, parts),
        re.compile(genitive),
        re.compile(rf"\A\W*(?:{table.other_question})\b", flags),
        re.compile(
            rf"{_START}(?:(?:{table.lead}){_AFTER}){{0,8}}(?:{_DATE}\s+)?(?:(?!(?:{table.no_head})\b)\w+\s+){{0,2}}?(?P<letters>{noun})",
            flags,
        ),
        re.compile(rf"{noun}\s*,?\s*(?:(?:{table.when}){_AFTER})?{time}{_DATE}", flags),
        re.compile(rf"(?:\b(?:{table.when}){_AFTER}){time}\Z", flags),
        re.compile(opening, flags),
        re.compile(forms.get("between", r"(?!)"), flags),
        re.compile(rf"(?:\A|[{BLANK}])[\W_]*(?:(?:{table.when}){_AFTER})?{time}:?\s*\Z", flags),
        re.compile(r"[,;:–—(-]\s*\Z"),
        re.compile(rf"(?<=[{BLANK}])\s*(?:{relating})(?!\w)", flags),
        _filler(table, language),
        _before_name(table),
        _words(table),
        re.compile(rf"\s*(?:,|(?:{table.conjunction}))\s*(?:(?:{table.when}){_AFTER})?{time}", flags),
    )


def _filler(table: LetterWords, language: str) -> Callable[[str], bool]:
    """Return a function that tells whether a folded word adds nothing to a query of a language."""
    fillers = re.compile(f"(?:{_fold(table.filler)})", re.IGNORECASE)
    return lambda word: bool(fillers.fullmatch(word)) or is_stop_word_as_printed(word, language)
