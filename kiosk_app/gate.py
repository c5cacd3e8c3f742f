"""Lets kiosks of one process to the server a few at a time, so that thousands do not ask all at once."""

import asyncio
import time
from types import TracebackType


class Gate:
    """`async with gate:` waits for a turn: at most `per_second` begin and `at_once` are inside.

    A server that is slow is thus asked less: answers that come too late for those who wait would be work in vain,
    and an enrolment token works only once.
    """

    def __init__(self, per_second: float, at_once: int) -> None:
        self._step = 1 / per_second
        self._next = 0.0
        self._inside = asyncio.Semaphore(at_once)

    async def __aenter__(self) -> None:
        await self._inside.acquire()
        now = time.monotonic()
        at = max(now, self._next)
        self._next = at + self._step
        if at <= now:
            return
        try:
            await asyncio.sleep(at - now)
        except asyncio.CancelledError:
            self._inside.release()
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._inside.release()
