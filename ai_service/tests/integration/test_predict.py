"""GET /ai/predict: who may ask, and what is answered."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from ai_service.models import SalesDay
from common import kiosk_access
from common.database import db
from common.events import Event
from common.service import Service
from common.testing.fixtures import SignAs

KIOSK = 7
READ = ("ai.read", "kiosks.read_all")


@pytest.fixture(autouse=True)
def kiosk(app: Service) -> None:
    data = {"kiosk_id": KIOSK, "assigned_to": 42, "name": "a", "group": None, "lifecycle": "active"}
    kiosk_access.project(db.session(), Event(kiosk_access.EVENT, "kiosk_service", f"kiosk:{KIOSK}", data))


def sell(days: int, amount: str = "100.00", currency: str = "ARS", payments: int = 1, until: int = 0) -> None:
    """The same on each of the last days until `until` days before yesterday."""
    today = datetime.now(ZoneInfo("America/Argentina/Buenos_Aires")).date()
    session = db.session()
    session.add_all(
        SalesDay(
            kiosk_id=KIOSK,
            day=today - timedelta(days=1 + until + ago),
            currency=currency,
            amount=Decimal(amount),
            payments=payments,
        )
        for ago in range(days)
    )
    session.commit()


def predict(client: FlaskClient, headers: dict[str, str], **query: Any) -> Any:
    return client.get("/ai/predict", query_string={"kiosk_id": KIOSK, **query}, headers=headers)


def test_a_month_of_constant_sales(client: FlaskClient, token: SignAs) -> None:
    sell(28)
    body = predict(client, token(*READ)).get_json()
    assert set(body) == {
        "kiosk_id", "predicted_sales_next_month", "currency", "interval", "daily", "model", "trained_at", "backtest",
        "group", "made_on", "kiosks", "skill",
    }  # fmt: skip
    assert (body["kiosk_id"], body["currency"]) == (KIOSK, "ARS")
    assert (body["predicted_sales_next_month"], body["interval"]) == ("3000.00", ["3000.00", "3000.00"])
    today = datetime.now(ZoneInfo("America/Argentina/Buenos_Aires")).date()
    assert [day["date"] for day in body["daily"]] == [(today + timedelta(days=n)).isoformat() for n in range(30)]
    assert body["daily"][0] == {"date": today.isoformat(), "amount": "100.00", "interval": ["100.00", "100.00"]}
    assert body["backtest"]["days"] == 14
    assert body["trained_at"].endswith("Z")


@pytest.mark.parametrize("horizon", [1, 7, 90])
def test_the_horizon_is_how_many_days_are_listed_the_month_stays_a_month(
    client: FlaskClient, token: SignAs, horizon: int
) -> None:
    sell(28)
    body = predict(client, token(*READ), horizon=horizon).get_json()
    assert len(body["daily"]) == horizon
    assert body["predicted_sales_next_month"] == "3000.00"


@pytest.mark.parametrize("horizon", ["0", "91", "-1", "a", "1e2", "9" * 40, ""])
def test_other_horizons_are_refused(client: FlaskClient, token: SignAs, horizon: str) -> None:
    assert predict(client, token(*READ), horizon=horizon).status_code == 422


@pytest.mark.parametrize("kiosk_id", ["0", "-1", "x", "9" * 40, "1\0"])
def test_other_kiosk_ids_are_refused(client: FlaskClient, token: SignAs, kiosk_id: str) -> None:
    assert predict(client, token(*READ), kiosk_id=kiosk_id).status_code in {400, 422}


@pytest.mark.parametrize("days", [0, 1, 13])
def test_under_two_weeks_there_is_not_enough_history(client: FlaskClient, token: SignAs, days: int) -> None:
    sell(days)
    answer = predict(client, token(*READ))
    assert (answer.status_code, answer.get_json()["code"]) == (422, "not_enough_history")
    assert answer.get_json()["message"].startswith("Hacen falta al menos 14 días")


def test_days_without_a_sale_count_as_zero(client: FlaskClient, token: SignAs) -> None:
    sell(14, until=14)
    body = predict(client, token(*READ), horizon=7).get_json()
    assert 0 < Decimal(body["daily"][0]["amount"]) < 60


def test_of_several_currencies_the_one_of_most_recent_payments_is_forecast(client: FlaskClient, token: SignAs) -> None:
    sell(60, "1.00", "USD", payments=50, until=29)
    sell(100, "1500", "CLP", payments=3)
    sell(28, "9999.00", "ARS", payments=2)
    body = predict(client, token(*READ), horizon=1).get_json()
    assert (body["currency"], body["daily"][0]["amount"]) == ("CLP", "1500")


def test_after_a_change_of_currency_the_past_is_told_in_the_new_one(client: FlaskClient, token: SignAs) -> None:
    sell(60, "1000.00", "ARS", payments=4, until=10)
    sell(10, "2.00", "USD", payments=4)
    body = predict(client, token(*READ), horizon=1).get_json()
    assert (body["currency"], body["daily"][0]["amount"]) == ("USD", "2.00")
    assert body["predicted_sales_next_month"] == "60.00"


def test_only_who_sees_the_kiosk_sees_its_forecast(client: FlaskClient, token: SignAs) -> None:
    sell(28)
    assert predict(client, {}).status_code == 401
    assert predict(client, token("kiosks.read_all")).status_code == 403
    assert predict(client, token("ai.read", user_id=42)).status_code == 200
    stranger = predict(client, token("ai.read", user_id=43))
    assert (stranger.status_code, stranger.get_json()["code"]) == (404, "kiosk_not_found")
    assert predict(client, token(*READ), kiosk_id=8).status_code == 404
