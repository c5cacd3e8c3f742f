"""One program at a time speaks for a kiosk: two would use up each other's `seq` and lose readings."""

import asyncio
import fcntl
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from kiosk_app.errors import NeedsPersonError

PATIENCE = 10.0  # seconds in which the one before may still be ending
LOOK = 0.2  # seconds between two attempts


@asynccontextmanager
async def owned(folder: Path) -> AsyncIterator[None]:
    """The kiosk whose own folder this is is ours meanwhile. Raises NeedsPersonError when it stays another's.

    The folder itself is locked, which needs no room on the disk; the system lets go of it however the program ends.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        deadline = time.monotonic() + PATIENCE
        while not _locked(descriptor):
            if time.monotonic() > deadline:
                raise NeedsPersonError(f"{folder} is in use by another process: does this kiosk run already?")
            await asyncio.sleep(LOOK)
        yield
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
