"""Who this kiosk is: the id and device key it got when it enrolled, in a file only its user may read."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from kiosk_app.errors import NeedsPersonError


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

    def save(self, identity: Identity) -> None:
        """Write durably before anything else happens: the enrolment token that gave it works only once."""
        fresh = self.path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(asdict(identity), file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
