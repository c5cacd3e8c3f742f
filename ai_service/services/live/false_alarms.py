"""Conditions that people called a false alarm: for a day they raise nothing more, unless they get clearly worse."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import numpy as np
from sqlalchemy.orm import Session

from ai_service.anomaly.limits import LIMITS
from ai_service.anomaly.templates import TEMPLATES
from ai_service.minutes.columns import NAMES
from ai_service.models.incidents import Incident
from ai_service.repositories import minutes
from ai_service.services.live.explaining import Evidence
from ai_service.services.live.judgement import heard, in_order_of, usual

EXCUSED_FOR = timedelta(hours=24)
"""After the verdict. The kiosk's profile, renewed each day, takes up what lasts meanwhile."""
_CONDITION = timedelta(hours=2)
"""Up to the end of an incident: what the kiosk was like when it was judged."""
_WORSE = 0.25
"""Of the span from usual to what was judged: so much further is clearly worse."""
_OFF = 3.0
"""And at least so many usual spreads, so that what was not off then may move as ever."""
_FAULTS = frozenset(template.name for template in TEMPLATES)


def without_excused(session: Session, judged: Iterable[Incident], evidence: Evidence) -> Evidence | None:
    """What is left of a kiosk's newest minute beside its false alarms; None when it is what one of them was.

    It is not when another fault is told, or some metric is further off: then that is what is to be explained.
    """
    template, further = evidence.template(), set(NAMES)
    for one in judged:
        now_further = _further(session, one, evidence)
        # A template that names no fault tells nothing beyond the metrics.
        if not now_further and (template == one.template or template not in _FAULTS):
            return None
        further &= now_further
    return replace(evidence, matter=frozenset(further))


def _further(session: Session, judged: Incident, evidence: Evidence) -> set[str]:
    """The metrics that were in both of the newest minutes clearly further off than ever in the judged incident.

    As with limits, a peak of a minute does not count. Rows are read anew each time: the verdict may have come before
    some of them were scored.
    """
    assert judged.ended_at is not None
    start = max(judged.started_at, judged.ended_at - _CONDITION)
    rows = [
        row for row in minutes.stored(session, judged.kiosk_id, start, judged.ended_at) if len(row.values) == len(NAMES)
    ]
    if not rows:
        return set(NAMES)
    broken = {name for row in rows for name in row.limits}
    names = evidence.model.model.detector.names if evidence.model else NAMES
    then = in_order_of(names, heard(np.array([row.values for row in rows], np.float32)))
    newest = in_order_of(names, heard(evidence.window[-2:]))
    low, high = np.fmin.reduce(then), np.fmax.reduce(then)
    margin = np.full(len(names), np.nan)  # without a model nothing is usual: then limits alone are compared
    if evidence.model:
        profile, _ = usual(evidence.model, evidence.known)
        low, high = np.fmin(low, profile.low), np.fmax(high, profile.high)
        margin = np.maximum(_WORSE * (high - low), _OFF * profile.scale)
    for name in broken & set(names):
        margin[names.index(name)] = LIMITS[name].worse
    further = (np.fmin.reduce(newest) > high + margin) | (np.fmax.reduce(newest) < low - margin)
    return {names[column] for column in np.flatnonzero(further)} | (set(evidence.limits) - broken)
