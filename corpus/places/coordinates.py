"""Geographical coordinates as sources write them."""

from __future__ import annotations

import re
from typing import Final

Coordinates = tuple[float, float]
"""Latitude and longitude in decimal degrees (WGS 84)."""
_NUMBER: Final = r"[-+−]?\d{1,3}(?:[.,]\d+)?"
_PAIR: Final = re.compile(rf"(?:geo:)?\s*({_NUMBER})°?\s*(?:[,;|/]\s*|\s+)({_NUMBER})°?")
_POINT: Final = re.compile(rf"POINT\s*\(\s*({_NUMBER})\s+({_NUMBER})\s*\)", re.IGNORECASE)
_ANGLE: Final = re.compile(
    r"""(?P<degrees>\d{1,3}(?:[.,]\d+)?)\s*[°º]\s*(?:(?P<minutes>\d{1,2}(?:[.,]\d+)?)\s*['’′]\s*)?
    (?:(?P<seconds>\d{1,2}(?:[.,]\d+)?)\s*(?:["”″]|''|’’)\s*)?(?P<side>[NSEWO])""",
    re.VERBOSE,
)
_MAX_LATITUDE: Final = 90
_MAX_LONGITUDE: Final = 180


def parse_coordinates(text: str) -> Coordinates | None:
    """Return the coordinates in a text: latitude before longitude, in decimal degrees or with the sides.

    Examples are "47.39 8.04", "47,39; 8,04", "47°23′N 8°3′E" and, with the longitude first, "POINT(8.04
    47.39)". None if it is none of these, or if they are out of range.
    """
    stripped = text.strip()
    angles = list(_ANGLE.finditer(stripped))
    if len(angles) == 2:
        return _within_range(*map(_degrees, angles)) if angles[0]["side"] in "NS" else None
    if point := _POINT.fullmatch(stripped):
        return _within_range(_number(point[2]), _number(point[1]))
    pair = _PAIR.fullmatch(stripped)
    return _within_range(_number(pair[1]), _number(pair[2])) if pair else None


def _within_range(latitude: float, longitude: float) -> Coordinates | None:
    """Return coordinates, or None if there is no such latitude or longitude."""
    is_valid = abs(latitude) <= _MAX_LATITUDE and abs(longitude) <= _MAX_LONGITUDE
    return (latitude, longitude) if is_valid else None


def _degrees(angle: re.Match[str]) -> float:
    """Return an angle in decimal degrees; south and west are negative."""
    parts = [_number(angle[name] or "0") for name in ("degrees", "minutes", "seconds")]
    size = parts[0] + parts[1] / 60 + parts[2] / 3600
    return -size if angle["side"] in "SW" else size


def _number(text: str) -> float:
    """Return a number with a decimal point or comma, and any kind of minus sign."""
    return float(text.replace(",", ".").replace("−", "-"))
