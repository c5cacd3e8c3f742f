"""How good and how fast forecasts are: `python -m bench.forecast PACK`.

PACK is a folder of daily series: `manifest.json` and a `<group>.csv.gz` each, with the origins to forecast from. Beside
the forecast stand “the same as last week”, Theta, and the mean of the last four same weekdays. For each group: the mean
absolute error and the error of the 28-day sum, both divided by those of “the same as last week” in the same run, the
share of days inside the 80 % interval with its mean width (of mean sales), and the processor's seconds an origin.

The exit code tells whether the bounds hold: 0.74 of the naive error, 0.75 of its error of the sum (both means of the
groups), coverage between 0.75 and 0.85.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ai_service.evaluate.sales import read_panel
from ai_service.forecast import theta
from ai_service.forecast.calendar import guess_country
from ai_service.forecast.engine import forecast_panel
from ai_service.forecast.features import same_weekday_mean
from ai_service.forecast.panel import WEEK, Panel, Series, mean

ERROR_BOUND, SUM_BOUND, COVERAGE_BOUNDS = 0.74, 0.75, (0.75, 0.85)
NAIVE, OURS = "same as last week", "forecast"
NAMES = (NAIVE, "theta", "same weekday mean", OURS)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.forecast")
    parser.add_argument("pack", type=Path)
    options = parser.parse_args()
    manifest = json.loads((options.pack / "manifest.json").read_text(encoding="utf-8"))
    groups = {name: _group(read_panel(options.pack / about["file"]), about) for name, about in manifest.items()}
    table = pd.DataFrame({(group, name): row for group, rows in groups.items() for name, row in rows.items()}).T
    print(table.round(3).to_string(na_rep=""))
    means = table.xs(OURS, level=1).mean()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nmean of the groups: error {means['error']:.3f} (bound {ERROR_BOUND}), "
          f"error of the sum {means['sum']:.3f} (bound {SUM_BOUND}), "
          f"coverage {means['coverage']:.3f} (bounds {COVERAGE_BOUNDS}); peak memory {peak:.0f} MB")  # fmt: skip
    holds = means["error"] <= ERROR_BOUND and means["sum"] <= SUM_BOUND
    return 0 if holds and COVERAGE_BOUNDS[0] <= means["coverage"] <= COVERAGE_BOUNDS[1] else 1


def _group(panel: Panel, about: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    horizon = about["horizon"]
    errors: dict[str, list[Series]] = {name: [] for name in NAMES}
    sums: dict[str, list[float]] = {name: [] for name in NAMES}
    inside: list[float] = []
    width, sold, seconds = 0.0, 0.0, 0.0
    for origin in about["origins"]:
        days = (pd.Timestamp(origin).date() - panel.first_day).days + 1
        known, truth = panel.until(days), panel.values[:, days : days + horizon]
        started = time.process_time()
        found = forecast_panel(known, horizon, country=guess_country(known))
        seconds += time.process_time() - started
        usual = mean(np.abs(known.values[:, WEEK:] - known.values[:, :-WEEK]))[:, None]
        for name, expected in zip(NAMES, [*_plain(known.values, horizon), found.expected], strict=True):
            errors[name].append(mean(np.abs(expected - truth) / usual))
            sums[name].append(float(np.nansum(np.abs(np.nansum(expected - truth, axis=1)))))
        inside.append(float(np.mean((truth >= found.low) & (truth <= found.high))))
        width, sold = width + float((found.high - found.low).sum()), sold + float(np.nansum(truth))
    rows = {
        name: {
            "error": _mean(errors[name]) / _mean(errors[NAIVE]),
            "sum": sum(sums[name]) / sum(sums[NAIVE]),
        }
        for name in NAMES
    }
    rows[OURS] |= {
        "coverage": float(np.mean(inside)),
        "width": width / sold,
        "seconds": seconds / len(about["origins"]),
    }
    return rows


def _plain(known: Series, horizon: int) -> list[Series]:
    week = np.tile(known[:, -WEEK:], (1, -(-horizon // WEEK)))[:, :horizon]
    return [week, theta.forecast(known, horizon), same_weekday_mean(known, horizon)]


def _mean(parts: Sequence[Series]) -> float:
    return float(np.nanmean(np.concatenate(parts)))


if __name__ == "__main__":
    sys.exit(main())
