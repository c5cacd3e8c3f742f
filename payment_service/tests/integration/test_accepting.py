"""What is accepted as a payment, and what is refused, field by field."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from common.events import iso, utc_now
from common.testing.fixtures import SignAs
from payment_service.tests.integration.sending import CREATE, Device, body, count_of, keyed


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("amount", 10.5, "amount_is_float"),
        ("amount", 10.0, "amount_is_float"),
        ("amount", True, "amount_invalid"),
        ("amount", "1e3", "amount_invalid"),
        ("amount", "NaN", "amount_invalid"),
        ("amount", "٣", "amount_invalid"),
        ("amount", " 1", "amount_invalid"),
        ("amount", "1\n", "amount_invalid"),
        ("amount", 10**12, "amount_invalid"),
        ("amount", "0.00", "amount_not_positive"),
        ("amount", -5, "amount_not_positive"),
        ("amount", "1.005", "amount_too_fine"),
        ("currency", "ZZZ", "currency_unknown"),
        ("currency", "ars", "string_pattern_mismatch"),
        ("method", "bitcoin", "literal_error"),
        ("occurred_at", "2199-01-01T00:00:00Z", "occurred_at_ahead"),
        ("occurred_at", "2001-01-01T00:00:00Z", "occurred_at_too_old"),
        ("occurred_at", "0001-01-01T00:00:00+14:00", "greater_than_equal"),
        ("occurred_at", "2026-01-01T00:00:00", "timezone_aware"),
        ("occurred_at", 1_700_000_000, "datetime_type"),
        ("customer_email", "nobody", "string_pattern_mismatch"),
        ("items", [{"price": 1.5}], "int_type"),
        ("items", [{"name": "\0"}], "string_pattern_mismatch"),
        ("items", [{"name": "\ud800"}], "string_unicode"),
        ("items", [{"\0": "x"}], "text_unstorable"),
        ("items", [{}] * 101, "too_long"),
        ("kiosk_id", 2**31, "less_than_equal"),
    ],
)
def test_what_is_wrong_is_named(
    client: FlaskClient, device: Device, kiosk_id: int, field: str, value: Any, code: str
) -> None:
    sent = {**body(kiosk_id), field: value}
    response = client.post("/payments", json=sent, headers=keyed(device(kiosk_id)))
    answer = response.get_json()
    assert response.status_code == 422, answer
    assert code in {problem["code"] for problem in answer["errors"]}
    assert all(problem["field"].startswith(field) for problem in answer["errors"])
    assert count_of(kiosk_id) == 0


@pytest.mark.parametrize(
    ("currency", "amount", "shown"),
    [("ARS", 10, "10.00"), ("ARS", "10.5", "10.50"), ("JPY", "1500.00", "1500"), ("KWD", "1.005", "1.005")],
)
def test_amounts_are_exact_in_the_digits_of_their_currency(
    client: FlaskClient, token: SignAs, kiosk_id: int, currency: str, amount: str | int, shown: str
) -> None:
    sent = body(kiosk_id, currency=currency, amount=amount)
    assert client.post("/payments", json=sent, headers=token(*CREATE)).get_json()["payment"]["amount"] == shown


@pytest.mark.parametrize(
    ("away", "status"),
    [
        (timedelta(minutes=4), 201),
        (timedelta(minutes=6), 422),
        (timedelta(days=-34), 201),
        (timedelta(days=-36), 422),
    ],
    ids=["4 minutes ahead", "6 minutes ahead", "34 days back", "36 days back"],
)
def test_a_kiosks_clock_may_be_off_and_its_backlog_old_but_not_too_much(
    client: FlaskClient, device: Device, kiosk_id: int, away: timedelta, status: int
) -> None:
    sent = body(kiosk_id, occurred_at=iso(utc_now() + away))
    assert client.post("/payments", json=sent, headers=keyed(device(kiosk_id))).status_code == status


def test_a_person_may_enter_an_old_payment(client: FlaskClient, token: SignAs, kiosk_id: int) -> None:
    sent = body(kiosk_id, occurred_at=iso(utc_now() - timedelta(days=400)))
    assert client.post("/payments", json=sent, headers=token(*CREATE)).status_code == 201
