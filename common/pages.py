"""Cursor pages: lists that stay right while rows come and go."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, Field
from sqlalchemy import Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from common.errors import Invalid

DEFAULT_LIMIT = 50
MAX_LIMIT = 500
MAX_BIGINT = 2**63 - 1

T = TypeVar("T")


class PageQuery(BaseModel):
    """The query parameters of every list."""

    limit: int = Field(default=DEFAULT_LIMIT, ge=1, le=MAX_LIMIT)
    cursor: str | None = Field(default=None, max_length=2000)


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some items, and the cursor of what follows (None at the end)."""

    items: Sequence[T]
    next_cursor: str | None


def paginate(
    session: Session,
    query: Select[tuple[T]],
    page: PageQuery,
    *keys: InstrumentedAttribute[Any],
    descending: bool = False,
) -> Page[T]:
    """The page of `query` that follows the cursor, in the order of `keys`.

    The last key must be unique. Keys must not be null: the position after a row is compared as a tuple.

    Raises:
        Invalid: `invalid_cursor`, when the cursor is not one of this list and order.
    """
    position = tuple_(*keys)
    if page.cursor is not None:
        after = tuple_(*_decode(page.cursor, keys))
        query = query.where(position < after if descending else position > after)
    ordered = query.order_by(*(key.desc() if descending else key for key in keys))
    rows = session.scalars(ordered.limit(page.limit + 1)).all()
    items = rows[: page.limit]
    if len(rows) <= page.limit:
        return Page(items, None)
    return Page(items, _encode([getattr(items[-1], key.key) for key in keys]))


def _encode(values: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values, default=datetime.isoformat).encode()).decode().rstrip("=")


def _decode(cursor: str, keys: Sequence[InstrumentedAttribute[Any]]) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(keys):
            raise Invalid("invalid_cursor")
        return [_checked(value, key.type.python_type) for value, key in zip(values, keys, strict=True)]
    except (binascii.Error, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise Invalid("invalid_cursor") from error


def _checked(value: Any, kind: type[Any]) -> Any:
    if kind is datetime:
        return datetime.fromisoformat(value).astimezone(UTC)
    acceptable: dict[type[Any], bool] = {int: kind is int and abs(value) <= MAX_BIGINT, str: "\0" not in str(value)}
    if type(value) is not kind or not acceptable.get(kind):
        raise ValueError(kind.__name__)
    if kind is str:
        value.encode()  # a lone surrogate, which JSON can carry and a database cannot, is a ValueError here
    return value
