"""Why a kiosk's minute is not normal, as an incident keeps it."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from ai_service.anomaly.explanation import Explanation, explain
from ai_service.anomaly.limits import LIMITS
from ai_service.anomaly.metric_names import amount, title
from ai_service.anomaly.profile import Profile
from ai_service.anomaly.signs import Signs
from ai_service.anomaly.table import Floats, Values, clean
from ai_service.anomaly.templates import GENERAL, TEMPLATES, best
from ai_service.minutes.columns import AVERAGED, COLUMNS, PLACE, TROUBLE
from ai_service.minutes.samples import STATES, Sample
from ai_service.services.live.judgement import Model, heard, in_order_of, usual
from ai_service.services.live.known import FLEET, Known
from common.events import iso

SILENT = "silent_kiosk"
CRITICAL_TEMPLATES = frozenset({SILENT, "kiosk_moved"})
LANGUAGES = ("es", "en")
_UNITS = {column.name: column.unit for column in COLUMNS}
_SILENT = next(template for template in TEMPLATES if template.name == SILENT)


@dataclass(frozen=True)
class Explained:
    """`told` is what the incident's page shows: {title, text, top, limits}."""

    template: str
    severity: str
    told: dict[str, Any]


@dataclass(frozen=True)
class Evidence:
    """A kiosk's minute, the last row of `window` [W, len(NAMES)], with all that it is explained by.

    `times` [W] are in seconds since 1970, `limits` the hard limits that it breaks, `samples` what was heard in it and
    `zone` that of the clock times in texts. `matter`: the metrics that it is about, where others that are off too are
    known to be no fault; the model tells them first.
    """

    model: Model | None
    known: Known
    times: Floats
    window: Values
    limits: Sequence[str]
    samples: Mapping[int, Sample]
    zone: tzinfo
    matter: AbstractSet[str] = frozenset()

    @property
    def version(self) -> int | None:
        """Of the model that scored it."""
        return self.model.version if self.model is not None and self.known.maturity >= FLEET else None

    def template(self) -> str:
        """That of `explained`, for a tenth of what a whole explanation costs."""
        if self.model is None:
            return self.explained().template
        detector, profile = self.model.model.detector, self._profile(self.model)
        signs = Signs.read(detector.names, profile, clean(self._seen(detector.names)), states_of(self.samples))
        found = best(signs, self.matter or self.limits)
        return found.name if found else GENERAL

    def explained(self, begun: datetime | None = None) -> Explained:
        """Why the minute is not normal. Without a model its limits are all that is told.

        Args:
            begun: when the incident began, if it goes on.
        """
        start = begun.timestamp() if begun else None
        if self.model is None:
            template, told = _by_limits(self.times, self.window, self.limits, self.zone, start)
        else:
            detector, profile = self.model.model.detector, self._profile(self.model)
            seen, states, urgent = self._seen(detector.names), states_of(self.samples), self.matter or self.limits
            found = explain(detector, profile, self.times, seen, states, self.zone, urgent, start)
            template, told = found.template, _told(found, self.limits)
        return Explained(template, _severity(template, self.known, self.limits), told)

    def _profile(self, model: Model) -> Profile:
        return usual(model, self.known)[0]

    def _seen(self, names: tuple[str, ...]) -> Values:
        """The window in this order. What the model has not seen is told only when it is the matter itself."""
        return in_order_of(names, self.window if "missing_share" in self.limits else heard(self.window))


def states_of(samples: Mapping[int, Sample]) -> dict[str, str]:
    """The newest state of each peripheral in a minute's samples."""
    found: dict[str, str] = {}
    for place, name in enumerate(TROUBLE, start=len(AVERAGED)):
        codes = [samples[seq][place] for seq in sorted(samples)]
        known = [code for code in codes if code is not None]
        if known:
            found[name] = STATES[name][int(known[-1])]
    return found


def _told(found: Explanation, limits: Sequence[str]) -> dict[str, Any]:
    top = [
        {
            "metric": off.metric,
            "value": _rounded(off.value),
            "unit": _UNITS.get(off.metric, ""),
            "usual": [_rounded(bound) for bound in off.usual],
            "sigma": off.sigma,
            "since": iso(datetime.fromtimestamp(off.since, UTC)),
        }
        for off in found.top
    ]
    return {"title": found.title, "text": found.text, "top": top, "limits": list(limits)}


def _by_limits(
    times: Floats, window: Values, limits: Sequence[str], zone: tzinfo, begun: float | None
) -> tuple[str, dict[str, Any]]:
    """Without a model: the limits, and since when each is broken without a pause."""
    since = {}
    for name in limits:
        first = _broken_from(window, name)
        since[name] = float(times[first])
        if first == 0 and begun is not None:
            since[name] = min(since[name], begun)
    top = [
        {
            "metric": name,
            "value": _rounded(float(window[-1, PLACE[name]])),
            "unit": _UNITS[name],
            "usual": None,
            "sigma": None,
            "since": iso(datetime.fromtimestamp(since[name], UTC)),
        }
        for name in limits
    ]
    if "missing_share" in limits:
        clock = _clock(since["missing_share"], zone)
        text = {language: words.format(since=clock) for language, words in _SILENT.text.items()}
        return SILENT, {"title": dict(_SILENT.title), "text": text, "top": top, "limits": list(limits)}
    titles = {"es": "Fuera de los límites: {names}", "en": "Beyond limits: {names}"}
    words = {"es": "{metric} {value} desde las {since}", "en": "{metric} {value} since {since}"}
    told: dict[str, dict[str, str]] = {"title": {}, "text": {}}
    for language in LANGUAGES:
        told["title"][language] = titles[language].format(names=", ".join(title(name, language) for name in limits))
        parts = (
            words[language].format(
                metric=title(name, language),
                value=amount(name, float(window[-1, PLACE[name]]), language),
                since=_clock(since[name], zone),
            )
            for name in limits
        )
        told["text"][language] = "; ".join(parts) + "."
    return f"limit:{limits[0]}" if limits else GENERAL, {**told, "top": top, "limits": list(limits)}


def _broken_from(window: Values, name: str) -> int:
    """The row from which on every row breaks a limit, the last one included."""
    limit, first = LIMITS[name], len(window) - 1
    low = -float("inf") if limit.low is None else limit.low
    high = float("inf") if limit.high is None else limit.high
    while first > 0:
        value = float(window[first - 1, PLACE[name]])
        if not (value < low or value > high):
            break
        first -= 1
    return first


def _severity(template: str, known: Known, limits: Sequence[str]) -> str:
    if template in CRITICAL_TEMPLATES or any(LIMITS[name].critical for name in limits):
        return "critical"
    return "info" if template == GENERAL and known.maturity <= FLEET and not limits else "warning"


def _clock(moment: float, zone: tzinfo) -> str:
    return datetime.fromtimestamp(moment, zone).strftime("%H:%M")


def _rounded(value: float | None) -> float | None:
    return None if value is None or value != value else float(f"{value:.6g}")
