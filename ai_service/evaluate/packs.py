"""Packs of labelled series as files: `manifest.json` and a `<series>.csv.gz` each."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ai_service.anomaly.table import Floats, Mask, Table

_LEAST_STEP = 1e-3
"""Of a metric's spread: steps of float32 that are larger blur it."""


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


UNREADABLE = (OSError, EOFError, ValueError, LookupError, TypeError, ArithmeticError, AttributeError, zlib.error)
"""What a file that is not laid out as it should be can raise while it is read and scored."""


def manifest_of(pack: Path) -> dict[str, Mapping[str, Any]]:
    """What the pack tells of each series, by name.

    Raises:
        OSError, ValueError: when it cannot be read.
    """
    found: dict[str, Mapping[str, Any]] = json.loads((pack / "manifest.json").read_text(encoding="utf-8"))
    return found


def read_frame(pack: Path, about: Mapping[str, Any]) -> pd.DataFrame:
    """A series' file as it stands there; raises one of UNREADABLE."""
    return pd.read_csv(pack / about["file"], dtype={"timestamp": str})


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


def write_unscored(out: Path, name: str, frame: pd.DataFrame) -> None:
    """The file of a series that could not be scored: no row of its test part is strange."""
    asked = frame[~_trained(frame)]
    times = asked["timestamp"].fillna("") if "timestamp" in asked else pd.Series("", asked.index)
    rows = pd.DataFrame({"timestamp": times, "score": 0.0, "alert": 0, "top_metrics": ""})
    rows.to_csv(out / f"{name}.csv", index=False)


def series_of(name: str, frame: pd.DataFrame, about: Mapping[str, Any]) -> Series:
    """The rows of a file, in order; raises one of UNREADABLE."""
    metrics, interval = tuple(about["metrics"]), float(about["interval_s"])
    if not interval > 0:
        raise ValueError(f"interval_s is {interval:g}, not above 0")
    times = _seconds(frame["timestamp"], interval)
    values = frame[list(metrics)].apply(pd.to_numeric, errors="coerce").to_numpy(np.float64)
    trained = _trained(frame)
    values = values - _offsets(times, values, trained)
    train = Table.of(metrics, times[trained], values[trained], interval)
    test = Table.of(metrics, times[~trained], values[~trained], interval)
    table = Table(
        metrics, np.concatenate([train.times, test.times]), np.concatenate([train.values, test.values]), interval
    )
    places = len(train) + np.searchsorted(test.times, times[~trained])
    return Series(name, table, len(train), frame["timestamp"][~trained].fillna("").tolist(), places)


def _trained(frame: pd.DataFrame) -> Mask:
    if "split" not in frame:
        return np.zeros(len(frame), bool)
    result: Mask = (frame["split"] == "train").to_numpy()
    return result


def _offsets(times: Floats, values: Floats, trained: Mask) -> Floats:
    """What to take off metrics that lie so far from zero that a Table's float32 would hide how they spread [m].

    It is the first value that is known, so that nothing which comes later counts.
    """
    offsets = np.zeros(values.shape[1])
    order = np.lexsort((times, ~trained))
    for column in range(len(offsets)):
        known = values[order, column]
        known = known[np.isfinite(known) & (np.abs(known) < np.finfo(np.float32).max)]
        learned = values[trained, column]
        learned = learned[np.isfinite(learned)]
        spread = float(learned.std()) if len(learned) else 0.0
        if len(known) and np.spacing(np.abs(known[0]).astype(np.float32)) > _LEAST_STEP * spread:
            offsets[column] = known[0]
    return offsets


def _seconds(timestamps: "pd.Series[str]", interval: float) -> Floats:
    """Seconds since 1970; by the order of rows when the times are not all readable."""
    moments = pd.to_datetime(timestamps, errors="coerce", utc=True, format="ISO8601")
    if moments.isna().any():
        return np.arange(len(timestamps), dtype=np.float64) * interval
    return np.asarray(moments.to_numpy("datetime64[ns]"), np.float64) * 1e-9
