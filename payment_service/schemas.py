"""Request and response models of payment_service."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    AliasChoices,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from common.fields import Line, Moment, Text, ZoneName, in_utc
from common.pages import PageQuery
from payment_service.models import LedgerEntry, LedgerTransaction, Payment
from payment_service.repositories.summary import Sum
from payment_service.services.money import amount_text

AMOUNT_PATTERN = r"^[0-9]{1,12}(\.[0-9]{1,4})?$"
LARGEST_ID = 2**31 - 1
LARGEST_EXACT = 2**53 - 1

Method = Literal["cash", "card", "qr", "voucher"]
Status = Literal["pending", "authorized", "captured", "partially_refunded", "refunded", "failed", "cancelled"]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217", examples=["ARS"])]
KioskId = Annotated[int, Field(ge=1, le=LARGEST_ID)]


def _exact(value: Any) -> Any:
    """Money comes as text or as a whole number: a float has lost its exact value before it gets here."""
    if isinstance(value, float):
        raise PydanticCustomError("amount_is_float", 'write money as text, such as "10.50", not as a float')
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not re.fullmatch(rf"-?{AMOUNT_PATTERN[1:-1]}", value, re.ASCII):
        raise PydanticCustomError("amount_invalid", 'an amount is up to 12 digits and 4 decimals, such as "10.50"')
    return value


def _text(value: Any) -> Any:
    if not isinstance(value, str):
        raise PydanticCustomError("datetime_type", "write a time as ISO 8601 text")
    return value


Amount = Annotated[
    Decimal,
    BeforeValidator(_exact),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": AMOUNT_PATTERN},
                {"type": "integer", "minimum": 1, "maximum": 10**12 - 1},
            ],
            "description": "exact: text with the decimals of the currency, or a whole number; never a float",
            "examples": ["1500.00"],
        }
    ),
]
# Before and after, date arithmetic would overflow or means nothing.
Time = Annotated[
    AwareDatetime,
    BeforeValidator(_text),
    Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC)),
    AfterValidator(in_utc),
]
ItemName = Annotated[Text, Field(min_length=1, max_length=40)]
ItemText = Annotated[StrictStr, Field(max_length=200, pattern=r"^[^\x00]*$")]
ItemNumber = Annotated[StrictInt, Field(ge=-LARGEST_EXACT, le=LARGEST_EXACT)]
Item = Annotated[
    dict[ItemName, ItemText | ItemNumber | StrictBool | None],
    Field(max_length=20, examples=[{"name": "Café", "quantity": 1, "unit_price": "1500.00"}]),
]


class PaymentIn(BaseModel):
    kiosk_id: KioskId
    amount: Amount
    currency: Currency
    method: Method
    items: list[Item] = Field(default_factory=list, max_length=100, description="flat objects; money in them as text")
    customer_email: Annotated[Line, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")] | None = None
    occurred_at: Time | None = Field(default=None, description="when it was paid; default: now")


class PaymentQuery(PageQuery):
    kiosk_id: KioskId | None = Field(default=None, validation_alias=AliasChoices("kiosk_id", "kiosk"))
    method: Method | None = None
    status: Status | Literal["completed"] | None = Field(default=None, description="`completed` is `captured`")
    currency: Currency | None = None
    from_: Time | None = Field(default=None, alias="from", description="paid at or after")
    to: Time | None = Field(default=None, description="paid before")
    min: Annotated[str, Field(pattern=AMOUNT_PATTERN)] | None = Field(default=None, description="amount at least")
    max: Annotated[str, Field(pattern=AMOUNT_PATTERN)] | None = Field(default=None, description="amount at most")
    sort: Literal["id", "-id", "occurred_at", "-occurred_at"] = "id"


class SummaryQuery(BaseModel):
    """Which payments to add up; without `from` only those of the 31 days before `to`, or before now."""

    by: Literal["method", "kiosk", "day"] = Field(description="what each sum is of")
    kiosk_id: KioskId | None = None
    from_: Time | None = Field(default=None, alias="from", description="paid at or after")
    to: Time | None = Field(default=None, description="paid before")
    time_zone: ZoneName = Field(default="UTC", description="by whose clock a day begins", examples=["America/Lima"])


class PaymentOut(BaseModel):
    id: int
    kiosk_id: int
    amount: str = Field(description="exact decimal, with the digits of its currency")
    currency: str
    method: Method
    status: Status
    items: list[dict[str, Any]]
    customer_email: str | None
    occurred_at: Moment
    created_at: Moment
    recorded_by: int | None = Field(description="the person who entered it; null when the kiosk did")
    demo: bool = Field(description="no real customer paid this")

    @classmethod
    def of(cls, payment: Payment) -> Self:
        return cls(**_fields(payment))


class LedgerEntryOut(BaseModel):
    """A debit is positive, a credit negative; the entries of a transaction sum to zero."""

    transaction_id: int
    kind: str
    kiosk_id: int
    account: str
    amount: str
    currency: str
    at: Moment

    @classmethod
    def of(cls, transaction: LedgerTransaction, entry: LedgerEntry) -> Self:
        return cls(
            transaction_id=transaction.id,
            kind=transaction.kind,
            kiosk_id=entry.kiosk_id,
            account=entry.account,
            amount=amount_text(entry.amount, entry.currency),
            currency=entry.currency,
            at=transaction.at,
        )


class PaymentDetail(PaymentOut):
    ledger_entries: list[LedgerEntryOut]

    @classmethod
    def with_ledger(cls, payment: Payment, entries: list[LedgerEntryOut]) -> Self:
        return cls(**_fields(payment), ledger_entries=entries)


class PaymentList(BaseModel):
    items: list[PaymentOut]
    next_cursor: str | None
    total: int | None = Field(description="null when more than 100,000 fit")


class SumOut(BaseModel):
    """What came in, before refunds. Amounts of different currencies are never added."""

    key: str = Field(description="the method, the id of the kiosk, or the day as ISO 8601")
    currency: str
    amount: str = Field(description="exact decimal, with the digits of its currency")
    count: int = Field(description="how many payments it is the sum of")

    @classmethod
    def of(cls, one: Sum) -> Self:
        amount = amount_text(one.amount, one.currency)
        return cls(key=str(one.key), currency=one.currency, amount=amount, count=one.payments)


class SummaryOut(BaseModel):
    items: list[SumOut] = Field(description="by key, then by currency")


class PaymentWritten(BaseModel):
    message: str
    payment: PaymentOut


def _fields(payment: Payment) -> dict[str, Any]:
    fields = {name: getattr(payment, name) for name in PaymentOut.model_fields}
    return {**fields, "amount": amount_text(payment.amount, payment.currency)}
