"""Scores the series of an anomaly pack, each by itself: first learned from its `train` rows, then day by day."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from ai_service.anomaly.alarms import Alarm, AlarmPolicy
from ai_service.anomaly.calibration import Calibration, learned_level
from ai_service.anomaly.features import HISTORY
from ai_service.anomaly.online import DAY, score_day_by_day
from ai_service.anomaly.table import Floats, Table
from ai_service.evaluate.packs import (
    UNREADABLE,
    Result,
    manifest_of,
    read_frame,
    series_of,
    write_result,
    write_unscored,
)

ALERTS_PER_DAY = 1.0
FEWEST = HISTORY
"""Rows to learn from before any is judged: of fewer, what is usual in their spread cannot be told."""
_TOP = 5
_SEED = 0


def run(pack: Path, out: Path) -> bool:
    """Write `<series>.csv` with score, alert and top_metrics of each row of the test part into the folder `out`.

    A series that cannot be scored is named on stderr and gets scores of 0; the others are scored all the same.
    Returns whether all were.

    Raises:
        OSError, ValueError: when the manifest cannot be read or `out` not written.
    """
    out.mkdir(parents=True, exist_ok=True)
    scored = True
    manifest = manifest_of(pack)
    for done, (name, about) in enumerate(manifest.items(), 1):
        frame = pd.DataFrame({"timestamp": []})
        try:
            frame = read_frame(pack, about)
            series = series_of(name, frame, about)
            result = evaluate(series.table, series.train_rows)
        except UNREADABLE as error:
            print(f"{name}: cannot be scored: {type(error).__name__}: {error}", file=sys.stderr)
            write_unscored(out, name, frame)
            scored = False
        else:
            write_result(out, series, result)
            print(f"{name}: scored, {done} of {len(manifest)}", file=sys.stderr, flush=True)
    return scored


def evaluate(table: Table, train_rows: int) -> Result:
    """Judge the rows of `table` from `train_rows` on; what comes after a row does not change what is said of it.

    With less than FEWEST rows to train on, the first ones to be judged are held to be normal, with the score 0, until
    there are so many.
    """
    judge = _Judge(table.interval)
    first = min(train_rows, len(table))
    train_rows = min(max(train_rows, FEWEST), len(table))
    scores, alerts = [np.zeros(train_rows - first)], [False] * (train_rows - first)
    tops = [list(table.names[:_TOP])] * (train_rows - first)
    for stretch in score_day_by_day(table, train_rows, seed=_SEED) if train_rows >= FEWEST else ():
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
        self._policy = AlarmPolicy(ALERTS_PER_DAY, interval, quiet_rows=2, hysteresis=1.2)
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
