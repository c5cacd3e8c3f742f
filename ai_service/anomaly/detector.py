"""How far a row is from what is usual: the fleet's model, immutable, scored by numpy alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ai_service.anomaly import features, network
from ai_service.anomaly.network import Network
from ai_service.anomaly.profile import Profile
from ai_service.anomaly.table import Floats, Table, Values

FORMAT = 3
_HALF = 30.0
"""The square of an error, in usual ones, that counts half: one feature that is far away must not outweigh all others of
another metric, as what is steady as a rule is soon very far away."""


@dataclass(frozen=True)
class Scores:
    """`raw` [n], higher is stranger.

    `contributions` [n, m]: of each metric the feature that is farthest from its mean, in its usual spreads, signed.
    `residuals` [n, m]: how badly the network repeats the features of each metric, each feature up to a bound.
    """

    raw: Floats
    contributions: Values
    residuals: Values

    def ranking(self, row: int) -> list[int]:
        """The columns, most suspicious first: by the sum of their places in both orders, of contributions and of
        residuals; equal ones as the residuals have them."""
        by_residual = np.argsort(-self.residuals[row], kind="stable")
        places = np.empty(len(by_residual))
        places[by_residual] = np.arange(len(by_residual))
        places[np.argsort(-np.abs(self.contributions[row]), kind="stable")] += np.arange(len(by_residual))
        return [int(by_residual[place]) for place in np.argsort(places[by_residual], kind="stable")]


@dataclass(frozen=True)
class Detector:
    """What machines of a fleet have in common: how their features go together.

    `whitening` [F, F] turns the features of a usual row into independent numbers of variance about 1, whose squares
    make the Mahalanobis distance. `network` repeats usual features and `noise` [F] is the usual square of its errors;
    without it the distance alone counts. Both are squares, as means over features, those of the network over the
    features of each span by themselves; the score is the square of the mean of their roots, so that what is far away in
    one view does not outweigh what is strange in all of them. `version` is the registry's, 0 before it has one.
    """

    names: tuple[str, ...]
    whitening: Values
    network: Network | None = None
    noise: Values | None = None
    version: int = 0

    def window(self) -> int:
        """Rows that the score of one row needs: the row itself and those before it."""
        return features.HISTORY

    def score_table(self, profile: Profile, table: Table, start: int = 0) -> Scores:
        """Scores of the rows from `start` on, each from it and those before it.

        Columns are found by name; those that the table does not have are missing.
        """
        values = table.columns(self.names).values
        parts = [
            self.score_features(
                features.at_rows(values, profile.centre, profile.scale, rows),
                profile.feature_centre,
                profile.feature_spread,
            )
            for rows in features.blocks(np.arange(start, len(values)))
        ]
        return _joined(parts, len(self.names))

    def score_last(self, profiles: Sequence[Profile], windows: Values) -> Scores:
        """Scores of the newest row of k machines; `windows` [k, window(), m], oldest first, in the order of `names`,
        NaN where there is no row (yet).

        Raises:
            ValueError: when the shapes do not fit.
        """
        if windows.shape != (len(profiles), self.window(), len(self.names)):
            raise ValueError(f"windows have the shape {windows.shape}")
        if not profiles:
            return _joined([], len(self.names))
        centre, scale, feature_centre, feature_spread = (
            np.stack([getattr(one, name) for one in profiles])
            for name in ("centre", "scale", "feature_centre", "feature_spread")
        )
        z = features.standardise(windows, centre[:, None], scale[:, None])
        return self.score_features(features.features(z, 1)[:, 0], feature_centre, feature_spread)

    def score_features(self, seen: Values, centre: Floats, spread: Floats) -> Scores:
        """Scores of features [n, F] by their mean and spread, of one machine [F] or of each row's [n, F]."""
        unusual = standardised(seen, centre, spread)
        white = unusual @ self.whitening
        views = [(white * white).mean(axis=1, dtype=np.float64)]
        if self.network is not None and self.noise is not None:
            errors = repeat_errors(self.network, unusual) / self.noise
            views += features.by_span(errors)
        else:
            errors = unusual * unusual
        raw = np.square(np.sqrt(views).mean(axis=0))
        by_kind = unusual.reshape(len(unusual), features.KINDS, len(self.names))
        farthest = np.maximum(by_kind.max(axis=1), -by_kind.min(axis=1))
        signed = np.where(by_kind.max(axis=1) >= farthest, farthest, -farthest)
        bounded = errors / (1.0 + errors / _HALF)
        return Scores(raw, signed, bounded.reshape(by_kind.shape).sum(axis=1))

    def to_arrays(self) -> dict[str, np.ndarray]:
        if self.network is None or self.noise is None:
            return {"whitening": self.whitening}
        return {"whitening": self.whitening, "noise": self.noise, **self.network.to_arrays()}

    def to_config(self) -> dict[str, Any]:
        """What is not an array; JSON can hold it."""
        return {"format": FORMAT, "names": list(self.names), "version": self.version}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray], config: Mapping[str, Any]) -> "Detector":
        """Raises ValueError when the arrays do not fit this code or each other, KeyError when one is missing."""
        if config["format"] != FORMAT:
            raise ValueError(f"format {config['format']}, not {FORMAT}")
        names, version = tuple(str(name) for name in config["names"]), int(config["version"])
        size = features.count(len(names))
        whitening = np.asarray(arrays["whitening"], np.float32)
        if whitening.shape != (size, size) or not np.isfinite(whitening).all():
            raise ValueError(f"whitening {whitening.shape} does not fit {len(names)} metrics")
        if "noise" not in arrays:
            return cls(names, whitening, version=version)
        noise = np.asarray(arrays["noise"], np.float32)
        if noise.shape != (size,) or not np.isfinite(noise).all() or noise.min(initial=1.0) <= 0:
            raise ValueError(f"noise {noise.shape} does not fit {len(names)} metrics")
        return cls(names, whitening, Network.from_arrays(arrays, size), noise, version)


def standardised(seen: Values, centre: Floats, spread: Floats) -> Values:
    """Features as distances from their means in their spreads; what is unknown counts as usual, 0."""
    unusual: Values = np.nan_to_num((seen - centre.astype(np.float32)) / spread.astype(np.float32), copy=False)
    return unusual


def repeat_errors(net: Network, unusual: Values) -> Values:
    """The squares of what the network does not repeat of standardised features."""
    errors: Values = net(np.clip(unusual, -network.CLIP, network.CLIP)) - unusual
    return errors * errors


def _joined(parts: Sequence[Scores], metrics: int) -> Scores:
    if not parts:
        return Scores(np.zeros(0), np.zeros((0, metrics), np.float32), np.zeros((0, metrics), np.float32))
    return Scores(
        np.concatenate([part.raw for part in parts]),
        np.concatenate([part.contributions for part in parts]),
        np.concatenate([part.residuals for part in parts]),
    )
