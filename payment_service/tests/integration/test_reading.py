"""Reading payments: who sees which, filters, order, and what the ledger says."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.testing.fixtures import SignAs
from payment_service.tests.integration.conftest import MakeKiosk
from payment_service.tests.integration.sending import CREATE, Device, Headers

READ_ALL = "payments.read_all"


def record(client: FlaskClient, headers: Headers, kiosk_id: int, **fields: Any) -> int:
    sent = {"kiosk_id": kiosk_id, "amount": "10.00", "currency": "ARS", "method": "cash", **fields}
    response = client.post("/payments", json=sent, headers=headers)
    assert response.status_code == 201, response.get_json()
    return int(response.get_json()["payment"]["id"])


def listed(client: FlaskClient, headers: Headers, **query: Any) -> list[int]:
    answer = client.get("/payments", query_string=query, headers=headers)
    assert answer.status_code == 200, answer.get_json()
    return [payment["id"] for payment in answer.get_json()["items"]]


def test_one_sees_what_was_paid_at_ones_kiosks_or_recorded_by_oneself(
    client: FlaskClient, token: SignAs, make_kiosk: MakeKiosk
) -> None:
    mine, foreign = make_kiosk(assigned_to=7), make_kiosk()
    at_mine = record(client, token(*CREATE, user_id=1), mine)
    by_me = record(client, token(*CREATE, user_id=7), foreign)
    other = record(client, token(*CREATE, user_id=1), foreign)
    me = token(user_id=7)
    assert listed(client, me, kiosk_id=mine) == [at_mine]
    assert listed(client, me, kiosk_id=foreign) == [by_me]
    assert listed(client, token(READ_ALL, user_id=9), kiosk_id=foreign) == [by_me, other]
    assert listed(client, token(user_id=9), kiosk_id=foreign) == []
    for payment_id, status in ((at_mine, 200), (by_me, 200), (other, 404)):
        assert client.get(f"/payments/{payment_id}", headers=me).status_code == status
    assert client.get(f"/payments/{other}", headers=token(READ_ALL)).status_code == 200


def test_seeing_every_kiosk_is_not_seeing_every_payment(client: FlaskClient, token: SignAs, kiosk_id: int) -> None:
    payment_id = record(client, token(*CREATE, user_id=1), kiosk_id)
    assert client.get(f"/payments/{payment_id}", headers=token("kiosks.read_all", user_id=7)).status_code == 404


def test_a_kiosk_does_not_read_payments(client: FlaskClient, device: Device, kiosk_id: int) -> None:
    assert client.get("/payments", headers=device(kiosk_id)).status_code == 403
    assert client.get("/payments/1", headers=device(kiosk_id)).status_code == 403


def test_nobody_reads_without_a_token(client: FlaskClient) -> None:
    assert client.get("/payments").status_code == 401
    assert client.post("/payments", json={}).status_code == 401


@pytest.mark.parametrize(
    ("method", "account"),
    [
        ("cash", "cash_in_box"),
        ("card", "card_clearing"),
        ("qr", "qr_clearing"),
        ("voucher", "voucher_clearing"),
    ],
)
def test_a_payment_shows_what_was_booked(
    client: FlaskClient, token: SignAs, kiosk_id: int, method: str, account: str
) -> None:
    payment_id = record(client, token(*CREATE), kiosk_id, method=method, amount="99.90")
    entries = client.get(f"/payments/{payment_id}", headers=token(READ_ALL)).get_json()["ledger_entries"]
    assert [(entry["account"], entry["amount"], entry["currency"]) for entry in entries] == [
        (account, "99.90", "ARS"),
        ("sales", "-99.90", "ARS"),
    ]
    assert {(entry["kiosk_id"], entry["kind"]) for entry in entries} == {(kiosk_id, "capture")}
    assert len({entry["transaction_id"] for entry in entries}) == 1


def test_filters_narrow_the_list(client: FlaskClient, token: SignAs, kiosk_id: int) -> None:
    may, noon = token(*CREATE), "2026-03-01T12:00:00Z"
    a = record(client, may, kiosk_id, amount="5.00", method="qr", occurred_at="2026-03-01T11:59:59Z")
    b = record(client, may, kiosk_id, amount="10.00", occurred_at=noon)
    c = record(client, may, kiosk_id, amount="20.00", currency="USD", occurred_at="2026-03-01T12:00:01Z")
    reader = token(READ_ALL)

    def found(**query: Any) -> list[int]:
        return listed(client, reader, kiosk_id=kiosk_id, **query)

    assert found() == [a, b, c]
    assert found(method="qr") == [a]
    assert found(currency="USD") == [c]
    assert found(status="captured") == found(status="completed") == [a, b, c]
    assert found(status="refunded") == []
    assert found(**{"from": noon}) == [b, c]
    assert found(to=noon) == [a]
    assert found(min="10", max="10.00") == [b]
    assert found(sort="-id") == found(sort="-occurred_at") == [c, b, a]
    assert listed(client, reader, kiosk=kiosk_id) == [a, b, c]


def test_an_empty_range_of_times_is_an_empty_list(client: FlaskClient, token: SignAs) -> None:
    query = {"from": "2026-03-02T00:00:00Z", "to": "2026-03-01T00:00:00Z"}
    answer = client.get("/payments", query_string=query, headers=token(READ_ALL)).get_json()
    assert answer == {"items": [], "next_cursor": None, "total": 0}


@pytest.mark.parametrize("sort", ["id", "-id", "occurred_at", "-occurred_at"])
def test_pages_cover_the_list_exactly_once_in_every_order(
    client: FlaskClient, token: SignAs, kiosk_id: int, sort: str
) -> None:
    may = token(*CREATE)
    made = {
        # Several at the same moment: the order must be a total one.
        record(client, may, kiosk_id, occurred_at=datetime(2026, 1, 1 + number % 3, tzinfo=UTC).isoformat())
        for number in range(11)
    }
    seen: list[int] = []
    query: dict[str, Any] = {"kiosk_id": kiosk_id, "limit": 3, "sort": sort}
    while True:
        answer = client.get("/payments", query_string=query, headers=token(READ_ALL)).get_json()
        assert answer["total"] == 11
        seen += [payment["id"] for payment in answer["items"]]
        if answer["next_cursor"] is None:
            break
        query["cursor"] = answer["next_cursor"]
    assert len(seen) == len(set(seen)) == 11
    assert set(seen) == made


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.dictionaries(
        st.sampled_from(
            ["kiosk_id", "kiosk", "method", "status", "currency", "from", "to", "min", "max", "sort", "cursor", "limit"]
        ),
        st.text(max_size=30)
        | st.integers().map(str)
        | st.decimals().map(str)
        | st.datetimes().map(lambda at: at.isoformat() + "Z"),
        max_size=4,
    )
)
def test_no_query_makes_it_fail(client: FlaskClient, token: SignAs, query: dict[str, str]) -> None:
    response = client.get("/payments", query_string=query, headers=token(READ_ALL))
    assert response.status_code in {200, 400, 422}, response.get_json()


texts = st.text(st.characters(), max_size=10)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.dictionaries(
        st.sampled_from(["kiosk_id", "amount", "currency", "method", "items", "customer_email", "occurred_at"]),
        json_values,
        max_size=3,
    ),
    key=st.none() | st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=210),
)
def test_no_body_and_no_key_make_it_fail(
    client: FlaskClient, token: SignAs, make_kiosk: MakeKiosk, changes: dict[str, Any], key: str | None
) -> None:
    sent = {"kiosk_id": make_kiosk(), "amount": "10.00", "currency": "ARS", "method": "cash", **changes}
    headers = {**token(*CREATE), **({} if key is None else {"Idempotency-Key": key})}
    response = client.post("/payments", json=sent, headers=headers)
    assert response.status_code in {201, 404, 422}, response.get_json()
