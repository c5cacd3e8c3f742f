"""What one version of the anomaly model holds: everything that is needed to judge a machine nobody has seen before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ai_service.anomaly.calibration import Calibration
from ai_service.anomaly.detector import Detector
from ai_service.anomaly.profile import Profile

_DETECTOR, _PROFILE = "detector.", "profile."


@dataclass(frozen=True)
class FleetModel:
    """The fleet's detector; `profile` and `calibration` stand in for a machine that has no past of its own.

    `calibration` is of scores of normal rows under that profile.
    """

    detector: Detector
    profile: Profile
    calibration: Calibration

    def to_arrays(self) -> dict[str, np.ndarray]:
        return {
            **{_DETECTOR + name: array for name, array in self.detector.to_arrays().items()},
            **{_PROFILE + name: array for name, array in self.profile.to_arrays().items()},
        }

    def to_config(self) -> dict[str, Any]:
        """What is not an array; JSON can hold it."""
        return {"detector": self.detector.to_config(), "calibration": self.calibration.to_dict()}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray], config: Mapping[str, Any]) -> "FleetModel":
        """Raises ValueError, KeyError or TypeError when they are not those of a model."""
        return cls(
            Detector.from_arrays(_under(arrays, _DETECTOR), config["detector"]),
            Profile.from_arrays(_under(arrays, _PROFILE)),
            Calibration.from_dict(config["calibration"]),
        )


def _under(arrays: Mapping[str, np.ndarray], prefix: str) -> dict[str, np.ndarray]:
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}
