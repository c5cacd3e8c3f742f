"""How well and how fast anomalies are found: `python -m bench.anomaly PACK [--series NAME …]`.

PACK is a folder of labelled series: `manifest.json` and a `<series>.csv.gz` each, with timestamp, split (train or
test), metrics and label. Each series is scored as `python -m ai_service.evaluate anomaly` does, and beside it by
scikit-learn's IsolationForest and by what PCA cannot rebuild, both fitted on the standardised train rows. VUS-PR and
AUC-PR are means over the series of a group, then over groups, without point adjustment; F1, event recall and false
alerts a day are of the alerts. Then rows scored a second on one core, of a table of 20 metrics, beside IsolationForest
and a plain Mahalanobis distance of standardised rows, in the same run.

The exit code tells whether the bounds hold: VUS-PR 0.45, AUC-PR 0.47, and 40,000 rows a second.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest
from sklearn.metrics import average_precision_score

from ai_service.anomaly.features import standardise
from ai_service.anomaly.profile import Profile
from ai_service.anomaly.table import Floats, Mask, Table
from ai_service.anomaly.training import train_detector
from ai_service.evaluate.anomaly import evaluate
from ai_service.evaluate.packs import Series, manifest_of, read_frame, series_of
from ai_service.training.vus import events, vus_pr

VUS_BOUND, AUC_BOUND, ROWS_BOUND = 0.45, 0.47, 40_000
DAY = 86_400
METRICS, ROWS = 20, 8_192
RUNS = 3

Scorer = Callable[[Floats], Floats]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.anomaly")
    parser.add_argument("pack", type=Path)
    parser.add_argument("--series", nargs="*", help="only these")
    options = parser.parse_args()
    vus, auc = quality(options.pack, options.series)
    rows = speed()
    print(f"\nbounds: VUS-PR {VUS_BOUND}, AUC-PR {AUC_BOUND}, {ROWS_BOUND} rows a second")
    return 0 if vus >= VUS_BOUND and auc >= AUC_BOUND and rows >= ROWS_BOUND else 1


def quality(pack: Path, only: list[str] | None) -> tuple[float, float]:
    """Print the tables; returns VUS-PR and AUC-PR of the detector."""
    found = []
    for name, about in manifest_of(pack).items():
        if only and name not in only:
            continue
        frame = read_frame(pack, about)
        series = series_of(name, frame, about)
        labels = _labels(frame, series)
        result = evaluate(series.table, series.train_rows)
        train, test = _standardised(series)
        scores = {
            "detector": result.score,
            "isolation forest": forest_of(train)(test),
            "pca": pca_of(train)(test),
        }
        for name, score in scores.items():
            row = {"group": about["group"], "series": series.name, "scorer": name}
            row["vus_pr"] = vus_pr(labels, score, int(about["vus_window"]))
            row["auc_pr"] = average_precision_score(labels, score)
            if name == "detector":
                row |= alert_figures(labels, result.alert, int(about["vus_window"]), series.table.interval)
            found.append(row)
    table = pd.DataFrame(found)
    groups = table.groupby(["scorer", "group"]).mean(numeric_only=True)
    heads = groups.groupby("scorer").mean()
    print(groups.round(3).to_string(na_rep=""), "\n\nmean of groups\n", heads.round(3).to_string(na_rep=""), flush=True)
    return float(heads.loc["detector", "vus_pr"]), float(heads.loc["detector", "auc_pr"])


def speed() -> float:
    """Print rows scored a second on one core, the best of several runs; returns the detector's."""
    draw = np.random.default_rng(0)
    values = draw.normal(0, 1, (ROWS, METRICS)) @ draw.normal(0, 1, (METRICS, METRICS))
    names = tuple(f"m{column}" for column in range(METRICS))
    table = Table.of(names, np.arange(ROWS) * 60.0, values)
    profile = Profile.fit(table)
    detector = train_detector([table.rows(0, 5000)], seed=0)
    z = standardise(table.values, profile.centre, profile.scale)
    inverse = np.asarray(np.linalg.inv(np.cov(z, rowvar=False)), np.float64)
    forest = forest_of(z[:5000])
    profiles = [profile] * 1000
    windows = np.stack([table.values[row : row + detector.window()] for row in range(1000)])
    rates = {
        "detector": _rate(lambda: detector.score_table(profile, table), ROWS),
        "detector, 1,000 machines at once": _rate(lambda: detector.score_last(profiles, windows), len(profiles)),
        "mahalanobis": _rate(
            lambda: mahalanobis(standardise(table.values, profile.centre, profile.scale), inverse), ROWS
        ),
        "isolation forest": _rate(lambda: forest(z), ROWS),
    }
    print("\nrows a second on one core, of", METRICS, "metrics")
    for name, rate in rates.items():
        print(f"{name:34} {rate:12,.0f}   the detector is {rates['detector'] / rate:.2f} × as fast")
    return rates["detector"]


def forest_of(train: Floats) -> Scorer:
    forest = IsolationForest(random_state=0).fit(train)
    return lambda rows: np.asarray(-forest.score_samples(rows), np.float64)


def pca_of(train: Floats) -> Scorer:
    """The squared error of rebuilding from the components that hold nine tenths of the variance; of one metric, its
    squared distance."""
    if train.shape[1] == 1:
        return lambda rows: np.asarray((rows**2).sum(axis=1), np.float64)
    pca = PCA(n_components=0.9, svd_solver="full").fit(train)
    return lambda rows: np.asarray(((rows - pca.inverse_transform(pca.transform(rows))) ** 2).sum(axis=1), np.float64)


def alert_figures(labels: Mask, alert: Mask, window: int, interval: float) -> dict[str, float]:
    """F1 of rows; share of events that an alert touches, up to half a window late; false alerts a day, of those not
    within half a window of an event, merged when less than a window apart."""
    half, wrong = window // 2, events(labels)
    near = labels.copy()
    for start, stop in wrong:
        near[max(0, start - half) : stop + half] = True
    false, last = 0, -window - 1
    for start, stop in events(alert & ~near):
        false += start - last > window
        last = stop
    return {
        "f1": 2 * float((alert & labels).sum()) / max(float(alert.sum() + labels.sum()), 1.0),
        "event_recall": float(np.mean([alert[start : stop + half].any() for start, stop in wrong])),
        "false_alerts_a_day": false / (len(labels) * interval / DAY),
    }


def _labels(frame: pd.DataFrame, series: Series) -> Mask:
    """Of each test row of the table."""
    labels = np.zeros(len(series.table) - series.train_rows, bool)
    labels[series.places - series.train_rows] = frame.loc[frame["split"] != "train", "label"].to_numpy() > 0
    return labels


def _standardised(series: Series) -> tuple[Floats, Floats]:
    train = series.table.rows(0, series.train_rows)
    profile = Profile.fit(train)
    z = np.nan_to_num(standardise(series.table.values, profile.centre, profile.scale))
    return z[: series.train_rows], z[series.train_rows :]


def mahalanobis(z: Floats, inverse: Floats) -> Floats:
    return np.asarray(((z @ inverse) * z).sum(axis=1), np.float64)


def _rate(act: Callable[[], object], rows: int) -> float:
    """By the CPU time of all threads, so that of one core."""
    seconds = []
    for _ in range(RUNS):
        start = time.process_time()
        act()
        seconds.append(time.process_time() - start)
    return rows / min(seconds)


if __name__ == "__main__":
    sys.exit(main())
