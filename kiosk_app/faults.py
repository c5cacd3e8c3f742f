"""Faults by name: what can be switched on in a simulated machine, and the file that says what is on.

`faults.json` in a kiosk's data folder maps each active fault to its severity and since when. The kiosk looks at the
file before each reading, so a person, a test or the spawner switch faults the same way, at any time.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from kiosk_app.config import InvalidSetting
from kiosk_app.log import EventLog

FAULTS = {
    "fan_failure": "within ten minutes the processor runs hot; above 95 °C it slows down and everything waits",
    "memory_leak": "6 % of memory an hour; swapping from 90 % on, a restart of the software at 99 %",
    "disk_filling": "4 % of the disk an hour, until it is full",
    "log_storm": "logs grow by 15 % of the disk an hour and are rotated each hour; the processor is busy writing",
    "weak_link": "18 dB less signal, slow and bursty answers",
    "sensor_stuck": "temperature and humidity stay at their last values",
    "sensor_noisy": "temperature, humidity and air quality jump about",
    "sensor_drifting": "the thermometer shows 1 °C more each hour, the hygrometer 2 % less",
    "clock_jump": "the clock is ten minutes fast",
    "paper_out": "no paper, and nobody brings any",
    "paper_jam": "the printer jams and stays so",
    "card_reader_errors": "the card reader times out most of the time",
    "cash_box_full": "the cash box is full and nobody empties it",
    "door_open": "within minutes outside air comes in: its temperature, its moisture, its dust",
    "kiosk_moved": "it is carried off at walking pace, 2 km far, away from its radio cell",
}
MIN_SEVERITY, MAX_SEVERITY = 0.1, 5.0


class Fault(NamedTuple):
    """An active fault. `severity` 1 is what FAULTS describes; `since` is in Unix seconds."""

    severity: float
    since: float

    def hours(self, moment: float) -> float:
        """How long it has lasted."""
        return max(0.0, moment - self.since) / 3600


Faults = Mapping[str, Fault]


def parse_fault(text: object) -> tuple[str, float]:
    """`fan_failure` or `fan_failure:2` as name and severity. Raises InvalidSetting, which lists the names."""
    name, _, severity = text.partition(":") if isinstance(text, str) else (str(text), "", "")
    if name not in FAULTS:
        raise InvalidSetting(f"unknown fault {name!r} (known: {', '.join(FAULTS)})")
    try:
        value = float(severity or 1)
    except ValueError:
        value = 0.0
    if not MIN_SEVERITY <= value <= MAX_SEVERITY:
        raise InvalidSetting(f"{text!r}: the severity is a number from {MIN_SEVERITY:g} to {MAX_SEVERITY:g}")
    return name, value


def parse_faults(texts: Iterable[object]) -> dict[str, float]:
    """Names and severities; a later one of the same name counts."""
    return dict(parse_fault(text) for text in texts)


class FaultFile:
    """`faults.json` of one kiosk."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / "faults.json"

    def version(self) -> int:
        """Changes when the file does; 0 where there is none."""
        try:
            return self._path.stat().st_mtime_ns
        except OSError:
            return 0

    def load(self) -> dict[str, Fault]:
        """What is active; nothing where there is no file. Raises InvalidSetting when it is not as it should be."""
        try:
            stored = json.loads(self._path.read_text(encoding="utf-8"))
            found = {}
            for given, fault in stored.items():
                name, severity = parse_fault(f"{given}:{fault['severity']}")
                found[name] = Fault(severity, datetime.fromisoformat(fault["since"]).timestamp())
            return found
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise InvalidSetting(f"{self._path}: {type(error).__name__}: {error}") from None

    def save(self, wanted: Mapping[str, float]) -> None:
        """Exactly these are on from now; one that was on already keeps its age. Raises OSError."""
        try:
            active = self.load()
        except InvalidSetting:
            active = {}
        now = datetime.now(UTC).timestamp()
        entries = {
            name: {
                "severity": severity,
                "since": datetime.fromtimestamp(active[name].since if name in active else now, UTC).isoformat(),
            }
            for name, severity in wanted.items()
        }
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")
        fresh.replace(self._path)


class FaultWatch:
    """What is active now, by a file that may change at any time; a wrong file changes nothing."""

    def __init__(self, file: FaultFile, log: EventLog) -> None:
        self._file = file
        self._log = log
        self._version = 0
        self._active: dict[str, Fault] = {}

    def active(self) -> Faults:
        """The faults as of this moment."""
        version = self._file.version()
        if version != self._version:
            self._version = version
            try:
                active = self._file.load()
            except InvalidSetting as error:
                self._log.warning("faults_ignored", reason=str(error))
                return self._active
            if active != self._active:
                self._active = active
                self._log.info("faults", active={name: fault.severity for name, fault in active.items()})
        return self._active
