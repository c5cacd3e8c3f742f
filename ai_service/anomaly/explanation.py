"""Why a row is strange, for people: the metrics that are off, since when, and the fault that this looks like."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

import numpy as np

from ai_service.anomaly import templates
from ai_service.anomaly.detector import Detector
from ai_service.anomaly.metric_names import amount, title
from ai_service.anomaly.profile import Profile
from ai_service.anomaly.signs import Signs
from ai_service.anomaly.table import Floats, Values

TOP = 3
_OFF = 2.0
"""From so many scales on a metric counts as off, when looking back for the beginning."""


@dataclass(frozen=True)
class OffMetric:
    """`value` now, the `usual` range, the distance `sigma` in scales (signed), and `since` when, in seconds since 1970;
    None for a value that is missing."""

    metric: str
    value: float | None
    usual: tuple[float, float]
    sigma: float
    since: float


@dataclass(frozen=True)
class Explanation:
    """`top`, most suspicious first; `template` names the fault; `title` and `text` by language (`es`, `en`)."""

    top: tuple[OffMetric, ...]
    template: str
    title: dict[str, str]
    text: dict[str, str]

    def to_dict(self) -> dict[str, Any]:
        """JSON can hold it."""
        return asdict(self)


def explain(
    detector: Detector,
    profile: Profile,
    times: Floats,
    window: Values,
    states: Mapping[str, str] | None = None,
    zone: tzinfo = UTC,
) -> Explanation:
    """Why the last row of `window` [W, m], in the order of `detector.names`, is strange.

    `times` [W] are those of its rows, `states` the newest ones of the kiosk's parts where known, `zone` that in which
    texts give the time. Rows of NaN are allowed.
    """
    signs = Signs.read(detector.names, profile, np.asarray(window), states)
    top = tuple(_off_metric(signs, profile, times, column) for column in ranking(signs.sigmas[-1])[:TOP])
    template = templates.best(signs)
    since = min((one.since for one in top if abs(one.sigma) >= _OFF), default=float(times[-1]))
    clock = datetime.fromtimestamp(since, zone).strftime("%H:%M")
    if template is None:
        texts = {language: _general(top, language, clock) for language in templates.GENERAL_TITLE}
        return Explanation(top, templates.GENERAL, dict(templates.GENERAL_TITLE), texts)
    texts = {language: text.format_map(_Words(signs, language, clock)) for language, text in template.text.items()}
    return Explanation(top, template.name, dict(template.title), texts)


def ranking(sigmas: Floats) -> list[int]:
    """The columns, that which is farthest from usual first; equal ones in their order."""
    return [int(column) for column in np.argsort(-np.abs(sigmas), kind="stable")]


def _off_metric(signs: Signs, profile: Profile, times: Floats, column: int) -> OffMetric:
    off = np.abs(signs.sigmas[:, column]) >= _OFF
    usual_before = np.flatnonzero(~off)
    start = 0 if not len(usual_before) else min(int(usual_before[-1]) + 1, len(off) - 1)
    value = float(signs.values[-1, column])
    return OffMetric(
        signs.names[column],
        value if np.isfinite(value) else None,
        (float(profile.low[column]), float(profile.high[column])),
        round(float(signs.sigmas[-1, column]), 2),
        float(times[start]),
    )


def _general(top: tuple[OffMetric, ...], language: str, clock: str) -> str:
    usual, since = {"es": ("usual", "Desde las"), "en": ("usual", "Since")}[language]
    parts = [
        f"{title(one.metric, language)} {amount(one.metric, one.value, language)} "
        f"({usual} {amount(one.metric, one.usual[0], language)} – {amount(one.metric, one.usual[1], language)}, "
        f"{one.sigma:+.1f} σ)"
        for one in top
    ]
    return f"{since} {clock}: {'; '.join(parts)}."


class _Words(dict[str, str]):
    """What a template's text may name, looked up in the signs."""

    def __init__(self, signs: Signs, language: str, clock: str) -> None:
        super().__init__(since=clock)
        self._signs, self._language = signs, language

    def __missing__(self, key: str) -> str:
        name = key.removesuffix("_sigma")
        if name != key:
            return f"{self._signs.sigma(name):+.1f}"
        return amount(name, self._signs.value(name), self._language)
