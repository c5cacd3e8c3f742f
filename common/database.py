"""Database sessions: one engine a service, one session a request or a piece of background work."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData, text
from sqlalchemy.orm import Session

# Names for constraints, so that migrations can refer to them.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# A session that is bound to a connection with an open transaction (tests) works in savepoints of it.
db = SQLAlchemy(session_options={"join_transaction_mode": "create_savepoint", "expire_on_commit": False})


def new_metadata() -> MetaData:
    """A service's own set of tables."""
    return MetaData(naming_convention=NAMING)


def init_database(app: Flask, url: str, pool_size: int) -> None:
    """Connect a service to its database; limits keep one bad query from holding others up."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
        "pool_size": pool_size,
        "max_overflow": 10,
        "pool_pre_ping": True,  # a restarted server is met by a new connection, not by an error
        "pool_timeout": 5,
        "hide_parameters": True,  # they may be secrets, and errors are logged
        "connect_args": {
            "connect_timeout": 5,
            "application_name": app.import_name,
            "options": "-c timezone=UTC -c statement_timeout=15s -c lock_timeout=5s"
            " -c idle_in_transaction_session_timeout=30s",
        },
    }
    db.init_app(app)


def check_database() -> None:
    """Raise when the database does not answer."""
    with session_scope() as session:
        session.execute(text("SELECT 1"))


@contextmanager
def session_scope() -> Iterator[Session]:
    """A session for one piece of background work; needs an application context."""
    session = db.session()
    try:
        yield session
    finally:
        db.session.remove()


def take_turns(session: Session, space: int) -> None:
    """Let replicas of a service do something one after the other: hold the others back until the transaction ends.

    Args:
        space: the number of what they take turns at, the same in all of them.
    """
    session.execute(text("SELECT pg_advisory_xact_lock(:space, hashtext(current_schema()))"), {"space": space})


def is_my_turn(session: Session, space: int) -> bool:
    """As `take_turns`, but False where another replica is at it, instead of waiting for it."""
    query = text("SELECT pg_try_advisory_xact_lock(:space, hashtext(current_schema()))")
    return bool(session.scalar(query, {"space": space}))


@contextmanager
def transaction(session: Session) -> Iterator[None]:
    """Commit at the end, roll back on an error. Inside another `transaction` it is a part of that one."""
    depth = session.info.get("transaction_depth", 0)
    session.info["transaction_depth"] = depth + 1
    try:
        yield
        if depth == 0:
            session.commit()
        else:
            session.flush()
    except BaseException:
        if depth == 0:
            session.rollback()
        raise
    finally:
        session.info["transaction_depth"] = depth
