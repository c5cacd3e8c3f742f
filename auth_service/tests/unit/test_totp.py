"""One-time codes."""

import base64
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from auth_service.services.totp import STEP_SECONDS, code_at, matching_step, new_secret, otpauth_uri

RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("now", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_rfc_6238(now: int, code: str) -> None:
    assert code_at(RFC_SECRET, now // STEP_SECONDS) == code
    assert matching_step(RFC_SECRET, f"{code[:3]} {code[3:]}", now) == now // STEP_SECONDS


def test_a_clock_may_be_one_step_off_but_not_two() -> None:
    now = 1111111111
    for steps in (-1, 0, 1):
        assert matching_step(RFC_SECRET, code_at(RFC_SECRET, now // 30 + steps), now) == now // 30 + steps
    for steps in (-2, 2):
        assert matching_step(RFC_SECRET, code_at(RFC_SECRET, now // 30 + steps), now) is None


@pytest.mark.parametrize("code", ["", "28708", "2870820", "２８７０８２", "abcdef"])
def test_what_is_no_code_matches_nothing(code: str) -> None:
    assert matching_step(RFC_SECRET, code, 59) is None


def test_the_address_for_apps_holds_what_they_need() -> None:
    secret = new_secret()
    parts = urlsplit(otpauth_uri(secret, "José & Cía"))
    assert (parts.scheme, parts.netloc, unquote(parts.path)) == ("otpauth", "totp", "/Admin Kiosk:José & Cía")
    assert parse_qs(parts.query) == {"secret": [secret], "issuer": ["Admin Kiosk"]}
    assert len(base64.b32decode(secret)) == 20
