"""One at a time, over all processes: what several replicas would otherwise write at once."""

import zlib

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def alone(session: Session, work: str) -> None:
    """Wait until no other transaction does this work; others wait until this one ends."""
    session.execute(select(func.pg_advisory_xact_lock(zlib.crc32(f"ai_service:{work}".encode()))))
