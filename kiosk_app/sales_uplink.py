"""Brings stored sales to the server over HTTP, each as often as it takes to get an answer."""

import sqlite3
import threading
import time

from kiosk_app.backoff import Backoff
from kiosk_app.errors import KioskError, NeedsPersonError, RefusedError
from kiosk_app.log import EventLog
from kiosk_app.membership import Membership
from kiosk_app.sale_store import SaleStore, StoredSale
from kiosk_app.server import Server

BATCH = 50
UNAUTHORIZED = 401
FINAL = {409, 422}  # the sale itself is wrong, and will be at every attempt
TOKEN_USE = 2 / 3  # of a token's lifetime; then a fresh one is fetched


class SalesUplink:
    """The loop between sale store and server. A sale leaves the store when the server has answered for good."""

    def __init__(self, server: Server, membership: Membership, store: SaleStore, log: EventLog) -> None:
        self._server = server
        self._membership = membership
        self._store = store
        self._log = log
        self._backoff = Backoff()
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._token = ""
        self._token_ends = 0.0
        self._told = ""

    def run(self) -> None:
        """Send what waits until stopped. Raises NeedsPersonError when the kiosk cannot enrol."""
        while not self._stopping.is_set():
            # Cleared before looking: a sale made after the look wakes the wait below.
            self._wake.clear()
            try:
                self._deliver_all()
            except NeedsPersonError:
                raise
            except (KioskError, sqlite3.Error) as error:
                self._tell(str(error))
                self._stopping.wait(self._backoff.next_delay())
                continue
            self._told = ""
            self._backoff.reset()
            self._wake.wait()

    def wake(self) -> None:
        """There is a new sale."""
        self._wake.set()

    def stop(self) -> None:
        """Make `run` return soon; what is not answered stays in the store."""
        self._stopping.set()
        self._wake.set()

    def _deliver_all(self) -> None:
        """Try every sale once. One that is refused for now does not hold up the others; it raises at the end."""
        stuck: RefusedError | None = None
        last = 0
        while batch := self._store.waiting(last, BATCH):
            for sale in batch:
                if self._stopping.is_set():
                    return
                last = sale.number
                try:
                    self._deliver(sale)
                except RefusedError as refused:
                    if refused.status == UNAUTHORIZED:
                        self._token = ""
                        raise
                    stuck = refused
        if stuck:
            raise stuck

    def _deliver(self, sale: StoredSale) -> None:
        try:
            self._server.record_sale(self._fresh_token(), sale.key, sale.body)
        except RefusedError as refused:
            if refused.status not in FINAL:
                raise
            self._log.error("sale_refused", key=sale.key, reason=str(refused), sale=sale.body)
            self._store.refuse(sale, refused.code)
        else:
            self._store.settle(sale)

    def _fresh_token(self) -> str:
        if not self._token or time.monotonic() >= self._token_ends:
            _, grant = self._membership.authorise()
            self._token = grant.token
            self._token_ends = time.monotonic() + grant.expires_in * TOKEN_USE
        return self._token

    def _tell(self, reason: str) -> None:
        """Log why sales wait, once per reason rather than once per attempt."""
        if reason != self._told and not self._stopping.is_set():
            self._log.warning("sales_wait", reason=reason, pending=self._store.pending)
        self._told = reason
