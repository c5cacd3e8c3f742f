"""A decision takes effect: from the outbox over the stream to every verifier."""

import threading
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from redis import Redis

from auth_service.tests.helpers import GOOD_PASSWORD, SignedIn, add_user, sign_in_with
from common.events import STREAM, Event
from common.revocation import device_key
from common.service import Service
from common.testing.waiting import eventually
from common.worker import keep_running

WITHIN_SECONDS = 5


@pytest.fixture
def working(committing_app: Service, redis: Redis) -> Iterator[None]:
    """The service's background work, running."""
    stop = threading.Event()
    threads = [threading.Thread(target=keep_running, args=(worker, stop)) for worker in committing_app.workers]
    for thread in threads:
        thread.start()
    yield
    stop.set()
    for thread in threads:
        thread.join()


def refused_within_five_seconds(somebody: SignedIn) -> bool:
    def is_revoked() -> bool:
        answer = somebody.call("GET", "/auth/sessions")
        return (answer.status_code, answer.get_json().get("code")) == (401, "token_revoked")

    return eventually(is_revoked, WITHIN_SECONDS)


@pytest.mark.usefixtures("working")
def test_what_ends_a_token_ends_it_everywhere(committing_client: FlaskClient) -> None:
    admin = sign_in_with(committing_client, "admin")
    path = f"/auth/users/{add_user(admin, 'vigilada')['id']}"

    def again() -> SignedIn:
        return sign_in_with(committing_client, "vigilada", GOOD_PASSWORD)

    first, second = again(), again()
    committing_client.post("/auth/logout", json={"refresh_token": first.refresh_token}, headers={"X-Client": "api"})
    assert refused_within_five_seconds(first)
    assert second.call("GET", "/auth/me").status_code == 200

    admin.call("PUT", path, {"role": "tester"})
    assert refused_within_five_seconds(second)
    third = second.renewed()
    assert third.call("GET", "/auth/me").get_json()["permissions"] == ["ml.test"]

    fourth = again()
    fourth.call("DELETE", f"/auth/sessions/{third.refresh_token.partition('.')[0]}")
    assert refused_within_five_seconds(third)
    assert fourth.call("GET", "/auth/me").status_code == 200

    admin.call("PUT", path, {"disabled": True})
    assert refused_within_five_seconds(fourth)
    admin.call("PUT", path, {"disabled": False})
    fifth = again()
    assert fifth.call("GET", "/auth/me").status_code == 200

    admin.call("DELETE", path)
    assert refused_within_five_seconds(fifth)


@pytest.mark.usefixtures("working")
def test_revocations_of_other_services_are_carried_out_too(committing_app: Service, redis: Redis) -> None:
    event = Event("user.revoked", "kiosk_service", "kiosk:7", {"kiosk_id": 7, "until": 1234.5})
    committing_app.streams.xadd(STREAM, event.to_entry())
    assert eventually(lambda: redis.get(device_key(7)) == b"1234.5", WITHIN_SECONDS)
