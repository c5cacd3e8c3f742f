"""Which kiosks the spawner runs, and how: the configs file and its checks."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from kiosk_app.config import (
    DEFAULT_INTERVAL,
    InvalidSetting,
    KioskConfig,
    Place,
    check_interval,
    check_place,
    check_serial,
)
from kiosk_app.faults import parse_faults
from kiosk_app.options import Options

DEFAULT_CONFIGS = Path("kiosk_configs.json")
MAX_KIOSKS = {"process": 500, "async": 10_000}
KNOWN_KEYS = {"serial", "enrolment_token", "interval", "assigned_location", "real_location", "model", "faults"}


@dataclass(frozen=True)
class KioskSpec:
    """One kiosk of the fleet; what is None is left to the kiosk."""

    serial: str
    enrolment_token: str | None = field(default=None, repr=False)
    interval: float | None = None
    assigned_location: Place | None = None
    real_location: Place | None = None
    model: str | None = None
    sales: float = 0.0
    faults: dict[str, float] | None = None

    def options(self, server_url: str, data_dir: Path) -> Options:
        """How to start this kiosk; its own folder is in `data_dir`."""
        return Options(
            serial=self.serial,
            server_url=server_url,
            data_dir=data_dir / self.serial,
            config=KioskConfig(self.interval or DEFAULT_INTERVAL, self.assigned_location),
            enrolment_token=self.enrolment_token,
            model=self.model or "",
            real_location=self.real_location,
            sales=self.sales,
            faults=self.faults,
        )


def load_specs(path: Path | None, count: int, mode: str = "process") -> list[KioskSpec]:
    """Kiosks 1 to `count` as the configs file at `path` describes them, the others by default.

    Without a path the default file is read if there is one. Raises InvalidSetting, naming kiosk and key.
    """
    if not 1 <= count <= MAX_KIOSKS[mode]:
        raise InvalidSetting(f"--num_kiosks {count}: run 1 to {MAX_KIOSKS[mode]} kiosks in mode {mode}")
    configs = _read(path or DEFAULT_CONFIGS) if path or DEFAULT_CONFIGS.exists() else {}
    specs = [_spec(number, configs.get(str(number), {})) for number in range(1, count + 1)]
    serials = [spec.serial for spec in specs]
    if twice := sorted(serial for serial, times in Counter(serials).items() if times > 1):
        raise InvalidSetting(f"more than one kiosk has the serial {', '.join(twice)}")
    return specs


def _read(path: Path) -> dict[str, object]:
    try:
        configs = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidSetting(f"--configs {path}: {error.strerror}") from None
    except ValueError as error:
        raise InvalidSetting(f"--configs {path} is not JSON: {error}") from None
    if not isinstance(configs, dict):
        raise InvalidSetting(f'--configs {path}: an object such as {{"1": {{"serial": "S"}}}} is expected')
    for number in configs:
        if not (number.isascii() and number.isdigit() and str(int(number)) == number and int(number) > 0):
            raise InvalidSetting(f'--configs {path}: kiosks are numbered "1", "2", …; {number!r} is not a number')
    return configs


def _spec(number: int, given: object) -> KioskSpec:
    try:
        if not isinstance(given, dict):
            raise InvalidSetting("an object is expected")
        if unknown := sorted(given.keys() - KNOWN_KEYS):
            raise InvalidSetting(f"unknown {', '.join(unknown)} (known: {', '.join(sorted(KNOWN_KEYS))})")
        for key in ("enrolment_token", "model"):
            if not isinstance(given.get(key), str | None):
                raise InvalidSetting(f"{key} is a text")
        return KioskSpec(
            serial=check_serial(given.get("serial", f"SIM-KIOSK-{number:03d}")),
            enrolment_token=given.get("enrolment_token"),
            interval=None if given.get("interval") is None else check_interval(given["interval"]),
            assigned_location=_place(given.get("assigned_location")),
            real_location=_place(given.get("real_location")),
            model=given.get("model"),
            faults=_faults(given.get("faults")),
        )
    except InvalidSetting as error:
        raise InvalidSetting(f'--configs, kiosk "{number}": {error}') from None


def _place(value: object) -> Place | None:
    return None if value is None else check_place(value)


def _faults(value: object) -> dict[str, float] | None:
    if value is None:
        return None
    if not isinstance(value, list):
        raise InvalidSetting("faults is a list of names")
    return parse_faults(value)
