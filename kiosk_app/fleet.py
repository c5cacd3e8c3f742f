"""Which kiosks the spawner runs, and how: the configs file and its checks."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from kiosk_app.config import InvalidSetting, Place, check_interval, check_place, check_serial

DEFAULT_CONFIGS = Path("kiosk_configs.json")
MAX_KIOSKS = 500
KNOWN_KEYS = {"serial", "enrolment_token", "interval", "assigned_location", "real_location", "model"}


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


def load_specs(path: Path | None, count: int) -> list[KioskSpec]:
    """Kiosks 1 to `count` as the configs file at `path` describes them, the others by default.

    Without a path the default file is read if there is one. Raises InvalidSetting, naming kiosk and key.
    """
    if not 1 <= count <= MAX_KIOSKS:
        raise InvalidSetting(f"--num_kiosks {count}: run 1 to {MAX_KIOSKS} kiosks")
    configs = _read(path or DEFAULT_CONFIGS) if path or DEFAULT_CONFIGS.exists() else {}
    specs = [_spec(number, configs.get(str(number), {})) for number in range(1, count + 1)]
    serials = [spec.serial for spec in specs]
    if twice := sorted({serial for serial in serials if serials.count(serial) > 1}):
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
        )
    except InvalidSetting as error:
        raise InvalidSetting(f'--configs, kiosk "{number}": {error}') from None


def _place(value: object) -> Place | None:
    return None if value is None else check_place(value)
