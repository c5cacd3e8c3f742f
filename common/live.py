"""The ephemeral channel: what is worth telling only to those who listen now, over Redis pub/sub.

Whoever is not connected misses it, and nobody waits for it. What must not be lost is an event on the stream instead:
docs/decisions/0011.
"""

import threading
from collections.abc import Callable, Mapping
from typing import Any

import orjson
from redis import Redis
from redis.exceptions import RedisError

from common.logs import get_logger

logger = get_logger(__name__)

CHANNEL = "live"
READINGS = "live:readings"
"""Readings for the people who watch: {from, readings: [[kiosk id, group, reading], …]}."""
EVENTS = frozenset({"task_progress", "notification", "model_update"})
"""What may be announced."""
EVERYBODY = "people"
"""The room of all people who are connected; nobody has to join it."""
WAIT_SECONDS = 1.0
OUTAGE_SECONDS = 1.0


def announce(redis: Redis, event: str, room: str, data: Mapping[str, Any]) -> bool:
    """Tell the people in a room, at whichever process their sockets are; whether Redis took it.

    Args:
        event: one of EVENTS.
        room: as in the contract (`user:7`, `fleet`), or EVERYBODY.
    """
    if event not in EVENTS:
        raise ValueError(f"{event} is not announced here")
    return publish(redis, CHANNEL, {"event": event, "room": room, "data": data})


def publish(redis: Redis, channel: str, payload: Any) -> bool:
    """Send to whoever listens on a channel now; whether Redis took it."""
    try:
        redis.publish(channel, orjson.dumps(payload, default=str))
    except RedisError as error:
        logger.warning("not_announced", channel=channel, error=str(error))
        return False
    return True


class Listener:
    """Hears channels, as a worker; what is sent while Redis is away is missed.

    Args:
        redis: a client without retries of its own, so that an outage shows.
        handlers: by channel, each called with a payload.
    """

    name = "live"

    def __init__(self, redis: Redis, handlers: Mapping[str, Callable[[Any], None]]) -> None:
        self._redis = redis
        self._handlers = {channel.encode(): handler for channel, handler in handlers.items()}

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                # redis-py leaves it untyped.
                with self._redis.pubsub(ignore_subscribe_messages=True) as subscription:  # type: ignore[no-untyped-call]
                    subscription.subscribe(*self._handlers)
                    while not stop.is_set():
                        message = subscription.get_message(timeout=WAIT_SECONDS)
                        if message:
                            self._handle(message["channel"], message["data"])
            except RedisError as error:
                logger.warning("listener_waits", error=str(error))
                stop.wait(OUTAGE_SECONDS)

    def _handle(self, channel: bytes, data: bytes) -> None:
        try:
            self._handlers[channel](orjson.loads(data))
        except Exception as error:  # what one sender got wrong must not keep the others from being heard
            logger.error("not_heard", channel=channel.decode(), exc_info=error)
