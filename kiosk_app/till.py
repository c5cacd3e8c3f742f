"""Takes simulated sales and puts each, with its key, into the store before anything else happens."""

import asyncio
import sqlite3
import uuid
from collections.abc import Callable

from kiosk_app.clock import Clock
from kiosk_app.hardware import SimulatedHardware
from kiosk_app.log import EventLog
from kiosk_app.membership import Membership
from kiosk_app.sale_store import SaleQueue
from kiosk_app.shop import SimulatedShop


class Till:
    """The loop between customers and store; `on_sale` is called after each sale is durable."""

    def __init__(
        self,
        shop: SimulatedShop,
        hardware: SimulatedHardware,
        membership: Membership,
        sales: SaleQueue,
        clock: Clock,
        log: EventLog,
        on_sale: Callable[[], None],
    ) -> None:
        self._shop = shop
        self._hardware = hardware
        self._membership = membership
        self._sales = sales
        self._clock = clock
        self._log = log
        self._on_sale = on_sale
        self._closed = False

    async def run(self) -> None:
        """Sell until cancelled."""
        while True:
            await asyncio.sleep(self._shop.next_customer())
            if self._shop.wants_to_buy(self._clock.now()):
                self._sell()

    def _sell(self) -> None:
        identity = self._membership.identity
        if identity is None:  # whose sale would it be?
            return
        if self._sales.is_full:
            self._tell_closed(pending=self._sales.pending)
            return
        sale = self._shop.sale(self._clock.now(), self._hardware.ready())
        try:
            self._sales.append(str(uuid.uuid4()), {"kiosk_id": identity.kiosk_id, **sale})
        except sqlite3.OperationalError as error:  # a full disk: what cannot be kept is not sold
            self._tell_closed(error=str(error))
            return
        self._hardware.sold(sale["method"])
        self._closed = False
        self._on_sale()

    def _tell_closed(self, **why: object) -> None:
        """Log that nothing is sold, once rather than at every customer."""
        if not self._closed:
            self._log.error("till_closed", **why)
        self._closed = True
