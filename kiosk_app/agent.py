"""A kiosk at work: threads that take readings and sales, threads that bring them to the server, stores between."""

import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Protocol

from kiosk_app.config import InvalidSetting, KioskConfig, Place
from kiosk_app.errors import ExitCode, NeedsPersonError
from kiosk_app.hardware import SimulatedHardware
from kiosk_app.identity import IdentityFile
from kiosk_app.log import EventLog
from kiosk_app.membership import Membership
from kiosk_app.sale_store import SaleStore
from kiosk_app.sales_uplink import SalesUplink
from kiosk_app.sampler import Sampler
from kiosk_app.server import Server
from kiosk_app.shop import SimulatedShop
from kiosk_app.store import ReadingStore
from kiosk_app.till import Till
from kiosk_app.uplink import Uplink

TICK = 0.5  # seconds
STOP_TIMEOUT = 4.0  # seconds each thread gets to end


@dataclass(frozen=True)
class Options:
    """What a kiosk is started with."""

    serial: str
    server_url: str
    data_dir: Path
    config: KioskConfig = field(default_factory=KioskConfig)
    enrolment_token: str | None = field(default=None, repr=False)
    kiosk_id: int | None = None
    model: str = ""
    real_location: Place | None = None
    sales: float = 0.0
    """Mean seconds between two simulated sales at the busiest time; 0 for none."""


class Work(Protocol):
    """A part of the kiosk with a thread of its own."""

    def run(self) -> None:
        """Work until stopped."""

    def stop(self) -> None:
        """Make `run` return soon."""


class Agent:
    """Composes the parts of one kiosk and keeps them going until `finish`."""

    def __init__(self, options: Options, log: EventLog) -> None:
        """Raises NeedsPersonError when the kiosk cannot start as it was told to."""
        try:
            options.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise NeedsPersonError(f"--data_dir {options.data_dir} cannot be used: {error.strerror}") from None
        server = Server(options.server_url)
        membership = Membership(
            options.serial,
            server,
            IdentityFile(options.data_dir),
            log,
            options.enrolment_token,
            options.kiosk_id,
        )
        self._log = log
        self._config = options.config
        self._real_location = options.real_location
        self._hardware = SimulatedHardware(options.serial, options.model, self._place())
        self._store = ReadingStore(options.data_dir / "readings.db")
        self._uplink = Uplink(membership, self._store, log, self._configure)
        self._sampler = Sampler(self._hardware, self._store, self._config, log, self._uplink.wake)
        self._sales = SaleStore(options.data_dir / "sales.db")
        sales_uplink = SalesUplink(server, membership, self._sales, log)
        self._works: list[Work] = [self._sampler, self._uplink, sales_uplink]
        if options.sales:
            shop = SimulatedShop(options.sales, self._place())
            self._works.append(Till(shop, self._hardware, membership, self._sales, log, sales_uplink.wake))
        self._outcome: SimpleQueue[ExitCode] = SimpleQueue()

    def run(self) -> ExitCode:
        """Work until `finish`, or until it cannot go on; the readings stay. Returns the exit code."""
        self._log.info("started", pending=self._store.pending, last_seq=self._store.last_seq)
        threads = [threading.Thread(target=self._guarded, args=(work.run,), daemon=True) for work in self._works]
        for thread in threads:
            thread.start()
        code = self._ended()
        for work in self._works:
            work.stop()
        for thread in threads:
            thread.join(STOP_TIMEOUT)
        self._log.info("stopped", exit_code=code, pending=self._store.pending)
        self._store.close()
        self._sales.close()
        return code

    def finish(self) -> None:
        """Ask `run` to end. May be called from a signal handler."""
        self._outcome.put(ExitCode.STOPPED)

    def _ended(self) -> ExitCode:
        """Wait for the outcome.

        In short waits: Python runs signal handlers in the main thread, between its steps. A signal that the system
        gives to another thread, or just before a wait begins, does not end that wait.
        """
        while True:
            with suppress(Empty):
                return self._outcome.get(timeout=TICK)

    def _guarded(self, work: Callable[[], None]) -> None:
        """A thread that ends by an error ends the kiosk: whoever supervises it starts it afresh."""
        try:
            work()
        except NeedsPersonError as error:
            self._log.error("needs_person", what_to_do=str(error))
            self._outcome.put(ExitCode.NEEDS_PERSON)
        except Exception:  # noqa: BLE001 - a bug of any kind
            self._log.error("crashed", error=traceback.format_exc())
            self._outcome.put(ExitCode.CRASHED)

    def _configure(self, pushed: object) -> None:
        """Follow a configuration from the server; a wrong one changes nothing."""
        try:
            config = self._config.updated(pushed)
        except InvalidSetting as error:
            self._log.warning("config_ignored", reason=str(error))
            return
        if config != self._config:
            self._config = config
            self._hardware.place = self._place()
            self._sampler.follow(config)
            self._log.info("configured", interval=config.interval, assigned_location=config.assigned_location)

    def _place(self) -> Place | None:
        """Where the simulated machine stands: where it really is, else where it should be."""
        return self._real_location or self._config.assigned_location
