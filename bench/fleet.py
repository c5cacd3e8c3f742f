"""The whole system with thousands of kiosks in it, and what they cost it."""

import csv
import io
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psutil
import psycopg2

from common.signing_keys import SigningKeys
from kiosk_service.app import create_app
from kiosk_service.config import Settings
from kiosk_service.services.enrolment import DEVICE_TOKEN_LIFETIME
from tests.launching import data_folder, running_system
from tests.system import System

NO_LIMIT = "1000000000"
LIMITS = dict.fromkeys(("LIMIT_PERSON", "LIMIT_ANONYMOUS", "LIMIT_DEVICE", "LIMIT_KIOSK_ENTRY"), NO_LIMIT)
IMPORT_ROWS = 1_000

# An import registers kiosks; enrolling each of thousands over HTTP would take minutes. This is what enrolment leaves
# behind, with device keys that the load can work out.
ENROL = """
    UPDATE kiosks
    SET lifecycle = 'active', device_key_hash = encode(sha256(convert_to('key of ' || serial, 'UTF8')), 'hex')
    WHERE serial LIKE 'BENCH-%'
"""


class Fleet:
    """A running system with many enrolled kiosks."""

    def __init__(self, system: System, count: int) -> None:
        self.system = system
        # What kiosk_service itself was started with: its database, and the secret its signing keys rest under.
        self._environment = system.processes()["serve kiosk_service"].environ()
        self.database_url = self._environment["DATABASE_URL"].replace("+psycopg2", "")
        for first in range(0, count, IMPORT_ROWS):
            self._register(range(first, min(first + IMPORT_ROWS, count)))
        self._enrolled = self._enrol()
        self._keys = self._signing_keys()

    @property
    def realtime_port(self) -> int:
        return self.system.port + 5

    def kiosks(self, count: int) -> list[dict[str, Any]]:
        """The first so many kiosks, each {kiosk_id, serial, device_key, token}; the tokens are new."""
        return [self._kiosk(*row) for row in self._enrolled[:count]]

    def _kiosk(self, kiosk_id: int, serial: str) -> dict[str, Any]:
        claims = {"sub": str(kiosk_id), "typ": "device", "role": "kiosk", "serial": serial}
        return {
            "kiosk_id": kiosk_id,
            "serial": serial,
            "device_key": f"key of {serial}",
            "token": self._keys.sign(claims, DEVICE_TOKEN_LIFETIME),
        }

    def stored(self) -> int:
        """How many readings the database holds."""
        return int(self.query("SELECT count(*) FROM readings")[0][0])

    def query(self, statement: str) -> list[Any]:
        with closing(psycopg2.connect(self.database_url)) as session, session, session.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def cpu_seconds(self) -> dict[str, float]:
        """CPU time of each supervised process with its descendants, since they started."""
        return {name: _cpu_seconds(process) for name, process in self.system.processes().items()}

    def _register(self, numbers: range) -> None:
        text = io.StringIO()
        rows = csv.writer(text)
        rows.writerow(("name", "location", "serial"))
        rows.writerows((f"Kiosk {number}", "Buenos Aires", f"BENCH-{number:06}") for number in numbers)
        file = {"file": ("kiosks.csv", text.getvalue().encode())}
        done = self.system.call("POST", "/kiosks/import", self.system.login(), files=file)
        if done["created"] != len(numbers):
            raise SystemExit(f"not every kiosk could be registered: {done}")

    def _enrol(self) -> list[Any]:
        self.query(ENROL)
        return self.query("SELECT id, serial FROM kiosks WHERE serial LIKE 'BENCH-%' ORDER BY id")

    def _signing_keys(self) -> SigningKeys:
        """kiosk_service's own."""
        names = [name for name in Settings.model_fields if self._environment.get(name.upper())]
        app = create_app(Settings.model_validate({name: self._environment[name.upper()] for name in names}))
        keys: SigningKeys = app.extensions["signing_keys"]
        return keys


@contextmanager
def fleet(count: int) -> Iterator[Fleet]:
    """The system as `make up` runs it, without simulated kiosks and limits, with so many kiosks registered."""
    with data_folder() as data, running_system(data, KIOSKS="0", **LIMITS) as system:
        yield Fleet(system, count)


def _cpu_seconds(process: psutil.Process) -> float:
    try:
        own = process.cpu_times()
        buried = own.children_user + own.children_system
        return own.user + own.system + buried + sum(map(_cpu_seconds, process.children()))
    except psutil.NoSuchProcess:
        return 0.0
