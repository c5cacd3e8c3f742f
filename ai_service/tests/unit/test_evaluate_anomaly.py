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


def test_a_pack_with_gaps_doubles_and_disorder_gives_a_row_for_each_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
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
    assert "single: scored, 2 of 2" in capsys.readouterr().err
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


def test_a_series_with_few_or_no_rows_to_train_on_is_learned_as_it_comes(tmp_path: Path) -> None:
    values = usual_values(300, 4, 2)
    values[250:260] += 60
    frames = {f"trained_{rows}": frame_of(values, rows, 300) for rows in (0, 1, 5)}
    write_pack(tmp_path, frames, 300)
    assert main(["anomaly", str(tmp_path), str(tmp_path / "out")]) == 0
    for rows in (0, 1, 5):
        found = pd.read_csv(tmp_path / "out" / f"trained_{rows}.csv")
        assert len(found) == 300 - rows
        assert found.alert[250 - rows : 260 - rows].any()
        assert not found.alert[: 48 - rows].any()
    table = table_of(values, interval=300.0)
    whole, before = evaluate(table, 0), evaluate(table.rows(0, 100), 0)
    assert np.allclose(before.score, whole.score[:100], rtol=1e-4)
    assert len(evaluate(table.rows(0, 20), 0).top_metrics) == 20


def test_a_short_past_is_learned_from_again_before_the_day_is_over() -> None:
    values = usual_values(1200, 6, 4)
    values[900:930, 1] += 12
    score = evaluate(table_of(values, interval=60.0), 100).score
    usual = np.concatenate([score[300:800], score[880:]])
    assert (score[800:830] > np.quantile(usual, 0.98)).mean() > 0.9


def test_one_series_that_cannot_be_scored_does_not_stop_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frames = {name: frame_of(usual_values(80, 1, 1), 50, 60) for name in ("columns", "gone", "well")}
    write_pack(tmp_path, frames, 60)
    about = json.loads((tmp_path / "manifest.json").read_text())
    about["columns"]["metrics"] = ["m7"]
    (tmp_path / "manifest.json").write_text(json.dumps(about))
    (tmp_path / "gone.csv.gz").unlink()
    assert main(["anomaly", str(tmp_path), str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert "columns: cannot be scored" in said
    assert "gone: cannot be scored" in said
    unscored = pd.read_csv(tmp_path / "out" / "columns.csv")
    assert unscored.timestamp.tolist() == frames["columns"].timestamp[50:].tolist()
    assert not unscored[["score", "alert"]].any(axis=None)
    assert len(pd.read_csv(tmp_path / "out" / "gone.csv")) == 0
    assert pd.read_csv(tmp_path / "out" / "well.csv").score.any()


def test_a_pack_without_a_manifest_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["anomaly", str(tmp_path), str(tmp_path / "out")]) == 2
    assert "manifest.json" in capsys.readouterr().err


@pytest.mark.parametrize("interval", [300, 3600])
def test_a_series_that_rests_does_not_alarm_until_it_moves(tmp_path: Path, interval: int) -> None:
    values = np.full((900, 2), 7.0)
    values[850:853, 0] = 9.0
    write_pack(tmp_path, {"still": frame_of(values, 400, interval)}, interval)
    assert main(["anomaly", str(tmp_path), str(tmp_path / "out")]) == 0
    found = pd.read_csv(tmp_path / "out" / "still.csv")
    assert not found.alert[:450].any()
    assert found.alert[450:453].all()


@pytest.mark.parametrize(("factor", "offset"), [(1.0, 1e10), (1e-8, 0.0)])
def test_the_unit_of_a_metric_and_how_far_it_lies_from_zero_hide_nothing(
    tmp_path: Path, factor: float, offset: float
) -> None:
    values = usual_values(500, 5, 1)
    values[450:455] += 60
    frames = {"plain": frame_of(values, 400, 300), "other": frame_of(values * factor + offset, 400, 300)}
    write_pack(tmp_path, frames, 300)
    assert main(["anomaly", str(tmp_path), str(tmp_path / "out")]) == 0
    plain, other = (pd.read_csv(tmp_path / "out" / f"{name}.csv") for name in frames)
    assert other.alert.tolist() == plain.alert.tolist()
    assert np.allclose(other.score, plain.score, rtol=0.05)
