"""Brings stored readings to the server: connects, joins, sends in order, and begins again when cut off."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp

from kiosk_app.backoff import Backoff
from kiosk_app.clock import Clock, elapsed, iso
from kiosk_app.errors import KioskError, NeedsPersonError, NoAnswerError, RefusedError, UnavailableError
from kiosk_app.gate import Gate
from kiosk_app.hardware import CAPABILITIES, FIRMWARE
from kiosk_app.identity import Identity
from kiosk_app.link import Link
from kiosk_app.log import EventLog
from kiosk_app.membership import MAKE_A_TOKEN, Membership
from kiosk_app.sampler import TAKEN
from kiosk_app.server import DeviceToken
from kiosk_app.store import ReadingQueue, StoredReading

MAX_SEQ = 2**53 - 1  # the contract's limit
BATCH = 200  # readings in one message; the contract's limit
MAX_MESSAGE = 240_000  # bytes; the server takes 256 KiB
ENVELOPE = 200  # bytes that seq, kiosk_id and serial add to a reading, at most
RENEWAL_RETRY = 15.0  # seconds
PASSING = {"unavailable", "rate_limited", "internal_error"}


class Uplink:
    """The loop between store and server. One request is in flight at a time."""

    def __init__(
        self,
        http: aiohttp.ClientSession,
        gate: Gate,
        membership: Membership,
        readings: ReadingQueue,
        clock: Clock,
        log: EventLog,
        on_config: Callable[[object], None],
    ) -> None:
        self._http = http
        self._gate = gate
        self._membership = membership
        self._readings = readings
        self._clock = clock
        self._log = log
        self._on_config = on_config
        self._backoff = Backoff()
        self._wake = asyncio.Event()
        self._told = ""
        self._tried = readings.last_seq
        """The highest `seq` that may have been sent; at the start, by the run before."""
        readings.on_flushed = self._wake.set

    async def run(self) -> None:
        """Keep a session going until cancelled. Raises NeedsPersonError when the kiosk cannot enrol."""
        while True:
            try:
                await self._session()
            except NeedsPersonError:
                raise
            except (KioskError, sqlite3.OperationalError) as error:
                self._tell(error)
                await asyncio.sleep(self._backoff.next_delay_after(error))

    async def _session(self) -> None:
        """One connection from its token to its loss, which raises."""
        link = Link(self._http, self._on_config, self._wake.set)
        try:
            async with self._gate:
                identity, grant = await self._membership.authorise()
                await link.connect(grant.realtime_url, grant.token)
                await self._join(link, identity)
            await self._send_while_up(link, identity, grant)
        finally:
            await link.close()
        raise UnavailableError("realtime: connection lost")

    async def _join(self, link: Link, identity: Identity) -> None:
        asked_at = elapsed()
        answer = await link.request(
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
        self._clock.set(answer.get("server_time"), asked_at)
        if offset := self._clock.offset:
            self._log.warning("clock_is_wrong", seconds_ahead=offset)
        resume_from = answer.get("resume_from")
        self._readings.align(resume_from if isinstance(resume_from, int) and resume_from <= MAX_SEQ else 0)
        self._on_config(answer.get("config") or {})
        self._told = ""
        readings = self._readings
        self._log.info("joined", kiosk_id=identity.kiosk_id, pending=readings.pending, last_seq=readings.last_seq)

    async def _send_while_up(self, link: Link, identity: Identity, grant: DeviceToken) -> None:
        renew_at = time.monotonic() + _renewal(grant)
        while link.up:
            # Cleared before looking: whatever happens after the look wakes the wait below.
            self._wake.clear()
            if time.monotonic() >= renew_at:
                renew_at = time.monotonic() + await self._renew(link, grant.realtime_url)
            if batch := self._fitting(self._readings.oldest(BATCH)):
                await self._deliver(link, identity, batch)
            elif link.up:
                await self._wait(renew_at - time.monotonic())

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _renew(self, link: Link, url: str) -> float:
        """Pass on a fresh token; seconds until the next renewal. Without a server the old one has to do.

        Raises UnavailableError when the realtime service has moved: the next session goes there.
        """
        try:
            async with self._gate:
                _, grant = await self._membership.authorise()
        except UnavailableError as error:
            self._log.warning("token_not_renewed", reason=str(error))
            return max(RENEWAL_RETRY, error.retry_after)
        if grant.realtime_url != url:
            raise UnavailableError("realtime: the service has moved")
        await link.renew(grant.token)
        self._log.info("token_renewed")
        return _renewal(grant)

    def _fitting(self, batch: list[StoredReading]) -> list[StoredReading]:
        """As many of the first readings as one message holds. One that is too large by itself is lost, and logged."""
        size = 0
        for number, row in enumerate(batch):
            size += len(row.body) + ENVELOPE
            if size > MAX_MESSAGE:
                if number:
                    return batch[:number]
                self._log.error("reading_too_large", seq=row.seq, bytes=len(row.body))
                self._readings.settle(batch[:1])
                return self._fitting(batch[1:])
        return batch

    async def _deliver(self, link: Link, identity: Identity, batch: list[StoredReading]) -> None:
        """Send a batch and forget it once the server has settled every reading of it."""
        answer, never_sent = await self._update(link, identity, batch)
        if answer.get("ok") is True:
            if rejected := answer.get("rejected"):
                self._log.warning("readings_rejected", rejected=rejected)
            self._readings.settle(batch)
            self._backoff.reset()
            self._keep_taken(_duplicates(batch, answer), never_sent)
        elif (code := answer.get("code")) in PASSING:
            self._log.warning("server_unavailable", code=code, pending=self._readings.pending)
            await asyncio.sleep(self._backoff.next_delay())
        else:
            raise UnavailableError(f"kiosk_update: {code or 'refused'}")

    def _message(self, identity: Identity, row: StoredReading) -> dict[str, Any]:
        """A reading as it is sent: one that was taken before the time was known is dated now."""
        reading = row.reading
        if dated := self._clock.dated(reading.pop(TAKEN, None)):
            reading["timestamp"] = iso(dated)
        return {"seq": row.seq, "kiosk_id": identity.kiosk_id, "serial": identity.serial, **reading}

    async def _update(
        self, link: Link, identity: Identity, batch: list[StoredReading]
    ) -> tuple[Mapping[str, Any], int]:
        """The answer to an update, which is sent a second time when the first got none; and the `seq` above which
        no reading was ever sent before.

        A second silence means that the connection is dead though nobody said so, and ends the session.
        """
        readings = [self._message(identity, row) for row in batch]
        payload = readings[0] if len(readings) == 1 else readings
        before, self._tried = self._tried, max(self._tried, batch[-1].seq)
        try:
            return await link.request("kiosk_update", payload), before
        except NoAnswerError as silence:
            self._log.warning("sending_again", reason=str(silence), first_seq=batch[0].seq)
            return await link.request("kiosk_update", payload), self._tried

    def _keep_taken(self, duplicates: list[StoredReading], never_sent: int) -> None:
        """Keep the readings that the server did not take because it has others of the same `seq`.

        Raises UnavailableError then: the next join tells above which number to go on.
        """
        taken = [row for row in duplicates if row.seq > never_sent]
        if not taken:
            return
        self._readings.number_anew(taken)
        self._log.error(
            "seq_taken",
            first_seq=taken[0].seq,
            readings=len(taken),
            what_to_do="see to it that no other program has this kiosk's key; these readings are sent again",
        )
        raise UnavailableError("kiosk_update: the server has other readings of the same numbers")

    def _tell(self, error: Exception) -> None:
        """Log why nothing is sent, once per reason rather than once per attempt."""
        reason = str(error)
        if reason == self._told:
            return
        self._told = reason
        if isinstance(error, RefusedError):
            self._log.error("refused", reason=reason, what_to_do=MAKE_A_TOKEN, pending=self._readings.pending)
        else:
            self._log.warning("waiting_for_server", reason=reason, pending=self._readings.pending)


def _duplicates(batch: list[StoredReading], answer: Mapping[str, Any]) -> list[StoredReading]:
    """What the server counted as duplicates: of those that it did not reject, the lowest. Nonsense counts as none."""
    listed, count = answer.get("rejected"), answer.get("duplicate")
    rejected = [one.get("seq") for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    return [row for row in batch if row.seq not in rejected][: max(0, count) if isinstance(count, int) else 0]


def _renewal(grant: DeviceToken) -> float:
    """Seconds after which to renew: early enough for a few more attempts before the token expires."""
    return grant.expires_in * 2 / 3
