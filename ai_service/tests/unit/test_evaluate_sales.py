"""Packs of daily sales through the command: odd origins and odd amounts."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ai_service.evaluate.__main__ import main


def write_pack(folder: Path, frames: dict[str, pd.DataFrame], origins: list[str]) -> None:
    about = {name: {"file": f"{name}.csv.gz", "origins": origins, "horizon": 28} for name in frames}
    for name, frame in frames.items():
        frame.to_csv(folder / f"{name}.csv.gz", index=False)
    (folder / "manifest.json").write_text(json.dumps(about), encoding="utf-8")


def frame_of(values: np.ndarray) -> pd.DataFrame:
    """Series by days, from the first of January 2024 on."""
    days = pd.date_range("2024-01-01", periods=values.shape[1])
    parts = [pd.DataFrame({"date": days, "series": f"s{n}", "amount": row}) for n, row in enumerate(values)]
    return pd.concat(parts)


def trading(places: int = 2, days: int = 42) -> np.ndarray:
    return np.random.default_rng(1).normal(100, 10, (places, days)) + 20.0 * (np.arange(days) % 7)


def forecast(folder: Path, code: int = 0) -> pd.DataFrame:
    assert main(["sales", str(folder), str(folder / "out.csv")]) == code
    return pd.read_csv(folder / "out.csv")


@pytest.mark.parametrize("groups", [0, 1])
def test_a_pack_with_nothing_to_forecast_gives_the_heading(
    tmp_path: Path, groups: int, capsys: pytest.CaptureFixture[str]
) -> None:
    write_pack(tmp_path, {"a": frame_of(trading())} if groups else {}, ["2023-12-01", "2024-01-05"])
    found = forecast(tmp_path)
    assert list(found.columns) == ["group", "series", "origin", "date", "yhat", "lo80", "hi80"]
    assert not len(found)
    assert capsys.readouterr().err.count("left out") == 2 * groups


def test_days_are_those_after_the_origin_also_when_the_last_known_ones_lie_before_it(tmp_path: Path) -> None:
    write_pack(tmp_path, {"a": frame_of(trading())}, ["2024-02-11", "2024-02-18"])
    found = forecast(tmp_path)
    by_origin = {origin: part[part.series == "s0"].set_index("date") for origin, part in found.groupby("origin")}
    last, beyond = by_origin["2024-02-11"], by_origin["2024-02-18"]
    assert (beyond.index[0], len(beyond)) == ("2024-02-19", 28)
    both = [day for day in last.index if day in beyond.index]
    assert beyond.yhat[both].to_numpy() == pytest.approx(last.yhat[both].to_numpy(), rel=0.02)


def test_refunds_and_infinite_amounts_leave_forecasts_inside_their_bounds(tmp_path: Path) -> None:
    values = trading(3)
    values[0] -= 180
    values[1, 20] = np.inf
    values[2] *= -1
    write_pack(tmp_path, {"a": frame_of(values)}, ["2024-02-11"])
    found = forecast(tmp_path)
    assert np.isfinite(found[["yhat", "lo80", "hi80"]]).all(axis=None)
    assert ((found.lo80 <= found.yhat) & (found.yhat <= found.hi80)).all()
    assert (found.lo80[found.series == "s2"] < found.yhat[found.series == "s2"]).any()
    assert (found.lo80[found.series == "s1"] >= 0).all()


def test_a_group_that_cannot_be_read_does_not_stop_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_pack(tmp_path, {"bad": pd.DataFrame({"x": [1]}), "well": frame_of(trading())}, ["2024-02-11"])
    assert set(forecast(tmp_path, code=1).group) == {"well"}
    said = capsys.readouterr().err
    assert "bad: cannot be forecast" in said
    assert "well: forecast from 1 origins" in said
