"""Background work of a service: relays, consumers and periodic jobs, each in a thread of its own."""

import signal
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Protocol

from common.logs import get_logger

logger = get_logger(__name__)

RESTART_SECONDS = 1.0
STOP_SECONDS = 20.0
HEARTBEAT_SECONDS = 5.0


class Worker(Protocol):
    """A loop that runs until it is told to stop."""

    @property
    def name(self) -> str: ...

    def run(self, stop: threading.Event) -> None: ...


class Periodic:
    """A job that runs at once and then again and again, `seconds` after it ended."""

    def __init__(self, name: str, seconds: float, job: Callable[[], object]) -> None:
        self.name = name
        self._seconds = seconds
        self._job = job

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self._job()
            stop.wait(self._seconds)


def keep_running(worker: Worker, stop: threading.Event) -> None:
    """Run a worker and start it again when it fails: an outage must not end background work."""
    while not stop.is_set():
        try:
            worker.run(stop)
        except Exception as error:  # the last line of defence of a background loop
            logger.error("worker_failed", worker=worker.name, exc_info=error)
            stop.wait(RESTART_SECONDS)


def stop_requests() -> SimpleQueue[int]:
    """SIGTERM and SIGINT from now on, as they come.

    In a queue that may be put into at any moment: the handler runs in the middle of whatever the main thread does, and
    would wait for ever for the lock of an event that this very thread is just looking at.
    """
    asked: SimpleQueue[int] = SimpleQueue()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _: asked.put(received))
    return asked


def run_workers(workers: Sequence[Worker], heartbeat: Path | None = None) -> None:
    """Run until SIGTERM or SIGINT, then let each finish what it has in hand.

    While every worker has its thread, the file `heartbeat` is touched every few seconds.
    """
    stop, asked = threading.Event(), stop_requests()
    threads = [
        threading.Thread(target=keep_running, args=(worker, stop), name=worker.name, daemon=True) for worker in workers
    ]
    for thread in threads:
        thread.start()
    logger.info("working", workers=[worker.name for worker in workers])
    working = True
    while working:
        if heartbeat and all(thread.is_alive() for thread in threads):
            with suppress(OSError):  # without room on the disk the work goes on
                heartbeat.touch()
        with suppress(Empty):
            asked.get(timeout=HEARTBEAT_SECONDS)
            working = False
    stop.set()
    for thread in threads:
        thread.join(STOP_SECONDS)
    logger.info("stopped")
