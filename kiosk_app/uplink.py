"""Brings stored readings to the server: connects, joins, sends in order, and begins again when cut off."""

import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from kiosk_app.backoff import Backoff
from kiosk_app.errors import KioskError, NeedsPersonError, NoAnswerError, RefusedError, UnavailableError
from kiosk_app.hardware import CAPABILITIES, FIRMWARE
from kiosk_app.identity import Identity
from kiosk_app.link import Link
from kiosk_app.log import EventLog
from kiosk_app.membership import MAKE_A_TOKEN, Membership
from kiosk_app.server import DeviceToken
from kiosk_app.store import ReadingStore, StoredReading

BATCH = 200  # readings in one message; the contract's limit
RENEWAL_RETRY = 15.0  # seconds


class Uplink:
    """The loop between store and server. One request is in flight at a time."""

    def __init__(
        self, membership: Membership, store: ReadingStore, log: EventLog, on_config: Callable[[object], None]
    ) -> None:
        self._membership = membership
        self._store = store
        self._log = log
        self._on_config = on_config
        self._backoff = Backoff()
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._link: Link | None = None
        self._told = ""

    def run(self) -> None:
        """Keep a session going until stopped. Raises NeedsPersonError when the kiosk cannot enrol."""
        while not self._stopping.is_set():
            try:
                self._session()
            except NeedsPersonError:
                raise
            except (KioskError, sqlite3.Error) as error:
                if not self._stopping.is_set():  # otherwise it is our own doing
                    self._tell(error)
            self._stopping.wait(self._backoff.next_delay())

    def wake(self) -> None:
        """There is something to do: a new reading, or the connection went down."""
        self._wake.set()

    def stop(self) -> None:
        """Make `run` return soon; what is not acknowledged stays in the store."""
        self._stopping.set()
        self._wake.set()
        if link := self._link:
            link.interrupt()

    def _session(self) -> None:
        """One connection from its token to its loss."""
        identity, grant = self._membership.authorise()
        link = self._link = Link(grant.realtime_url, grant.token, self._on_config, self.wake)
        try:
            self._join(link, identity)
            self._send_while_up(link, identity, grant)
        finally:
            self._link = None
            link.close()
        if not self._stopping.is_set():
            raise UnavailableError("realtime: connection lost")

    def _join(self, link: Link, identity: Identity) -> None:
        answer = link.request(
            "kiosk_join",
            {
                "kiosk_id": identity.kiosk_id,
                "serial": identity.serial,
                "capabilities": CAPABILITIES,
                "firmware": FIRMWARE,
            },
        )
        if answer.get("ok") is not True:
            raise UnavailableError(f"kiosk_join: {answer.get('code', 'refused')}")
        resume_from = answer.get("resume_from")
        self._store.align(resume_from if isinstance(resume_from, int) else 0)
        self._on_config(answer.get("config") or {})
        self._told = ""
        self._log.info("joined", kiosk_id=identity.kiosk_id, pending=self._store.pending, last_seq=self._store.last_seq)

    def _send_while_up(self, link: Link, identity: Identity, grant: DeviceToken) -> None:
        renew_at = time.monotonic() + _renewal(grant)
        while link.up and not self._stopping.is_set():
            # Cleared before looking: whatever happens after the look wakes the wait below.
            self._wake.clear()
            if time.monotonic() >= renew_at:
                renew_at = time.monotonic() + self._renew(link)
            if batch := self._store.oldest(BATCH):
                self._deliver(link, identity, batch)
            elif link.up:
                self._wake.wait(max(0.0, renew_at - time.monotonic()))

    def _renew(self, link: Link) -> float:
        """Pass on a fresh token; seconds until the next renewal. Without a server the old one has to do."""
        try:
            _, grant = self._membership.authorise()
        except UnavailableError as error:
            self._log.warning("token_not_renewed", reason=str(error))
            return RENEWAL_RETRY
        link.renew(grant.token)
        self._log.info("token_renewed")
        return _renewal(grant)

    def _deliver(self, link: Link, identity: Identity, batch: list[StoredReading]) -> None:
        """Send a batch and forget it once the server has settled every reading of it."""
        who = {"kiosk_id": identity.kiosk_id, "serial": identity.serial}
        readings = [{"seq": seq, **who, **reading} for seq, reading in batch]
        answer = self._update(link, readings)
        if answer.get("ok") is True:
            if rejected := answer.get("rejected"):
                self._log.warning("readings_rejected", rejected=rejected)
            self._store.forget(batch)
            self._backoff.reset()
        elif answer.get("code") == "unavailable":
            self._log.warning("server_unavailable", pending=self._store.pending)
            self._stopping.wait(self._backoff.next_delay())
        else:
            raise UnavailableError(f"kiosk_update: {answer.get('code', 'refused')}")

    def _update(self, link: Link, readings: list[dict[str, Any]]) -> Mapping[str, Any]:
        """The answer to an update, which is sent a second time when the first got none.

        A second silence means that the connection is dead though nobody said so, and ends the session.
        """
        payload = readings[0] if len(readings) == 1 else readings
        try:
            return link.request("kiosk_update", payload)
        except NoAnswerError as silence:
            self._log.warning("sending_again", reason=str(silence), first_seq=readings[0]["seq"])
            return link.request("kiosk_update", payload)

    def _tell(self, error: Exception) -> None:
        """Log why nothing is sent, once per reason rather than once per attempt."""
        reason = str(error)
        if reason == self._told:
            return
        self._told = reason
        if isinstance(error, RefusedError):
            self._log.error("refused", reason=reason, what_to_do=MAKE_A_TOKEN, pending=self._store.pending)
        else:
            self._log.warning("waiting_for_server", reason=reason, pending=self._store.pending)


def _renewal(grant: DeviceToken) -> float:
    """Seconds after which to renew: early enough for a few more attempts before the token expires."""
    return grant.expires_in * 2 / 3
