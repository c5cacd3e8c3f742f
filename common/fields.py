"""Field types that requests and responses of several services share."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, PlainSerializer, StringConstraints

from common.events import iso


def _without_nul(value: str) -> str:
    if "\0" in value:
        raise ValueError("holds a NUL character")
    return value


Text = Annotated[str, AfterValidator(_without_nul)]
"""Text that a database can hold."""

Line = Annotated[Text, StringConstraints(strip_whitespace=True)]
"""Text without white space around it."""

Moment = Annotated[datetime, PlainSerializer(iso, return_type=str)]
"""A time, answered as ISO-8601 in UTC with `Z`."""

Money = Annotated[Decimal, PlainSerializer(str, return_type=str)]
"""An amount of money, answered as a decimal string; its currency stands beside it."""
