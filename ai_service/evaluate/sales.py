"""Forecasts of packs of daily series: `python -m ai_service.evaluate sales PACK OUT_FILE`.

At each origin of the manifest a group is forecast as the nightly run forecasts a group of kiosks, from the days up to
the origin only. An origin with less than two weeks before it is left out.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from ai_service.forecast.calendar import guess_country
from ai_service.forecast.engine import FEWEST_DAYS, forecast_panel
from ai_service.forecast.panel import Panel


def run(pack: Path, out: Path) -> None:
    """Forecast every series of a pack and write `group, series, origin, date, yhat, lo80, hi80`, a row for each day.

    Raises:
        OSError, ValueError, KeyError: when the pack is not laid out as its README says.
    """
    manifest = json.loads((pack / "manifest.json").read_text(encoding="utf-8"))
    frames = []
    for group, about in manifest.items():
        panel = read_panel(pack / about["file"])
        for origin in about["origins"]:
            known = panel.until((pd.Timestamp(origin).date() - panel.first_day).days + 1)
            if known.days >= FEWEST_DAYS:
                frames.append(_forecast(group, known, origin, about["horizon"]))
    out.parent.mkdir(parents=True, exist_ok=True)
    pd.concat(frames).to_csv(out, index=False, float_format="%.6g")


def read_panel(file: Path) -> Panel:
    """A file with the columns date, series and amount; days that are not there are not known."""
    table = pd.read_csv(file, parse_dates=["date"], dtype={"series": str})
    wide = table.pivot_table(index="date", columns="series", values="amount", aggfunc="sum", min_count=1).asfreq("D")
    return Panel(list(wide.columns), wide.index[0].date(), wide.to_numpy(dtype=np.float64).T.copy())


def _forecast(group: str, panel: Panel, origin: str, horizon: int) -> pd.DataFrame:
    found = forecast_panel(panel, horizon, country=guess_country(panel))
    dates = pd.date_range(pd.Timestamp(origin) + pd.Timedelta(days=1), periods=horizon).strftime("%Y-%m-%d")
    return pd.DataFrame(
        {
            "group": group,
            "series": np.repeat(panel.names, horizon),
            "origin": origin,
            "date": np.tile(dates, len(panel.names)),
            "yhat": found.expected.ravel(),
            "lo80": found.low.ravel(),
            "hi80": found.high.ravel(),
        }
    )
