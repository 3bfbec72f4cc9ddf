"""Parameters of query strings, each declared once with its validation and description.

The command line's options derive from them, so heavy imports are deferred to the parsing methods.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Generic, TypeAlias, TypeVar, get_args

from corpus.errors import FilterError, UnknownParameter
from search.model import Channel

Pair: TypeAlias = tuple[str, str]
Schema: TypeAlias = dict[str, object]
Values: TypeAlias = Mapping[str, Sequence[str]]
Option = TypeVar("Option", bound=str)

LIST_LIMIT: Final = 10
VALUES_MAX: Final = 50
SIMILARITY_MIN: Final = 50


@dataclass(frozen=True)
class Parameter:
    """A text parameter of a query string; if ``is_repeated``, it may have several values.

    ``options`` are described but not enforced: another value matches nothing.
    """

    name: str
    description: str
    is_repeated: bool = False
    options: tuple[str, ...] = ()

    @property
    def schema(self) -> Schema:
        """The JSON schema of the parameter."""
        item: Schema = {"type": "string"} | ({"enum": list(self.options)} if self.options else {})
        return {"type": "array", "items": item} if self.is_repeated else item

    def first(self, values: Values) -> str | None:
        """Return the parameter's first value; None if there is none."""
        return next(iter(values.get(self.name, ())), None)


@dataclass(frozen=True)
class ChoiceParameter(Parameter, Generic[Option]):
    """A parameter with a closed list of values, by default the first.

    If ``is_repeated``, its values may also be joined by commas.
    """

    options: tuple[Option, ...] = ()

    @property
    def schema(self) -> Schema:
        """The JSON schema with the options and the default."""
        return super().schema | ({} if self.is_repeated else {"default": self.options[0]})

    def parse(self, values: Values, default: Option | None = None) -> Option:
        """Return the chosen option; if there is none, ``default`` or the first option.

        Raises:
            FilterError: the value is not an option.
        """
        value = self.first(values)
        return (default or self.options[0]) if value is None else self._parse_option(value)

    def parse_all(self, values: Values) -> frozenset[Option]:
        """Return all chosen options; empty if there are none.

        Raises:
            FilterError: a value is not an option.
        """
        items = (item.strip() for value in values.get(self.name, ()) for item in value.split(","))
        return frozenset(self._parse_option(item) for item in items if item)

    def _parse_option(self, value: str) -> Option:
        for option in self.options:
            if value == option:
                return option
        raise FilterError(
            f"Invalid value “{value}” for “{self.name}”.",
            f"Valid values: {', '.join(self.options)}.",
            parameter=self.name,
        )


@dataclass(frozen=True)
class DateParameter(Parameter):
    """A query-string parameter whose value is a year, month or day; parsed into its first and last day."""

    @property
    def schema(self) -> Schema:
        """The JSON schema with the pattern of dates."""
        return {"type": "string", "pattern": "^([0-9]{4}(-[0-9]{1,2}(-[0-9]{1,2})?)?)?$"}

    def parse(self, values: Values) -> tuple[date, date] | tuple[None, None]:
        """Return the first and last day of the value; (None, None) if there is no value.

        Raises:
            FilterError: the value is not a date.
        """
        from corpus.dates.datelines import parse_day

        value = self.first(values)
        try:
            return parse_day(value) if value else (None, None)
        except ValueError as error:
            raise FilterError(
                f"“{value}” is not a date.",
                "Use a year, month or day: 1932, 1932-06 or 1932-06-02.",
                parameter=self.name,
            ) from error


@dataclass(frozen=True)
class NumberParameter(Parameter):
    """A query-string parameter whose value is a whole number from 1 to ``largest``."""

    largest: int = 1
    default: int = LIST_LIMIT

    @property
    def schema(self) -> Schema:
        """The JSON schema with bounds and default."""
        default = min(self.default, self.largest)
        return {"type": "integer", "minimum": 1, "maximum": self.largest, "default": default}

    def parse(self, values: Values) -> int:
        """Return the number; if there is none, ``default`` (at most ``largest``).

        Raises:
            FilterError: the value is not a number within the bounds.
        """
        value = self.first(values)
        if value is None:
            return min(self.default, self.largest)
        if value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= self.largest:
            return int(value)
        raise FilterError(
            f"Invalid value “{value}” for “{self.name}”.",
            f"Use a whole number from 1 to {self.largest}.",
            parameter=self.name,
        )


CHANNELS: Final = ChoiceParameter[Channel](
    "channels", "Only these kinds of relation", is_repeated=True, options=get_args(Channel)
)
TYPED_TEXT: Final = Parameter("q", "Text typed so far")


def limit_parameter(largest: int) -> NumberParameter:
    """Return the parameter ``limit`` of a list: at most ``largest`` entries, by default ``LIST_LIMIT``."""
    return NumberParameter("limit", "Maximum number of results", largest=largest)


def group_values(
    pairs: Iterable[Pair], parameters: Sequence[Parameter] = (), *, values_max: int = VALUES_MAX
) -> dict[str, list[str]]:
    """Return stripped values by parameter name, without empty ones, which untouched form fields submit.

    ``q`` is not stripped; duplicate values of a repeated parameter are dropped.

    Args:
        values_max: maximum number of values that all repeated parameters may have together.

    Raises:
        UnknownParameter: a name is not among the parameters.
        FilterError: a parameter that is not repeated has several values, or there are too many values.
    """
    is_repeated_by_name = {parameter.name: parameter.is_repeated for parameter in parameters}
    values: defaultdict[str, list[str]] = defaultdict(list)
    remaining = values_max
    for name, value in pairs:
        if name not in is_repeated_by_name:
            raise unknown_parameter(name, tuple(is_repeated_by_name))
        if not value.strip() or (is_repeated_by_name[name] and value.strip() in values[name]):
            continue
        if values[name] and not is_repeated_by_name[name]:
            raise FilterError(f"“{name}” was given more than once.", "Give it only once.", parameter=name)
        if is_repeated_by_name[name] and not remaining:
            raise FilterError(
                f"Too many values for filters and lists: at most {values_max} are allowed.",
                "Use fewer values, or split the request.",
                parameter=name,
            )
        remaining -= is_repeated_by_name[name]
        values[name].append(value.strip() if name != "q" else value)
    return {name: listed for name, listed in values.items() if listed}


def unknown_parameter(name: str, valid: tuple[str, ...]) -> UnknownParameter:
    """Return the error for a name that is not a parameter, with the most similar valid name as a hint."""
    from rapidfuzz import process

    match = process.extractOne(name.lower(), valid, score_cutoff=SIMILARITY_MIN)
    nearest = match[0] if match else None
    hint = f"Did you mean “{nearest}”?" if nearest else f"Valid parameters: {', '.join(valid)}."
    return UnknownParameter(f"Unknown parameter “{name}”.", hint, parameter=name, nearest=nearest)
