"""Field types that requests and responses of several services share."""

from datetime import UTC, datetime
from functools import cache
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, AwareDatetime, PlainSerializer, StringConstraints
from pydantic_core import PydanticCustomError

from common.events import iso


def _storable(value: str) -> str:
    if "\0" in value:
        raise PydanticCustomError("text_unstorable", "holds a NUL character")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise PydanticCustomError("text_unstorable", "holds half of a surrogate pair")
    return value


Text = Annotated[str, AfterValidator(_storable)]
"""Text that a database can hold."""

Line = Annotated[Text, StringConstraints(strip_whitespace=True)]
"""Text without white space around it."""


def in_utc(value: datetime) -> datetime:
    """The same moment in UTC; ValueError when there is none."""
    try:
        return value.astimezone(UTC)
    except OverflowError as error:
        raise PydanticCustomError("out_of_range", "is out of range") from error


Instant = Annotated[AwareDatetime, AfterValidator(in_utc)]
"""A time that was asked for, in UTC: databases do not know every offset that ISO-8601 can write."""

Moment = Annotated[datetime, PlainSerializer(iso, return_type=str)]
"""A time, answered as ISO-8601 in UTC with `Z`."""

_zones = cache(available_timezones)


def _known_zone(name: str) -> str:
    if name not in _zones():
        raise PydanticCustomError("time_zone_unknown", "no such time zone")
    return name


ZoneName = Annotated[str, AfterValidator(_known_zone)]
"""The IANA name of a time zone, such as `America/Lima`."""
