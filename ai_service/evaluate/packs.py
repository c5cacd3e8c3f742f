"""Packs of labelled series as files: `manifest.json` and a `<series>.csv.gz` each."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ai_service.anomaly.table import Floats, Mask, Table


@dataclass(frozen=True)
class Series:
    """One machine's rows, without labels: those of the train part first, each part in the order of time.

    For each row of the test part of the file `timestamps` has its time as it stands there and `places` its row in
    `table`: rows of one time have become one.
    """

    name: str
    table: Table
    train_rows: int
    timestamps: list[str]
    places: NDArray[np.intp]


@dataclass(frozen=True)
class Result:
    """For each row of a table from `train_rows` on: the score, higher is stranger; whether the machine alarms; the
    metrics, most suspicious first."""

    score: Floats
    alert: Mask
    top_metrics: list[list[str]]


def read_pack(pack: Path) -> Iterator[Series]:
    """The series that the manifest names, one after the other.

    Raises:
        OSError, ValueError, KeyError: when the pack is not laid out so.
    """
    manifest = json.loads((pack / "manifest.json").read_text(encoding="utf-8"))
    for name, about in manifest.items():
        yield _read_series(name, pd.read_csv(pack / about["file"], dtype={"timestamp": str}), about)


def write_result(out: Path, series: Series, result: Result) -> None:
    """`<series>.csv` with the columns timestamp, score, alert (0 or 1) and top_metrics (separated by ";")."""
    rows = series.places - series.train_rows
    frame = pd.DataFrame(
        {
            "timestamp": series.timestamps,
            "score": result.score[rows],
            "alert": result.alert[rows].astype(int),
            "top_metrics": [";".join(result.top_metrics[row]) for row in rows],
        }
    )
    frame.to_csv(out / f"{series.name}.csv", index=False)


def _read_series(name: str, frame: pd.DataFrame, about: Mapping[str, Any]) -> Series:
    metrics, interval = tuple(about["metrics"]), float(about["interval_s"])
    times = _seconds(frame["timestamp"], interval)
    values = frame[list(metrics)].apply(pd.to_numeric, errors="coerce").to_numpy(np.float64)
    trained = (frame["split"] == "train").to_numpy()
    train = Table.of(metrics, times[trained], values[trained], interval)
    test = Table.of(metrics, times[~trained], values[~trained], interval)
    table = Table(
        metrics, np.concatenate([train.times, test.times]), np.concatenate([train.values, test.values]), interval
    )
    places = len(train) + np.searchsorted(test.times, times[~trained])
    return Series(name, table, len(train), frame["timestamp"][~trained].fillna("").tolist(), places)


def _seconds(timestamps: "pd.Series[str]", interval: float) -> Floats:
    """Seconds since 1970; by the order of rows when the times are not all readable."""
    moments = pd.to_datetime(timestamps, errors="coerce", utc=True, format="ISO8601")
    if moments.isna().any():
        return np.arange(len(timestamps), dtype=np.float64) * interval
    return np.asarray(moments.to_numpy("datetime64[ns]"), np.float64) * 1e-9
