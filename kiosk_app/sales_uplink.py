"""Brings stored sales to the server over HTTP, each as often as it takes to get an answer."""

import asyncio
import sqlite3
import time

from kiosk_app.backoff import Backoff
from kiosk_app.errors import KioskError, NeedsPersonError, RefusedError
from kiosk_app.gate import Gate
from kiosk_app.log import EventLog
from kiosk_app.membership import Membership
from kiosk_app.sale_store import SaleQueue, StoredSale
from kiosk_app.server import Server

BATCH = 50
STOP_TIMEOUT = 2.0  # seconds
UNAUTHORIZED = 401
FINAL = {409, 422}  # the sale itself is wrong, and will be at every attempt
TOKEN_USE = 2 / 3  # of a token's lifetime; then a fresh one is fetched


class SalesUplink:
    """The loop between sale store and server. A sale leaves the store when the server has answered for good."""

    def __init__(self, server: Server, gate: Gate, membership: Membership, sales: SaleQueue, log: EventLog) -> None:
        self._server = server
        self._gate = gate
        self._membership = membership
        self._sales = sales
        self._log = log
        self._backoff = Backoff()
        self._wake = asyncio.Event()
        self._token = ""
        self._token_ends = 0.0
        self._told = ""

    async def run(self) -> None:
        """Send what waits until cancelled. Raises NeedsPersonError when the kiosk cannot enrol."""
        while True:
            # Cleared before looking: a sale made after the look wakes the wait below.
            self._wake.clear()
            try:
                await self._deliver_all()
            except NeedsPersonError:
                raise
            except (KioskError, sqlite3.OperationalError) as error:
                self._tell(str(error))
                await asyncio.sleep(self._backoff.next_delay_after(error))
                continue
            self._told = ""
            self._backoff.reset()
            await self._wake.wait()

    def wake(self) -> None:
        """There is a new sale."""
        self._wake.set()

    async def _deliver_all(self) -> None:
        """Try every sale once. One that is refused for now does not hold up the others; it raises at the end."""
        stuck: RefusedError | None = None
        last = 0
        while batch := self._sales.waiting(last, BATCH):
            for sale in batch:
                last = sale.number
                try:
                    await self._deliver_unhurt(sale)
                except RefusedError as refused:
                    if refused.status == UNAUTHORIZED:
                        self._token = ""
                        raise
                    stuck = refused
        if stuck:
            raise stuck

    async def _deliver_unhurt(self, sale: StoredSale) -> None:
        """Deliver; told to stop, wait a moment for the answer under way, so that the next start need not ask again."""
        delivery = asyncio.create_task(self._deliver(sale))
        try:
            await asyncio.shield(delivery)
        except asyncio.CancelledError:
            await asyncio.wait([delivery], timeout=STOP_TIMEOUT)
            delivery.cancel()
            await asyncio.gather(delivery, return_exceptions=True)
            raise

    async def _deliver(self, sale: StoredSale) -> None:
        try:
            await self._server.record_sale(await self._fresh_token(), sale.key, sale.body)
        except RefusedError as refused:
            if refused.status not in FINAL:
                raise
            self._log.error("sale_refused", key=sale.key, reason=str(refused), sale=sale.body)
            self._sales.refuse(sale, refused.code)
        else:
            self._sales.settle(sale)

    async def _fresh_token(self) -> str:
        if not self._token or time.monotonic() >= self._token_ends:
            async with self._gate:
                _, grant = await self._membership.authorise()
            self._token = grant.token
            self._token_ends = time.monotonic() + grant.expires_in * TOKEN_USE
        return self._token

    def _tell(self, reason: str) -> None:
        """Log why sales wait, once per reason rather than once per attempt."""
        if reason != self._told:
            self._log.warning("sales_wait", reason=reason, pending=self._sales.pending)
        self._told = reason
