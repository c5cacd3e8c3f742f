"""The autoencoder's way through the layers, by numpy: what scoring needs of what torch has trained."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ai_service.anomaly.table import Values

CLIP = 6.0
"""Inputs beyond are cut: one metric that runs away must not carry all outputs with it."""


@dataclass(frozen=True)
class Network:
    """`weights` [out, in] and `biases` [out] of each layer, tanh between them."""

    weights: tuple[Values, ...]
    biases: tuple[Values, ...]

    def __call__(self, x: Values) -> Values:
        """What it makes of standardised features [n, F]: what it holds to be usual in their place."""
        last = len(self.weights) - 1
        for layer, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            x = x @ weight.T + bias
            if layer < last:
                x = np.tanh(x)
        return x

    def to_arrays(self) -> dict[str, np.ndarray]:
        parts = {f"weight_{layer}": weight for layer, weight in enumerate(self.weights)}
        return {**parts, **{f"bias_{layer}": bias for layer, bias in enumerate(self.biases)}}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray], size: int) -> "Network":
        """Raises ValueError when the layers do not fit each other or inputs and outputs of `size`, KeyError when one
        is missing."""
        layers = sum(name.startswith("weight_") for name in arrays)
        weights = tuple(np.asarray(arrays[f"weight_{layer}"], np.float32) for layer in range(layers))
        biases = tuple(np.asarray(arrays[f"bias_{layer}"], np.float32) for layer in range(layers))
        _check(weights, biases, size)
        return cls(weights, biases)


def _check(weights: Sequence[Values], biases: Sequence[Values], size: int) -> None:
    width = size
    for weight, bias in zip(weights, biases, strict=True):
        if weight.ndim != 2 or weight.shape[1] != width or bias.shape != weight.shape[:1]:
            raise ValueError(f"a layer {weight.shape} with {bias.shape} does not fit {width} inputs")
        if not (np.isfinite(weight).all() and np.isfinite(bias).all()):
            raise ValueError("a weight is no number")
        width = len(bias)
    if width != size or not weights:
        raise ValueError(f"{width} outputs, not {size}")
