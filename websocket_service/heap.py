"""Keeps Python's collector of cycles from halting everybody's readings.

A socket is some hundred objects that live for hours. A full collection looks through all of them: 5,000 sockets cost
0.7 to 1.0 s (measured), in which no reading is acknowledged, several times a minute while readings come. So what has
lived for half a minute is set aside, where the collector does not look. Cycles in what was set aside, such as those
of sockets that have closed, are looked for every quarter of an hour.
"""

import gc
import threading
import time

SETTLE_SECONDS = 30.0
FULL_SECONDS = 900.0
YOUNG = 20_000
"""Objects between two collections of the youngest; Python's 700 are a few readings."""


class Heap:
    """A worker; one a process."""

    name = "heap"

    def run(self, stop: threading.Event) -> None:
        """Until `stop` is set."""
        gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
        looked_at = time.monotonic()
        while not stop.wait(SETTLE_SECONDS):
            if time.monotonic() - looked_at >= FULL_SECONDS:
                gc.unfreeze()
                gc.collect()
                looked_at = time.monotonic()
            gc.freeze()
