"""Writes that a client may repeat: the same key and body do the work once."""

import hashlib
from collections.abc import Callable
from typing import Any

import orjson
from flask import request
from sqlalchemy import Column, DateTime, MetaData, String, Table, func, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Session

from common.database import transaction
from common.errors import Conflict, Invalid

HEADER = "Idempotency-Key"
MAX_LENGTH = 200


def idempotency_table(metadata: MetaData) -> Table:
    """The table `idempotency_keys`, declared among a service's own tables."""
    return Table(
        "idempotency_keys",
        metadata,
        Column("scope", String(120), primary_key=True),
        Column("key", String(MAX_LENGTH), primary_key=True),
        Column("body_hash", String(64), nullable=False),
        Column("result", JSONB),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    )


_KEYS = idempotency_table(MetaData())


def key_from_request() -> str | None:
    """The caller's `Idempotency-Key`, if any.

    Raises:
        Invalid: `idempotency_key_invalid`, when it is empty or too long.
    """
    key = request.headers.get(HEADER)
    if key is not None and not 1 <= len(key.strip()) <= MAX_LENGTH:
        raise Invalid("idempotency_key_invalid")
    return key


def run_once(
    session: Session, scope: str, key: str | None, body: Any, work: Callable[[], dict[str, Any]]
) -> tuple[dict[str, Any], bool]:
    """Do `work` unless this key did it before: `(result, replayed)`.

    The record is a part of the work's own transaction, and its primary key makes simultaneous tries wait for
    the first. Without a key the work is simply done. `scope` says who called what; `result` must be JSON and
    hold no secret, such as `{"kiosk_id": 7}`.

    Raises:
        Conflict: `idempotency_key_reused`, when the key came before with another body.
    """
    if key is None:
        return work(), False
    body_hash = hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS, default=str)).hexdigest()
    mine = (_KEYS.c.scope == scope) & (_KEYS.c.key == key)
    with transaction(session):
        claimed = session.execute(
            insert(_KEYS)
            .values(scope=scope, key=key, body_hash=body_hash)
            .on_conflict_do_nothing()
            .returning(_KEYS.c.key)
        ).first()
        if claimed is None:
            row = session.execute(select(_KEYS.c.body_hash, _KEYS.c.result).where(mine)).one()
            if row.body_hash != body_hash:
                raise Conflict("idempotency_key_reused")
            return row.result, True
        result = work()
        session.execute(update(_KEYS).where(mine).values(result=result))
        return result, False
