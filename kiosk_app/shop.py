"""Simulated customers: when they come to a kiosk, what they buy and how they pay."""

import random
from collections.abc import Set
from datetime import datetime
from decimal import Decimal
from typing import Any

from kiosk_app.clock import iso
from kiosk_app.config import SOMEWHERE, Place
from kiosk_app.trade import demand

CURRENCY = "ARS"

# What is sold, its price in pesos, and how often.
GOODS = (
    ("Carga SUBE", Decimal("2000.00"), 16),
    ("Carga SUBE", Decimal("5000.00"), 10),
    ("Agua mineral 500 ml", Decimal("1500.00"), 14),
    ("Café con leche", Decimal("2800.00"), 12),
    ("Alfajor", Decimal("1300.00"), 12),
    ("Gaseosa 500 ml", Decimal("2200.00"), 10),
    ("Sándwich de miga", Decimal("3500.00"), 8),
    ("Impresión color", Decimal("700.00"), 6),
    ("Recarga de celular", Decimal("4000.00"), 6),
    ("Entrada general", Decimal("9000.00"), 3),
)
# How people pay, how often, and the peripheral it takes.
METHODS = (("qr", 40, None), ("card", 31, "card_reader"), ("cash", 24, "cash_acceptor"), ("voucher", 5, None))
QUANTITIES, QUANTITY_WEIGHTS = (1, 2, 3), (82, 15, 3)


class SimulatedShop:
    """The trade of one kiosk.

    `busiest` is the mean number of seconds between two sales when most people come. At usual hours of trade it is
    about three times as long, at night ten times.
    """

    def __init__(self, busiest: float, place: Place = SOMEWHERE, seed: int | None = None) -> None:
        self._busiest = busiest
        self._rng = random.Random(seed)
        self._place = place

    def next_customer(self) -> float:
        """Seconds until somebody may come; `wants_to_buy` tells whether they do."""
        return self._rng.expovariate(1 / self._busiest)

    def wants_to_buy(self, at: datetime) -> bool:
        """Whether somebody who might come does.

        Thinning (Lewis and Shedler): accepted in proportion to demand, arrivals follow the day exactly.
        """
        return self._rng.random() < demand(at, self._place)

    def sale(self, at: datetime, ready: Set[str]) -> dict[str, Any]:
        """One sale as `POST /payments` takes it, without its kiosk.

        `ready` names the peripherals that work: nobody pays in cash where the acceptor is full.
        """
        usable = [(method, weight) for method, weight, needs in METHODS if needs is None or needs in ready]
        (method,) = self._rng.choices([name for name, _ in usable], [weight for _, weight in usable])
        name, price, _ = self._rng.choices(GOODS, [weight for *_, weight in GOODS])[0]
        (quantity,) = self._rng.choices(QUANTITIES, QUANTITY_WEIGHTS)
        return {
            "amount": str(price * quantity),
            "currency": CURRENCY,
            "method": method,
            "items": [{"name": name, "quantity": quantity, "unit_price": str(price)}],
            "occurred_at": iso(at),
        }
