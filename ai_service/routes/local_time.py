"""The time where the kiosks are."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import current_app

from common.events import utc_now


def local_now() -> datetime:
    """Now, by the clock that days of sales begin and end by."""
    return utc_now().astimezone(ZoneInfo(current_app.extensions["settings"].time_zone))
