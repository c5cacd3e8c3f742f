"""Thousands of generated requests against everything the merged description offers.

No request, however strange, may fail the server, and no status may come that the description does not name.
"""

import re
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from tests.system import System

CASES_AN_OPERATION = 40
# These end the session or the account that the test itself signed in with.
LEFT_OUT = re.compile(r"/auth/(logout|password|me|otp/|sessions|users|roles)")
CHECKS: list[Any] = [not_a_server_error, status_code_conformance, content_type_conformance]


@pytest.fixture(scope="module")
def headers(system: System) -> dict[str, str]:
    return {"Authorization": f"Bearer {system.login()}"}


@pytest.fixture(scope="module")
def description(system: System) -> Any:
    document = requests.get(f"{system.url}/openapi.json", timeout=30).json()
    document["paths"] = {path: item for path, item in document["paths"].items() if not LEFT_OUT.search(path)}
    return schemathesis.openapi.from_dict(document)


schema = schemathesis.pytest.from_fixture("description")


@schema.parametrize()
@settings(
    max_examples=CASES_AN_OPERATION,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_request_fails_the_server(case: Any, system: System, headers: dict[str, str]) -> None:
    response = case.call(base_url=system.url, headers=headers, timeout=30)
    case.validate_response(response, checks=CHECKS)
