"""Packs of labelled series through the command: any layout of rows, causal, one row out for each row in."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ai_service.evaluate.__main__ import main
from ai_service.evaluate.anomaly import evaluate
from ai_service.tests.unit.anomaly_data import table_of, train_quickly, usual_values

quick_training = pytest.fixture(autouse=True)(train_quickly)


def write_pack(folder: Path, frames: dict[str, pd.DataFrame], interval: int) -> None:
    about = {}
    for name, frame in frames.items():
        frame.to_csv(folder / f"{name}.csv.gz", index=False)
        metrics = [column for column in frame if column not in {"timestamp", "split", "label"}]
        about[name] = {"group": "made", "file": f"{name}.csv.gz", "metrics": metrics, "interval_s": interval}
    (folder / "manifest.json").write_text(json.dumps(about), encoding="utf-8")


def frame_of(values: np.ndarray, train_rows: int, interval: int) -> pd.DataFrame:
    frame = pd.DataFrame(values, columns=[f"m{column}" for column in range(values.shape[1])])
    times = pd.date_range("2020-01-01", periods=len(frame), freq=f"{interval}s").strftime("%Y-%m-%dT%H:%M:%S")
    frame.insert(0, "timestamp", times)
    frame.insert(1, "split", np.where(np.arange(len(frame)) < train_rows, "train", "test"))
    return frame.assign(label=0)


def test_a_pack_with_gaps_doubles_and_disorder_gives_a_row_for_each_row(tmp_path: Path) -> None:
    values = usual_values(500, 1, 4)
    values[:, 3] = 1.0
    values[420:440, 0] += 40
    several = frame_of(values, 300, 600)
    several = pd.concat([several.drop(index=range(350, 360)), several.iloc[[470, 470]]]).sample(frac=1, random_state=1)
    single = frame_of(usual_values(120, 2, 1), 40, 3600)
    write_pack(tmp_path, {"several": several, "single": single}, 600)
    assert main(["anomaly", str(tmp_path), str(tmp_path / "out")]) == 0
    for name, given in (("several", several), ("single", single)):
        found, asked = pd.read_csv(tmp_path / "out" / f"{name}.csv"), given[given.split == "test"]
        assert found.timestamp.tolist() == asked.timestamp.tolist()
        assert np.isfinite(found.score).all()
        assert set(found.alert) <= {0, 1}
        assert {metric for row in found.top_metrics for metric in row.split(";")} <= set(given.columns)
    found = pd.read_csv(tmp_path / "out" / "several.csv").sort_values("timestamp")
    strange = found.timestamp.between(several.timestamp.sort_values().iloc[410], "2020-01-04T01:10:00")
    assert found[strange].score.max() > found[~strange].score.quantile(0.99)
    assert found[strange].alert.any()


@pytest.mark.parametrize("cut", [340, 431])
def test_what_comes_later_changes_nothing_that_was_said(cut: int) -> None:
    table = table_of(usual_values(480, 3, 2), interval=3600.0)
    whole, before = evaluate(table, 300), evaluate(table.rows(0, cut), 300)
    assert np.allclose(before.score, whole.score[: cut - 300], rtol=1e-4)
    assert np.array_equal(before.alert, whole.alert[: cut - 300])
    assert before.top_metrics == whole.top_metrics[: cut - 300]


def test_unreadable_times_leave_the_order_of_rows(tmp_path: Path) -> None:
    frame = frame_of(usual_values(80, 1, 1), 50, 60).assign(timestamp=[f"row {row}" for row in range(80)])
    write_pack(tmp_path, {"odd": frame}, 60)
    assert main(["anomaly", str(tmp_path), str(tmp_path / "out")]) == 0
    assert len(pd.read_csv(tmp_path / "out" / "odd.csv")) == 30
