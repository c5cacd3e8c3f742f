"""The record of being right: what came of the advice that people took, and of what they did not."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from ai_service.repositories import recommendations
from common.tokens import Principal


@dataclass(frozen=True)
class Line:
    """One kind of advice: how often it was given, what became of it, and how often it proved right."""

    code: str
    made: int
    open: int
    accepted: int
    dismissed: int
    lapsed: int
    measured: int
    right: int


@dataclass(frozen=True)
class Record:
    """`money`: currency → sales that were expected, and made, in the weeks after accepted advice."""

    lines: Sequence[Line]
    money: dict[str, tuple[Decimal, Decimal]]


def record_of(session: Session, principal: Principal) -> Record:
    """Over the kiosks that the caller may see."""
    condition = recommendations.seen_by(principal)
    return Record(
        lines=[Line(*row) for row in recommendations.tally(session, condition)],
        money={
            currency: (expected, actual)
            for currency, expected, actual in recommendations.accepted_sales(session, condition)
        },
    )
