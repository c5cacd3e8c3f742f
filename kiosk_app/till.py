"""Takes simulated sales and puts each, with its key, into the store before anything else happens."""

import sqlite3
import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from kiosk_app.hardware import SimulatedHardware
from kiosk_app.log import EventLog
from kiosk_app.membership import Membership
from kiosk_app.sale_store import SaleStore
from kiosk_app.shop import SimulatedShop


class Till:
    """The loop between customers and store; `on_sale` is called after each sale is durable."""

    def __init__(
        self,
        shop: SimulatedShop,
        hardware: SimulatedHardware,
        membership: Membership,
        store: SaleStore,
        log: EventLog,
        on_sale: Callable[[], None],
    ) -> None:
        self._shop = shop
        self._hardware = hardware
        self._membership = membership
        self._store = store
        self._log = log
        self._on_sale = on_sale
        self._stopping = threading.Event()
        self._closed = False

    def run(self) -> None:
        """Sell until stopped."""
        while not self._stopping.wait(self._shop.next_customer()):
            now = datetime.now(UTC)
            if self._shop.wants_to_buy(now):
                self._sell(now)

    def stop(self) -> None:
        """Make `run` return."""
        self._stopping.set()

    def _sell(self, now: datetime) -> None:
        identity = self._membership.identity
        if identity is None:  # whose sale would it be?
            return
        try:
            if self._store.is_full:
                self._tell_closed(pending=self._store.pending)
                return
            sale = self._shop.sale(now, self._hardware.ready())
            self._store.append(str(uuid.uuid4()), {"kiosk_id": identity.kiosk_id, **sale})
        except sqlite3.Error as error:  # a full or broken disk: what cannot be kept is not sold
            self._tell_closed(error=str(error))
            return
        self._closed = False
        self._on_sale()

    def _tell_closed(self, **why: object) -> None:
        """Log that nothing is sold, once rather than at every customer."""
        if not self._closed and not self._stopping.is_set():
            self._log.error("till_closed", **why)
        self._closed = True
