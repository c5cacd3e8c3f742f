"""What is usual for each kiosk, learned from its recent normal minutes and renewed every day."""

from datetime import datetime, timedelta

import numpy as np
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays
from sqlalchemy.orm import Session

from ai_service.anomaly.calibration import Calibration
from ai_service.anomaly.profile import Profile
from ai_service.anomaly.table import Table
from ai_service.minutes.columns import MINUTE, NAMES
from ai_service.models.minutes import KioskProfile
from ai_service.repositories import normal
from ai_service.services.live.judgement import Model, heard, in_order_of
from ai_service.services.live.known import OWN_ROWS
from common.database import transaction

RENEWED = timedelta(days=1)
LOOKED_AT = timedelta(days=3)
"""What a profile is made of first, and what calibration is made of always."""
FEWEST = 600
"""Normal minutes without which nothing is learned."""
AT_ONCE = 10


def renew_due(session: Session, model: Model | None, now: datetime) -> int:
    """Renew some of the profiles whose time has come; returns how many were looked at.

    A profile that is there moves towards what the last day was like; a first one is made of three days. The scores of
    normal minutes under the model that serves calibrate it.
    """
    version = model.version if model else None
    due = normal.due_for_profile(session, OWN_ROWS, now - RENEWED, version, AT_ONCE)
    for kiosk_id in due:
        with transaction(session):
            _renew(session, kiosk_id, model, now)
    return len(due)


def _renew(session: Session, kiosk_id: int, model: Model | None, now: datetime) -> None:
    known = normal.profile_of(session, kiosk_id)
    if known is None:
        return
    names = model.model.detector.names if model else NAMES
    rows = [row for row in normal.with_mask(session, kiosk_id, now - LOOKED_AT) if len(row.values) == len(NAMES)]
    mask = np.array([row.normal for row in rows], bool)
    if mask.sum() >= FEWEST:
        values = in_order_of(names, heard(np.array([row.values for row in rows], np.float32)))
        table = Table.of(names, [row.at.timestamp() for row in rows], values, MINUTE)
        profile = _profile(known, table, mask, now)
        known.arrays = save_arrays(profile.to_arrays())
        known.calibration = _calibration(model, profile, table, mask)
    # Looked at, also when there was too little to learn from: the others are next.
    known.fitted_at, known.model_version = now, model.version if model else None


def _profile(known: KioskProfile, table: Table, mask: np.ndarray, now: datetime) -> Profile:
    if known.arrays:
        before = Profile.from_arrays(load_arrays(known.arrays))
        if len(before.centre) == len(table.names):
            newest = mask & (table.times >= (known.fitted_at or now - RENEWED).timestamp())
            return before.update(table, newest) if newest.sum() >= FEWEST else before
    return Profile.fit(table, mask)


def _calibration(model: Model | None, profile: Profile, table: Table, mask: np.ndarray) -> dict[str, object] | None:
    if model is None:
        return None
    return Calibration.fit(model.model.detector.score_table(profile, table).raw[mask]).to_dict()
