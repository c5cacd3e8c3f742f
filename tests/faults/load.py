"""Two hundred kiosks that send and twenty people who watch, in a process of their own."""

import asyncio
import multiprocessing
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

from common.testing.waiting import eventually
from tests.faults.clients import Kiosk, Watcher, keep_connected
from tests.system import EnrolledKiosk, System

PEOPLE = 20
REALTIME = 5
"""The port of the realtime service, counted from the gateway's."""
TOKEN_THREADS = 8
ANSWER_SECONDS = 30
# A client may just have begun its longest delay when the server comes back; the machine may be busy.
FLOWING_SECONDS = 30

Acknowledged = dict[int, list[tuple[int, datetime]]]
"""The `seq` and time of the acknowledged readings of each kiosk."""


@dataclass
class Progress:
    """How many readings each kiosk has had acknowledged and each person was told of, and what went wrong."""

    acknowledged: list[int]
    heard: list[int]
    complaints: list[str]


class Load(AbstractContextManager["Load"]):
    """The process with the clients, as the tests see it."""

    def __init__(self, system: System, kiosks: list[EnrolledKiosk]) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_run, args=(system, kiosks, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def progress(self) -> Progress:
        answer: Progress = self._ask("progress")
        return answer

    def acknowledged(self) -> Acknowledged:
        answer: Acknowledged = self._ask("acknowledged")
        return answer

    def flows(self) -> bool:
        """Whether, from now on, each kiosk gets a reading acknowledged and each person hears of one, in time."""
        before = self.progress()

        def all_moved() -> bool:
            now = self.progress()
            return _all_above(now.acknowledged, before.acknowledged) and _all_above(now.heard, before.heard)

        return eventually(all_moved, FLOWING_SECONDS)

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.join(ANSWER_SECONDS)

    def _ask(self, question: str) -> Any:
        self._pipe.send(question)
        if not self._pipe.poll(ANSWER_SECONDS):
            raise TimeoutError("the load does not answer")
        return self._pipe.recv()


def _all_above(now: list[int], before: list[int]) -> bool:
    return all(new > old for new, old in zip(now, before, strict=True))


def _run(system: System, kiosks: list[EnrolledKiosk], pipe: Connection) -> None:
    asyncio.run(_Clients(system, kiosks, pipe).run())


class _Clients:
    """What runs in the process: every client, and the answers to the tests' questions."""

    def __init__(self, system: System, kiosks: list[EnrolledKiosk], pipe: Connection) -> None:
        self._system = system
        self._pipe = pipe
        self._enrolled = kiosks
        self._kiosks = {kiosk.id: Kiosk(kiosk.id, kiosk.serial) for kiosk in kiosks}
        # Some follow everything, the others a kiosk each.
        rooms = ["fleet"] * (PEOPLE // 2) + [f"kiosk:{kiosk.id}" for kiosk in kiosks]
        self._watchers = [Watcher(room) for room in rooms[:PEOPLE]]
        self._asking = asyncio.Semaphore(TOKEN_THREADS)
        self._signing_in = asyncio.Lock()

    async def run(self) -> None:
        asyncio.get_running_loop().add_reader(self._pipe.fileno(), self._answer)
        port = self._system.port + REALTIME
        async with asyncio.TaskGroup() as clients:
            for enrolled in self._enrolled:
                kiosk = self._kiosks[enrolled.id]
                clients.create_task(keep_connected(port, partial(self._device_token, enrolled), kiosk.talk))
            for watcher in self._watchers:
                clients.create_task(keep_connected(port, self._persons_token, watcher.watch))

    async def _device_token(self, kiosk: EnrolledKiosk) -> str:
        async with self._asking:
            return await asyncio.to_thread(self._system.device_token, kiosk)

    async def _persons_token(self) -> str:
        # One after the other: the first signs in, the others find its token.
        async with self._signing_in:
            return await asyncio.to_thread(self._system.login)

    def _answer(self) -> None:
        kiosks = self._kiosks.values()
        if self._pipe.recv() == "acknowledged":
            self._pipe.send({kiosk_id: kiosk.acknowledged for kiosk_id, kiosk in self._kiosks.items()})
        else:
            acknowledged = [len(kiosk.acknowledged) for kiosk in kiosks]
            heard = [watcher.heard for watcher in self._watchers]
            self._pipe.send(Progress(acknowledged, heard, [line for kiosk in kiosks for line in kiosk.complaints]))
