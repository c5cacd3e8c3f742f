"""The past sales of one demo kiosk: always the same for the same serial and day of the run."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from payment_service.demo.calendar import (
    RHYTHMS,
    ZONE,
    draw_count,
    draw_minute,
    expected_sales,
    outages,
)

DAYS = 120
CURRENCY = "ARS"

# What is sold, its price in pesos, and how often.
GOODS = (
    ("Carga SUBE", 2000, 16),
    ("Carga SUBE", 5000, 10),
    ("Agua mineral 500 ml", 1500, 14),
    ("Café con leche", 2800, 12),
    ("Alfajor", 1300, 12),
    ("Gaseosa 500 ml", 2200, 10),
    ("Sándwich de miga", 3500, 8),
    ("Impresión color", 700, 6),
    ("Recarga de celular", 4000, 6),
    ("Entrada general", 9000, 3),
    ("Pasaje larga distancia", 38500, 1),
)
WEIGHTS = [weight for _, _, weight in GOODS]
METHODS = ("cash", "card", "qr", "voucher")
METHOD_WEIGHTS = (24, 31, 40, 5)
QUANTITIES, QUANTITY_WEIGHTS = (1, 2, 3), (80, 16, 4)


class PastSale(NamedTuple):
    """A sale as it goes into the database."""

    key: str
    amount: Decimal
    method: str
    name: str
    quantity: int
    unit_price: str
    occurred_at: datetime


def past_sales(serial: str, kind: str, now: datetime) -> Iterator[PastSale]:
    """The sales of the `DAYS` days before `now`, and of today until `now`, in the order of their days."""
    rng = random.Random(f"history {serial}")  # noqa: S311  # made-up sales
    rhythm = RHYTHMS[kind]
    popularity = rng.uniform(0.7, 1.35)
    down = outages(rng, DAYS)
    today = now.astimezone(ZONE).date()
    for days_ago in range(DAYS, -1, -1):
        day = today - timedelta(days=days_ago)
        mean = expected_sales(rhythm, popularity, day, days_ago)
        if DAYS - days_ago in down:
            continue
        minutes = sorted(draw_minute(rng, rhythm) for _ in range(draw_count(rng, mean)))
        for number, minute in enumerate(minutes, 1):
            sale = _sale(rng, f"demo:{day}:{number}", day, minute)
            if sale.occurred_at < now:
                yield sale


def _sale(rng: random.Random, key: str, day: date, minute: float) -> PastSale:
    name, price, _ = rng.choices(GOODS, WEIGHTS)[0]
    (quantity,) = rng.choices(QUANTITIES, QUANTITY_WEIGHTS)
    (method,) = rng.choices(METHODS, METHOD_WEIGHTS)
    at = datetime.combine(day, time(), ZONE) + timedelta(minutes=minute)
    return PastSale(key, Decimal(price * quantity), method, name, quantity, f"{price}.00", at)
