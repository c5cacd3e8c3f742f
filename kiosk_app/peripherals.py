"""Simulated printer, cash acceptor and card reader: mostly ready, now and then wanting a hand."""

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass

# From a state to others, with the mean hours until then: hours of use while ready, of waiting otherwise.
Changes = Mapping[str, Mapping[str, float]]

PRINTER: Changes = {
    "ready": {"low_ink": 90, "no_paper": 120, "paper_jam": 250, "offline": 900},
    "low_ink": {"ready": 8},
    "no_paper": {"ready": 1},
    "paper_jam": {"ready": 1.5},
    "offline": {"ready": 0.5},
}
CASH_ACCEPTOR: Changes = {"ready": {"full": 150, "error": 500}, "full": {"ready": 3}, "error": {"ready": 2}}
CARD_READER: Changes = {"ready": {"error": 400}, "error": {"ready": 1}}


@dataclass
class Peripheral:
    """One device. `name` is its field in a reading."""

    name: str
    changes: Changes
    rng: random.Random
    state: str = "ready"

    def after(self, seconds: float, busy: float) -> str:
        """The state once `seconds` have passed with the kiosk used to the degree `busy` (0 … 1)."""
        hours = seconds / 3600 * (busy if self.state == "ready" else 1)
        for state, mean_hours in self.changes[self.state].items():
            if self.rng.random() < 1 - math.exp(-hours / mean_hours):
                self.state = state
                break
        return self.state


def fitted_peripherals(rng: random.Random) -> list[Peripheral]:
    """The devices every simulated kiosk carries, all ready."""
    return [
        Peripheral("printer_status", PRINTER, rng),
        Peripheral("cash_acceptor", CASH_ACCEPTOR, rng),
        Peripheral("card_reader", CARD_READER, rng),
    ]
