"""Readings over HTTP, for kiosks that cannot hold a socket: the rules and answers of `kiosk_update`."""

from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from common.events import iso, utc_now
from common.live import READINGS
from common.service import Service
from common.telemetry import APPEND_SECONDS, TelemetryLog
from common.testing.fixtures import SignAs
from common.testing.waiting import eventually
from kiosk_service.models import Kiosk


def reading(kiosk: Kiosk, seq: int, **sections: Any) -> dict[str, Any]:
    return {"seq": seq, "kiosk_id": kiosk.id, "timestamp": iso(utc_now()), **sections}


def post(client: FlaskClient, kiosk: Kiosk, headers: dict[str, str], body: Any) -> Any:
    return client.post(f"/kiosks/{kiosk.id}/telemetry", json=body, headers=headers)


def in_the_log(redis: Redis) -> int:
    return sum(redis.xlen(key) for key in redis.keys("telemetry:*"))


def test_one_reading_is_accepted_and_durable(
    client: FlaskClient, redis: Redis, kiosk: Kiosk, as_kiosk: dict[str, str]
) -> None:
    answer = post(client, kiosk, as_kiosk, reading(kiosk, 1))
    assert (answer.status_code, answer.get_json()) == (
        200,
        {"ok": True, "accepted": 1, "duplicate": 0, "rejected": []},
    )
    assert in_the_log(redis) == 1


def test_two_hundred_readings_are_the_most_at_once(
    client: FlaskClient, redis: Redis, kiosk: Kiosk, as_kiosk: dict[str, str]
) -> None:
    refused = post(client, kiosk, as_kiosk, [reading(kiosk, seq) for seq in range(201)])
    assert (refused.status_code, refused.get_json()["code"]) == (422, "invalid_payload")
    assert in_the_log(redis) == 0
    answer = post(client, kiosk, as_kiosk, [reading(kiosk, seq) for seq in range(200)])
    assert answer.get_json()["accepted"] == 200
    assert in_the_log(redis) == 200


def test_what_comes_twice_is_a_duplicate(
    client: FlaskClient, redis: Redis, kiosk: Kiosk, as_kiosk: dict[str, str]
) -> None:
    body = [reading(kiosk, seq) for seq in (1, 2, 2)]
    assert post(client, kiosk, as_kiosk, body).get_json() == {
        "ok": True,
        "accepted": 2,
        "duplicate": 1,
        "rejected": [],
    }
    assert post(client, kiosk, as_kiosk, body).get_json()["duplicate"] == 3
    assert in_the_log(redis) == 2


def test_a_wrong_reading_is_rejected_by_name_and_the_others_are_kept(
    client: FlaskClient, kiosk: Kiosk, as_kiosk: dict[str, str]
) -> None:
    body = [
        reading(kiosk, 1, hardware={"cpu_usage": 101}),
        {**reading(kiosk, 2), "kiosk_id": kiosk.id + 1},
        reading(kiosk, 3),
    ]
    assert post(client, kiosk, as_kiosk, body).get_json() == {
        "ok": True,
        "accepted": 1,
        "duplicate": 0,
        "rejected": [{"seq": 1, "code": "out_of_range:cpu_usage"}, {"seq": 2, "code": "wrong_kiosk"}],
    }


@pytest.mark.parametrize("body", [5, "reading", [], [[]], [1]])
def test_what_is_no_reading_is_refused(client: FlaskClient, kiosk: Kiosk, as_kiosk: dict[str, str], body: Any) -> None:
    refused = post(client, kiosk, as_kiosk, body)
    assert (refused.status_code, refused.get_json()["code"]) == (422, "invalid_payload")


def test_a_kiosk_speaks_only_for_itself_and_people_do_not_speak_for_it(
    client: FlaskClient, kiosk: Kiosk, as_kiosk: dict[str, str], token: SignAs
) -> None:
    other = f"/kiosks/{kiosk.id + 1}/telemetry"
    assert client.post(other, json=reading(kiosk, 1), headers=as_kiosk).status_code == 403
    assert post(client, kiosk, token("kiosks.read_all", "kiosks.write"), reading(kiosk, 1)).status_code in {401, 403}
    assert client.post(f"/kiosks/{kiosk.id}/telemetry", json=reading(kiosk, 1)).status_code == 401


def test_while_the_log_is_away_kiosks_are_told_to_come_again(
    app: Service, client: FlaskClient, kiosk: Kiosk, as_kiosk: dict[str, str]
) -> None:
    working = app.extensions["telemetry_log"]
    nobody_there = Redis(port=1, socket_connect_timeout=0.1)
    with pytest.raises(RedisConnectionError):
        nobody_there.ping()
    app.extensions["telemetry_log"] = TelemetryLog(nobody_there, 4, lambda _: -1)
    try:
        answer = post(client, kiosk, as_kiosk, reading(kiosk, 1))
    finally:
        app.extensions["telemetry_log"] = working
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.get_json()["code"] == "service_unavailable"


def test_a_log_that_is_silent_is_waited_for_only_so_long(
    client: FlaskClient, redis: Redis, kiosk: Kiosk, as_kiosk: dict[str, str]
) -> None:
    assert post(client, kiosk, as_kiosk, reading(kiosk, 1)).status_code == 200
    redis.client_pause(APPEND_SECONDS * 1_500, all=False)
    try:
        answer = post(client, kiosk, as_kiosk, reading(kiosk, 2))
    finally:
        redis.client_unpause()
    assert (answer.status_code, answer.get_json()["code"]) == (503, "service_unavailable")


def test_people_who_watch_are_shown_the_newest_reading_that_was_accepted(
    app: Service, client: FlaskClient, kiosk: Kiosk, as_kiosk: dict[str, str]
) -> None:
    told: list[Any] = []
    with app.redis.pubsub(ignore_subscribe_messages=True) as listening:  # type: ignore[no-untyped-call]
        listening.subscribe(READINGS)

        def has_heard() -> bool:
            message = listening.get_message(timeout=0.1)
            told.extend([orjson.loads(message["data"])] if message else [])
            return bool(told)

        listening.get_message(timeout=5)  # that we listen
        post(client, kiosk, as_kiosk, [reading(kiosk, 1), reading(kiosk, 2)])
        assert eventually(has_heard)
        ((kiosk_id, group, shown),) = told[0]["readings"]
    assert (kiosk_id, group, shown["seq"]) == (kiosk.id, "norte", 2)
    assert shown["received_at"]
