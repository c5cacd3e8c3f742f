"""A kiosk's settings and their checks, whoever gives them: a person, a file or the server."""

import argparse
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple
from urllib.parse import urlsplit

DEFAULT_INTERVAL = 5.0
MIN_INTERVAL, MAX_INTERVAL = 1, 3600  # seconds
DEFAULT_SALES = 600.0
DEFAULT_DATA_DIR = ".data/kiosks"
DEFAULT_SERVER_URL = "http://localhost:5000"
ENROLMENT_VARIABLE = "KIOSK_ENROLMENT_TOKEN"


class InvalidSetting(argparse.ArgumentTypeError):
    """A setting is out of range or of the wrong shape; the text says which and what is allowed."""


class Place(NamedTuple):
    """A point on Earth, in degrees."""

    lat: float
    lng: float


SOMEWHERE = Place(-34.6037, -58.3816)
"""Where a simulated machine stands of which nobody says where: its satellite fix is part of every reading."""


def check_serial(value: object) -> str:
    """A serial is also the name of a folder, hence the narrow alphabet."""
    if isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", value):
        return value
    raise InvalidSetting(f"{value!r}: a serial is 1 to 64 letters, digits, '.', '_' or '-', a letter or digit first")


def check_server_url(value: object) -> str:
    """The server's address without a trailing slash."""
    try:
        parts = urlsplit(value if isinstance(value, str) else "")
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # such as a port that is no number
        usable = False
    if not usable:
        raise InvalidSetting(f"{value!r} is not an address such as {DEFAULT_SERVER_URL}")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise InvalidSetting("the server's address must not carry a password, a query or a fragment")
    return parts.geturl().rstrip("/")


def check_interval(value: object) -> float:
    """Seconds between two readings."""
    seconds = _number(value)
    if seconds is None or not MIN_INTERVAL <= seconds <= MAX_INTERVAL:
        raise InvalidSetting(f"{value!r}: the interval is a number of seconds from {MIN_INTERVAL} to {MAX_INTERVAL}")
    return seconds


def check_sales(value: object) -> float:
    """Mean seconds between two simulated sales at the busiest time; 0 for none."""
    seconds = _number(value)
    if seconds is None or not 0 <= seconds <= MAX_INTERVAL:
        raise InvalidSetting(f"{value!r}: sales come every 0 (none) to {MAX_INTERVAL} seconds")
    return seconds


def check_place(value: object) -> Place:
    """A place from {"lat": …, "lng": …}."""
    if isinstance(value, Mapping):
        lat, lng = _number(value.get("lat")), _number(value.get("lng"))
        if lat is not None and lng is not None and abs(lat) <= 90 and abs(lng) <= 180:
            return Place(lat, lng)
    raise InvalidSetting(f'{value!r}: a place is {{"lat": -90…90, "lng": -180…180}}')


def parse_place(text: str) -> Place:
    """A place from the command line's `LAT,LNG`."""
    lat, _, lng = text.partition(",")
    try:
        return check_place({"lat": lat, "lng": lng})
    except InvalidSetting:
        raise InvalidSetting(f"{text!r}: a place is LAT,LNG in degrees, such as 40.4168,-3.7038") from None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


@dataclass(frozen=True)
class KioskConfig:
    """What the server may change while the kiosk runs."""

    interval: float = DEFAULT_INTERVAL
    assigned_location: Place | None = None

    def updated(self, pushed: object) -> "KioskConfig":
        """This configuration with the pushed values in place; keys not known here are for others.

        Raises InvalidSetting when a known value is out of range; nothing of the push is taken then.
        """
        if not isinstance(pushed, Mapping):
            raise InvalidSetting("a configuration is an object")
        config = self
        if "interval" in pushed:
            config = replace(config, interval=check_interval(pushed["interval"]))
        # Null: the server knows of no place, and what was given here holds.
        if pushed.get("assigned_location") is not None:
            config = replace(config, assigned_location=check_place(pushed["assigned_location"]))
        return config
