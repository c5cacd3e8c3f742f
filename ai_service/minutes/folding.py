"""Gathers readings by kiosk and minute, as they come, until the minutes are over.

What a minute holds depends on the entries of the log alone, not on when or in what portions they are read: a minute is
closed by the first entry that came later than its end plus GRACE, or by the clock when nothing comes.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ai_service.minutes.columns import MINUTE
from ai_service.minutes.samples import Sample, sample_of

GRACE: Final = 5.0
"""Seconds after its end until which readings still get into their minute at once."""
OLDEST: Final = 27 * 24 * 60
"""Minutes back from which a reading is still taken: rows are kept for 28 days."""

Samples = dict[int, dict[int, Sample]]
"""By kiosk and seq."""


@dataclass(frozen=True)
class Closed:
    """A minute that is over, and what came late for minutes before it.

    `heard` are the kiosks of which anything came since the last close; `seqs` the highest seq of each, with which
    whoever stores this must remember that it is stored.
    """

    minute: int
    samples: Samples
    late: Mapping[int, Samples]
    """By minute."""
    heard: frozenset[int]
    seqs: Mapping[int, int]


class Folding:
    """The minutes of a shard that are still open.

    Args:
        next_minute: the first minute that is not closed yet.
        stored: the highest seq of each kiosk that is stored; what is not above it came before.
    """

    def __init__(self, next_minute: int, stored: Mapping[int, int]) -> None:
        self.next_minute = next_minute
        self._stored = dict(stored)
        self._open: dict[int, Samples] = {}
        self._late: dict[int, Samples] = {}
        self._heard: set[int] = set()
        self._before: dict[int, str] = {}
        self._read = ""
        self.position = ""
        """After which entry all must be read again after a restart, as of the last close; empty: as at the start."""

    def is_due(self, now: float) -> bool:
        """Whether the next minute is over at `now`, in seconds since 1970."""
        return now >= (self.next_minute + 1) * MINUTE + GRACE

    def add(self, entry_id: str, kiosk_id: int, seq: int, received_at: float, reading: Mapping[str, Any]) -> None:
        """Take a reading; call `is_due` with its `received_at`, and `close`, before."""
        before, self._read = self._read, entry_id
        if seq <= self._stored.get(kiosk_id, -1):
            return
        moment, sample = sample_of(reading, received_at)
        minute = int(moment // MINUTE)
        self._heard.add(kiosk_id)
        if minute >= self.next_minute:
            if minute not in self._open:
                self._open[minute] = defaultdict(dict)
                self._before[minute] = before
            self._open[minute][kiosk_id][seq] = sample
        elif minute > self.next_minute - OLDEST:
            self._late.setdefault(minute, defaultdict(dict))[kiosk_id][seq] = sample

    def close(self) -> Closed:
        """The next minute and all that came late; they count as stored from now on."""
        samples, late = self._open.pop(self.next_minute, {}), self._late
        self._before.pop(self.next_minute, None)
        seqs: dict[int, int] = {}
        for part in (samples, *late.values()):
            for kiosk_id, own in part.items():
                seqs[kiosk_id] = max(seqs.get(kiosk_id, -1), *own)
        for kiosk_id, seq in seqs.items():
            self._stored[kiosk_id] = max(self._stored.get(kiosk_id, -1), seq)
        self.position = min(self._before.values(), key=entry_key, default=self._read)
        closed = Closed(self.next_minute, samples, late, frozenset(self._heard), {k: self._stored[k] for k in seqs})
        self.next_minute, self._late, self._heard = self.next_minute + 1, {}, set()
        return closed

    def last_seq(self, kiosk_id: int) -> int:
        """The highest seq of a kiosk that is closed; -1 for none."""
        return self._stored.get(kiosk_id, -1)


def entry_key(entry_id: str) -> tuple[int, int]:
    """By which ids of a stream's entries are in order; before all others is the empty one."""
    milliseconds, _, sequence = entry_id.partition("-")
    return int(milliseconds or -1), int(sequence or 0)
