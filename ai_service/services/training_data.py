"""The real rows of a training run: minutes of the fleet, with what people said of incidents as their labels."""

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy.orm import Session

from ai_service.anomaly.table import Mask, Table
from ai_service.minutes.columns import MINUTE, NAMES
from ai_service.models.incidents import Incident
from ai_service.repositories import training_rows
from ai_service.repositories.training_rows import Minutes
from ai_service.training.data import FEWEST_ROWS, MOST_ROWS, Dataset, KioskRows

KEPT = timedelta(days=28)
FEWEST_EACH, MOST_EACH = 3 * 1440, 28 * 1440
BEFORE, AFTER = 600.0, 1800.0
"""Seconds: an incident has begun before it was seen, and the kiosk is not quite itself soon after it."""
INSTALLATION = 3600.0
"""Seconds after a kiosk's first minute in which people are at work at it."""


def gather(
    session: Session,
    now: datetime,
    seed: int,
    report: Callable[[int, int], None] = lambda done, total: None,
    kept: timedelta = KEPT,
    most_rows: int = MOST_ROWS,
) -> Dataset:
    """The newest rows of the fleet, or of a sample of it that holds those with judged incidents first.

    No transaction stays open between two kiosks.
    """
    since = now - kept
    chosen = _sample(
        training_rows.kiosks(session, FEWEST_ROWS),
        training_rows.judged_kiosks(session, since),
        seed,
        most_rows // FEWEST_EACH,
    )
    session.rollback()
    each = min(max(most_rows // max(1, len(chosen)), FEWEST_EACH), MOST_EACH)
    kiosks, left_out = [], {"muted": 0, "incidents": 0, "installs": 0}
    for done, kiosk_id in enumerate(chosen, start=1):
        rows = _of_kiosk(session, kiosk_id, since, each, left_out)
        session.rollback()
        if len(rows):
            kiosks.append(rows)
        report(done, len(chosen))
    return Dataset(kiosks, left_out)


def _sample(kiosks: list[int], judged: list[int], seed: int, most: int) -> list[int]:
    """At most so many, in the order of their ids."""
    if len(kiosks) <= most:
        return sorted(kiosks)
    known = set(kiosks)
    first = [kiosk_id for kiosk_id in judged if kiosk_id in known][:most]
    others = sorted(known - set(first))
    drawn = np.random.default_rng([seed, 9]).permutation(others)[: most - len(first)]
    return sorted([*first, *(int(kiosk_id) for kiosk_id in drawn)])


def _of_kiosk(session: Session, kiosk_id: int, since: datetime, most: int, left_out: dict[str, int]) -> KioskRows:
    minutes = training_rows.newest_minutes(session, kiosk_id, len(NAMES), since, most)
    incidents = training_rows.incidents(session, kiosk_id, since)
    began = training_rows.first_minute(session, kiosk_id)
    fault, unclear = _judged(minutes, [one for one in incidents if one.verdict != "false_alarm"])
    cleared, _ = _spans(minutes, [one for one in incidents if one.verdict == "false_alarm"], 0.0, 0.0)
    installing = minutes.times < (began.timestamp() + INSTALLATION if began else 0.0)
    alarmed = minutes.alarm & ~cleared
    left_out["muted"] += int(np.count_nonzero(minutes.muted))
    left_out["incidents"] += int(np.count_nonzero((fault | unclear | alarmed) & ~minutes.muted))
    left_out["installs"] += int(np.count_nonzero(installing & ~minutes.muted))
    counts = ~(minutes.muted | installing)
    normal = counts & ~(fault | unclear | alarmed | minutes.empty)
    table = Table(NAMES, minutes.times, minutes.values, float(MINUTE))
    return KioskRows(kiosk_id, table, normal, fault & counts)


def _judged(minutes: Minutes, incidents: list[Incident]) -> tuple[Mask, Mask]:
    """Rows that people called faulty, and rows that nobody knows about: incidents without a verdict, and what lies
    around incidents."""
    faulty, around = _spans(minutes, [one for one in incidents if one.verdict == "true_fault"], BEFORE, AFTER)
    open_, beside = _spans(minutes, [one for one in incidents if one.verdict is None], BEFORE, AFTER)
    return faulty, (open_ | around | beside) & ~faulty


def _spans(minutes: Minutes, incidents: list[Incident], before: float, after: float) -> tuple[Mask, Mask]:
    """Rows within incidents, and rows within them or so many seconds beside them."""
    inside, wide = np.zeros(len(minutes.times), bool), np.zeros(len(minutes.times), bool)
    for incident in incidents:
        start = incident.started_at.timestamp()
        end = incident.ended_at.timestamp() if incident.ended_at else float("inf")
        inside |= (minutes.times >= start) & (minutes.times <= end)
        wide |= (minutes.times >= start - before) & (minutes.times <= end + after)
    return inside, wide
