"""What is given for deployment holds together; engines to run it in are not needed for that."""

from __future__ import annotations

import configparser
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from cli.settings import list_settings
from web.languages import COOKIE

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
VARIABLES = {setting.variable for setting in list_settings()}


@pytest.mark.parametrize(
    "path",
    [ROOT / "Dockerfile", ROOT / "docs" / "operations.md", *DEPLOY.iterdir()],
    ids=lambda path: path.name,
)
def test_only_settings_that_exist_are_set(path: Path) -> None:
    named = set(re.findall(r"PEREPISKA_[A-Z_]+", path.read_text("utf-8")))
    assert named <= VARIABLES


def instructions() -> list[tuple[str, str]]:
    text = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in lines]


def test_the_image_copies_all_rooms_and_runs_as_nobody() -> None:
    found = instructions()
    stages = [place for place, (word, _) in enumerate(found) if word == "FROM"]
    assert len(stages) == 2
    copied = {rest.split()[0] for word, rest in found[: stages[1]] if word == "COPY"}
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    assert rooms <= copied
    last = dict(found[stages[1] :])
    assert last["USER"] == "10001"
    assert "/health/ready" in last["HEALTHCHECK"]
    ignored = (ROOT / ".dockerignore").read_text("utf-8")
    assert all(f"!{name}\n" in ignored for name in copied & rooms)


def test_every_dependency_is_locked_with_its_checksum() -> None:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    locked = dict(
        re.findall(r"^([a-z0-9._-]+)==(\S+) \\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)
    )
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    for one in map(Requirement, declared):
        assert one.specifier.contains(locked[canonicalize_name(one.name)]), one
    assert "--index-url" not in text


def test_the_services_are_shut_in() -> None:
    composed: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    for service in composed["services"].values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    assert composed["services"]["serve"]["ports"] == ["127.0.0.1:8000:8000"]
    assert composed["services"]["index"]["network_mode"] == "none"


def test_the_unit_is_shut_in() -> None:
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string((DEPLOY / "perepiska.service").read_text("utf-8"))
    service = unit["Service"]
    assert service["ExecStart"].endswith("perepiska serve --name letters")
    for key in ("NoNewPrivileges", "DynamicUser", "PrivateTmp", "ProtectHome", "RestrictNamespaces"):
        assert service[key] == "yes"
    assert service["ProtectSystem"] == "strict"


def test_the_proxy_keeps_answers_apart_that_are_different() -> None:
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    assert text.count("{") == text.count("}")
    key = re.findall(r"proxy_cache_key ([^;]+);", text)[0]
    assert {"$http_accept", "$http_accept_language", f"$cookie_{COOKIE}"} <= set(re.findall(r"\$\w+", key))
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
