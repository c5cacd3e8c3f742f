"""What can go wrong between a kiosk and its server, in three kinds.

KioskError
├── UnavailableError    nobody's fault for long: wait and try again (network, restarts, overload)
│   └── NoAnswerError   the connection stands but the server did not acknowledge in time
├── RefusedError        the server understood and said no; the same request will be refused again
└── NeedsPersonError    only a person can put it right; the program ends with exit code 2
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """How a kiosk's process ends."""

    STOPPED = 0
    CRASHED = 1
    NEEDS_PERSON = 2


class KioskError(Exception):
    """Base of the errors of this package; its text is fit for a log line and carries no secret."""


class UnavailableError(KioskError):
    """The server or the way to it is away. Keep everything and try again later, not before `retry_after` seconds."""

    def __init__(self, message: str, retry_after: float = 0.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NoAnswerError(UnavailableError):
    """A request over the socket was not acknowledged in time."""


class RefusedError(KioskError):
    """The server said no.

    `code` is the contract's stable identifier, such as `device_key_invalid`; `status` that of HTTP.
    """

    def __init__(self, code: str, message: str, status: int) -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
        self.status = status


class NeedsPersonError(KioskError):
    """The kiosk cannot go on without a person; the text says what to do."""
