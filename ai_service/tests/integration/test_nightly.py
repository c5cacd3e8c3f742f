"""The nightly run: what is kept, how it adds up, and how it is held against what came."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from ai_service.forecast import engine
from ai_service.forecasting import MissingRun, nightly_forecast
from ai_service.models import Closure, Forecast, ForecastRun, SalesDay
from ai_service.models.day_sales import DaySales
from ai_service.services import histories, nightly
from ai_service.services.presence import note_statuses
from common import kiosk_access
from common.database import db
from common.events import Event, utc_now
from common.service import Service
from common.testing.fixtures import SignAs

ZONE = ZoneInfo("America/Argentina/Buenos_Aires")
READ = ("ai.read", "kiosks.read_all")
NORTH, SOUTH, ALONE, NEW = (7, 8), (9, 10), 11, 12


def today() -> date:
    return utc_now().astimezone(ZONE).date()


@pytest.fixture(autouse=True)
def plain_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pooled model has tests of its own; without it a run takes milliseconds."""
    monkeypatch.setattr(engine, "FEWEST_LEARNED", 10_000)


@pytest.fixture(autouse=True)
def kiosks(app: Service) -> None:
    groups = {**dict.fromkeys(NORTH, "north"), **dict.fromkeys(SOUTH, "south"), ALONE: None, NEW: "north"}
    for kiosk_id, group in groups.items():
        owner = 42 if kiosk_id == NORTH[0] else None
        data = {"kiosk_id": kiosk_id, "assigned_to": owner, "name": "a", "group": group, "lifecycle": "active"}
        kiosk_access.project(db.session(), Event(kiosk_access.EVENT, "kiosk_service", f"kiosk:{kiosk_id}", data))


def sell(kiosk_id: int, amounts: list[str], currency: str = "ARS", until: int = 0, payments: int = 1) -> None:
    """One amount a day, the last `until` days before yesterday; "0" is a day without a sale."""
    session, last = db.session(), today() - timedelta(days=1 + until)
    for ago, amount in enumerate(reversed(amounts)):
        if amount != "0":
            day = last - timedelta(days=ago)
            session.add(
                SalesDay(kiosk_id=kiosk_id, day=day, currency=currency, amount=Decimal(amount), payments=payments)
            )
    session.commit()


def run() -> ForecastRun:
    made = nightly.run(db.session(), today(), ZONE, "AR")
    assert made is not None
    return made


def predict(client: FlaskClient, headers: dict[str, str], **query: Any) -> Any:
    return client.get("/ai/predict", query_string=query, headers=headers)


def compare(client: FlaskClient, headers: dict[str, str], **query: Any) -> Any:
    return client.get("/ai/forecasts", query_string=query, headers=headers).get_json()


def trade() -> None:
    sell(NORTH[0], ["100.10", "33.33", "71.07"] * 20)
    sell(NORTH[1], ["12.34"] * 40)
    sell(SOUTH[0], ["7.77", "8.88"] * 30)
    sell(SOUTH[1], ["20"] * 40, currency="USD")
    sell(ALONE, ["5.01"] * 60)


def test_sums_are_those_of_their_kiosks_to_the_last_digit(client: FlaskClient, token: SignAs) -> None:
    trade()
    run()
    rows = db.session().scalars(select(Forecast).where(~Forecast.replayed)).all()
    by_kiosk = {row.subject: row for row in rows if row.subject_kind == "kiosk"}
    for subject, members in (("north", (*NORTH, NEW)), ("south", SOUTH[:1])):
        (whole,) = [row for row in rows if row.subject == subject and row.currency == "ARS"]
        for ahead in range(100):
            assert whole.amounts[ahead] == sum(by_kiosk[str(member)].amounts[ahead] for member in members)
    fleet = {row.currency: row for row in rows if row.subject_kind == "fleet"}
    assert set(fleet) == {"ARS", "USD"}
    in_pesos = (*NORTH, NEW, SOUTH[0], ALONE)
    assert fleet["ARS"].month == sum(by_kiosk[str(member)].month for member in in_pesos)
    assert predict(client, token(*READ)).get_json()["predicted_sales_next_month"] == str(fleet["ARS"].month)


