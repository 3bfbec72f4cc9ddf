from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from cli.settings import Settings, list_settings, load_settings
from corpus.errors import PerepiskaError
from store.settings import PREFIX


def test_every_setting_has_help_and_a_variable() -> None:
    for entry in list_settings():
        assert entry.help.endswith("."), entry.name
        assert entry.variable == PREFIX + entry.name.upper()
    assert {entry.name for entry in list_settings()} == {field.name for field in fields(Settings)}


def test_the_environment_sets_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEREPISKA_PORT", "8123")
    assert load_settings().port == 8123


def test_what_is_given_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEREPISKA_PORT", "8123")
    assert load_settings(port=1).port == 1


def test_a_wrong_value_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEREPISKA_PORT", "eight")
    with pytest.raises(PerepiskaError) as caught:
        load_settings()
    assert "PEREPISKA_PORT" in caught.value.hint


def test_a_wrong_choice_is_told_the_right_ones() -> None:
    with pytest.raises(PerepiskaError, match="allowed values: fp32, int8, none"):
        load_settings(query_encoder="fp64")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "65536"),
        ("port", "1.5"),
        ("page_size", "0"),
        ("search_seconds", "0"),
        ("weight_words", "1.1"),
        ("weight_words", "nan"),
        ("metrics", "perhaps"),
        ("engine", "steam"),
    ],
)
def test_a_value_out_of_its_bounds_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(PREFIX + name.upper(), value)
    with pytest.raises(PerepiskaError, match=f"Invalid value for setting {name}: .+"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("metrics", "TRUE", True),
        ("metrics", "0", False),
        ("search_seconds", "2", 2.0),
        ("indexes", "/a/b", Path("/a/b")),
        ("api_keys", "keys", Path("keys")),
        ("engine", "milvus", "milvus"),
        ("milvus_token", "12", "12"),
    ],
)
def test_text_is_read_as_what_a_setting_is(
    monkeypatch: pytest.MonkeyPatch, name: str, given: str, value: object
) -> None:
    monkeypatch.setenv(PREFIX + name.upper(), given)
    assert getattr(load_settings(), name) == value


def test_passage_lengths_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(PerepiskaError, match="passage_words"):
        load_settings(passage_words_min=200)


def test_settings_cannot_be_changed() -> None:
    settings = load_settings()
    with pytest.raises(FrozenInstanceError):
        settings.port = 1  # type: ignore[misc]


def test_the_cache_lies_with_the_indexes_unless_set() -> None:
    assert load_settings(indexes=Path("a")).cache_directory == Path("a/.cache")
    assert load_settings(indexes=Path("a"), cache=Path("b")).cache_directory == Path("b")
