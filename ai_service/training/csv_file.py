"""Reads labelled metrics from a CSV file, whoever made it, and says what is wrong with it."""

from pathlib import Path

import numpy as np
import pandas as pd

from ai_service.anomaly.table import Table
from ai_service.minutes.columns import MINUTE
from ai_service.training.data import FEWEST_ROWS, Dataset, KioskRows

REQUIRED = ("cpu_usage", "memory_usage", "network_latency", "label")
OTHER_NAMES = {"memory_usage": "ram_usage", "network_latency": "latency"}
"""What the file may call a metric, and what the contract calls it."""
KIOSK, TIME, LABEL = ("kiosk_id", "kiosk"), "timestamp", "label"
NOT_METRICS = {*KIOSK, TIME, LABEL, "fault", "split"}
START = 1_767_571_200.0
"""When the rows of a file without times begin (2026-01-05), a minute apart."""
LARGEST = 4 * 1024**3
FEWEST = 200


class BadFile(Exception):
    """The file cannot be learned from; the message tells why, and where."""


def read(path: Path) -> Dataset:
    """The kiosks of a file. `label` 1 marks rows where something is wrong, 0 normal ones.

    Without `timestamp` rows are a minute apart in their order; without `kiosk_id` all are one kiosk's. Every other
    column of numbers is a metric, and one of text is passed over.

    Raises:
        BadFile: when it is missing, is no CSV, lacks a column or has one twice, holds what is no number in a column
            that it must have, or has no kiosk with enough normal rows.
    """
    frame = _load(path)
    for other, name in OTHER_NAMES.items():
        if {other, name} <= set(frame.columns):
            raise BadFile(f"{path}: has both {other} and {name}, which are one metric; leave one of them out")
    frame = frame.rename(columns=OTHER_NAMES)
    missing = [name for name in REQUIRED if OTHER_NAMES.get(name, name) not in frame.columns]
    if missing:
        raise BadFile(f"{path}: lacks {', '.join(missing)}; it has {', '.join(map(str, frame.columns))}")
    if len(frame) < FEWEST:
        raise BadFile(f"{path}: {len(frame)} rows are too few; at least {FEWEST} are needed")
    labels = _labels(path, frame)
    times = _times(path, frame)
    kiosks = _kiosks(path, frame)
    names = [str(name) for name in frame.columns if name not in NOT_METRICS and not _is_text(frame, name)]
    values = np.stack([_numbers(path, frame, name) for name in names], axis=1)
    rows = [
        _rows(number, names, times[kiosks == number], values[kiosks == number], labels[kiosks == number])
        for number in np.unique(kiosks).tolist()
    ]
    if all(int(kiosk.normal.sum()) < FEWEST_ROWS for kiosk in rows):
        most = max(int(kiosk.normal.sum()) for kiosk in rows)
        raise BadFile(
            f"{path}: no kiosk has {FEWEST_ROWS} rows that are normal (label 0), each at a time of its own; "
            f"the most that one has is {most}"
        )
    return Dataset(rows, {"labelled": int(labels.sum())})


def _load(path: Path) -> pd.DataFrame:
    try:
        if path.stat().st_size > LARGEST:
            raise BadFile(f"{path}: is larger than {LARGEST // 1024**3} GB")
        return pd.read_csv(path, skipinitialspace=True)
    except BadFile:
        raise
    except FileNotFoundError as error:
        raise BadFile(f"{path}: there is no such file") from error
    except (OSError, EOFError) as error:
        raise BadFile(f"{path}: {getattr(error, 'strerror', None) or error}") from error
    except UnicodeDecodeError as error:
        raise BadFile(f"{path}: is no text in UTF-8") from error
    except (ValueError, pd.errors.ParserError) as error:
        raise BadFile(f"{path}: is no CSV: {str(error).strip()}") from error


def _labels(path: Path, frame: pd.DataFrame) -> np.ndarray:
    labels = pd.to_numeric(frame[LABEL], errors="coerce")
    wrong = ~labels.isin([0, 1])
    if wrong.any():
        raise BadFile(f"{_place(path, wrong)}: label is {_shown(frame[LABEL][wrong].iloc[0])}, not 0 or 1")
    return np.asarray(labels, bool)


def _times(path: Path, frame: pd.DataFrame) -> np.ndarray:
    """Seconds since 1970, of ISO-8601 or of numbers, which are seconds."""
    if TIME not in frame.columns:
        order = frame.groupby(_kiosk_column(frame)).cumcount() if _kiosk_column(frame) else np.arange(len(frame))
        return START + MINUTE * np.asarray(order, np.float64)
    given = frame[TIME]
    if pd.api.types.is_numeric_dtype(given):
        seconds = np.asarray(given, np.float64)
    else:
        moments = pd.to_datetime(given, errors="coerce", utc=True, format="ISO8601")
        seconds = np.asarray((moments - pd.Timestamp(0, tz="UTC")) / pd.Timedelta(seconds=1), np.float64)
    wrong = ~np.isfinite(seconds)
    if wrong.any():
        raise BadFile(
            f"{_place(path, wrong)}: timestamp is {_shown(given[wrong].iloc[0])}, no time in ISO-8601 or seconds"
        )
    return seconds


def _kiosk_column(frame: pd.DataFrame) -> str | None:
    return next((name for name in KIOSK if name in frame.columns), None)


def _kiosks(path: Path, frame: pd.DataFrame) -> np.ndarray:
    """A number for each kiosk, in the order in which they come."""
    name = _kiosk_column(frame)
    if name is None:
        return np.zeros(len(frame), np.int64)
    wrong = frame[name].isna()
    if wrong.any():
        raise BadFile(f"{_place(path, wrong)}: {name} is empty")
    return np.asarray(pd.factorize(frame[name])[0], np.int64)


def _is_text(frame: pd.DataFrame, name: str) -> bool:
    """Whether a column that the file need not have holds what is no number anywhere."""
    if name in {OTHER_NAMES.get(required, required) for required in REQUIRED}:
        return False
    column = frame[name]
    return bool((pd.to_numeric(column, errors="coerce").isna() & column.notna()).any())


def _numbers(path: Path, frame: pd.DataFrame, name: str) -> np.ndarray:
    """A metric; empty cells are missing values."""
    column = frame[name]
    numbers = pd.to_numeric(column, errors="coerce")
    wrong = numbers.isna() & column.notna()
    if wrong.any():
        raise BadFile(f"{_place(path, wrong)}: {name} is {_shown(column[wrong].iloc[0])}, no number")
    return np.asarray(numbers, np.float64)


def _place(path: Path, wrong: np.ndarray | pd.Series) -> str:
    return f"{path}, line {int(np.flatnonzero(np.asarray(wrong))[0]) + 2}"


def _shown(cell: object) -> str:
    return "empty" if pd.isna(cell) else f"'{cell}'"


def _rows(kiosk: int, names: list[str], times: np.ndarray, values: np.ndarray, labels: np.ndarray) -> KioskRows:
    """Sorted by time; of rows with one time the last counts, as in `Table.of`, and so for their labels."""
    marked = Table.of([*names, LABEL], times, np.column_stack([values, labels]))
    fault = marked.values[:, -1] > 0.5
    return KioskRows(kiosk, marked.columns(names), ~fault, fault)
