"""Recommendations over HTTP: from what is known to the record of being right."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from ai_service.forecast import engine
from ai_service.models import PeripheralState, Recommendation, SalesDay
from ai_service.services import advising, nightly, presence
from common import kiosk_access
from common.database import db
from common.events import Event, utc_now
from common.service import Service
from common.testing.fixtures import SignAs

ZONE = ZoneInfo("America/Argentina/Buenos_Aires")
KIOSK, OTHER = 21, 22
READ = ("ai.read", "kiosks.read_all")
DECIDE = (*READ, "alerts.manage")


class Reported:
    """What kiosk_service would say of the peripherals."""

    def __init__(self, cash_acceptor: str) -> None:
        self.cash_acceptor = cash_acceptor

    def peripherals(self) -> dict[int, Mapping[str, str]]:
        return {KIOSK: {"cash_acceptor": self.cash_acceptor, "printer_status": "ready"}}


def today() -> date:
    return utc_now().astimezone(ZONE).date()


@pytest.fixture(autouse=True)
def trading(app: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two kiosks with forecasts; half of what they sell is paid in cash."""
    monkeypatch.setattr(engine, "FEWEST_LEARNED", 10_000)
    for kiosk_id, owner in ((KIOSK, 42), (OTHER, 43)):
        data = {"kiosk_id": kiosk_id, "assigned_to": owner, "name": "a", "group": "g", "lifecycle": "active"}
        kiosk_access.project(db.session(), Event(kiosk_access.EVENT, "kiosk_service", f"kiosk:{kiosk_id}", data))
        for ago in range(1, 31):
            sell(kiosk_id, ago, "100.00")
    nightly.run(db.session(), today(), ZONE, None)


def sell(kiosk_id: int, ago: int, amount: str, currency: str = "ARS") -> None:
    half = Decimal(amount) / 2
    day = SalesDay(
        kiosk_id=kiosk_id,
        day=today() - timedelta(days=ago),
        currency=currency,
        amount=Decimal(amount),
        payments=4,
        cash=half,
    )
    db.session().merge(day)
    db.session().commit()


def box(state: str) -> None:
    presence.look(db.session(), Reported(state))
    advising.refresh(db.session(), today(), ZONE)


def listed(client: FlaskClient, headers: dict[str, str], **query: Any) -> list[dict[str, Any]]:
    answer = client.get("/ai/recommendations", query_string=query, headers=headers)
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.get_json()["recommendations"]
    return found


def test_a_full_box_is_advised_and_lapses_when_it_is_emptied(client: FlaskClient, token: SignAs) -> None:
    box("ready")
    assert listed(client, token(*READ)) == []
    box("full")
    (advice,) = listed(client, {**token(*READ), "Accept-Language": "en"})
    assert (advice["code"], advice["kiosk_id"], advice["priority"]) == ("collect_cash", KIOSK, "high")
    assert advice["expected_effect"] == {"amount": "350.00", "currency": "ARS", "days": 7}
    assert "350.00 ARS" in advice["why"]
    box("full")
    assert [again["id"] for again in listed(client, token(*READ))] == [advice["id"]]
    assert listed(client, token(*READ))[0]["title"] == "Retirar el efectivo: la caja está llena"
    box("ready")
    assert listed(client, token(*READ)) == []
    assert [gone["id"] for gone in listed(client, token(*READ), state="lapsed")] == [advice["id"]]


def test_a_box_that_fills_up_again_is_foretold_from_its_earlier_rounds(client: FlaskClient, token: SignAs) -> None:
    rounds = (("full", 24, 23), ("ready", 23, 13), ("full", 13, 9), ("ready", 9, None))
    now = utc_now()
    for state, since, until in rounds:
        end = now - timedelta(days=until) if until is not None else None
        db.session().add(
            PeripheralState(
                kiosk_id=KIOSK, peripheral="cash_acceptor", since=now - timedelta(days=since), until=end, state=state,
                first=since == 24,
            )
        )  # fmt: skip
    db.session().commit()
    advising.refresh(db.session(), today(), ZONE)
    (advice,) = listed(client, token(*READ))
    emptied = (today() - timedelta(days=9)).isoformat()
    assert advice["evidence"] == {"since": emptied, "in_box": 400.0, "filled_at": [500.0], "cash_share": 0.5}
    assert advice["due_on"] == (today() + timedelta(days=1)).isoformat()
    sell(KIOSK, 0, "90.00")
    sell(KIOSK, 3, "1000.00", "USD")
    advising.refresh(db.session(), today(), ZONE)
    (advice,) = listed(client, token(*READ))
    assert (advice["evidence"]["in_box"], advice["evidence"]["cash_share"]) == (445.0, 0.5), "pesos, today's too"
    assert advice["due_on"] == (today() + timedelta(days=1)).isoformat(), "5 more today, and 50 tomorrow"


