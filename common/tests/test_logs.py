"""Logs never show a secret."""

import json
import logging
from collections.abc import Iterator

import pytest

from common.logs import configure_logging, get_logger

JWT = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level


@pytest.mark.parametrize(
    ("fields", "secret"),
    [
        ({"password": "hunter2"}, "hunter2"),
        ({"enrolment_token": "abc123"}, "abc123"),
        ({"headers": {"Authorization": "Bearer zyx987"}}, "zyx987"),
        ({"body": {"device_key": "k3y"}}, "k3y"),
        ({"error": f"could not send {JWT}"}, JWT),
        ({"error": "GET /socket.io/?token=qwerty&EIO=4 failed"}, "qwerty"),
        ({"error": "cannot connect to postgresql://kiosk:s3cret@db/x"}, "s3cret"),
        ({"url": "redis://:pa55@cache:6379/0"}, "pa55"),
        ({"calls": [{"header": "bearer abcdef"}]}, "abcdef"),
    ],
)
def test_secrets_are_redacted(capsys: pytest.CaptureFixture[str], fields: dict[str, object], secret: str) -> None:
    configure_logging("tested", "INFO")
    get_logger("somewhere").info("something", **fields)
    line = capsys.readouterr().out.strip().splitlines()[-1]
    assert secret not in line
    assert json.loads(line)["event"] == "something"


def test_a_line_says_when_where_and_what(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("tested", "INFO")
    get_logger("somewhere").warning("door_open", kiosk_id=7)
    line = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    assert {"service": "tested", "logger": "somewhere", "level": "warning", "kiosk_id": 7}.items() <= line.items()
    assert line["at"].endswith("Z")
