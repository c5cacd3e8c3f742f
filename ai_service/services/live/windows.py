"""The newest rows of a shard's kiosks, from which their next score is made."""

from collections.abc import Iterable, Sequence

import numpy as np

from ai_service.anomaly.features import HISTORY
from ai_service.anomaly.table import Values
from ai_service.minutes.columns import NAMES

_GROWTH = 64


class Windows:
    """All kiosks move on minute by minute together; a minute of which nothing is known is a row of NaN.

    Args:
        minute: the newest one, in minutes since 1970.
    """

    def __init__(self, minute: int) -> None:
        self.minute = minute
        self._slots: dict[int, int] = {}
        self._values: Values = np.full((0, HISTORY, len(NAMES)), np.nan, np.float32)
        self._free: list[int] = []

    def advance(self, minute: int) -> None:
        """Begin a newer minute."""
        steps = min(minute - self.minute, HISTORY)
        if steps > 0:
            self._values[:, :-steps] = self._values[:, steps:].copy()
            self._values[:, -steps:] = np.nan
            self.minute = minute

    def put(self, kiosk_id: int, minute: int, row: Values) -> None:
        """A kiosk's row of this minute or an earlier one; what is older than the window is left out."""
        place = HISTORY - 1 - (self.minute - minute)
        if 0 <= place < HISTORY:
            slot = self._slot(kiosk_id)  # may make room, in another array
            self._values[slot, place] = row

    def of(self, kiosk_ids: Sequence[int]) -> Values:
        """The windows [k, HISTORY, len(NAMES)] of these kiosks, oldest row first."""
        slots = [self._slot(kiosk_id) for kiosk_id in kiosk_ids]
        return self._values[slots]

    def forget(self, kiosk_ids: Iterable[int]) -> None:
        """Drop kiosks that are silent for so long that nothing is left of them."""
        for kiosk_id in kiosk_ids:
            slot = self._slots.pop(kiosk_id, None)
            if slot is not None:
                self._values[slot] = np.nan
                self._free.append(slot)

    def times(self) -> np.ndarray:
        """When the rows began, in seconds since 1970 [HISTORY]."""
        return np.arange(self.minute - HISTORY + 1, self.minute + 1, dtype=np.float64) * 60

    def _slot(self, kiosk_id: int) -> int:
        slot = self._slots.get(kiosk_id)
        if slot is None:
            if not self._free:
                size = len(self._values)
                more = np.full((max(_GROWTH, size // 2), HISTORY, len(NAMES)), np.nan, np.float32)
                self._values = np.concatenate((self._values, more))
                self._free = list(range(size + len(more) - 1, size - 1, -1))
            slot = self._slots[kiosk_id] = self._free.pop()
        return slot
