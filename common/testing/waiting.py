"""Waiting for what other processes do."""

import time
from collections.abc import Callable

WAIT_SECONDS = 30
PAUSE_SECONDS = 0.05


def eventually(condition: Callable[[], bool], seconds: float = WAIT_SECONDS) -> bool:
    """Whether a condition comes to hold within `seconds`; asked again and again until then."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(PAUSE_SECONDS)
    return False
