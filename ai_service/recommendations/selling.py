"""Advice that makes a kiosk sell more: other hours, a promotion, another place; or that it should go."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import numpy as np

from ai_service.forecast.panel import Series, mean
from ai_service.recommendations.situation import LOW, MEDIUM, Advice, Situation

WEEK = 7
WEEKS = 8
MONTH = 4 * WEEK
FEWEST_NEIGHBOURS = 4
WEAK_DAY = 0.6
"""A weekday is weak when its share of the week is below this part of the neighbours' share."""
MOST_WEEKS = 0.75
"""Part of the last weeks in which it must have been so."""
POOR, HOPELESS = 0.5, 0.1
"""Sales beside the neighbours' median, below which a place is poor, and hopeless."""


def change_hours(now: Situation) -> Iterator[Advice]:
    """A weekday on which the kiosk never sells and its neighbours do: it seems to be shut then."""
    weeks = _weeks(now)
    if weeks is None:
        return
    own, others = weeks
    total = _sum(now.expected[:WEEK])
    for weekday in range(WEEK):
        sold = others[:, :, weekday].sum(axis=1) > 0
        share = _share(others, weekday)
        if not own[:, weekday].sum() and own.sum() and sold.mean() >= MOST_WEEKS and 0 < share < 1:
            effect = total * share / (1 - share) * MONTH / WEEK
            words = {"weekday": _weekday(now, weekday), "neighbours": int(sold.sum()), "share": share}
            evidence = {"weeks": WEEKS, "neighbours_selling": int(sold.sum()), "neighbours_share": round(share, 3)}
            confidence = round(float(sold.mean()), 3)
            yield Advice("change_hours", LOW, effect, MONTH, confidence, "closed_day", words, None, evidence)
            return


def promote(now: Situation) -> Iterator[Advice]:
    """A weekday that falls behind the neighbours' week after week: the weakest one."""
    weeks = _weeks(now)
    if weeks is None:
        return
    own, others = weeks
    if own.sum() <= 0:
        return
    gaps = []
    for weekday in range(WEEK):
        share, theirs = float(own[:, weekday].sum() / own.sum()), _share(others, weekday)
        usual = mean(others.sum(axis=2), axis=0)
        expected = own.sum(axis=1) * others[:, :, weekday].sum(axis=0) / np.maximum(usual * len(others), 1e-9)
        behind = float(np.mean(own[:, weekday] < expected))
        if 0 < share < WEAK_DAY * theirs and behind >= MOST_WEEKS:
            gaps.append((theirs - share, share, theirs, behind, weekday))
    if gaps:
        gap, share, theirs, behind, weekday = max(gaps)
        effect = gap * _sum(now.expected[:MONTH])
        words = {"weekday": _weekday(now, weekday), "share": share, "theirs": theirs}
        evidence = {"share": round(share, 3), "neighbours_share": round(theirs, 3), "weeks": WEEKS}
        yield Advice("promote", LOW, effect, MONTH, round(behind, 3), "weak_day", words, None, evidence)


def move_or_retire(now: Situation) -> Iterator[Advice]:
    """A place that has sold much less than its neighbours for weeks: another one would sell more, or none is missed."""
    weeks = _weeks(now)
    if weeks is None:
        return
    own, others = weeks[0].sum(axis=1), np.median(weeks[1].sum(axis=2), axis=0)
    month, quartile = _sum(now.expected[:MONTH]), float(np.quantile(now.neighbours_expected, 0.25)) * MONTH
    usual = float(np.median(now.neighbours_expected)) * MONTH
    evidence = {"month": round(month, 2), "neighbours_month": round(usual, 2), "weeks": WEEKS}
    words = {"month": month, "usual": usual}
    for code, limit, effect in (("retire", HOPELESS, -month), ("move", POOR, quartile - month)):
        below = float(np.mean(own < limit * others))
        if usual > 0 and month < limit * usual and below >= MOST_WEEKS and (code == "retire" or effect > 0):
            priority = MEDIUM if code == "move" else LOW
            yield Advice(code, priority, effect, MONTH, round(below, 3), code, words, None, evidence)
            return


def _weeks(now: Situation) -> tuple[Series, Series] | None:
    """The last eight weeks, weeks × 7 and neighbours × weeks × 7, if they are known of the kiosk and of four others."""
    days = WEEKS * WEEK
    if len(now.history) < days or np.isnan(now.history[-days:]).any() or now.neighbours.shape[1] < days:
        return None
    whole = now.neighbours[~np.isnan(now.neighbours[:, -days:]).any(axis=1)]
    if len(whole) < FEWEST_NEIGHBOURS:
        return None
    return now.history[-days:].reshape(WEEKS, WEEK), whole[:, -days:].reshape(-1, WEEKS, WEEK)


def _share(others: Series, weekday: int) -> float:
    """The neighbours' median share of the week that is sold on a weekday."""
    totals = others.sum(axis=(1, 2))
    shares = others[:, :, weekday].sum(axis=1)[totals > 0] / totals[totals > 0]
    return float(np.median(shares)) if len(shares) else 0.0


def _weekday(now: Situation, column: int) -> int:
    """Monday is 0. The first column is the weekday of today."""
    return (now.today + timedelta(days=column)).weekday()


def _sum(values: Sequence[float]) -> float:
    return float(np.sum(values))
