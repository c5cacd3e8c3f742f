"""The kiosk's standing with the server: enrols once, then trades its device key for short-lived tokens."""

import asyncio

from kiosk_app.config import ENROLMENT_VARIABLE
from kiosk_app.errors import NeedsPersonError, RefusedError, UnavailableError
from kiosk_app.identity import Identity, IdentityFile
from kiosk_app.log import EventLog
from kiosk_app.server import DeviceToken, Server

MAKE_A_TOKEN = (
    "make a new enrolment token for this kiosk in the web app (it works once, for one hour) "
    f"and start again with it in --enrolment_token or the variable {ENROLMENT_VARIABLE}"
)


class Membership:
    """Who the kiosk is and how it proves it. Several tasks may use it: only one of them enrols.

    Needs a stored identity or an enrolment token; `kiosk_id`, when given, is what the identity must say.
    """

    def __init__(
        self,
        serial: str,
        server: Server,
        identity_file: IdentityFile,
        log: EventLog,
        enrolment_token: str | None = None,
        kiosk_id: int | None = None,
    ) -> None:
        """Raises NeedsPersonError without a stored key or a token, or if the stored identity is another's."""
        self._serial = serial
        self._server = server
        self._file = identity_file
        self._log = log
        self._enrolment_token = enrolment_token
        self._kiosk_id = kiosk_id
        self._lock = asyncio.Lock()
        self._identity = identity_file.load(serial)
        if self._identity:
            self._check_kiosk_id(self._identity)
        elif not enrolment_token:
            raise NeedsPersonError(
                f"kiosk {serial} has not enrolled on this machine ({identity_file.path}): {MAKE_A_TOKEN}"
            )

    @property
    def identity(self) -> Identity | None:
        """Who the kiosk is; None until it has enrolled."""
        return self._identity

    async def authorise(self) -> tuple[Identity, DeviceToken]:
        """The identity and a fresh device token; enrols first where there is no key yet.

        A key that is refused since the kiosk was given a new enrolment is replaced if its token is at hand.
        Raises UnavailableError, RefusedError (the key), NeedsPersonError (no key can be had).
        """
        async with self._lock:
            if self._identity is None:
                self._identity = await self._enrol()
            try:
                return self._identity, await self._server.device_token(self._identity)
            except RefusedError:
                if not self._enrolment_token:
                    raise
                self._identity = await self._enrol()
                return self._identity, await self._server.device_token(self._identity)

    async def _enrol(self) -> Identity:
        self._file.reserve()
        token, self._enrolment_token = self._enrolment_token or "", None
        try:
            identity = await self._server.enrol(self._serial, token)
        except UnavailableError:
            self._enrolment_token = token  # still unused, as far as we know
            raise
        except RefusedError as refused:
            if self._identity:
                raise
            raise NeedsPersonError(f"enrolment was refused ({refused}): {MAKE_A_TOKEN}") from None
        self._file.save(identity)
        self._log.info("enrolled", kiosk_id=identity.kiosk_id)
        self._check_kiosk_id(identity)
        return identity

    def _check_kiosk_id(self, identity: Identity) -> None:
        if self._kiosk_id not in (None, identity.kiosk_id):
            raise NeedsPersonError(
                f"kiosk {self._serial} is enrolled as number {identity.kiosk_id}, not {self._kiosk_id}: "
                "correct --kiosk_id or leave it out"
            )
