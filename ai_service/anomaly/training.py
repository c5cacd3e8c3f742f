"""Makes a Detector from normal rows of one machine or of many."""

from collections.abc import Callable, Sequence

import numpy as np

from ai_service.anomaly import features
from ai_service.anomaly.detector import Detector, repeat_errors, standardised
from ai_service.anomaly.network import Network
from ai_service.anomaly.profile import Profile, chosen_rows
from ai_service.anomaly.table import Floats, Mask, Table, Values

Progress = Callable[[int, int, str], None]
_REGULARISATION = 0.3
"""Added to each variance: directions in which nothing moved in training are not trusted blindly."""
_LEAST_NOISE = 0.05
_MOST_ROWS = 60_000
"""Rows that the network is trained with, drawn from all tables by their weight."""


def train_detector(
    tables: Sequence[Table],
    *,
    seed: int,
    masks: Sequence[Mask | None] | None = None,
    profiles: Sequence[Profile] | None = None,
    weights: Sequence[float] | None = None,
    progress: Progress | None = None,
    parent: Detector | None = None,
) -> Detector:
    """A detector of the metrics of the first table, from the rows that `masks` hold to be normal.

    `profiles` are those of the tables, made of the same rows when not given; `weights` say how much a row of each table
    counts, 1 when not given. `progress` is told (done, total, stage). With a `parent` its network is kept and only what
    surrounds it is renewed, which needs no torch. The same input and `seed` give the same detector.

    Raises:
        ValueError: without any normal row, or when the parent has other metrics.
    """
    if not tables:
        raise ValueError("no table to learn from")
    names = tables[0].names
    if parent and parent.names != names:
        raise ValueError("the parent has other metrics")
    tables = [table.columns(names) for table in tables]
    normals = [
        np.ones(len(table), bool) if mask is None else np.asarray(mask, bool)
        for table, mask in zip(tables, masks or [None] * len(tables), strict=True)
    ]
    profiles = profiles or [Profile.fit(table, normal) for table, normal in zip(tables, normals, strict=True)]
    shares = np.asarray(weights if weights is not None else [1.0] * len(tables), np.float64)
    draw = np.random.default_rng(seed)
    counts = np.array([len(chosen_rows(normal)) for normal in normals]) * shares
    if not counts.sum():
        raise ValueError("no normal row to learn from")
    size = features.count(len(names))
    products, total = np.zeros((size, size)), 0.0
    sample: list[Values] = []
    quotas = np.ceil(_MOST_ROWS * counts / counts.sum()).astype(int)
    for done, (table, profile, normal) in enumerate(zip(tables, profiles, normals, strict=True)):
        rows = _unusual_rows(table, profile, normal)
        products += shares[done] * (rows.T @ rows).astype(np.float64)
        total += shares[done] * len(rows)
        sample.append(rows if len(rows) <= quotas[done] else rows[np.sort(draw.permutation(len(rows))[: quotas[done]])])
        if progress:
            progress(done + 1, len(tables), "features")
    rows = np.concatenate(sample)
    net = parent.network if parent and parent.network else _train_network(rows, seed, progress)
    return Detector(names, _whitening(products / total), network=net, noise=_usual_errors(net, rows))


def _unusual_rows(table: Table, profile: Profile, normal: Mask) -> Values:
    """Standardised features of the normal rows that are learned from."""
    parts = [
        standardised(
            features.at_rows(table.values, profile.centre, profile.scale, rows),
            profile.feature_centre,
            profile.feature_spread,
        )
        for rows in features.blocks(chosen_rows(normal))
    ]
    return np.concatenate(parts) if parts else np.zeros((0, features.count(len(table.names))), np.float32)


def _usual_errors(net: Network, rows: Values) -> Values:
    sums = np.zeros(rows.shape[1])
    for part in features.blocks(np.arange(len(rows))):
        sums += repeat_errors(net, rows[part]).sum(axis=0, dtype=np.float64)
    # Of rows that it was trained with it repeats more than of others, the more the fewer they are: as if one more
    # window of each span had been seen of which it repeats nothing.
    unseen = np.repeat(features.SPANS, len(sums) // features.KINDS)
    errors: Values = ((sums + unseen) / (len(rows) + unseen) + _LEAST_NOISE).astype(np.float32)
    return errors


def _whitening(covariance: Floats) -> Values:
    variance, basis = np.linalg.eigh(covariance)
    whitening: Values = (basis / np.sqrt(np.maximum(variance, 0.0) + _REGULARISATION)).astype(np.float32)
    return whitening


def _train_network(rows: Values, seed: int, progress: Progress | None) -> Network:
    # Only who trains a network needs torch and the time that it takes to load.
    from ai_service.anomaly import training_torch

    if progress:
        progress(0, 1, "network")
    net = training_torch.train(rows, seed)
    if progress:
        progress(1, 1, "network")
    return net
