"""Scores the series of an anomaly pack, each by itself: fitted on its `train` rows, then row by row."""

from pathlib import Path

import numpy as np

from ai_service.anomaly.alarms import AlarmPolicy, group
from ai_service.anomaly.calibration import Calibration
from ai_service.anomaly.explanation import ranking
from ai_service.anomaly.profile import Profile
from ai_service.anomaly.table import Table
from ai_service.anomaly.training import train_detector
from ai_service.evaluate.packs import Result, read_pack, write_result

ALERTS_PER_DAY = 1.0
_TOP = 5


def run(pack: Path, out: Path) -> None:
    """Write `<series>.csv` with score, alert and top_metrics of each row of the test part into the folder `out`."""
    out.mkdir(parents=True, exist_ok=True)
    for series in read_pack(pack):
        write_result(out, series, evaluate(series.table, series.train_rows))


def evaluate(table: Table, train_rows: int) -> Result:
    """Score the rows of `table` from `train_rows` on; the same numbers whatever comes after a row."""
    train = table.rows(0, train_rows)
    profile = Profile.fit(train)
    detector = train_detector([train], seed=0, profiles=[profile])
    scores = detector.score_table(profile, table)
    calibration = Calibration.fit(scores.raw[:train_rows])
    probability = calibration.probability(scores.raw[train_rows:])
    policy = AlarmPolicy(ALERTS_PER_DAY, table.interval)
    alerts, _ = group(policy, zip(table.times[train_rows:], probability, strict=True))
    contributions = scores.contributions[train_rows:]
    top = [[table.names[column] for column in ranking(row)[:_TOP]] for row in contributions]
    return Result(scores.raw[train_rows:], np.asarray(alerts), top)
