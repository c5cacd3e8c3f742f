"""One shard of the telemetry: its minutes closed, scored and stored, each in one transaction."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

import numpy as np
from sqlalchemy.orm import Session

from ai_service.anomaly.features import HISTORY
from ai_service.anomaly.table import Values
from ai_service.minutes.columns import MINUTE, NAMES
from ai_service.minutes.features import Gathered, features
from ai_service.minutes.folding import Closed, Folding
from ai_service.repositories import knowledge, minutes
from ai_service.repositories.minutes import Minute
from ai_service.services import scores
from ai_service.services.live import backlog
from ai_service.services.live.alarms import Alarms
from ai_service.services.live.backlog import Judges
from ai_service.services.live.explaining import Evidence
from ai_service.services.live.judgement import Judged, Model, judge
from ai_service.services.live.known import UNKNOWN, Knowledge, Known
from ai_service.services.live.sales_rate import SalesRate
from ai_service.services.live.windows import Windows
from common.database import transaction
from common.errors import Unavailable
from common.events import utc_now

SILENCE = 60
"""Minutes for which a kiosk that says nothing still gets a row; after that it is off, and that is known."""
LONG_AWAY = 1
"""Minutes in which nothing at all came before a start: more, and the silence was ours and not that of kiosks."""
ONE_MINUTE = timedelta(minutes=1)


class ShardTaken(Unavailable):
    """Another has taken the shard over: what is in hand must not be finished."""

    def __init__(self) -> None:
        super().__init__("service_unavailable")


class Shard:
    """Fold readings in with `folding`, and `close` its minutes as they are due.

    What is in memory can be made again from the database and the log at any time, and has to be after a failure: a
    Shard on which `close` raised is not to be used any more.

    Args:
        resume_at: when what is to be read next came, or now; in seconds since 1970.
        serving: the model that serves now.
    """

    def __init__(
        self,
        session: Session,
        shard: int,
        shards: int,
        resume_at: float,
        serving: Callable[[], Model | None],
        zone: tzinfo,
    ) -> None:
        self._shard, self._shards, self._serving, self._zone = shard, shards, serving, zone
        with transaction(session):
            taken = knowledge.take_shard(session, shard)
            self._epoch = taken.epoch
            resume = int(resume_at) // MINUTE
            closed = int(taken.closed_until.timestamp()) // MINUTE if taken.closed_until else resume
            start = resume if resume - closed > LONG_AWAY else closed
            stored = {row.kiosk_id: row.last_seq for row in knowledge.growth(session, shard, shards)}
            self.folding = Folding(start, stored)
            self._windows = Windows(start - 1)
            self._spoke: dict[int, int] = {}
            self._muted: set[int] = set()
            for row in minutes.since(session, _moment(start - max(SILENCE, HISTORY)), shard, shards):
                self._note_muted(row.kiosk_id, row.muted)
                self._remember(row)
            self._alarms = Alarms(scores.policy(session))
            self._alarms.load(session, shard, shards, _moment(start))
        self._knowledge = Knowledge(shard, shards)
        self._rate = SalesRate(shard, shards)

    def close(self, session: Session) -> None:
        """Score and store the next minute, and what came late for those before it.

        Raises:
            ShardTaken: when another has the shard now.
        """
        closed = self.folding.close()
        start = _moment(closed.minute)
        with transaction(session):
            if not knowledge.move_shard(session, self._shard, self._epoch, start + ONE_MINUTE):
                raise ShardTaken
            first = _moment(min([closed.minute, *closed.late]))
            known = self._knowledge.at(session, first, start + ONE_MINUTE)
            self._alarms.policy = scores.policy(session)
            model = self._serving()
            self._alarms.begin(session, {*self._spoke, *closed.samples, *known}, start)
            self._alarms.hold(closed.samples.keys() - self._spoke.keys(), start - ONE_MINUTE)
            self._windows.advance(closed.minute)
            # First: they are a part of what the minute is scored from.
            late = self._take_late(session, closed, known, Judges(model, self._alarms.policy, self._zone))
            rows = self._close_minute(session, closed, known, model)
            minutes.write(session, [*rows, *late])
            self._grow(session, [*rows, *late], known, closed)
            self._alarms.end([kiosk_id for kiosk_id, kiosk in known.items() if kiosk.retired], start)
            self._alarms.finish(session)

    def _close_minute(
        self, session: Session, closed: Closed, known: dict[int, Known], model: Model | None
    ) -> list[Minute]:
        self._forget(closed.minute, known)
        silent = [kiosk_id for kiosk_id in self._spoke if kiosk_id not in closed.heard | closed.samples.keys()]
        rates = self._rate.at(session, _moment(closed.minute + 1))
        gathered = [
            self._gathered(kiosk_id, closed, known, rates)
            for kiosk_id in sorted({*closed.samples, *silent})
            if not self._is_between_readings(kiosk_id, closed, known)
        ]
        if not gathered:
            return []
        values = features(gathered)
        for one, row in zip(gathered, values, strict=True):
            self._note_muted(one.kiosk_id, known.get(one.kiosk_id, UNKNOWN).is_muted(_moment(closed.minute)))
            self._windows.put(one.kiosk_id, closed.minute, row)
            if one.samples:
                self._spoke[one.kiosk_id] = closed.minute
        kiosks = [known.get(one.kiosk_id, UNKNOWN) for one in gathered]
        windows = self._windows.of([one.kiosk_id for one in gathered])
        judged = judge(model, kiosks, windows)
        return self._step(session, gathered, kiosks, windows, judged, model)

    def _step(
        self,
        session: Session,
        gathered: Sequence[Gathered],
        kiosks: Sequence[Known],
        windows: Values,
        judged: Judged,
        model: Model | None,
    ) -> list[Minute]:
        """Each kiosk's alarm one minute further, and its row."""
        now, times, rows = utc_now(), self._windows.times(), []
        at = _moment(gathered[0].minute)
        for place, (one, kiosk) in enumerate(zip(gathered, kiosks, strict=True)):
            limits, muted = judged.limits[place], kiosk.is_muted(at)
            heeded = [] if muted else limits
            evidence = Evidence(model, kiosk, times, windows[place], heeded, one.samples, self._zone)
            probability = float(judged.probability[place])
            alarm = self._alarms.step(session, one.kiosk_id, at, 0.0 if muted else probability, now, evidence)
            raw = float(judged.raw[place])
            rows.append(
                Minute(
                    one.kiosk_id, at, len(one.samples), windows[place, -1], None if np.isnan(raw) else raw,
                    probability, alarm, muted, kiosk.maturity, evidence.version, limits,
                )
            )  # fmt: skip
        return rows

    def _gathered(self, kiosk_id: int, closed: Closed, known: dict[int, Known], rates: dict[int, float]) -> Gathered:
        kiosk = known.get(kiosk_id, UNKNOWN)
        samples = closed.samples.get(kiosk_id, {})
        return Gathered(kiosk_id, closed.minute, samples, kiosk.interval, kiosk.place, rates.get(kiosk_id))

    def _is_between_readings(self, kiosk_id: int, closed: Closed, known: dict[int, Known]) -> bool:
        """Whether a kiosk that speaks less than once a minute need not have spoken in this one."""
        if kiosk_id in closed.samples:
            return False
        interval = known.get(kiosk_id, UNKNOWN).interval
        return interval > MINUTE and (closed.minute - self._spoke[kiosk_id]) * MINUTE < 2 * interval

    def _take_late(self, session: Session, closed: Closed, known: dict[int, Known], judges: Judges) -> list[Minute]:
        by_kiosk: dict[int, dict[int, dict[int, tuple[float | None, ...]]]] = {}
        for minute, samples in closed.late.items():
            for kiosk_id, own in samples.items():
                by_kiosk.setdefault(kiosk_id, {})[minute] = own
        rows: list[Minute] = []
        for kiosk_id, late in by_kiosk.items():
            rows += backlog.take(session, kiosk_id, late, known.get(kiosk_id, UNKNOWN), judges)
        for row in rows:
            self._remember(row)
        return rows

    def _note_muted(self, kiosk_id: int, muted: bool) -> None:
        """What a kiosk was like while it was muted is not held against it afterwards: its window begins anew."""
        if muted:
            self._muted.add(kiosk_id)
        elif kiosk_id in self._muted:
            self._muted.remove(kiosk_id)
            self._windows.forget([kiosk_id])

    def _remember(self, row: Minute) -> None:
        minute = int(row.at.timestamp()) // MINUTE
        if len(row.values) == len(NAMES):
            self._windows.put(row.kiosk_id, minute, row.values)
        if row.readings and minute > self.folding.next_minute - 1 - SILENCE:
            self._spoke[row.kiosk_id] = max(minute, self._spoke.get(row.kiosk_id, 0))

    def _forget(self, minute: int, known: dict[int, Known]) -> None:
        """Kiosks that have been silent for long, or are retired: nothing is expected of them."""
        gone = [
            kiosk_id
            for kiosk_id, spoke in self._spoke.items()
            if minute - spoke > SILENCE or known.get(kiosk_id, UNKNOWN).retired
        ]
        for kiosk_id in gone:
            del self._spoke[kiosk_id]
        self._windows.forget(gone)

    def _grow(self, session: Session, rows: Sequence[Minute], known: dict[int, Known], closed: Closed) -> None:
        grown: dict[int, tuple[datetime, int, int]] = {}
        for row in rows:
            if row.readings:
                since, count, _ = grown.get(row.kiosk_id, (row.at, 0, 0))
                counts = not known.get(row.kiosk_id, UNKNOWN).is_muted(row.at)
                seq = closed.seqs.get(row.kiosk_id, -1)
                grown[row.kiosk_id] = min(since, row.at), count + counts, seq
        knowledge.grow(session, grown)


def _moment(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * MINUTE, UTC)
