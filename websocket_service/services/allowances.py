"""How much somebody may do."""

import time


class Allowance:
    """So much a second, and so much at once after a pause: a token bucket.

    Args:
        per_second: what is given back each second.
        at_once: the most that is kept.
    """

    __slots__ = ("_at", "_at_once", "_left", "_per_second")

    def __init__(self, per_second: float, at_once: float) -> None:
        self._per_second = per_second
        self._at_once = at_once
        self._left = at_once
        self._at = time.monotonic()

    def take(self) -> bool:
        """Take one; whether it was there. Who goes on regardless gets into debt."""
        now = time.monotonic()
        self._left = min(self._at_once, self._left + (now - self._at) * self._per_second) - 1
        self._at = now
        return self._left >= 0

    @property
    def overdrawn(self) -> bool:
        """Whether as much is owed as may be had at once: this is no burst any more."""
        return self._left <= -self._at_once
