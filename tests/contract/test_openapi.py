"""Thousands of generated requests against everything the merged description offers.

No request, however strange, may fail the server, and no status may come that the description does not name.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from tests.system import System

CASES_AN_OPERATION = 60
# These would end the session or change the account that the test itself is signed in with, or lock it out.
LEFT_OUT = re.compile(r"^/auth/(login|logout|password$|me$|otp/|sessions)")
CHECKS: list[Any] = [not_a_server_error, status_code_conformance, content_type_conformance]

# `make lint` sees to it that this file is what the services say.
DOCUMENT = json.loads((Path(__file__).parents[2] / "frontend" / "openapi.json").read_text(encoding="utf-8"))
# What may change the rights of the account that all of this runs under comes last.
OPERATIONS = sorted(
    (
        (method, path)
        for path, item in DOCUMENT["paths"].items()
        for method in item
        if method in {"get", "post", "put", "delete"} and not LEFT_OUT.search(path)
    ),
    key=lambda operation: ("/auth/users/" in operation[1] or "/auth/roles/" in operation[1], operation[1]),
)


@pytest.fixture(scope="module")
def description() -> Any:
    return schemathesis.openapi.from_dict(DOCUMENT)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_no_request_fails_the_server(system: System, description: Any, method: str, path: str) -> None:
    token = system.login()
    headers = {"Authorization": f"Bearer {token}"}
    assert system.call("GET", "/auth/me", token)["role"] == "admin", "the test has lost its own rights"

    @given(case=description[path][method].as_strategy())
    @settings(
        max_examples=CASES_AN_OPERATION,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def check(case: Any) -> None:
        response = case.call(base_url=system.url, headers=headers, timeout=30)
        case.validate_response(response, checks=CHECKS)

    check()
