"""Forecasts of packs of daily series: `python -m ai_service.evaluate sales PACK OUT_FILE`.

At each origin of the manifest a group is forecast as the nightly run forecasts a group of kiosks, from the days up to
the origin only. An origin with less than two weeks before it is left out.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from ai_service.evaluate.packs import UNREADABLE, manifest_of
from ai_service.forecast.calendar import guess_country
from ai_service.forecast.engine import FEWEST_DAYS, forecast_panel
from ai_service.forecast.panel import Panel

COLUMNS = ("group", "series", "origin", "date", "yhat", "lo80", "hi80")


def run(pack: Path, out: Path) -> bool:
    """Forecast every series of a pack and write COLUMNS, a row for each day; the heading alone when there is none.

    A group that cannot be read is named on stderr, and an origin that is left out; the others are forecast all the
    same. Returns whether every group could be read.

    Raises:
        OSError, ValueError: when the manifest cannot be read or `out` not written.
    """
    frames, complete = [pd.DataFrame(columns=list(COLUMNS))], True
    for group, about in manifest_of(pack).items():
        try:
            panel = read_panel(pack / about["file"])
            for origin in about["origins"]:
                frames += _from(group, panel, origin, int(about["horizon"]))
            print(f"{group}: forecast from {len(about['origins'])} origins", file=sys.stderr, flush=True)
        except UNREADABLE as error:
            print(f"{group}: cannot be forecast: {type(error).__name__}: {error}", file=sys.stderr)
            complete = False
    out.parent.mkdir(parents=True, exist_ok=True)
    pd.concat([frame for frame in frames if len(frame)] or frames).to_csv(out, index=False, float_format="%.6g")
    return complete


def read_panel(file: Path) -> Panel:
    """A file with the columns date, series and amount; days that are not there, or whose amount is no number, are not
    known."""
    table = pd.read_csv(file, parse_dates=["date"], dtype={"series": str})
    amounts = pd.to_numeric(table["amount"], errors="coerce")
    table["amount"] = amounts.where(np.isfinite(amounts))
    wide = table.pivot_table(
        index="date", columns="series", values="amount", aggfunc="sum", min_count=1, dropna=False
    ).asfreq("D")
    return Panel(list(wide.columns), wide.index[0].date(), wide.to_numpy(dtype=np.float64).T.copy())


def _from(group: str, panel: Panel, origin: str, horizon: int) -> list[pd.DataFrame]:
    """The forecast from an origin, from the days up to it; none when these are too few."""
    days = (pd.Timestamp(origin).date() - panel.first_day).days + 1
    if min(days, panel.days) < FEWEST_DAYS:
        print(f"{group}: {origin} has less than two weeks before it and is left out", file=sys.stderr)
        return []
    # The days between the last known one and the origin are forecast too, as they came before those asked for.
    return [_forecast(group, panel.until(days), origin, horizon, max(days - panel.days, 0))]


def _forecast(group: str, panel: Panel, origin: str, horizon: int, gap: int) -> pd.DataFrame:
    found = forecast_panel(panel, gap + horizon, country=guess_country(panel))
    dates = pd.date_range(pd.Timestamp(origin) + pd.Timedelta(days=1), periods=horizon).strftime("%Y-%m-%d")
    return pd.DataFrame(
        {
            "group": group,
            "series": np.repeat(panel.names, horizon),
            "origin": origin,
            "date": np.tile(dates, len(panel.names)),
            "yhat": found.expected[:, gap:].ravel(),
            "lo80": found.low[:, gap:].ravel(),
            "hi80": found.high[:, gap:].ravel(),
        }
    )