def test_the_share_of_cash_is_that_of_the_days_before_the_box_was_full(client: FlaskClient, token: SignAs) -> None:
    now = utc_now()
    db.session().add(
        PeripheralState(
            kiosk_id=KIOSK, peripheral="cash_acceptor", since=now - timedelta(days=5), state="full", first=True
        )
    )
    db.session().execute(update(SalesDay).where(SalesDay.day > today() - timedelta(days=5)).values(cash=0))
    db.session().commit()
    advising.refresh(db.session(), today(), ZONE)
    (advice,) = listed(client, token(*READ))
    assert advice["evidence"]["cash_share"] == 0.5


def test_the_next_full_box_is_advised_though_the_last_was_decided_not_long_ago(
    client: FlaskClient, token: SignAs
) -> None:
    box("full")
    (advice,) = listed(client, token(*READ))
    client.post(f"/ai/recommendations/{advice['id']}/accept", json={}, headers=token(*DECIDE))
    db.session().execute(update(PeripheralState).values(since=utc_now() - timedelta(days=3)))
    evidence = {**advice["evidence"], "since": (today() - timedelta(days=3)).isoformat()}
    db.session().execute(update(Recommendation).values(evidence=evidence))
    db.session().commit()
    box("full")
    assert listed(client, token(*READ)) == []
    box("ready")
    box("full")
    (again,) = listed(client, token(*READ))
    assert again["evidence"]["since"] == today().isoformat()


def test_people_see_and_decide_what_is_for_their_kiosks(client: FlaskClient, token: SignAs) -> None:
    box("full")
    (advice,) = listed(client, token("ai.read", user_id=42))
    assert listed(client, token("ai.read", user_id=43)) == []
    assert listed(client, token(*READ), user_id=43) == []
    assert listed(client, token(*READ), kiosk_id=KIOSK) == listed(client, token(*READ), user_id=42) == [advice]
    path = f"/ai/recommendations/{advice['id']}/accept"
    assert client.post(path, json={}, headers=token(*READ)).status_code == 403
    assert client.post(path, json={}, headers=token("ai.read", "alerts.manage", user_id=43)).status_code == 404
    assert client.post(path, json={}, headers=token("ai.read", "alerts.manage", user_id=42)).status_code == 200


def test_a_decision_is_final_and_keeps_the_same_advice_away(client: FlaskClient, token: SignAs) -> None:
    box("full")
    (advice,) = listed(client, token(*READ))
    accept, dismiss = (f"/ai/recommendations/{advice['id']}/{verb}" for verb in ("accept", "dismiss"))
    answer = client.post(accept, json={"note": " va Ana "}, headers=token(*DECIDE, user_id=5)).get_json()
    assert (answer["message"], answer["recommendation"]["note"]) == ("accepted", "va Ana")
    assert (answer["recommendation"]["decided_by"], answer["recommendation"]["outcome"]) == (5, None)
    assert client.post(accept, json={}, headers=token(*DECIDE)).status_code == 200
    refused = client.post(dismiss, json={}, headers=token(*DECIDE))
    assert (refused.status_code, refused.get_json()["code"]) == (409, "recommendation_closed")
    box("full")
    assert listed(client, token(*READ)) == []
    assert client.post("/ai/recommendations/999999/accept", json={}, headers=token(*DECIDE)).status_code == 404


@pytest.mark.parametrize(
    ("verb", "sold", "right"),
    [("accept", "110.00", 1), ("accept", "90.00", 0), ("dismiss", "90.00", 1), ("dismiss", "110.00", 0)],
)
def test_a_week_later_it_is_measured_who_was_right(
    client: FlaskClient, token: SignAs, verb: str, sold: str, right: int
) -> None:
    box("full")
    (advice,) = listed(client, token(*READ))
    client.post(f"/ai/recommendations/{advice['id']}/{verb}", json={}, headers=token(*DECIDE))
    assert advising.measure(db.session(), today()) == 0
    week_ago = today() - timedelta(days=7)
    db.session().execute(update(Recommendation).values(decided_on=week_ago))
    db.session().commit()
    for ago in range(1, 8):
        sell(KIOSK, ago, sold)
    assert advising.measure(db.session(), today()) == 1
    assert advising.measure(db.session(), today()) == 0
    record = client.get("/ai/recommendations/record", headers=token(*READ)).get_json()
    assert (record["measured"], record["right"]) == (1, right)
    (line,) = record["items"]
    assert (line["code"], line["made"], line["accepted"] + line["dismissed"]) == ("collect_cash", 1, 1)
    total = str(7 * Decimal(sold))
    taken = [{"currency": "ARS", "expected": "700.00", "actual": total}] if verb == "accept" else []
    assert record["accepted_sales"] == taken
    outcome = db.session().scalar(select(Recommendation.outcome))
    assert outcome == {"days": 7, "expected": "700.00", "actual": total, "right": bool(right)}
    others = client.get("/ai/recommendations/record", headers=token("ai.read", user_id=43)).get_json()
    assert others["items"] == []
