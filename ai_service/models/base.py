"""The base of the tables of ai_service, with those that every service has."""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import Numeric
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import DateTime

from common.database import new_metadata
from common.kiosk_access import kiosk_access_table
from common.outbox import outbox_table


class Base(DeclarativeBase):
    metadata = new_metadata()
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        # Without a fixed scale: an amount keeps the digits that its currency has.
        Decimal: Numeric,
        list[Decimal]: ARRAY(Numeric),
        dict[str, Any]: JSONB,
    }


outbox_table(Base.metadata)
kiosk_access_table(Base.metadata)
