"""The person index of an edition: resolves any form of a name to a person."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from types import MappingProxyType

from rapidfuzz.distance import Levenshtein

from corpus.model import IndexEntry, Person, PersonKind
from corpus.persons.bearers import NameBearers
from corpus.persons.mentions import NameForm, find_names, match_given, name_forms, surname_forms
from corpus.persons.names import display_name, parse_name, strip_title
from corpus.persons.transliteration import fold_name, name_variants
from corpus.slugs import person_slug, unique_person_slug

_CAPITAL = r"[^\W\d_a-zß-öø-ÿа-я]"
_INITIALS = re.compile(rf"(?:{_CAPITAL}[^\W\d_]{{0,2}}\.[\s-]?){{1,3}}")
_PERSON_HEADING = re.compile(
    rf"(?P<surname>{_CAPITAL}[\w’'-]+(?: {_CAPITAL}[\w-]+)?)(?: \([^()]*\))?, "
    rf"(?P<given>(?!The\b|A\s)(?:{_CAPITAL}(?:[^\W\d_]{{0,2}}\.|[^\W\d_]+)(?:[\s-]|(?=[,(]|\Z))"
    r"|von |de ){1,3})"
    r"(?:\((?P<inner>[^()]*)\))?(?=,|\Z)"
)
_PARTICLES_BEFORE = re.compile(
    r"\b(?:(?:von|van|vom|zu|zum|zur|de|del|della|der|den|des|di|du|la|le|ten|ter)\s+|d['’])+\Z",
    re.IGNORECASE,
)
_CORRESPONDENT_WEIGHT = 10_000
_MIN_WEIGHT_RATIO = 3


class PersonIndex:
    """The persons of an edition, resolved from any form of their names.

    An ambiguous name resolves to the person whose weight is at least three times that of any other; if there
    is none, it does not resolve. ``weights`` are by person id; a missing weight is 0. ``other_ids`` maps
    further ids to the ids of the persons that they stand for.
    """

    def __init__(
        self,
        persons: Iterable[Person],
        weights: Mapping[str, int] | None = None,
        other_ids: Mapping[str, Collection[str]] = MappingProxyType({}),
    ) -> None:
        self.persons = tuple(persons)
        self._weights = dict(weights or {})
        self._other_ids = other_ids
        self._added: dict[str, Person] = {}
        self._by_id = {person.id: person for person in self.persons}
        self._by_key: defaultdict[str, set[str]] = defaultdict(set)
        self._by_surname: defaultdict[str, list[NameForm]] = defaultdict(list)
        for person in self.persons:
            for name in (person.name, person.display, *person.variants):
                self._by_key[_key(name)].add(person.id)
            for form in dict.fromkeys(name_forms(person)):
                self._by_surname[form.surname].append(form)

    @classmethod
    def build(
        cls,
        persons: Iterable[Person],
        correspondents: Iterable[Person] = (),
        index: Iterable[IndexEntry] = (),
    ) -> PersonIndex:
        """Build the person index of an edition, with transliterated variants of the names.

        Correspondents weigh most, other persons by their page references in the printed index.

        Args:
            persons: the persons with a biography.
            correspondents: the persons named in the profile; they replace ``persons`` of the same id.
            index: the printed index; persons that only it names are added.
        """
        by_profile = {person.id: person for person in correspondents}
        known = {person.id: person for person in (*by_profile.values(), *persons)} | by_profile
        person_index = cls(_with_variants(person) for person in known.values())
        weights = dict.fromkeys(by_profile, _CORRESPONDENT_WEIGHT)
        claimed: dict[str, NameForm] = {}
        for heading, pages in _person_headings(index):
            person = person_index._match_heading(heading, claimed)
            if person is None:
                person = known.get(person_slug(heading))
                if person is None or sorted(_key(person.name).split()) != sorted(_key(heading).split()):
                    id = unique_person_slug(heading, set(known))
                    person = known[id] = Person(id, heading, display_name(heading))
            elif fold_name(heading) != fold_name(person.name):
                known[person.id] = replace(known[person.id], variants=(*known[person.id].variants, heading))
            claimed.setdefault(person.id, _name_form(heading))
            weights[person.id] = weights.get(person.id, 0) + pages
        return cls((_with_variants(person) for person in known.values()), weights)

    def get(self, id: str) -> Person | None:
        """Return the person with this id; None if there is none, or if only ``get_or_add`` has added it."""
        return self._by_id.get(id)

    def identify(self, id: str) -> tuple[Person, ...]:
        """Return the person with an id, or all for whom it stands otherwise, by weight; empty if unknown."""
        return self._by_weight([id] if id in self._by_id else self._other_ids.get(id, ()))

    def resolve(self, name: str) -> Person | None:
        """Resolve a name to a person: full name, initials and surname, surname alone, or a variant.

        Returns:
            The person, or None if nobody has the name or if it is ambiguous.
        """
        exact = self._resolve_exact(name)
        if exact:
            return exact
        bare = strip_title(name).strip()
        preferred = self._preferred(form.person for form in self._matching_forms(bare))
        return self._by_id[preferred] if preferred else None

    def bearers(self, name: str) -> tuple[Person, ...]:
        """Return all persons who bear a name in any form, for search, by weight; empty if nobody does.

        Unlike ``resolve``, it finds everyone who bears an ambiguous name, also by parts of a surname. A whole
        name of several words means those alone who have it in full.
        """
        exact = self._by_key.get(_key(name), ())
        is_whole = exact and not self._bearers.is_surname(name)
        ids = exact if is_whole else self._bearers.find(name) or exact
        return self._by_weight(sorted(ids))

    @cached_property
    def _bearers(self) -> NameBearers:
        return NameBearers(self.persons)

    @property
    def all_persons(self) -> tuple[Person, ...]:
        """The indexed persons, followed by those added by ``get_or_add``."""
        return (*self.persons, *self._added.values())

    def get_or_add(self, name: str, kind: PersonKind = "person") -> Person:
        """Return the person or group with this name, adding one if there is none.

        A person added here keeps the name as passed and is not found by ``get``, ``resolve`` or
        ``find_mentions``. Different names are different persons, even if their slugs are equal.
        """
        person = self.resolve(name)
        if person and kind in ("person", person.kind):
            return person
        key = _key(name)
        same_name = self._by_key.get(key, ())
        if len(same_name) == 1:
            return self._by_id[next(iter(same_name))]
        if key not in self._added:
            taken = {known.id for known in self.all_persons}
            self._added[key] = Person(unique_person_slug(name, taken), name, name, kind)
        return self._added[key]

    def find_mentions(self, text: str) -> list[tuple[int, int, str]]:
        """Find mentions of persons by unambiguous names in a text: (start, end, person id), in order."""
        mentions = []
        for start, end, forms in find_names(text, self._by_surname):
            preferred = self._preferred(form.person for form in forms)
            if preferred:
                mentions.append((start, end, preferred))
        return mentions

    def find_names(self, text: str) -> list[tuple[int, int, tuple[Person, ...]]]:
        """Find names of persons in a query: (start, end, all whose name it may be), in order.

        They are listed by weight. Unlike ``find_mentions``, this knows the surnames of names
        in direct order, each part of a surname, and particles before it.
        """
        names = []
        for start, end, forms in find_names(text, self._by_any_surname):
            particles = _PARTICLES_BEFORE.search(text, max(0, start - 16), start)
            if particles:
                start, forms = match_given(text, particles.start(), forms)
            if forms:
                names.append((start, end, self._by_weight(form.person for form in forms)))
        return names

    @cached_property
    def _by_any_surname(self) -> Mapping[str, Sequence[NameForm]]:
        """The name forms by every surname and part of one."""
        forms: defaultdict[str, dict[NameForm, None]] = defaultdict(dict)
        for known in self._by_surname.values():
            for form in known:
                forms[form.surname].setdefault(form)
        for person in self.persons:
            for form in surname_forms(person) if person.kind == "person" else ():
                forms[form.surname].setdefault(form)
        return {surname: tuple(known) for surname, known in forms.items()}

    def mentioned_persons(self, text: str) -> list[Person]:
        """Return the persons that a text mentions, once per mention, in order."""
        return [self._by_id[id] for _, _, id in self.find_mentions(text)]

    def _resolve_exact(self, name: str) -> Person | None:
        """Return the person with this full name or variant; None if nobody has it or if it is ambiguous."""
        preferred = self._preferred(self._by_key.get(_key(name), ()))
        return self._by_id[preferred] if preferred else None

    def _match_heading(self, heading: str, claimed: Mapping[str, NameForm]) -> Person | None:
        """Match an index heading to a person, tolerating misprints; None if there is not exactly one.

        Args:
            heading: the heading, "Surname, I. I.".
            claimed: the person ids already matched, with the name in the heading; they are matched again only
                by a heading with compatible given names.
        """
        form = _name_form(heading)
        candidates = {match.person for match in self._matching_forms(heading)} or self._misprinted(form)
        free = {id for id in candidates if id not in claimed or claimed[id].allows(form.given)}
        return self._by_id[free.pop()] if len(free) == 1 else None

    def _misprinted(self, form: NameForm) -> set[str]:
        """Return the ids of persons with the same given names and a similar surname.

        Up to two letters may differ in a surname of over five letters, one in one of four or five.
        """
        return {
            known.person
            for surname, forms in self._by_surname.items()
            if Levenshtein.distance(surname, form.surname) <= (len(surname) > 3) + (len(surname) > 5)
            for known in forms
            if known.given == form.given
        }

    def _matching_forms(self, name: str) -> Sequence[NameForm]:
        """Return the name forms that match the last words as the surname and the words before as given names.

        Surnames of up to three words are tried, the longest first; empty if none matches.
        """
        words = fold_name(name).split()
        for size in range(min(3, len(words)), 0, -1):
            surname, given = " ".join(words[-size:]), words[:-size]
            forms = [form for form in self._by_surname.get(surname, ()) if form.allows(given)]
            if forms:
                return forms
        return []

    def _by_weight(self, ids: Iterable[str]) -> tuple[Person, ...]:
        """Return the persons with these ids, each once, those that weigh most first."""
        ranked = sorted(dict.fromkeys(ids), key=lambda id: self._weights.get(id, 0), reverse=True)
        return tuple(self._by_id[id] for id in ranked)

    def _preferred(self, ids: Iterable[str]) -> str | None:
        """Return the only id, or the one that clearly outweighs all others; None if there is no such id."""
        ranked = sorted(set(ids), key=lambda id: self._weights.get(id, 0), reverse=True)
        if len(ranked) < 2:
            return ranked[0] if ranked else None
        first, second = (self._weights.get(id, 0) for id in ranked[:2])
        return ranked[0] if first >= _MIN_WEIGHT_RATIO * max(second, 1) else None


def _key(name: str) -> str:
    """Return the key of a whole name: folded, or in lower case if it has letters that are not folded."""
    decomposed = unicodedata.normalize("NFKD", name)
    is_folded = all(
        char < "\u0530" and not "\u0370" <= char < "\u0400" for char in decomposed if char.isalpha()
    )
    return (is_folded and fold_name(name)) or " ".join(name.casefold().split())


def parse_person_heading(heading: str) -> str | None:
    """Return the name in a heading of a printed index, as "Surname, I. I."; None if it is not a person's."""
    match = _PERSON_HEADING.match(heading)
    if not match:
        return None
    inner = match["inner"] or ""
    given = inner if _INITIALS.fullmatch(inner) else match["given"].strip()
    return f"{match['surname']}, {given}"


def _person_headings(index: Iterable[IndexEntry]) -> list[tuple[str, int]]:
    """Return the persons among index headings and their numbers of page references, longest names first."""
    pages: dict[str, int] = {}
    headings: set[str] = set()
    for entry in index:
        headings.add(entry.heading)
        name = parse_person_heading(entry.heading)
        if name:
            pages[name] = pages.get(name, 0) + len(entry.locators)
    names = [name for name in pages if parse_name(name).given not in headings]
    return [(name, pages[name]) for name in sorted(names, key=lambda name: -len(name.split()))]


def _name_form(heading: str) -> NameForm:
    """Return the name form of an index heading, with "" as the person's id."""
    name = parse_name(heading)
    return NameForm(fold_name(name.family), tuple(fold_name(name.given).split()), "")


def _with_variants(person: Person) -> Person:
    """Return a person with likely other spellings of the name as variants; a group is unchanged."""
    if person.kind == "group":
        return person
    names = dict.fromkeys((*person.variants, *name_variants(person.name)))
    return replace(person, variants=tuple(name for name in names if name != person.name))
