"""Simulated printer, cash acceptor and card reader: used up by sales, looked after by people, now and then broken."""

from datetime import datetime

from kiosk_app.config import Place
from kiosk_app.faults import Faults
from kiosk_app.noise import uniform
from kiosk_app.trade import solar_hour

ROLL, CARTRIDGE, CASH_BOX = 700.0, 4_000.0, 350.0  # receipts on a roll, receipts from a cartridge, notes
LOW_INK = 0.1
CASH_SHARE = 0.24  # of sales, where no till says how they were paid

# From a state to another, with the mean hours until then: hours of use for breakdowns, of staff for repairs.
BREAKDOWNS = {
    "printer": {"paper_jam": 250.0, "offline": 900.0},
    "cash": {"error": 500.0},
    "card": {"error": 400.0},
}
REPAIR_HOURS = {"paper_jam": 1.0, "offline": 0.5, "error": 1.0}
REFILL_HOURS = {"paper": 0.7, "ink": 6.0, "cash": 2.0}


class Peripherals:
    """The devices of one kiosk. `state` is what must outlive a restart: levels and breakdowns."""

    def __init__(self, seed: int, state: dict[str, float | str]) -> None:
        self._seed = seed
        self.state = state
        for name, salt in (("paper", 1), ("ink", 2), ("cash", 3)):
            # Machines met in the middle of their lives: neither all full nor all empty on the same day.
            state.setdefault(name, round(0.15 + 0.8 * uniform(seed + salt, 0), 4))
        for device in BREAKDOWNS:
            state.setdefault(device + "_broken", "")

    def use(self, sales: float, notes: float) -> None:
        """So many receipts are printed and notes taken."""
        self._change("paper", -sales / ROLL)
        self._change("ink", -sales / CARTRIDGE)
        self._change("cash", notes / CASH_BOX)

    def after(self, seconds: float, busy: float, at: datetime, place: Place) -> None:
        """Let time pass: things break while they are used, people put them right while they are at work."""
        staff = 1.0 if 7 <= solar_hour(at, place) < 21 else 0.15
        moment = at.timestamp()
        for number, (device, breakdowns) in enumerate(BREAKDOWNS.items()):
            broken = self.state[device + "_broken"]
            if broken:
                if self._happens(number, moment, seconds * staff, REPAIR_HOURS[str(broken)]):
                    self.state[device + "_broken"] = ""
                continue
            for step, (kind, hours) in enumerate(breakdowns.items()):
                if self._happens(10 + 10 * number + step, moment, seconds * busy, hours):
                    self.state[device + "_broken"] = kind
        if self._level("paper") <= 0 and self._happens(40, moment, seconds * staff, REFILL_HOURS["paper"]):
            self.state["paper"] = 1.0
        if self._level("ink") <= LOW_INK and self._happens(41, moment, seconds * staff, REFILL_HOURS["ink"]):
            self.state["ink"] = 1.0
        if self._level("cash") >= 1 and self._happens(42, moment, seconds * staff, REFILL_HOURS["cash"]):
            self.state["cash"] = 0.0

    def reading(self, faults: Faults, moment: float) -> dict[str, str]:
        """The section `peripherals` of a reading. A fault shows whatever the levels say."""
        return {
            "printer_status": self._printer(faults),
            "cash_acceptor": self._cash(faults),
            "card_reader": self._card(faults, moment),
        }

    def _printer(self, faults: Faults) -> str:
        if "paper_jam" in faults:
            return "paper_jam"
        if broken := self.state["printer_broken"]:
            return str(broken)
        if "paper_out" in faults or self._level("paper") <= 0:
            return "no_paper"
        return "low_ink" if self._level("ink") <= LOW_INK else "ready"

    def _cash(self, faults: Faults) -> str:
        if broken := self.state["cash_broken"]:
            return str(broken)
        return "full" if "cash_box_full" in faults or self._level("cash") >= 1 else "ready"

    def _card(self, faults: Faults, moment: float) -> str:
        if fault := faults.get("card_reader_errors"):
            return "error" if uniform(self._seed + 50, moment) < min(0.97, 0.7 * fault.severity) else "ready"
        return str(self.state["card_broken"] or "ready")

    def _happens(self, salt: int, moment: float, seconds: float, mean_hours: float) -> bool:
        return uniform(self._seed + salt, moment) < seconds / 3600 / mean_hours

    def _level(self, name: str) -> float:
        return float(self.state[name])

    def _change(self, name: str, by: float) -> None:
        self.state[name] = round(min(1.0, max(0.0, self._level(name) + by)), 6)
