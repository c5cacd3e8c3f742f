"""Growing, jittered delays between attempts, so that a fleet does not come back in one blow."""

import random

from kiosk_app.errors import UnavailableError


class Backoff:
    """Delays that double from `first` to `longest` seconds, each shortened by up to half at random.

    The default 0.5 … 10 s brings every kiosk back within 15 s of a server's return.
    """

    def __init__(self, first: float = 0.5, longest: float = 10.0) -> None:
        self._first = first
        self._longest = longest
        self._ceiling = first

    def next_delay(self) -> float:
        """Seconds to wait before the next attempt."""
        ceiling = self._ceiling
        self._ceiling = min(ceiling * 2, self._longest)
        return random.uniform(ceiling / 2, ceiling)

    def next_delay_after(self, error: Exception) -> float:
        """As `next_delay`, but not less than what the server asked for."""
        asked = error.retry_after if isinstance(error, UnavailableError) else 0.0
        return max(self.next_delay(), asked * random.uniform(1, 1.2))

    def reset(self) -> None:
        """Start again from the shortest delay: the last attempt did what it should."""
        self._ceiling = self._first
