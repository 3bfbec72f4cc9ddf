import pytest

from corpus.places.coordinates import parse_coordinates


@pytest.mark.parametrize(
    ("text", "coordinates"),
    [
        ("59.38 28.19", (59.38, 28.19)),
        ("59.38,28.19", (59.38, 28.19)),
        ("59,38 28,19", (59.38, 28.19)),
        ("-33.9; 18,4", (-33.9, 18.4)),
        ("−33.9 18.4", (-33.9, 18.4)),
        ("geo:59.38,28.19", (59.38, 28.19)),
        ("POINT(28.19 59.38)", (59.38, 28.19)),
        ("59°30′N 28°15′E", (59.5, 28.25)),
        ("33°30'S, 70°15'36\"W", (-33.5, -70.26)),
    ],
)
def test_coordinates_are_latitude_and_longitude(text: str, coordinates: tuple[float, float]) -> None:
    assert parse_coordinates(text) == pytest.approx(coordinates)


@pytest.mark.parametrize(
    "text", ["", "59.38", "95 10", "10 181", "north of Narva", "28°15′E 59°30′N", "1 2 3"]
)
def test_anything_else_is_none(text: str) -> None:
    assert parse_coordinates(text) is None
