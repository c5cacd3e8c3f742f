"""What is known of a shard's kiosks when their minute is scored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from safetensors.numpy import load as load_arrays
from sqlalchemy.orm import Session

from ai_service.anomaly.calibration import Calibration
from ai_service.anomaly.profile import Profile
from ai_service.repositories import knowledge

RULES, FLEET, OWN, TRUSTED = range(4)
"""Places in models.minutes.MATURITIES."""
FLEET_ROWS, OWN_ROWS, TRUSTED_ROWS = 60, 24 * 60, 7 * 24 * 60
"""Minutes from which on a kiosk is scored by the fleet's model, against its own profile, and that is trusted."""
INSTALLATION = timedelta(minutes=15)
"""After its first minute a kiosk is still being set up: it is not judged."""
USUAL_INTERVAL = 5.0


@dataclass(frozen=True)
class Own:
    """What is usual for a kiosk itself; `calibration` is of the scores of model `version` (None: of none)."""

    profile: Profile
    calibration: Calibration | None
    version: int | None


@dataclass(frozen=True)
class Known:
    """Of one kiosk. `since`, its first minute, is None for one that was never seen."""

    since: datetime | None = None
    rows_seen: int = 0
    own: Own | None = None
    interval: float = USUAL_INTERVAL
    place: tuple[float, float] | None = None
    muted: tuple[tuple[datetime, datetime], ...] = ()
    retired: bool = False

    @property
    def maturity(self) -> int:
        if self.rows_seen < FLEET_ROWS:
            return RULES
        if self.rows_seen < OWN_ROWS or self.own is None:
            return FLEET
        return TRUSTED if self.rows_seen >= TRUSTED_ROWS else OWN

    def is_muted(self, minute: datetime) -> bool:
        """Whether the minute that begins then is not to be judged."""
        if self.since is None or minute < self.since + INSTALLATION:
            return True
        end = minute + timedelta(minutes=1)
        return any(from_at < end and to_at > minute for from_at, to_at in self.muted)


UNKNOWN = Known()


class Knowledge:
    """Of a shard's kiosks; profiles are read when they have changed."""

    def __init__(self, shard: int, shards: int) -> None:
        self._shard, self._shards = shard, shards
        self._own: dict[int, tuple[datetime, Own]] = {}

    def at(self, session: Session, start: datetime, end: datetime) -> dict[int, Known]:
        """What is known of each kiosk, with the spans in [start, end) in which it is muted."""
        grown = {row.kiosk_id: row for row in knowledge.growth(session, self._shard, self._shards)}
        self._read_profiles(session, {kiosk_id: row.fitted_at for kiosk_id, row in grown.items() if row.fitted_at})
        places = {row.kiosk_id: row for row in knowledge.places(session, self._shard, self._shards)}
        retired = knowledge.retired(session, self._shard, self._shards)
        muted = knowledge.muted_in(session, start, end)
        return {
            kiosk_id: _known(
                grown.get(kiosk_id),
                self._own[kiosk_id][1] if kiosk_id in self._own else None,
                places.get(kiosk_id),
                tuple(muted.get(kiosk_id, ())),
                kiosk_id in retired,
            )
            for kiosk_id in {*grown, *places, *retired}
        }

    def _read_profiles(self, session: Session, fitted: Mapping[int, datetime]) -> None:
        changed = [
            kiosk_id
            for kiosk_id, fitted_at in fitted.items()
            if kiosk_id not in self._own or self._own[kiosk_id][0] != fitted_at
        ]
        if changed:
            for row in knowledge.profiles(session, changed):
                self._own[row.kiosk_id] = fitted[row.kiosk_id], own_of(row)


def own_of(row: Any) -> Own:
    """What is usual for a kiosk, from its row of kiosk_profiles."""
    calibration = Calibration.from_dict(row.calibration) if row.calibration else None
    return Own(Profile.from_arrays(load_arrays(row.arrays)), calibration, row.model_version)


def _known(
    grown: Any, own: Own | None, place: Any, muted: tuple[tuple[datetime, datetime], ...], retired: bool
) -> Known:
    return Known(
        grown.since if grown else None,
        grown.rows_seen if grown else 0,
        own,
        float(place.interval_s) if place else USUAL_INTERVAL,
        (place.lat, place.lng) if place and place.lat is not None and place.lng is not None else None,
        muted,
        retired,
    )
