"""What the stream of events tells to whom: incidents to those who watch, models to those who may read them."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

import pytest
from redis import Redis
from socketio.exceptions import ConnectionRefusedError as Refused

from common.errors import Unauthenticated
from common.events import STREAM, Event
from common.telemetry import TelemetryLog
from common.testing.waiting import eventually
from common.tokens import Principal, Verifier
from websocket_service.consumers import events_tail
from websocket_service.gateways.kiosks import Kiosks
from websocket_service.handlers.connections import Connections
from websocket_service.handlers.people import PeopleHandlers
from websocket_service.services.joining import Joined, Joins
from websocket_service.services.rooms import Members
from websocket_service.services.snapshots import Snapshots


class Server:
    """Keeps what is sent, and to whom."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Any, Any]] = []
        self.manager = self

    def emit(self, event: str, data: Any, to: Any) -> None:
        self.sent.append((event, data, to))

    def get_participants(self, *_: Any) -> list[Any]:
        return []

    def on(self, *_: Any) -> None: ...

    def start_background_task(self, *_: Any) -> None: ...


class Tokens:
    """A token is a kind and the permissions of its holder."""

    def verify(self, token: str) -> Principal:
        kind, _, permissions = token.partition(":")
        if kind not in {"person", "device"}:
            raise Unauthenticated("unauthorized")
        claims = {"iat": 0, "exp": 2**40, "must_change_password": "first-password" in permissions}
        return Principal(cast(Any, kind), 1, "test", frozenset(permissions.split(",")), claims=claims)


class Changing:
    """kiosk_service, where a kiosk is changed while it is being answered."""

    def __init__(self) -> None:
        self.change: Callable[[], None] = lambda: None

    def join(self, introductions: Sequence[tuple[int, Mapping[str, Any]]]) -> list[dict[str, Any]]:
        answers = [{"code": None, "group": "old", "config": {"interval": 5}, "last_seq": 3} for _ in introductions]
        self.change()
        return answers


@pytest.fixture
def kiosks() -> Changing:
    return Changing()


@pytest.fixture
def joins(redis: Redis, kiosks: Changing) -> Joins:
    return Joins(cast(Kiosks, kiosks), TelemetryLog(redis, 1, lambda _: -1))


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def tell(redis: Redis, server: Server, joins: Joins) -> Iterator[Callable[[Event], None]]:
    """Adds an event to the stream, which is heard."""
    connections = Connections(server, cast(Verifier, Tokens()), Members())
    for sid, token in (("reader", "person:ai.read"), ("other", "person:payments.create"), ("kiosk", "device:ai.read")):
        connections.connect(sid, {}, {"token": token})
    tail = events_tail(server, connections, cast(PeopleHandlers, None), joins, cast(Snapshots, None), redis)
    stop = threading.Event()
    thread = threading.Thread(target=tail.run, args=(stop,))
    thread.start()
    yield lambda event: cast(None, redis.xadd(STREAM, event.to_entry()))
    stop.set()
    thread.join()


@pytest.mark.parametrize("kind", ["anomaly.detected", "anomaly.resolved", "anomaly.judged"])
def test_an_incident_goes_to_the_rooms_of_alerts_and_of_its_kiosk(
    tell: Callable[[Event], None], server: Server, kind: str
) -> None:
    event = Event(kind, "ai_service", "kiosk:7", {"kiosk_id": 7, "incident_id": 3, "template": "fan_failure"})
    tell(event)
    assert eventually(lambda: bool(server.sent), 5)
    assert server.sent == [("kiosk_alerts", {**event.data, "event": kind, "at": event.at}, ["alerts", "kiosk:7"])]


@pytest.mark.parametrize("kind", ["model.promoted", "model.rolled_back", "model.refused"])
def test_a_model_goes_to_people_who_may_read_them_alone(
    tell: Callable[[Event], None], server: Server, kind: str
) -> None:
    event = Event(kind, "ai_service", "model:anomaly", {"model": "anomaly", "version": 2})
    tell(event)
    assert eventually(lambda: bool(server.sent), 5)
    assert server.sent == [("model_update", {**event.data, "event": kind, "at": event.at}, "reader")]


def test_a_change_during_a_join_is_in_its_answer(
    tell: Callable[[Event], None], server: Server, kiosks: Changing, joins: Joins
) -> None:
    def change() -> None:
        data = {"kiosk_id": 7, "group": "new", "config": {"interval": 60}}
        tell(Event("kiosk.changed", "kiosk_service", "kiosk:7", data))
        assert eventually(lambda: bool(server.sent), 5)

    kiosks.change = change
    assert joins.join(7, {}) == Joined("new", {"interval": 60}, 3)
    kiosks.change = lambda: None
    assert joins.join(7, {}) == Joined("old", {"interval": 5}, 3)


def test_a_first_password_opens_no_socket(server: Server) -> None:
    connections = Connections(server, cast(Verifier, Tokens()), Members())
    with pytest.raises(Refused) as refused:
        connections.connect("new", {}, {"token": "person:first-password"})
    assert refused.value.error_args["code"] == "unauthorized"
    assert refused.value.error_args["data"]["reason"] == "password_change_required"
    connections.connect("old", {}, {"token": "person:ai.read"})
    answer = connections.refresh_token("old", {"token": "person:first-password"})
    assert answer == {"ok": False, "code": "password_change_required"}
