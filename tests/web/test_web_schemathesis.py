"""The API asked everything that its own description allows: no crash, no answer that was not described."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from corpus.store.settings import load_settings
from tests.editions import lighthouse_edition
from tests.web.fake_searcher import FakeSearcher
from web.app import create_app

app = create_app(FakeSearcher(lighthouse_edition()), load_settings())
configuration = schemathesis.config.SchemathesisConfig.from_dict({"generation": {"mode": "positive"}})
schema = schemathesis.openapi.from_wsgi("/openapi.json", app, config=configuration)


@pytest.mark.slow
@schema.parametrize()
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_api_answers_as_described(case: schemathesis.Case[Any]) -> None:
    """A question may be malformed and a day impossible, though a text of its form is allowed."""
    refusals: list[Any] = [positive_data_acceptance] if case.operation.path == "/api/v1/search" else []
    case.call_and_validate(excluded_checks=refusals)
