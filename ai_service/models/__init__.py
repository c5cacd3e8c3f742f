"""The tables of ai_service."""

from sqlalchemy.orm import DeclarativeBase

from common.database import new_metadata
from common.outbox import outbox_table


class Base(DeclarativeBase):
    metadata = new_metadata()


outbox_table(Base.metadata)
