"""One kiosk at work: tasks that take readings and sales, tasks that bring them to the server, stores between."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from kiosk_app.clock import Clock
from kiosk_app.config import SOMEWHERE, InvalidSetting, Place
from kiosk_app.errors import NeedsPersonError
from kiosk_app.faults import FaultFile, FaultWatch
from kiosk_app.gate import Gate
from kiosk_app.hardware import SimulatedHardware
from kiosk_app.identity import IdentityFile
from kiosk_app.log import EventLog
from kiosk_app.membership import Membership
from kiosk_app.options import Options
from kiosk_app.sale_store import SaleStore
from kiosk_app.sales_uplink import SalesUplink
from kiosk_app.sampler import Sampler
from kiosk_app.server import Server
from kiosk_app.shop import SimulatedShop
from kiosk_app.store import ReadingStore
from kiosk_app.till import Till
from kiosk_app.uplink import Uplink


@dataclass(frozen=True)
class Shared:
    """What the kiosks of one process have in common."""

    http: aiohttp.ClientSession
    readings: ReadingStore
    sales: SaleStore
    gate: Gate


class Agent:
    """Composes the parts of one kiosk; `run` keeps them going."""

    def __init__(self, options: Options, shared: Shared, log: EventLog) -> None:
        """Raises NeedsPersonError when the kiosk cannot start as it was told to. Its folder is there."""
        self._log = log
        self._config = options.config
        self._real_location = options.real_location
        server = Server(options.server_url, shared.http)
        identity_file = IdentityFile(options.data_dir)
        membership = Membership(options.serial, server, identity_file, log, options.enrolment_token, options.kiosk_id)
        clock = Clock()
        self._readings = shared.readings.queue(options.serial)
        self._hardware = SimulatedHardware(
            options.serial, options.model, self._place(), self._readings.machine, sells=bool(options.sales)
        )
        faults = FaultWatch(FaultFile(options.data_dir), log)
        self._sampler = Sampler(self._hardware, self._readings, clock, faults, self._config, log)
        uplink = Uplink(shared.http, shared.gate, membership, self._readings, clock, log, self._configure)
        sales = shared.sales.queue(options.serial)
        sales_uplink = SalesUplink(server, shared.gate, membership, sales, log)
        self._works = [self._sampler.run, uplink.run, sales_uplink.run]
        if options.sales:
            shop = SimulatedShop(options.sales, self._place())
            self._works.append(Till(shop, self._hardware, membership, sales, clock, log, sales_uplink.wake).run)

    async def run(self) -> None:
        """Work until cancelled, or until a part fails: its error is raised. What is stored stays."""
        self._log.info("started", pending=self._readings.pending, last_seq=self._readings.last_seq)
        tasks = [asyncio.create_task(work()) for work in self._works]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._log.info("stopped", pending=self._readings.pending)

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

    def _place(self) -> Place:
        """Where the simulated machine stands: where it really is, else where it should be, if anybody says so."""
        return self._real_location or self._config.assigned_location or SOMEWHERE


def prepare_folder(folder: Path) -> None:
    """Make a data folder. Raises NeedsPersonError."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise NeedsPersonError(f"--data_dir {folder} cannot be used: {error.strerror}") from None
