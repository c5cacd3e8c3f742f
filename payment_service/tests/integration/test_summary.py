"""Payments added up: by method, kiosk and day, of what one may see."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from common.testing.fixtures import SignAs
from payment_service.tests.integration.conftest import MakeKiosk
from payment_service.tests.integration.sending import CREATE, Headers
from payment_service.tests.integration.test_reading import READ_ALL, record

MARCH = {"from": "2026-03-01T00:00:00Z", "to": "2026-04-01T00:00:00Z"}


def summed(client: FlaskClient, headers: Headers, **query: Any) -> dict[str, tuple[str, int]]:
    answer = client.get("/payments/summary", query_string=query, headers=headers)
    assert answer.status_code == 200, answer.get_json()
    items = answer.get_json()["items"]
    return {f"{one['key']} {one['currency']}": (one["amount"], one["count"]) for one in items}


def test_methods_and_currencies_are_added_apart(client: FlaskClient, token: SignAs, kiosk_id: int) -> None:
    may, at = token(*CREATE), "2026-03-05T12:00:00Z"
    for amount, currency, method in (("0.10", "ARS", "cash"), ("0.20", "ARS", "cash"), ("5.00", "USD", "cash")):
        record(client, may, kiosk_id, amount=amount, currency=currency, method=method, occurred_at=at)
    record(client, may, kiosk_id, amount="7.00", method="qr", occurred_at=at)
    record(client, may, kiosk_id, amount="99.00", method="qr", occurred_at="2026-04-01T00:00:00Z")
    assert summed(client, token(READ_ALL), by="method", kiosk_id=kiosk_id, **MARCH) == {
        "cash ARS": ("0.30", 2),
        "cash USD": ("5.00", 1),
        "qr ARS": ("7.00", 1),
    }


def test_a_day_begins_by_the_clock_of_the_time_zone(client: FlaskClient, token: SignAs, kiosk_id: int) -> None:
    may = token(*CREATE)
    record(client, may, kiosk_id, amount="1.00", occurred_at="2026-03-02T02:59:59Z")
    record(client, may, kiosk_id, amount="2.00", occurred_at="2026-03-02T03:00:00Z")
    query = {"by": "day", "kiosk_id": kiosk_id, **MARCH}
    assert summed(client, token(READ_ALL), **query) == {"2026-03-02 ARS": ("3.00", 2)}
    assert summed(client, token(READ_ALL), **query, time_zone="America/Argentina/Buenos_Aires") == {
        "2026-03-01 ARS": ("1.00", 1),
        "2026-03-02 ARS": ("2.00", 1),
    }


def test_only_what_one_may_see_is_added(client: FlaskClient, token: SignAs, make_kiosk: MakeKiosk) -> None:
    mine, foreign = make_kiosk(assigned_to=77), make_kiosk()
    record(client, token(*CREATE, user_id=1), mine, occurred_at="2026-03-05T12:00:00Z")
    record(client, token(*CREATE, user_id=1), foreign, occurred_at="2026-03-05T12:00:00Z")
    assert summed(client, token(user_id=77), by="kiosk", **MARCH) == {f"{mine} ARS": ("10.00", 1)}
    assert summed(client, token(READ_ALL), by="kiosk", **MARCH).keys() >= {f"{mine} ARS", f"{foreign} ARS"}


def test_without_a_start_the_last_31_days_count(client: FlaskClient, token: SignAs, kiosk_id: int) -> None:
    for days in (1, 40):
        record(client, token(*CREATE), kiosk_id, occurred_at=(datetime.now(UTC) - timedelta(days=days)).isoformat())
    assert summed(client, token(READ_ALL), by="kiosk", kiosk_id=kiosk_id) == {f"{kiosk_id} ARS": ("10.00", 1)}


@pytest.mark.parametrize("query", [{}, {"by": "hour"}, {"by": "day", "time_zone": "Mars/Olympus"}])
def test_what_cannot_be_added_up_is_refused(client: FlaskClient, token: SignAs, query: dict[str, str]) -> None:
    assert client.get("/payments/summary", query_string=query, headers=token(READ_ALL)).status_code == 422


def test_a_stranger_gets_no_sums(client: FlaskClient) -> None:
    assert client.get("/payments/summary", query_string={"by": "day"}).status_code == 401
