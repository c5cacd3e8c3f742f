"""The gate: whether a challenger may take the champion's place. Every condition is kept with its numbers."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, NamedTuple

import numpy as np

from ai_service.anomaly.templates import TEMPLATES
from ai_service.training.exam import Figures
from common.messages import number_in

MARGIN = 0.02
"""How much less VUS-PR counts as no worse: about what two trainings on the same data differ by."""
CONFIDENCE = 0.9
RESAMPLES = 2_000
RECALL_POINTS = 0.02
ENOUGH_INCIDENTS = 10
SLOWEST = 0.7
"""The share of the champion's speed that still holds; measured within a run, it scatters by a fifth."""
FEWEST_ROWS_PER_SECOND = 1_000.0
"""5,000 machines in five seconds of their minute."""
LARGEST_GROWTH = 1.5
LARGEST_BYTES = 64 * 1024 * 1024

_TITLES = {template.name: template.title for template in TEMPLATES}
"""Injected faults have the names of the templates that they look like."""

Decision = Literal["promote", "shadow", "refuse"]


class Words(NamedTuple):
    """For people."""

    es: str
    en: str

    @classmethod
    def filled(cls, es: str, en: str, **numbers: str) -> "Words":
        """With numbers, given as English writes them, in their places."""
        return cls(
            es.format(**{name: number_in("es", number) for name, number in numbers.items()}), en.format(**numbers)
        )


@dataclass(frozen=True)
class Check:
    """One condition. `bound` is what the challenger's number must not be worse than."""

    name: str
    passed: bool
    champion: float | None
    challenger: float | None
    bound: float | None
    text: Words


@dataclass(frozen=True)
class Verdict:
    """What the gate decides, and every condition that it looked at."""

    decision: Decision
    text: Words
    checks: list[Check]

    def to_dict(self) -> dict[str, Any]:
        return {
            "decision": self.decision,
            "text": self.text._asdict(),
            "checks": [{**asdict(check), "text": check.text._asdict()} for check in self.checks],
        }


def decide(champion: Figures | None, challenger: Figures, budget: float, incidents: int, seed: int) -> Verdict:
    """Judge a challenger that sat the same exam as the champion.

    Args:
        champion: None when there is none yet: then the challenger has to hold the absolute bounds alone.
        budget: alerts per kiosk and day.
        incidents: real incidents with a verdict in the exam; with fewer than ENOUGH_INCIDENTS a day in shadow follows.
    """
    checks = [
        _vus_pr(champion, challenger, seed),
        _false_alerts(champion, challenger, budget),
        *_recalls(champion, challenger),
        _speed(champion, challenger),
        _size(champion, challenger),
    ]
    failed = [check for check in checks if not check.passed]
    if failed:
        return Verdict(
            "refuse",
            Words(
                "Rechazada: " + " ".join(check.text.es for check in failed),
                "Refused: " + " ".join(check.text.en for check in failed),
            ),
            checks,
        )
    if champion is None:
        return Verdict("promote", Words("Es la primera versión.", "It is the first version."), checks)
    if incidents < ENOUGH_INCIDENTS:
        return Verdict(
            "shadow",
            Words(
                f"Cumple todo, pero solo hay {incidents} incidentes reales: queda un día en la sombra.",
                f"It holds everything, but there are only {incidents} real incidents: it spends a day in shadow.",
            ),
            checks,
        )
    return Verdict("promote", Words("No es peor en nada de lo medido.", "It is no worse in anything measured."), checks)


def after_shadow(earlier: Mapping[str, Any], challenger: Figures, champion: Figures, budget: float) -> Verdict:
    """The decision after the day in shadow: on rows that came after training, its alerts are in budget and it sees the
    incidents of that day no worse. `earlier` is the verdict that sent it there."""
    checks = checks_of(earlier)
    alerts = _false_alerts(champion, challenger, budget)
    seen = _vus_pr(champion, challenger, seed=0)
    passed = alerts.passed and seen.passed
    shadow = Check(
        "shadow",
        passed,
        champion.false_alerts,
        challenger.false_alerts,
        alerts.bound,
        Words(
            f"Un día en la sombra: {alerts.text.es} {seen.text.es}", f"A day in shadow: {alerts.text.en} {seen.text.en}"
        ),
    )
    decision: Decision = "promote" if passed else "refuse"
    words = Words(
        *(
            ("Aceptada: " if passed else "Rechazada: ") + shadow.text.es,
            ("Accepted: " if passed else "Refused: ") + shadow.text.en,
        )
    )
    return Verdict(decision, words, [*checks, shadow])


