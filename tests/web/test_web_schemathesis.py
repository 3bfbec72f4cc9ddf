"""The API asked what its description allows and more: no crash, no answer unlike those described."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from cli.settings import load_settings
from search.searcher import Searcher
from tests.builds import NAME, build_lighthouse, settings_in
from tests.doubles import HashingEncoder
from tests.editions import lighthouse_edition
from tests.web.fake_searcher import FakeSearcher
from web.app import create_app

apps = {"asked": create_app(FakeSearcher(lighthouse_edition()), load_settings())}


def asked(environ: Any, start_response: Any) -> Any:
    """The application that answers, as soon as there is an index."""
    return apps["asked"](environ, start_response)


configuration = schemathesis.config.SchemathesisConfig.from_dict({"generation": {"mode": "all"}})
schema = schemathesis.openapi.from_wsgi("/openapi.json", asked, config=configuration)


@pytest.fixture(scope="module", autouse=True)
def _answered_by_an_index(tmp_path_factory: pytest.TempPathFactory) -> None:
    root = tmp_path_factory.mktemp("indexes")
    build_lighthouse(root)
    searcher = Searcher.open(root, NAME, settings_in(root), HashingEncoder())
    apps["asked"] = create_app(searcher, settings_in(root))


@pytest.mark.slow
@schema.parametrize()
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_api_answers_as_described(case: schemathesis.Case[Any]) -> None:
    """A question may be malformed and a day impossible, though a text of its form is allowed.

    And what is no text becomes one on its way through an address, so that not all of it is refused.
    """
    refusals: list[Any] = [positive_data_acceptance] if case.operation.path == "/api/v1/search" else []
    case.call_and_validate(excluded_checks=[*refusals, negative_data_rejection])
