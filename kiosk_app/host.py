"""A process and the kiosks in it: one for a real machine, thousands in the spawner's mode `async`."""

import asyncio
import signal
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp

from kiosk_app.agent import Agent, Shared, prepare_folder
from kiosk_app.backoff import Backoff
from kiosk_app.errors import ExitCode, NeedsPersonError, UnavailableError
from kiosk_app.faults import FaultFile
from kiosk_app.gate import Gate
from kiosk_app.log import EventLog
from kiosk_app.options import Options
from kiosk_app.ownership import owned
from kiosk_app.sale_store import SaleStore
from kiosk_app.store import ReadingStore

# Per second, and how many at a time. The server gives 6,000 tokens a minute to one address.
AUTHORISATIONS = 80.0
AT_ONCE = 20
STARTS = 200.0  # kiosks per second that begin to take readings
FLUSH_PAUSE = 0.05  # seconds between two writes
FLUSH_SHARE = 4  # pauses are at least so many times as long as the write before: a slow disk must not hold up all
TROUBLED_PAUSE = 2.0  # seconds between attempts on a disk that takes nothing
STEADY = 60.0  # seconds; a kiosk that ran longer is restarted without a grown delay


class Host:
    """Runs kiosks until `finish`. Their stores are in `data_dir`; each keeps its key and faults in its own folder."""

    def __init__(self, kiosks: Sequence[Options], data_dir: Path, log: EventLog) -> None:
        self._kiosks = kiosks
        self._data_dir = data_dir
        self._log = log
        self._alone = len(kiosks) == 1
        self._end: asyncio.Event | None = None
        self._ended_early = False
        self._loop: asyncio.AbstractEventLoop | None = None

    def run(self) -> ExitCode:
        """Work until `finish`, SIGTERM or SIGINT, or until no kiosk can go on; the readings stay."""
        try:
            return asyncio.run(self._main())
        except NeedsPersonError as error:
            self._log.error("needs_person", what_to_do=str(error))
            return ExitCode.NEEDS_PERSON
        except UnavailableError as error:
            self._log.error("cannot_start", reason=str(error))
            return ExitCode.CRASHED

    def finish(self) -> None:
        """Ask `run` to end; from any thread."""
        self._ended_early = True
        with suppress(RuntimeError):  # it has ended already
            if self._loop and self._end:
                self._loop.call_soon_threadsafe(self._end.set)

    async def _main(self) -> ExitCode:
        self._end = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        if self._ended_early:
            self._end.set()
        for number in (signal.SIGTERM, signal.SIGINT):
            with suppress(ValueError, RuntimeError, NotImplementedError):  # only the main thread hears signals
                self._loop.add_signal_handler(number, self._end.set)
        prepare_folder(self._data_dir)
        readings = ReadingStore(self._data_dir / "readings.db", self._log, len(self._kiosks))
        try:
            sales = SaleStore(self._data_dir / "sales.db", self._log)
        except Exception:
            readings.close()
            raise
        try:
            async with _http_session() as http:
                shared = Shared(http, readings, sales, Gate(AUTHORISATIONS, AT_ONCE))
                code = await self._work(shared, self._end)
                # TLS and WebSocket connections are closed in the next turns of the loop.
                await asyncio.sleep(0)
        finally:
            readings.close()
            sales.close()
        return code

    async def _work(self, shared: Shared, end: asyncio.Event) -> ExitCode:
        ended = asyncio.create_task(end.wait())
        flusher = asyncio.create_task(flush_forever(shared.readings))
        start = Gate(STARTS, AT_ONCE)
        kiosks = [asyncio.create_task(self._keep_running(options, shared, start)) for options in self._kiosks]
        everything = asyncio.gather(*kiosks)
        waited: list[asyncio.Future[Any]] = [ended, flusher, everything]
        await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        code = ExitCode.STOPPED
        if everything.done():
            code = max(everything.result(), key=int)
        elif flusher.done():
            self._log.error("crashed", error=repr(flusher.exception()))
            code = ExitCode.CRASHED
        for task in (ended, flusher, *kiosks):
            task.cancel()
        await asyncio.gather(ended, flusher, *kiosks, return_exceptions=True)
        with suppress(asyncio.CancelledError):
            await everything
        return code

    async def _keep_running(self, options: Options, shared: Shared, start: Gate) -> ExitCode:
        """One kiosk until it needs a person. One that crashes ends its own process, but not a shared one."""
        log = EventLog(serial=options.serial)
        backoff = Backoff()
        faults = options.faults
        while True:
            async with start:
                pass
            began = time.monotonic()
            try:
                prepare_folder(options.data_dir)
                async with owned(options.data_dir):
                    if faults is not None:
                        FaultFile(options.data_dir).save(faults)
                        faults = None  # a restart must not undo what was switched since
                    await Agent(options, shared, log).run()
            except NeedsPersonError as error:
                log.error("needs_person", what_to_do=str(error))
                return ExitCode.NEEDS_PERSON
            except Exception:  # noqa: BLE001 - a bug of any kind
                log.error("crashed", error=traceback.format_exc())
                if self._alone:
                    return ExitCode.CRASHED
            if time.monotonic() - began > STEADY:
                backoff.reset()
            await asyncio.sleep(backoff.next_delay())


async def flush_forever(readings: ReadingStore) -> None:
    """Write what was read, many readings at once."""
    while True:
        began = time.monotonic()
        if readings.has_changes:
            readings.flush()
        took = time.monotonic() - began
        await asyncio.sleep(TROUBLED_PAUSE if readings.troubled else max(FLUSH_PAUSE, FLUSH_SHARE * took))


def _http_session() -> aiohttp.ClientSession:
    """For all kiosks of the process: each holds a WebSocket, and none the cookies of another."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0), cookie_jar=aiohttp.DummyCookieJar(), trust_env=True
    )
