"""Kiosks that join, those that come at the same time together: after an outage the whole fleet does."""

import threading
from collections import deque
from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson

from common.errors import Forbidden, Invalid, NotFound, ServiceError, Unavailable
from common.telemetry import TelemetryLog
from websocket_service.gateways.kiosks import INTRODUCTION, Kiosks

BATCH = 50
INTRODUCTION_BYTES = 16 * 1024
"""So that a batch stays below what a service takes, 1 MiB."""
AT_ONCE = 2
"""Batches under way: while one waits for the database, the next is made ready."""
REFUSALS: Mapping[str, tuple[type[ServiceError], str]] = {
    "kiosk_not_found": (NotFound, "kiosk_not_found"),
    "wrong_serial": (Forbidden, "forbidden"),
    "invalid_request": (Invalid, "invalid_payload"),
}


class Joined(NamedTuple):
    """What a kiosk goes by."""

    group: str | None
    config: Mapping[str, Any]
    last_seq: int
    """The last `seq` accepted from it, -1 for none."""


class _Waiting:
    def __init__(self, kiosk_id: int, introduction: Mapping[str, Any]) -> None:
        self.kiosk_id = kiosk_id
        self.introduction = introduction
        self.taken = False
        self.answered = threading.Event()
        self.answer: Joined | Exception = Unavailable("unavailable")
        self.change: tuple[str | None, Mapping[str, Any]] | None = None


class Joins:
    """Whoever gets a turn asks for all who wait; the others find their answer there.

    A change that is told while a kiosk is being asked about takes the place of what the answer says: the answer may be
    older, and the kiosk is not yet where it would hear of it.
    """

    def __init__(self, kiosks: Kiosks, log: TelemetryLog) -> None:
        self._kiosks = kiosks
        self._log = log
        self._waiting: deque[_Waiting] = deque()
        self._under_way: list[_Waiting] = []
        self._turns = threading.Semaphore(AT_ONCE)

    def note_change(self, kiosk_id: int, group: str | None, config: Mapping[str, Any]) -> None:
        """What a kiosk goes by has changed, and is being told."""
        for waiting in self._under_way:
            if waiting.kiosk_id == kiosk_id:
                waiting.change = group, config

    def join(self, kiosk_id: int, introduction: Mapping[str, Any]) -> Joined:
        """Introduce a kiosk to kiosk_service.

        Raises:
            NotFound: when it is not an active kiosk.
            Forbidden, Invalid: when it says that it is another, or what makes no sense.
            Unavailable, RedisError: when kiosk_service or the streams server is away.
        """
        said = {name: introduction[name] for name in INTRODUCTION if introduction.get(name) is not None}
        encoded = orjson.dumps(said)
        if len(encoded) > INTRODUCTION_BYTES:
            raise Invalid("invalid_payload")
        # Read again: a NaN, which JSON has not, would spoil the question for the whole batch.
        mine = _Waiting(kiosk_id, orjson.loads(encoded))
        self._under_way.append(mine)
        try:
            self._waiting.append(mine)
            while not mine.taken:
                with self._turns:
                    if not mine.taken:
                        self._ask(self._take())
            mine.answered.wait()
        finally:
            self._under_way.remove(mine)
        if isinstance(mine.answer, Exception):
            raise mine.answer
        return Joined(*mine.change, mine.answer.last_seq) if mine.change else mine.answer

    def _take(self) -> list[_Waiting]:
        batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
        for waiting in batch:
            waiting.taken = True
        return batch

    def _ask(self, batch: list[_Waiting]) -> None:
        try:
            answers = self._kiosks.join([(waiting.kiosk_id, waiting.introduction) for waiting in batch])
            let_in = {
                waiting.kiosk_id: answer["last_seq"]
                for waiting, answer in zip(batch, answers, strict=True)
                if answer["code"] is None
            }
            last_seqs = self._log.last_seqs(let_in)
            for waiting, answer in zip(batch, answers, strict=True):
                if answer["code"] is None:
                    waiting.answer = Joined(answer["group"], answer["config"], last_seqs[waiting.kiosk_id])
                else:
                    kind, code = REFUSALS[answer["code"]]
                    waiting.answer = kind(code)
        except Exception as error:  # noqa: BLE001  # it is each caller's, raised there
            for waiting in batch:
                waiting.answer = error
        finally:
            for waiting in batch:
                waiting.answered.set()
