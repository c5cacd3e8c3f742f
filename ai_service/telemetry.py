"""Readings from the log to scores: one consumer a shard, on one of the replicas, and the jobs around them.

The consumer reads the log on behalf of the group `ai_service`, but by a position of its own: a reading is done with
when the minute that it belongs to is stored, not when it was read. The group's position follows, so that the log keeps
what is still needed (`common.streams.trim_consumed`), and whoever goes on, after kill -9 too, reads from there again;
what is stored already is known by its `seq`.
"""

import threading
import time
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from redis.exceptions import ResponseError

from ai_service.services import profiles, upkeep
from ai_service.services.champion import Champion
from ai_service.services.live.shard import Shard
from common.database import session_scope
from common.events import STREAM, Event, utc_now
from common.leases import Member, Turn
from common.logs import get_logger
from common.service import Service
from common.streams import NOT_THE_ENTRYS_FAULT, Entry, Tail, entries_after
from common.telemetry import shard_stream
from common.worker import Periodic, Worker

logger = get_logger(__name__)

GROUP = "ai_service"
BATCH = 2000
LINGER_SECONDS = 1.0
"""Nothing is in a hurry within a minute, and many readings at once cost less."""
TURN_SECONDS = 0.2
OUTAGE_SECONDS = 1.0
APPEND_SECONDS = 1.0
"""A reading bears the time before it is appended to the log."""
HEARD_BEFORE = 5.0
PROFILE_SECONDS = 10
UPKEEP_SECONDS = 3600
PROMOTIONS = frozenset({"model.promoted", "model.rolled_back"})


def scoring_workers(app: Service, champion: Champion, shards: int, zone: ZoneInfo) -> list[Worker]:
    member = Member(app.streams, "scoring", shards)
    return [
        member,
        *(ScoredShard(app, champion, shard, shards, zone, member.turn(shard)) for shard in range(shards)),
        promotions(app, champion),
        Periodic("kiosk-profiles", PROFILE_SECONDS, lambda: _renew_profiles(app, champion)),
        Periodic("minutes-upkeep", UPKEEP_SECONDS, lambda: prepare_partitions(app)),
    ]


def promotions(app: Service, champion: Champion) -> Tail:
    """Hears that another version is to serve, and loads it at once."""

    def handle(entry: Entry) -> None:
        if Event.from_entry(entry.fields).type in PROMOTIONS:
            champion.hear()
            with app.app_context(), session_scope() as session:
                champion.follow(session)

    return Tail(app.stream_reader, STREAM, handle, before=HEARD_BEFORE)


def prepare_partitions(app: Service) -> None:
    with app.app_context(), session_scope() as session:
        upkeep.keep_up(session, utc_now())


class ScoredShard:
    """The readings of some kiosks, minute by minute."""

    def __init__(self, app: Service, champion: Champion, shard: int, shards: int, zone: ZoneInfo, turn: Turn) -> None:
        self.name = f"{GROUP}:scoring-{shard}"
        self._app, self._champion = app, champion
        self._number, self._shards, self._zone = shard, shards, zone
        self._stream = shard_stream(shard)
        self._turn = turn
        self._shard: Shard | None = None
        self._position = "0"

    def run(self, stop: threading.Event) -> None:
        """Score until `stop`; outages of the log or the database are waited out."""
        try:
            while not stop.is_set():
                try:
                    if not self._turn.take():
                        self._shard = None
                        stop.wait(TURN_SECONDS)
                        continue
                    if self._read(self._shard or self._begin()) < BATCH:
                        stop.wait(LINGER_SECONDS)
                except NOT_THE_ENTRYS_FAULT as error:
                    logger.warning("scoring_waits", shard=self._number, error=str(error))
                    self._shard = None
                    stop.wait(OUTAGE_SECONDS)
                except BaseException:
                    self._shard = None
                    raise
        finally:
            self._turn.give_up()

    def _begin(self) -> Shard:
        self._position = self._group_position()
        following: Any = self._app.stream_reader.xrange(self._stream, min=f"({self._position}", count=1)
        resume_at = int(following[0][0].split(b"-")[0]) / 1000 if following else time.time()
        with self._app.app_context(), session_scope() as session:
            self._champion.follow(session)
            self._shard = Shard(session, self._number, self._shards, resume_at, self._champion.current, self._zone)
        return self._shard

    def _group_position(self) -> str:
        """The entry after which the group goes on; a new group begins with the oldest there is."""
        try:
            self._app.stream_reader.xgroup_create(self._stream, GROUP, id="0", mkstream=True)
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise
        groups: Any = self._app.stream_reader.xinfo_groups(self._stream)
        position: bytes = next(group["last-delivered-id"] for group in groups if group["name"] == GROUP.encode())
        return position.decode()

    def _read(self, shard: Shard) -> int:
        """Take what has come, and close what is over; returns how many readings there were."""
        asked_at = time.time()
        entries = entries_after(self._app.stream_reader, self._stream, self._position, BATCH)
        for entry in entries:
            received_at = datetime.fromisoformat(entry.fields[b"at"].decode()).timestamp()
            self._close_due(shard, received_at)
            kiosk_id, seq = int(entry.fields[b"kiosk"]), int(entry.fields[b"seq"])
            shard.folding.add(entry.id, kiosk_id, seq, received_at, orjson.loads(entry.fields[b"reading"]))
            self._position = entry.id
        if len(entries) < BATCH:
            self._close_due(shard, (asked_at if entries else time.time()) - APPEND_SECONDS)
        return len(entries)

    def _close_due(self, shard: Shard, now: float) -> None:
        while shard.folding.is_due(now):
            self._turn.check()
            with self._app.app_context(), session_scope() as session:
                self._champion.follow(session)
                shard.close(session)
            if shard.folding.position:
                self._app.stream_reader.xgroup_setid(self._stream, GROUP, shard.folding.position)


def _renew_profiles(app: Service, champion: Champion) -> None:
    with app.app_context(), session_scope() as session:
        profiles.renew_due(session, champion.follow(session), utc_now())
