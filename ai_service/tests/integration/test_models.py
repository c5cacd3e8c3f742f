"""Models over HTTP: what serves, promotion and rollback by people, settings, and versions that cannot be used."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from ai_service.registry.files import ARRAYS, Manifest, ModelFiles, StoredModel
from ai_service.registry.serving import Serving
from ai_service.services import models, runs
from ai_service.services.models import By
from common.database import db
from common.service import Service
from common.testing.fixtures import SignAs

FIGURES = {
    "vus_pr": 0.5, "false_alerts": 0.8, "recall": {"fan_failure": 0.9}, "false_recall": {"rush_hour": 0.2},
    "rows_per_second": 50_000, "size_bytes": 400,
}  # fmt: skip
PERSON = 7


@pytest.fixture
def files(app: Service, tmp_path: Path) -> Iterator[ModelFiles]:
    """The service with a folder of models of its own."""
    before = app.extensions["model_files"]
    app.extensions["model_files"] = ModelFiles(tmp_path / "models")
    yield app.extensions["model_files"]
    app.extensions["model_files"] = before


@pytest.fixture
def versions(files: ModelFiles) -> list[StoredModel]:
    """Two versions, the first of which serves."""
    made = [publish(files, value) for value in (1.0, 2.0)]
    for stored in made:
        models.note_version(db.session(), stored)
    models.promote(db.session(), files, "anomaly", 1, By(run_id=1, reason="gate_passed"))
    return made


def publish(files: ModelFiles, value: float) -> StoredModel:
    manifest = Manifest({}, "2026-01-05T00:00:00Z", "d" * 64, "1", 1, 0.25, metrics=FIGURES)
    return files.load("anomaly", files.publish("anomaly", {"weights": np.array([value])}, manifest))


def events(kind: str) -> list[dict[str, Any]]:
    query = text("SELECT data FROM outbox WHERE type = :kind ORDER BY position")
    return list(db.session().scalars(query, {"kind": kind}))


def act(client: FlaskClient, headers: dict[str, str], version: int, verb: str) -> Any:
    return client.post(f"/ai/models/anomaly/versions/{version}/{verb}", headers=headers)


def anomaly(client: FlaskClient, headers: dict[str, str]) -> dict[str, Any]:
    items = client.get("/ai/models", headers=headers).get_json()["items"]
    return next(item for item in items if item["name"] == "anomaly")


def test_at_first_there_is_no_version_and_nothing_is_wrong(client: FlaskClient, token: SignAs) -> None:
    shown = client.get("/ai/models", headers=token("ai.read")).get_json()
    assert [item["name"] for item in shown["items"]] == ["anomaly"]
    first = shown["items"][0]
    assert (first["champion"], first["challenger"], first["refused"], first["run"]) == (None, None, None, None)
    assert first["settings"] == {"alerts_per_kiosk_day": 1.0}


def test_versions_are_shown_with_what_is_known_of_them(
    client: FlaskClient, token: SignAs, versions: list[StoredModel]
) -> None:
    listed = client.get("/ai/models/anomaly/versions", headers=token("ai.read")).get_json()["items"]
    assert [(item["version"], item["aliases"], item["state"]) for item in listed] == [
        (2, [], "ready"), (1, ["champion"], "ready"),
    ]  # fmt: skip
    assert listed[1]["metrics"] == FIGURES
    assert listed[1]["checksum"] == versions[0].checksum
    assert listed[1]["synthetic_share"] == 0.25


def test_a_person_promotes_and_rolls_back_with_one_call_each_and_both_are_told(
    client: FlaskClient, token: SignAs, versions: list[StoredModel]
) -> None:
    headers = token("ai.read", "ai.manage", user_id=PERSON)
    promoted = act(client, headers, 2, "promote")
    assert promoted.status_code == 200
    assert promoted.get_json()["version"]["aliases"] == ["champion"]
    assert anomaly(client, headers)["champion"]["version"] == 2
    restored = act(client, headers, 1, "rollback")
    assert restored.get_json()["version"]["version"] == 1
    shown = anomaly(client, headers)
    assert shown["champion"]["version"] == 1
    assert [(one["action"], one["version"], one["previous"], one["actor"]) for one in shown["history"]] == [
        ("rolled_back", 1, 2, PERSON), ("promoted", 2, 1, PERSON), ("promoted", 1, None, None),
    ]  # fmt: skip
    assert events("model.promoted")[-1] == {
        "model": "anomaly", "version": 2, "previous": 1, "actor": PERSON, "run_id": None, "reason": "by_hand",
    }  # fmt: skip
    assert events("model.rolled_back")[0]["actor"] == PERSON


def test_rolling_back_the_champion_itself_brings_back_the_one_before(
    client: FlaskClient, token: SignAs, versions: list[StoredModel]
) -> None:
    headers = token("ai.manage")
    assert act(client, headers, 1, "rollback").get_json()["code"] == "never_served"
    act(client, headers, 2, "promote")
    assert act(client, headers, 2, "rollback").get_json()["version"]["version"] == 1


def test_what_makes_no_sense_is_refused_by_name(
    client: FlaskClient, token: SignAs, versions: list[StoredModel]
) -> None:
    headers = token("ai.manage")
    for version, verb, status, code in (
        (1, "promote", 409, "already_champion"),
        (2, "rollback", 409, "never_served"),
        (9, "promote", 404, "version_not_found"),
    ):
        answer = act(client, headers, version, verb)
        assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    for path, status, code in (
        ("/ai/models/nothing/versions/1/promote", 404, "model_not_found"),
        ("/ai/models/nothing/retrain", 404, "model_not_found"),
    ):
        answer = client.post(path, headers=headers)
        assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert client.get("/ai/models/anomaly/runs/99", headers=token("ai.read")).get_json()["code"] == "run_not_found"


def test_a_tampered_version_is_not_promoted_and_that_is_told(
    client: FlaskClient, token: SignAs, versions: list[StoredModel], tmp_path: Path
) -> None:
    path = tmp_path / "models" / "anomaly" / "2" / ARRAYS
    path.write_bytes(path.read_bytes()[:-1])
    headers = token("ai.read", "ai.manage", user_id=PERSON)
    answer = act(client, headers, 2, "promote")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "version_unusable")
    shown = anomaly(client, headers)
    assert shown["champion"]["version"] == 1
    assert (shown["history"][0]["action"], shown["history"][0]["reason"]) == ("refused", "checksum_mismatch")
    assert events("model.refused")[0]["actor"] == PERSON
    listed = client.get("/ai/models/anomaly/versions", headers=headers).get_json()["items"]
    assert listed[0]["state"] == "broken"


def test_while_the_champion_cannot_be_loaded_the_one_before_serves_and_the_page_says_so(
    client: FlaskClient, token: SignAs, versions: list[StoredModel], files: ModelFiles, tmp_path: Path
) -> None:
    headers = token("ai.read", "ai.manage")
    act(client, headers, 2, "promote")
    folder = tmp_path / "models" / "anomaly" / "2"
    folder.rename(tmp_path / "away")
    serving = Serving(files, "anomaly", lambda stored: float(stored.arrays["weights"][0]))
    for _ in range(2):  # another replica sees the same: it is told once
        models.follow(db.session(), serving)
    assert serving.current is not None
    assert serving.current.model == 1.0
    shown = anomaly(client, headers)["refused"]
    assert (shown["version"], shown["code"], shown["serving"]) == (2, "missing", 1)
    assert len(events("model.refused")) == 1
    (tmp_path / "away").rename(folder)
    models.follow(db.session(), serving)
    assert serving.current.version == 2
    assert anomaly(client, headers)["refused"] is None


def test_versions_from_the_command_line_are_taken_in(client: FlaskClient, token: SignAs, files: ModelFiles) -> None:
    publish(files, 5.0)
    models.adopt(db.session(), files, "anomaly")
    models.adopt(db.session(), files, "anomaly")
    listed = client.get("/ai/models/anomaly/versions", headers=token("ai.read")).get_json()["items"]
    assert [(item["version"], item["run_id"]) for item in listed] == [(1, None)]


def test_a_person_starts_one_run_at_a_time(client: FlaskClient, token: SignAs) -> None:
    headers = token("ai.read", "ai.manage", user_id=PERSON)
    started = client.post("/ai/models/anomaly/retrain", headers=headers)
    assert started.status_code == 202
    run = started.get_json()["run"]
    assert (run["state"], run["trigger"], run["requested_by"]) == ("queued", "manual", PERSON)
    again = client.post("/ai/models/anomaly/retrain", headers=headers)
    assert (again.status_code, again.get_json()["code"]) == (409, "run_in_progress")
    detail = client.get(f"/ai/models/anomaly/runs/{run['id']}", headers=headers).get_json()
    assert (detail["data"], detail["comparison"], detail["gate"]) == (None, None, None)
    listed = client.get("/ai/models/anomaly/runs?state=queued", headers=headers).get_json()["items"]
    assert [item["id"] for item in listed] == [run["id"]]
    assert runs.get(db.session(), "anomaly", run["id"]).state == "queued"


def test_the_budget_is_changed_by_those_who_may_and_what_was_before_is_kept(client: FlaskClient, token: SignAs) -> None:
    headers = token("ai.read", "ai.manage", user_id=PERSON)
    shown = client.get("/ai/models/anomaly/settings", headers=headers)
    changed = client.put("/ai/models/anomaly/settings", headers=headers, json={"alerts_per_kiosk_day": 0.5})
    assert changed.get_json()["settings"] == {"alerts_per_kiosk_day": 0.5}
    assert events("model.settings_changed") == [
        {
            "model": "anomaly", "actor": PERSON,
            "before": {"alerts_per_kiosk_day": 1.0}, "after": {"alerts_per_kiosk_day": 0.5},
        }
    ]  # fmt: skip
    stale = {**headers, "If-Match": shown.headers["ETag"]}
    assert client.put("/ai/models/anomaly/settings", headers=stale, json={}).status_code == 412
    for wrong in ({"alerts_per_kiosk_day": 0}, {"alerts_per_kiosk_day": 100}, {"other": 1}):
        assert client.put("/ai/models/anomaly/settings", headers=headers, json=wrong).status_code == 422


def test_drift_is_empty_before_the_first_look(client: FlaskClient, token: SignAs) -> None:
    shown = client.get("/ai/models/anomaly/drift", headers=token("ai.read")).get_json()
    assert shown == {"at": None, "drifted": False, "version": None, "items": []}


def test_reading_needs_one_permission_and_changing_another(client: FlaskClient, token: SignAs) -> None:
    assert client.get("/ai/models", headers=token("kiosks.read_all")).status_code == 403
    for verb in ("promote", "rollback"):
        assert act(client, token("ai.read"), 1, verb).status_code == 403
    assert client.post("/ai/models/anomaly/retrain", headers=token("ai.read")).status_code == 403
