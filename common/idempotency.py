"""Writes that a client may repeat: the same key and body do the work once."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
from flask import Flask, request
from sqlalchemy import Column, DateTime, MetaData, String, Table, delete, func, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Session

from common.database import session_scope, transaction
from common.errors import Conflict, Invalid
from common.events import utc_now
from common.worker import Periodic

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


KEEP = timedelta(days=40)
"""Longer than a kiosk may have been offline with a write it has not seen answered."""
FORGET_SECONDS = 3600


def forgetting(app: Flask) -> Periodic:
    """The job that drops keys nobody can still be repeating."""

    def forget() -> None:
        with app.app_context(), session_scope() as session, transaction(session):
            session.execute(delete(_KEYS).where(_KEYS.c.created_at < utc_now() - KEEP))

    return Periodic(f"{app.name}:idempotency", FORGET_SECONDS, forget)


def replay(schema: str) -> dict[int, Any]:
    """The answer to a repeated request, for a route's `@bp.doc(responses=…)`.

    Args:
        schema: name of the answer's model, which the route's first answer has too.
    """
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {200: {"description": f"Done before under the same `{HEADER}`", "content": content}}


def key_from_request() -> str | None:
    """The caller's `Idempotency-Key`, if any.

    Raises:
        Invalid: `idempotency_key_invalid`, when it is empty, too long or not printable ASCII.
    """
    key = request.headers.get(HEADER)
    if key is not None and not (1 <= len(key) <= MAX_LENGTH and key.isascii() and key.isprintable()):
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
