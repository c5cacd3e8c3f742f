"""What can be seen in a machine's newest rows, in words that fault templates are written in."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ai_service.anomaly import features
from ai_service.anomaly.profile import Profile
from ai_service.anomaly.table import Floats, Values

_STUCK_ROWS = 20
_STUCK_SHARE = 0.8


@dataclass(frozen=True)
class Signs:
    """Of the rows of a window [W, m], the oldest first.

    `values` as they came; `sigmas`: the mean of each metric over the last few rows, in scales from its centre;
    `spreads` [m]: how unusual the spread of the newest rows is; `states` of the kiosk's parts, such as
    {"printer_status": "no_paper"}, where the caller knows them.
    """

    names: tuple[str, ...]
    values: Values
    sigmas: Floats
    spreads: Values
    profile: Profile
    states: Mapping[str, str]

    @classmethod
    def read(
        cls, names: tuple[str, ...], profile: Profile, window: Values, states: Mapping[str, str] | None = None
    ) -> "Signs":
        z = features.standardise(window, profile.centre, profile.scale)
        seen = features.features(z[None], len(window))[0]
        unusual = np.nan_to_num((seen - profile.feature_centre) / profile.feature_spread)
        sigmas = np.nan_to_num(features.of_kind(seen, features.SHORT_MEAN)).astype(np.float64)
        return cls(
            names, window, sigmas, features.of_kind(unusual, features.MIDDLE_SPREAD)[-1], profile, dict(states or {})
        )

    def sigma(self, name: str) -> float:
        """How many scales the metric is from its centre now; 0 when there is no such metric."""
        return float(self.sigmas[-1, self.names.index(name)]) if name in self.names else 0.0

    def high(self, name: str) -> float:
        return max(self.sigma(name), 0.0)

    def low(self, name: str) -> float:
        return max(-self.sigma(name), 0.0)

    def away(self, name: str) -> float:
        return abs(self.sigma(name))

    def value(self, name: str) -> float:
        """The newest value; NaN when there is none."""
        return float(self.values[-1, self.names.index(name)]) if name in self.names else float("nan")

    def above(self, name: str, bound: float) -> bool:
        return bool(self.value(name) > bound)

    def is_beyond_usual(self, name: str) -> bool:
        """Whether the newest value is higher than usual ones, however steady those are."""
        return name in self.names and self.above(name, float(self.profile.high[self.names.index(name)]))

    def rise(self, name: str) -> float:
        """By how many scales it rose within the window: the mean of its last third minus that of its first."""
        if name not in self.names:
            return 0.0
        column, third = self.sigmas[:, self.names.index(name)], max(len(self.sigmas) // 3, 1)
        return float(column[-third:].mean() - column[:third].mean())

    def restless(self, name: str) -> float:
        """How unusual the spread of its last rows is; negative when it moves less than usual."""
        return float(self.spreads[self.names.index(name)]) if name in self.names else 0.0

    def stuck(self, name: str) -> bool:
        """The very same value in each of the last rows, and that is not its habit."""
        if name not in self.names:
            return False
        newest = self.values[-_STUCK_ROWS:, self.names.index(name)]
        known = newest[np.isfinite(newest)]
        still = len(known) >= _STUCK_ROWS * _STUCK_SHARE and float(np.ptp(known)) == 0.0
        return still and self.restless(name) < -1.0
