"""A forecast of one subject in one currency, as it is kept and as it is summed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from ai_service.models import Forecast

DAYS_KEPT = 100
"""As long as the longest horizon that can be asked for (90 days), and usable for some days after it was made."""
MONTH_DAYS = 30


@dataclass(frozen=True)
class Tested:
    """How a forecast did on `days` past days; `coverage` is the share that fell into its intervals."""

    days: int
    mean_absolute_error: float
    naive_absolute_error: float
    coverage: float | None

    @property
    def skill(self) -> float | None:
        """1 − error / error of “the same as last week”; None when that one is never wrong."""
        if not self.days or not self.naive_absolute_error > 0:
            return None
        return round(1 - self.mean_absolute_error / self.naive_absolute_error, 3)


@dataclass(frozen=True)
class Kept:
    """Amounts from `made_on` on, with the digits of the currency, and the sum of the first 30 days with its bounds."""

    made_on: date
    made_at: datetime
    amounts: Sequence[Decimal]
    low: Sequence[Decimal]
    high: Sequence[Decimal]
    month: Decimal
    month_low: Decimal
    month_high: Decimal
    model: str
    kiosks: int
    tested: Tested

    @classmethod
    def of(cls, row: Forecast) -> "Kept":
        tested = dict(row.backtest)
        kiosks = tested.pop("kiosks")
        names = ("made_on", "made_at", "amounts", "low", "high", "month", "month_low", "month_high", "model")
        return cls(**{name: getattr(row, name) for name in names}, kiosks=kiosks, tested=Tested(**tested))

    def report(self) -> dict[str, object]:
        """The part of it that is kept as JSON."""
        return {**asdict(self.tested), "kiosks": self.kiosks}

    def after(self, days: int) -> "Kept":
        """What is left of it so many days later; the month's bounds move in proportion."""
        if days == 0:
            return self
        amounts = self.amounts[days:]
        month = sum(amounts[:MONTH_DAYS], Decimal(0)).quantize(self.month)
        scale = month / self.month if self.month else Decimal(1)
        return replace(
            self,
            amounts=amounts,
            low=self.low[days:],
            high=self.high[days:],
            month=month,
            month_low=(self.month_low * scale).quantize(self.month),
            month_high=(self.month_high * scale).quantize(self.month),
        )


def sum_of(parts: Sequence[Kept]) -> Kept:
    """The forecasts of several kiosks, made on one day, as one.

    Bounds are added up as if the kiosks erred together: the sum is never surer than its parts. Errors of the past are
    added up too, which is the most that the error of the sum can have been.
    """
    first = parts[0]
    tested = [part.tested for part in parts]
    coverages = [part.coverage for part in tested if part.coverage is not None]
    return Kept(
        made_on=first.made_on,
        made_at=max(part.made_at for part in parts),
        amounts=_added([part.amounts for part in parts]),
        low=_added([part.low for part in parts]),
        high=_added([part.high for part in parts]),
        month=sum((part.month for part in parts), Decimal(0)),
        month_low=sum((part.month_low for part in parts), Decimal(0)),
        month_high=sum((part.month_high for part in parts), Decimal(0)),
        model=first.model if len({part.model for part in parts}) == 1 else "sum",
        kiosks=sum(part.kiosks for part in parts),
        tested=Tested(
            days=min(part.days for part in tested),
            mean_absolute_error=sum(part.mean_absolute_error for part in tested),
            naive_absolute_error=sum(part.naive_absolute_error for part in tested),
            coverage=round(sum(coverages) / len(coverages), 3) if coverages else None,
        ),
    )


def _added(rows: Sequence[Sequence[Decimal]]) -> list[Decimal]:
    return [sum(values, Decimal(0)) for values in zip(*rows, strict=True)]