def checks_of(verdict: Mapping[str, Any]) -> list[Check]:
    """The conditions of a verdict that was kept."""
    return [Check(**{**check, "text": Words(**check["text"])}) for check in verdict["checks"]]


def _vus_pr(champion: Figures | None, challenger: Figures, seed: int) -> Check:
    """Not worse, by bootstrap over kiosks: the lower end of the mean difference stays above minus MARGIN."""
    ours, theirs = challenger.by_kiosk, champion.by_kiosk if champion else {}
    both = sorted(set(ours) & set(theirs))
    if not both:
        words = Words("No hay incidentes reales con los que comparar.", "There are no real incidents to compare by.")
        if champion is None and challenger.vus_pr is not None:
            words = Words.filled("VUS-PR {now}.", "VUS-PR {now}.", now=f"{challenger.vus_pr:.3f}")
        return Check("vus_pr", True, champion.vus_pr if champion else None, challenger.vus_pr, None, words)
    difference = np.array([ours[kiosk] - theirs[kiosk] for kiosk in both])
    drawn = np.random.default_rng(seed).integers(0, len(both), (RESAMPLES, len(both)))
    low = float(np.quantile(difference[drawn].mean(axis=1), 1 - CONFIDENCE))
    before, now = float(np.mean([theirs[kiosk] for kiosk in both])), float(np.mean([ours[kiosk] for kiosk in both]))
    return Check(
        "vus_pr",
        low >= -MARGIN,
        before,
        now,
        before - MARGIN,
        Words.filled(
            "VUS-PR {now} frente a {before}; con confianza del 90 % cambia al menos {low}.",
            "VUS-PR {now} against {before}; with 90 % confidence it changes by at least {low}.",
            now=f"{now:.3f}",
            before=f"{before:.3f}",
            low=f"{low:+.3f}",
        ),
    )


def _false_alerts(champion: Figures | None, challenger: Figures, budget: float) -> Check:
    """As many alerts as the budget allows, and two standard deviations of chance (they come like a Poisson process)."""
    allowed = budget * challenger.kiosk_days
    most = allowed + 2 * math.sqrt(max(allowed, 1.0))
    bound = most / challenger.kiosk_days if challenger.kiosk_days else None
    rate = challenger.false_alerts
    return Check(
        "false_alerts",
        challenger.alerts <= most,
        champion.false_alerts if champion else None,
        rate,
        bound,
        Words.filled(
            "{rate} avisos por kiosco y día en datos normales (presupuesto {budget}).",
            "{rate} alerts per kiosk and day on normal data (budget {budget}).",
            rate=f"{rate or 0:.2f}",
            budget=f"{budget:g}",
        ),
    )


def _recalls(champion: Figures | None, challenger: Figures) -> list[Check]:
    """Of each injected fault; a share of so few events moves in steps, so less than the points is meant exactly."""
    checks = []
    for name, now in challenger.recall.items():
        before = champion.recall.get(name) if champion else None
        bound = None if before is None else before - RECALL_POINTS
        title = _TITLES.get(name, {"es": name, "en": name})
        was = ("", "") if before is None else (f", antes {before:.0%}", f", before {before:.0%}")
        words = Words(f"{title['es']}: encuentra {now:.0%}{was[0]}.", f"{title['en']}: finds {now:.0%}{was[1]}.")
        passed = bound is None or now > bound + 1e-9
        checks.append(Check(f"recall:{name}", passed, before, now, bound, words))
    return checks


def _speed(champion: Figures | None, challenger: Figures) -> Check:
    now, before = challenger.rows_per_second, champion.rows_per_second if champion else None
    bound = max(FEWEST_ROWS_PER_SECOND, SLOWEST * before if before else 0.0)
    words = Words.filled("Puntúa {now} filas por segundo.", "Scores {now} rows a second.", now=f"{now:,.0f}")
    return Check("speed", now >= bound, before, now, bound, words)


def _size(champion: Figures | None, challenger: Figures) -> Check:
    now, before = challenger.size_bytes, champion.size_bytes if champion else None
    bound = min(float(LARGEST_BYTES), LARGEST_GROWTH * before if before else float(LARGEST_BYTES))
    words = Words.filled("Ocupa {size} MB.", "Takes {size} MB.", size=f"{now / 1e6:.1f}")
    return Check("size", now <= bound, before, now, bound, words)
