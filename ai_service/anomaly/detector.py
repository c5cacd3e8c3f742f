"""How far a row is from what is usual: the fleet's model, immutable, scored by numpy alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ai_service.anomaly import features
from ai_service.anomaly.profile import Profile
from ai_service.anomaly.table import Floats, Table, Values

FORMAT = 1


@dataclass(frozen=True)
class Scores:
    """`raw` [n], higher is stranger; `contributions` [n, m], how many scales each metric is from its centre, signed."""

    raw: Floats
    contributions: Floats


@dataclass(frozen=True)
class Detector:
    """What machines of a fleet have in common: how their features go together.

    `whitening` [F, F] turns the features of a usual row into independent numbers of variance 1; their squared length
    is the Mahalanobis distance. `version` is the registry's, 0 before it has one.
    """

    names: tuple[str, ...]
    whitening: Floats
    version: int = 0

    def window(self) -> int:
        """Rows that the score of one row needs: the row itself and those before it."""
        return features.HISTORY

    def score_table(self, profile: Profile, table: Table) -> Scores:
        """Scores of each row, from it and those before it. Columns are found by name; missing ones are missing."""
        values = table.columns(self.names).values if table.names != self.names else table.values
        raw, contributions = np.empty(len(values)), np.empty(values.shape)
        for start, stop in features.blocks(len(values)):
            seen = features.of_rows(values, profile.centre, profile.scale, start, stop)
            raw[start:stop], contributions[start:stop] = self._score(
                seen, profile.feature_centre, profile.feature_spread
            )
        return Scores(raw, contributions)

    def score_last(self, profiles: Sequence[Profile], windows: Values) -> Scores:
        """Scores [k] of the newest row of k machines; `windows` [k, window(), m], oldest first, in the order of
        `names`, NaN where there is no row (yet).

        Raises:
            ValueError: when the shapes do not fit.
        """
        if windows.shape != (len(profiles), self.window(), len(self.names)):
            raise ValueError(f"windows have the shape {windows.shape}")
        if not profiles:
            return Scores(np.zeros(0), np.zeros((0, len(self.names))))
        centre, scale = (np.stack([getattr(one, name) for one in profiles]) for name in ("centre", "scale"))
        z = features.standardise(windows, centre[:, None], scale[:, None])
        seen = features.features(z, 1)[:, 0]
        feature_centre, spread = (
            np.stack([getattr(one, name) for one in profiles]) for name in ("feature_centre", "feature_spread")
        )
        return Scores(*self._score(seen, feature_centre, spread))

    def _score(self, seen: Floats, centre: Floats, spread: Floats) -> tuple[Floats, Floats]:
        white = ((seen - centre) / spread) @ self.whitening
        return (white * white).sum(axis=1), features.short_mean(seen)

    def to_arrays(self) -> dict[str, np.ndarray]:
        return {"whitening": self.whitening}

    def to_config(self) -> dict[str, Any]:
        """What is not an array; JSON can hold it."""
        return {"format": FORMAT, "names": list(self.names), "version": self.version}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray], config: Mapping[str, Any]) -> "Detector":
        """Raises ValueError when the arrays do not fit this code or each other, KeyError when one is missing."""
        if config["format"] != FORMAT:
            raise ValueError(f"format {config['format']}, not {FORMAT}")
        names, whitening = tuple(config["names"]), np.asarray(arrays["whitening"], np.float64)
        if whitening.shape != (features.count(len(names)),) * 2 or not np.isfinite(whitening).all():
            raise ValueError(f"whitening {whitening.shape} does not fit {len(names)} metrics")
        return cls(names, whitening, int(config["version"]))
