"""Incidents, scores and risk over HTTP: who sees which, and what a verdict does."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, text

from ai_service.minutes.columns import NAMES
from ai_service.models.incidents import Incident
from ai_service.repositories import minutes
from ai_service.services.incidents import judge
from ai_service.tests.integration.live import a_model
from common.database import db
from common.errors import NotFound
from common.events import iso, utc_now
from common.kiosk_access import ACCESS
from common.service import Service
from common.testing.fixtures import SignAs

OWN, FOREIGN = 501, 502
TECHNICIAN = 31
Open = Callable[..., Incident]


@pytest.fixture(autouse=True)
def kiosks(app: Service) -> None:
    for kiosk_id, owner in ((OWN, TECHNICIAN), (FOREIGN, None)):
        known = {"kiosk_id": kiosk_id, "name": f"Kiosco {kiosk_id}", "lifecycle": "active", "changed_at": utc_now()}
        db.session.execute(insert(ACCESS).values(assigned_to=owner, **known))
    # Whoever looks for another champion begins its transaction anew.
    db.session.commit()


@pytest.fixture
def technician(token: SignAs) -> dict[str, str]:
    return token("ai.read", "alerts.manage", user_id=TECHNICIAN)


@pytest.fixture
def operator(token: SignAs) -> dict[str, str]:
    return token("ai.read", "alerts.manage", "kiosks.read_all", user_id=30)


@pytest.fixture
def incident(app: Service) -> Open:
    def add(kiosk_id: int = OWN, hours_ago: float = 1, ended: bool = False) -> Incident:
        at = utc_now() - timedelta(hours=hours_ago)
        row = Incident(
            kiosk_id=kiosk_id, started_at=at, peak_at=at, ended_at=at + timedelta(minutes=9) if ended else None,
            peak_probability=0.9999, severity="warning", maturity="own", model_version=3, template="fan_failure",
            explanation={
                "title": {"es": "Ventilador fallando", "en": "Fan failing"},
                "text": {"es": "Temperatura…", "en": "Temperature…"},
                "top": [{"metric": "cpu_temp", "value": 81.0, "unit": "°C", "usual": [44.0, 58.0], "sigma": 9.1,
                         "since": iso(at)}],
                "limits": [],
            },
            alarm={},
        )  # fmt: skip
        db.session.add(row)
        db.session.commit()
        return row

    return add


def told() -> list[tuple[str, Any]]:
    query = text("SELECT type, data FROM outbox WHERE type = 'anomaly.judged' ORDER BY position")
    rows = db.session.execute(query).all()
    return [(row.type, row.data) for row in rows]


def test_only_incidents_of_kiosks_one_sees_are_there(
    client: FlaskClient, incident: Open, technician: dict[str, str], operator: dict[str, str]
) -> None:
    own, foreign = incident(OWN), incident(FOREIGN)
    listed = [item["id"] for item in client.get("/ai/incidents", headers=technician).get_json()["items"]]
    assert listed == [own.id]
    assert client.get(f"/ai/incidents/{foreign.id}", headers=technician).status_code == 404
    body = {"verdict": "true_fault"}
    path = f"/ai/incidents/{foreign.id}/verdict"
    assert client.post(path, json=body, headers=technician).status_code == 404
    assert told() == []
    both = client.get("/ai/incidents", headers=operator).get_json()["items"]
    assert [item["id"] for item in both] == [foreign.id, own.id]
    assert both[0]["kiosk_name"] == f"Kiosco {FOREIGN}"


def test_a_list_is_narrowed_and_paged(client: FlaskClient, incident: Open, operator: dict[str, str]) -> None:
    old, resolved, now = incident(OWN, 30, ended=True), incident(OWN, 3, ended=True), incident(OWN, 1)
    judge(db.session(), resolved.id, "false_alarm")

    def ids(query: str) -> list[int]:
        return [item["id"] for item in client.get(f"/ai/incidents?{query}", headers=operator).get_json()["items"]]

    since = iso(utc_now() - timedelta(hours=4))
    assert ids(f"kiosk_id={FOREIGN}") == []
    assert ids("state=open") == [now.id]
    assert ids("state=resolved") == [resolved.id, old.id]
    assert ids("verdict=false_alarm") == [resolved.id]
    assert ids("verdict=none") == [now.id, old.id]
    assert ids(f"from={since}") == [now.id, resolved.id]
    assert ids(f"to={since}") == [old.id]
    first = client.get("/ai/incidents?limit=2", headers=operator).get_json()
    assert [item["id"] for item in first["items"]] == [now.id, resolved.id]
    assert ids(f"limit=2&cursor={first['next_cursor']}") == [old.id]


def test_a_verdict_is_kept_with_its_history_and_told_once(
    client: FlaskClient, incident: Open, technician: dict[str, str]
) -> None:
    path = f"/ai/incidents/{incident().id}/verdict"
    first = client.post(path, json={"verdict": "true_fault", "note": " Ventilador roto "}, headers=technician)
    assert first.status_code == 200, first.get_json()
    client.post(path, json={"verdict": "true_fault", "note": "Ventilador roto"}, headers=technician)
    second = client.post(path, json={"verdict": "false_alarm"}, headers=technician).get_json()["incident"]
    assert (second["verdict"], second["verdict_note"], second["verdict_by"]) == ("false_alarm", None, TECHNICIAN)
    given = [(one["verdict"], one["note"], one["by"]) for one in second["verdicts"]]
    assert given == [("true_fault", "Ventilador roto", TECHNICIAN), ("false_alarm", None, TECHNICIAN)]
    assert [(kind, data["verdict"], data["previous"]) for kind, data in told()] == [
        ("anomaly.judged", "true_fault", None),
        ("anomaly.judged", "false_alarm", "true_fault"),
    ]


def test_a_false_alarm_that_goes_on_is_over_at_once(
    client: FlaskClient, incident: Open, technician: dict[str, str]
) -> None:
    going_on = incident().id
    path = f"/ai/incidents/{going_on}/verdict"
    first = client.post(path, json={"verdict": "true_fault"}, headers=technician).get_json()["incident"]
    assert first["ended_at"] is None
    second = client.post(path, json={"verdict": "false_alarm"}, headers=technician).get_json()["incident"]
    assert second["ended_at"] is not None
    resolved = db.session.execute(text("SELECT data FROM outbox WHERE type = 'anomaly.resolved'")).scalars().all()
    assert [(data["incident_id"], data["ended_at"]) for data in resolved] == [(going_on, second["ended_at"])]
    assert client.get("/ai/incidents?state=open", headers=technician).get_json()["items"] == []


def test_a_verdict_needs_its_permission_and_a_known_word(
    client: FlaskClient, incident: Open, token: SignAs, technician: dict[str, str]
) -> None:
    path = f"/ai/incidents/{incident().id}/verdict"
    reader = token("ai.read", user_id=TECHNICIAN)
    assert client.post(path, json={"verdict": "true_fault"}, headers=reader).status_code == 403
    assert client.post(path, json={"verdict": "perhaps"}, headers=technician).status_code == 422


def test_another_part_may_judge_without_a_caller(incident: Open, app: Service) -> None:
    row = incident(FOREIGN)
    assert judge(db.session(), row.id, "true_fault", note="Visita 7", by=9).verdict == "true_fault"
    with pytest.raises(NotFound, match="incident_not_found"):
        judge(db.session(), 10**9, "true_fault")


def a_minute(kiosk_id: int, at: datetime, probability: float, *, alarm: bool = False) -> minutes.Minute:
    values = np.full(len(NAMES), np.nan, np.float32)
    return minutes.Minute(kiosk_id, at, 12, values, 4.2, probability, alarm, False, 2, 3, ())


def this_minute() -> datetime:
    return datetime.now(UTC).replace(second=0, microsecond=0)


def test_scores_show_every_minute_or_the_highest_of_longer_steps(
    client: FlaskClient, incident: Open, technician: dict[str, str]
) -> None:
    now = this_minute()
    rows = [a_minute(OWN, now - timedelta(minutes=back), 0.001 * back, alarm=back == 7) for back in range(1, 31)]
    minutes.write(db.session(), rows)
    shown = incident(hours_ago=0.2)
    hour = client.get(f"/ai/kiosks/{OWN}/scores?from={iso(now - timedelta(hours=1))}", headers=technician).get_json()
    assert hour["step"] == 60
    assert [point[1] for point in hour["points"]] == pytest.approx([0.001 * back for back in range(30, 0, -1)])
    assert [point[0] for point in hour["points"] if point[2]] == [iso(now - timedelta(minutes=7))]
    assert (hour["maturity"], hour["model_version"]) == ("own", 3)
    assert [item["id"] for item in hour["incidents"]] == [shown.id]
    month = client.get(f"/ai/kiosks/{OWN}/scores?from={iso(now - timedelta(days=28))}", headers=technician).get_json()
    assert month["step"] == 21 * 60
    assert len(month["points"]) <= 3
    assert max(point[1] for point in month["points"]) == pytest.approx(0.03)
    assert client.get(f"/ai/kiosks/{FOREIGN}/scores", headers=technician).status_code == 404


def test_risk_is_the_newest_minute_of_each_visible_kiosk(
    client: FlaskClient, incident: Open, technician: dict[str, str], operator: dict[str, str]
) -> None:
    now = this_minute()
    rows = [a_minute(OWN, now - timedelta(minutes=2), 0.1), a_minute(OWN, now - timedelta(minutes=1), 0.8, alarm=True)]
    minutes.write(db.session(), [*rows, a_minute(FOREIGN, now - timedelta(minutes=1), 0.2)])
    shown = incident()
    (item,) = client.get("/ai/risk", headers=technician).get_json()["items"]
    assert (item["kiosk_id"], item["alarm"], item["incident_id"]) == (OWN, True, shown.id)
    assert item["probability"] == pytest.approx(0.8)
    assert item["top_metric"] == "cpu_temp"
    assert len(client.get("/ai/risk", headers=operator).get_json()["items"]) == 2


def test_writing_a_minute_again_replaces_it(app: Service) -> None:
    at = this_minute()
    minutes.write(db.session(), [a_minute(OWN, at, 0.1)])
    minutes.write(db.session(), [a_minute(OWN, at, 0.2)])
    (row,) = minutes.stored(db.session(), OWN, at, at + timedelta(minutes=1))
    assert row.probability == pytest.approx(0.2)
    assert row.limits == []


class TestOutsideReadings:
    @pytest.fixture
    def model(self, app: Service, monkeypatch: pytest.MonkeyPatch) -> None:
        """A model that serves, however it came to."""
        model = a_model(4)
        monkeypatch.setattr(app.extensions["champion"], "follow", lambda _: model)

    def scored(self, client: FlaskClient, headers: dict[str, str], *readings: Any, **more: Any) -> Any:
        answer = client.post("/ai/anomaly/score", json={"readings": readings, **more}, headers=headers)
        assert answer.status_code == 200, answer.get_json()
        return answer.get_json()

    def test_without_a_model_limits_alone_count(self, client: FlaskClient, technician: dict[str, str]) -> None:
        found = self.scored(client, technician, {"cpu_usage": 99}, {"hardware": {"cpu_usage": 40}})
        assert (found["model_version"], found["profile"]) == (None, "none")
        assert [one["is_anomaly"] for one in found["scores"]] == [True, False]
        assert [one["limits"] for one in found["scores"]] == [["cpu_usage"], []]

    @pytest.mark.usefixtures("model")
    def test_a_model_tells_what_is_off(self, client: FlaskClient, technician: dict[str, str]) -> None:
        well = {"cpu_usage": 20, "memory_usage": 40, "network_latency": 43, "cpu_temp": 50}
        found = self.scored(client, technician, well, {**well, "cpu_temp": 80})
        assert (found["model_version"], found["profile"]) == (4, "fleet")
        assert [one["is_anomaly"] for one in found["scores"]] == [False, True]
        off = found["scores"][1]["contributions"]
        assert max(off, key=lambda name: abs(off[name])) in {"cpu_temp", "cpu_temp_max"}
        assert set(off) <= {"cpu_usage", "cpu_usage_max", "cpu_temp", "cpu_temp_max", "ram_usage", "latency",
                            "latency_max", "missing_share"}  # fmt: skip

    @pytest.mark.usefixtures("model")
    def test_one_reading_in_the_form_of_the_contract_is_enough(
        self, client: FlaskClient, technician: dict[str, str]
    ) -> None:
        reading = {
            "seq": 1, "timestamp": iso(utc_now()), "kiosk_id": 7, "serial": "AK-7", "other": {"x": [1]},
            "environmental": {"temperature": 22, "humidity": 45}, "hardware": {"cpu_temp": 50, "cpu_usage": None},
            "peripherals": {"printer_status": "ready"}, "location": {"lat": -34.6, "lng": -58.4, "accuracy": 9},
        }  # fmt: skip
        (score,) = self.scored(client, technician, reading)["scores"]
        assert not score["is_anomaly"]

    def test_whose_kiosk_it_is_has_to_be_visible(self, client: FlaskClient, technician: dict[str, str]) -> None:
        body = {"readings": [{"cpu_usage": 5}], "kiosk_id": FOREIGN}
        assert client.post("/ai/anomaly/score", json=body, headers=technician).status_code == 404
        assert self.scored(client, technician, {"cpu_usage": 5}, kiosk_id=OWN)["scores"]

    @pytest.mark.parametrize(
        ("readings", "field"),
        [
            ([], "readings"),
            ([{}], "readings.0"),
            ([{"cpu_usage": 5}, {"cpu_usage": 101}], "readings.1.cpu_usage"),
            ([{"cpu_usage": "much"}], "readings.0.cpu_usage"),
            ([{"cpu_usage": True}], "readings.0.cpu_usage"),
            ([{"cpu_usage": 10**400}], "readings.0.cpu_usage"),
            ([{"printer_trouble_share": 10**400}], "readings.0.printer_trouble_share"),
            ([{"peripherals": {"printer_status": "on fire"}}], "readings.0.printer_status"),
            ([{"peripherals": {"printer_status": ["ready"]}}], "readings.0.printer_status"),
            ([{"cpu_usage": 1}] * 1001, "readings"),
        ],
    )
    def test_what_makes_no_sense_is_refused_by_name(
        self, client: FlaskClient, technician: dict[str, str], readings: list[Any], field: str
    ) -> None:
        answer = client.post("/ai/anomaly/score", json={"readings": readings}, headers=technician)
        assert answer.status_code == 422
        assert [problem["field"] for problem in answer.get_json()["errors"]] == [field]