def test_answers_come_from_the_run_until_the_next_one(client: FlaskClient, token: SignAs) -> None:
    trade()
    run()
    before = predict(client, token(*READ), kiosk_id=ALONE).get_json()
    assert before["made_on"] == before["daily"][0]["date"] == today().isoformat()
    sell(NEW, ["1000"] * 20)
    sell(ALONE, ["900"] * 3, currency="USD", payments=50)
    assert predict(client, token(*READ), kiosk_id=ALONE).get_json() == before
    assert predict(client, token(*READ), kiosk_id=NEW).get_json()["model"] == "neighbours"
    run()
    assert predict(client, token(*READ), kiosk_id=NEW).get_json()["model"] == "weekday-theta"
    assert predict(client, token(*READ), kiosk_id=ALONE).get_json()["currency"] == "ARS"
    runs = db.session().scalar(select(func.count()).select_from(ForecastRun).where(ForecastRun.subjects > 0))
    assert runs == 1, "a run of the same day takes the place of the earlier one"


def test_a_new_kiosk_is_told_by_its_neighbours_and_marked_so(client: FlaskClient, token: SignAs) -> None:
    trade()
    assert predict(client, token(*READ), kiosk_id=NEW).get_json()["model"] == "neighbours"
    run()
    body = predict(client, token(*READ), kiosk_id=NEW).get_json()
    assert (body["model"], body["skill"], body["backtest"]["days"]) == ("neighbours", None, 0)
    assert Decimal("12.34") < Decimal(body["daily"][0]["amount"]) < Decimal("100.10")


def test_people_see_sums_of_their_own_kiosks_only(client: FlaskClient, token: SignAs) -> None:
    trade()
    run()
    mine = predict(client, token("ai.read", user_id=42), group="north").get_json()
    own = predict(client, token(*READ), kiosk_id=NORTH[0]).get_json()
    assert mine["predicted_sales_next_month"] == own["predicted_sales_next_month"]
    assert (mine["kiosks"], mine["group"]) == (1, "north")
    refused = predict(client, token("ai.read", user_id=42), group="south")
    assert (refused.status_code, refused.get_json()["code"]) == (404, "group_not_found")
    assert predict(client, token(*READ), group="north", kiosk_id=7).status_code == 422
    fleet = compare(client, token("ai.read", user_id=42))
    assert [point["forecast"] for point in fleet["points"]] == [
        point["forecast"] for point in compare(client, token(*READ), kiosk_id=NORTH[0])["points"]
    ]


def test_from_the_first_run_on_the_past_is_compared(client: FlaskClient, token: SignAs) -> None:
    sell(ALONE, ["10", "20", "30", "40", "50", "60", "70"] * 12)
    run()
    found = compare(client, token(*READ), kiosk_id=ALONE)
    past = [point for point in found["points"] if point["actual"] is not None]
    assert len(past) == 28
    assert found["compared"] == sum(point["forecast"] is not None for point in past) > 20
    assert all(point["replayed"] and point["made_on"] <= point["day"] for point in past if point["forecast"])
    ahead = [point for point in found["points"] if point["day"] >= today().isoformat()]
    assert len(ahead) == 14
    assert all(point["actual"] is None and not point["replayed"] for point in ahead)


def test_errors_and_coverage_are_those_of_the_days_that_came(client: FlaskClient, token: SignAs) -> None:
    made_on = today() - timedelta(days=3)
    night = ForecastRun(made_on=made_on, started_at=utc_now(), finished_at=utc_now(), seed=1, subjects=1, report={})
    db.session().add(night)
    db.session().flush()
    amounts, low, high = ([Decimal(text)] * 100 for text in ("10.00", "8.00", "12.00"))
    db.session().add(
        Forecast(
            subject_kind="kiosk", subject=str(ALONE), made_on=made_on, currency="ARS", run_id=night.id,
            made_at=utc_now(), replayed=False, model="blend", amounts=amounts, low=low, high=high,
            month=Decimal(300), month_low=Decimal(250), month_high=Decimal(350),
            backtest={"days": 0, "mean_absolute_error": 0, "naive_absolute_error": 0, "coverage": None, "kiosks": 1},
        )
    )  # fmt: skip
    sell(ALONE, ["4"] * 7, until=3)
    sell(ALONE, ["10", "0", "11"])
    found = compare(client, token(*READ), kiosk_id=ALONE)
    assert found["compared"] == 3
    assert (found["mean_absolute_error"], found["naive_absolute_error"]) == ("3.67", "5.67")
    assert (found["skill"], found["coverage"]) == (0.353, 0.667)
    body = predict(client, token(*READ), kiosk_id=ALONE, horizon=90).get_json()
    assert (body["daily"][0]["date"], len(body["daily"])) == (today().isoformat(), 90)
    assert body["made_on"] == made_on.isoformat()


