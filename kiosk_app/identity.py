"""Who this kiosk is: the id and device key it got when it enrolled, in a file only its user may read."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from kiosk_app.errors import NeedsPersonError, UnavailableError

ROOM = 1024  # bytes; more than an identity takes


@dataclass(frozen=True)
class Identity:
    """What enrolment gave. The device key is a secret and stays out of `repr`."""

    serial: str
    kiosk_id: int
    device_key: str = field(repr=False)


class IdentityFile:
    """`identity.json` in the kiosk's data folder, mode 0600."""

    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / "identity.json"

    def load(self, serial: str) -> Identity | None:
        """The stored identity, or None when this kiosk has not enrolled yet.

        Raises NeedsPersonError when the file cannot be read or belongs to another serial.
        """
        try:
            stored = json.loads(self.path.read_text(encoding="utf-8"))
            identity = Identity(str(stored["serial"]), int(stored["kiosk_id"]), str(stored["device_key"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise NeedsPersonError(
                f"{self.path} cannot be read ({type(error).__name__}): "
                "put it back, or remove it and enrol again with a new enrolment token"
            ) from None
        if identity.serial != serial:
            raise NeedsPersonError(
                f"{self.path} belongs to kiosk {identity.serial}, not {serial}: give each its own --data_dir"
            )
        return identity

    def reserve(self) -> None:
        """Take the room that `save` will need: an enrolment token works only once, and its key must not get lost.

        Raises UnavailableError when the disk gives none.
        """
        try:
            self._fresh.unlink(missing_ok=True)
            self._write("")
        except OSError as error:
            raise UnavailableError(f"{self._fresh} cannot be written: {error.strerror}") from None

    def save(self, identity: Identity) -> None:
        """Write durably, into the room that was reserved where there is some."""
        self._write(json.dumps(asdict(identity)))
        self._fresh.replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    @property
    def _fresh(self) -> Path:
        return self.path.with_suffix(".new")

    def _write(self, text: str) -> None:
        with os.fdopen(os.open(self._fresh, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.write(text.encode().ljust(ROOM))
            file.flush()
            os.fsync(file.fileno())
