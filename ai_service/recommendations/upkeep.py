"""Advice that keeps a kiosk selling: empty the cash box, refill the printer, send someone."""

from collections.abc import Iterator
from datetime import timedelta

import numpy as np

from ai_service.recommendations.situation import HIGH, LOW, MEDIUM, Advice, Consumable, Situation

WEEK = 7
LOOK_AHEAD = 7
"""Days before which a box or a roll is named."""
FULL, NO_PAPER, LOW_INK = "full", "no_paper", "low_ink"


def collect_cash(now: Situation) -> Iterator[Advice]:
    """A full box takes no more cash; one that fills up as it did before will be full on a day that can be told."""
    if now.cash is None or not now.cash_share:
        return
    share, cash = now.cash_share, now.cash
    if cash.state == FULL:
        effect = share * sum(now.expected[:WEEK])
        words = {"since": cash.since, "share": share}
        yield Advice(
            "collect_cash", HIGH, effect, WEEK, 1.0, "full", words, now.today,
            {"cash_acceptor": cash.state, "since": cash.since.isoformat(), "cash_share": round(share, 3)},
        )  # fmt: skip
        return
    found = _runs_out(cash)
    if found is not None:
        ahead, limit, confidence = found
        effect = share * sum(now.expected[ahead : ahead + WEEK])
        due = now.today + timedelta(days=ahead)
        evidence = {
            "since": cash.since.isoformat(),
            "in_box": round(cash.used or 0.0, 2),
            "filled_at": [round(each, 2) for each in cash.capacity],
            "cash_share": round(share, 3),
        }
        words = {"due": due, "used": cash.used, "limit": limit}
        yield Advice(
            "collect_cash", MEDIUM if ahead > 1 else HIGH, effect, WEEK, confidence, "soon", words, due, evidence
        )


def refill_paper(now: Situation) -> Iterator[Advice]:
    """A printer that has run out of something, or will, as its last rolls lasted."""
    printer = now.printer
    if printer is None:
        return
    if printer.state in (NO_PAPER, LOW_INK):
        effect, days, measured = _at_stake(now, (now.today - printer.since).days)
        words = {"since": printer.since, "lost": effect, "measured": measured}
        evidence = {"printer_status": printer.state, "since": printer.since.isoformat(), "measured_days": measured}
        priority, variant = HIGH if printer.state == NO_PAPER else MEDIUM, printer.state
        if not effect:
            priority, variant = LOW, f"{printer.state}_unmissed"
        yield Advice("refill_paper", priority, effect, days, 1.0, variant, words, now.today, evidence)
        return
    found = _runs_out(printer)
    if found is not None:
        ahead, limit, confidence = found
        due = now.today + timedelta(days=ahead)
        evidence = {
            "since": printer.since.isoformat(),
            "receipts": round(printer.used or 0.0),
            "rolls_lasted": [round(each) for each in printer.capacity],
        }
        words = {"due": due, "used": printer.used, "limit": limit}
        effect = float(now.expected[ahead]) if ahead < len(now.expected) else 0.0
        priority = LOW if ahead > 1 else MEDIUM
        yield Advice("refill_paper", priority, effect, 1, confidence, "soon", words, due, evidence)


def send_someone(now: Situation) -> Iterator[Advice]:
    """A kiosk in trouble, with what it costs each day: what was missed so far, else what is expected and at stake."""
    if now.trouble is None:
        return
    effect, days, measured = _at_stake(now, (now.today - now.trouble.since).days)
    others = [each for each in now.neighbours_expected if each > 0]
    large = not others or np.mean(now.expected[:WEEK]) >= np.median(others)
    evidence: dict[str, object] = {"since": now.trouble.since.isoformat(), "measured_days": measured}
    if now.trouble.incident_id is not None:
        evidence["incident_id"] = now.trouble.incident_id
    words = {"trouble": now.trouble.title, "since": now.trouble.since, "measured": measured}
    priority, variant = HIGH if large or now.trouble.severe else MEDIUM, "measured" if measured else "at_stake"
    if not effect:  # it sells as ever
        priority, variant = MEDIUM if now.trouble.severe else LOW, "unmissed"
    yield Advice("send_someone", priority, effect, days, now.trouble.confidence, variant, words, now.today, evidence)


def _at_stake(now: Situation, days_since: int) -> tuple[float, int, int]:
    """Money, the days it is for, and on how many whole days it was measured.

    Measured: how much less was sold a day since then than on the same weekdays of the four weeks before, over a week.
    With no whole day since, or none of which sales are known: what is expected of one day.
    """
    known = len(now.history)
    days = min(days_since - 1, 2 * WEEK, known - 4 * WEEK)
    if days >= 1:
        since, before = now.history[known - days :], now.history[: known - days][-4 * WEEK :]
        usual = np.resize(np.nanmean(before.reshape(4, WEEK), axis=0), days) if not np.isnan(before).any() else None
        if usual is not None and not np.isnan(since).all():
            seen = ~np.isnan(since)
            missed = float(np.mean(usual[seen] - since[seen]))
            return max(missed, 0.0) * WEEK, WEEK, int(seen.sum())
    return float(now.expected[0]), 1, 0


def _runs_out(consumable: Consumable) -> tuple[int, float, float] | None:
    """In how many days, at which use, and how sure: as sure as earlier rounds were alike (one alone counts half)."""
    if consumable.used is None or not consumable.capacity:
        return None
    limit = float(np.median(consumable.capacity))
    total = consumable.used + np.cumsum(consumable.per_day[:LOOK_AHEAD])
    reached = np.flatnonzero(total >= limit)
    if not len(reached):
        return None
    alike = min(consumable.capacity) / max(consumable.capacity)
    return int(reached[0]), limit, round(0.5 if len(consumable.capacity) == 1 else alike, 3)
