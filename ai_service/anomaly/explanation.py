"""Why a row is strange, for people: the metrics that are off, since when, and the fault that this looks like."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

import numpy as np

from ai_service.anomaly import templates
from ai_service.anomaly.detector import Detector
from ai_service.anomaly.metric_names import amount, title
from ai_service.anomaly.profile import Profile
from ai_service.anomaly.signs import Signs
from ai_service.anomaly.table import Floats, Table, Values, clean
from common.messages import number_in

TOP = 3
_OFF = 3.0
"""From so many usual spreads on a metric counts as off, when looking back for the beginning."""


@dataclass(frozen=True)
class OffMetric:
    """`value` now, None when it is missing; the `usual` range; `since` when it is off, in seconds since 1970.

    `sigma`, signed: how far its level is from its centre, in scales, as texts tell it; when the level is not off, how
    far that is which is farthest from its mean of what else the model sees of the metric, its spread and change.
    """

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
    urgent: Collection[str] = (),
    begun: float | None = None,
) -> Explanation:
    """Why the last row of `window` [W, m], in the order of `detector.names`, is strange.

    `times` [W] are those of its rows, `states` the newest ones of the kiosk's parts where known, `zone` that in which
    texts give the time, `urgent` the metrics that come first, such as those whose hard limits are broken. `begun` is
    when the incident began, which counts for what was off before the window too. Rows of NaN are allowed.
    """
    table = Table(detector.names, times, clean(window), 0.0)
    scores = detector.score_table(profile, table)
    signs = Signs.read(detector.names, profile, table.values, states)
    top = tuple(
        _off_metric(signs, profile, times, scores.contributions[:, column], column, begun)
        for column in scores.ranking(-1)[:TOP]
    )
    template = templates.best(signs, urgent)
    meant = [one for one in top if template and one.metric.startswith(template.about)] or top
    since = min((one.since for one in meant if abs(one.sigma) >= _OFF), default=float(times[-1]))
    clock = datetime.fromtimestamp(since, zone).strftime("%H:%M")
    if template is None:
        texts = {language: _general(top, language, clock) for language in templates.GENERAL_TITLE}
        return Explanation(top, templates.GENERAL, dict(templates.GENERAL_TITLE), texts)
    texts = {language: text.format_map(_Words(signs, language, clock)) for language, text in template.text.items()}
    return Explanation(top, template.name, dict(template.title), texts)


def _off_metric(
    signs: Signs, profile: Profile, times: Floats, sigmas: Values, column: int, begun: float | None
) -> OffMetric:
    usual_before = np.flatnonzero(np.abs(sigmas) < _OFF)
    start = 0 if not len(usual_before) else min(int(usual_before[-1]) + 1, len(sigmas) - 1)
    since = float(times[start])
    if start == 0 and begun is not None:
        since = min(since, begun)
    value, level = float(signs.values[-1, column]), signs.sigma(signs.names[column])
    return OffMetric(
        signs.names[column],
        value if np.isfinite(value) else None,
        (float(profile.low[column]), float(profile.high[column])),
        round(level if abs(level) >= _OFF else float(sigmas[-1]), 2),
        since,
    )


def _general(top: tuple[OffMetric, ...], language: str, clock: str) -> str:
    usual, since = {"es": ("usual", "Desde las"), "en": ("usual", "Since")}[language]
    parts = [
        f"{title(one.metric, language)} {amount(one.metric, one.value, language)} "
        f"({usual} {amount(one.metric, one.usual[0], language)} – {amount(one.metric, one.usual[1], language)}, "
        f"{_sigma(one.sigma, language)})"
        for one in top
    ]
    return f"{since} {clock}: {'; '.join(parts)}."


def _sigma(value: float, language: str) -> str:
    return number_in(language, f"{value:+.1f} σ")


class _Words(dict[str, str]):
    """What a template's text may name, looked up in the signs."""

    def __init__(self, signs: Signs, language: str, clock: str) -> None:
        super().__init__(since=clock)
        self._signs, self._language = signs, language

    def __missing__(self, key: str) -> str:
        name = key.removesuffix("_sigma")
        if name != key:
            return _sigma(self._signs.sigma(name), self._language).removesuffix(" σ")
        return amount(name, self._signs.value(name), self._language)
