"""Scores the series of an anomaly pack, each by itself: first learned from its `train` rows, then day by day."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from ai_service.anomaly.alarms import Alarm, AlarmPolicy
from ai_service.anomaly.calibration import Calibration, learned_level
from ai_service.anomaly.online import DAY, score_day_by_day
from ai_service.anomaly.table import Floats, Table
from ai_service.evaluate.packs import Result, read_pack, write_result

ALERTS_PER_DAY = 1.0
_TOP = 5
_SEED = 0


def run(pack: Path, out: Path) -> None:
    """Write `<series>.csv` with score, alert and top_metrics of each row of the test part into the folder `out`."""
    out.mkdir(parents=True, exist_ok=True)
    for series in read_pack(pack):
        write_result(out, series, evaluate(series.table, series.train_rows))


def evaluate(table: Table, train_rows: int) -> Result:
    """Judge the rows of `table` from `train_rows` on; what comes after a row does not change what is said of it."""
    judge = _Judge(table.interval)
    scores, alerts, tops = [np.zeros(0)], [], []
    for stretch in score_day_by_day(table, train_rows, seed=_SEED):
        if stretch.start >= train_rows:
            alerts += judge.alerts(table.times[stretch.start : stretch.stop], stretch.scores.raw)
            scores.append(stretch.scores.raw)
            tops += [
                [table.names[column] for column in stretch.scores.ranking(row)[:_TOP]]
                for row in range(stretch.stop - stretch.start)
            ]
        judge.learn(stretch.scores.raw)
    return Result(np.concatenate(scores), np.asarray(alerts, bool), tops)


class _Judge:
    """A machine's alarm, calibrated before each day by all scores until then."""

    def __init__(self, interval: float) -> None:
        self._policy = AlarmPolicy(ALERTS_PER_DAY, interval, quiet_rows=2, hysteresis=1.5)
        self._alarm = Alarm(self._policy)
        self._past: list[Floats] = []

    def learn(self, raw: Floats) -> None:
        self._past.append(raw)

    def alerts(self, times: Floats, raw: Floats) -> list[bool]:
        past = np.concatenate(self._past)
        calibration = Calibration.fit(past)
        level = learned_level(past, DAY / self._policy.interval, ALERTS_PER_DAY)
        on = None if level is None else float(calibration.probability(level))
        self._alarm.policy = replace(self._policy, level=on)
        probability = calibration.probability(raw)
        return [
            self._alarm.step(at, chance).alarm for at, chance in zip(times.tolist(), probability.tolist(), strict=True)
        ]