def test_an_outage_is_missing_and_a_quiet_day_is_zero(client: FlaskClient, token: SignAs) -> None:
    sell(ALONE, ["10.00"] * 20 + ["0", "0", "0", "10.00", "10.00"])
    gone, back = (datetime.combine(today() - timedelta(days=ago), datetime.min.time(), ZONE) for ago in (4, 3))
    db.session().add(Closure(kiosk_id=ALONE, since=gone, until=back, status="offline"))
    db.session().commit()
    seen = [point["actual"] for point in compare(client, token(*READ), kiosk_id=ALONE)["points"]]
    assert seen[23:28] == ["0", None, "0", "10.00", "10.00"]
    values = histories.histories(db.session(), today(), ZONE, [ALONE])[ALONE].values
    assert values[-5:-2].tolist()[0] == 0
    assert [bool(gap) for gap in values[-5:] != values[-5:]] == [False, True, False, False, False]


def test_events_tell_when_a_kiosk_could_not_sell() -> None:
    def tell(status: str, at: datetime, last_seen: datetime | None = None) -> None:
        data = {"kiosk_id": ALONE, "status": status, "last_seen_at": last_seen.isoformat() if last_seen else None}
        event = Event("kiosk.status_changed", "kiosk_service", f"kiosk:{ALONE}", data, at=at.isoformat())
        note_statuses(db.session(), [event])

    now = utc_now()
    tell("offline", now - timedelta(hours=2), last_seen=now - timedelta(hours=3))
    tell("offline", now - timedelta(hours=2), last_seen=now - timedelta(hours=3))
    tell("online", now - timedelta(hours=4))
    (closed,) = db.session().scalars(select(Closure)).all()
    assert (closed.since, closed.until) == (now - timedelta(hours=3), None), "older news opens nothing"
    tell("online", now)
    assert db.session().scalars(select(Closure.until)).all() == [now]


class Queue:
    """A broker that remembers."""

    def waiting(self) -> int:
        return 0

    def send(self, task: str, *arguments: int) -> None:
        raise AssertionError("nothing is sent by looking")


class Payments:
    """What payment_service says about sales, as far as numbers go."""

    def __init__(self, made: dict[int, int]) -> None:
        self.made = made

    def counts(self) -> dict[int, int]:
        return self.made

    def days(self, kiosk_id: int, start: date, end: date) -> Sequence[DaySales]:
        raise AssertionError("nothing is copied by looking")


def test_a_first_run_is_missing_once_sales_have_settled_and_a_nights_run_after_its_hour(app: Service) -> None:
    now = [datetime.combine(today(), datetime.min.time(), ZONE)]
    payments = Payments({NORTH[0]: 1_000})
    watch = MissingRun(app, Queue(), payments, lambda: now[0])
    assert not watch.is_missing(), "there are no sales"
    trade()
    assert not watch.is_missing(), "more may be on their way"
    assert not watch.is_missing(), "payment_service knows of many more"
    payments.made = {NORTH[0]: 60}
    assert watch.is_missing()
    nightly_forecast(ZONE, "AR").job(db.session())
    assert not watch.is_missing()
    now[0] += timedelta(days=1, hours=1)
    assert not watch.is_missing(), "Celery's own hour has not come"
    now[0] += timedelta(hours=1)
    assert watch.is_missing()
